"""Where a learner stands when a choice is made: estimates, memory of what was done, wishes. Knows no storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from preceptor.core.coach.catalogue import Bools, Catalogue, Floats
from preceptor.core.curriculum.scale import LEVELS


@dataclass(frozen=True, slots=True)
class History:
    """What was done: last day each content was seen, and the last competencies and presentations, newest first."""

    seen: Mapping[str, float] = field(default_factory=dict)
    competencies: tuple[str, ...] = ()
    presentations: tuple[str, ...] = ()
    declined: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a choice may look at. `mean`, `var`, `answers` are (K,): ability in logits with its variance, answers.

    `general_var` is the part of `var` that all competencies share. `focus` multiplies the worth of domains (from the
    last checkpoint). `ease` raises the success aimed at, where an easier step was accepted. `day` is now, in days since
    1970-01-01.
    """

    mean: Floats
    var: Floats
    general_var: float
    answers: Floats
    day: float
    level: str = "clerkship"
    jurisdiction: str = "int"
    bar: float = 0.70
    history: History = field(default_factory=History)
    focus: Mapping[str, float] = field(default_factory=dict)
    ease: float = 0.0


def logit(p: float) -> float:
    """Log odds."""
    return float(np.log(p / (1 - p)))


def sigmoid(x: Floats) -> Floats:
    """The logistic function, safe for large arguments."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), dtype=np.float64)


def normal_cdf(z: Floats) -> Floats:
    """Φ by its logistic approximation, 1/(1+exp(−1.702 z)): within .0095 (Camilli 1994), and SciPy stays out."""
    return sigmoid(1.702 * z)


def at_bar(catalogue: Catalogue, now: Situation) -> Floats:
    """(K,) probability that ability on the reference item reaches the bar."""
    target = logit(now.bar) + catalogue.reference
    return normal_cdf((now.mean - target) / np.sqrt(now.var))


def success(catalogue: Catalogue, now: Situation, places: Sequence[int] | slice = slice(None)) -> Floats:
    """(N,) expected outcome of each candidate, or of those at some places; guessing included, slips left out (they
    shift all alike)."""
    primary, guess = catalogue.primary[places], catalogue.guess[places]
    eta = (now.mean[primary] - catalogue.difficulty[places]) / np.sqrt(1 + np.pi * now.var[primary] / 8)
    return np.asarray(guess + (1 - guess) * sigmoid(eta), dtype=np.float64)


def eligible(catalogue: Catalogue, now: Situation) -> Bools:
    """(N,) candidates of the learner's jurisdiction, not past their review date, at most one level above theirs."""
    level = LEVELS.index(now.level) if now.level in LEVELS else 1
    lawful = catalogue.jurisdictions.get(now.jurisdiction, catalogue.jurisdictions["int"])
    return np.asarray(lawful & (catalogue.review_by >= now.day) & (catalogue.level <= level + 1), dtype=np.bool_)


def last_seen(catalogue: Catalogue, now: Situation) -> Floats:
    """(N,) days since each candidate was last seen; infinite where it never was."""
    since = np.full(len(catalogue.candidates), np.inf)
    for content, day in now.history.seen.items():
        place = catalogue.contents.get(content)
        if place is not None:
            since[place] = max(0.0, now.day - day)
    return since
