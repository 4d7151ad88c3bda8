"""Faults of reasoning: each is found where it is made, explained by its steps, and not found where it is not."""

from preceptor.core.knowledge.finding import PRESENT
from preceptor.core.patient.case import Fact
from preceptor.core.patient.faults import faults
from preceptor.core.patient.result import Fault
from tests.unit.core.patient.ward import Learner, exemplary, like_an_infarct, patient


def found(learner: Learner) -> dict[str, Fault]:
    return {fault.code: fault for fault in faults(learner.seen)}


def test_a_sound_encounter_has_none() -> None:
    assert faults(exemplary().seen) == ()


def test_premature_closure_needs_an_open_danger_and_cheap_information() -> None:
    learner = Learner()
    learner.say("opening")
    learner.rank(cold=60, embolism=20, infarct=20)
    number = learner.finish("cold")
    fault = found(learner)["premature-closure"]
    assert fault.numbers == (number,)
    assert "embolism" in fault.why


def asked_out() -> Learner:
    """Everything was asked and examined of somebody in whom an infarct is likely."""
    learner = Learner(whom=like_an_infarct())
    learner.say("opening")
    learner.say("chest-pain@character", "sore-to-touch", "cough", "sweating", "leg-swelling", "past-clot")
    learner.examine("ribs")
    learner.examine("calves")
    return learner


def test_closing_is_early_while_a_cheap_test_is_left_and_not_while_it_is_under_way() -> None:
    closed, waiting = asked_out(), asked_out()
    closed.finish("strain")
    waiting.order("ecg")
    waiting.finish("strain")
    assert "ECG" in found(closed)["premature-closure"].why
    assert "premature-closure" not in found(waiting)


def test_closing_is_not_early_when_nothing_left_would_tell() -> None:
    learner = asked_out()
    learner.patient.facts["st-raised"] = Fact(PRESENT)
    learner.order("ecg")
    learner.wait(10)
    learner.finish("strain")
    assert "premature-closure" not in found(learner)


def test_anchoring_is_keeping_the_leader_while_the_evidence_falls() -> None:
    def met(later: str) -> Learner:
        learner = Learner()
        learner.say("opening")
        first = learner.rank(infarct=70, embolism=10)
        learner.say("sweating", "chest-pain@character")
        learner.rank(**{later: 75, "strain": 5})
        learner.finish(later)
        assert first == 2
        return learner

    fault = found(met("infarct"))["anchoring"]
    assert fault.numbers == (2, 4)
    assert "pain feels like" in fault.why or "sweating" in fault.why
    assert "anchoring" not in found(met("embolism"))


def test_lowering_the_leader_is_not_anchoring() -> None:
    learner = Learner()
    learner.say("opening")
    learner.rank(infarct=70, embolism=10)
    learner.say("sweating", "chest-pain@character")
    learner.rank(infarct=40, embolism=35)
    assert "anchoring" not in found(learner)


def test_shotgun_is_many_idle_tests() -> None:
    learner = Learner()
    numbers = tuple(learner.order(f"idle-test-{number}") for number in range(4))
    assert found(learner)["shotgun-testing"].numbers == numbers
    few = Learner()
    for number in range(3):
        few.order(f"idle-test-{number}")
    assert "shotgun-testing" not in found(few)


def test_shotgun_is_a_volley_before_the_history() -> None:
    tests = ("scan", "ecg", "idle-test-0", "idle-test-1", "idle-test-2")
    early, late = Learner(), Learner()
    late.say("opening", "leg-swelling", "past-clot", "sweating", "cough", "sore-to-touch")
    for test in tests:
        early.order(test)
        late.order(test)
    assert "shotgun-testing" in found(early)
    assert "shotgun-testing" not in found(late)


def test_base_rate_neglect_is_sureness_of_something_rare_with_little_for_it() -> None:
    def sure(share: int, whom: str) -> Learner:
        learner = Learner(whom=patient(heart_rate="normal", pain_character="dull"))
        learner.say("opening", "chest-pain@character", "sweating", "leg-swelling")
        learner.rank(**{whom: share})
        return learner

    assert "base-rate-neglect" not in found(sure(40, "infarct"))
    assert "base-rate-neglect" not in found(sure(90, "cold"))
    common = exemplary()
    common.room.state.finished = False
    common.rank(cold=90)
    assert "base-rate-neglect" not in found(common), "wrong, but not rare"


def test_base_rate_neglect_names_how_rare_it_is() -> None:
    learner = Learner(whom=patient(heart_rate="normal", pain_character="dull"))
    learner.say("opening", "chest-pain@character", "sweating", "leg-swelling")
    number = learner.rank(infarct=90)
    seen = learner.seen
    seen.reasoner.prior = {**seen.reasoner.prior, "infarct": 0.01}
    fault = next(fault for fault in faults(seen) if fault.code == "base-rate-neglect")
    assert fault.numbers == (number,)
    assert "1.0%" in fault.why


def test_a_danger_on_no_list_is_missed_and_the_diagnosis_counts_as_a_list() -> None:
    learner = Learner()
    learner.say("opening")
    learner.rank(strain=50, cold=50)
    learner.finish("cold")
    why = found(learner)["missed-must-not-miss"].why
    assert why.startswith("Embolism")
    named = Learner()
    named.say("opening", "chest-pain@character", "leg-swelling")
    named.finish("embolism")
    assert "missed-must-not-miss" not in found(named)
