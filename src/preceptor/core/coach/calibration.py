"""Confidence against results: does somebody know what they know? Knows no storage."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

BANDS = ((0, 35), (35, 55), (55, 75), (75, 90), (90, 101))
ENOUGH = 5
Z90 = 1.6449


@dataclass(frozen=True, slots=True)
class Band:
    """Answers whose stated confidence fell into one band: mean stated, share right with its 90 % interval (Wilson)."""

    stated: float
    right: float
    low: float
    high: float
    count: int

    @property
    def verdict(self) -> str:
        """over, under, fair, or unknown where there are fewer than five answers."""
        if self.count < ENOUGH:
            return "unknown"
        if self.stated > self.high:
            return "over"
        return "under" if self.stated < self.low else "fair"


def bands(pairs: Iterable[tuple[int, float]]) -> tuple[Band, ...]:
    """Bands of (confidence in percent, outcome 0–1) pairs; empty bands are left out."""
    gathered: dict[int, list[tuple[int, float]]] = {}
    for stated, outcome in pairs:
        place = next(index for index, (low, high) in enumerate(BANDS) if low <= stated < high)
        gathered.setdefault(place, []).append((stated, outcome))
    return tuple(_band(members) for _, members in sorted(gathered.items()))


def _band(members: list[tuple[int, float]]) -> Band:
    count = len(members)
    stated = sum(one for one, _ in members) / count / 100
    right = sum(outcome for _, outcome in members) / count
    low, high = wilson(right, count)
    return Band(stated, right, low, high, count)


def wilson(share: float, count: int, z: float = Z90) -> tuple[float, float]:
    """Wilson's score interval for a share of `count` (Wilson 1927)."""
    if count == 0:
        return 0.0, 1.0
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, centre - half), min(1.0, centre + half)
