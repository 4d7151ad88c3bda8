"""Intervals by person: they hold the truth as often as they say, and answers of one person do not narrow them."""

from math import inf

import numpy as np
import pytest

from preceptor.core.coach import intervals


@pytest.mark.parametrize(("freedom", "exact"), [(3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (10**6, 1.960)])
def test_students_quantiles_are_close(freedom: int, exact: float) -> None:
    assert intervals.student(freedom) == pytest.approx(exact, rel=0.01)


def test_a_mean_of_one_answer_each_is_the_textbooks() -> None:
    values = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    found = intervals.mean(values, np.arange(6))
    half = intervals.student(5) * values.std(ddof=1) / np.sqrt(6)
    assert (found.value, found.high - found.value) == pytest.approx((values.mean(), half))
    assert found.value - found.low == pytest.approx(half)


def test_repeating_everybodys_answers_does_not_narrow_it() -> None:
    values, people = np.array([0.2, 0.9, 0.4, 0.7]), np.arange(4)
    once = intervals.mean(values, people)
    often = intervals.mean(np.tile(values, 10), np.tile(people, 10))
    assert (often.low, often.high) == pytest.approx((once.low, once.high))
    weighed = intervals.mean(values, people, np.full(4, 7.0))
    assert (weighed.low, weighed.high) == pytest.approx((once.low, once.high))


def test_two_people_are_too_few() -> None:
    found = intervals.mean(np.array([0.0, 1.0, 1.0]), np.array([0, 0, 1]))
    assert (found.low, found.high) == (-inf, inf)
    assert found.spans_zero


def test_a_difference_needs_both_sides() -> None:
    values, people = np.array([1.0, 2.0, 3.0]), np.arange(3)
    for first in (np.ones(3, dtype=bool), np.zeros(3, dtype=bool)):
        with pytest.raises(ValueError, match="both sides"):
            intervals.difference(values, first, people)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    chance = np.random.default_rng(4)
    people = np.repeat(np.arange(25), 8)
    held = {"mean": 0, "difference": 0}
    for _ in range(400):
        own = chance.normal(0, 0.5, 25)[people]
        first = chance.random(200) < 0.4
        values = 1.0 + own + 0.3 * first + chance.normal(0, 1.0, 200)
        mean = intervals.mean(values - 0.3 * first, people)
        apart = intervals.difference(values, first, people)
        held["mean"] += mean.low <= 1.0 <= mean.high
        held["difference"] += apart.low <= 0.3 <= apart.high
    assert 0.91 <= held["mean"] / 400 <= 0.985
    assert 0.91 <= held["difference"] / 400 <= 0.985
