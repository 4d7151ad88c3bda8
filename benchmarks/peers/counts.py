"""How often somebody was right and wrong before each answer: what counting models predict from. NumPy alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def earlier(group: Ints, outcome: Floats) -> tuple[Floats, Floats]:
    """Return, for each of N answers in order, how many earlier ones of its group were (right, wrong), each (N,)."""
    if not len(group):
        return np.zeros(0), np.zeros(0)
    order = np.argsort(group, kind="stable")
    sorted_group, sorted_outcome = group[order], outcome[order]
    fresh = np.concatenate([[True], sorted_group[1:] != sorted_group[:-1]])
    # The place of each group's first answer, carried along the group.
    first = np.maximum.accumulate(np.where(fresh, np.arange(len(group)), 0))
    before = np.cumsum(sorted_outcome) - sorted_outcome
    right = np.empty(len(group))
    seen = np.empty(len(group))
    right[order] = before - before[first]
    seen[order] = np.arange(len(group)) - first
    return right, seen - right
