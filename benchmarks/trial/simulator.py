"""What every simulated learner has: answers on common random numbers, time, attendance, a true state; no policy."""

from __future__ import annotations

import numpy as np

from benchmarks.trial.chance import Stream, uniforms
from benchmarks.trial.course import Bools, Course, Floats, Ints
from benchmarks.trial.people import People

# An item answered within the last week teaches half as much again (estimate): no policy may live on one item.
NOVELTY_DAYS, NOVELTY = 7.0, 0.5
OPEN = 0.5  # true chance on every prerequisite from which a competency is within reach


def sigmoid(logits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))), dtype=np.float64)


class Simulator:
    """L learners answering in lockstep. A subclass holds the true state and says how it moves.

    Only the harness and the oracle may see more than outcomes and minutes. Days are whole; `chances` and `mastered`
    look at a day not before the last one begun, as if nothing were studied in between.
    """

    name = ""
    summary = ""

    def __init__(self, course: Course, people: People, seed: int) -> None:
        self.course, self.people, self.seed = course, people, seed
        self.learners = len(people)
        self.day = 0
        self.tries = np.zeros((self.learners, course.competencies), dtype=np.int64)
        self._seen = np.full((self.learners, len(course.difficulty)), -1e9)
        self._place = {int(day): place for place, day in enumerate(course.days)}
        self.reset(np.random.default_rng([seed, 3]))

    def reset(self, chance: np.random.Generator) -> None:
        """Set the state before the first day; `chance` draws what is fixed for the trial."""

    def begin_day(self, day: int) -> None:
        """Let the time since the last day pass."""
        self.day = day

    def minutes_offered(self, day: int) -> Floats:
        """(L,) minutes each learner has today: part-time learners every other study day, twice as many."""
        place = self._place[day]
        turn = (place + np.arange(self.learners)) % 2 == 0
        offered = np.where(self.people.part_time, np.where(turn, 2.0, 0.0), 1.0) * self.course.minutes_a_day
        return np.where(self.attends(day), offered, 0.0)

    def attends(self, day: int) -> Bools:
        """(L,) who comes today."""
        return np.ones(self.learners, dtype=np.bool_)

    def answer(self, who: Ints, items: Ints, day: int) -> tuple[Floats, Floats]:
        """Answer one item each: outcomes (0 or 1) and minutes taken, both shaped like `who`. Moves the true state."""
        competency = self.course.competency[items]
        outcomes, effort = self.respond(who, competency, items)
        fresh = np.where(day - self._seen[who, items] > NOVELTY_DAYS, 1.0, NOVELTY)
        self.learn(who, competency, items, outcomes, fresh * effort)
        self._seen[who, items] = day
        self.tries[who, competency] += 1
        minutes = self.course.minutes[items] * self.people.pace[who]
        return outcomes, np.where(effort > 0, minutes, minutes / 5)

    def respond(self, who: Ints, competency: Ints, items: Ints) -> tuple[Floats, Floats]:
        """Outcomes, and effort (0 for a rapid guess, else 1)."""
        known = self.draw(Stream.OUTCOME, who, competency) < self.knows(who, competency, items)
        slips = self.draw(Stream.SLIP, who, competency) < self.people.slip[who]
        lucky = self.draw(Stream.GUESS, who, competency) < self.course.guess[items]
        return np.where(known, ~slips, lucky).astype(np.float64), np.ones(len(who))

    def draw(self, stream: Stream, who: Ints, competency: Ints) -> Floats:
        """The learner's number for this try of this competency, the same under every policy."""
        return uniforms(self.seed, stream, who, competency, self.tries[who, competency])

    def knows(self, who: Ints, competency: Ints, items: Ints) -> Floats:
        """Chance of solving the item without guessing or slipping."""
        raise NotImplementedError

    def learn(self, who: Ints, competency: Ints, items: Ints, outcomes: Floats, effort: Floats) -> None:
        """Move the true state; `effort` scales what is learnt (0 teaches nothing)."""
        raise NotImplementedError

    def chances(self, day: float) -> Floats:
        """(L, K) true chance of success on each reference item on `day`, guessing and slips left out."""
        raise NotImplementedError

    def mastered(self, day: float) -> Bools:
        """(L, K) true chance at or above the course's bar."""
        return self.chances(day) >= self.course.bar

    def final_test(self, day: float) -> Floats:
        """(L,) expected share right of a test with every reference item once, guessing left out."""
        return np.asarray(self.chances(day).mean(axis=1), dtype=np.float64)

    def gains(self, day: float, until: float) -> Floats:
        """(L, K) expected rise, by one try today, of the true chance on the day `until`: for the oracle alone."""
        raise NotImplementedError

    def within_reach(self, chances: Floats, bar: float = OPEN) -> Bools:
        """(L, K) true where every prerequisite's chance is at least `bar`."""
        short = (chances < bar).astype(np.float64)
        return np.asarray(short @ self.course.parents.T.astype(np.float64) == 0)
