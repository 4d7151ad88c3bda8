"""A plot as plain values: what is drawn where. Knows nothing of the figures it is made from, nor of who draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Value = float | None
Printed = Mapping[str, Any]
"""What a benchmark printed, or a part of it; any key may be missing."""


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one kind: `values` one for each place, with intervals `low` to `high` where there are any.

    `marker` is a shape, so that nothing is told by colour alone; `ours` is drawn strong.
    """

    label: str
    values: tuple[Value, ...]
    low: tuple[Value, ...] = ()
    high: tuple[Value, ...] = ()
    marker: str = "o"
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes.

    `rows`: names down the side, a point with its interval for each; `strong` are printed bold. `curve`: numbers `at`
    along the bottom, a line a series, its name at its end. `level` is a line to compare with, `diagonal` that of
    predictions that hold. `limits` are the ends of the axis of values, where they are not to follow from the points.
    """

    kind: Literal["rows", "curve"]
    title: str
    axis: str
    series: tuple[Series, ...]
    rows: tuple[str, ...] = ()
    at: tuple[float, ...] = ()
    across: str = ""
    strong: tuple[str, ...] = ()
    level: Value = None
    diagonal: bool = False
    logarithmic: bool = False
    limits: tuple[float, float] | None = None

    @property
    def points(self) -> int:
        """How many points it shows."""
        return sum(value is not None for one in self.series for value in one.values)


@dataclass(frozen=True, slots=True)
class Figure:
    """Panels that are drawn as one file, so many beside each other."""

    name: str
    panels: tuple[Panel, ...] = field(default=())
    columns: int = 3


def number(printed: Any) -> Value:
    """A finite number, or None for anything else."""
    if isinstance(printed, bool) or not isinstance(printed, (int, float)):
        return None
    return float(printed) if abs(printed) < float("inf") else None


def span(printed: Any) -> tuple[Value, Value]:
    """The ends of an interval: of [low, high] or of {"low": …, "high": …}; None where there is none."""
    if isinstance(printed, Mapping):
        return number(printed.get("low")), number(printed.get("high"))
    if isinstance(printed, (list, tuple)) and len(printed) == 2:
        return number(printed[0]), number(printed[1])
    return None, None


def part(printed: Any, *names: str) -> Any:
    """What lies under these names, one within the other; an empty mapping where one is missing."""
    for name in names:
        printed = printed.get(name, {}) if isinstance(printed, Mapping) else {}
    return printed


def with_points(panels: Iterable[Panel]) -> tuple[Panel, ...]:
    """The panels that show anything."""
    return tuple(one for one in panels if one.points)
