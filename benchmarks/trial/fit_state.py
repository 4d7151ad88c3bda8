"""Fits growth by a power law in a state-space Rasch model by one-step-ahead log loss; knows only logs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.trial.logs import Floats, Log

# Pseudo-answers that pull an item's easiness towards its skill's, and a skill's towards the mean.
SMOOTHING = 5.0
LONGEST = 400


@dataclass(frozen=True)
class Growth:
    """Variances in squared logits of learners' levels and of their competencies; logits learnt by the n-th attempt are
    `success` or `failure` over (1 + n) ** `shrink`."""

    level_var: float = 1.0
    skill_var: float = 0.4
    success: float = 0.3
    failure: float = 0.3
    shrink: float = 0.7


STEPS = {"level_var": 1.25, "skill_var": 1.3, "success": 1.2, "failure": 1.2, "shrink": 1.15}


def fit(log: Log, rounds: int = 12) -> tuple[Growth, float]:
    """Coordinate search on the log loss of each answer predicted before it is seen; returns it too."""
    easiness = item_easiness(log)
    steps = _lockstep(log)
    best = Growth()
    least = loss(log, easiness, steps, best)
    scale = dict(STEPS)
    for _ in range(rounds):
        for name in STEPS:
            for factor in (scale[name], 1 / scale[name]):
                tried = replace(best, **{name: getattr(best, name) * factor})
                found = loss(log, easiness, steps, tried)
                if found < least:
                    best, least = tried, found
                    break
            else:
                scale[name] = 1 + (scale[name] - 1) * 0.6
    return best, least


def item_easiness(log: Log) -> Floats:
    """(R,) logit of the smoothed share of right answers to each row's item."""
    mean = float(log.correct.mean())

    def shares(group: np.ndarray, prior: Floats) -> Floats:
        right = np.bincount(group, weights=log.correct, minlength=len(prior))
        count = np.bincount(group, minlength=len(prior))
        return np.asarray((right + SMOOTHING * prior) / (count + SMOOTHING), dtype=np.float64)

    skills = shares(log.skill, np.full(log.skills, mean))
    skill_of = np.zeros(int(log.item.max()) + 1, dtype=np.int64)
    skill_of[log.item] = log.skill
    items = shares(log.item, skills[skill_of])
    odds = np.log(items / (1 - items))
    return np.asarray(odds[log.item], dtype=np.float64)


def _lockstep(log: Log) -> list[np.ndarray]:
    """Rows of all learners' first attempts, of all their second attempts, and so on."""
    order = np.argsort(log.learner, kind="stable")
    first = np.searchsorted(log.learner[order], np.arange(log.learners))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - first[log.learner[order]]
    return [np.flatnonzero(place == step) for step in range(min(int(place.max()) + 1, LONGEST))]


def loss(log: Log, easiness: Floats, steps: list[np.ndarray], growth: Growth) -> float:
    """Mean log loss of a Gaussian filter (one Newton step an answer, the two traits taken as independent)."""
    level = np.zeros(log.learners)
    level_var = np.full(log.learners, growth.level_var)
    own = np.zeros((log.learners, log.skills))
    own_var = np.full((log.learners, log.skills), growth.skill_var)
    total, count = 0.0, 0
    for rows in steps:
        who, skill, right = log.learner[rows], log.skill[rows], log.correct[rows]
        mean = level[who] + own[who, skill] + easiness[rows]
        wide, narrow = level_var[who], own_var[who, skill]
        spread = wide + narrow
        p = 1 / (1 + np.exp(-mean / np.sqrt(1 + np.pi * spread / 8)))
        total -= float(np.log(np.where(right > 0, p, 1 - p)).sum())
        count += len(rows)
        chance = 1 / (1 + np.exp(-mean))
        weight = chance * (1 - chance)
        push = (right - chance) / (1 + weight * spread)
        gain = weight / (1 + weight * spread)
        level[who] += wide * push
        level_var[who] = wide - wide**2 * gain
        learnt = np.where(right > 0, growth.success, growth.failure) / (1.0 + log.before[rows]) ** growth.shrink
        own[who, skill] += narrow * push + learnt
        own_var[who, skill] = narrow - narrow**2 * gain + 0.01
    return total / count
