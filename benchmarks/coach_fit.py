"""Parameters of the coach trial's simulated learners, fitted on real logs (training learners of ASSISTments 2009)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.trial import fit_factors, fit_state, fit_tracing
from benchmarks.trial.logs import Log, quartiles, read

NAME = "coach_fit"
GROWTH_LOG, TIMED_LOG = "assistments09_gervet.csv.gz", "assist17_timed_gervet_testpart.csv.gz"
# A skill counts in the summary when at least so many training learners met it.
LEAST_LEARNERS = 100


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Fit the three families; the rounded results stand as constants in benchmarks/trial/learners_*.py."""
    argparse.ArgumentParser(prog="./bench coach_fit").parse_args(argv)
    folder = os.environ.get("PRECEPTOR_DATA")
    if not folder:
        return {"skipped": f"PRECEPTOR_DATA is unset: name the folder that holds kt/{GROWTH_LOG}"}
    if missing := [name for name in (GROWTH_LOG, TIMED_LOG) if not (Path(folder) / "kt" / name).is_file()]:
        return {"skipped": f"the folder that PRECEPTOR_DATA names lacks kt/{missing[0]}"}
    log = read(Path(folder) / "kt" / GROWTH_LOG, "train")
    print(f"{len(log.correct)} rows of {log.learners} learners", file=sys.stderr)
    often = np.bincount(log.skill[log.before == 0], minlength=log.skills) >= LEAST_LEARNERS
    return {
        "skills": int(often.sum()),
        "tracing": tracing(log, often),
        "forgetting": forgetting(read(Path(folder) / "kt" / TIMED_LOG)),
        "factors": factors(log, often),
        "state": state(log),
    }


def tracing(log: Log, often: np.ndarray) -> dict[str, list[float]]:
    """Quartiles over skills of the four parameters of knowledge tracing."""
    found = fit_tracing.fit(fit_tracing.sequences(log), log.skills)
    print("tracing fitted", file=sys.stderr)
    parts = {"known": found.known, "learn": found.learn, "guess": found.guess, "slip": found.slip}
    return {name: quartiles(values[often]) for name, values in parts.items()}


def forgetting(log: Log) -> dict[str, float]:
    """Chance of losing what was known by the next day of practice, and how many days lay between."""
    data = fit_tracing.sequences(log)
    found = fit_tracing.fit(data, log.skills)
    order = np.lexsort((log.before, log.skill, log.learner))
    pair = log.learner[order] * log.skills + log.skill[order]
    gap = np.diff(np.floor(log.days[order]))[np.diff(pair) == 0]
    breaks = gap[gap > 0]
    median = float(np.median(breaks))
    return {
        "lost_over_a_break": round(found.forget, 4),
        "days_of_a_break_median": median,
        "days_of_a_break_mean": round(float(breaks.mean()), 2),
        "lost_a_day": round(1 - (1 - found.forget) ** (1 / float(breaks.mean())), 5),
    }


def factors(log: Log, often: np.ndarray) -> dict[str, Any]:
    """Quartiles over skills of the growth by a success and by a failure; spread of learners' levels."""
    found = fit_factors.fit(log)
    print("factors fitted", file=sys.stderr)
    return {
        "easiness": quartiles(found.easiness[often]),
        "success": quartiles(found.success[often]),
        "failure": quartiles(found.failure[often]),
        "level_sd": round(float(found.level.std()), 3),
    }


def state(log: Log) -> dict[str, float]:
    """Growth by a power law, with the variances of levels and competencies."""
    found, least = fit_state.fit(log)
    return {**{name: round(getattr(found, name), 3) for name in fit_state.STEPS}, "log_loss": round(least, 4)}
