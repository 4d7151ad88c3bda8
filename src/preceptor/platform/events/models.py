"""The append-only event log. Rows are written once; free text sits beside them, so that it can be erased."""

import uuid
from typing import Any, ClassVar

from django.db import models


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or delete an event."""


class EventQuerySet(models.QuerySet["Event"]):
    """Refuses what would change history."""

    def update(self, **values: Any) -> int:
        raise AppendOnlyError("events are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("events are never deleted")


class Event(models.Model):
    """One fact: who (by pseudonym), did what, to which exact version, when.

    `seq` orders all events of the installation. `id` is the client's own id where it sent one, so that a retry finds
    the first receipt. `at` is server time and drives the model; `client_at` is only recorded.
    """

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid.uuid4)
    at = models.DateTimeField()
    client_at = models.DateTimeField(null=True)
    actor = models.UUIDField()
    verb = models.CharField(max_length=40)
    object = models.CharField(max_length=140, blank=True)
    attempt = models.UUIDField(null=True)
    engine = models.CharField(max_length=24)
    schema = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    propensity = models.FloatField(null=True)
    slate = models.JSONField(null=True)

    objects: ClassVar[models.Manager["Event"]] = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["seq"]
        indexes: ClassVar = [
            models.Index(fields=["actor", "seq"], name="event_actor_seq"),
            models.Index(fields=["verb", "seq"], name="event_verb_seq"),
            models.Index(fields=["attempt", "seq"], name="event_attempt_seq"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise AppendOnlyError("events are never changed")
        # Without this a new object with the number of an old event would overwrite it.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("events are never deleted")


class FreeText(models.Model):
    """What a person wrote in their own words, beside the event; erased on request without touching the log."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="texts")
    field = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
