"""Belief over time as a drawing: the learner's against the reference's, as SVG attributes. Knows points only."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.core.patient.result import Point

TOP, BOTTOM = 24, 300
LEFT, MARGIN = 52, 28
SIZES = {"tl-wide": (1000, 12), "tl-narrow": (400, 5)}
"""Names of the drawings with their width and the most marks their time axis has room for."""
APART = 16
"""How far a line's name stands from its last dot."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place in the drawing."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the time axis: after how many minutes."""

    x: float
    minutes: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Both lines with their dots and names, what lies between them, and the axes."""

    size: str
    width: int
    reference: str
    learner: str
    gap: str
    reference_dots: list[Dot]
    learner_dots: list[Dot]
    you: Dot
    other: Dot
    ticks: list[Tick]
    levels: list[tuple[int, float]]
    left: int = LEFT

    @property
    def right(self) -> int:
        """Where the time axis ends."""
        return self.width - MARGIN

    @property
    def middle(self) -> float:
        """The middle of the time axis."""
        return (self.left + self.right) / 2


def curves(points: Sequence[Point], condition: str) -> list[Curve]:
    """The curve of one condition over the points, for wide and for narrow pages. There is at least one point."""
    return [_curve(points, condition, size) for size in SIZES]


def _y(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _curve(points: Sequence[Point], condition: str, size: str) -> Curve:
    width, most = SIZES[size]
    apart = (width - MARGIN - LEFT) / max(1, len(points) - 1)
    placed = [(round(LEFT + place * apart, 1), one) for place, one in enumerate(points)]
    reference = [Dot(x, _y(one.reference.get(condition, 0.0))) for x, one in placed]
    # Before anything was written down there is nothing to draw.
    learner = [Dot(x, _y(one.learner.get(condition, 0.0))) for x, one in placed if one.learner]
    every = -(-len(points) // most)
    you, other = _names(learner, reference)
    return Curve(
        size=size,
        width=width,
        reference=_line(reference),
        learner=_stairs(learner),
        gap=_between(learner, reference),
        reference_dots=reference,
        learner_dots=learner,
        you=you,
        other=other,
        ticks=[Tick(x, f"{one.at:.0f}") for place, (x, one) in enumerate(placed) if place % every == 0],
        levels=[(share, _y(share / 100)) for share in (0, 25, 50, 75, 100)],
    )


def _line(dots: Sequence[Dot]) -> str:
    return "M" + "L".join(f"{one.x} {one.y}" for one in dots) if dots else ""


def _stairs(dots: Sequence[Dot]) -> str:
    """A learner's number stands until it is changed."""
    return f"M{dots[0].x} {dots[0].y}" + "".join(f"H{one.x}V{one.y}" for one in dots[1:]) if dots else ""


def _between(learner: Sequence[Dot], reference: Sequence[Dot]) -> str:
    """What lies between both, from where the learner's line begins."""
    if len(learner) < 2:
        return ""
    back = [one for one in reversed(reference) if one.x >= learner[0].x]
    return _stairs(learner) + "".join(f"L{one.x} {one.y}" for one in back) + "Z"


def _names(learner: Sequence[Dot], reference: Sequence[Dot]) -> tuple[Dot, Dot]:
    """Where the lines' names stand: at their ends, on the sides that look away from each other."""
    last = reference[-1]
    mine = learner[-1] if learner else last
    up, down = -APART, APART + 8
    above = mine.y <= last.y and learner
    you, other = (up, down) if above else (down, up)
    return Dot(mine.x, _inside(mine.y + you)), Dot(last.x, _inside(last.y + other))


def _inside(y: float) -> float:
    """Kept off the axis of time and off the upper edge."""
    return min(BOTTOM - 6.0, max(TOP - 2.0, round(y, 1)))
