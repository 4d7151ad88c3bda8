"""What people bring along, by age."""

import pytest

from preceptor.core.generation import background


def test_shares_are_probabilities_of_every_adult_band():
    for table in (background.ILLNESSES, background.HOME):
        for shares in table.values():
            assert len(shares) == 4
            assert all(0 <= share <= 1 for share in shares)


def test_shares_go_by_age():
    assert background.share("past-hypertension", 30) < background.share("past-hypertension", 70)
    assert background.share("past-asthma", 17) == background.ILLNESSES["past-asthma"][0]
    assert background.share("no-such-illness", 30) is None


def test_a_conditions_own_share_moves_with_age_and_stays_a_probability():
    young, old = (background.by_age("past-hypertension", 0.6, age) for age in (25, 85))
    assert 0 < young < 0.6 < old < 1
    assert background.by_age("sweating", 0.6, 25) == 0.6
    assert 0.9 < background.by_age("past-hypertension", 1.0, 85) <= 1


def test_medicines_go_with_illnesses():
    assert background.taken("statin", frozenset()) == 0
    assert background.taken("statin", frozenset({"past-heart-attack"})) == pytest.approx(0.9)
    both = background.taken("statin", frozenset({"past-heart-attack", "past-stroke"}))
    assert both == pytest.approx(1 - 0.1 * 0.2)
    assert background.taken("nsaid", frozenset()) == pytest.approx(0.06)


def test_the_widowed_are_old():
    assert background.lean("marital-status", "widowed", 85) > 1 > background.lean("marital-status", "widowed", 30)
    assert background.lean("marital-status", "single", 30) == 1
