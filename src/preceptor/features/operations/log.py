"""The event log for auditors: newest first, pseudonyms, payloads readable, nobody's own words."""

from dataclasses import dataclass

from django.db.models import QuerySet

from preceptor.features.operations.queries import plain
from preceptor.platform.events.catalogue import VERBS
from preceptor.platform.events.models import Event

ROWS = 100
SHORT = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it is shown."""

    event: Event
    who: str
    facts: list[tuple[str, str]]
    slate: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the log; `older` and `newer` are the sequence numbers to go on from, or None."""

    lines: list[Line]
    older: int | None
    newer: int | None


def page(verb: str, about: str, before: int | None, after: int | None) -> Page:
    """A hundred events before or after a sequence number, newest first."""
    found = _matching(verb, about)
    if after is not None:
        rows = list(found.filter(seq__gt=after).order_by("seq")[: ROWS + 1])
        more_newer, rows = len(rows) > ROWS, rows[:ROWS][::-1]
        more_older = bool(rows)
    else:
        rows = list((found.filter(seq__lt=before) if before is not None else found).order_by("-seq")[: ROWS + 1])
        more_older, rows = len(rows) > ROWS, rows[:ROWS]
        more_newer = before is not None and bool(rows)
    return Page(
        [_line(one) for one in rows],
        rows[-1].seq if rows and more_older else None,
        rows[0].seq if rows and more_newer else None,
    )


def _matching(verb: str, about: str) -> QuerySet[Event]:
    found = Event.objects.all()
    if verb in VERBS:
        found = found.filter(verb=verb)
    return found.filter(object__icontains=about) if about else found


def _line(event: Event) -> Line:
    facts = [(name, plain(value)) for name, value in event.payload.items()]
    if event.propensity is not None:
        facts.append(("propensity", f"{event.propensity:.3f}"))
    slate = [(one.get("object", ""), f"{one.get('propensity', 0):.3f}") for one in event.slate or []]
    return Line(event, str(event.actor)[:SHORT], facts, slate)
