"""Learners of performance factors: growth by each success, none where prerequisites are missing, nothing forgotten.

Pavlik, Cen and Koedinger 2009. Growth a success by quartiles over skills, fitted by `./bench coach_fit` (`factors`):
.090 .170 .264 logits (ASSISTments 2009, training learners), log-normal here and cut at 1.5 sd. Growth a failure was
fitted at -.101 -.046 .002: a failure followed by feedback teaches nobody less than nothing, so it is 0 here. Authors'
difficulties are off by .4 logits (estimate). A competency is within reach when the true chance on each prerequisite is
at least one half.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Floats, Ints
from benchmarks.trial.simulator import Simulator, sigmoid

GROWTH = (0.090, 0.170, 0.264)
AUTHOR_SD = 0.4


class Factors(Simulator):
    """Ability = start + growth × successes that counted."""

    name = "factors"
    summary = "logistic performance factors; items beyond reach teach nothing"

    def reset(self, chance: np.random.Generator) -> None:
        spread = (np.log(GROWTH[2]) - np.log(GROWTH[0])) / 1.349
        self.growth = GROWTH[1] * np.exp(spread * chance.standard_normal(self.course.competencies).clip(-1.5, 1.5))
        self.truth = self.course.difficulty + chance.normal(0.0, AUTHOR_SD, len(self.course.difficulty))
        self.ability = self.people.start.copy()

    def knows(self, who: Ints, competency: Ints, items: Ints) -> Floats:
        return sigmoid(self.ability[who, competency] - self.truth[items])

    def learn(self, who: Ints, competency: Ints, items: Ints, outcomes: Floats, effort: Floats) -> None:
        # A chance below one half on a prerequisite is an ability below its reference difficulty.
        short = self.ability[who] < self.course.reference
        ready = ~(short & self.course.parents[competency]).any(axis=1)
        self.ability[who, competency] += ready * outcomes * effort * self.growth[competency] * self.people.rate[who]

    def chances(self, day: float) -> Floats:
        return sigmoid(self.ability - self.course.reference)

    def gains(self, day: float, until: float) -> Floats:
        now = self.ability - self.course.reference
        chance = sigmoid(now)
        right = 0.2 + 0.8 * sigmoid(now + 0.5)
        rise = sigmoid(now + self.growth * self.people.rate[:, None]) - chance
        return np.asarray(np.where(self.within_reach(chance), right * rise, 0.0), dtype=np.float64)
