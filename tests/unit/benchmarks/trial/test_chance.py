"""Common random numbers: uniform, and a function of what they are for alone."""

from __future__ import annotations

import numpy as np

from benchmarks.trial.chance import Stream, uniforms


def test_the_same_counters_give_the_same_number_in_any_company() -> None:
    together = uniforms(7, Stream.OUTCOME, np.arange(5), 3, np.array([1, 2, 3, 4, 5]))
    alone = uniforms(7, Stream.OUTCOME, np.array([2]), 3, np.array([3]))
    assert together[2] == alone[0]


def test_seed_stream_and_every_counter_matter() -> None:
    first = uniforms(7, Stream.OUTCOME, 1, 2, 3)
    others = [
        uniforms(8, Stream.OUTCOME, 1, 2, 3),
        uniforms(7, Stream.GUESS, 1, 2, 3),
        uniforms(7, Stream.OUTCOME, 2, 1, 3),
        uniforms(7, Stream.OUTCOME, 1, 2, 4),
    ]
    assert len({float(one[0]) for one in (first, *others)}) == 5


def test_they_are_uniform_and_independent() -> None:
    drawn = uniforms(1, Stream.LEARNING, np.arange(200)[:, None], np.arange(100))
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    counts, _ = np.histogram(drawn, bins=20, range=(0.0, 1.0))
    assert abs(counts / drawn.size - 0.05).max() < 0.005
    assert abs(np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]) < 0.02
