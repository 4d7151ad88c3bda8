"""Questions that patients did not understand, for educators to attach to what they ask. Reads and writes the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.platform import statements
from preceptor.platform.events.models import Event, FreeText

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A question that was not understood: the event it came with, and its words."""

    event: Event
    phrase: str


Phrases = dict[str, tuple[str, str, str]]
# As read when the log held so many events that attach a phrase or erase a person with what they wrote. Events are never
# taken back: as many of them as then means the same phrases.
_kept: tuple[int, Phrases] | None = None


def attached() -> Phrases:
    """What educators attached: phrase → (topic, attribute, experiencer). The newest word on a phrase counts."""
    global _kept
    kept, events = _kept, statements.count(Event, verb__in=("phrase.attached", "account.erased"))
    if kept is None or kept[0] != events:
        kept = _kept = (events, _read())
    return kept[1]


def forget() -> None:
    """Drop what is kept (tests change databases under it)."""
    global _kept
    _kept = None


def _read() -> Phrases:
    texts = FreeText.objects.filter(event__verb="phrase.attached", field="phrase").select_related("event")
    return {
        one.text.lower(): tuple(one.event.payload[name] for name in ("topic", "attribute", "experiencer"))
        for one in texts.order_by("event_id")
        if one.text
    }


def waiting(limit: int = 100) -> Sequence[Unmatched]:
    """Questions nobody has attached yet, newest first, without who asked them."""
    known = attached()
    texts = (
        FreeText.objects.filter(event__verb="encounter.moved", field="said", erased_at__isnull=True)
        .filter(event__payload__move__unclear=True)
        .select_related("event")
        .order_by("-event_id")[: limit * 3]
    )
    found: dict[str, Unmatched] = {}
    for one in texts:
        phrase = one.text.strip().lower()
        if phrase and phrase not in known and phrase not in found and len(phrase) <= LONGEST:
            found[phrase] = Unmatched(one.event, one.text.strip())
    return list(found.values())[:limit]
