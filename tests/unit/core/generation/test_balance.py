"""Distractors mislead a little, and the work-up still decides."""

import numpy as np

from preceptor.core.generation.balance import distractors, open_rival, settle
from tests.unit.core.generation import ward
from tests.unit.core.generation.test_sampling import drawn


def test_distractors_are_symptoms_that_were_absent_and_stay():
    one = drawn(seed=1)
    before = dict(one.facts)
    added = distractors(one, 2)
    assert len(added) == 2
    for name in added:
        assert ward.base().findings[name].kind == "symptom"
        assert before.get(name, "absent") == "absent"
        assert one.facts[name] == "present"
        assert name in one.fixed


def test_distractors_are_mostly_borrowed_from_rivals():
    """Breathlessness belongs to embolism, as common here as to be the likeliest loan of a heart attack."""
    loans = [name for seed in range(60) for name in distractors(drawn(seed=seed), 1)]
    assert np.mean([name == "breathlessness" for name in loans]) > 0.3


def test_an_open_rival_is_named_and_then_settled():
    one = drawn(seed=2)
    one.facts |= {"breathlessness": "present", "leg-swelling": "present", "past-clot": "present", "troponin": "normal"}
    one.facts |= {
        "ecg-st": "normal",
        "oxygen": "low",
        "heart-rate": "fast",
        "complaint-speed": "sudden",
        "sweating": "absent",
    }
    assert open_rival(one) == "pulmonary-embolism"
    settle(one)
    assert open_rival(one) is None


def test_settling_leaves_fixed_facts_alone():
    one = drawn(seed=2)
    one.facts |= {"breathlessness": "present", "leg-swelling": "present", "troponin": "normal", "ecg-st": "normal"}
    one.fixed |= {"breathlessness", "leg-swelling"}
    settle(one)
    assert one.facts["breathlessness"] == one.facts["leg-swelling"] == "present"
