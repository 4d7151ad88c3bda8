"""Counts of earlier answers: the plain loop's numbers, and never the answer's own."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.counts import earlier


def test_counts_are_those_of_a_plain_loop() -> None:
    chance = np.random.default_rng(0)
    group = chance.integers(7, size=300)
    outcome = chance.integers(2, size=300).astype(np.float64)
    right, wrong = earlier(group, outcome)
    seen = {one: [0.0, 0.0] for one in range(7)}
    for place, (one, won) in enumerate(zip(group.tolist(), outcome.tolist(), strict=True)):
        assert [right[place], wrong[place]] == seen[one]
        seen[one][0 if won else 1] += 1


def test_the_answer_itself_is_not_counted() -> None:
    outcome = np.array([0.0, 1.0, 1.0, 0.0])
    changed = np.array([0.0, 1.0, 1.0, 1.0])
    group = np.array([5, 5, 2, 5])
    for one, other in zip(earlier(group, outcome), earlier(group, changed), strict=True):
        assert one.tolist() == other.tolist()


def test_of_nothing_there_is_nothing() -> None:
    right, wrong = earlier(np.array([], dtype=np.int64), np.array([]))
    assert (len(right), len(wrong)) == (0, 0)
