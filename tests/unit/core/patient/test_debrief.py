"""The debrief: pure, whole, weighed; what a mode closes is left out; evidence, lessons and words follow the scores."""

import time

import pytest

from preceptor.core.curriculum.scale import logits
from preceptor.core.patient import debrief as module
from preceptor.core.patient.debrief import WEIGHTS, debrief
from preceptor.core.patient.encounter import MODES, Encounter
from preceptor.core.patient.moves import Move
from preceptor.core.patient.result import STEPS, Debrief
from tests.unit.core.patient.ward import Learner, exemplary, like_an_infarct


def of(learner: Learner) -> Debrief:
    return debrief(learner.patient, learner.room.mode, learner.room.state)


def scores(result: Debrief) -> dict[str, float | None]:
    return {step.id: step.score for step in result.steps}


def poor() -> Learner:
    """Named at once, sent home."""
    learner = Learner()
    learner.say("opening")
    learner.treat("discharge-safety-net")
    learner.finish("cold")
    return learner


def test_weights_cover_the_steps_and_sum_to_one() -> None:
    assert set(WEIGHTS) == set(STEPS)
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)


def test_the_outcome_is_the_weighted_mean_of_what_was_scored() -> None:
    result = of(exemplary())
    scored = [(step.score, step.weight) for step in result.steps if step.score is not None]
    assert result.outcome == pytest.approx(sum(s * w for s, w in scored) / sum(w for _, w in scored), abs=1e-4)
    assert result.outcome > 0.9 > 0.4 > of(poor()).outcome


def test_scoring_again_after_a_replay_gives_the_same() -> None:
    learner = exemplary()
    before = of(learner)
    moves = [Move.from_dict(step.move.to_dict()) for step in learner.room.state.steps[1:]]
    again = Encounter(learner.patient, learner.room.mode).replay(moves)
    assert debrief(learner.patient, again.mode, again.state) == before


def test_a_closed_phase_is_left_out() -> None:
    learner = Learner("history")
    learner.say("opening", "leg-swelling")
    learner.rank(embolism=50, cold=20)
    learner.finish()
    result = of(learner)
    found = scores(result)
    assert [name for name, score in found.items() if score is None] == ["examination", "tests", "management", "note"]
    assert not {"examination", "tests", "management", "note"} & {item.step for item in result.checklist}
    assert not [one for one in result.critical if one.code == "critical-step"]
    assert not [point for point in result.points if point.best_next.startswith(("Lung scan", "Measure"))]


def test_nothing_done_is_scored_without_an_error() -> None:
    learner = Learner()
    result = of(learner)
    assert result.outcome < 0.2
    assert not result.right
    assert result.summary


def test_points_hold_the_reference_the_learner_and_what_the_fact_did() -> None:
    result = of(exemplary())
    assert result.points[0].finding == "door"
    assert [point.number for point in result.points] == sorted(point.number for point in result.points)
    swelling = next(point for point in result.points if point.finding == "leg-swelling")
    assert swelling.pushed["embolism"] > 0 > swelling.pushed["strain"]
    assert swelling.learner == {}
    last = result.points[-1]
    assert last.learner["embolism"] == pytest.approx(0.4), "the second list came after the scan"
    assert last.reference["embolism"] > 0.99
    assert sum(last.reference.values()) == pytest.approx(1.0, abs=1e-3)
    assert result.points[0].best_next
    assert len(result.conditions) <= 6
    assert set(last.reference) == set(result.conditions)


def test_the_best_next_act_was_not_done_yet() -> None:
    learner = exemplary()
    done = {"Ask about leg-swelling": 3, "Measure the calves": 11, "Press the ribs": 12, "Lung scan": 14}
    for point in of(learner).points:
        assert point.number < done.get(point.best_next, 99)


def test_a_test_under_way_is_not_advised_again() -> None:
    learner = Learner(whom=like_an_infarct())
    learner.say("opening", "chest-pain@character", "sweating")
    assert of(learner).points[-1].best_next == "ECG"
    learner.order("ecg")
    learner.say("leg-swelling")
    assert of(learner).points[-1].best_next != "ECG"


def test_headlines_say_what_happened() -> None:
    assert of(exemplary()).headline == "The right diagnosis, and it led your list before the end"
    assert of(poor()).headline == "Embolism was there to be found, and was not on your list"
    slow = Learner()
    slow.say("opening")
    slow.rank(embolism=60, infarct=20)
    slow.wait(29)
    slow.treat("heparin")
    slow.finish()
    assert of(slow).headline == "The right diagnosis, and half an hour before you acted on it"


def test_feedback_has_three_levels_and_never_speaks_of_the_person() -> None:
    for learner in (exemplary(), poor()):
        result = of(learner)
        assert set(result.feedback) == {"task", "process", "self-regulation"}
        text = " ".join((result.headline, result.summary, *result.feedback.values())).lower()
        assert not [word for word in ("well done", "clever", "talent", "brilliant", "you are a") if word in text]
        assert result.summary.count(". ") == 1


def test_self_regulation_speaks_of_too_much_confidence() -> None:
    learner = Learner()
    learner.say("opening")
    learner.rank(cold=95)
    learner.finish("cold")
    assert "95% sure of cold" in of(learner).feedback["self-regulation"]


def test_lessons_follow_what_was_weak_and_are_at_most_three() -> None:
    assert of(exemplary()).lessons == ()
    lessons = of(poor()).lessons
    assert len(lessons) == module.LESSONS
    assert lessons[0].about == "management", "what could have harmed comes first"


def test_evidence_goes_to_the_conditions_and_the_common_competencies() -> None:
    result = of(exemplary())
    found = {competency: (step, outcome, difficulty) for step, competency, outcome, difficulty in result.weights}
    assert set(found) == {
        "history-chest", "examining", "testing", "differential-generation", "must-not-miss-thinking",
        "bayesian-updating", "diagnosing-chest-pain", "managing-clots", "patient-centred-interview",
    }  # fmt: skip
    assert found["testing"] == ("tests", scores(result)["tests"], logits(3, "clerkship"))
    records = result.evidence("activity", 20_000.0, "case/case-one@1")
    assert len(records) == len(found)
    assert sum(record.weight for record in records) == pytest.approx(6.0)


def test_hints_are_assistance_up_to_all_of_it() -> None:
    learner = exemplary()
    assert of(learner).assistance == 0.0
    learner.room.state.hints = 2
    assert 0 < of(learner).assistance < 1
    learner.room.state.hints = 50
    assert of(learner).assistance == 1.0


def test_the_reference_stops_when_it_knows_and_efficiency_falls_with_waste() -> None:
    lean = of(exemplary())
    assert 0 < lean.reference_spent.acts < lean.spent.acts
    wasteful = exemplary()
    wasteful.room.state.finished = False
    for number in range(6):
        wasteful.order(f"idle-test-{number}")
    result = of(wasteful)
    assert len(result.spent.useless) == 6
    assert (scores(result)["efficiency"] or 0) < (scores(lean)["efficiency"] or 0)


def test_eighty_moves_take_less_than_a_blink() -> None:
    learner = Learner(mode=MODES["practice"].id)
    learner.say("opening")
    for number in range(79):
        learner.say(f"idle-{number % 30}")
    began = time.process_time()
    of(learner)
    assert time.process_time() - began < 0.3
