"""Learners whose trouble is forgetting: three families of memory students, a third of the learners each.

What is not yet known closes by .157 a try (the learning rate of `./bench coach_fit`, `tracing`: an exponential law of
practice), and what was learnt is lost between days:
- exponential: exp(-decay × days / strength), decay log-normal about .077 a day with sd 1 (Reddy, Levine and Dragan
  2017, after Reddy et al. 2016), strength the number of days on which the competency was practised;
- half-life: 2 ** (-days / h), h = 2 ** (box + noise), the Leitner case of half-life regression (a box up for a right
  day, down for a wrong one, never below the first), between 15 minutes and 274 days (Settles and Meeder 2016), noise
  sd 1 (Reddy, Levine and Dragan 2017);
- power: (1 + days) ** (-f / strength), the forgetting of DASH (Lindsey et al. 2014), f = exp(-exp(N(1, 1))) (Reddy,
  Levine and Dragan 2017).
Strength counts days and not tries: practice massed in one day lasts as long as one try (the spacing effect, Cepeda et
al. 2006, in its plainest form; the first try of a day tells which way the half-life goes). What was known before the
course stays. There are no item difficulties and no prerequisites. DASH's weights of practice in time windows were
fitted on the one timed log at hand and not used: they lose nearly everything within a day.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Floats, Ints
from benchmarks.trial.simulator import Simulator, sigmoid

ACQUIRE = 0.157
DECAY, DECAY_SD = 0.077, 1.0
SHORTEST, LONGEST = 15 / (24 * 60), 274.0
FAMILIES = ("exponential", "half-life", "power")


class Memory(Simulator):
    """`prior` (L, K) known before, `learnt` (L, K) of the rest; `family` (L,) indexes FAMILIES."""

    name = "memory"
    summary = "memory students: exponential, half-life and power-law forgetting, strong spacing effects"

    def reset(self, chance: np.random.Generator) -> None:
        shape = self.people.start.shape
        self.prior = sigmoid(self.people.start - self.course.reference)
        self.learnt = np.zeros(shape)
        self.family = np.arange(self.learners) % len(FAMILIES)
        self.decay = np.exp(chance.normal(np.log(DECAY), DECAY_SD, shape[1]))
        self.noise = chance.normal(0.0, 1.0, shape[1])
        self.exponent = np.exp(-np.exp(chance.normal(1.0, 1.0, shape[1])))
        self.last = np.zeros(shape)
        self.practised = np.zeros(shape)  # days with a try
        self.box = np.zeros(shape)  # Leitner box, moved by the first try of each day

    def kept(self, pause: Floats, practised: Floats, box: Floats) -> Floats:
        """(L, K) share of what was learnt that is left after `pause` days."""
        strength = np.maximum(practised, 1.0)
        life = np.clip(2.0 ** (box + self.noise), SHORTEST, LONGEST)
        curves = (
            np.exp(-self.decay * pause / strength),
            2.0 ** (-pause / life),
            (1 + pause) ** (-self.exponent / strength),
        )
        return np.asarray(np.choose(self.family[:, None], curves), dtype=np.float64)

    def begin_day(self, day: int) -> None:
        """What is left this morning becomes the new base; `last` counts from here."""
        self.day = day
        self.morning = self.learnt * self.kept(day - self.last, self.practised, self.box)

    def knows(self, who: Ints, competency: Ints, items: Ints) -> Floats:
        at = (who, competency)
        return self.prior[at] + self._now(who, competency)

    def _now(self, who: Ints, competency: Ints) -> Floats:
        at = (who, competency)
        today = self.last[at] == self.day
        return np.where(today & (self.practised[at] > 0), self.learnt[at], self.morning[at])

    def learn(self, who: Ints, competency: Ints, items: Ints, outcomes: Floats, effort: Floats) -> None:
        at = (who, competency)
        now = self._now(who, competency)
        first = (self.last[at] < self.day) | (self.practised[at] == 0)
        gain = np.minimum(ACQUIRE * self.people.rate[who] * effort, 1.0)
        self.learnt[at] = now + (1 - self.prior[at] - now) * gain
        self.practised[at] += first
        moved = np.maximum(self.box[at] + np.where(outcomes > 0, 1.0, -1.0), 0.0)
        self.box[at] = np.where(first, moved, self.box[at])
        self.last[at] = self.day

    def chances(self, day: float) -> Floats:
        return np.asarray(self.prior + self.learnt * self.kept(day - self.last, self.practised, self.box))

    def gains(self, day: float, until: float) -> Floats:
        ahead = until - day
        first = (self.last < day) | (self.practised == 0)
        now = self.learnt * self.kept(day - self.last, self.practised, self.box)
        known = self.prior + now
        box = self.box + np.where(first, known - (1 - known) * (self.box > 0), 0.0)
        tried = now + (1 - known) * np.minimum(ACQUIRE * self.people.rate[:, None], 1.0)
        later = tried * self.kept(np.full_like(now, ahead), self.practised + first, box)
        without = self.learnt * self.kept(until - self.last, self.practised, self.box)
        # A new day's practice also makes what is yet to be learnt last longer; without this the greedy oracle crams.
        missing = np.maximum(1 - self.prior - tried, 0.0)
        longer = self.kept(np.full_like(now, ahead), self.practised + first, box) - self.kept(
            np.full_like(now, ahead), self.practised, self.box
        )
        return np.asarray(later - without + missing * np.maximum(longer, 0.0), dtype=np.float64)
