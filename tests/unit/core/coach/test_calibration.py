"""Confidence against results: bands, and Wilson's interval against values worked out by hand."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.coach.calibration import Band, bands, wilson


def test_wilson_by_hand() -> None:
    # z = 1: centre (p + 1/2n) / (1 + 1/n), half sqrt(pq/n + 1/4n²) / (1 + 1/n); n = 4, p = 1/2: .5 ± sqrt(5)/10
    assert wilson(0.5, 4, z=1.0) == pytest.approx((0.5 - sqrt(5) / 10, 0.5 + sqrt(5) / 10))
    # 8 of 10 at 95 %: .4901624 to .9433178 (Wilson 1927, as in Newcombe 1998's method 3)
    assert wilson(0.8, 10, z=1.959964) == pytest.approx((0.4901624, 0.9433178), abs=1e-6)
    # 10 of 10 at 90 %: low = n / (n + z²)
    assert wilson(1.0, 10) == pytest.approx((10 / (10 + 1.6449**2), 1.0))
    assert wilson(0.0, 10) == pytest.approx((0.0, 1.6449**2 / (10 + 1.6449**2)))
    assert wilson(0.0, 0) == (0.0, 1.0)


@given(st.floats(0, 1), st.integers(1, 500))
def test_wilson_holds_the_share_and_narrows(share: float, count: int) -> None:
    low, high = wilson(share, count)
    assert 0.0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1.0
    wider = wilson(share, max(1, count // 4))
    assert wider[1] - wider[0] >= high - low - 1e-12


def test_answers_fall_into_bands_by_what_was_said() -> None:
    found = bands([(0, 0.0), (20, 1.0), (34, 0.0), (35, 1.0), (74, 1.0), (75, 0.5), (90, 1.0), (100, 0.0)])
    assert [(one.count, round(one.stated, 3), round(one.right, 3)) for one in found] == [
        (3, 0.18, 0.333),
        (1, 0.35, 1.0),
        (1, 0.74, 1.0),
        (1, 0.75, 0.5),
        (2, 0.95, 0.5),
    ]
    assert bands([]) == ()


@pytest.mark.parametrize(
    ("right", "count", "verdict"),
    [(2, 10, "over"), (9, 10, "fair"), (10, 10, "fair"), (0, 4, "unknown"), (4, 5, "fair"), (0, 5, "over")],
)
def test_the_verdict_at_ninety_per_cent(right: int, count: int, verdict: str) -> None:
    (band,) = bands([(90, 1.0)] * right + [(90, 0.0)] * (count - right))
    assert band.verdict == verdict


def test_trusting_oneself_too_little_is_seen() -> None:
    (band,) = bands([(20, 1.0)] * 9 + [(20, 0.0)])
    assert band.verdict == "under"
    assert Band(0.2, 0.9, 0.6, 0.98, 4).verdict == "unknown"
