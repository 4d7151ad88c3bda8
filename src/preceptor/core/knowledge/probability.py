"""Numbers of the knowledge base: each says whether it is published, derived or an estimate. Knows nothing else."""

from dataclasses import dataclass
from typing import Literal

Basis = Literal["published", "derived", "estimate"]
# Estimates stand on seven named levels (DESIGN.md, section 5), so that nobody reads more into them than there is.
LEVELS: dict[str, float] = {
    "never": 0.01,
    "rare": 0.03,
    "uncommon": 0.1,
    "sometimes": 0.3,
    "often": 0.6,
    "usual": 0.85,
    "nearly-always": 0.97,
}
NAMES = tuple(LEVELS)
LOWEST, HIGHEST = 0.01, 0.97
RATIO_CAP = (0.1, 10.0)
"""Published likelihood ratios are capped to this range: extreme ones come from single small studies."""


@dataclass(frozen=True, slots=True)
class Number:
    """A value with where it comes from. `source` is a reference id where it is published, `how` the arithmetic where it
    is derived. An estimate has neither and stands on one of the seven levels."""

    value: float
    basis: Basis = "estimate"
    source: str = ""
    how: str = ""


def level(name: str) -> Number:
    """The estimate of a named level. Raises KeyError."""
    return Number(LEVELS[name])


def moved(value: float, steps: int) -> float:
    """A probability moved up or down by levels: what `preceptor knowledge check` tries on every estimate."""
    nearest = min(range(len(NAMES)), key=lambda place: abs(LEVELS[NAMES[place]] - value))
    return LEVELS[NAMES[max(0, min(len(NAMES) - 1, nearest + steps))]]
