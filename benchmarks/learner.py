"""How well the belief predicts the next answer of learners it has not seen, beside other models, part by part."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import coverage
from benchmarks.peers import compare as peers
from benchmarks.peers import log as logs
from benchmarks.peers.log import Floats, Ints
from preceptor.core.learner import Parameters
from preceptor.core.learner.calibrate import Bank
from preceptor.core.learner.fitting import (
    TIMED,
    UNTIMED,
    Fitted,
    Log,
    calibrated,
    fit_parameters,
    guessed,
    learners_of,
    unmet,
)
from preceptor.core.learner.passes import Filter, filter_of, numpy_pass
from preceptor.core.learner.responses import COLUMNS, Kind, Responses, catalog, paired

NAME = "learner"
FILES = {
    "assistments09": "assistments09_gervet.csv.gz",
    "statics": "statics_gervet.csv.gz",
    "assist17_timed": "assist17_timed_gervet_testpart.csv.gz",
}
PASSES = 6
# Where the search for hyper-parameters begins: form on the day counts, items differ in discrimination.
START = replace(Parameters(), version="search", recency_var=0.6, recency_decay=0.85, steepness_var=0.05)
STILL: Mapping[str, float] = {"forgetting_exponent": 0.0, "familiarity_exponent": 0.0, "general_noise_per_day": 0.0}
# What is switched off for one line of the ablation table; the other parameters stay as fitted with it.
PARTS: Mapping[str, Mapping[str, float]] = {
    "form of the day": {"recency_var": 0.0},
    "familiarity of items": {"familiarity_var": 1e-6, "familiarity_success": 0.0, "familiarity_failure": 0.0},
    "a deviation per competency": {"competency_var": 1e-6, "competency_noise": 0.0},
    "learning": {"learning_success": 0.0, "learning_failure": 0.0},
    "learning that shrinks": {"learning_shrink": 0.0},
    "insight": {"leap": 0.0},
    "discrimination of items": {"steepness_var": 0.0},
    "slip": {"slip": 0.0},
    "noise": {"general_noise": 0.0, "competency_noise": 0.0},
}
TIMED_PARTS: Mapping[str, Mapping[str, float]] = {
    "forgetting": STILL,
    "spacing": {"stability_growth": 0.0},
}


@dataclass(frozen=True)
class Split:
    """A log as the belief reads it: training and held-back learners, and where the latter's rows stand in the log."""

    train: Log
    test: Log
    rows: Ints


def run(argv: list[str]) -> dict[str, Any]:
    """Fit on training learners, predict every answer of the others, and score it beside other models."""
    parser = argparse.ArgumentParser(prog="./bench learner")
    parser.add_argument("--dataset", choices=sorted(FILES), default="assistments09")
    parser.add_argument("--csv", type=Path, help="another log with the columns user_id, item_id, skills, correct")
    parser.add_argument("--parameters", choices=("fitted", "shipped"), default="fitted")
    parser.add_argument("--evaluations", type=int, default=300, help="steps of the search for hyper-parameters")
    parser.add_argument("--peers", default=",".join(peers.PEERS), help="names with commas, or none")
    parser.add_argument("--no-ablations", dest="ablations", action="store_false")
    options = parser.parse_args(argv)
    path = options.csv or _file(FILES[options.dataset])
    if isinstance(path, str):
        return {"skipped": path}
    try:
        log = logs.read(path)
    except (OSError, EOFError, ValueError) as error:
        parser.error(f"{path.name} cannot be read: {error}")
    if log.test.all() or not log.test.any():
        parser.error(
            f"{path.name} needs learners to learn from and others held back; it has {len(log.learners)} in all"
        )
    print(f"read {len(log)} answers of {len(log.learners)} learners", file=sys.stderr)
    return scored(log, path.stem if options.csv else options.dataset, options)


