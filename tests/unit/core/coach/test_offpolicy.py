"""Comparing policies from the log: where the truth is known it is found, and where nothing can be told that is said."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from benchmarks.policies import drawn, repeated
from preceptor.core.coach import offpolicy
from preceptor.core.coach.choosing import POLICY, choose
from preceptor.core.coach.offpolicy import POLICIES, CannotReplay, Log, compare, estimate
from tests.unit.core.coach.places import built, items, situation


def log(people: int = 30, each: int = 30, seed: int = 1) -> Log:
    return drawn(people, each, np.random.default_rng(seed))[0]


def short(made: Log, rows: int) -> Log:
    """Its first choices."""
    parts = {name: getattr(made, name)[:rows] for name in Log.__slots__}
    return Log(**parts)


@lru_cache(maxsize=2)
def many(policy: str) -> dict[str, float]:
    return repeated(policy, 40, 25, 120, seed=3)


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["uniform", "greedy"])
def test_intervals_cover_the_true_value_about_as_often_as_they_say(policy: str) -> None:
    found = many(policy)
    for name in ("robust", "normalised"):
        assert 0.89 <= found[f"{name}_coverage"] <= 1.0, found
        assert abs(found[f"{name}_bias"]) < 3 * found[f"{name}_spread"] / np.sqrt(120) + 0.003, found


@pytest.mark.slow
def test_the_doubly_robust_estimate_varies_less_than_inverse_propensities() -> None:
    found = many("uniform")
    assert found["robust_spread"] < 0.85 * found["ips_spread"]


def test_the_logged_policy_is_worth_what_it_earned() -> None:
    made = log()
    found = estimate(made, "logged")
    assert found.ips.value == pytest.approx(made.reward.mean())
    assert found.normalised.value == pytest.approx(made.reward.mean())
    assert found.effective == pytest.approx(len(made.reward))
    assert found.doubts == ()


def test_the_coachs_own_draw_is_replayed_from_its_logged_scores() -> None:
    made = log(4, 5)
    assert POLICIES[POLICY](made) == pytest.approx(made.propensity)
    known = built({f"c{n}": "d" for n in range(6)}, items([f"c{n}" for n in range(6)]))
    slate = choose(known, situation(known), np.random.default_rng(1)).slate
    row = np.array([[slot.score for slot in slate]])
    shares = np.array([[slot.propensity for slot in slate]])
    one = Log(np.zeros(1, int), np.zeros(1, int), np.ones(1), shares, row, row, row, np.zeros(row.shape, int))
    assert POLICIES[POLICY](one) == pytest.approx(shares)


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_chances_are_a_distribution_over_the_slate(policy: str) -> None:
    made = log(5, 5)
    cut = replace(made, chosen=np.zeros_like(made.chosen), propensity=made.propensity * (np.arange(8) < 5))
    chances = POLICIES[policy](cut) if policy != "logged" else cut.propensity / cut.propensity.sum(1, keepdims=True)
    assert chances.sum(axis=1) == pytest.approx(1.0)
    assert (chances[:, 5:] == 0).all()


def test_a_policy_that_is_better_is_found_and_named() -> None:
    found = compare(log(60, 60, seed=5), "greedy", "uniform")
    assert found.better == "greedy"
    assert found.difference.low > 0
    turned = compare(log(60, 60, seed=5), "uniform", "greedy")
    assert turned.better == "greedy"
    assert turned.difference.value == pytest.approx(-found.difference.value)


def test_too_little_overlap_is_said() -> None:
    few = compare(short(log(20, 5), 60), "greedy", "uniform")
    assert "overlap" in few.doubts
    assert few.better == ""


def test_one_heavy_choice_is_said() -> None:
    made = log()
    propensity = made.propensity.copy()
    propensity[0, made.chosen[0]] = 1e-6
    found = estimate(replace(made, propensity=propensity), "uniform")
    assert "heavy" in found.doubts


def test_propensities_that_do_not_fit_are_noticed() -> None:
    made = log()
    found = estimate(replace(made, propensity=np.minimum(1.0, 2 * made.propensity)), "uniform")
    assert "astray" in found.doubts
    assert "astray" not in estimate(made, "uniform").doubts


def test_an_interval_that_spans_zero_and_few_people_are_said() -> None:
    same = compare(log(), "uniform", "uniform")
    assert same.doubts == ("zero",)
    assert same.difference.value == 0
    made = log(5, 200)
    assert "people" in compare(made, "greedy", "uniform").doubts


def test_what_cannot_be_replayed_is_refused() -> None:
    with pytest.raises(CannotReplay):
        estimate(log(), "some-older-policy")


def test_features_that_were_not_logged_count_as_the_mean() -> None:
    made = log()
    blind = replace(made, expected=np.full_like(made.expected, np.nan), minutes=np.full_like(made.minutes, np.nan))
    found, full = estimate(blind, "uniform"), estimate(made, "uniform")
    assert np.isfinite(found.robust.value)
    assert found.ips == full.ips
    assert found.robust != full.robust


def test_the_model_learns_from_other_people_alone() -> None:
    made = log(10, 20)
    changed = replace(made, reward=np.where(made.people == 0, 100.0, made.reward))
    before, after = offpolicy.predicted(made), offpolicy.predicted(changed)
    assert after[made.people == 0] == pytest.approx(before[made.people == 0])
    assert after[made.people == 1] != pytest.approx(before[made.people == 1])


def test_one_person_alone_is_estimated_without_a_model_or_interval() -> None:
    found = estimate(log(1, 100), "uniform")
    assert found.robust.value == pytest.approx(found.ips.value)
    assert np.isinf(found.robust.high)


@pytest.mark.parametrize(
    "change",
    [
        {"reward": np.array([np.nan])},
        {"propensity": np.array([[0.0, 1.0]])},
        {"score": np.ones((1, 3))},
        {"people": np.zeros(0, int)},
    ],
)
def test_a_log_that_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    two = np.array([[0.5, 0.5]])
    whole: dict[str, Any] = {
        "people": np.zeros(1, int), "chosen": np.zeros(1, int), "reward": np.ones(1), "propensity": two,
        "score": two, "expected": two, "minutes": two, "subject": np.zeros((1, 2), int),
    }  # fmt: skip
    Log(**whole)
    with pytest.raises(ValueError):
        Log(**{**whole, **change})
