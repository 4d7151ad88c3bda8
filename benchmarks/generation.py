"""Generated cases: valid at first try, faults caught, no near-copies, honest demographics, cases a second.

Everything is measured on the built-in pack's base; seeds are fixed, so that a run can be repeated.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from preceptor.core.generation import likeness
from preceptor.core.generation.casewriter import Wish, generate
from preceptor.core.generation.population import drawn, expected
from preceptor.core.generation.tables import Tables
from preceptor.core.generation.validator import passes, validate
from preceptor.core.generation.violations import EXPECTED, plant
from preceptor.core.knowledge.base import Base, band
from preceptor.core.patient.case import Case
from preceptor.platform.packs.folder import read

NAME = "generation"
PACK = Path(__file__).parents[1] / "packs" / "acute-general-medicine"
SEED = 20_261_122
RESAMPLES = 2
PLANTED = 20
SIMULATIONS = 2000
PEOPLE, REPEATS = 100, 5
CENTILE = 0.95


@dataclass
class Made:
    """What came of generating: the valid cases, and how the tries went."""

    cases: list[Case] = field(default_factory=list)
    first: int = 0
    resampled: int = 0
    failed: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    people: dict[str, Counter[tuple[int, str]]] = field(default_factory=dict)
    seconds: float = 0.0


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Generate and judge cases of every condition in turn, then plant faults into some of them."""
    parser = argparse.ArgumentParser(prog="./bench generation")
    parser.add_argument("--n", type=int, default=1000, help="cases to make")
    options = parser.parse_args(argv)
    base = read(PACK).knowledge
    if base is None:
        return {"skipped": f"{PACK.name} holds no knowledge base that can be read: see preceptor knowledge check"}
    tables = Tables(base)
    made = make(base, tables, options.n)
    tries = options.n
    copies = near_copies(base, made.cases)
    caught = plants(base, tables, made.cases)
    within, distances = honest(base, made.people)
    chance = np.random.default_rng([SEED, 3])
    apart = [honest(base, independent(base, chance))[0] for _ in range(REPEATS)]
    return {
        "n": tries,
        "conditions": len(made.people),
        "first_try_valid": made.first / tries,
        "valid": (tries - len(made.failed)) / tries,
        "resampled": made.resampled,
        "first_try_faults": dict(made.faults),
        "seeded_faults_caught": caught["caught"],
        "seeded_faults": caught["planted"],
        "seeded_faults_caught_per_kind": caught["per_kind"],
        "seeded_faults_named_rightly": caught["named"],
        "near_duplicates": copies / tries,
        "near_distance": likeness.NEAR,
        "conditions_within_honest_tvd": within,
        "worst_tvd_excess": distances,
        "conditions_within_honest_tvd_of_independent_draws": float(np.mean(apart)),
        "cases_per_s": tries / made.seconds,
        "cases_per_s_note": "one core: making each case and judging it and its variants against all before it",
        "difficulties": dict(sorted(Counter(case.public.difficulty for case in made.cases).items())),
        "facts_median": float(np.median([len(case.hidden.facts) for case in made.cases])),
    }


def make(base: Base, tables: Tables, n: int) -> Made:
    """Cases of the conditions in turn, each judged; what fails is drawn anew at most RESAMPLES times."""
    made = Made()
    conditions = sorted(name for name, one in base.conditions.items() if expected(base, one))
    began = time.perf_counter()
    for number in range(n):
        name = conditions[number % len(conditions)]
        for attempt in range(RESAMPLES + 1):
            chance = np.random.default_rng([SEED, number, attempt])
            case = generate(base, Wish(condition=name), chance, made.cases, tables)
            if attempt == 0:  # the first draw alone: what is kept after judging is no honest sample
                person = case.public.person
                made.people.setdefault(name, Counter())[band(person.age), person.sex] += 1
            checks = validate(base, case, made.cases, tables)
            if passes(checks):
                made.cases.append(case)
                made.first += attempt == 0
                made.resampled += attempt > 0
                break
            made.faults.update(check.name for check in checks if not check.ok and attempt == 0)
        else:
            made.failed.append(name)
        if number % 200 == 199:
            print(f"{number + 1} cases", file=sys.stderr)
    made.seconds = time.perf_counter() - began
    return made


def near_copies(base: Base, cases: Sequence[Case]) -> int:
    """Cases that have a near-copy among the others."""
    of_condition: dict[str, list[Case]] = {}
    for case in cases:
        of_condition.setdefault(case.hidden.condition, []).append(case)
    copies = set()
    for several in of_condition.values():
        for one, other in combinations(several, 2):
            if likeness.distance(base, one, other) < likeness.NEAR:
                copies |= {one.public.id, other.public.id}
    return len(copies)


def plants(base: Base, tables: Tables, cases: Sequence[Case]) -> dict[str, Any]:
    """PLANTED faults of each kind in cases drawn at random: the share refused, and refused for what they are."""
    chance = np.random.default_rng([SEED, 1])
    shares, named, planted, refused = {}, 0, 0, 0
    for kind, checks_meant in EXPECTED.items():
        done, caught = 0, 0
        for place in chance.permutation(len(cases)):
            case = cases[int(place)]
            broken = plant(base, case, kind, chance)
            if broken is None:
                continue
            checks = validate(base, broken, [case], tables, swaps=False)
            done += 1
            caught += not passes(checks)
            named += any(not check.ok and check.name in checks_meant for check in checks)
            if passes(checks):
                print(f"missed: {kind} in {case.public.id} ({case.hidden.condition})", file=sys.stderr)
            if done == PLANTED:
                break
        planted, refused = planted + done, refused + caught
        shares[kind] = caught / done if done else 0.0
    return {"caught": refused / planted, "planted": planted, "per_kind": shares, "named": named / planted}


def independent(base: Base, chance: np.random.Generator) -> dict[str, Counter[tuple[int, str]]]:
    """Age band and sex of PEOPLE patients of each condition, drawn by the generator's code without looking at earlier
    ones: cases are balanced against those there are already, so that they alone would show nothing of the drawing."""
    found: dict[str, Counter[tuple[int, str]]] = {}
    for name, condition in base.conditions.items():
        if expected(base, condition):
            drawings = (drawn(base, condition, chance) for _ in range(PEOPLE))
            found[name] = Counter((band(age), sex) for age, sex in drawings)
    return found


def honest(base: Base, people: Mapping[str, Counter[tuple[int, str]]]) -> tuple[float, dict[str, float]]:
    """The share of conditions whose age band × sex lies as near to the stated table as honest sampling of as many
    cases would (total variation distance at most its 95th centile, by simulation), and the excess of the others."""
    chance = np.random.default_rng([SEED, 2])
    within, worst = 0, {}
    for name, met in people.items():
        stated = expected(base, base.conditions[name])
        keys = sorted(stated)
        shares = np.array([stated[key] for key in keys])
        count = met.total()
        seen = np.array([met[key] for key in keys]) / count
        stray = 1 - seen.sum()
        apart = (np.abs(seen - shares).sum() + stray) / 2
        draws = chance.multinomial(count, shares, size=SIMULATIONS) / count
        bound = float(np.quantile(np.abs(draws - shares).sum(axis=1) / 2, CENTILE))
        if apart <= bound + 1e-12:
            within += 1
        else:
            worst[name] = round(float(apart - bound), 4)
    return within / len(people), worst
