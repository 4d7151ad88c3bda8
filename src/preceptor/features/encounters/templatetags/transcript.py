"""The template tag that writes out a talk: it grows with every turn, so each is one string and no template of its own.

Knows turns, no storage.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from preceptor.features.encounters.presenting import Turn

register = template.Library()


@register.simple_tag
def transcript(turns: Iterable[Turn]) -> SafeString:
    """Who said or did what, when, in order."""
    return mark_safe("".join(map(_turn, turns)))


def _turn(one: Turn) -> str:
    who = f'<div class="turn-who"><span>{escape(one.who)}</span><time>{one.time}</time></div>'
    return f'<div class="turn {one.shape}">{who}<div class="turn-say" dir="auto">{escape(one.text)}</div></div>'
