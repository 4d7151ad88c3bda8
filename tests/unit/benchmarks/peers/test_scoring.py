"""Scores of predictions: hand-made AUCs, intervals that treat learners as the sample, tables that add up."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.peers.scoring import (
    Ranking,
    attempts,
    auc,
    auc_difference_interval,
    auc_interval,
    calibration_error,
    log_loss,
    tables,
)
from tests.unit.benchmarks.peers.learners import log


def slow_auc(outcomes: np.ndarray, chances: np.ndarray, weights: np.ndarray) -> float:
    won = total = 0.0
    for i in np.flatnonzero(outcomes == 1.0):
        for j in np.flatnonzero(outcomes == 0.0):
            total += weights[i] * weights[j]
            won += weights[i] * weights[j] * (1.0 if chances[i] > chances[j] else 0.5 * (chances[i] == chances[j]))
    return won / total


def test_weighted_auc_is_that_of_all_pairs() -> None:
    chance = np.random.default_rng(0)
    outcomes = chance.integers(2, size=60).astype(np.float64)
    chances = chance.integers(8, size=60) / 8.0
    weights = chance.integers(4, size=60).astype(np.float64)
    assert Ranking.of(outcomes, chances).auc(weights) == pytest.approx(slow_auc(outcomes, chances, weights))
    assert auc(outcomes, chances) == pytest.approx(slow_auc(outcomes, chances, np.ones(60)))


def test_auc_where_all_are_alike_is_not_a_number() -> None:
    assert np.isnan(auc(np.ones(3), np.array([0.1, 0.2, 0.3])))


def sample(per_learner: int, learners: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    who = np.repeat(np.arange(learners), per_learner)
    # Some learners are predicted well and some not at all.
    good = chance.random(learners)[who]
    outcomes = chance.integers(2, size=len(who)).astype(np.float64)
    return outcomes, good * outcomes + chance.random(len(who)), who


def test_the_interval_is_of_learners_not_of_answers() -> None:
    outcomes, chances, who = sample(100, 20)
    low, high = auc_interval(outcomes, chances, who)
    alone = auc_interval(outcomes, chances, np.arange(len(who)))
    assert low < auc(outcomes, chances) < high
    assert high - low > 1.5 * (alone[1] - alone[0])
    assert auc_interval(outcomes, chances, who) == (low, high)
    assert auc_interval(outcomes, chances, who, seed=2) != (low, high)


def test_the_difference_is_paired() -> None:
    outcomes, chances, who = sample(50, 30)
    worse = chances + np.random.default_rng(3).normal(0.0, 0.15, len(chances))
    low, high = auc_difference_interval(outcomes, chances, worse, who)
    assert 0.0 < low < auc(outcomes, chances) - auc(outcomes, worse) < high
    ends = auc_interval(outcomes, chances, who)
    assert high - low < 0.5 * (ends[1] - ends[0])
    assert auc_difference_interval(outcomes, chances, chances, who) == (0.0, 0.0)


def test_loss_and_calibration_by_hand() -> None:
    outcomes, chances = np.array([1.0, 0.0]), np.array([0.8, 0.8])
    assert log_loss(outcomes, chances) == pytest.approx(-(np.log(0.8) + np.log(0.2)) / 2)
    assert calibration_error(outcomes, chances) == pytest.approx(0.3)
    assert np.isfinite(log_loss(outcomes, np.array([0.0, 1.0])))


def test_attempts_are_those_at_the_least_practised_skill() -> None:
    whole = log(learners=3, answers=25)
    seen: dict[tuple[int, int], int] = {}
    for place, attempt in enumerate(attempts(whole).tolist()):
        keys = [
            (int(whole.learner[place]), int(one)) for one in whole.skill[whole.start[place] : whole.start[place + 1]]
        ]
        assert attempt == min(seen.get(key, 0) for key in keys) + 1
        seen.update({key: seen.get(key, 0) + 1 for key in keys})


def test_tables_hold_every_row_once() -> None:
    whole = log(learners=12, answers=40, items=30)
    held = whole.part(whole.test)
    chances = np.linspace(0.1, 0.9, len(held))
    found = tables(whole, chances)
    for name in ("by_decile", "by_attempt"):
        assert sum(line["n"] for line in found[name]) == len(held)  # type: ignore[index, misc]
    assert found["new_learners"]["n"] == 30  # type: ignore[call-overload]
    assert found["other_learners"]["n"] == len(held) - 30  # type: ignore[call-overload]
    first = found["by_decile"][0]  # type: ignore[index]
    assert first["right"] == pytest.approx(held.outcome[: first["n"]].mean())
    assert first["predicted"] == pytest.approx(chances[: first["n"]].mean())
    met = set(whole.item[~whole.test].tolist())
    fresh = sum(item not in met for item in held.item.tolist())
    assert found["new_items"]["n"] == fresh  # type: ignore[call-overload]
