"""What the trial reports of a cell and of two policies side by side, with 95 % intervals; knows cells alone.

- Normalized gain: (after - before) / (1 - before) of each learner's final test (Hake 1998, by learner), then the mean.
  Learners at .95 or more before have nothing left to gain and are left out, the same ones for every policy; nothing
  else is cut, so a learner may lose.
- Minutes to mastery: minutes of study until nine tenths of the competencies were truly mastered on the morning after.
  Whoever never got there by the goal date is censored at the minutes offered, studied or not: a policy that rests, or
  that drives learners away, gains nothing by it. All are censored at the same time, so that the restricted mean is the
  mean of what is left after cutting there; the median is Kaplan and Meier's (1958), null when fewer than half arrived.
- Retention: mean final test 7 and 30 days after the goal date without study over that on the goal date, and its level.
- False mastery: of all claims on the goal date, the share whose true chance is below the bar.
- Worst group: the largest restricted mean of minutes of any group over that of all.
Intervals of one cell are percentiles of 1,000 bootstrap samples of learners; differences between policies are paired by
learner, with a normal interval.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.trial.course import Bools, Floats
from benchmarks.trial.harness import RETENTION_DAYS, Cell
from benchmarks.trial.people import GROUPS

CEILING = 0.95
SAMPLES = 1000
Z95 = 1.96


def normalized_gain(cell: Cell) -> Floats:
    """(L,) each learner's share gained of what was missing; NaN at the ceiling."""
    room = np.where(cell.before < CEILING, 1 - cell.before, np.nan)
    return np.asarray((cell.after - cell.before) / room, dtype=np.float64)


def restricted_minutes(cell: Cell) -> Floats:
    """(L,) minutes to mastery, cut at the minutes offered."""
    return np.fmin(cell.minutes_to_mastery, cell.budget)


def kaplan_meier(times: Floats, arrived: Bools) -> tuple[Floats, Floats]:
    """Distinct times of arrival and the share that has not arrived just after each; `arrived` false is censored."""
    at = np.unique(times[arrived])
    at_risk = (times[None, :] >= at[:, None]).sum(axis=1)
    events = ((times[None, :] == at[:, None]) & arrived).sum(axis=1)
    return at, np.cumprod(1 - events / at_risk)


def median_minutes(cell: Cell) -> float | None:
    """Kaplan–Meier median of minutes to mastery; None when fewer than half arrived."""
    at, left = kaplan_meier(restricted_minutes(cell), ~np.isnan(cell.minutes_to_mastery))
    below = np.flatnonzero(left <= 0.5)
    return float(at[below[0]]) if len(below) else None


def samples(learners: int, seed: int = 0) -> Floats:
    """(SAMPLES, L) how often each learner is in each bootstrap sample."""
    chance = np.random.default_rng([seed, learners])
    return chance.multinomial(learners, np.full(learners, 1 / learners), size=SAMPLES).astype(np.float64)


def ratio(over: Floats, under: Floats, weights: Floats) -> dict[str, float | None]:
    """Sum of one (L,) array over the sum of another, with its bootstrap interval; None where nothing is below."""
    total = float(under.sum())
    if total == 0:
        return {"value": None, "low": None, "high": None}
    below = weights @ under
    drawn = (weights @ over)[below > 0] / below[below > 0]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"value": _short(over.sum() / total), "low": _short(low), "high": _short(high)}


def mean(values: Floats, weights: Floats) -> dict[str, float | None]:
    """Mean of a (L,) array, NaN left out, with its bootstrap interval."""
    there = ~np.isnan(values)
    return ratio(np.where(there, values, 0.0), there.astype(np.float64), weights)


def worst_group(cell: Cell, weights: Floats) -> dict[str, Any]:
    """The group that takes longest: its restricted mean of minutes over that of all, with a bootstrap interval."""
    minutes = restricted_minutes(cell)
    present = [one for one in range(len(GROUPS)) if (cell.group == one).any()]
    means = {one: float(minutes[cell.group == one].mean()) for one in present}
    worst = max(means, key=lambda one: means[one])
    members = (cell.group == worst).astype(np.float64)
    own = (weights @ (minutes * members)) / np.maximum(weights @ members, 1.0)
    low, high = np.quantile(own / (weights @ minutes * (1 / len(minutes))), [0.025, 0.975])
    value = means[worst] / float(minutes.mean())
    return {"group": GROUPS[worst], "value": _short(value), "low": _short(low), "high": _short(high)}


def summary(cell: Cell, weights: Floats) -> dict[str, Any]:
    """Everything reported of one cell."""
    minutes = mean(restricted_minutes(cell), weights)
    minutes |= {"median": median_minutes(cell), "censored": _short(np.isnan(cell.minutes_to_mastery).mean())}
    found: dict[str, Any] = {"normalized_gain": mean(normalized_gain(cell), weights), "minutes_to_mastery": minutes}
    for days, later in zip(RETENTION_DAYS, cell.later, strict=True):
        found[f"retention_{days}"] = ratio(later, cell.after, weights) | {"level": _short(later.mean())}
    false = ratio(cell.false.astype(np.float64), cell.claimed.astype(np.float64), weights)
    found["false_mastery"] = false | {"claims": _short(cell.claimed.mean())}
    found["worst_group"] = worst_group(cell, weights)
    return found | {
        "final_test": _short(cell.after.mean()),
        "mastered": _short(cell.mastered.mean()),
        "answers": round(float(cell.answers.mean()), 1),
        "seconds": round(cell.seconds, 2),
    }


def paired(one: Cell, other: Cell, measure: Callable[[Cell], Floats]) -> dict[str, float]:
    """Mean difference one - other by learner, with a normal 95 % interval."""
    difference = measure(one) - measure(other)
    difference = difference[~np.isnan(difference)]
    if not len(difference):
        return {"value": 0.0, "low": 0.0, "high": 0.0}
    value = float(difference.mean())
    half = Z95 * float(difference.std(ddof=min(1, len(difference) - 1))) / len(difference) ** 0.5
    return {"value": _short(value), "low": _short(value - half), "high": _short(value + half)}


def _short(value: float) -> float:
    return round(float(value), 4)
