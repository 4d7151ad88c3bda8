"""Predicted chances against results: equal tenths, honest intervals."""

from __future__ import annotations

import numpy as np
import pytest

from preceptor.core.coach.reliability import tenths


def test_honest_predictions_hold_and_boasting_ones_do_not() -> None:
    chance = np.random.default_rng(3)
    chances = chance.random(20_000)
    outcomes = (chance.random(20_000) < chances).astype(np.float64)
    honest = tenths(chances, outcomes)
    assert [one.count for one in honest] == [2000] * 10
    assert sum(one.holds for one in honest) >= 8
    assert sum(one.holds for one in tenths(np.minimum(1.0, chances + 0.1), outcomes)) <= 1


def test_tenths_rise_and_lose_nobody() -> None:
    chances = np.array([0.9, 0.1, 0.5, 0.5, 0.2, 0.7, 0.3, 0.8, 0.6, 0.4, 0.95, 0.05, 0.45])
    found = tenths(chances, np.ones(13))
    predicted = [one.predicted for one in found]
    assert predicted == sorted(predicted)
    assert sum(one.count for one in found) == 13
    assert sum(one.predicted * one.count for one in found) == pytest.approx(chances.sum())
    assert all(one.low < 1.0 == one.right == one.high for one in found)


def test_few_answers_give_few_tenths() -> None:
    assert tenths(np.zeros(0), np.zeros(0)) == ()
    found = tenths(np.array([0.2, 0.8]), np.array([0.0, 0.5]))
    assert [(one.predicted, one.right, one.count) for one in found] == [(0.2, 0.0, 1), (0.8, 0.5, 1)]
