"""Predicted chances against results, tenth by tenth: do things said to happen so often happen so often? No storage."""

from dataclasses import dataclass

import numpy as np

from preceptor.core.coach.calibration import wilson
from preceptor.core.coach.catalogue import Floats

TENTHS = 10
Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Tenth:
    """A tenth of the answers by predicted chance (all shares 0 to 1): mean prediction, share right with its 95 %
    interval (Wilson 1927; a partly right answer counts as its part), how many."""

    predicted: float
    right: float
    low: float
    high: float
    count: int

    @property
    def holds(self) -> bool:
        """Whether the mean prediction lies within the interval of what happened."""
        return self.low <= self.predicted <= self.high


def tenths(chances: Floats, outcomes: Floats) -> tuple[Tenth, ...]:
    """Sort (n,) answers by predicted chance, part them into ten of equal size, and compare each with its results.

    Answers of the same learner are taken as independent, which makes the intervals a little too narrow. Fewer than
    ten answers give as many tenths as there are answers.
    """
    order = np.argsort(chances, kind="stable")
    return tuple(_tenth(chances[places], outcomes[places]) for places in np.array_split(order, TENTHS) if len(places))


def _tenth(chances: Floats, outcomes: Floats) -> Tenth:
    right = float(outcomes.mean())
    low, high = wilson(right, len(outcomes), Z95)
    return Tenth(float(chances.mean()), right, low, high, len(outcomes))
