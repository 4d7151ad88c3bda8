"""One cell of the trial: one policy teaches the learners of one simulator from the first day to the goal date."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from benchmarks.trial.course import WEEKS, Bools, Course, Floats, Ints, course
from benchmarks.trial.people import people
from benchmarks.trial.policy import REST, Policy
from benchmarks.trial.rivals_oracle import Oracle
from benchmarks.trial.simulator import Simulator

MASTERED_SHARE = 0.9
RETENTION_DAYS = (7, 30)


@dataclass(frozen=True)
class Cell:
    """What one policy did with one simulator's learners; arrays are (L,) unless said otherwise.

    `before` and `after` are final tests on the first day and on the goal date, `later` (len(RETENTION_DAYS), L) after
    so many days without study. `minutes_to_mastery` is NaN where nine tenths were never mastered; `minutes` is all
    study. `claimed` and `false` count competencies on the goal date. `budget` is how many minutes were offered to each.
    """

    simulator: str
    policy: str
    budget: float
    group: Ints
    before: Floats
    after: Floats
    later: Floats
    minutes_to_mastery: Floats
    minutes: Floats
    claimed: Ints
    false: Ints
    mastered: Floats
    answers: Floats
    seconds: float


def play(kind: type[Simulator], policy: Policy | type[Oracle], learners: int, seed: int, weeks: int = WEEKS) -> Cell:
    """Run one cell. The same seed gives the same learners, course and luck whatever the policy."""
    plan = course(seed, weeks)
    simulator = kind(plan, people(plan, learners, seed), seed)
    teacher: Policy = policy(simulator) if isinstance(policy, type) else policy
    started = time.perf_counter()
    teacher.begin(plan, learners, np.random.default_rng([seed, 4]))
    before = simulator.final_test(0.0)
    minutes, answers = np.zeros(learners), np.zeros(learners)
    reached = np.full(learners, np.nan)
    for day in plan.days.tolist():
        simulator.begin_day(day)
        _study(simulator, teacher, day, minutes, answers)
        # Mastery must outlast the night, so that the last minute's practice alone does not count.
        share = simulator.mastered(day + 1.0).mean(axis=1)
        reached = np.where(np.isnan(reached) & (share >= MASTERED_SHARE), minutes, reached)
    simulator.begin_day(plan.goal)
    return _measured(simulator, teacher, plan, before, reached, minutes, answers, started)


def join(cells: Sequence[Cell]) -> Cell:
    """Pool the learners of one policy and simulator over several courses."""
    first = cells[0]
    pooled: dict[str, Any] = {
        part.name: np.concatenate([getattr(cell, part.name) for cell in cells], axis=-1)
        for part in fields(Cell)
        if isinstance(getattr(first, part.name), np.ndarray)
    }
    return replace(first, **pooled, seconds=sum(cell.seconds for cell in cells))


def _study(simulator: Simulator, teacher: Policy, day: int, minutes: Floats, answers: Floats) -> None:
    """One day for everyone, one item each at a time, until time is up or the policy rests."""
    left = simulator.minutes_offered(day)
    while (left > 0).any():
        items = np.asarray(teacher.choose(day, left))
        who = np.flatnonzero((left > 0) & (items != REST))
        left[items == REST] = 0.0
        if not len(who):
            return
        outcomes, spent = simulator.answer(who, items[who], day)
        teacher.learn(who, items[who], outcomes, spent, day)
        left[who] -= spent
        minutes[who] += spent
        answers[who] += 1


def _measured(
    simulator: Simulator,
    teacher: Policy,
    plan: Course,
    before: Floats,
    reached: Floats,
    minutes: Floats,
    answers: Floats,
    started: float,
) -> Cell:
    goal = float(plan.goal)
    mastered: Bools = simulator.mastered(goal)
    claims = np.asarray(teacher.claims(plan.goal), dtype=np.bool_)
    return Cell(
        simulator=simulator.name,
        policy=teacher.name,
        budget=plan.budget,
        group=simulator.people.group,
        before=before,
        after=simulator.final_test(goal),
        later=np.stack([simulator.final_test(goal + days) for days in RETENTION_DAYS]),
        minutes_to_mastery=reached,
        minutes=minutes,
        claimed=claims.sum(axis=1),
        false=(claims & ~mastered).sum(axis=1),
        mastered=mastered.mean(axis=1),
        answers=answers,
        seconds=time.perf_counter() - started,
    )
