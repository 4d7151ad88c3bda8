"""How well the belief predicts the next answer of learners it has not seen (AUC, log loss, calibration, time)."""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Difficulty, Parameters, calibrate, new_belief, predict, update

NAME = "learner"
FILES = {"assistments09": "assistments09_gervet.csv.gz", "statics": "statics_gervet.csv.gz"}
BINS = 15
# Pseudo-answers that pull an item's share of correct answers towards the mean, in the baseline.
SMOOTHING = 5.0


@dataclass(frozen=True)
class Setting:
    """What is fixed for one log: the belief's parameters, and what all its items are taken to have in common."""

    parameters: Parameters
    discrimination: float = 1.0
    guess: float = 0.0


# Fitted on training learners only, by coordinate search for log loss on a quarter of them after calibrating
# on the rest, and rounded; the search never used test learners. Steps of school tutors are shorter than medical
# items, learning is faster, and form on the day counts. The logs carry no times, so nothing is forgotten.
SCHOOL = Parameters(version="school", forgetting_exponent=0.0, familiarity_exponent=0.0, general_noise_per_day=0.0)
FITTED = {
    "assistments09": Setting(
        replace(
            SCHOOL,
            general_var=1.35,
            competency_var=0.40,
            familiarity_var=0.026,
            difficulty_var=1.25,
            slip=0.009,
            learning_success=0.46,
            learning_failure=0.49,
            learning_shrink=1.1,
            familiarity_success=0.31,
            familiarity_failure=-0.06,
            general_noise=0.0003,
            competency_noise=0.012,
            recency_var=0.65,
            recency_decay=0.81,
        ),
        discrimination=1.12,
    ),
    "statics": Setting(
        replace(
            SCHOOL,
            general_var=0.70,
            competency_var=0.144,
            familiarity_var=0.032,
            difficulty_var=4.8,
            slip=0.0001,
            learning_success=0.38,
            learning_failure=0.034,
            learning_shrink=2.72,
            familiarity_success=-0.70,
            familiarity_failure=-0.68,
            general_noise=0.006,
            competency_noise=0.0025,
            recency_var=0.90,
            recency_decay=0.885,
        ),
        discrimination=1.05,
        guess=0.158,
    ),
}


@dataclass(frozen=True)
class Logs:
    """Learners' records in their own order, by the published split, and each item's skills as one label."""

    train: list[list[Evidence]]
    test: list[list[Evidence]]
    skills: dict[str, str]


def run(argv: list[str]) -> dict[str, Any]:
    """Calibrate on the published training learners, predict every answer of the test learners, and score it."""
    parser = argparse.ArgumentParser(prog="./bench learner")
    parser.add_argument("--dataset", choices=sorted(FILES), default="assistments09")
    parser.add_argument("--parameters", choices=("fitted", "shipped"), default="fitted")
    parser.add_argument("--passes", type=int, default=6, help="passes of calibration over the training learners")
    options = parser.parse_args(argv)
    folder = os.environ.get("PRECEPTOR_DATA")
    if not folder:
        return {"skipped": "PRECEPTOR_DATA is unset: name the folder that holds kt/" + FILES[options.dataset]}
    path = Path(folder) / "kt" / FILES[options.dataset]
    if not path.is_file():
        return {"skipped": f"kt/{path.name} is not in the folder that PRECEPTOR_DATA names"}
    setting = Setting(Parameters()) if options.parameters == "shipped" else FITTED[options.dataset]
    logs = load(path, setting)
    started = time.process_time()
    known = calibrate(logs.train, setting.parameters, {}, groups=logs.skills, passes=options.passes)
    print(f"calibrated {len(known)} items in {time.process_time() - started:.0f} s of CPU", file=sys.stderr)
    test = with_difficulty(logs, known, setting.parameters)
    chances, seconds = predicted(test, setting.parameters)
    outcomes = np.array([one.outcome for records in test for one in records])
    return {
        "dataset": options.dataset,
        "parameters": options.parameters,
        "rows": len(outcomes),
        "learners": len(test),
        "auc": auc(outcomes, chances),
        "log_loss": log_loss(outcomes, chances),
        "ece": calibration_error(outcomes, chances),
        "us_per_response": 1e6 * seconds / len(outcomes),
        "item_difficulty_auc": auc(outcomes, item_shares(logs)),
    }


