"""Rival: spaced review only, by FSRS-6 on competencies; knows order, answers and days.

The scheduler of Ye et al. with the default weights published with it, as in the library `fsrs` 6: right is "good",
wrong is "again", review is due when the predicted recall falls under .9. What was answered wrongly comes back after
three others (a relearning step), then what is due, weakest first, then new competencies in curriculum order, four a
day at most (all within two weeks), then whatever is weakest.
"""

from __future__ import annotations

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints
from benchmarks.trial.policy import Record

W = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
FACTOR = 0.9 ** (-1 / W[20]) - 1
RETENTION = 0.9
NEW_A_DAY = 4
AGAIN_AFTER = 3
MATURE = 21.0  # days of stability from which flash-card programs call a card mature


class SpacedReview:
    """Stability (days), difficulty (1..10), last day and last step of each competency, all (L, K)."""

    name = "spaced"

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        shape = (learners, course.competencies)
        self.course, self.record = course, Record(course, learners)
        self.stability, self.difficulty = np.zeros(shape), np.zeros(shape)
        self.last, self.wrong = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        self.turn, self.step = np.zeros(shape, dtype=np.int64), np.zeros(learners, dtype=np.int64)
        self.new_today, self.day = np.zeros(learners, dtype=np.int64), -1

    def recall(self, day: float) -> Floats:
        """(L, K) predicted recall; 1 for what was never met."""
        stability = np.maximum(self.stability, 1e-3)
        recall = (1 + FACTOR * (day - self.last) / stability) ** -W[20]
        return np.asarray(np.where(self.record.tries > 0, recall, 1.0), dtype=np.float64)

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        if day != self.day:
            self.day = day
            self.new_today[:] = 0
        met = self.record.tries > 0
        recall = self.recall(day)
        again = self.wrong & (self.step[:, None] - self.turn >= AGAIN_AFTER)
        due = met & (recall < RETENTION)
        # One urgency for all: lapses, then what is due, then what is new, then the weakest of the rest.
        urgency = np.where(met, 1 - recall, -1.0) + 10.0 * due + 20.0 * again
        urgency += np.where(met & ~again & (self.step[:, None] - self.turn < AGAIN_AFTER), -0.5, 0.0)
        best = np.argmax(urgency, axis=1)
        pressing = urgency[np.arange(len(best)), best] >= 9.0
        order = self.course.order
        new = order[np.argmax(~met[:, order], axis=1)]
        introduce = ~pressing & ~met.all(axis=1) & (self.new_today < NEW_A_DAY)
        return self.record.next_item(np.where(introduce | ~met.any(axis=1), new, best))

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        at = (who, self.course.competency[items])
        right = outcomes > 0
        new = self.record.tries[at] == 0
        recall = self.recall(day)[at]
        grown = next_stability(self.stability[at], self.difficulty[at], recall, right, day - self.last[at] < 1)
        self.stability[at] = np.where(new, np.where(right, W[2], W[0]), grown)
        harder = self.difficulty[at] + np.where(right, 0.0, 2 * W[6]) * (10 - self.difficulty[at]) / 9
        settled = W[7] * _first_difficulty(4.0) + (1 - W[7]) * harder
        first = _first_difficulty(np.where(right, 3.0, 1.0))
        self.difficulty[at] = np.clip(np.where(new, first, settled), 1.0, 10.0)
        self.record.add(who, items, outcomes)
        self.step[who] += 1
        self.turn[at] = self.step[who]
        self.last[at], self.wrong[at] = day, ~right
        self.new_today[who] += new

    def claims(self, day: int) -> Bools:
        return np.asarray((self.stability >= MATURE) & (self.recall(day) >= RETENTION))


def _first_difficulty(rating: Floats | float) -> Floats:
    return np.asarray(W[4] - np.exp(W[5] * (np.asarray(rating) - 1)) + 1, dtype=np.float64)


def next_stability(stability: Floats, difficulty: Floats, recall: Floats, right: Bools, same_day: Bools) -> Floats:
    """Stability in days after one review; all arguments (A,)."""
    stability, difficulty = np.maximum(stability, 1e-3), np.maximum(difficulty, 1.0)
    rating = np.where(right, 3.0, 1.0)
    short = np.exp(W[17] * (rating - 3 + W[18])) * stability ** -W[19]
    short = stability * np.where(right, np.maximum(short, 1.0), short)
    gain = np.exp(W[8]) * (11 - difficulty) * stability ** -W[9] * (np.exp((1 - recall) * W[10]) - 1)
    lapse = W[11] * difficulty ** -W[12] * ((stability + 1) ** W[13] - 1) * np.exp((1 - recall) * W[14])
    lapse = np.minimum(lapse, stability / np.exp(W[17] * W[18]))
    return np.maximum(np.where(same_day, short, np.where(right, stability * (1 + gain), lapse)), 1e-3)
