"""Comparing two predictions of the same answers: losses, their intervals by learners, a plain verdict. Knows arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BETTER, SAME, WORSE = "better", "no clear difference", "worse"
TOO_FEW = "not enough answers to tell"
FEWEST_LEARNERS = 30
FEWEST_ANSWERS = 500
RIGHT = 0.5
"""From this outcome on an answer counts as right, where it must be right or wrong."""
BINS = 15
DRAWS = 500
SEED = 20260301
CAREFUL = 1e-9
MEASURES = ("log_loss", "auc", "calibration_error")
DIGITS = 5


@dataclass(frozen=True, slots=True)
class Scored:
    """N answers of held-back learners: each one's outcome (0 to 1) and learner (0 to L − 1), shape (N,), and the chance
    that each of two versions gave it beforehand, shape (N, 2): the version in use first, the new one second."""

    outcomes: Floats
    learners: Ints
    chances: Floats

    @property
    def count(self) -> int:
        """How many learners there are."""
        return len(np.unique(self.learners))


def compare(scored: Scored) -> dict[str, Any]:
    """Every measure of both versions and their difference, each as [value, low, high] with a 95 % interval (learners
    drawn with replacement; Efron 1979), the calibration of both by tenths, and the verdict.

    A measure that cannot be had (nobody answered, or all answers were right) is None.
    """
    if not len(scored.outcomes):
        return {"verdict": TOO_FEW, "active": {}, "new": {}, "difference": {}}
    values, draws = _bootstrapped(scored)
    spans: dict[str, dict[str, Any]] = {
        name: {measure: _span(values[side, place], draws[:, side, place]) for place, measure in enumerate(MEASURES)}
        for side, name in enumerate(("active", "new"))
    }
    apart, drawn_apart = values[1] - values[0], draws[:, 1] - draws[:, 0]
    difference = {measure: _span(apart[place], drawn_apart[:, place]) for place, measure in enumerate(MEASURES)}
    for side, name in enumerate(("active", "new")):
        spans[name]["tenths"] = tenths(scored.outcomes, scored.chances[:, side])
    return {**spans, "difference": difference, "verdict": _verdict(scored, difference["log_loss"])}


def _verdict(scored: Scored, difference: list[float] | None) -> str:
    if scored.count < FEWEST_LEARNERS or len(scored.outcomes) < FEWEST_ANSWERS or difference is None:
        return TOO_FEW
    if difference[2] < 0.0:
        return BETTER
    return WORSE if difference[1] > 0.0 else SAME


def _span(value: float, draws: Floats) -> list[float] | None:
    kept = draws[np.isfinite(draws)]
    if not np.isfinite(value) or not len(kept):
        return None
    low, high = np.quantile(kept, (0.025, 0.975))
    return [round(float(one), DIGITS) for one in (value, low, high)]


def _bootstrapped(scored: Scored) -> tuple[Floats, Floats]:
    """(values of shape (2, 3), draws of shape (DRAWS, 2, 3)): for both versions, every measure."""
    _, learners = np.unique(scored.learners, return_inverse=True)
    count = int(learners.max()) + 1
    sides = [_Side(scored.outcomes, scored.chances[:, side]) for side in range(2)]
    chance = np.random.default_rng(SEED)
    even = np.full(count, 1.0 / count)
    values = np.array([one.measures(np.ones(len(learners))) for one in sides])
    draws = np.empty((DRAWS, 2, len(MEASURES)))
    for number in range(DRAWS):
        weights = chance.multinomial(count, even).astype(np.float64)[learners]
        draws[number] = [one.measures(weights) for one in sides]
    return values, draws


class _Side:
    """One version's predictions, sorted once, so that every draw of learners is a few sums."""

    def __init__(self, outcomes: Floats, chances: Floats) -> None:
        safe = np.clip(chances, CAREFUL, 1.0 - CAREFUL)
        self.losses = -(outcomes * np.log(safe) + (1.0 - outcomes) * np.log(1.0 - safe))
        self.right = outcomes >= RIGHT
        self.gaps = chances - outcomes
        self.bins = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
        distinct, self.places = np.unique(chances, return_inverse=True)
        self.distinct = len(distinct)

    def measures(self, weights: Floats) -> tuple[float, float, float]:
        """Log loss in nats, area under the ROC curve, expected calibration error, with answers counted so often."""
        total = float(weights.sum())
        gaps = np.bincount(self.bins, weights=weights * self.gaps, minlength=BINS)
        return float(weights @ self.losses) / total, self._auc(weights), float(np.abs(gaps).sum()) / total

    def _auc(self, weights: Floats) -> float:
        """The chance that a right answer was given a higher chance than a wrong one, ties half (Mann & Whitney
        1947)."""
        right = np.bincount(self.places, weights=weights * self.right, minlength=self.distinct)
        wrong = np.bincount(self.places, weights=weights * ~self.right, minlength=self.distinct)
        pairs = float(right.sum()) * float(wrong.sum())
        below = np.cumsum(wrong) - wrong
        return float(right @ (below + 0.5 * wrong)) / pairs if pairs else float("nan")


def tenths(outcomes: Floats, chances: Floats) -> list[list[float]]:
    """By tenths of the predicted chance: [answers, mean prediction, mean outcome] of each that holds any."""
    found = []
    place = np.minimum((chances * 10).astype(np.int64), 9)
    for number in range(10):
        inside = place == number
        if count := int(inside.sum()):
            means = [round(float(one[inside].mean()), DIGITS) for one in (chances, outcomes)]
            found.append([count, *means])
    return found