def _file(name: str) -> Path | str:
    folder = os.environ.get("PRECEPTOR_DATA")
    if not folder:
        return f"PRECEPTOR_DATA is unset: name the folder that holds kt/{name}, or give --csv FILE"
    path = Path(folder) / "kt" / name
    return path if path.is_file() else f"kt/{name} is not in the folder that PRECEPTOR_DATA names"


def scored(log: logs.Log, name: str, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one log."""
    through = filter_of()
    split = split_of(log)
    timed = bool(np.ptp(log.at) > 1.0)
    found, fit_s = fitted(split, timed, through, options)
    train, test = guessed(split.train, found.guess), guessed(split.test, found.guess)
    bank = calibrated(train, found.parameters, through, PASSES)
    chances = predicted(test, bank, found.parameters, through, split.rows)
    held = log.part(log.test)
    result: dict[str, Any] = {
        "dataset": name,
        "parameters": options.parameters,
        "rows": len(held),
        "learners": len(np.unique(held.learner)),
        "auc": peers.auc(held.outcome, chances),
        "auc_ci95": peers.auc_interval(held.outcome, chances, held.learner),
        "log_loss": peers.log_loss(held.outcome, chances),
        "ece": peers.calibration_error(held.outcome, chances),
        "fit_s": round(fit_s, 1),
        "evaluations": found.evaluations,
        "compiled": through is not numpy_pass,
        "us_per_response": pace(test, bank, found.parameters, through),
        "us_per_response_numpy": pace(test, bank, found.parameters, numpy_pass, 1),
        "fitted": {part: round(getattr(found.parameters, part), 4) for part in (*UNTIMED, *(TIMED if timed else ()))},
        "guess": round(found.guess, 4),
        "calibration": peers.tables(log, chances),
        "coverage_90": coverage.run_through(),
    }
    if options.ablations:
        result["ablation"] = ablations(split, found, chances, held, timed, through)
    wanted = [one for one in options.peers.split(",") if one and one != "none"]
    result["peers"] = beside(log, wanted, held, chances)
    return result


def split_of(log: logs.Log) -> Split:
    """Lay a log out for the belief: each learner's rows together, training learners and the others apart."""
    order = np.argsort(log.learner, kind="stable")
    kinds: dict[Kind, int] = {}
    skills = [tuple(log.skill[log.start[n] : log.start[n + 1]].tolist()) for n in range(len(log))]
    asked = np.array(
        [kinds.setdefault(_kind(log.items[log.item[n]], skills[n]), len(kinds)) for n in order.tolist()], dtype=np.int64
    )
    found = catalog(kinds, {})
    starts = np.concatenate([[0], np.cumsum(np.bincount(log.learner, minlength=len(log.learners)))]).astype(np.int64)
    values = np.zeros((len(log), len(COLUMNS)))
    for name, column in {"at": log.at[order], "outcome": log.outcome[order]}.items():
        values[:, COLUMNS.index(name)] = column
    for name, value in {"weight": 1.0, "slip": np.nan, "discrimination": 1.0}.items():
        values[:, COLUMNS.index(name)] = value
    whole = Responses(starts, asked, paired(starts, found.item[asked]), values, np.zeros(len(log.learners)))
    label = {item: number for number, item in enumerate(dict.fromkeys(found.items))}
    group = np.full(len(label), -1, dtype=np.int64)
    group[found.item[asked]] = log.label[order]
    held = np.zeros(len(log.learners), dtype=np.bool_)
    held[log.learner[log.test]] = True
    base = Log(found, whole, np.zeros(len(found.items)), np.unique(group, return_inverse=True)[1])
    parts = [replace(base, responses=learners_of(whole, np.flatnonzero(one))) for one in (~held, held)]
    # Rows of held-back learners in the log's own order: peers return theirs in it.
    place = np.empty(len(log), dtype=np.int64)
    place[order] = np.cumsum(held[log.learner[order]]) - 1
    return Split(parts[0], parts[1], place[log.test])


def _kind(item: str, skills: tuple[int, ...]) -> Kind:
    return Kind(item, tuple((str(one), 1.0 / len(skills)) for one in skills))


def fitted(split: Split, timed: bool, through: Filter, options: argparse.Namespace) -> tuple[Fitted, float]:
    """Hyper-parameters from training learners, or the shipped ones."""
    if options.parameters == "shipped":
        return Fitted(Parameters(), 0.0, float("nan"), float("nan"), 0), 0.0
    start = START if timed else replace(START, **dict(STILL))  # type: ignore[arg-type]
    free = (*UNTIMED, *(TIMED if timed else ()), "guess")
    began = time.process_time()
    found = fit_parameters(
        split.train,
        start,
        through,
        free,
        options.evaluations,
        say=lambda number, loss: print(f"  {number} steps: log loss {loss:.4f}", file=sys.stderr),
    )
    return found, time.process_time() - began


def predicted(test: Log, bank: Bank, parameters: Parameters, through: Filter, rows: Ints) -> Floats:
    """Each held-back answer's chance, made before it, in the log's order."""
    chances = through(test.catalog, test.responses, unmet(bank, test, parameters), parameters).chances
    return np.asarray(chances[rows], dtype=np.float64)


def pace(test: Log, bank: Bank, parameters: Parameters, through: Filter, rounds: int = 5) -> float:
    """Microseconds of CPU an answer, predicting and updating; the median of some rounds."""
    table = unmet(bank, test, parameters)
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        through(test.catalog, test.responses, table, parameters)
        spent.append(time.process_time() - began)
    return round(1e6 * float(np.median(spent)) / len(test.responses.question), 3)


def ablations(
    split: Split, found: Fitted, chances: Floats, held: logs.Log, timed: bool, through: Filter
) -> dict[str, dict[str, Any]]:
    """What is lost (AUC, log loss) when one part is switched off and items are fitted again without it."""
    lost = {}
    for part, change in {**PARTS, **(TIMED_PARTS if timed else {})}.items():
        without = replace(found.parameters, **dict(change))  # type: ignore[arg-type]
        lost[part] = _lost(split, without, found.guess, chances, held, through)
    if found.guess > 0.0:
        lost["guess"] = _lost(split, found.parameters, 0.0, chances, held, through)
    apart = replace(split.train, group=np.full_like(split.train.group, -1))
    lost["a common place of a topic's items"] = _lost(
        replace(split, train=apart, test=replace(split.test, group=apart.group)),
        found.parameters, found.guess, chances, held, through,
    )  # fmt: skip
    return lost


def _lost(
    split: Split, parameters: Parameters, guess: float, chances: Floats, held: logs.Log, through: Filter
) -> dict[str, Any]:
    train, test = guessed(split.train, guess), guessed(split.test, guess)
    other = predicted(test, calibrated(train, parameters, through, PASSES), parameters, through, split.rows)
    return {
        "auc": round(peers.auc(held.outcome, chances) - peers.auc(held.outcome, other), 5),
        "auc_ci95": peers.auc_difference_interval(held.outcome, chances, other, held.learner),
        "log_loss": round(peers.log_loss(held.outcome, other) - peers.log_loss(held.outcome, chances), 5),
    }


def beside(log: logs.Log, wanted: list[str], held: logs.Log, chances: Floats) -> dict[str, Any]:
    """Other models on the same rows, and how much better ours is; what cannot be run here is said."""
    found: dict[str, Any] = {}
    for name in wanted:
        try:
            peer = peers.compare(log, [name])[name]
        except peers.Unavailable as error:
            found[name] = {"skipped": str(error)}
            continue
        gap = peers.auc_difference_interval(held.outcome, chances, peer.predictions, held.learner)
        found[name] = peers.scores(log, peer) | {"ours_better_by_auc_ci95": gap}
    return found
