"""What another policy would have been worth, from logged choices with their propensities. Knows arrays, no storage.

Inverse propensity scoring (Horvitz and Thompson 1952), its self-normalised form (Swaminathan and Joachims 2015) and the
doubly robust estimate (Dudík, Langford and Li 2011) with a ridge model of the reward, cross-fitted by learner. They
answer one question: had each of these choices alone been made by the other policy, out of the slate that was drawn up,
what would the mean reward have been? What a policy does to later slates is beyond them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

import numpy as np

from preceptor.core.coach import choosing, intervals
from preceptor.core.coach.catalogue import Floats, Ints
from preceptor.core.coach.intervals import Interval

FOLDS = 5
RIDGE = 1.0
SHRINK = 10.0
LEAST_EFFECTIVE = 50.0
LEAST_PEOPLE = 10
HEAVIEST = 0.05
ASTRAY = 3.0
"""Standard errors that the mean weight may lie from 1; further off, propensities and policy do not fit the log."""


@dataclass(frozen=True, slots=True)
class Log:
    """n choices, each out of a slate of at most m, best score first.

    (n,): `people` numbers the learners, `chosen` is the column that was drawn, `reward` what followed. (n, m):
    `propensity` as logged, 0 where a slate is shorter; `score`, `expected` success and `minutes`, NaN where they were
    not logged; `subject` numbers competencies. Raises ValueError where the arrays do not fit or a choice has no chance.
    """

    people: Ints
    chosen: Ints
    reward: Floats
    propensity: Floats
    score: Floats
    expected: Floats
    minutes: Floats
    subject: Ints

    def __post_init__(self) -> None:
        """Refuse a log that no estimate could be made from."""
        n, wide = len(self.people), self.propensity.shape
        if n == 0 or len(self.chosen) != n or len(self.reward) != n or wide[0] != n:
            raise ValueError("a log needs as many people, choices, rewards and slates, and at least one")
        if any(part.shape != wide for part in (self.score, self.expected, self.minutes, self.subject)):
            raise ValueError("every feature of a slate has the shape of its propensities")
        if not (self.taken(self.propensity) > 0).all() or not np.isfinite(self.reward).all():
            raise ValueError("every choice needs a propensity above 0 and a finite reward")

    def taken(self, values: Floats) -> Floats:
        """(n,) of the (n, m) values those of what was chosen."""
        return np.asarray(values[np.arange(len(self.chosen)), self.chosen], dtype=np.float64)

    @property
    def sizes(self) -> Ints:
        """(n,) how many candidates each slate has."""
        return np.asarray((self.propensity > 0).sum(axis=1), dtype=np.int64)


Policy = Callable[[Log], Floats]


def logged(log: Log) -> Floats:
    """The policy that made the choices."""
    return log.propensity


def uniform(log: Log) -> Floats:
    """Any candidate of the slate alike."""
    return np.where(log.propensity > 0, 1 / log.sizes[:, None], 0.0)


def greedy(log: Log) -> Floats:
    """Always the best score."""
    chances = np.zeros_like(log.propensity)
    chances[:, 0] = 1.0
    return chances


def softmax(log: Log) -> Floats:
    """The coach's own draw from these scores, as `choosing.shares` makes it now."""
    chances = np.zeros_like(log.propensity)
    for row, size in enumerate(log.sizes):
        chances[row, :size] = choosing.shares(log.score[row, :size])
    return chances


# Every version so far draws from its scores by the same softmax; the scores are in the log.
DRAWN = ("gain-per-minute-1", choosing.POLICY)
POLICIES: Mapping[str, Policy] = MappingProxyType(
    {"logged": logged, "uniform": uniform, "greedy": greedy} | dict.fromkeys(DRAWN, softmax)
)
"""What can be replayed: policies whose chances follow from the logged features of a slate alone."""


class CannotReplay(LookupError):
    """A policy whose chances do not follow from what the log holds."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The value of a policy in three ways, and what speaks against trusting them.

    `effective`: how many choices the weighted ones are worth, (Σw)² / Σw². `heaviest`: the largest share of the weight
    that one choice carries. `astray`: by how many standard errors the mean weight misses 1.
    """

    policy: str
    ips: Interval
    normalised: Interval
    robust: Interval
    effective: float
    heaviest: float
    astray: float

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why this cannot be told, as codes: overlap, heavy, astray."""
        found = (
            ("overlap", self.effective < LEAST_EFFECTIVE),
            ("heavy", self.heaviest > HEAVIEST),
            ("astray", self.astray > ASTRAY),
        )
        return tuple(code for code, holds in found if holds)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two policies on one log, and the doubly robust difference, first less second. `doubts` say why it cannot be told
    (overlap, heavy, astray, people, zero); without any, `better` names the policy that gives more."""

    first: Estimate
    second: Estimate
    difference: Interval
    choices: int
    people: int

    @property
    def doubts(self) -> tuple[str, ...]:
        """Every reason not to tell."""
        more = [("people", self.people < LEAST_PEOPLE), ("zero", self.difference.spans_zero)]
        found = [*self.first.doubts, *self.second.doubts, *(code for code, holds in more if holds)]
        return tuple(dict.fromkeys(found))

    @property
    def better(self) -> str:
        """The policy that gives more, or an empty string where that cannot be told."""
        if self.doubts:
            return ""
        return self.first.policy if self.difference.value > 0 else self.second.policy


