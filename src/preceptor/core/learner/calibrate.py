"""Items' difficulty and discrimination and raters' severity, by passes of the filter. Knows no storage and no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from preceptor.core.evidence import Evidence
from preceptor.core.learner.forgetting import Prerequisites
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.passes import INFO_A, INFO_D, SUM_A, SUM_D, WORTH, Filter, filter_of
from preceptor.core.learner.responses import Catalog, Floats, Ints, gather, places

NOTHING: Mapping[str, str] = {}
PASSES = 5
LONGEST_STEP = 2.0
"""No pass moves a difficulty further than this (logits): far from the mode one Newton step can overshoot."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """One item's difficulty: `mean` and standard error `error` in logits, from `answers` answers' worth.

    `discrimination` is a factor on the item's own, with the standard error `discrimination_error` of its
    logarithm (0 where it was not fitted).
    """

    mean: float
    error: float
    answers: float
    discrimination: float = 1.0
    discrimination_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Bank:
    """What is known of N items: difficulties and log steepness with standard errors, answers' worth; (N,) each.

    `offsets` (G,) is how far each group's items lie from their authors' difficulties on average; `severity` (M,) how
    much harder M raters make what they judge, with its standard error.
    """

    mean: Floats
    error: Floats
    steep: Floats
    steep_error: Floats
    answers: Floats
    offsets: Floats
    severity: Floats
    severity_error: Floats

    def table(self, doubt: bool = False) -> Floats:
        """The (N + M, 3) table that a pass reads, items and then raters; with `doubt` they carry their variance, as in
        prediction."""
        mean = np.concatenate([self.mean, self.severity])
        var = np.concatenate([self.error, self.severity_error]) ** 2 if doubt else np.zeros_like(mean)
        return np.stack([mean, var, np.concatenate([self.steep, np.zeros_like(self.severity)])], axis=1)


# From a bank's table to the sums (N + M, 5) of each partition of learners.
Sweep = Callable[[Floats], Iterable[Floats]]


def fresh(authored: Floats, groups: int, parameters: Parameters, raters: int = 0) -> Bank:
    """The bank before any answer: authors' difficulties (N,) and raters of no severity, with their prior doubt."""
    size = len(authored)
    doubt = np.full(size, parameters.difficulty_var**0.5)
    steep = np.full(size, parameters.steepness_var**0.5)
    judges = np.full(raters, parameters.rater_var**0.5)
    return Bank(
        authored.astype(np.float64), doubt, np.zeros(size), steep, np.zeros(size), np.zeros(groups), np.zeros(raters),
        judges,
    )  # fmt: skip


def step(bank: Bank, sums: Floats, authored: Floats, group: Ints, parameters: Parameters) -> Bank:
    """Return the bank after one Newton step of every item towards its posterior mode.

    d += (G - (d - mu) / tau²) / (H + 1 / tau²), with standard error 1 / sqrt(H + 1 / tau²) (marginal Bayesian
    modal estimation: Mislevy 1986, with each learner's ability integrated by the filter); mu is the author's
    difficulty plus what the item's group is off by. The same for the logarithm of discrimination about 0.
    """
    sums = sums[: len(authored)]
    prior = authored + np.where(group >= 0, bank.offsets[group] if len(bank.offsets) else 0.0, 0.0)
    precision = 1.0 / parameters.difficulty_var
    curvature = sums[:, INFO_D] + precision
    change = (sums[:, SUM_D] - (bank.mean - prior) * precision) / curvature
    mean = bank.mean + np.clip(change, -LONGEST_STEP, LONGEST_STEP)
    error = 1.0 / np.sqrt(curvature)
    steep, steep_error = bank.steep, np.zeros_like(bank.steep)
    if parameters.steepness_var > 0.0:
        bend = sums[:, INFO_A] + 1.0 / parameters.steepness_var
        steep = steep + np.clip((sums[:, SUM_A] - steep / parameters.steepness_var) / bend, -0.5, 0.5)
        steep_error = 1.0 / np.sqrt(bend)
    offsets = _offsets(bank, mean, error, authored, group)
    return Bank(
        mean, error, steep, steep_error, sums[:, WORTH].copy(), offsets, bank.severity, bank.severity_error
    )  # fmt: skip


def judged(bank: Bank, sums: Floats, parameters: Parameters) -> Bank:
    """Return the bank after one Newton step of every rater's severity: the many-facet Rasch model (Linacre 1989).

    Severity adds to the difficulty of what a rater judges, so its slopes are those of difficulty; its prior is
    N(0, `rater_var`). A rater who judged certain items alone cannot be told apart from them: what is found there is
    shared out by the two priors.
    """
    sums = sums[len(bank.mean) :]
    curvature = sums[:, INFO_D] + 1.0 / parameters.rater_var
    change = (sums[:, SUM_D] - bank.severity / parameters.rater_var) / curvature
    severity = bank.severity + np.clip(change, -LONGEST_STEP, LONGEST_STEP)
    return replace(bank, severity=severity, severity_error=1.0 / np.sqrt(curvature))


