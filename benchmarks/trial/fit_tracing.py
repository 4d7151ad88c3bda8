"""Fits knowledge tracing (Corbett and Anderson 1995) with forgetting by expectation-maximisation; knows only logs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.trial.logs import Bools, Floats, Ints, Log

LONGEST = 40
# Guess and slip are kept below these, as in Baker, Corbett and Aleven (2008): beyond, a skill is degenerate.
MOST_GUESS, MOST_SLIP = 0.5, 0.3


@dataclass(frozen=True)
class Sequences:
    """S sequences of one learner on one skill, padded to T: `correct`, `valid`, `paused` (a new day) are (S, T)."""

    skill: Ints
    correct: Floats
    valid: Bools
    paused: Bools


@dataclass(frozen=True)
class Tracing:
    """Per skill (K,): known at first, learnt an attempt, guess, slip; forgotten over a break is one number for all."""

    known: Floats
    learn: Floats
    guess: Floats
    slip: Floats
    forget: float


def sequences(log: Log) -> Sequences:
    """Lay a log out as one padded row for each learner and skill; what lies beyond `LONGEST` attempts is cut."""
    keep = log.before < LONGEST
    pair = log.learner[keep] * log.skills + log.skill[keep]
    ids, row = np.unique(pair, return_inverse=True)
    column = log.before[keep]
    correct = np.zeros((len(ids), LONGEST))
    valid = np.zeros((len(ids), LONGEST), dtype=np.bool_)
    day = np.zeros((len(ids), LONGEST))
    correct[row, column] = log.correct[keep]
    valid[row, column] = True
    day[row, column] = np.floor(log.days[keep])
    paused = np.zeros_like(valid)
    paused[:, 1:] = (day[:, 1:] > day[:, :-1]) & valid[:, 1:]
    return Sequences((ids % log.skills).astype(np.int64), correct, valid, paused)


def fit(data: Sequences, skills: int, passes: int = 60) -> Tracing:
    """Expectation-maximisation, all skills at once."""
    known, learn, guess, slip = (np.full(skills, start) for start in (0.4, 0.15, 0.2, 0.1))
    now = Tracing(known, learn, guess, slip, forget=0.05)
    for _ in range(passes):
        now = _step(data, now, skills)
    return now


def _step(data: Sequences, now: Tracing, skills: int) -> Tracing:
    alpha, beta = _forward(data, now), _backward(data, now)
    gamma = alpha * beta
    gamma /= np.maximum(gamma.sum(axis=2, keepdims=True), 1e-300)
    known = gamma[:, :, 1] * data.valid
    unknown = gamma[:, :, 0] * data.valid
    learnt, could_learn, lost, could_lose = _transitions(data, now, alpha, beta)

    def by_skill(values: Floats) -> Floats:
        return np.bincount(data.skill, weights=values, minlength=skills).astype(np.float64)

    def share(part: Floats, whole: Floats, mean: float, weight: float = 5.0) -> Floats:
        return np.asarray((by_skill(part) + weight * mean) / (by_skill(whole) + weight), dtype=np.float64)

    right = data.correct
    return Tracing(
        known=share(gamma[:, 0, 1], np.ones(len(data.skill)), 0.4),
        learn=share(learnt, could_learn, 0.15),
        guess=np.minimum(share((unknown * right).sum(1), unknown.sum(1), 0.2), MOST_GUESS),
        slip=np.minimum(share((known * (1 - right)).sum(1), known.sum(1), 0.1), MOST_SLIP),
        forget=float(lost.sum() / max(float(could_lose.sum()), 1.0)),
    )


def _emission(data: Sequences, now: Tracing) -> Floats:
    """(S, T, 2) likelihood of each answer when not known, known; 1 where padded."""
    guess, slip = now.guess[data.skill][:, None], now.slip[data.skill][:, None]
    out = np.ones((*data.correct.shape, 2))
    out[:, :, 0] = np.where(data.valid, np.where(data.correct > 0, guess, 1 - guess), 1.0)
    out[:, :, 1] = np.where(data.valid, np.where(data.correct > 0, 1 - slip, slip), 1.0)
    return out


def _moves(data: Sequences, now: Tracing, column: int) -> tuple[Floats, Floats]:
    """Chances of 0 → 1 and 1 → 0 on the way into `column`: learning first, then forgetting over a break."""
    learn = now.learn[data.skill]
    forget = np.where(data.paused[:, column], now.forget, 0.0)
    return learn * (1 - forget), forget


def _forward(data: Sequences, now: Tracing) -> Floats:
    emission = _emission(data, now)
    alpha = np.zeros_like(emission)
    start = now.known[data.skill]
    alpha[:, 0] = np.stack([1 - start, start], axis=1) * emission[:, 0]
    alpha[:, 0] /= alpha[:, 0].sum(axis=1, keepdims=True)
    for column in range(1, alpha.shape[1]):
        up, down = _moves(data, now, column)
        was = alpha[:, column - 1]
        known = was[:, 0] * up + was[:, 1] * (1 - down)
        alpha[:, column, 1] = known * emission[:, column, 1]
        alpha[:, column, 0] = (was.sum(axis=1) - known) * emission[:, column, 0]
        alpha[:, column] /= alpha[:, column].sum(axis=1, keepdims=True)
    return alpha


def _backward(data: Sequences, now: Tracing) -> Floats:
    emission = _emission(data, now)
    beta = np.ones_like(emission)
    for column in range(emission.shape[1] - 1, 0, -1):
        up, down = _moves(data, now, column)
        ahead = beta[:, column] * emission[:, column]
        beta[:, column - 1, 0] = ahead[:, 0] * (1 - up) + ahead[:, 1] * up
        beta[:, column - 1, 1] = ahead[:, 0] * down + ahead[:, 1] * (1 - down)
        beta[:, column - 1] /= np.maximum(beta[:, column - 1].sum(axis=1, keepdims=True), 1e-300)
    return beta


def _transitions(data: Sequences, now: Tracing, alpha: Floats, beta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """(S,) expected counts: learnt, could have learnt, lost over a break, could have been lost."""
    emission = _emission(data, now)
    counts = np.zeros((4, len(data.skill)))
    for column in range(1, alpha.shape[1]):
        up, down = _moves(data, now, column)
        was, ahead = alpha[:, column - 1], beta[:, column] * emission[:, column]
        joint = np.stack(
            [
                was[:, 0] * (1 - up) * ahead[:, 0],
                was[:, 0] * up * ahead[:, 1],
                was[:, 1] * down * ahead[:, 0],
                was[:, 1] * (1 - down) * ahead[:, 1],
            ]
        )
        joint *= data.valid[:, column] / np.maximum(joint.sum(axis=0), 1e-300)
        counts[0] += joint[1]
        counts[1] += joint[0] + joint[1]
        counts[2] += joint[2] * data.paused[:, column]
        counts[3] += (joint[2] + joint[3]) * data.paused[:, column]
    return counts[0], counts[1], counts[2], counts[3]
