"""Learners who do not do as they are told, on items that are not as their authors thought.

They learn and forget as in `learners_irt`, but true difficulties are off by .8 logits an item and .4 a competency; a
competency whose prerequisites are out of reach teaches a quarter; and effort fails: 85 % of learners guess rapidly at
2 % of items, 15 % at 15 % (Wise and Kong 2005 and Wise 2017: rapid guesses are right by chance, come from a minority,
and are a few per cent of all responses), each failure in a row beyond two adds .5 to the log-odds of guessing. A rapid
guess takes a fifth of the time and teaches nothing. Sessions are skipped: one in twelve, and one in four by the 15 %;
twice as often after a day with less than 40 % right. The last three figures are estimates.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.chance import Stream, uniforms
from benchmarks.trial.course import Bools, Floats, Ints
from benchmarks.trial.learners_irt import Irt
from benchmarks.trial.simulator import sigmoid

AUTHOR_SD, BIAS_SD = 0.8, 0.4
BEYOND_REACH = 0.25
DISENGAGED = 0.15
GUESSING = (0.02, 0.15)
SKIPPING = (1 / 12, 1 / 4)
PATIENCE, FRUSTRATION = 2, 0.5
BAD_DAY = 0.4


class Disengaged(Irt):
    """`disengaged` (L,) marks the 15 %; `failures` (L,) in a row; `share` (L,) right on the last day."""

    name = "disengaged"
    summary = "wrong author difficulties, rapid guessing, skipped sessions, effort that falls with failure"

    def reset(self, chance: np.random.Generator) -> None:
        super().reset(chance)
        bias = chance.normal(0.0, BIAS_SD, self.course.competencies)
        self.reference = self.course.reference + bias
        noise = chance.normal(0.0, AUTHOR_SD, len(self.course.difficulty))
        self.truth = self.course.difficulty + bias[self.course.competency] + noise
        self.disengaged = uniforms(self.seed, Stream.EFFORT, np.arange(self.learners), 0) < DISENGAGED
        self.failures = np.zeros(self.learners, dtype=np.int64)
        self.right, self.answered = np.zeros(self.learners), np.zeros(self.learners)
        self.bad_day = np.zeros(self.learners, dtype=np.bool_)

    def begin_day(self, day: int) -> None:
        studied = self.answered > 0
        share = self.right / np.maximum(self.answered, 1.0)
        self.bad_day = np.where(studied, share < BAD_DAY, self.bad_day)
        self.right[:], self.answered[:] = 0.0, 0.0
        self.failures[:] = 0
        self.day = day

    def attends(self, day: int) -> Bools:
        skipping = np.where(self.disengaged, SKIPPING[1], SKIPPING[0]) * np.where(self.bad_day, 2.0, 1.0)
        return uniforms(self.seed, Stream.ATTENDANCE, np.arange(self.learners), day) >= skipping

    def guessing(self, who: Ints) -> Floats:
        """Chance that each learner guesses rapidly at the next item."""
        base = np.where(self.disengaged[who], GUESSING[1], GUESSING[0])
        odds = np.log(base / (1 - base)) + FRUSTRATION * np.maximum(self.failures[who] - PATIENCE, 0)
        return sigmoid(odds)

    def respond(self, who: Ints, competency: Ints, items: Ints) -> tuple[Floats, Floats]:
        outcomes, _ = super().respond(who, competency, items)
        rapid = self.draw(Stream.EFFORT, who, competency) < self.guessing(who)
        lucky = self.draw(Stream.GUESS, who, competency) < self.course.guess[items]
        outcomes = np.where(rapid, lucky.astype(np.float64), outcomes)
        self.failures[who] = np.where(outcomes > 0, 0, self.failures[who] + 1)
        self.right[who] += outcomes
        self.answered[who] += 1
        return outcomes, np.where(rapid, 0.0, 1.0)

    def learn(self, who: Ints, competency: Ints, items: Ints, outcomes: Floats, effort: Floats) -> None:
        left = (1 + (self.day - self.last[who]) / self.stability[who]) ** -0.15
        short = self.people.start[who] + self.learnt[who] * left < self.reference
        blocked = (short & self.course.parents[competency]).any(axis=1)
        super().learn(who, competency, items, outcomes, effort * np.where(blocked, BEYOND_REACH, 1.0))

    def gains(self, day: float, until: float) -> Floats:
        reach = np.where(self.within_reach(self.chances(day)), 1.0, BEYOND_REACH)
        return np.asarray(super().gains(day, until) * reach, dtype=np.float64)
