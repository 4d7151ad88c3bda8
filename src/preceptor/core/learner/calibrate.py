"""Item difficulty from answers, by passes of the filter. Knows no storage and no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from preceptor.core.evidence import Evidence
from preceptor.core.learner.belief import new_belief
from preceptor.core.learner.filtering import update
from preceptor.core.learner.forgetting import Prerequisites
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.prediction import predict
from preceptor.core.learner.response import PROBIT, slopes

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Difficulty:
    """One item's difficulty: `mean` and standard error `error` in logits, from `answers` answers' worth."""

    mean: float
    error: float
    answers: float


@dataclass(slots=True)
class Sums:
    """Sufficient statistics of one partition of learners, per item: what `step` needs and `add` can merge."""

    gradient: dict[str, float] = field(default_factory=dict)
    curvature: dict[str, float] = field(default_factory=dict)
    answers: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Sums") -> None:
        """Take in another partition's sums."""
        for mine, theirs in (
            (self.gradient, other.gradient),
            (self.curvature, other.curvature),
            (self.answers, other.answers),
        ):
            for item, value in theirs.items():
                mine[item] = mine.get(item, 0.0) + value

    def count(self, item: str, gradient: float, curvature: float, worth: float) -> None:
        """Take in one answer to `item`."""
        self.gradient[item] = self.gradient.get(item, 0.0) + gradient
        self.curvature[item] = self.curvature.get(item, 0.0) + curvature
        self.answers[item] = self.answers.get(item, 0.0) + worth


def collect(
    learners: Iterable[Sequence[Evidence]],
    difficulties: Mapping[str, float],
    parameters: Parameters,
    prerequisites: Prerequisites,
) -> Sums:
    """Filter each learner's records in order at the given item difficulties, and sum each item's score and
    information.

    Each answer is judged by the belief before it, so that an item is never fitted to what the answer itself
    taught. Records without an item key move the belief and nothing else.
    """
    sums = Sums()
    for records in learners:
        belief = new_belief(parameters)
        for record in records:
            if record.item is not None and record.item in difficulties:
                record = replace(record, difficulty=difficulties[record.item], difficulty_var=0.0)
                expected = predict(belief, record, parameters, prerequisites)
                a = record.discrimination
                slope = a / sqrt(1.0 + PROBIT * a * a * expected.var)
                worth = record.weight * (1.0 - parameters.assistance_discount * record.assistance)
                score, information = slopes(expected.mean, record.outcome, slope, record.guess, parameters.slip)
                sums.count(record.item or "", -worth * score, worth * information, worth)
            belief = update(belief, record, parameters, prerequisites)
    return sums


def step(
    difficulties: Mapping[str, float], sums: Sums, prior_means: Mapping[str, float], prior_var: float
) -> dict[str, Difficulty]:
    """Return every item's difficulty after one Newton step towards its posterior mode.

    d += (G - (d - mu) / tau²) / (H + 1 / tau²), with standard error 1 / sqrt(H + 1 / tau²) (marginal Bayesian
    modal estimation: Mislevy 1986, with each learner's ability integrated by the filter).
    """
    precision = 1.0 / prior_var
    found = {}
    for item, value in difficulties.items():
        curvature = sums.curvature.get(item, 0.0) + precision
        score = sums.gradient.get(item, 0.0) - (value - prior_means.get(item, 0.0)) * precision
        found[item] = Difficulty(value + score / curvature, 1.0 / sqrt(curvature), sums.answers.get(item, 0.0))
    return found


def calibrate(
    learners: Sequence[Sequence[Evidence]],
    parameters: Parameters,
    prerequisites: Prerequisites,
    prior_means: Mapping[str, float] | None = None,
    groups: Mapping[str, str] = NOTHING,
    passes: int = 5,
) -> dict[str, Difficulty]:
    """Return the difficulty of every item in `learners` (each learner's records in their own order).

    `prior_means` (logits) are the authors' difficulties, missing ones 0; `parameters.difficulty_var` is how
    far items stray from them. Items of one of the `groups` (item -> group, say its topic) stray about a
    common mean, estimated along. Three to eight passes suffice. Raises ValueError when passes is less than 1.
    """
    if passes < 1:
        raise ValueError(f"calibration needs at least one pass, not {passes}")
    authored = prior_means or {}
    items = {record.item for records in learners for record in records if record.item is not None}
    difficulties = {item: authored.get(item, 0.0) for item in sorted(items)}
    found: dict[str, Difficulty] = {}
    for _ in range(passes):
        offsets = _group_means(difficulties, authored, found, groups)
        means = {item: authored.get(item, 0.0) + offsets.get(groups.get(item, ""), 0.0) for item in difficulties}
        sums = collect(learners, difficulties, parameters, prerequisites)
        found = step(difficulties, sums, means, parameters.difficulty_var)
        difficulties = {item: one.mean for item, one in found.items()}
    return found


def _group_means(
    difficulties: Mapping[str, float],
    authored: Mapping[str, float],
    found: Mapping[str, Difficulty],
    groups: Mapping[str, str],
) -> dict[str, float]:
    """Return each group's mean distance from its items' authored difficulties, weighted by precision."""
    totals: dict[str, tuple[float, float]] = {}
    for item, one in found.items():
        if item in groups:
            weight, total = totals.get(groups[item], (0.0, 0.0))
            trust = 1.0 / (1.0 + one.error * one.error)
            totals[groups[item]] = (
                weight + trust,
                total + trust * (difficulties[item] - authored.get(item, 0.0)),
            )
    return {group: total / weight for group, (weight, total) in totals.items()}