def compare(log: Log, first: str, second: str) -> Comparison:
    """Estimate two registered policies on a log. Raises CannotReplay."""
    model = predicted(log)
    one, other = _valued(log, first, model), _valued(log, second, model)
    return Comparison(
        one[0],
        other[0],
        intervals.mean(one[1] - other[1], log.people),
        len(log.reward),
        len(np.unique(log.people)),
    )


def estimate(log: Log, policy: str) -> Estimate:
    """The value of a registered policy. Raises CannotReplay."""
    return _valued(log, policy, predicted(log))[0]


def _valued(log: Log, policy: str, model: Floats) -> tuple[Estimate, Floats]:
    """The estimate, and the (n,) doubly robust values it is the mean of."""
    if policy not in POLICIES:
        raise CannotReplay(policy)
    chances = POLICIES[policy](log)
    weights = log.taken(chances) / log.taken(log.propensity)
    robust = (chances * model).sum(axis=1) + weights * (log.reward - log.taken(model))
    total = float(weights.sum())
    if total == 0:
        nothing = Interval(0.0, -inf, inf)
        return Estimate(policy, nothing, nothing, nothing, 0.0, 1.0, inf), robust
    found = Estimate(
        policy,
        ips=intervals.mean(weights * log.reward, log.people),
        normalised=intervals.mean(log.reward, log.people, weights),
        robust=intervals.mean(robust, log.people),
        effective=total**2 / float((weights**2).sum()),
        heaviest=float(weights.max()) / total,
        astray=_astray(intervals.mean(weights, log.people)),
    )
    return found, robust


def _astray(weight: Interval) -> float:
    half = (weight.high - weight.low) / 2
    off = abs(weight.value - 1)
    return 0.0 if off < 1e-3 else intervals.Z95 * off / half if half > 0 else inf


def predicted(log: Log) -> Floats:
    """(n, m) what a model expects each candidate to give, learnt from other people's choices only.

    Ridge regression on expected success, its square, the logarithm of minutes and the score beside the best, then each
    competency's mean residual, shrunk towards zero. Learners are dealt to the folds in turn.
    """
    shown = _features(log)
    chosen = shown[np.arange(len(log.chosen)), log.chosen]
    subject = log.subject[np.arange(len(log.chosen)), log.chosen]
    fold = np.unique(log.people, return_inverse=True)[1] % FOLDS
    model = np.zeros_like(log.propensity)
    for number in np.unique(fold):
        held, rest = fold == number, fold != number
        if not rest.any():
            break  # one person alone: the model knows nothing, and the estimate falls back to inverse propensities
        slope = _ridge(chosen[rest], log.reward[rest])
        residual = log.reward[rest] - chosen[rest] @ slope
        own = _means(residual, subject[rest], int(log.subject.max()) + 1)
        model[held] = shown[held] @ slope + own[log.subject[held]]
    return np.where(log.propensity > 0, model, 0.0)


def _features(log: Log) -> Floats:
    """(n, m, 5) an intercept and four features about their means; what was not logged counts as the mean."""
    real = log.propensity > 0
    best = np.maximum(log.score[:, :1], 1e-12)
    columns = [log.expected, log.expected**2, np.log(np.maximum(log.minutes, 0.1)), log.score / best]
    found = [np.ones_like(log.propensity)]
    for column in columns:
        known = real & np.isfinite(column)
        middle = float(column[known].mean()) if known.any() else 0.0
        spread = float(column[known].std()) if known.any() else 0.0
        found.append(np.where(known, column - middle, 0.0) / (spread if spread > 1e-9 else 1.0))
    return np.stack(found, axis=2)


def _ridge(features: Floats, reward: Floats) -> Floats:
    """(d,) coefficients; the intercept, which comes first, is not drawn towards zero."""
    penalty = RIDGE * np.eye(features.shape[1])
    penalty[0, 0] = 1e-9
    return np.asarray(np.linalg.solve(features.T @ features + penalty, features.T @ reward), dtype=np.float64)


def _means(residual: Floats, subject: Ints, count: int) -> Floats:
    """(count,) the mean residual of each subject, as if ten more were zero."""
    summed = np.bincount(subject, weights=residual, minlength=count)
    return np.asarray(summed / (np.bincount(subject, minlength=count) + SHRINK), dtype=np.float64)
