"""Learners of knowledge tracing: each competency is known or not, learnt only once its prerequisites are known.

Corbett and Anderson 1995, with guesses, slips and forgetting. Quartiles over skills fitted by `./bench coach_fit`
(`tracing`, `forgetting`): learnt a try .083 .157 .221, guess .123 .24 .371, slip .107 .186 .257 (ASSISTments 2009,
training learners), lost a day .0054 (ASSISTments 2017). Each competency draws its own from a logit-normal with these
quartiles, cut at one standard deviation: further out, guessing and slipping drown knowing. There are no item
difficulties.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.chance import Stream, uniforms
from benchmarks.trial.course import Floats, Ints
from benchmarks.trial.simulator import Simulator, sigmoid

LEARN, GUESS, SLIP = (0.083, 0.157, 0.221), (0.123, 0.24, 0.371), (0.107, 0.186, 0.257)
LOST_A_DAY = 0.0054


def logit_normal(quartiles: tuple[float, float, float], count: int, chance: np.random.Generator) -> Floats:
    """Draw chances with these quartiles, cut at one standard deviation."""
    low, middle, high = (np.log(one / (1 - one)) for one in quartiles)
    drawn = chance.standard_normal(count).clip(-1, 1)
    return sigmoid(np.asarray(middle + drawn * (high - low) / 1.349, dtype=np.float64))


class Tracing(Simulator):
    """True state (L, K): known or not."""

    name = "tracing"
    summary = "knowledge tracing with guesses, slips, forgetting, and prerequisites needed to learn"

    def reset(self, chance: np.random.Generator) -> None:
        count = self.course.competencies
        self.rate = logit_normal(LEARN, count, chance)
        self.guess = logit_normal(GUESS, count, chance)
        self.slip = logit_normal(SLIP, count, chance)
        likely = sigmoid(self.people.start - self.course.reference)
        everyone = np.arange(self.learners)[:, None]
        self.known = uniforms(self.seed, Stream.START, everyone, np.arange(count)) < likely
        for child in self.course.order:
            if (needed := np.flatnonzero(self.course.parents[child])).size:
                self.known[:, child] &= self.known[:, needed].all(axis=1)

    def begin_day(self, day: int) -> None:
        everyone, all_of_them = np.arange(self.learners)[:, None], np.arange(self.course.competencies)
        for passed in range(self.day + 1, day + 1):
            lost = uniforms(self.seed, Stream.FORGETTING, everyone, all_of_them, passed) < LOST_A_DAY
            self.known &= ~lost
        self.day = day

    def respond(self, who: Ints, competency: Ints, items: Ints) -> tuple[Floats, Floats]:
        slip = np.minimum(self.slip[competency] + self.people.slip[who] - self.people.slip.min(), 0.5)
        right = np.where(self.known[who, competency], 1 - slip, self.guess[competency])
        outcomes = self.draw(Stream.OUTCOME, who, competency) < right
        return outcomes.astype(np.float64), np.ones(len(who))

    def learn(self, who: Ints, competency: Ints, items: Ints, outcomes: Floats, effort: Floats) -> None:
        ready = ~((~self.known[who]) & self.course.parents[competency]).any(axis=1)
        rate = self.rate[competency] * self.people.rate[who] * effort
        learnt = ready & (self.draw(Stream.LEARNING, who, competency) < rate)
        self.known[who, competency] |= learnt

    def chances(self, day: float) -> Floats:
        return np.asarray(self.known * (1 - LOST_A_DAY) ** max(day - self.day, 0.0), dtype=np.float64)

    def gains(self, day: float, until: float) -> Floats:
        ready = self.within_reach(self.known.astype(np.float64))
        rate = np.minimum(self.rate * self.people.rate[:, None], 1.0) * (1 - LOST_A_DAY) ** (until - day)
        return np.asarray(np.where(self.known | ~ready, 0.0, rate), dtype=np.float64)
