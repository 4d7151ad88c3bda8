"""An item bank for adaptive testing: each item's chance of success over a grid of ability, fitted to answers.

Knows answers as an array, and nobody's belief. Two-parameter logistic items with one or more standard normal traits
(Birnbaum 1968; Reckase 2009), fitted by marginal maximum likelihood with expectation maximisation (Bock & Aitkin 1981).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from preceptor.core.coach.catalogue import Floats

PASSES = 60
# Points of the grid on each trait, and how far it reaches, by the number of traits.
GRIDS = {1: (41, 4.0), 2: (15, 3.5), 3: (11, 3.5)}
# A weak prior keeps items that everybody or nobody solves finite: standard deviations of an item's intercept, of its
# slope on the first trait (about 1), and of its slopes on the others (about 0), in logits.
INTERCEPT_SPREAD = 3.0
FIRST_SPREAD = 2.0
OTHER_SPREAD = 1.0


@dataclass(frozen=True, slots=True)
class Bank:
    """M items over G points of ability: `weight` (G,) is the population's share, `chance` (M, G) of success.

    `points` (G, D) are the abilities; `item` (M, 1 + D) holds each item's intercept and slopes, in logits.
    """

    points: Floats
    weight: Floats
    item: Floats
    chance: Floats

    def __len__(self) -> int:
        return len(self.item)


def bank_of(item: Floats) -> Bank:
    """Lay out items with these intercepts and slopes, (M, 1 + D). Raises ValueError where D has no grid."""
    traits = item.shape[1] - 1
    if traits not in GRIDS:
        raise ValueError(f"a bank has one to {max(GRIDS)} traits, not {traits}")
    count, reach = GRIDS[traits]
    axis = np.linspace(-reach, reach, count)
    points = np.stack(np.meshgrid(*[axis] * traits, indexing="ij"), axis=-1).reshape(-1, traits)
    weight = np.exp(-0.5 * (points**2).sum(axis=1))
    # The grid ends, and so no chance is exactly 0 or 1 unless an item is.
    chance = 1.0 / (1.0 + np.exp(-np.clip(item @ _with_one(points).T, -30.0, 30.0)))
    return Bank(points, weight / weight.sum(), item, np.clip(chance, 1e-9, 1.0 - 1e-9))


def fit_bank(answers: Floats, traits: int = 1, passes: int = PASSES) -> Bank:
    """Fit items to (N, M) answers of 0 and 1, nan where an item was not answered.

    Raises ValueError when an item has no answer, or anything else than 0, 1 and nan is found.
    """
    right, wrong = (answers == 1.0).astype(np.float64), (answers == 0.0).astype(np.float64)
    if not ((right + wrong + np.isnan(answers)).all() and (right + wrong).any(axis=0).all()):
        raise ValueError("answers are 0, 1 or nan, and every item needs at least one")
    item = _start(answers, traits)
    centre = np.array([0.0, 1.0] + [0.0] * (traits - 1))
    precision = np.array([INTERCEPT_SPREAD, FIRST_SPREAD] + [OTHER_SPREAD] * (traits - 1)) ** -2.0
    for _ in range(passes):
        bank = bank_of(item)
        mass = posterior(bank, right, wrong)
        item = _step(bank, mass.T @ right, mass.T @ (right + wrong), centre, precision)
    return bank_of(item)


def posterior(bank: Bank, right: Floats, wrong: Floats) -> Floats:
    """(N, G) each person's ability after answers, which `right` and `wrong` (N, M) mark by 1."""
    logs = np.log(bank.weight) + right @ np.log(bank.chance) + wrong @ np.log1p(-bank.chance)
    mass = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def log_likelihood(bank: Bank, answers: Floats) -> float:
    """Mean log-likelihood of a person's answers (N, M), in nats: to judge on people the bank was not fitted to."""
    right, wrong = (answers == 1.0).astype(np.float64), (answers == 0.0).astype(np.float64)
    logs = np.log(bank.weight) + right @ np.log(bank.chance) + wrong @ np.log1p(-bank.chance)
    top = logs.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(logs - top).sum(axis=1)) + top[:, 0]))


def _start(answers: Floats, traits: int) -> Floats:
    """Intercepts from shares of success, slope 1 on the first trait, then the correlations' next directions."""
    share = np.clip(np.nanmean(answers, axis=0), 0.01, 0.99)
    item = np.zeros((len(share), 1 + traits))
    item[:, 0], item[:, 1] = np.log(share / (1.0 - share)), 1.0
    if traits > 1:
        centred = np.where(np.isnan(answers), 0.0, answers - share)
        scaled = centred / np.maximum(centred.std(axis=0), 1e-9)
        _, directions = np.linalg.eigh(scaled.T @ scaled)
        # Slopes of about a third on the average item.
        item[:, 2:] = directions[:, ::-1][:, 1:traits] * np.sqrt(len(share)) / 3.0
    return item


def _step(bank: Bank, right: Floats, total: Floats, centre: Floats, precision: Floats) -> Floats:
    """One Newton step of every item at once. `right` and `total` (G, M) are expected answers at each point."""
    design = _with_one(bank.points)
    chance = bank.chance.T
    slope = design.T @ (right - total * chance)
    curve = np.einsum("gi,gm,gj->mij", design, total * chance * (1.0 - chance), design, optimize=True)
    slope = slope.T - (bank.item - centre) * precision
    return np.asarray(bank.item + np.linalg.solve(curve + np.diag(precision), slope[..., None])[..., 0])


def _with_one(points: Floats) -> NDArray[np.float64]:
    return np.hstack([np.ones((len(points), 1)), points])
