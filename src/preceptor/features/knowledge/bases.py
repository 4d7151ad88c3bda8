"""The knowledge bases in use and what stands in them, as lists for staff. Writes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition
from preceptor.core.knowledge.review import Doubt, review
from preceptor.platform.approvals.models import Approval
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion


@dataclass(frozen=True, slots=True)
class Held:
    """A knowledge base in use: the content version, the base itself, and what its pack says around it."""

    content: ContentVersion
    base: Base
    presentations: Mapping[str, str]
    references: Mapping[str, Mapping[str, Any]]
    competencies: Mapping[str, str]
    review_note: str
    reviewed: bool

    @property
    def title(self) -> str:
        """The title of the pack it came with."""
        return str(self.content.pack.body["title"])

    def presentation(self, name: str) -> str:
        """The title of a presentation, or its id where the pack gives none."""
        return self.presentations.get(name, name.replace("-", " ").capitalize())


def in_use() -> list[Held]:
    """The newest approved version of each knowledge base."""
    live = Approval.objects.filter(withdrawn_at__isnull=True, content__kind=cases.KNOWLEDGE)
    newest = dict(live.order_by("content__version").values_list("content__content_id", "content"))
    found = ContentVersion.objects.filter(pk__in=newest.values()).select_related("pack").order_by("content_id")
    return [_held(one) for one in found]


def _held(content: ContentVersion) -> Held:
    body = content.pack.body
    return Held(
        content=content,
        base=cases.base_of(content),
        presentations={one["id"]: one["title"] for one in body["presentations"]},
        references={one["id"]: one for one in body["references"]},
        competencies={one["id"]: one["title"] for one in body["competencies"]},
        review_note=body["review_note"],
        reviewed=body["review"] == "reviewed",
    )


def holding(condition: str) -> Held | None:
    """The base in use that has a condition."""
    return next((one for one in in_use() if condition in one.base.conditions), None)


def doubts(held: Held) -> tuple[Doubt, ...]:
    """What is doubtful in a base. A third of a second for the whole base, once in each process."""
    return _doubts(held.content.digest, held.content.pk)


@lru_cache(maxsize=4)
def _doubts(digest: str, pk: int) -> tuple[Doubt, ...]:
    return tuple(review(cases.base_of(ContentVersion.objects.get(pk=pk, digest=digest))))


def warm() -> None:
    """Look for what is doubtful in every base in use."""
    for held in in_use():
        doubts(held)


def forget() -> None:
    """Drop what is kept by row (tests change databases under it)."""
    _doubts.cache_clear()


def about(condition: str, found: Iterable[Doubt]) -> list[Doubt]:
    """The doubts that name one condition."""
    return [one for one in found if condition in one.where.split(" / ") or f" {condition} " in f" {one.message} "]


@dataclass(frozen=True, slots=True)
class Row:
    """A condition in the list. `published` and `numbers` count what its probabilities rest on."""

    condition: Condition
    published: int
    numbers: int


@dataclass(frozen=True, slots=True)
class Section:
    """A presentation with those of its conditions that were asked for."""

    id: str
    title: str
    rows: tuple[Row, ...]


def sections(held: Held, words: str, presentation: str = "") -> list[Section]:
    """The presentations with their conditions, commonest first; only what holds all the words, where there are any."""
    wanted = words.lower().split()
    found = []
    for name, ids in sorted(held.base.of_presentation.items(), key=lambda one: held.presentation(one[0])):
        if presentation in ("", name):
            conditions = [held.base.conditions[one] for one in ids]
            conditions = [one for one in conditions if _has(held, one, wanted)]
            conditions.sort(key=lambda one, of=name: -one.presentations[of].value)  # type: ignore[misc]
            if conditions:
                found.append(Section(name, held.presentation(name), tuple(map(_row, conditions))))
    return found


def _has(held: Held, one: Condition, wanted: list[str]) -> bool:
    if not wanted:
        return True
    labels = (held.base.findings[name].label for name in one.findings)
    text = " ".join((one.id, one.label, *one.names, one.summary, *labels)).lower()
    return all(word in text for word in wanted)


def _row(one: Condition) -> Row:
    bases = [number.basis for said in one.findings.values() for number in said.values()]
    return Row(one, len(one.ratios) + sum(basis != "estimate" for basis in bases), len(one.ratios) + len(bases))


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a base holds, and what its numbers rest on."""

    conditions: int
    must_not_miss: int
    findings: int
    manoeuvres: int
    tests: int
    treatments: int
    topics: int
    ratios: int
    published: int
    derived: int
    estimates: int


def counts(base: Base) -> Counts:
    """Everything counted."""
    conditions = list(base.conditions.values())
    kinds = Counter(n.basis for one in conditions for said in one.findings.values() for n in said.values())
    return Counts(
        conditions=len(conditions),
        must_not_miss=sum(one.must_not_miss for one in conditions),
        findings=len(base.findings),
        manoeuvres=len(base.manoeuvres),
        tests=len(base.tests),
        treatments=len(base.treatments),
        topics=len(base.topics),
        ratios=sum(len(one.ratios) for one in conditions),
        published=kinds["published"],
        derived=kinds["derived"],
        estimates=kinds["estimate"],
    )
