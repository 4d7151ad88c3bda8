"""Rival: a bandit on learning progress within the zone of proximal development; knows the graph and answers.

ZPDES (Clement, Roy, Oudeyer and Lopes 2015, Journal of Educational Data Mining 7(2)) with one activity a competency
and the settings of its authors' published code: progress is the share right of the last three answers less that of
the three before; quality follows it by exponential smoothing; 5 % of the draw is uniform; a competency enters the zone
once every prerequisite's share right passes .5 and leaves it above .8 of the last six. When all have left it, any
competency may be drawn, and one that is answered wrongly often enough is back.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints
from benchmarks.trial.policy import Record

STEPS = 6
SMOOTHING = 0.2
UNIFORM = 0.05
ENTER, LEAVE = 0.5, 0.8
INITIAL = 1 / 3  # the progress of one more right answer in three


class Zpdes:
    """`quality` (L, K) smoothed learning progress; items of a competency in turn from easy to hard."""

    name = "zpd"

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        self.course, self.record, self.chance = course, Record(course, learners), chance
        self.quality = np.full((learners, course.competencies), INITIAL)

    def zone(self) -> Bools:
        """(L, K) prerequisites well enough, itself not yet."""
        share, tries = self.record.share(STEPS), self.record.tries
        done = (share > LEAVE) & (tries >= STEPS)
        passed = (share > ENTER) & (tries >= STEPS // 2)
        missing = (~passed).astype(np.float64) @ self.course.parents.T.astype(np.float64)
        inside = (missing == 0) & ~done
        return np.asarray(np.where(inside.any(axis=1)[:, None], inside, True))

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        zone = self.zone()
        quality = np.where(zone, np.maximum(self.quality, 1e-3), 0.0)
        share = (1 - UNIFORM) * quality / quality.sum(axis=1, keepdims=True)
        share += UNIFORM * zone / zone.sum(axis=1, keepdims=True)
        drawn = self.chance.random((len(zone), 1))
        competency = (np.cumsum(share, axis=1) < drawn * (1 - 1e-9)).sum(axis=1)
        return self.record.next_item(np.minimum(competency, self.course.competencies - 1))

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        self.record.add(who, items, outcomes)
        at = (who, self.course.competency[items])
        recent = self.record.recent[:STEPS, at[0], at[1]]
        progress = np.maximum(recent[: STEPS // 2].mean(axis=0) - recent[STEPS // 2 :].mean(axis=0), 0.0)
        self.quality[at] = (1 - SMOOTHING) * self.quality[at] + SMOOTHING * progress

    def claims(self, day: int) -> Bools:
        return np.asarray((self.record.share(STEPS) > LEAVE) & (self.record.tries >= STEPS))
