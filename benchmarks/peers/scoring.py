"""How good predictions of answers are: discrimination, calibration, and how sure that is. Knows arrays alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.counts import earlier
from benchmarks.peers.log import Bools, Floats, Ints, Log

BINS = 15
DRAWS = 400
# First and last attempt at a row's skills that a line of the table by attempts takes together.
ATTEMPTS = ((1, 1), (2, 3), (4, 9), (10, 29), (30, None))
# A learner is new for so many answers.
NEW = 10

Line = dict[str, float | int | None]


@dataclass(frozen=True)
class Ranking:
    """Predictions in rising order: `order` (N,) of rows, `ties` the places in it where a new value begins."""

    order: Ints
    ties: Ints
    right: Floats

    @classmethod
    def of(cls, outcomes: Floats, chances: Floats) -> Ranking:
        order = np.argsort(chances, kind="stable")
        rising = chances[order]
        ties = np.flatnonzero(np.concatenate([[True], rising[1:] != rising[:-1]]))
        return cls(order, ties, outcomes[order])

    def auc(self, weights: Floats) -> float:
        """Area under the ROC curve where row n counts `weights[n]` times: ties count a half (Mann & Whitney 1947)."""
        weight = weights[self.order]
        right = np.add.reduceat(weight * self.right, self.ties)
        wrong = np.add.reduceat(weight * (1.0 - self.right), self.ties)
        below = np.cumsum(wrong) - wrong
        pairs = float(right.sum() * wrong.sum())
        return float(right @ (below + 0.5 * wrong)) / pairs if pairs else float("nan")


def auc(outcomes: Floats, chances: Floats) -> float:
    """Return the area under the ROC curve; outcomes are 0 or 1; nan when all are alike."""
    return Ranking.of(outcomes, chances).auc(np.ones(len(outcomes)))


def auc_interval(
    outcomes: Floats, chances: Floats, learners: NDArray, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of the AUC: learners, not answers, are drawn again with replacement."""
    ranking = Ranking.of(outcomes, chances)
    return _middle([ranking.auc(weights) for weights in _redrawn(learners, draws, seed)])


def auc_difference_interval(
    outcomes: Floats, ours: Floats, theirs: Floats, learners: NDArray, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of AUC(ours) - AUC(theirs) over the same drawn learners."""
    one, other = Ranking.of(outcomes, ours), Ranking.of(outcomes, theirs)
    return _middle([one.auc(weights) - other.auc(weights) for weights in _redrawn(learners, draws, seed)])


def log_loss(outcomes: Floats, chances: Floats) -> float:
    """Return the mean negative log-likelihood in nats."""
    safe = np.clip(chances, 1e-9, 1.0 - 1e-9)
    return float(-np.mean(outcomes * np.log(safe) + (1.0 - outcomes) * np.log(1.0 - safe)))


def calibration_error(outcomes: Floats, chances: Floats) -> float:
    """Return the expected calibration error over 15 bins of equal width."""
    bins = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(bins, weights=chances - outcomes, minlength=BINS)
    return float(np.abs(gaps).sum() / len(outcomes))


def tables(log: Log, chances: Floats) -> dict[str, list[Line] | Line]:
    """Return predicted beside observed: by decile, by attempt at the row's skills, for new learners, for new items.

    `chances` are those of the log's test rows. A line has its number of rows, mean prediction and share right.
    """
    held = log.part(log.test)
    outcomes = held.outcome
    young = _answers_before(held.learner) < NEW
    known = np.isin(held.item, log.item[~log.test])
    attempt = attempts(held)
    return {
        "by_decile": [_line(outcomes, chances, rows) for rows in _tenths(chances)],
        "by_attempt": [
            {"from": low, "to": high, **_line(outcomes, chances, (attempt >= low) & (attempt <= (high or np.inf)))}
            for low, high in ATTEMPTS
        ],
        "new_learners": _line(outcomes, chances, young),
        "other_learners": _line(outcomes, chances, ~young),
        "new_items": _line(outcomes, chances, ~known),
        "known_items": _line(outcomes, chances, known),
    }


def attempts(log: Log) -> Ints:
    """Return (N,) which attempt of its learner at its skills each answer is, from 1; the least practised counts."""
    row = np.repeat(np.arange(len(log)), np.diff(log.start))
    seen = _answers_before(log.learner[row] * len(log.skills) + log.skill)
    return np.asarray(np.minimum.reduceat(seen, log.start[:-1]) + 1, dtype=np.int64) if len(log) else seen


def _answers_before(group: Ints) -> Ints:
    right, wrong = earlier(group, np.zeros(len(group)))
    return np.asarray(right + wrong, dtype=np.int64)


def _line(outcomes: Floats, chances: Floats, rows: Bools | Ints) -> Line:
    found = outcomes[rows]
    if not len(found):
        return {"n": 0, "predicted": None, "right": None}
    return {"n": len(found), "predicted": float(chances[rows].mean()), "right": float(found.mean())}


def _tenths(chances: Floats) -> list[Ints]:
    return np.array_split(np.argsort(chances, kind="stable"), 10)


def _redrawn(learners: NDArray, draws: int, seed: int) -> Iterator[Floats]:
    """How often each row counts, once for each draw of learners."""
    _, who = np.unique(learners, return_inverse=True)
    count = int(who.max()) + 1
    chance = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.bincount(chance.integers(count, size=count), minlength=count).astype(np.float64)[who]


def _middle(values: list[float]) -> tuple[float, float]:
    # A draw in which all answers are alike has no AUC.
    low, high = np.nanquantile(values, (0.025, 0.975))
    return float(low), float(high)
