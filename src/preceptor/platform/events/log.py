"""Writing to and reading from the event log. Callers hold a transaction."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from preceptor import __version__
from preceptor.platform import statements
from preceptor.platform.events.catalogue import VERBS
from preceptor.platform.events.models import Event, FreeText

ENGINE = f"preceptor-{__version__}"


class PayloadError(ValueError):
    """An event's payload is not what the catalogue says."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event about to be written."""

    actor: uuid.UUID
    verb: str
    at: datetime
    payload: Mapping[str, Any]
    object: str = ""
    attempt: uuid.UUID | None = None
    id: uuid.UUID | None = None
    client_at: datetime | None = None
    propensity: float | None = None
    slate: list[dict[str, Any]] | None = None

    def event(self) -> Event:
        """The row to write. Raises PayloadError."""
        verb = VERBS.get(self.verb)
        if verb is None or set(self.payload) != set(verb.fields):
            raise PayloadError(f"{self.verb}: payload {sorted(self.payload)} is not what the catalogue says")
        return Event(
            id=self.id or uuid.uuid4(),
            at=self.at,
            client_at=self.client_at,
            actor=self.actor,
            verb=self.verb,
            object=self.object,
            attempt=self.attempt,
            engine=ENGINE,
            schema=verb.schema,
            payload=dict(self.payload),
            propensity=self.propensity,
            slate=self.slate,
        )


def append(draft: Draft, texts: Mapping[str, str] | None = None) -> Event:
    """Write one event, and beside it what a person wrote: both or neither. Raises PayloadError."""
    event = draft.event()
    for name in texts or {}:
        if name not in VERBS[draft.verb].texts:
            raise PayloadError(f"{draft.verb}: no text {name} in the catalogue")
    kept = {name: text.strip() for name, text in (texts or {}).items() if text.strip()}
    if not kept:
        statements.insert(event)
        return event
    with transaction.atomic(savepoint=False):  # what fails here takes the caller's transaction with it
        statements.insert(event)
        for name, text in kept.items():
            statements.insert(FreeText(event=event, field=name, text=text))
    return event


def append_many(drafts: Iterable[Draft]) -> list[Event]:
    """Write many events in order."""
    return Event.objects.bulk_create([draft.event() for draft in drafts], batch_size=500)


def of_actor(actor: uuid.UUID) -> Iterable[Event]:
    """All events of one person, in order."""
    return Event.objects.filter(actor=actor).order_by("seq").iterator(chunk_size=2000)


def erase_texts(actor: uuid.UUID, at: datetime) -> int:
    """Erase what a person wrote; the events stay. Returns how many texts were erased."""
    with transaction.atomic():
        texts = FreeText.objects.filter(event__actor=actor, erased_at__isnull=True)
        return texts.update(text="", erased_at=at)
