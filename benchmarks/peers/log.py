"""A log of answers as arrays: who, on what, with which skills, right or wrong, and who is held back. Reads CSV."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SECONDS_A_DAY = 86_400.0
# One learner in five is held back where a log brings no split of its own.
HELD_BACK = 5


@dataclass(frozen=True)
class Log:
    """N answers, each learner's in their own order. One row an attempt, also when it needs several skills.

    `learner`, `item` and `label` (the row's skills taken as one) are (N,) places in 0..; row n needs the skills
    `skill[start[n]:start[n + 1]]`, each once; `outcome` is (N,), 0 or 1; `at` is (N,) days, 0 where the log has no
    times; `test` is (N,), true for every row of a learner held back. `learners`, `items`, `skills` are their names.
    """

    learner: Ints
    item: Ints
    label: Ints
    skill: Ints
    start: Ints
    outcome: Floats
    at: Floats
    test: Bools
    learners: tuple[str, ...]
    items: tuple[str, ...]
    skills: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.outcome)

    def part(self, rows: Bools) -> Log:
        """The rows marked true, under the same numbering of learners, items and skills."""
        count = np.diff(self.start)
        return Log(
            self.learner[rows],
            self.item[rows],
            self.label[rows],
            self.skill[np.repeat(rows, count)],
            np.concatenate([[0], np.cumsum(count[rows])]),
            self.outcome[rows],
            self.at[rows],
            self.test[rows],
            self.learners,
            self.items,
            self.skills,
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The log as it is handed to a script in another environment; `from_arrays` is the way back."""
        return {part.name: np.array(getattr(self, part.name)) for part in fields(self)}


def read(path: Path) -> Log:
    """Read columns user_id, item_id, skills (joined by _), correct, and where there are, split and timestamp (s).

    Plain or gzipped CSV. Without a split, a fifth of the learners is held back by a hash of their id.
    Raises ValueError when a column is missing, or a row cannot be read; it says which, and what is wrong with it.
    """
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        missing = {"user_id", "item_id", "skills", "correct"} - set(rows.fieldnames or ())
        if missing:
            raise ValueError(f"{path.name} has no column {', '.join(sorted(missing))}")
        return from_rows(rows)


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Log:
    """Make a log of what `Log.arrays` gave."""
    found: dict[str, Any] = {part.name: arrays[part.name] for part in fields(Log)}
    names = {name: tuple(found[name].tolist()) for name in ("learners", "items", "skills")}
    return Log(**found | names)


def from_rows(rows: Iterable[Mapping[str, str]]) -> Log:
    """Make a log of rows as `read` describes them; each learner's rows must be in order."""
    learners: dict[str, int] = {}
    items: dict[str, int] = {}
    skills: dict[str, int] = {}
    labels: dict[str, int] = {}
    held: dict[str, bool] = {}
    columns: list[tuple[int, int, int, float, float, bool]] = []
    skill: list[int] = []
    start = [0]
    for number, row in enumerate(rows, 1):
        if wrong := fault(row):
            raise ValueError(f"row {number}: {wrong}")
        user = row["user_id"]
        if user not in held:
            held[user] = row["split"] == "test" if row.get("split") else is_held_back(user)
        skill.extend(skills.setdefault(name, len(skills)) for name in dict.fromkeys(row["skills"].split("_")))
        start.append(len(skill))
        columns.append(
            (
                learners.setdefault(user, len(learners)),
                items.setdefault(row["item_id"], len(items)),
                labels.setdefault(row["skills"], len(labels)),
                float(row["correct"]),
                float(row.get("timestamp") or 0.0) / SECONDS_A_DAY,
                held[user],
            )
        )
    learner, item, label, outcome, at, test = zip(*columns, strict=True) if columns else ((),) * 6
    return Log(
        np.array(learner, dtype=np.int64),
        np.array(item, dtype=np.int64),
        np.array(label, dtype=np.int64),
        np.array(skill, dtype=np.int64),
        np.array(start, dtype=np.int64),
        np.array(outcome, dtype=np.float64),
        np.array(at, dtype=np.float64),
        np.array(test, dtype=np.bool_),
        tuple(learners),
        tuple(items),
        tuple(skills),
    )


def fault(row: Mapping[str, str]) -> str:
    """What is wrong with a row, or nothing. Times may go back: the belief counts that as no time."""
    if None in row or None in row.values():  # what DictReader makes of a row with more or fewer fields
        return "it has not as many fields as the header"
    if not row["user_id"] or not row["item_id"]:
        return "it names no learner or no item"
    if row["correct"] not in {"0", "1", "0.0", "1.0"}:
        return f"correct must be 0 or 1, not {row['correct']!r}"
    if row.get("split", "") not in {"", "train", "test"}:
        return f"split must be train or test, not {row['split']!r}"
    try:
        at = float(row.get("timestamp") or 0.0)
    except ValueError:
        at = float("nan")
    return "" if isfinite(at) else f"timestamp must be a number of seconds, not {row['timestamp']!r}"


def is_held_back(user: str) -> bool:
    """Whether a learner belongs to the test fifth: the same on every machine and in every order of rows."""
    return int.from_bytes(hashlib.sha256(user.encode()).digest()[:8], "big") % HELD_BACK == 0
