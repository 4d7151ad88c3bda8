"""Template tags of the design: interval, icon, brand mark, percentages. Knows numbers and words, no storage."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

ICONS = {
    "check": '<path d="M4 11.5l4.5 4.5L18 6"/>',
    "cross": '<path d="M5.5 5.5l11 11M16.5 5.5l-11 11"/>',
    "alert": '<path d="M11 3.5L20 18.5H2z"/><path d="M11 9v4.5M11 16v.1"/>',
    "partly": '<circle cx="11" cy="11" r="7.5" stroke-dasharray="3 2.6"/>',
    "arrow": '<path d="M4 11h14M12.5 5.5L18 11l-5.5 5.5"/>',
    "today": '<path d="M4 18.5h14M6.5 18.5v-7M11 18.5V4M15.5 18.5v-10"/>',
    "practice": '<path d="M4 5h2M4 11h2M4 17h2M9 5h9M9 11h9M9 17h9"/>',
    "people": '<circle cx="11" cy="7" r="3.5"/><path d="M4 19c.6-4 3.3-6 7-6s6.4 2 7 6"/>',
    "progress": '<path d="M3 6h12M7 11h12M4 16h9"/><path d="M9 4v4M13 9v4M8 14v4"/>',
    "library": '<path d="M4 4.5h4v13H4zM9.5 4.5h3.5v13H9.5zM14.6 5l3.2-.7 2.1 12.6-3.2.7z"/>',
    "review": '<path d="M4.5 8.5a7 7 0 0112.3-1.8M17.5 13.5a7 7 0 01-12.3 1.8"/><path d="M17.5 3v4h-4M4.5 19v-4h4"/>',
    "lock": '<path d="M5 10h12v8H5zM7.5 10V7.5a3.5 3.5 0 017 0V10"/>',
    "note": '<path d="M5 3.5h9l3 3v12H5zM8 9h6M8 12.5h6"/>',
    "flag": '<path d="M5 19V4h11l-2.5 4 2.5 4H5"/>',
    "gear": '<circle cx="11" cy="11" r="3"/>'
    '<path d="M11 2.5v3M11 16.5v3M2.5 11h3M16.5 11h3M5 5l2 2M15 15l2 2M17 5l-2 2M7 15l-2 2"/>',
}
MARK = (
    '<svg viewBox="0 0 40 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">'
    '<path d="M2 12h36M2 7.5v9M38 7.5v9"/><path d="M23 4l8 8-8 8-8-8z" fill="currentColor" stroke="none"/></svg>'
)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A drawing, hidden from screen readers: a word always stands beside it."""
    shape = mark_safe(ICONS[name])
    return format_html('<svg class="icon {}" viewBox="0 0 22 22" aria-hidden="true">{}</svg>', extra, shape)


@register.simple_tag
def brand_mark() -> SafeString:
    """The brand's mark: an interval with its best guess."""
    return mark_safe(MARK)


@register.filter
def percent(value: float | None) -> str:
    """A share as whole percent without the sign."""
    return "" if value is None else f"{100 * value:.0f}"


@register.filter
def answers_worth(value: float) -> int:
    """How many answers' worth of evidence, as a whole number."""
    return round(value)


@register.inclusion_tag("ui/interval.html")
def interval(
    low: float, mid: float, high: float, target: float | None = None, kind: str = "", what: str = ""
) -> dict[str, Any]:
    """An estimate (shares from 0 to 1) as range, best guess and target, with a sentence for those who cannot see it."""
    words = {"low": percent(low), "mid": percent(mid), "high": percent(high), "what": what}
    label = _("%(low)s to %(high)s percent, best guess %(mid)s") % words
    if target is not None:
        label += _(", target %(target)s") % {"target": percent(target)}
    if kind == "unsure":
        label += _(", too little evidence")
    return {
        "low": f"{100 * low:.1f}%",
        "mid": f"{100 * mid:.1f}%",
        "high": f"{100 * high:.1f}%",
        "target": f"{100 * target:.1f}%" if target is not None else "",
        "kind": kind,
        "label": f"{what}: {label}" if what else label,
    }


@register.inclusion_tag("ui/meter.html")
def meter(value: float, label: str = "") -> dict[str, Any]:
    """A probability of a thing (never of a person's ability) as a bar."""
    return {"width": f"{100 * value:.0f}%", "low": value < 0.7, "label": label}


@register.simple_tag
def once(part: str, **values: Hashable) -> SafeString:
    """A part of a page that hangs on these values alone, rendered once for them: a drawing, a row of a long list.

    Values are texts, numbers, tuples and frozen records; what a person wrote is not for it, for it can be erased.
    """
    return _rendered(part, get_language(), tuple(values.items()))


@lru_cache(maxsize=2048)
def _rendered(part: str, language: str | None, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return mark_safe(render_to_string(part, dict(values)).rstrip())


@register.simple_tag
def html_theme(user: Any) -> str:
    """The person's theme, or nothing where the device decides."""
    theme = getattr(user, "theme", "system")
    return theme if theme in ("light", "dark") else ""


@register.filter
def at(values: Any, place: int) -> Any:
    """The value at a place of a list, or nothing."""
    try:
        return values[int(place)]
    except (IndexError, TypeError, ValueError, KeyError):
        return ""
