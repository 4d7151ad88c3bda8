"""Rivals that do not look at the learner to choose: the fixed curriculum and chance; know the course alone."""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints
from benchmarks.trial.policy import Record

ITEMS_EACH = 10


class FixedCurriculum:
    """Competencies with prerequisites first, ten items each from easy to hard, then around again."""

    name = "fixed"

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        self.course, self.record = course, Record(course, learners)

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        done = self.record.tries.sum(axis=1)
        return self.record.next_item(self.course.order[done // ITEMS_EACH % self.course.competencies])

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        self.record.add(who, items, outcomes)

    def claims(self, day: int) -> Bools:
        return self.record.passed()


class RandomItems:
    """Any item, all equally likely."""

    name = "random"

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        self.course, self.record, self.chance = course, Record(course, learners), chance

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        return self.chance.integers(len(self.course.difficulty), size=len(minutes_left))

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        self.record.add(who, items, outcomes)

    def claims(self, day: int) -> Bools:
        return self.record.passed()
