"""The template tag that writes out a talk. It is the part of a page that grows with every turn, so it is one format for
each and no template. Knows turns, no storage."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from preceptor.features.encounters.presenting import Turn

register = template.Library()
TURN = (
    '<div class="turn {}"><div class="turn-who"><span>{}</span><time>{}</time></div>'
    '<div class="turn-say" dir="auto">{}</div></div>'
)


@register.simple_tag
def transcript(turns: Iterable[Turn]) -> SafeString:
    """Who said or did what, when, in order."""
    return format_html_join("", TURN, ((one.shape, one.who, one.time, one.text) for one in turns))
