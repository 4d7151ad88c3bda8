"""Questions that patients did not understand, and what they can be attached to. Reads the log, writes nothing."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from preceptor.core.knowledge.finding import Experiencer
from preceptor.features.knowledge.bases import Held
from preceptor.features.knowledge.proposals import RESOLVED
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion
from preceptor.platform.patients import phrases

NOT_ASKED = ("examination", "tests")
"""Areas of topics that are found, never asked for."""
EXPERIENCERS: tuple[Experiencer, ...] = ("self", "family", "contact")
SEARCHED = 500
LATELY = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A question nobody has settled, without who asked it. `asked_of` is the title of the patient."""

    key: uuid.UUID
    at: datetime
    phrase: str
    asked_of: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a question can be attached to, by id: topics that can be asked for, attributes of them."""

    topics: Mapping[str, str]
    attributes: Mapping[str, str]

    def topic(self, typed: str) -> str | None:
        """The topic somebody typed: its id, or its label in any case."""
        typed = typed.strip().lower()
        return next((name for name, label in self.topics.items() if typed in (name, label.lower())), None)


def choices(bases: Iterable[Held]) -> Choices:
    """The topics and attributes of the bases in use; equal labels are told apart by their id."""
    topics: dict[str, str] = {}
    attributes: dict[str, str] = {}
    for held in bases:
        topics |= {one.id: one.label for one in held.base.topics.values() if one.area not in NOT_ASKED}
        attributes |= {one.id: one.label for one in held.base.attributes.values()}
    often = Counter(label.lower() for label in topics.values())
    told = {name: f"{label} ({name})" if often[label.lower()] > 1 else label for name, label in topics.items()}
    return Choices(dict(sorted(told.items(), key=lambda one: one[1].lower())), attributes)


def waiting() -> list[Question]:
    """What waits for an answer, newest first."""
    gone = dismissed()
    found = [one for one in phrases.waiting(SEARCHED) if one.phrase.lower() not in gone]
    titles = _titles(one.event for one in found)
    return [Question(one.event.id, one.event.at, one.phrase, titles.get(one.event.object, "")) for one in found]


def dismissed() -> set[str]:
    """The wordings that somebody decided no patient has to understand."""
    said = FreeText.objects.filter(field="said", event__verb="encounter.moved").exclude(text="")
    reports = Event.objects.filter(verb=RESOLVED, object__startswith=f"{cases.KIND}/")
    keys = [uuid.UUID(one) for one in reports.values_list("payload__report", flat=True)]
    return {text.strip().lower() for text in said.filter(event__id__in=keys).values_list("text", flat=True)}


def _titles(events: Iterable[Event]) -> dict[str, str]:
    names = {one.object.partition("/")[2].rpartition("@")[0] for one in events}
    found = ContentVersion.objects.filter(kind=cases.KIND, content_id__in=names)
    return {one.ref: one.public["title"] for one in found}


@dataclass(frozen=True, slots=True)
class Attached:
    """A question that was attached lately, and to what."""

    phrase: str
    topic: str
    attribute: str
    experiencer: str
    at: datetime


def lately(known: Choices) -> list[Attached]:
    """What was attached last, newest first."""
    texts = FreeText.objects.filter(event__verb="phrase.attached", field="phrase").exclude(text="")
    return [
        Attached(
            one.text,
            known.topics.get(one.event.payload["topic"], one.event.payload["topic"]),
            known.attributes.get(one.event.payload["attribute"], one.event.payload["attribute"]),
            one.event.payload["experiencer"],
            one.event.at,
        )
        for one in texts.select_related("event").order_by("-event_id")[:LATELY]
    ]
