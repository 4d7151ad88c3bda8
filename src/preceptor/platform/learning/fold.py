"""What a belief is made of: the events that bear on it, folded under one version. Knows the log and no projection."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Belief, new_belief, update
from preceptor.platform.beliefs.versions import Version
from preceptor.platform.events.models import Event
from preceptor.platform.learning.shelf import world

LEARNT = ("attempt.answered", "encounter.finished")
"""The events that carry evidence."""
VERBS = ("learner.enrolled", *LEARNT, "sitting.started", "sitting.finished")


def records_of(payload: Mapping[str, Any]) -> list[Evidence]:
    """The evidence of an event, as it was recorded. Raises ValueError."""
    return [Evidence.from_dict(one) for one in payload["evidence"]]


def begun(version: Version, level: str, programme: str = "") -> Belief:
    """The belief about somebody of whom only level and programme are known."""
    return new_belief(version.parameters, version.start(level, programme))


def enrolled(version: Version, payload: Mapping[str, Any]) -> Belief:
    """The belief that `learner.enrolled` begins; before schema 3 it named no programme."""
    return begun(version, payload["level"], payload.get("programme", ""))


def learnt(belief: Belief, version: Version, payload: Mapping[str, Any]) -> Belief:
    """The belief after an event that carries evidence, read with the graph of that time."""
    parents = world(tuple(payload["packs"])).graph.parents
    for record in records_of(payload):
        belief = update(belief, version.placed(record), version.parameters, parents)
    return belief


@dataclass(slots=True)
class Fold:
    """A learner's past under one version, up to the event `seq`. `shown` is the belief as it stood before a sitting
    that still runs, None where none does."""

    version: Version
    belief: Belief
    shown: Belief | None = None
    seq: int = 0

    def take(self, event: Event) -> None:
        """Fold one event. Events must come in order; others than VERBS change nothing."""
        if event.verb in LEARNT:
            self.belief = learnt(self.belief, self.version, event.payload)
        elif event.verb == "learner.enrolled" and self.belief.answers == 0:
            self.belief = enrolled(self.version, event.payload)
        elif event.verb == "sitting.started":
            self.shown = self.shown or self.belief
        elif event.verb == "sitting.finished":
            self.shown = None
        self.seq = event.seq


def folded(actor: uuid.UUID, version: Version, start: Fold | None = None, before: int | None = None) -> Fold:
    """A learner's past under a version: all of it, or up to the event `before`; goes on from `start` where that was
    folded under the same version."""
    fold = start if start and start.version.number == version.number else Fold(version, new_belief(version.parameters))
    events = Event.objects.filter(actor=actor, verb__in=VERBS, seq__gt=fold.seq).only("seq", "verb", "payload")
    if before is not None:
        events = events.filter(seq__lt=before)
    for event in events.order_by("seq").iterator(chunk_size=2000):
        fold.take(event)
    return fold
