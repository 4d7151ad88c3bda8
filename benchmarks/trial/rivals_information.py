"""Rival: maximum information, the rule of adaptive tests used to teach; knows author difficulties and answers.

A Rasch model with guessing, a level and a deviation for each competency, both Gaussian, updated by one Newton step an
answer; variances as `./bench coach_fit` finds them (`state`). The next item is the one from whose answer the variance
of its competency shrinks most (Fisher information times squared variance: van der Linden and Glas 2010), among those
not seen within a week (exposure control). Abilities drift, so the variance of a deviation grows by .02 a day.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints
from benchmarks.trial.simulator import sigmoid

LEVEL_VAR, OWN_VAR = 1.27, 0.28
DRIFT_A_DAY = 0.02
RECENT = 7
CENTILE_5 = 1.645
# With a guess chance of .2 an item tells most about an ability .27 logits above its difficulty (Birnbaum 1968).
EASIER = 0.27


class MaximumInformation:
    """Means and variances of the level (L,) and of each competency (L, K)."""

    name = "information"

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        shape = (learners, course.competencies)
        self.course, self.day = course, 0
        self.level, self.level_var = np.zeros(learners), np.full(learners, LEVEL_VAR)
        self.own, self.own_var = np.zeros(shape), np.full(shape, OWN_VAR)
        self.seen = np.full((learners, len(course.difficulty)), -1000)

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        if day > self.day:
            self.own_var += DRIFT_A_DAY * (day - self.day)
            self.day = day
        spread = self.level_var[:, None] + self.own_var
        ability = self.level[:, None] + self.own
        # The most informative difficulty, as far as the competency's items reach, stands for its best item.
        difficulty = self.course.difficulty[self.course.items]
        best = np.clip(ability - EASIER, difficulty[:, 0], difficulty[:, -1])
        information = fisher(sigmoid(ability - best), self.course.guess[self.course.items[:, 0]])
        everyone = np.arange(len(ability))
        competency = np.argmax(spread**2 * information / (1 + spread * information), axis=1)
        items = self.course.items[competency]
        knows = sigmoid(ability[everyone, competency][:, None] - self.course.difficulty[items])
        fresh = np.where(day - self.seen[everyone[:, None], items] < RECENT, 1e-3, 1.0)
        return np.asarray(items[everyone, np.argmax(fisher(knows, self.course.guess[items]) * fresh, axis=1)])

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        at = (who, self.course.competency[items])
        guess = self.course.guess[items]
        knows = sigmoid(self.level[who] + self.own[at] - self.course.difficulty[items])
        right = guess + (1 - guess) * knows
        slope = (outcomes - right) / (right * (1 - right)) * (1 - guess) * knows * (1 - knows)
        information = fisher(knows, guess)
        wide, narrow = self.level_var[who], self.own_var[at]
        shrink = 1 + (wide + narrow) * information
        self.level[who] += wide * slope / shrink
        self.own[at] += narrow * slope / shrink
        self.level_var[who] = wide - wide**2 * information / shrink
        self.own_var[at] = narrow - narrow**2 * information / shrink
        self.seen[who, items] = day

    def claims(self, day: int) -> Bools:
        """The lower end of the 90 % interval at or above the bar."""
        mean = self.level[:, None] + self.own - self.course.reference
        low = mean - CENTILE_5 * np.sqrt(self.level_var[:, None] + self.own_var)
        return np.asarray(sigmoid(low) >= self.course.bar)


def fisher(knows: Floats, guess: Floats) -> Floats:
    """Information of one answer about ability, with guessing (Birnbaum 1968)."""
    right = guess + (1 - guess) * knows
    return np.asarray(((1 - guess) * knows * (1 - knows)) ** 2 / (right * (1 - right)), dtype=np.float64)
