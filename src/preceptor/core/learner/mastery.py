"""What a belief says about a competency, as an interval and a state. Reads a belief; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from preceptor.core.learner.belief import Belief
from preceptor.core.learner.forgetting import Prerequisites, competency_states, general_now
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.prediction import moment
from preceptor.core.learner.response import logistic

NINETY = NormalDist().inv_cdf(0.95)  # half-width, in standard deviations, of the 5th to 95th centile


class MasteryState(StrEnum):
    """What may be said of a competency; UNKNOWN is an answer of its own, never a low score."""

    MASTERED = "mastered"
    BELOW = "below"
    CLOSE = "close"
    UNKNOWN = "unknown"


class Interval(NamedTuple):
    """The chance of success (0..1) on a reference item: a lower end, the median, an upper end."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well a learner stands in one competency.

    `low`, `mid` and `high` are the 5th, 50th and 95th centile of the chance of success (0..1) on the
    competency's reference item, with no guessing and no slip. `evidence` is the number of answers' worth it
    stands on; what is known from other competencies and prerequisites alone is not counted.
    """

    competency: str
    low: float
    mid: float
    high: float
    state: MasteryState
    evidence: float


def competency_traits(
    belief: Belief, ids: Sequence[str], parameters: Parameters, prerequisites: Prerequisites, at: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (mean, var), each of shape (K,), of general level plus deviation for K competencies at `at`
    (days).

    In logits and squared logits, forgetting included; a time before the belief's latest counts as that
    latest.
    """
    when = moment(belief, at)
    general = general_now(belief, parameters, when)
    states = competency_states(belief, ids, parameters, prerequisites, when, general.mean)
    flat = chain.from_iterable([states[name] for name in ids])
    rows = np.fromiter(flat, np.float64, 3 * len(ids)).reshape(-1, 3)
    reach = 1.0 + rows[:, 1]
    return general.mean + rows[:, 0], rows[:, 2] + reach * reach * general.var


def mastery(
    belief: Belief,
    competency: str,
    parameters: Parameters,
    prerequisites: Prerequisites,
    at: float,
    reference_difficulty: float = 0.0,
    bar: float = 0.70,
) -> Mastery:
    """Return how well the learner stands in one competency at time `at` (days).

    `reference_difficulty` (logits) is that of the competency's reference item, `bar` the chance of success
    (0..1) that counts as mastery. MASTERED when the lower end is at or above the bar, BELOW when the upper
    end is below it, UNKNOWN on less than `parameters.min_evidence` or, undecided, an interval wider than
    `parameters.max_width`, CLOSE otherwise. (The chance that the learner lies above the bar would be the
    wrong measure: it can fall after an easy success.) Raises ValueError when the bar does not lie strictly
    between 0 and 1.
    """
    _check_bar(bar)
    ends = _interval(belief, competency, parameters, prerequisites, at, reference_difficulty, NINETY)
    return _found(belief, competency, ends, parameters, bar)


def mastery_all(
    belief: Belief,
    ids: Sequence[str],
    parameters: Parameters,
    prerequisites: Prerequisites,
    at: float,
    reference_difficulty: float | Sequence[float] | NDArray[np.float64] = 0.0,
    bar: float = 0.70,
) -> tuple[Mastery, ...]:
    """Return `mastery` for K competencies at once; `reference_difficulty` is one number (logits) or K of
    them.

    Raises ValueError when the bar does not lie strictly between 0 and 1, or the references are not K.
    """
    _check_bar(bar)
    mean, var = competency_traits(belief, ids, parameters, prerequisites, at)
    centre = mean - np.asarray(reference_difficulty, dtype=np.float64)
    if centre.shape != mean.shape:
        raise ValueError(f"{len(ids)} competencies need one reference difficulty or as many")
    return tuple(
        _found(belief, name, _ends(place, spread, NINETY), parameters, bar)
        for name, place, spread in zip(ids, centre.tolist(), np.sqrt(var).tolist(), strict=True)
    )


def interval(
    belief: Belief,
    competency: str,
    parameters: Parameters,
    prerequisites: Prerequisites,
    at: float,
    reference_difficulty: float = 0.0,
    level: float = 0.80,
) -> Interval:
    """Return the central interval that holds the chance of success with probability `level`, and its median.

    As `mastery`, at another level than 90 %. Raises ValueError when level does not lie strictly between 0 and
    1.
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"the level of an interval must lie between 0 and 1, not {level}")
    width = NormalDist().inv_cdf(0.5 + 0.5 * level)
    return _interval(belief, competency, parameters, prerequisites, at, reference_difficulty, width)


def forecast(
    belief: Belief,
    competency: str,
    parameters: Parameters,
    prerequisites: Prerequisites,
    at: float,
    days: NDArray[np.float64],
    reference_difficulty: float = 0.0,
) -> NDArray[np.float64]:
    """Return low, mid, high (5th, 50th, 95th centile) of mastery `days` after `at` if nothing is done, shape
    (n, 3).

    `days` has shape (n,); negative ones count as zero. Raises ValueError when one is not finite.
    """
    ahead = np.maximum(np.asarray(days, dtype=np.float64), 0.0)
    if ahead.ndim != 1 or not np.isfinite(ahead).all():
        raise ValueError("a forecast needs a one-dimensional array of finite days")
    start = moment(belief, at)
    rows = [
        _interval(belief, competency, parameters, prerequisites, start + day, reference_difficulty, NINETY)
        for day in ahead.tolist()
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _interval(
    belief: Belief,
    competency: str,
    parameters: Parameters,
    prerequisites: Prerequisites,
    at: float,
    reference_difficulty: float,
    width: float,
) -> Interval:
    when = moment(belief, at)
    general = general_now(belief, parameters, when)
    states = competency_states(belief, [competency], parameters, prerequisites, when, general.mean)
    mean, slope, var = states[competency]
    spread = sqrt(var + (1.0 + slope) * (1.0 + slope) * general.var)
    return _ends(general.mean + mean - reference_difficulty, spread, width)


def _ends(mean: float, spread: float, width: float) -> Interval:
    """Return centiles of the chance: the logistic is monotone, so those of ability carried through it."""
    return Interval(logistic(mean - width * spread), logistic(mean), logistic(mean + width * spread))


def _found(belief: Belief, competency: str, ends: Interval, parameters: Parameters, bar: float) -> Mastery:
    trait = belief.competencies.get(competency)
    evidence = 0.0 if trait is None else trait.successes + trait.failures
    return Mastery(competency, *ends, _state(ends, evidence, parameters, bar), evidence)


def _check_bar(bar: float) -> None:
    if not 0.0 < bar < 1.0:
        raise ValueError(f"the bar must lie between 0 and 1, not {bar}")


def _state(ends: Interval, evidence: float, parameters: Parameters, bar: float) -> MasteryState:
    if evidence < parameters.min_evidence:
        return MasteryState.UNKNOWN
    if ends.low >= bar:
        return MasteryState.MASTERED
    if ends.high < bar:
        return MasteryState.BELOW
    return MasteryState.UNKNOWN if ends.high - ends.low > parameters.max_width else MasteryState.CLOSE
