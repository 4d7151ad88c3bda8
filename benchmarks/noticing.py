"""How often the rules that notice how somebody works hold: for those they are meant for, and for everybody else."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from preceptor.core.coach.noticing import (
    AFTER_ANSWER,
    MEMORY,
    ON_RETURN,
    Answered,
    Notice,
    Past,
    Told,
    Tries,
    notice,
)

NAME = "noticing"
CONFIDENCES = np.array([20, 40, 60, 80, 95])
COMPETENCIES, A_DAY, MINUTES, GUESS = 12, 6, 1.5, 0.2


@dataclass(frozen=True)
class Kind:
    """How somebody works: median seconds, by how much results fall short of what is expected (or their own chance),
    how much surer than right, tries at the competency that does not yield, length of an absence in the middle."""

    seconds: float = 45.0
    chance: float | None = None
    surer: float = 0.0
    unyielding: bool = False
    away: int = 0


KINDS = {
    "careful": Kind(),
    "quick_and_right": Kind(seconds=5.0),
    "slow_guesser": Kind(chance=GUESS),
    "racer": Kind(seconds=4.0, chance=0.45),
    "rapid_guesser": Kind(seconds=3.0, chance=GUESS),
    "over_confident": Kind(surer=0.25),
    "stuck": Kind(unyielding=True),
    "absent": Kind(away=25),
}


class Somebody:
    """A simulated learner: six answers every second day, on twelve competencies in turn as chance will have it."""

    def __init__(self, kind: Kind, chance: np.random.Generator) -> None:
        self.kind, self.chance = kind, chance
        self.answers: list[Answered] = []
        self.tries: dict[str, Tries] = {}
        self.days: list[int] = []
        self.told = Told()

    def one(self, day: float) -> Answered:
        """One answer. What is expected spreads about .7, as the coach aims it; results follow it, or the kind."""
        place = int(self.chance.integers(COMPETENCIES))
        expected = float(np.clip(self.chance.normal(0.7, 0.12), 0.3, 0.95))
        p = self.kind.chance if self.kind.chance is not None else expected
        p = 0.35 if self.kind.unyielding and place == 0 else p
        seconds = float(np.round(self.kind.seconds * np.exp(self.chance.normal(0, 0.5))))
        near = int(np.argmin(np.abs(CONFIDENCES - 100 * (p + self.kind.surer + self.chance.normal(0, 0.05)))))
        stated = int(CONFIDENCES[near]) if self.chance.random() < 0.7 else None
        outcome = float(self.chance.random() < p)
        return Answered(f"c{place}", outcome, expected, seconds, MINUTES, stated, GUESS, day)

    def live(self, answers: int) -> list[Notice]:
        """Answer so often. Every notice lapses: nobody changes by it, so the rules keep looking at the same person."""
        found: list[Notice] = []
        for number in range(answers):
            session, place = divmod(number, A_DAY)
            gap = self.kind.away if session > answers // A_DAY // 2 else 0
            day = 20_000 + 2 * session + gap + place / 100
            if place == 0:
                self._look(ON_RETURN, day, found)
                self.days.append(int(day))
            one = self.one(day)
            self.answers = [*self.answers, one][-MEMORY:]
            self.tries[one.competency] = self.tries.get(one.competency, Tries()).then(one.outcome)
            self._look(AFTER_ANSWER, day, found)
        return found

    def _look(self, rules: Any, day: float, found: list[Notice]) -> None:
        made = notice(rules, Past(day, self.answers, self.tries, days=self.days), self.told)
        if made is not None:
            self.told = Told(day, {**self.told.kinds, made.kind: (day, 0)})
            found.append(made)


def rates(kind: Kind, learners: int, answers: int, seed: int) -> dict[str, dict[str, float]]:
    """For each kind of notice: the share of learners who meet it, and how often in 100 answers."""
    met: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for number in range(learners):
        kinds = [one.kind for one in Somebody(kind, np.random.default_rng([seed, number])).live(answers)]
        times.update(kinds)
        met.update(set(kinds))
    return {
        name: {"learners": round(met[name] / learners, 3), "per_100": round(100 * times[name] / learners / answers, 3)}
        for name in sorted(met)
    }


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Let simulated learners of each kind answer, and count what is noticed."""
    parser = argparse.ArgumentParser(prog="./bench noticing")
    parser.add_argument("--learners", type=int, default=400)
    parser.add_argument("--answers", type=int, default=120)
    parser.add_argument("--seed", type=int, default=20_261_122)
    options = parser.parse_args(argv)
    found = {name: rates(kind, options.learners, options.answers, options.seed) for name, kind in KINDS.items()}
    return {"learners": options.learners, "answers": options.answers, **found}
