"""The template tag that draws an ECG on its paper. Knows values and drawing, no storage."""

from collections.abc import Iterable
from typing import Any

from django import template

from preceptor.features.encounters.trace import trace

register = template.Library()


@register.inclusion_tag("encounters/ecg.html")
def ecg_strip(values: Iterable[tuple[str, str]], rate: float | None = None) -> dict[str, Any]:
    """What an ECG shows, as a tracing on calibrated paper (a small square is a millimetre)."""
    drawn = trace(dict(values), rate)
    width, height = int(drawn.width), int(drawn.height)
    return {
        "trace": drawn,
        "width": width,
        "height": height,
        "fine": _grid(width, height, 1),
        "coarse": _grid(width, height, 5),
    }


def _grid(width: int, height: int, every: int) -> str:
    down = "".join(f"M{x} 0V{height}" for x in range(0, width + 1, every))
    return down + "".join(f"M0 {y}H{width}" for y in range(0, height + 1, every))
