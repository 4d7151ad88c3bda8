"""Where the marks of the plots stand, in the units of their drawings. Knows numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.core.coach.calibration import Band
from preceptor.core.coach.reliability import Tenth

LEFT, TOP, WIDTH, HEIGHT = 44, 16, 330, 250


@dataclass(frozen=True, slots=True)
class Mark:
    """One band of the calibration plot."""

    x: float
    y: float
    low: float
    high: float
    verdict: str


def _x(share: float) -> float:
    return round(LEFT + share * WIDTH, 1)


def _y(share: float) -> float:
    return round(TOP + (1 - share) * HEIGHT, 1)


def calibration(bands: Sequence[Band]) -> list[Mark]:
    """Stated confidence across, share right upwards."""
    return [Mark(_x(one.stated), _y(one.right), _y(one.low), _y(one.high), one.verdict) for one in bands]


@dataclass(frozen=True, slots=True)
class Day:
    """A day marked on a curve: where it stands, and the ends of its interval."""

    day: int
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A line with its band as SVG path data, the height of the target, and marked days."""

    line: str
    band: str
    bar: float
    days: tuple[Day, ...]


def fading(rows: Sequence[tuple[int, float, float, float]], bar: float, marked: Sequence[int] = (7, 30)) -> Curve:
    """Days across, chance of success upwards. `rows` are (day, low, mid, high)."""
    last = rows[-1][0] or 1
    points = [(_x(day / last), low, mid, high) for day, low, mid, high in rows]
    line = "M" + "L".join(f"{x} {_y(mid)}" for x, _, mid, _ in points)
    upper = [f"{x} {_y(high)}" for x, _, _, high in points]
    lower = [f"{x} {_y(low)}" for x, low, _, _ in reversed(points)]
    days = tuple(Day(day, _x(day / last), _y(mid), _y(low), _y(high)) for day, low, mid, high in rows if day in marked)
    return Curve(line, "M" + "L".join(upper + lower) + "Z", _y(bar), days)


def reliability(rows: Sequence[Tenth]) -> list[Mark]:
    """Predicted chance across, share right upwards."""
    return [
        Mark(_x(one.predicted), _y(one.right), _y(one.low), _y(one.high), "" if one.holds else "over") for one in rows
    ]
