"""The item list and one item, for staff: content with its key, lint, approvals, reports. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from preceptor.core.curriculum.family import FamilyError, marking, sheet
from preceptor.core.curriculum.item import Marking, Sheet
from preceptor.features.authoring.judging import Facts, Finding, facts, judged, newest_packs
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.models import Event
from preceptor.platform.learning.models import Attempt
from preceptor.platform.packs import codec
from preceptor.platform.packs.models import ContentVersion, PackVersion

LEAST_ANSWERS = 10
FILTERS = ("domain", "competency", "type", "level", "status", "lint")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `right` is the share answered wholly right, or None on fewer than ten answers."""

    facts: Facts
    status: str
    answers: int
    right: float | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    domains: dict[str, str]
    competencies: dict[str, str]
    levels: list[str]


def rows(asked: Mapping[str, str]) -> tuple[list[Row], Choices, int]:
    """The items that match, what can be filtered by, and how many there are in all."""
    every = [one for pack in newest_packs() for one in facts(pack)]
    choices = Choices(
        domains={one.domain: one.domain_title for one in every},
        competencies={
            one.competency: one.title
            for one in sorted(every, key=lambda one: one.title)
            if not asked.get("domain") or one.domain == asked["domain"]
        },
        levels=sorted({one.level for one in every}),
    )
    states = _statuses()
    found = [one for one in every if _matches(one, states.get(one.pk, "never"), asked)]
    counts = _answers([one.pk for one in found])
    return [_row(one, states.get(one.pk, "never"), counts.get(one.pk, (0, 0))) for one in found], choices, len(every)


def _matches(one: Facts, status: str, asked: Mapping[str, str]) -> bool:
    wanted = {"domain": one.domain, "competency": one.competency, "type": _type(one), "level": one.level}
    wanted["status"] = status
    wanted["lint"] = "flaws" if one.findings else "allowed" if one.allowed else "clean"
    if any(asked.get(name) and asked[name] != wanted[name] for name in FILTERS):
        return False
    return all(word in one.words for word in asked.get("q", "").lower().split())


def _type(one: Facts) -> str:
    return "family" if one.family else one.type


def _statuses() -> dict[int, str]:
    """approved or withdrawn, by content; what is missing was never approved."""
    found: dict[int, str] = {}
    for content, gone in Approval.objects.order_by("pk").values_list("content_id", "withdrawn_at"):
        if found.get(content) != "approved":
            found[content] = "approved" if gone is None else "withdrawn"
    return found


def _answers(contents: list[int]) -> dict[int, tuple[int, int]]:
    """(answers, wholly right) by content."""
    counted = (
        Attempt.objects.filter(status="answered")
        .values("approval__content")
        .annotate(answers=Count("pk"), right=Count("pk", filter=Q(outcome__gte=1)))
    )
    wanted = set(contents)
    return {
        one["approval__content"]: (one["answers"], one["right"])
        for one in counted
        if one["approval__content"] in wanted
    }


def _row(one: Facts, status: str, counted: tuple[int, int]) -> Row:
    answers, right = counted
    return Row(one, status, answers, right / answers if answers >= LEAST_ANSWERS else None)


@dataclass(frozen=True, slots=True)
class Report:
    """A report about the item: what kind, in what words, and what was decided."""

    at: datetime
    kind: str
    comment: str
    decision: str


@dataclass(frozen=True, slots=True)
class Item:
    """Everything about one item version that staff may see."""

    content: ContentVersion
    title: str
    domain: str
    sheet: Sheet | None
    marking: Marking | None
    problem: str
    seed: int
    sources: list[dict[str, Any]]
    findings: tuple[Finding, ...]
    allowed: tuple[Finding, ...]
    approvals: list[Approval]
    live: Approval | None
    replaced: bool
    reports: list[Report]
    answers: int
    right: float | None
    review_note: str


def items() -> QuerySet[ContentVersion]:
    """Every item version that is loaded; whoever may read content may read them all."""
    return ContentVersion.objects.filter(kind="item").select_related("hidden", "pack")


def item(content: ContentVersion, seed: int) -> Item:
    """One item, drawn with a seed where it is a family."""
    pack = PackVersion.objects.filter(memberships__content=content).order_by("-version").first() or content.pack
    competency = next((one for one in pack.body["competencies"] if one["id"] == content.meta["competency"]), None)
    domains = {one["id"]: one["title"] for one in pack.body["domains"]}
    paper, key = codec.paper(content.public), codec.key(content.hidden.body)
    drawn, marked, problem = None, None, ""
    try:
        drawn, marked = sheet(paper, seed), marking(paper, key, seed)
    except FamilyError as error:
        problem = str(error)
    findings, allowed = judged(content, pack)
    approvals = list(content.approvals.select_related("by", "adoption__pack").order_by("-pk"))
    answers, right = _answers([content.pk]).get(content.pk, (0, 0))
    return Item(
        content=content,
        title=competency["title"] if competency else content.meta["competency"],
        domain=domains.get(competency["domain"], "") if competency else "",
        sheet=drawn,
        marking=marked,
        problem=problem,
        seed=seed,
        sources=_sources(key.sources, pack),
        findings=findings,
        allowed=allowed,
        approvals=approvals,
        live=next((one for one in approvals if one.withdrawn_at is None), None),
        replaced=bool(approvals) and approvals[0].withdrawn_reason == "replaced",
        reports=_reports(content),
        answers=answers,
        right=right / answers if answers >= LEAST_ANSWERS else None,
        review_note=pack.body["review_note"],
    )


def _sources(sources: Any, pack: PackVersion) -> list[dict[str, Any]]:
    works = {one["id"]: one for one in pack.body["references"]}
    return [
        {
            "citation": works.get(one.ref, {}).get("citation", one.ref),
            "supports": one.supports,
            "status": one.status,
            "checked_on": one.checked_on,
        }
        for one in sources
    ]


def _reports(content: ContentVersion) -> list[Report]:
    events = list(
        Event.objects.filter(verb="item.reported", object=content.ref).prefetch_related("texts").order_by("-seq")[:50]
    )
    answers = Event.objects.filter(verb="report.resolved", payload__report__in=[str(one.id) for one in events])
    decisions = {one.payload["report"]: one.payload["decision"] for one in answers}
    return [
        Report(
            one.at,
            one.payload["kind"],
            next((text.text for text in one.texts.all() if text.field == "comment"), ""),
            decisions.get(str(one.id), ""),
        )
        for one in events
    ]
