"""Adaptive testing: which item to ask next, how a full test would end, and when enough is known to decide.

Knows an item bank and the answers of a sitting; pure NumPy, and as many people at once as there are rows. What is
wanted is the score on the whole bank, so the next item is the one whose answer explains most of that score's variance.
"""

from dataclasses import dataclass

import numpy as np

from preceptor.core.coach.bank import Bank
from preceptor.core.coach.catalogue import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Sitting:
    """N people in a test: `mass` (N, G) of ability so far, `asked` (N, M), `right` (N,) answers."""

    mass: Floats
    asked: Bools
    right: Floats


def begin(bank: Bank, people: int = 1) -> Sitting:
    """Nothing asked; the population's ability."""
    return Sitting(np.tile(bank.weight, (people, 1)), np.zeros((people, len(bank)), dtype=np.bool_), np.zeros(people))


def answer(sitting: Sitting, bank: Bank, items: Ints, outcomes: Floats) -> Sitting:
    """What is known after each person's answer, 0 or 1 (N,), to an item (N,). Raises ValueError on one asked before."""
    rows = np.arange(len(items))
    if sitting.asked[rows, items].any():
        raise ValueError("an item is asked once in a sitting")
    chance = bank.chance[items]
    mass = sitting.mass * np.where(outcomes[:, None] == 1.0, chance, 1.0 - chance)
    asked = sitting.asked.copy()
    asked[rows, items] = True
    return Sitting(mass / mass.sum(axis=1, keepdims=True), asked, sitting.right + outcomes)


def ability(sitting: Sitting, bank: Bank) -> Floats:
    """(N,) expected share of the bank that a person would answer correctly, whatever they did answer."""
    return np.asarray(sitting.mass @ bank.chance.mean(axis=0))


def full_score(sitting: Sitting, bank: Bank) -> tuple[Floats, Floats]:
    """(N,) mean and variance of the number right, were the whole bank asked: right so far, the rest as expected."""
    rest, noise = _rest(sitting, bank)
    mean = (sitting.mass * rest).sum(axis=1)
    spread = (sitting.mass * (rest - mean[:, None]) ** 2).sum(axis=1)
    return sitting.right + mean, spread + (sitting.mass * noise).sum(axis=1)


def explained(sitting: Sitting, bank: Bank) -> Floats:
    """(N, M) how much of the full score's variance each answer is expected to take away; 0 for what was asked.

    By the law of total variance that is cov(answer, score)² / var(answer), so neither outcome has to be tried. An item
    tells about ability and settles itself; maximum Fisher information weighs the former alone, and at one point.
    """
    rest, _ = _rest(sitting, bank)
    chance = sitting.mass @ bank.chance.T
    together = (sitting.mass * rest) @ bank.chance.T
    mean = (sitting.mass * rest).sum(axis=1, keepdims=True)
    covariance = chance + together - sitting.mass @ (bank.chance**2).T - chance * mean
    return np.where(sitting.asked, 0.0, covariance**2 / (chance * (1.0 - chance)))


def choose(
    sitting: Sitting,
    bank: Bank,
    allowed: Bools | None = None,
    among: int = 1,
    chance: np.random.Generator | None = None,
) -> Ints:
    """(N,) the next item of each person; `allowed` (N, M) or (M,) keeps items back, by default none.

    With `among` above 1 the item is drawn by `chance` from so many of the best, so that no item is met by everybody
    (randomesque exposure control: Kingsbury & Zara 1989). Raises ValueError when somebody has nothing left.
    """
    free = ~sitting.asked if allowed is None else ~sitting.asked & allowed
    if not free.any(axis=1).all():
        raise ValueError("nothing is left to ask")
    worth = np.where(free, explained(sitting, bank), -np.inf)
    if among == 1:
        return np.asarray(worth.argmax(axis=1))
    if chance is None:
        raise ValueError("drawing among several items needs chance")
    best = np.argsort(-worth, axis=1, kind="stable")[:, :among]
    most = np.minimum(free.sum(axis=1), best.shape[1])
    return np.asarray(best[np.arange(len(best)), chance.integers(most)])


def passing(sitting: Sitting, bank: Bank, cut: float) -> Floats:
    """(N,) chance that the number right on the whole bank would reach `cut`, unasked items being normal together."""
    rest, noise = _rest(sitting, bank)
    gap = sitting.right[:, None] + rest - (cut - 0.5)
    return np.asarray((sitting.mass * _normal(gap / np.sqrt(np.maximum(noise, 1e-9)))).sum(axis=1))


def verdict(sitting: Sitting, bank: Bank, cut: float, confidence: float = 0.9) -> Ints:
    """(N,) 1 where a person is surely at or above the cut, -1 where surely below it, 0 where asking should go on."""
    chance = passing(sitting, bank, cut)
    return np.where(chance >= confidence, 1, np.where(chance <= 1.0 - confidence, -1, 0))


def _rest(sitting: Sitting, bank: Bank) -> tuple[Floats, Floats]:
    """(N, G) mean and variance of the number right among what was not asked, at each ability."""
    left = (~sitting.asked).astype(np.float64)
    return left @ bank.chance, left @ (bank.chance * (1.0 - bank.chance))


def _normal(x: Floats) -> Floats:
    """The standard normal distribution to 1.4e-4 (Bowling et al. 2009)."""
    near = np.clip(x, -8.0, 8.0)
    return np.asarray(1.0 / (1.0 + np.exp(-near * (0.07056 * near**2 + 1.5976))))
