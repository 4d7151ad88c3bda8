"""Common random numbers: uniforms that depend on what they are for, never on what was drawn before; knows no trial."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

_ODD = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


class Stream(IntEnum):
    """What a number is for; two streams never share numbers."""

    OUTCOME = 1
    LEARNING = 2
    FORGETTING = 3
    EFFORT = 4
    ATTENDANCE = 5
    GUESS = 6
    SLIP = 7
    START = 8


def uniforms(seed: int, stream: Stream, *counters: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Uniforms in [0, 1) by hashing seed, stream and counters (SplitMix64: Steele, Lea and Flood 2014).

    The same counters give the same number whatever the policy did in between, so that policies are compared on the
    same luck. Counters broadcast against each other.
    """
    state = _mix(np.atleast_1d(np.uint64(seed)) + np.uint64(stream) * np.uint64(0x1000003))
    for counter in counters:
        state = _mix(state ^ (np.atleast_1d(np.asarray(counter)).astype(np.uint64) + np.uint64(1)))
    return np.asarray((state >> np.uint64(11)).astype(np.float64) * 2.0**-53, dtype=np.float64)


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = state + np.uint64(_ODD[0])
    state = (state ^ (state >> np.uint64(30))) * np.uint64(_ODD[1])
    state = (state ^ (state >> np.uint64(27))) * np.uint64(_ODD[2])
    return state ^ (state >> np.uint64(31))
