"""Fits performance factors (Pavlik, Cen and Koedinger 2009) with learner levels by Newton steps; knows only logs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.trial.logs import Floats, Log

MOST = 30  # attempts counted; few learners of the log go on longer, and those are stuck
# Ridge: prior standard deviation of a skill's slopes about zero, and of learners' levels, in logits.
SLOPE_SD, LEVEL_SD = 0.3, 1.0


@dataclass(frozen=True)
class Factors:
    """Per skill (K,): easiness, growth a success, growth a failure (logits); per learner (U,) a level."""

    easiness: Floats
    success: Floats
    failure: Floats
    level: Floats


def fit(log: Log, passes: int = 25) -> Factors:
    """Alternate Newton steps: each skill's three coefficients, then each learner's level."""
    wins = np.minimum(log.right_before, MOST).astype(np.float64)
    losses = np.minimum(log.before - log.right_before, MOST).astype(np.float64)
    design = np.stack([np.ones(len(wins)), wins, losses])
    skills = np.zeros((log.skills, 3))
    level = np.zeros(log.learners)
    penalty = np.diag([1e-2, SLOPE_SD**-2, SLOPE_SD**-2])
    for _ in range(passes):
        slope, weight = _pull(log, design, skills, level)
        gradient = np.stack(
            [np.bincount(log.skill, weights=row * slope, minlength=log.skills) for row in design], axis=1
        )
        curvature = np.zeros((log.skills, 3, 3))
        for one in range(3):
            for other in range(3):
                weights = design[one] * design[other] * weight
                curvature[:, one, other] = np.bincount(log.skill, weights=weights, minlength=log.skills)
        step = np.linalg.solve(curvature + penalty, (gradient - skills @ penalty)[:, :, None])[:, :, 0]
        skills = skills + np.clip(step, -1, 1)
        slope, weight = _pull(log, design, skills, level)
        up = np.bincount(log.learner, weights=slope, minlength=log.learners) - level / LEVEL_SD**2
        level = level + up / (np.bincount(log.learner, weights=weight, minlength=log.learners) + LEVEL_SD**-2)
        level -= level.mean()
    return Factors(skills[:, 0], skills[:, 1], skills[:, 2], level)


def _pull(log: Log, design: Floats, skills: Floats, level: Floats) -> tuple[Floats, Floats]:
    """(R,) first derivative and weight of each row's log-likelihood at the linear predictor."""
    eta = (design * skills[log.skill].T).sum(axis=0) + level[log.learner]
    p = 1 / (1 + np.exp(-eta))
    return log.correct - p, p * (1 - p)
