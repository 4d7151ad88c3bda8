"""Rival: mastery threshold on knowledge tracing, the rule of cognitive tutors; knows order, answers, four parameters.

Corbett and Anderson 1995: practise a competency until P(known) ≥ .95, then go on. Guess .3 and slip .1 are the bounds
of their tutor (as reported by Baker, Corbett and Aleven 2008), known at first .3 and learnt a try .1 are typical of it;
with the medians of `./bench coach_fit` instead (learnt .16, guess .24, slip .19) it does a little worse in four of the
five simulators. After 15 tries without mastery it goes on (wheel-spinning: Beck and Gong 2013). When nothing is left it
reviews what was practised longest ago: what is not mastered gets five more tries in its turn, and a wrong answer may
take mastery away again.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints
from benchmarks.trial.policy import Record

KNOWN, LEARN, GUESS, SLIP = 0.3, 0.1, 0.3, 0.1
THRESHOLD = 0.95
MOST_TRIES, TRIES_AGAIN = 15, 5


class MasteryThreshold:
    """`known` (L, K) is the traced chance; `visit` (L, K) tries since the competency was last turned to."""

    name = "threshold"

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        self.course, self.record = course, Record(course, learners)
        self.known = np.full((learners, course.competencies), KNOWN)
        self.visit = np.zeros((learners, course.competencies), dtype=np.int64)
        self.last = np.zeros((learners, course.competencies))
        self.step = 0

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        wanted = (self.known < THRESHOLD) & (self.visit < MOST_TRIES)
        order = self.course.order
        first = order[np.argmax(wanted[:, order], axis=1)]
        oldest = np.argmin(self.last, axis=1)
        reviews = ~wanted.any(axis=1)
        self.visit[reviews, oldest[reviews]] = MOST_TRIES - TRIES_AGAIN
        return self.record.next_item(np.where(reviews, oldest, first))

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        at = (who, self.course.competency[items])
        self.record.add(who, items, outcomes)
        right = outcomes > 0
        hit = self.known[at] * np.where(right, 1 - SLIP, SLIP)
        miss = (1 - self.known[at]) * np.where(right, GUESS, 1 - GUESS)
        after = hit / (hit + miss)
        self.known[at] = after + (1 - after) * LEARN
        self.step += 1
        self.visit[at] += 1
        self.last[at] = self.step

    def claims(self, day: int) -> Bools:
        return self.known >= THRESHOLD
