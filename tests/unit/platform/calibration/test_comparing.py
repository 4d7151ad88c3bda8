"""Comparing two predictions: measures against their definitions, intervals by learners, verdicts."""

from __future__ import annotations

import numpy as np
import pytest

from preceptor.platform.calibration.comparing import (
    BETTER,
    FEWEST_LEARNERS,
    SAME,
    TOO_FEW,
    WORSE,
    Scored,
    compare,
    tenths,
)


def scored(apart: float, learners: int = 60, each: int = 25, noise: float = 0.0) -> Scored:
    """The active version knows half of what moves the outcomes; the new one `apart` more or less of it."""
    chance = np.random.default_rng(11)
    truth = chance.normal(0.0, 1.5, learners * each)
    outcomes = (chance.random(len(truth)) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    seen = [0.5 * truth, (0.5 + apart) * truth + noise * chance.normal(size=len(truth))]
    chances = 1 / (1 + np.exp(-np.array(seen)))
    return Scored(outcomes, np.repeat(np.arange(learners), each), chances.T)


def test_measures_are_what_their_definitions_say() -> None:
    outcomes = np.array([1.0, 0.0, 1.0, 0.0, 1.0])
    chances = np.array([0.9, 0.2, 0.6, 0.6, 0.4])
    found = compare(Scored(outcomes, np.array([0, 0, 1, 1, 2]), np.stack([chances, chances], axis=1)))["new"]
    losses = [-np.log(p if y else 1 - p) for y, p in zip(outcomes, chances, strict=True)]
    assert found["log_loss"][0] == pytest.approx(np.mean(losses), abs=1e-5)
    # Right against wrong: .9 beats both, .6 beats .2 and ties .6, .4 beats .2 and loses to .6.
    assert found["auc"][0] == pytest.approx((2 + 1.5 + 1) / 6, abs=1e-5)
    # Two answers share a bin (.6), one right and one wrong; the other three have one each.
    assert found["calibration_error"][0] == pytest.approx((0.1 + 0.2 + abs(1.2 - 1.0) + 0.6) / 5, abs=1e-5)


def test_a_better_a_worse_and_an_equal_version_are_told_apart() -> None:
    assert compare(scored(0.5))["verdict"] == BETTER
    assert compare(scored(-0.4))["verdict"] == WORSE
    assert compare(scored(0.0))["verdict"] == SAME
    assert compare(scored(0.0, noise=0.05))["verdict"] == SAME


def test_the_difference_is_paired() -> None:
    found = compare(scored(0.1))
    value, low, high = found["difference"]["log_loss"]
    assert value == pytest.approx(found["new"]["log_loss"][0] - found["active"]["log_loss"][0], abs=2e-5)
    wide = found["active"]["log_loss"]
    assert high - low < 0.5 * (wide[2] - wide[1])


def test_learners_are_drawn_not_answers() -> None:
    """Answers of one learner hang together: the same answers by few learners are less sure."""
    one = scored(0.3, 60, 25)
    shift = np.repeat(np.random.default_rng(3).normal(0.0, 0.2, 15), 100)
    by_few = Scored(one.outcomes, np.repeat(np.arange(15), 100), np.clip(one.chances + shift[:, None], 0.01, 0.99))
    by_many = Scored(one.outcomes, np.arange(1500), by_few.chances)
    width = [high - low for _, low, high in (compare(each)["new"]["log_loss"] for each in (by_few, by_many))]
    assert width[0] > 1.3 * width[1]


def test_too_few_learners_or_answers_are_no_verdict() -> None:
    assert compare(scored(0.5, FEWEST_LEARNERS - 1, 40))["verdict"] == TOO_FEW
    assert compare(scored(0.5, 60, 8))["verdict"] == TOO_FEW
    assert compare(scored(0.5, FEWEST_LEARNERS, 40))["verdict"] == BETTER
    nobody = Scored(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros((0, 2)))
    assert compare(nobody)["verdict"] == TOO_FEW


def test_what_cannot_be_measured_is_none() -> None:
    every = scored(0.2)
    all_right = Scored(np.ones_like(every.outcomes), every.learners, every.chances)
    assert compare(all_right)["new"]["auc"] is None
    assert compare(all_right)["new"]["log_loss"] is not None


def test_certain_predictions_that_fail_stay_finite() -> None:
    chances = np.tile([[0.0, 1.0]], (600, 1))
    found = compare(Scored(np.tile([0.0, 1.0], 300), np.repeat(np.arange(60), 10), chances))
    assert np.isfinite(found["new"]["log_loss"]).all()


def test_tenths_hold_every_answer_once() -> None:
    chances = np.array([0.0, 0.05, 0.55, 1.0])
    assert tenths(np.array([0.0, 1.0, 1.0, 1.0]), chances) == [[2, 0.025, 0.5], [1, 0.55, 1.0], [1, 1.0, 1.0]]
