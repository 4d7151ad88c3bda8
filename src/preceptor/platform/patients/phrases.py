"""Questions that patients did not understand, for educators to attach to what they ask. Reads and writes the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.platform.events.models import Event, FreeText

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A question that was not understood: the event it came with, and its words."""

    event: Event
    phrase: str


def attached() -> dict[str, tuple[str, str, str]]:
    """What educators attached: phrase → (topic, attribute, experiencer). The newest word on a phrase counts."""
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