def _offsets(bank: Bank, mean: Floats, error: Floats, authored: Floats, group: Ints) -> Floats:
    """Each group's mean distance from its items' authored difficulties, weighted by precision."""
    if not len(bank.offsets):
        return bank.offsets
    has, trust = group >= 0, 1.0 / (1.0 + error * error)
    weight = np.bincount(group[has], trust[has], len(bank.offsets))
    total = np.bincount(group[has], (trust * (mean - authored))[has], len(bank.offsets))
    return np.asarray(total / np.maximum(weight, 1e-12), dtype=np.float64)


def fit(
    sweep: Sweep,
    authored: Floats,
    parameters: Parameters,
    group: Ints | None = None,
    passes: int = PASSES,
    say: Callable[[int, Bank], None] = lambda number, bank: None,
    raters: int = 0,
) -> Bank:
    """Return the bank after so many passes. `sweep` maps a bank's table to partitions' sums, in any order.

    `authored` (N,) are the authors' difficulties in logits, `group` (N,) each item's group or −1. Three to
    eight passes suffice. `say` hears of each pass. Raises ValueError when passes is less than 1.
    """
    if passes < 1:
        raise ValueError(f"calibration needs at least one pass, not {passes}")
    places_of = np.full(len(authored), -1, dtype=np.int64) if group is None else group
    bank = fresh(authored, int(places_of.max(initial=-1)) + 1, parameters, raters)
    for number in range(passes):
        bank = turn(bank, sweep, authored, places_of, parameters)
        say(number + 1, bank)
    return bank


def turn(bank: Bank, sweep: Sweep, authored: Floats, group: Ints, parameters: Parameters) -> Bank:
    """Return the bank after one pass: a step of all items, then, where there are raters, a sweep and a step of theirs.

    Not both in one: an item and its rater share what a record missed by, and each would go the whole way.
    """
    bank = step(bank, _total(sweep, bank), authored, group, parameters)
    return judged(bank, _total(sweep, bank), parameters) if len(bank.severity) else bank


def _total(sweep: Sweep, bank: Bank) -> Floats:
    total = np.zeros((len(bank.mean) + len(bank.severity), 5))
    for part in sweep(bank.table()):
        total += part
    return total


def groups_of(items: Sequence[str], groups: Mapping[str, str]) -> Ints:
    """Number the groups of items (N,), −1 where an item has none."""
    numbers = {name: place for place, name in enumerate(dict.fromkeys(groups[one] for one in items if one in groups))}
    return np.array([numbers[groups[one]] if one in groups else -1 for one in items], dtype=np.int64)


def calibrate(
    learners: Sequence[Sequence[Evidence]],
    parameters: Parameters,
    prerequisites: Prerequisites,
    prior_means: Mapping[str, float] | None = None,
    groups: Mapping[str, str] = NOTHING,
    passes: int = PASSES,
    run: Filter | None = None,
) -> dict[str, Difficulty]:
    """Return the difficulty of every item in `learners` (each learner's records in their own order).

    `prior_means` (logits) are the authors' difficulties, missing ones 0; `parameters.difficulty_var` is how
    far items stray from them. Items of one of the `groups` (item -> group, say its topic) stray about a
    common mean, estimated along. Each answer is judged by the belief before it, so that an item is never
    fitted to what the answer itself taught. Raises ValueError when passes is less than 1.
    """
    found, responses = gather(learners, prerequisites)
    through = run or filter_of()
    authored = places(prior_means or {}, found.items)
    group = groups_of(found.items, groups)

    def sweep(table: Floats) -> Iterable[Floats]:
        yield through(found, responses, table, parameters).sums

    return difficulties(found, fit(sweep, authored, parameters, group, passes, raters=len(found.raters)))


def difficulties(found: Catalog, bank: Bank) -> dict[str, Difficulty]:
    """Name a bank's items."""
    rows = zip(bank.mean, bank.error, bank.answers, np.exp(bank.steep), bank.steep_error, strict=True)
    return {item: Difficulty(*map(float, row)) for item, row in zip(found.items, rows, strict=True)}


def severities(found: Catalog, bank: Bank) -> dict[str, tuple[float, float]]:
    """Name a bank's raters: severity and its standard error, in logits."""
    rows = zip(bank.severity.tolist(), bank.severity_error.tolist(), strict=True)
    return dict(zip(found.raters, rows, strict=True))
