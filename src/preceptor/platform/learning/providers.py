"""Activity providers: how a kind of activity joins the loop. Features register theirs; the loop knows this shape."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any, Protocol

from preceptor.core.coach.catalogue import Candidate
from preceptor.core.curriculum.item import Card, Marking, Source
from preceptor.core.curriculum.scale import logits
from preceptor.core.evidence import Evidence
from preceptor.platform.packs.models import ContentVersion


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer as marked: the outcome (0–1), its parts, and whether the fact behind it was missed."""

    outcome: float
    scores: tuple[float, ...]
    responses: list[list[str]]
    recall: bool


class BadAnswer(ValueError):
    """An answer that does not fit what was asked; the message says what to do."""


class Provider(Protocol):
    """One kind of activity."""

    kind: str
    page: str
    """The route at which an attempt of this kind is looked at again."""

    def candidate(self, content: ContentVersion, approval: int, domain: str) -> Candidate:
        """The content as the coach weighs it."""
        ...

    def card(self, content: ContentVersion, part: str) -> Card:
        """A fact of the content as a review card; `part` names it where there are several."""
        ...

    def sources(self, content: ContentVersion) -> tuple[Source, ...]:
        """What the content rests on; shown with its cards."""
        ...


class Question(Provider, Protocol):
    """A kind of activity that is answered in one go, on one page."""

    def mark(self, content: ContentVersion, seed: int, responses: Sequence[frozenset[str]]) -> Marked:
        """Mark an answer. Raises BadAnswer."""
        ...

    def marking(self, content: ContentVersion, seed: int) -> Marking:
        """What marks an answer; for marking, feedback and simulated learners, never for a page before the answer."""
        ...

    def evidence(self, content: ContentVersion, activity: str, outcome: float, day: float) -> tuple[Evidence, ...]:
        """What an outcome says about the learner."""
        ...


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Called once for each provider when the applications are ready."""
    _providers[provider.kind] = provider


def provider(kind: str) -> Provider:
    """The provider of a kind of content."""
    return _providers[kind]


def question(kind: str) -> Question:
    """The provider of a kind that is answered in one go."""
    found: Any = _providers[kind]
    asking: Question = found
    return asking


def weighed(kind: str, content: ContentVersion, approval: int, domain: str) -> Candidate:
    """A content as the coach weighs it, from what it is about; without a review date it is never past one."""
    meta = content.meta
    return Candidate(
        approval=approval,
        content=content.content_id,
        ref=content.ref,
        competency=meta["competency"],
        also=tuple(meta["also"]),
        domain=domain,
        presentation=meta["presentation"],
        task=meta["task"],
        level=meta["level"],
        jurisdiction=meta["jurisdiction"],
        difficulty=logits(meta["difficulty"], meta["level"]),
        guess=meta.get("guess", 0.0),
        minutes=meta["minutes"],
        family=meta.get("family", False),
        review_by=day_of(meta["review_by"]) if meta["review_by"] else inf,
        kind=kind,
    )


def day_of(iso: str) -> float:
    """An ISO date as days since 1970-01-01."""
    return float((date.fromisoformat(iso) - date(1970, 1, 1)).days)


def candidates(rows: Iterable[tuple[ContentVersion, int]], domain_of: Mapping[str, str]) -> list[Candidate]:
    """Every (content, approval) as a candidate, for the kinds that have a provider."""
    found: list[Candidate] = []
    for content, approval in rows:
        known = _providers.get(content.kind)
        domain = domain_of.get(content.meta.get("competency", ""))
        if known and domain:
            found.append(known.candidate(content, approval, domain))
    return found
