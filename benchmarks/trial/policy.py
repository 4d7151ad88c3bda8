"""What a policy is to the trial: it sees the course and answers, chooses items for everyone at once; no true state."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints

REST = -1


class Policy(Protocol):
    """A way of teaching L learners in lockstep. It never sees a true state, a group, a rate or a true difficulty."""

    name: str

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        """Start afresh with so many learners; `chance` is the policy's own."""

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        """(L,) the next item of each learner, or REST for nothing more today. Where `minutes_left` (L,) is 0 or less
        the learner is not there and what is returned is not read."""

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        """Be told what happened: learners (A,), their items, outcomes (0 or 1) and the minutes each took."""

    def claims(self, day: int) -> Bools:
        """(L, K) which competencies the policy would call mastered."""


class Record:
    """What every simple system keeps: tries and recent outcomes by learner and competency.

    `tries` (L, K); `recent` (WINDOW, L, K) the last outcomes, newest first, 0 where there are none.
    """

    WINDOW = 10

    def __init__(self, course: Course, learners: int) -> None:
        self.course = course
        self.tries = np.zeros((learners, course.competencies), dtype=np.int64)
        self.recent = np.zeros((self.WINDOW, learners, course.competencies))

    def add(self, who: Ints, items: Ints, outcomes: Floats) -> None:
        """Note one answer each."""
        competency = self.course.competency[items]
        self.tries[who, competency] += 1
        self.recent[1:, who, competency] = self.recent[:-1, who, competency]
        self.recent[0, who, competency] = outcomes

    def next_item(self, competency: Ints, who: Ints | None = None) -> Ints:
        """The next item of one competency each: in turn from easy to hard, then around again."""
        everyone = np.arange(len(competency)) if who is None else who
        turn = self.tries[everyone, competency] % self.course.items.shape[1]
        return np.asarray(self.course.items[competency, turn])

    def share(self, last: int) -> Floats:
        """(L, K) share right among the last few answers, 0 where there are none."""
        count = np.clip(self.tries, 1, last)
        return np.asarray(self.recent[:last].sum(axis=0) / count, dtype=np.float64)

    def passed(self, least: int = 5, mark: float = 0.8) -> Bools:
        """(L, K) at least 80 % right of the last ten answers (Bloom's mark for mastery, 1968), from five answers on."""
        return np.asarray((self.tries >= least) & (self.share(self.WINDOW) >= mark))
