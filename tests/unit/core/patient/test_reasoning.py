"""Hypotheses, weighing, diagnosis: the learner's differential beside the reference's."""

import pytest

from preceptor.core.knowledge.plausible import tempered
from preceptor.core.patient import reasoning
from preceptor.core.patient.moves import Move, Ranked
from preceptor.core.patient.naming import condition_meant, conditions_named
from preceptor.core.patient.result import Item
from tests.unit.core.patient.ward import BASE, Learner, exemplary


def earned(learner: Learner) -> dict[str, bool]:
    items: tuple[Item, ...] = reasoning.hypotheses(learner.seen)
    return {item.id: item.earned for item in items}


def test_a_list_written_after_the_result_comes_too_late() -> None:
    learner = Learner()
    learner.say("opening")
    learner.order("scan")
    learner.wait(45)
    learner.rank(embolism=80, infarct=10, strain=10)
    assert earned(learner) == {
        "hypotheses:early": False,
        "hypotheses:several": False,
        "hypotheses:true": False,
        "hypotheses:danger:infarct": True,
    }


def test_a_list_in_time_earns_its_items() -> None:
    assert all(earned(exemplary()).values())


def test_the_diagnosis_alone_is_no_hypothesis() -> None:
    learner = Learner()
    learner.say("opening")
    learner.finish()
    assert not earned(learner)["hypotheses:true"]


def test_overlap_rewards_what_is_plausible_and_not_what_is_not() -> None:
    learner = Learner()
    learner.say("opening")
    learner.rank(embolism=40, infarct=30, cold=20, strain=10)
    good = reasoning.overlaps(learner.seen).early
    other = Learner()
    other.say("opening")
    other.rank(strain=100)
    assert good > 0.95
    assert reasoning.overlaps(other.seen).early < 0.6
    assert reasoning.overlaps(Learner().seen).mean == 0.0


@pytest.mark.parametrize("soft", [False, True])
def test_confidence_anywhere_between_posterior_and_tempered_agrees(soft: bool) -> None:
    learner = Learner()
    learner.say("opening", "leg-swelling")
    belief = learner.seen.posterior(learner.seen.last)
    fair = tempered(belief) if soft else belief
    learner.rank(**{name: round(100 * share) for name, share in fair.items()})
    assert reasoning.agreement(learner.seen, learner.seen.boards[-1]) > 0.97


def test_overconfidence_disagrees_by_its_distance() -> None:
    learner = Learner()
    learner.say("opening")
    learner.rank(cold=100)
    seen = learner.seen
    high = max(tempered(seen.posterior(seen.last))["cold"], seen.posterior(seen.last)["cold"])
    score = reasoning.agreement(seen, seen.boards[-1])
    assert score == pytest.approx(high, abs=0.08)


def test_confidence_that_moves_with_the_evidence_is_followed() -> None:
    def moved(later: int) -> float | None:
        learner = Learner()
        learner.say("opening")
        learner.rank(strain=50, embolism=20)
        learner.say("chest-pain@character", "leg-swelling", "sore-to-touch")
        learner.rank(strain=later, embolism=90 - later)
        return reasoning.followed(learner.seen)

    assert moved(10) == 1.0
    assert moved(80) == 0.0


def test_one_list_earns_at_most_part_and_none_nothing() -> None:
    silent, once, twice = Learner(), Learner(), Learner()
    for learner in (silent, once, twice):
        learner.say("opening")
    once.rank(embolism=50, cold=20)
    for _ in range(2):
        twice.rank(embolism=50, cold=20)
    assert reasoning.weighing_score(silent.seen) == 0.0
    assert reasoning.weighing_score(once.seen) == pytest.approx(0.6 * reasoning.weighing_score(twice.seen))


def test_the_true_condition_earns_all_a_plausible_one_half_another_nothing() -> None:
    def scored(diagnosis: str) -> float:
        learner = Learner()
        learner.say("opening")
        learner.finish(diagnosis)
        return reasoning.diagnosis_score(learner.seen)

    assert (scored("embolism"), scored("infarct")) == (1.0, 0.5)
    learner = exemplary()
    learner.room.state.diagnosis = "strain"
    assert reasoning.diagnosis_score(learner.seen) == 0.0


def test_truth_and_plausibility_are_scored_apart() -> None:
    learner = Learner()
    learner.say("opening")
    learner.rank(embolism=50, infarct=30, cold=20)
    learner.finish("infarct")
    assert reasoning.truth_score(learner.seen) == 0.25
    assert reasoning.overlaps(learner.seen).mean > 0.5


def test_free_words_name_conditions() -> None:
    assert condition_meant(BASE, "", "probably a lung clot (PE)") == "embolism"
    assert conditions_named(BASE, "PE, not a heart attack") == ("embolism",)
    assert conditions_named(BASE, "pulled muscle") == ("strain",)
    assert conditions_named(BASE, "peculiar") == ()
    assert condition_meant(BASE, "", "Pulmonary-Embolus") == "embolism"
    assert condition_meant(BASE, "", "") == ""


def test_words_on_the_board_and_lines_without_confidence_count() -> None:
    learner = Learner()
    learner.act(Move("rank", ranked=(Ranked("", "lung clot", 0), Ranked("", "gremlins", 0), Ranked("cold", "", 0))))
    shares = learner.seen.boards[0].shares
    assert list(shares) == ["embolism", "cold"]
    assert shares["embolism"] > shares["cold"] > 0


def test_shares_never_pass_one() -> None:
    learner = Learner()
    learner.rank(embolism=90, infarct=90)
    assert sum(learner.seen.boards[0].shares.values()) == pytest.approx(1.0)
