"""Where a learner stands when a choice is made: estimates, memory of what was done, wishes. Knows no storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from preceptor.core.coach.catalogue import Bools, Catalogue, Floats
from preceptor.core.coach.planning import Growth, Outlook, normal_cdf, sigmoid
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

    `later` (K,) is ability on the day looked ahead to if nothing is done, `renewed` (K,) if it is practised today, and
    `kept` (K,) the share that will be left then of what is learnt today; None stands for nothing forgotten. `today`
    (K,) counts answers since midnight, None for none. `growth` is what an answer teaches, `early` (0..1) how far the
    goal is away.

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
    failures: Floats | None = None
    later: Floats | None = None
    renewed: Floats | None = None
    kept: Floats | None = None
    today: Floats | None = None
    growth: Growth = field(default_factory=Growth)
    early: float = 1.0
    ease: float = 0.0

    @property
    def outlook(self) -> Outlook:
        """The same as a plan reads it."""
        nothing = np.zeros_like(self.mean)
        return Outlook(
            now=self.mean,
            later=self.mean if self.later is None else self.later,
            renewed=self.mean if self.renewed is None else self.renewed,
            var=self.var,
            answers=self.answers,
            failures=nothing if self.failures is None else self.failures,
            today=nothing if self.today is None else self.today,
            kept=nothing + 1.0 if self.kept is None else self.kept,
        )


def logit(p: float) -> float:
    """Log odds."""
    return float(np.log(p / (1 - p)))


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
