"""Intervals of means over answers, where what one person does hangs together. Knows arrays, no storage.

The variance is the linearised one of a ratio, summed by person, with Student's t for so many people (Liang and Zeger
1986; Cameron and Miller 2015). With fewer than three people there is no interval.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from preceptor.core.coach.catalogue import Bools, Floats

Z95 = 1.959964
LEAST_PEOPLE = 3
People = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval; infinite where too few people stand behind it."""

    value: float
    low: float
    high: float

    @property
    def spans_zero(self) -> bool:
        """Whether it cannot be told from nothing."""
        return self.low <= 0 <= self.high


def mean(values: Floats, people: People, weights: Floats | None = None) -> Interval:
    """The mean of (n,) values, weighted where (n,) weights are given; `people` numbers who each one is from."""
    weighed = np.ones(len(values)) if weights is None else weights
    value = float((weighed * values).sum() / weighed.sum())
    return around(value, weighed * (values - value) / weighed.sum(), people)


def difference(values: Floats, first: Bools, people: People) -> Interval:
    """The mean of the (n,) values where `first` holds, less the mean of the others. Raises ValueError where one is
    empty."""
    if not first.any() or first.all():
        raise ValueError("a difference needs values on both sides")
    one, other = float(values[first].mean()), float(values[~first].mean())
    share = np.where(first, (values - one) / first.sum(), -(values - other) / (~first).sum())
    return around(one - other, share, people)


def around(value: float, influence: Floats, people: People) -> Interval:
    """The interval of an estimate from the (n,) influence of each row on it, which sums to zero."""
    _, place = np.unique(people, return_inverse=True)
    summed = np.bincount(place, weights=influence)
    count = len(summed)
    if count < LEAST_PEOPLE:
        return Interval(value, -inf, inf)
    half = student(count - 1) * float(np.sqrt(count / (count - 1) * (summed**2).sum()))
    return Interval(value, value - half, value + half)


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, by the expansion about the normal's (Abramowitz and Stegun 1964, 26.7.5):
    within 1 % from three degrees of freedom on."""
    z, v = Z95, float(freedom)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return float(z + first / v + second / v**2 + third / v**3)
