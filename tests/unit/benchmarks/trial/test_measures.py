"""The measures on examples worked by hand, and the verdict on cells made to measure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.trial import measures
from benchmarks.trial.harness import Cell, join
from benchmarks.trial.verdict import verdict


def cell(policy: str = "preceptor", simulator: str = "irt", gain: float = 0.5, minutes: float = 100.0) -> Cell:
    """Four learners: one at the ceiling, one who never arrives; the first two of group 0, the others of group 1."""
    before = np.array([0.5, 0.6, 0.2, 0.97])
    return Cell(
        simulator=simulator,
        policy=policy,
        budget=400.0,
        group=np.array([0, 0, 1, 1]),
        before=before,
        after=before + gain * (1 - before),
        later=np.array([[0.5, 0.5, 0.5, 0.5], [0.4, 0.4, 0.4, 0.4]]),
        minutes_to_mastery=np.array([minutes, 2 * minutes, np.nan, minutes]),
        minutes=np.full(4, 400.0),
        claimed=np.array([10, 0, 10, 0]),
        false=np.array([1, 0, 4, 0]),
        mastered=np.full(4, 0.5),
        answers=np.full(4, 200.0),
        seconds=1.0,
    )


def test_gain_is_what_was_gained_of_what_was_missing() -> None:
    gained = measures.normalized_gain(cell())
    assert gained[:3] == pytest.approx(0.5)
    assert np.isnan(gained[3])
    worse = measures.normalized_gain(replace(cell(), after=np.array([0.25, 0.6, 0.2, 1.0])))
    assert worse[0] == pytest.approx(-0.5)


def test_whoever_never_arrives_counts_as_all_that_was_offered() -> None:
    assert measures.restricted_minutes(cell()).tolist() == [100.0, 200.0, 400.0, 100.0]


def test_kaplan_meier_on_a_textbook_example() -> None:
    times = np.array([1.0, 2.0, 2.0, 3.0, 4.0])
    at, left = measures.kaplan_meier(times, np.array([True, True, False, True, False]))
    assert at.tolist() == [1.0, 2.0, 3.0]
    assert left == pytest.approx([4 / 5, 4 / 5 * 3 / 4, 4 / 5 * 3 / 4 * 1 / 2])


def test_the_median_is_missing_when_fewer_than_half_arrive() -> None:
    assert measures.median_minutes(cell()) == 100.0
    few = replace(cell(), minutes_to_mastery=np.array([100.0, np.nan, np.nan, np.nan]))
    assert measures.median_minutes(few) is None


def test_a_cell_is_summed_up() -> None:
    found = measures.summary(cell(), measures.samples(4))
    assert found["normalized_gain"]["value"] == pytest.approx(0.5)
    assert found["minutes_to_mastery"]["value"] == pytest.approx(200.0)
    assert found["minutes_to_mastery"]["censored"] == 0.25
    after = cell().after.mean()
    assert found["retention_7"]["value"] == pytest.approx(0.5 / after, abs=1e-4)
    assert found["retention_30"]["level"] == pytest.approx(0.4)
    assert found["false_mastery"]["value"] == pytest.approx(5 / 20)
    assert found["false_mastery"]["claims"] == 5.0
    assert found["worst_group"]["group"] == "weak foundations"
    assert found["worst_group"]["value"] == pytest.approx(250 / 200)
    assert found["worst_group"]["low"] <= found["worst_group"]["value"] <= found["worst_group"]["high"]


def test_nothing_claimed_is_not_nothing_false() -> None:
    silent = replace(cell(), claimed=np.zeros(4, dtype=np.int64), false=np.zeros(4, dtype=np.int64))
    assert measures.summary(silent, measures.samples(4))["false_mastery"]["value"] is None


def test_bootstrap_intervals_are_as_wide_as_the_normal_ones() -> None:
    values = np.random.default_rng(1).normal(3.0, 2.0, 1000)
    found = measures.mean(values, measures.samples(1000))
    assert found["low"] is not None
    assert found["high"] is not None
    assert found["high"] - found["low"] == pytest.approx(2 * 1.96 * 2.0 / 1000**0.5, rel=0.15)


def test_differences_are_paired_by_learner() -> None:
    noise = np.array([0.0, 0.3, -0.2, 0.0])
    one, other = cell(), cell("fixed")
    one, other = replace(one, after=one.after + noise), replace(other, after=other.after + noise - 0.1)
    found = measures.paired(one, other, lambda found: found.after)
    assert found == {"value": 0.1, "low": 0.1, "high": 0.1}


def test_the_verdict_names_who_is_better() -> None:
    cells = {
        ("irt", "preceptor"): cell(gain=0.5, minutes=60.0),
        ("irt", "fixed"): cell("fixed", gain=0.4, minutes=120.0),
        ("irt", "elo"): cell("elo", gain=0.6, minutes=100.0),
        ("irt", "oracle"): cell("oracle", gain=0.9, minutes=10.0),
    }
    found = verdict(cells, "preceptor")
    assert found["best_in_every_simulator"] is False
    assert found["beaten_by"] == ["irt: elo"]
    assert found["best_on_minutes"] is True
    assert found["minutes_ratio_fixed"] == {"irt": pytest.approx(160 / 220, abs=1e-4)}
    assert found["minutes_ratio_best_other"] == {"irt": pytest.approx(160 / 200, abs=1e-4)}
    assert found["worst_group_ratio_max"] == found["worst_group_ratio"]["irt"]
    del cells["irt", "elo"]
    assert verdict(cells, "preceptor")["best_in_every_simulator"] is True


def test_without_the_coach_the_verdict_is_open() -> None:
    found = verdict({("irt", "fixed"): cell("fixed")}, "preceptor")
    assert found.pop("comparisons") == {}
    assert set(found.values()) == {None}


def test_cells_of_several_courses_are_pooled() -> None:
    pooled = join([cell(), cell(gain=0.3)])
    assert len(pooled.before) == 8
    assert pooled.later.shape == (2, 8)
    assert pooled.seconds == 2.0
    assert pooled.budget == 400.0
