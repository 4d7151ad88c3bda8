"""Numbers fit their value, their unit and a living body."""

import numpy as np

from preceptor.core.generation import measures
from preceptor.core.patient.case import Fact
from tests.unit.core.generation import ward

BASE = ward.base()


def numbers(name, value, age=50.0, facts=None):
    chance = np.random.default_rng(0)
    return [measures.number(BASE.findings[name], value, age, facts or {}, chance) for _ in range(200)]


def test_numbers_lie_in_their_range_with_its_decimals():
    for name, value in (("temperature", "high"), ("troponin", "raised"), ("oxygen", "low")):
        found = BASE.findings[name].value(value)
        drawn = numbers(name, value)
        assert all(found.low <= one <= found.high for one in drawn)
        assert all(round(one, BASE.findings[name].decimals) == one for one in drawn)
        assert len(set(drawn)) > 5


def test_markers_over_orders_of_magnitude_are_mostly_small():
    assert np.median(numbers("troponin", "raised")) < (20 + 2500) / 4


def test_what_is_not_measured_has_no_number():
    assert numbers("pallor", "present")[0] is None


def test_a_sinus_rhythm_keeps_to_the_age():
    assert max(numbers("heart-rate", "very-fast", 85.0)) <= measures.fastest_sinus(85)
    assert max(numbers("heart-rate", "very-fast", 30.0)) > 150


def test_fever_lifts_a_normal_heart_rate():
    assert np.mean(numbers("heart-rate", "normal", facts={"temperature": "high"})) > np.mean(
        numbers("heart-rate", "normal")
    )


def test_slips_are_numbers_outside_their_value():
    assert measures.slips(BASE, {"temperature": Fact("high", 101.3)})
    assert measures.slips(BASE, {"troponin": Fact("normal", 130.0)})
    assert measures.slips(BASE, {"pallor": Fact("present", 3.0)})
    assert not measures.slips(BASE, {"temperature": Fact("high", 38.5), "pallor": Fact("present")})


def test_vital_signs_of_nobody_are_implausible():
    assert measures.implausible({"oxygen": Fact("normal", 104.0)}, 50, ())
    assert measures.implausible({"heart-rate": Fact("very-fast", 185.0)}, 85, ())
    other = {"heart-rate": Fact("very-fast", 185.0), "ecg-rhythm": Fact("narrow-regular-tachycardia")}
    assert not measures.implausible(other, 85, ())
    assert not measures.implausible({"heart-rate": Fact("fast", 120.0)}, 85, ())


def test_pressures_in_words_agree_with_the_facts():
    facts = {"systolic": Fact("normal", 120.0)}
    assert not measures.implausible(facts, 50, ["The pressure is 120/80."])
    assert measures.implausible(facts, 50, ["The pressure is 120/115."])
    assert measures.implausible(facts, 50, ["The pressure is 150/80."])
    assert measures.implausible(facts, 50, ["The pressure is 85/120."])
