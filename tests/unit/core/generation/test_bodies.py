"""What a body can have, and what cannot stand together."""

import pytest

from preceptor.core.generation import bodies
from tests.unit.core.generation import ward

BASE = ward.base()


def fits(name, value, age, sex):
    return bodies.fits(BASE.findings[name], value, age, sex)


@pytest.mark.parametrize(
    ("name", "value", "age", "sex", "can"),
    [
        ("pregnancy", "present", 30, "f", True),
        ("pregnancy", "present", 30, "m", False),
        ("pregnancy", "present", 70, "f", False),
        ("pregnancy", "absent", 70, "m", True),
        ("testicular-pain", "present", 30, "f", False),
        ("testicular-pain", "present", 30, "m", True),
        ("heavy-smoking", "present", 25, "m", False),
        ("us-pelvis", "mass", 40, "m", False),
    ],
)
def test_sex_and_age(name, value, age, sex, can):
    assert fits(name, value, age, sex) is can


def test_ages_of_a_condition_follow_what_nearly_all_its_patients_have():
    assert bodies.ages(BASE, BASE.conditions["ovarian-mishap"], range(16, 96)) == range(16, 55)
    assert bodies.ages(BASE, BASE.conditions["pulmonary-embolism"], range(16, 96)) == range(16, 96)


def test_clashes_are_found_and_harmony_is_not():
    assert bodies.clashes({"ecg-rhythm": "sinus-tachycardia", "heart-rate": "normal"})
    assert not bodies.clashes({"ecg-rhythm": "sinus-tachycardia", "heart-rate": "fast"})
    assert not bodies.clashes({"ecg-rhythm": "sinus-tachycardia"})
    facts = {"ecg-rhythm": "sinus-tachycardia", "heart-rate": "normal"}
    assert bodies.clashes(facts, "heart-rate")
    assert not bodies.clashes(facts, "cough")


def test_every_clash_is_between_at_least_two_findings():
    for clash in bodies.CLASHES:
        assert len({name for name, _ in clash.terms}) == len(clash.terms) >= 2, clash


def settled(**facts):
    return ward.tables().usual | {name.replace("_", "-"): value for name, value in facts.items()}


def test_implied_facts_and_reasons_are_asked_for():
    assert bodies.contradictions(BASE, settled(ankle_swelling="present"))
    assert not bodies.contradictions(BASE, settled(ankle_swelling="present", leg_swelling="present"))
    assert bodies.contradictions(BASE, settled(antihypertensive="present"))
    assert not bodies.contradictions(BASE, settled(antihypertensive="present", past_hypertension="present"))
    assert bodies.contradictions(BASE, settled(complaint_trigger="injury"))
    assert not bodies.contradictions(BASE, settled(complaint_trigger="injury", recent_injury="present"))


def test_what_hangs_on_nothing_is_an_orphan():
    assert bodies.orphans(BASE, {"chest-pain-location": "left"})
    assert not bodies.orphans(BASE, {"chest-pain-location": "left", "chest-pain": "present"})
    assert bodies.orphans(BASE, {"heavy-smoking": "present", "smoker": "never"})


def test_what_follows_from_what_is_present():
    assert bodies.implied(BASE, {"malaria-travel": "present", "ankle-swelling": "absent"}) == {"travel-abroad"}


def test_living_facts_leave_out_what_hangs_on_something_absent():
    assert "chest-pain-location" not in bodies.living(BASE, settled(chest_pain="absent"))
    assert "chest-pain-location" in bodies.living(BASE, settled(chest_pain="present"))
