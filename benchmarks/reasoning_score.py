"""Scripted interviewers over cases: does the score tell good reasoning from bad, and fall with noise?"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.interviewers import INTERVIEWERS, Visit, expert
from preceptor.core.generation.casewriter import Wish, generate
from preceptor.core.generation.tables import Tables
from preceptor.core.generation.validator import passes, validate
from preceptor.core.patient.case import Case, Patient
from preceptor.core.patient.debrief import debrief
from preceptor.core.patient.encounter import Encounter
from preceptor.core.patient.result import STEPS, Debrief
from preceptor.platform.packs.folder import read

NAME = "reasoning-score"
PACK = Path(__file__).parent.parent / "packs" / "acute-general-medicine"
SEED = 20_261_122
TRIES = 6
NOISE = (0.0, 0.25, 0.5, 0.75, 1.0)
PAIRS = (
    ("expert", "random"), ("follower", "shotgun"), ("follower", "anchored"), ("follower", "everything"),
    ("follower", "lucky"),
)  # fmt: skip


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Every interviewer meets every patient once; each encounter is scored."""
    parser = argparse.ArgumentParser(prog="./bench reasoning-score")
    parser.add_argument("--cases", type=int, default=64)
    parser.add_argument("--steps", action="store_true", help="add the mean of every step by interviewer")
    options = parser.parse_args(argv)
    patients, authored = met(options.cases)
    print(f"{len(patients)} patients, {authored} of them authored", file=sys.stderr)
    found = {name: [scored(patient, act, place) for place, patient in enumerate(patients)]
             for name, act in INTERVIEWERS.items()}  # fmt: skip
    scores = {name: np.array([one.outcome for one in all_]) for name, all_ in found.items()}
    result: dict[str, Any] = {
        "cases": len(patients),
        "authored": authored,
        "scores": {name: round(float(all_.mean()), 3) for name, all_ in scores.items()},
        "right": {name: round(float(np.mean([one.right for one in all_])), 3) for name, all_ in found.items()},
    }
    for better, worse in PAIRS:
        result[f"d_{better}_{worse}"] = round(cohen(scores[better], scores[worse]), 2)
    between = [
        round(float(np.mean([scored(one, expert, place, noise).outcome for place, one in enumerate(patients)])), 3)
        for noise in NOISE[1:-1]
    ]
    means = [result["scores"]["expert"], *between, result["scores"]["random"]]  # no noise, nothing but noise
    result["monotone"] = all(one > other for one, other in pairwise(means))
    result["by_noise"] = dict(zip(map(str, NOISE), means, strict=True))
    result["faults"] = {name: counted(all_) for name, all_ in found.items()}
    result["rescoring_identical"], result["debrief_ms_p95"] = rescored(patients, found["expert"])
    if options.steps:
        result["steps"] = {name: step_means(all_) for name, all_ in found.items()}
    return result


def met(number: int) -> tuple[list[Patient], int]:
    """The authored cases, and generated ones up to the number: round the conditions, each valid or drawn again."""
    reading = read(PACK)
    assert reading.knowledge is not None, reading.faults
    base = reading.knowledge
    authored: list[Case] = list(reading.cases)
    chance = np.random.default_rng(SEED)
    tables, known = Tables(base), list(authored)
    names = chance.permutation(sorted(base.conditions))
    for turn in range(TRIES * number):
        if len(known) >= number:
            break
        case = generate(base, Wish(condition=str(names[turn % len(names)])), chance, known, tables)
        if passes(validate(base, case, known, tables)):
            known.append(case)
    return [Patient(base, case) for case in known], len(authored)


def visited(patient: Patient, act: Callable[[Visit], None], seed: int, noise: float = 0.0) -> Visit:
    """One encounter from the door to the end."""
    visit = Visit(patient, np.random.default_rng([SEED, seed]), noise)
    act(visit)
    return visit


def scored(patient: Patient, act: Callable[[Visit], None], seed: int, noise: float = 0.0) -> Debrief:
    """Its debrief."""
    visit = visited(patient, act, seed, noise)
    return debrief(patient, visit.room.mode, visit.state)


def cohen(one: np.ndarray, other: np.ndarray) -> float:
    """Cohen's d: the difference of means in pooled standard deviations."""
    pooled = np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / 2)
    return float((one.mean() - other.mean()) / pooled) if pooled else 0.0


def counted(found: Sequence[Debrief]) -> dict[str, float]:
    """How often each fault was found, as a share of the encounters."""
    codes = [fault.code for one in found for fault in one.faults]
    return {code: round(codes.count(code) / len(found), 2) for code in sorted(set(codes))}


def step_means(found: Sequence[Debrief]) -> dict[str, float | None]:
    """The mean of every step."""
    means: dict[str, float | None] = {}
    for place, step in enumerate(STEPS):
        values = [score for one in found if (score := one.steps[place].score) is not None]
        means[step] = round(float(np.mean(values)), 2) if values else None
    return means


def rescored(patients: Sequence[Patient], first: Sequence[Debrief]) -> tuple[bool, float]:
    """Whether replaying the moves and scoring again gives the same, and what one debrief takes (95th centile, ms)."""
    same, spent = True, []
    for place, (patient, before) in enumerate(zip(patients, first, strict=True)):
        visit = visited(patient, expert, place)
        again = Encounter(patient, visit.room.mode).replay([step.move for step in visit.state.steps[1:]])
        began = time.perf_counter()
        after = debrief(patient, again.mode, again.state)
        spent.append(1000 * (time.perf_counter() - began))
        same = same and after == before
    return same, round(float(np.quantile(spent, 0.95)), 1)