def load(path: Path, setting: Setting) -> Logs:
    """Read a log: one row an attempt; the skills of a row share its weight, so that no answer is counted twice."""
    learners: dict[str, list[Evidence]] = {}
    split: dict[str, str] = {}
    skills: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            names = row["skills"].split("_")
            record = Evidence(
                activity="attempt",
                competencies=tuple((name, 1.0 / len(names)) for name in names),
                outcome=float(row["correct"]),
                at=0.0,
                item=row["item_id"],
                discrimination=setting.discrimination,
                guess=setting.guess,
            )
            learners.setdefault(row["user_id"], []).append(record)
            split[row["user_id"]] = row["split"]
            skills[row["item_id"]] = row["skills"]
    found = {part: [log for user, log in learners.items() if split[user] == part] for part in ("train", "test")}
    print(f"read {sum(map(len, learners.values()))} rows of {len(learners)} learners", file=sys.stderr)
    return Logs(found["train"], found["test"], skills)


def with_difficulty(logs: Logs, known: dict[str, Difficulty], parameters: Parameters) -> list[list[Evidence]]:
    """Give test records the calibrated difficulties; an item no training learner met gets its skills' mean."""
    groups: dict[str, list[float]] = {}
    for item, one in known.items():
        groups.setdefault(logs.skills[item], []).append(one.mean)
    overall = float(np.mean([one.mean for one in known.values()]))
    means = {group: float(np.mean(values)) for group, values in groups.items()}

    def placed(record: Evidence) -> Evidence:
        item = record.item or ""
        if item in known:
            return replace(record, difficulty=known[item].mean, difficulty_var=known[item].error ** 2)
        mean = means.get(logs.skills[item], overall)
        return replace(record, difficulty=mean, difficulty_var=parameters.difficulty_var)

    return [[placed(record) for record in records] for records in logs.test]


def predicted(learners: Sequence[Sequence[Evidence]], parameters: Parameters) -> tuple[NDArray[np.float64], float]:
    """Return each answer's predicted chance, made before it, and the CPU seconds that predicting and updating took."""
    chances = []
    started = time.process_time()
    for records in learners:
        belief = new_belief(parameters)
        for record in records:
            chances.append(predict(belief, record, parameters, {}).probability)
            belief = update(belief, record, parameters, {})
    return np.array(chances), time.process_time() - started


def item_shares(logs: Logs) -> NDArray[np.float64]:
    """Return the baseline: each test answer's item's smoothed share of correct answers among training learners."""
    counts: dict[str, tuple[float, float]] = {}
    for records in logs.train:
        for one in records:
            right, total = counts.get(one.item or "", (0.0, 0.0))
            counts[one.item or ""] = (right + one.outcome, total + 1.0)
    mean = sum(right for right, _ in counts.values()) / sum(total for _, total in counts.values())
    shares = []
    for records in logs.test:
        for one in records:
            right, total = counts.get(one.item or "", (0.0, 0.0))
            shares.append((right + SMOOTHING * mean) / (total + SMOOTHING))
    return np.array(shares)


def auc(outcomes: NDArray[np.float64], chances: NDArray[np.float64]) -> float:
    """Return the area under the ROC curve by midranks (Mann & Whitney 1947); outcomes are 0 or 1."""
    _, place, count = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - 0.5 * (count - 1))[place]
    right = float(outcomes.sum())
    wrong = len(outcomes) - right
    return float((ranks[outcomes == 1.0].sum() - right * (right + 1.0) / 2.0) / (right * wrong))


def log_loss(outcomes: NDArray[np.float64], chances: NDArray[np.float64]) -> float:
    """Return the mean negative log-likelihood in nats."""
    safe = np.clip(chances, 1e-9, 1.0 - 1e-9)
    return float(-np.mean(outcomes * np.log(safe) + (1.0 - outcomes) * np.log(1.0 - safe)))


def calibration_error(outcomes: NDArray[np.float64], chances: NDArray[np.float64]) -> float:
    """Return the expected calibration error over 15 bins of equal width."""
    bins = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(bins, weights=chances - outcomes, minlength=BINS)
    return float(np.abs(gaps).sum() / len(outcomes))
