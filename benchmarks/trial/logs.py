"""Response logs as flat arrays for the fits of the trial's simulators; reads only what PRECEPTOR_DATA names."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Log:
    """R attempts in each learner's own order; all arrays are (R,).

    `skill` numbers the combination of skills of a row (one row an attempt, never split). `before` counts the
    learner's earlier attempts at that skill, `right_before` those that were right. `days` since the learner's first row
    (zero where the log has no times).
    """

    learner: Ints
    skill: Ints
    item: Ints
    correct: Floats
    before: Ints
    right_before: Ints
    days: Floats

    @property
    def learners(self) -> int:
        return int(self.learner.max()) + 1

    @property
    def skills(self) -> int:
        return int(self.skill.max()) + 1


def read(path: Path, split: str | None = None) -> Log:
    """Read one log; with `split`, only the rows of that part of the published learner-wise split."""
    names: tuple[dict[str, int], ...] = ({}, {}, {})
    rows: list[tuple[int, int, int, float, int, int, float]] = []
    tried: dict[tuple[int, int], tuple[int, int]] = {}
    first: dict[int, float] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if split is not None and row["split"] != split:
                continue
            learner, skill, item = (
                known.setdefault(row[column], len(known))
                for known, column in zip(names, ("user_id", "skills", "item_id"), strict=True)
            )
            count, right = tried.get((learner, skill), (0, 0))
            correct = float(row["correct"])
            seconds = float(row.get("timestamp") or 0.0)
            day = (seconds - first.setdefault(learner, seconds)) / 86_400.0
            rows.append((learner, skill, item, correct, count, right, day))
            tried[learner, skill] = (count + 1, right + int(correct))
    columns = list(zip(*rows, strict=True))
    whole = [np.array(columns[place], dtype=np.int64) for place in (0, 1, 2)]
    counts = [np.array(columns[place], dtype=np.int64) for place in (4, 5)]
    correct_all, days = np.array(columns[3], dtype=np.float64), np.array(columns[6], dtype=np.float64)
    return Log(whole[0], whole[1], whole[2], correct_all, counts[0], counts[1], days)


def quartiles(values: Floats) -> list[float]:
    """The 25th, 50th and 75th centile, to three places."""
    return [round(float(one), 3) for one in np.quantile(values, [0.25, 0.5, 0.75])]
