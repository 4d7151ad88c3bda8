"""The oracle: sees the true state and how it moves; an upper mark that no system can know enough to reach.

Greedy: the largest true expected rise, by tomorrow, of the chance on a reference item for a minute of study. Until nine
tenths are mastered a rise short of the bar counts double, since mastery is what is asked for, and what still shuts
competencies off counts half as much again for each of them. It is greedy, not optimal: no proof that nothing could do
better.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints
from benchmarks.trial.policy import Record
from benchmarks.trial.simulator import Simulator

SHORT_OF_BAR, EACH_SHUT = 2.0, 0.5
AHEAD = 1.0


class Oracle:
    """Holds the simulator itself; every other policy holds answers."""

    name = "oracle"

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        self.course, self.record = course, Record(course, learners)
        below = course.parents.copy()
        for child in course.order:
            below[child] |= course.parents[course.parents[child]].any(axis=0) | below[below[child]].any(axis=0)
        self.below = below.astype(np.float64)  # (K, K) the column is an ancestor of the row
        self.length = course.minutes[course.items].mean(axis=1)

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        chances = self.simulator.chances(day)
        short = chances < self.course.bar
        shut = short.astype(np.float64) @ self.below
        short_of = np.where(short.mean(axis=1) > 0.1, SHORT_OF_BAR, 1.0)[:, None]
        until = min(day + AHEAD, float(self.course.goal))
        worth = self.simulator.gains(day, until) * np.where(short, short_of + EACH_SHUT * shut, 1.0)
        return self.record.next_item(np.argmax(worth / self.length, axis=1))

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        self.record.add(who, items, outcomes)

    def claims(self, day: int) -> Bools:
        return self.simulator.mastered(day)
