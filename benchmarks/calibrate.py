"""Calibration of a large log: difficulty recovered, rows a second in one process, in processes and on Dask, memory."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.responses import COLUMNS, Catalog, Floats, Kind, Responses, catalog, paired
from preceptor.platform.calibration.fitting import fit_items, sums_of
from preceptor.platform.calibration.partitions import Partitions, opened, write
from preceptor.platform.jobs.runners import NAMES, runner

NAME = "calibrate"
PARTITION = 250_000
LENGTH = 100
GUESS = 0.2
# Learners who do not learn, so that what is recovered is the difficulty the answers were drawn with.
MODEL = replace(
    Parameters(),
    version="benchmark",
    learning_success=0.0,
    learning_failure=0.0,
    familiarity_var=1e-6,
    familiarity_success=0.0,
    familiarity_failure=0.0,
)


@dataclass(frozen=True)
class Truth:
    """What the synthetic log was drawn from."""

    difficulty: Floats
    subject: Any


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Write a synthetic log as Parquet, fit it by each runner, and compare with what it was drawn from."""
    parser = argparse.ArgumentParser(prog="./bench calibrate")
    parser.add_argument("--responses", type=int, default=2_000_000)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--competencies", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.peak:
        return peak(options.peak)
    with tempfile.TemporaryDirectory(prefix="preceptor-bench-") as folder:
        return measured(Path(folder), options)


def measured(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one run."""
    truth, asked = drawn(options.items, options.competencies, options.seed)
    began = time.perf_counter()
    whole = write(folder / "log", asked, parts(truth, options.responses, options.seed))
    found: dict[str, Any] = {
        "responses": options.responses,
        "items": options.items,
        "partitions": len(whole.names),
        "write_s": round(time.perf_counter() - began, 1),
        "parquet_mb": round(sum(path.stat().st_size for path in (folder / "log").iterdir()) / 1e6, 1),
    }
    print(f"wrote {options.responses} answers in {found['write_s']} s", file=sys.stderr)
    rates = {name: rate(whole, name, options) for name in NAMES}
    found |= {f"rows_per_s_{name}": round(one) for name, one in rates.items()}
    found |= recovered(whole, truth, options)
    small = write(folder / "small", asked, parts(truth, options.responses // 10, options.seed))
    found["peak_mb_tenth"], found["peak_mb_whole"] = (peak_of(one.folder) for one in (small, whole))
    found["memory_ratio"] = round(found["peak_mb_whole"] / found["peak_mb_tenth"], 3)
    per_pass = 1e9 / rates["dask"]
    found["hours_1e9_these_workers"] = round(options.passes * per_pass / 3600, 2)
    found["hours_1e9_64_cores"] = round(options.passes * per_pass * options.workers / 64 / 3600, 3)
    return found


def drawn(items: int, competencies: int, seed: int) -> tuple[Truth, Catalog]:
    """Items of known difficulty, each of one competency."""
    chance = np.random.default_rng([seed, 0])
    subject = np.arange(items) % competencies
    asked = catalog((Kind(f"i{n}", ((f"k{subject[n]}", 1.0),)) for n in range(items)), {})
    return Truth(chance.normal(0.0, 1.0, items), subject), asked


def parts(truth: Truth, responses: int, seed: int) -> Iterator[Responses]:
    """Answers drawn from the model, one partition at a time."""
    done, number = 0, 0
    while done < responses:
        size = min(PARTITION, responses - done)
        yield part(truth, size, np.random.default_rng([seed, 1, number]))
        done, number = done + size, number + 1


def part(truth: Truth, size: int, chance: np.random.Generator) -> Responses:
    """Learners of a hundred answers each, to items drawn at random."""
    learners = -(-size // LENGTH)
    starts = np.minimum(np.arange(learners + 1, dtype=np.int64) * LENGTH, size)
    who = np.repeat(np.arange(learners), np.diff(starts))
    item = chance.integers(0, len(truth.difficulty), size)
    general = chance.normal(0.0, MODEL.general_var**0.5, learners)
    own = chance.normal(0.0, MODEL.competency_var**0.5, (learners, int(truth.subject.max()) + 1))
    ability = general[who] + own[who, truth.subject[item]]
    p = GUESS + (1 - GUESS - MODEL.slip) / (1 + np.exp(truth.difficulty[item] - ability))
    values = np.zeros((size, len(COLUMNS)))
    named = {"outcome": chance.random(size) < p, "weight": 1.0, "guess": GUESS, "slip": np.nan, "discrimination": 1.0}
    for name, value in named.items():
        values[:, COLUMNS.index(name)] = value
    return Responses(starts, item, paired(starts, item), values, np.zeros(learners))


def rate(whole: Partitions, name: str, options: argparse.Namespace) -> float:
    """Answers a second of one pass, workers started and warm."""
    table = np.zeros((options.items, 3))
    arguments = [(str(whole.folder), one, table, MODEL) for one in whole.names]
    with runner(name, workers=options.workers) as through:
        list(through.map(sums_of, arguments[: 2 * options.workers]))  # compiles, reads the catalog
        began = time.perf_counter()
        for _ in through.map(sums_of, arguments):
            pass
        seconds = time.perf_counter() - began
    print(f"{name}: {options.responses / seconds:,.0f} answers a second", file=sys.stderr)
    return float(options.responses / seconds)


def recovered(whole: Partitions, truth: Truth, options: argparse.Namespace) -> dict[str, Any]:
    """Fit by Dask and compare with what the answers were drawn from, both about their means."""
    began = time.perf_counter()
    with runner("dask", workers=options.workers) as through:
        bank = fit_items(whole, np.zeros(options.items), MODEL, through, passes=options.passes)
    seconds = time.perf_counter() - began
    met = bank.answers > 0
    miss = (bank.mean - bank.mean[met].mean()) - (truth.difficulty - truth.difficulty[met].mean())
    return {
        "fit_s": round(seconds, 1),
        "rmse": round(float(np.sqrt(np.mean(miss[met] ** 2))), 4),
        "corr": round(float(np.corrcoef(bank.mean[met], truth.difficulty[met])[0, 1]), 5),
        "error_mean": round(float(bank.error[met].mean()), 4),
        "within_two_errors": round(float(np.mean(np.abs(miss[met]) < 1.96 * bank.error[met])), 3),
    }


def peak_of(folder: Path) -> float:
    """The most memory (MB) that one pass in a process of its own takes."""
    command = [sys.executable, "-m", "benchmarks.registry", NAME, "--json", "--peak", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["peak_mb"])


def peak(folder: Path) -> dict[str, Any]:
    """One pass in this process, and the memory it took at most."""
    whole = opened(folder)
    with runner("serial") as through:
        fit_items(whole, np.zeros(len(whole.catalog.items)), MODEL, through, passes=1)
    return {"peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}
