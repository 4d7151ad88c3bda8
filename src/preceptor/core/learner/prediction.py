"""The chance that a learner succeeds at something next. Reads a belief; changes nothing."""

from dataclasses import dataclass
from math import isfinite

from preceptor.core.evidence import Evidence, checked_weights
from preceptor.core.learner.belief import Belief, Trait
from preceptor.core.learner.forgetting import (
    Prerequisites,
    competency_states,
    familiarity_now,
    general_now,
    recent_now,
)
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.response import chance


@dataclass(frozen=True, slots=True)
class Probe:
    """Something a learner could be asked: the fields of `Evidence` that are known before the answer.

    Raises ValueError when a value is out of range.
    """

    competencies: tuple[tuple[str, float], ...]
    item: str | None = None
    difficulty: float = 0.0
    difficulty_var: float = 0.0
    discrimination: float = 1.0
    guess: float = 0.0
    assistance: float = 0.0
    slip: float | None = None

    def __post_init__(self) -> None:
        """Refuse what could not be evidence once it is answered."""
        object.__setattr__(self, "competencies", checked_weights(self.competencies))
        numbers = (self.difficulty, self.difficulty_var, self.discrimination, self.guess, self.assistance)
        if not all(isfinite(number) for number in numbers):
            raise ValueError("a probe's numbers must be finite")
        if self.difficulty_var < 0.0 or self.discrimination <= 0.0:
            raise ValueError("a probe needs difficulty_var >= 0 and discrimination > 0")
        if not (0.0 <= self.guess < 1.0 and 0.0 <= self.assistance <= 1.0):
            raise ValueError("a probe needs guess in 0..1 (below 1) and assistance in 0..1")
        if self.slip is not None and not 0.0 <= self.slip <= 0.5:
            raise ValueError("a probe needs slip in 0..0.5, or None for the belief's own")


@dataclass(frozen=True, slots=True)
class Prediction:
    """The chance of success `probability` (0..1); `mean`, `var` of ability less difficulty (logits)."""

    probability: float
    mean: float
    var: float


Row = tuple[str, float, float, float, float]  # a competency's id and share, then its `State`


@dataclass(frozen=True, slots=True)
class Standing:
    """The traits one question draws on, at one time: what `predict` adds up and `update` moves.

    `competencies` holds (id, share, mean, slope, var), the last three as in `State`; `reach` is how far
    ability moves with the general trait (1 + sum of share * slope); `familiarity` is None where the question
    has no item key. `mean` and `var` are those of ability less difficulty.
    """

    general: Trait
    recent: Trait
    competencies: list[Row]
    familiarity: Trait | None
    reach: float
    mean: float
    var: float


def standing(
    belief: Belief, asked: Evidence | Probe, parameters: Parameters, prerequisites: Prerequisites, at: float
) -> Standing:
    """Return the traits that `asked` draws on at time `at` (days), with mean and variance of ability less
    difficulty.

    eta = g + u + sum of w_k s_k + r_i - d_i + ease * assistance: multidimensional item response theory
    (Reckase 2009) with a familiarity per item.
    """
    general = general_now(belief, parameters, at)
    recent = recent_now(belief, parameters, at)
    mean = general.mean + recent.mean - asked.difficulty + parameters.assistance_ease * asked.assistance
    var = recent.var + asked.difficulty_var
    reach = 1.0
    names = [name for name, _ in asked.competencies]
    states = competency_states(belief, names, parameters, prerequisites, at, general.mean)
    rows = []
    for name, share in asked.competencies:
        own_mean, slope, own_var = states[name]
        rows.append((name, share, own_mean, slope, own_var))
        reach += share * slope
        mean += share * own_mean
        var += share * share * own_var
    familiarity = None
    if asked.item is not None:
        familiarity = familiarity_now(belief.items.get(asked.item), parameters, at)
        mean += familiarity.mean
        var += familiarity.var
    var += reach * reach * general.var
    return Standing(general, recent, rows, familiarity, reach, mean, var)


def predict(
    belief: Belief,
    asked: Evidence | Probe,
    parameters: Parameters,
    prerequisites: Prerequisites,
    at: float | None = None,
) -> Prediction:
    """Return the chance that the learner succeeds at `asked` at time `at` (days).

    Without `at` the time is the evidence's own, or for a probe the belief's latest. A time before the
    belief's latest counts as that latest.
    """
    when = moment(belief, asked.at if at is None and isinstance(asked, Evidence) else at)
    found = standing(belief, asked, parameters, prerequisites, when)
    slip = parameters.slip if asked.slip is None else asked.slip
    probability = chance(found.mean, found.var, asked.discrimination, asked.guess, slip)
    return Prediction(probability, found.mean, found.var)


def moment(belief: Belief, at: float | None) -> float:
    """Return `at`, or the belief's latest time where `at` is earlier or None (0 where it has none)."""
    if belief.at is None:
        return 0.0 if at is None else at
    return belief.at if at is None else max(at, belief.at)
