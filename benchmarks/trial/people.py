"""Who takes part: start levels, learning rates, pace, attendance and groups, drawn once and shared by all simulators.

Start levels: Koedinger et al. 2023 (PNAS 120(13), 27 data sets): students start at 65 % right, .62 logits, the lower
and upper half at 55 % and 75 %, .67 logits as a standard deviation; they are taken as chances without guessing. Spread
of one competency about the level: .53 (`./bench coach_fit`, `state.skill_var` .28); of a domain: .35 (estimate).
Learning rates differ little between students (Koedinger et al.): log-normal, sd .2.
The groups and what sets them back are estimates; they are there so that a policy can fail them. Start levels are spread
over the same quantiles in every group, so that groups differ by what sets them back and not by the luck of the draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from benchmarks.trial.course import Bools, Course, Floats, Ints

GROUPS = ("majority", "weak foundations", "slow learners", "second language", "part-time")
SHARES = (0.5, 0.15, 0.15, 0.1, 0.1)
START = 0.62  # mean start, logits above the average reference item
LEVEL_SD, DOMAIN_SD, COMPETENCY_SD = 0.67, 0.35, 0.53
RATE_SD, PACE_SD = 0.2, 0.15
SLIP = 0.02
WEAK_FOUNDATIONS = 0.4  # logits less on competencies of depth 0 and 1
SLOW_RATE = 0.85
SECOND_LANGUAGE_PACE, SECOND_LANGUAGE_SLIP = 1.15, 0.02


@dataclass(frozen=True)
class People:
    """L learners: `start` (L, K) in logits on the author's scale; `rate`, `pace` (minutes are multiplied by it),
    `slip` and `group` are (L,); `part_time` (L,) study every other study day, twice as long."""

    start: Floats
    rate: Floats
    pace: Floats
    slip: Floats
    group: Ints
    part_time: Bools

    def __len__(self) -> int:
        return len(self.rate)


def people(course: Course, learners: int, seed: int) -> People:
    """Draw learners; groups in fixed shares, so that every group is present."""
    chance = np.random.default_rng([seed, 2])
    bounds = np.cumsum(SHARES) * learners
    group = np.searchsorted(bounds, np.arange(learners), side="right").clip(0, len(GROUPS) - 1)
    level = START + LEVEL_SD * _quantiles(group, chance)[:, None]
    domain = chance.normal(0.0, DOMAIN_SD, (learners, int(course.domain.max()) + 1))[:, course.domain]
    start = level + domain + chance.normal(0.0, COMPETENCY_SD, (learners, course.competencies))
    start -= WEAK_FOUNDATIONS * ((group == 1)[:, None] & (course.depth <= 1))
    rate = np.exp(chance.normal(0.0, RATE_SD, learners)) * np.where(group == 2, SLOW_RATE, 1.0)
    pace = np.exp(chance.normal(0.0, PACE_SD, learners)) * np.where(group == 3, SECOND_LANGUAGE_PACE, 1.0)
    slip = SLIP + np.where(group == 3, SECOND_LANGUAGE_SLIP, 0.0)
    return People(start, rate, pace, slip, group.astype(np.int64), group == 4)


def _quantiles(group: Ints, chance: np.random.Generator) -> Floats:
    """(L,) standard normal, evenly spread over quantiles within each group, in random order."""
    level = np.zeros(len(group))
    for members in (np.flatnonzero(group == one) for one in range(len(GROUPS))):
        shares = (chance.permutation(len(members)) + 0.5) / max(len(members), 1)
        level[members] = [NormalDist().inv_cdf(float(share)) for share in shares]
    return level
