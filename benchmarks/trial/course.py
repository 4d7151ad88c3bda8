"""A course to be learnt: competencies in a prerequisite graph, items, a calendar and a goal date; knows no learner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Depths of each domain's six competencies: of the shape of a clinical curriculum, foundations first, in five domains.
DEPTHS = ((0, 0, 1, 2, 2, 3), (0, 1, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5), (0, 1, 2, 2, 3, 4), (1, 2, 3, 3, 4, 5))
ITEMS = 12
GUESS = 0.2
BAR = 0.7
WEEKS = 12
MINUTES_A_DAY = 30.0
STUDY_WEEKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Course:
    """K competencies and N items, as an author knows them.

    `parents` is (K, K), true where the column is a prerequisite of the row; `depth`, `domain`, `importance` (1..5) and
    `reference` (difficulty of the reference item, logits) are (K,). `order` lists competencies with prerequisites
    first. `competency`, `difficulty` (the author's, logits), `minutes` and `guess` are (N,). `items` is (K, M): each
    competency's items, easy ones first. Study is possible on `days` for `minutes_a_day`; the exam is on `goal`.
    `bar` is the chance of success on the reference item (neither guessing nor slipping) that counts as mastery.
    """

    parents: Bools
    depth: Ints
    domain: Ints
    importance: Floats
    reference: Floats
    order: Ints
    competency: Ints
    difficulty: Floats
    minutes: Floats
    guess: Floats
    items: Ints
    days: Ints
    goal: int
    minutes_a_day: float = MINUTES_A_DAY
    bar: float = BAR

    @property
    def competencies(self) -> int:
        return len(self.depth)

    @property
    def budget(self) -> float:
        """Minutes offered to a learner from the first day to the goal date."""
        return float(len(self.days) * self.minutes_a_day)


def course(seed: int, weeks: int = WEEKS) -> Course:
    """Make the course of one trial; another seed makes another graph, other difficulties and other lengths."""
    chance = np.random.default_rng([seed, 1])
    depth = np.array([level for domain in DEPTHS for level in domain], dtype=np.int64)
    domain = np.repeat(np.arange(len(DEPTHS)), len(DEPTHS[0]))
    count = len(depth)
    parents = _parents(depth, domain, chance)
    # Deeper competencies are harder: a quarter logit a step is an estimate, as is the spread.
    reference = -0.5 + 0.25 * depth + chance.normal(0.0, 0.3, count)
    competency = np.repeat(np.arange(count), ITEMS)
    spread = chance.normal(0.0, 0.7, (count, ITEMS))
    spread = np.sort(spread - spread.mean(axis=1, keepdims=True), axis=1)
    # Length belongs to the competency far more than to the item, so that little is won by picking the shortest item.
    length = np.exp(chance.normal(np.log(1.8), 0.2, count))[competency]
    minutes = np.clip(length * np.exp(chance.normal(0.0, 0.08, count * ITEMS)), 1.0, 3.0)
    calendar = [day for day in range(7 * weeks) if day % 7 in STUDY_WEEKDAYS]
    return Course(
        parents=parents,
        depth=depth,
        domain=domain,
        importance=chance.integers(2, 6, count).astype(np.float64),
        reference=reference,
        order=np.lexsort((chance.random(count), domain, depth)).astype(np.int64),
        competency=competency,
        difficulty=(reference[:, None] + spread).ravel(),
        minutes=minutes,
        guess=np.full(count * ITEMS, GUESS),
        items=np.arange(count * ITEMS).reshape(count, ITEMS),
        days=np.array(calendar, dtype=np.int64),
        goal=7 * weeks,
    )


def _parents(depth: Ints, domain: Ints, chance: np.random.Generator) -> Bools:
    """One prerequisite a level below (of the own domain where it has one); often another from anywhere shallower."""
    parents = np.zeros((len(depth), len(depth)), dtype=np.bool_)
    for child in np.flatnonzero(depth > 0):
        below = np.flatnonzero(depth == depth[child] - 1)
        near = below[domain[below] == domain[child]]
        parents[child, chance.choice(near if len(near) else below)] = True
        if chance.random() < 0.4:
            parents[child, chance.choice(np.flatnonzero(depth < depth[child]))] = True
    return parents
