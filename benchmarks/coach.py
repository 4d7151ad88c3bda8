"""The coach on simulated learners it does not know, beside its rivals: gain, minutes to mastery, retention, fairness.

Seeds 1 to 9 are for tuning; what is reported comes from seed 1001 on, with figures of no earlier run looked at. The
simulators, rivals and their parameters are in benchmarks/trial, each with its sources; `./bench coach_fit` fits those
that are fitted. Every policy meets the same learners, courses and luck (common random numbers). A seed stands for
`--courses` courses (graphs, difficulties, lengths) among which the learners are divided.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

from benchmarks.trial.harness import Cell, join, play
from benchmarks.trial.measures import samples, summary
from benchmarks.trial.roster import OURS, POLICIES, SIMULATORS, make
from benchmarks.trial.verdict import verdict

NAME = "coach"
REPORTING = 1001
# A seed's courses are numbered from a hundred times it, so that no two seeds below 10^7 share one.
COURSES_A_SEED = 100


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Play every cell and report all of them, with the summary keys in front."""
    options = _options(argv)
    pairs = [(simulator, policy) for simulator in options.simulators for policy in options.policies]
    cells = dict(_played(pairs, options))
    ordered = {pair: cells[pair] for pair in pairs}
    weights = samples(options.learners)
    judged = verdict(ordered, OURS)
    comparisons = judged.pop("comparisons")
    return {
        **judged,
        "learners": options.learners,
        "courses": options.courses,
        "seed": options.seed,
        "for_tuning_only": options.seed < REPORTING,
        "minutes_offered": ordered[pairs[0]].budget,
        "simulators": {name: SIMULATORS[name].summary for name in options.simulators},
        "cells": {
            simulator: {policy: summary(ordered[simulator, policy], weights) for policy in options.policies}
            for simulator in options.simulators
        },
        "comparisons": comparisons,
    }


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./bench coach")
    parser.add_argument("--learners", type=int, default=1000, help="simulated learners a cell")
    parser.add_argument("--courses", type=int, default=4, help="courses among which they are divided")
    parser.add_argument("--simulators", nargs="+", choices=tuple(SIMULATORS), default=list(SIMULATORS))
    parser.add_argument("--policies", nargs="+", choices=POLICIES, default=list(POLICIES))
    parser.add_argument("--seed", type=int, default=REPORTING, help="1 to 9 for tuning, from 1001 on for reporting")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(argv)
    if not 1 <= options.courses <= min(options.learners, COURSES_A_SEED):
        parser.error(f"--courses must lie between 1 and {COURSES_A_SEED}, and leave each course a learner")
    if options.seed < 0:
        parser.error("--seed must not be negative")
    return options


def _played(pairs: Iterable[tuple[str, str]], options: argparse.Namespace) -> Iterable[tuple[tuple[str, str], Cell]]:
    tasks = [(simulator, policy, options.learners, options.courses, options.seed) for simulator, policy in pairs]
    if options.processes == 1:
        for task in tasks:
            yield task[:2], _reported(cell(*task))
        return
    # Two threads inside each small matrix product cost more than they save; a new process reads this at its start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.processes, mp_context=context) as pool:
        waiting = {pool.submit(cell, *task): task[:2] for task in tasks}
        for done in as_completed(waiting):
            yield waiting[done], _reported(done.result())


def cell(simulator: str, policy: str, learners: int, courses: int, seed: int) -> Cell:
    """One policy on one simulator, its learners divided over the seed's courses as evenly as they go."""
    sizes = [learners // courses + (place < learners % courses) for place in range(courses)]
    return join(
        [
            play(SIMULATORS[simulator], make(policy), size, seed * COURSES_A_SEED + place)
            for place, size in enumerate(sizes)
        ]
    )


def _reported(found: Cell) -> Cell:
    print(f"{found.simulator:11s} {found.policy:12s} {found.seconds:6.1f} s", file=sys.stderr, flush=True)
    return found
