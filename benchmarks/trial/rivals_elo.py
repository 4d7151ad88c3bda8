"""Rival: Elo ratings and a target of 75 % success, as in large practice systems; knows graph, difficulties, answers.

Ratings: Pelánek 2016 (Computers & Education 98), step 1 / (1 + .05 n), author difficulties fixed, a level and a
deviation for each competency. Choice: among competencies whose prerequisites all have a predicted chance of .3, and
which are not yet predicted at .9 (a mastery criterion of the kind compared by Pelánek and Řihák 2017), the one
practised longest ago; of its items the one nearest to 75 % predicted success (Klinkenberg, Straatemeier and van der
Maas 2011) that was not among the last four. When none is left, the one practised longest ago of all. Of gates from 0 to
.6 and criteria from .7 to none these did best over the five simulators on tuning seeds.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints
from benchmarks.trial.simulator import sigmoid

STEP, SLOWING = 1.0, 0.05
TARGET = 0.75
GATE = 0.3
LEAST_ANSWERS = 5
APART = 4
ASIDE = 0.9


class TargetElo:
    """Ratings `level` (L,), `own` (L, K); `turn` (L, K) and `seen` (L, N) say when something was last practised."""

    name = "elo"

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        shape = (learners, course.competencies)
        self.course = course
        self.level, self.own = np.zeros(learners), np.zeros(shape)
        self.tries, self.answers = np.zeros(shape), np.zeros(learners)
        self.turn = np.zeros(shape)
        self.seen = np.full((learners, len(course.difficulty)), -1000)

    def predicted(self) -> Floats:
        """(L, K) chance on each reference item, without guessing."""
        return sigmoid(self.level[:, None] + self.own - self.course.reference)

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        short = (self.predicted() < GATE).astype(np.float64)
        closed = short @ self.course.parents.T.astype(np.float64) > 0
        # Curriculum order breaks ties, at the start above all.
        place = np.argsort(self.course.order) / self.course.competencies
        worth = -self.turn - place - 1e6 * (self.predicted() >= ASIDE) - 1e7 * closed
        competency = np.argmax(worth, axis=1)
        everyone, items = np.arange(len(competency)), self.course.items[competency]
        ability = (self.level + self.own[everyone, competency])[:, None]
        guess = self.course.guess[items]
        right = guess + (1 - guess) * sigmoid(ability - self.course.difficulty[items])
        lately = self.tries[everyone, competency][:, None] - self.seen[everyone[:, None], items] <= APART
        return np.asarray(items[everyone, np.argmin(np.abs(right - TARGET) + lately, axis=1)])

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        at = (who, self.course.competency[items])
        guess = self.course.guess[items]
        right = guess + (1 - guess) * sigmoid(self.level[who] + self.own[at] - self.course.difficulty[items])
        surprise = outcomes - right
        self.level[who] += STEP / (1 + SLOWING * self.answers[who]) * surprise
        self.own[at] += STEP / (1 + SLOWING * self.tries[at]) * surprise
        self.answers[who] += 1
        self.tries[at] += 1
        self.turn[at] = self.answers[who]
        self.seen[who, items] = self.tries[at]

    def claims(self, day: int) -> Bools:
        return np.asarray((self.predicted() >= self.course.bar) & (self.tries >= LEAST_ANSWERS))
