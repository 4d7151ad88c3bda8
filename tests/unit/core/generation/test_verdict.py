"""What the facts of a case come to."""

import pytest

from preceptor.core.generation.verdict import at_the_door, contrary, typicality, verdict, worked_up
from preceptor.core.knowledge.reasoner import Reasoner
from tests.unit.core.generation import ward

BASE = ward.base()
WHO = (60.0, "m", "ed")
ROOM = ward.tables().presentation("chest-pain")


def settled(**facts):
    return ward.tables().usual | {name.replace("_", "-"): value for name, value in facts.items()}


CORONARY = settled(
    chest_pain="present", chest_pain_location="centre", sweating="present", troponin="raised", ecg_st="raised"
)


def test_the_work_up_weighs_everything_that_moves_the_posterior():
    whole = Reasoner(BASE, "chest-pain", *WHO).posterior(CORONARY)
    some = Reasoner(BASE, "chest-pain", *WHO).posterior(worked_up(ROOM, CORONARY))
    assert some == pytest.approx(whole)
    assert len(worked_up(ROOM, CORONARY)) < len(CORONARY)


def test_a_verdict_has_the_first_and_the_rivals():
    found = verdict(ward.tables(), "chest-pain", WHO, "acute-coronary-syndrome", CORONARY, ("chest-pain",))
    assert found.first == "acute-coronary-syndrome"
    assert found.work_up > 0.9 > found.opening
    assert {one.condition for one in found.rivals} == {
        "pulmonary-embolism"
    }  # no man has an ovary, the strain is benign
    embolism = found.rivals[0]
    assert embolism.refuted
    assert embolism.fact in CORONARY


def test_a_rival_that_the_facts_support_is_not_refuted():
    both = {**CORONARY, "ct-pe": "embolus", "breathlessness": "present", "oxygen": "low", "leg-swelling": "present"}
    found = verdict(ward.tables(), "chest-pain", WHO, "acute-coronary-syndrome", both, ("chest-pain",))
    assert not found.rivals[0].refuted


def test_the_door_shows_vital_signs_and_what_is_seen():
    shown = at_the_door(BASE, settled(pallor="present", chest_wall_tenderness="present"))
    assert set(shown) == {"heart-rate", "systolic", "respiratory-rate", "oxygen", "temperature", "pallor"}
    assert "pallor" not in at_the_door(BASE, settled())


def test_contrary_results_are_a_rivals_hallmark_or_ones_own_test_denied():
    possible = ward.tables().weighing("chest-pain", *WHO).prior > 0

    def odd(truth, name):
        return contrary(BASE, ROOM, possible, truth, BASE.findings[name])

    assert odd("acute-coronary-syndrome", "ct-pe") == {"embolus"}
    assert odd("pulmonary-embolism", "ct-pe") == {"none"}
    assert odd("acute-coronary-syndrome", "troponin") == {"normal"}
    assert odd("pulmonary-embolism", "ecg-st") == frozenset()


def test_typical_histories_say_more():
    bare = settled(chest_pain="present", chest_pain_location="right")
    args = (ward.tables(), "chest-pain", WHO, "acute-coronary-syndrome")
    assert typicality(*args, CORONARY) > typicality(*args, bare)
