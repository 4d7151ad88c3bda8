"""Elo rating of learners and items (Pelánek 2016, Computers & Education 98): ability, skills, difficulty.

The chance of success is logistic(general + mean of the row's skill abilities - difficulty). After an answer each rating
moves by its surprise times an uncertainty a / (1 + b n), where n counts the rating's earlier answers. The six constants
are searched on training learners; difficulties stand still while test learners are predicted, as in the other peers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np

from benchmarks.peers.log import Bools, Floats, Log

# Values tried for the size of the first step, and for how fast steps shrink.
STEPS = (0.1, 0.2, 0.4, 0.7, 1.1, 1.6, 2.3)
SHRINKS = (0.003, 0.01, 0.03, 0.08, 0.2, 0.5)
ROUNDS = 2
# The fit on three quarters of the training learners is judged on the rest.
JUDGED = 4


@dataclass(frozen=True)
class Constants:
    """First step and its shrinking, for the general ability, a skill's ability, and an item's difficulty."""

    general: float = 0.7
    general_shrink: float = 0.08
    skill: float = 0.7
    skill_shrink: float = 0.08
    item: float = 1.1
    item_shrink: float = 0.08


@dataclass
class Ratings:
    """Difficulty and number of answers of each item. An item never met is as hard as the mean of those met."""

    difficulty: list[float]
    met: list[int]

    def settled(self) -> list[float]:
        known = [one for one, count in zip(self.difficulty, self.met, strict=True) if count]
        mean = sum(known) / max(1, len(known))
        return [one if count else mean for one, count in zip(self.difficulty, self.met, strict=True)]


def fit(log: Log, constants: Constants) -> Ratings:
    """Rate the items of a log in one pass over its answers."""
    ratings = Ratings([0.0] * len(log.items), [0] * len(log.items))
    for _ in _walk(log, constants, ratings.difficulty, ratings.met):
        pass
    return ratings


def predict(log: Log, constants: Constants, ratings: Ratings) -> Floats:
    """Return the chance of each answer, made before it; only the learners' ratings move."""
    return np.fromiter(_walk(log, constants, ratings.settled(), None), np.float64, len(log))


def search(log: Log) -> Constants:
    """Find the constants with the least log loss on a quarter of the learners, one constant at a time."""
    judged = log.learner % JUDGED == 0
    best = Constants()
    least = _loss(log, judged, best)
    for _ in range(ROUNDS):
        for name in Constants.__dataclass_fields__:
            for value in SHRINKS if name.endswith("shrink") else STEPS:
                tried = replace(best, **{name: value})
                if tried != best and (loss := _loss(log, judged, tried)) < least:
                    best, least = tried, loss
    return best


def _loss(log: Log, judged: Bools, constants: Constants) -> float:
    held = log.part(judged)
    chances = predict(held, constants, fit(log.part(~judged), constants))
    return -sum(log_of(one if right else 1.0 - one) for one, right in zip(chances, held.outcome, strict=True))


def log_of(chance: float) -> float:
    return log(max(chance, 1e-12))


def _walk(log: Log, constants: Constants, difficulty: list[float], met: list[int] | None) -> Iterator[float]:
    """Go through the answers in order, give each one's chance, then move the ratings; items only with `met`."""
    general: dict[int, tuple[float, int]] = {}
    skills: dict[tuple[int, int], tuple[float, int]] = {}
    flat, start = log.skill.tolist(), log.start.tolist()
    rows = zip(log.learner.tolist(), log.item.tolist(), log.outcome.tolist(), start[:-1], start[1:], strict=True)
    for learner, item, outcome, begin, end in rows:
        level, answers = general.get(learner, (0.0, 0))
        needed = [(learner, one) for one in flat[begin:end]]
        known = [skills.get(one, (0.0, 0)) for one in needed]
        x = level + sum(one for one, _ in known) / len(known) - difficulty[item]
        chance = 1.0 / (1.0 + exp(-x))
        yield chance
        surprise = outcome - chance
        general[learner] = (
            level + constants.general / (1.0 + constants.general_shrink * answers) * surprise,
            answers + 1,
        )
        for one, (ability, count) in zip(needed, known, strict=True):
            skills[one] = (ability + constants.skill / (1.0 + constants.skill_shrink * count) * surprise, count + 1)
        if met is not None:
            difficulty[item] -= constants.item / (1.0 + constants.item_shrink * met[item]) * surprise
            met[item] += 1
