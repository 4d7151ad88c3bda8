"""What a learner may see of their own attempts and sittings, and the pages' contents. Writes nothing."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from preceptor.core.coach.blending import Day, next_step, time_reached
from preceptor.core.coach.encouragement import Moment, message
from preceptor.core.coach.measuring import CHECKPOINT_ITEMS, PLACEMENT_ITEMS
from preceptor.core.curriculum.item import Marking, Sheet
from preceptor.features.practice.provider import drawn, shown
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning import noticing, rechecks
from preceptor.platform.learning import wording as words
from preceptor.platform.learning.day import stand
from preceptor.platform.learning.models import ENCOUNTER, Attempt, Movement, Sitting
from preceptor.platform.learning.picture import confidence
from preceptor.platform.learning.shelf import Shelf, shelf

CHECKPOINT_EVERY = timedelta(days=7)


def attempts_for(learner: Learner) -> QuerySet[Attempt]:
    """A learner's own attempts at questions, and no other."""
    return (
        Attempt.objects.filter(learner=learner)
        .exclude(mode=ENCOUNTER)
        .select_related("approval__content", "sitting")
        .defer("approval__content__public")
    )


def sittings_for(learner: Learner) -> QuerySet[Sitting]:
    """A learner's own sittings, and no other."""
    return Sitting.objects.filter(learner=learner)


def answered_in(sitting: Sitting) -> int:
    """How many items of a sitting have been answered."""
    return Attempt.objects.filter(sitting=sitting, status="answered").count()


@dataclass(frozen=True, slots=True)
class Page:
    """An item before its answer: nothing here says what is right."""

    attempt: Attempt
    sheet: Sheet
    presentation: str
    reason: str
    minutes: float
    review_notes: tuple[str, ...]
    number: int = 0
    limit: int = 0
    client_id: str = ""
    error: str = ""
    chosen: tuple[frozenset[str], ...] = ()
    confidence: str = ""


def page(attempt: Attempt, error: str = "", chosen: tuple[frozenset[str], ...] = (), confidence: str = "") -> Page:
    """The page of an open attempt."""
    content = attempt.approval.content
    shelved = shelf()
    limit = {"placement": PLACEMENT_ITEMS, "checkpoint": CHECKPOINT_ITEMS}.get(attempt.mode, 0)
    return Page(
        attempt=attempt,
        sheet=shown(content, attempt.seed),
        presentation=shelved.presentations.get(content.meta["presentation"], ""),
        reason=words.before(attempt.reason["before"], shelved),
        minutes=content.meta["minutes"],
        review_notes=shelved.review_notes,
        number=answered_in(attempt.sitting) + 1 if attempt.sitting else 0,
        limit=(attempt.sitting.most if attempt.sitting else 0) or limit,
        client_id=str(uuid.uuid4()),
        error=error,
        chosen=chosen,
        confidence=confidence,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """How an answer moved one competency, for showing."""

    competency: str
    title: str
    before: list[float]
    after: list[float]
    kind: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """An answered item with everything that may now be shown."""

    attempt: Attempt
    sheet: Sheet
    marking: Marking
    verdict: str
    responses: list[list[str]]
    scores: list[float]
    confidence: int | None
    calibration: str
    changes: list[Change]
    reason: str
    exhausted: str
    encouragement: str
    sources: list[dict[str, Any]]
    bar: float
    next: Attempt | None
    next_reason: str
    card_made: bool
    withdrawn: bool
    day: Day
    step: str
    time_reached: bool
    notice: noticing.Noticed | None


def feedback(attempt: Attempt, learner: Learner) -> Feedback:
    """Everything about an answered attempt."""
    content = attempt.approval.content
    sheet, marking = drawn(content, attempt.seed)
    shelved = shelf()
    movements = list(Movement.objects.filter(attempt=attempt).order_by("pk"))
    bar = learner.cohort.programme.bar
    answer = attempt.answer or {}
    day = stand(learner)
    following = attempts_for(learner).filter(mode="practice", status="open").first()
    return Feedback(
        attempt=attempt,
        sheet=sheet,
        marking=marking,
        verdict="right" if attempt.outcome == 1 else "partly" if attempt.outcome else "wrong",
        responses=answer["responses"],
        scores=answer["scores"],
        confidence=answer["confidence"],
        calibration=_calibration(attempt, learner),
        changes=[_change(one, shelved, bar) for one in movements],
        reason=words.after(attempt.reason["after"], shelved),
        exhausted=words.exhausted(attempt.reason["after"].get("exhausted", ()), shelved),
        encouragement=_encouragement(attempt, movements, learner, bar) if learner.messages else "",
        sources=[_source(one, shelved) for one in marking.sources],
        bar=bar,
        next=following,
        next_reason=words.before(following.reason["before"], shelved) if following else "",
        card_made=attempt.outcome is not None and attempt.outcome < 1,
        withdrawn=attempt.approval.withdrawn_at is not None,
        day=day,
        step=next_step(day),
        time_reached=time_reached(day),
        notice=_notice(attempt, learner),
    )


def _notice(attempt: Attempt, learner: Learner) -> noticing.Noticed | None:
    """The notice that waits for an answer, on the page of the attempt that led to it and no other."""
    found = noticing.standing(learner)
    return found if found and found.about == str(attempt.pk) else None


def _change(movement: Movement, shelved: Shelf, bar: float) -> Change:
    known = shelved.world.competencies.get(movement.competency)
    kind = "bad" if movement.after[2] < bar else ""
    return Change(
        movement.competency, known.title if known else movement.competency, movement.before, movement.after, kind
    )


def _source(source: Any, shelved: Shelf) -> dict[str, Any]:
    work = shelved.citations.get(source.ref, {"citation": source.ref, "year": ""})
    return {"citation": work["citation"], "year": work["year"], "supports": source.supports, "status": source.status}


def _calibration(attempt: Attempt, learner: Learner) -> str:
    stated = (attempt.answer or {}).get("confidence")
    if stated is None:
        return ""
    band = next((one for one in confidence(learner) if abs(one.stated * 100 - stated) <= 12), None)
    return words.calibration(band) if band else ""


def _encouragement(attempt: Attempt, movements: list[Movement], learner: Learner, bar: float) -> str:
    if not movements or attempt.outcome is None:
        return ""
    first = movements[0]
    earlier = (
        Movement.objects.filter(learner=learner, competency=first.competency, seq__lt=first.seq)
        .order_by("-seq")
        .values_list("attempt__outcome", flat=True)[:2]
    )
    before, after = first.before, first.after
    code = message(
        Moment(
            attempt.outcome,
            (attempt.answer or {}).get("confidence"),
            (before[0], before[1], before[2]),
            (after[0], after[1], after[2]),
            bar,
            tuple(one for one in earlier if one is not None),
        )
    )
    return words.encouragement(code)


def checkpoint_due(learner: Learner) -> bool:
    """Whether a week has passed since the last checkpoint (or since joining)."""
    last = sittings_for(learner).filter(kind="checkpoint", finished_at__isnull=False).order_by("-finished_at").first()
    since = last.finished_at if last and last.finished_at else learner.user.created_at
    return clock.now() - since >= CHECKPOINT_EVERY


def sitting_page(learner: Learner, kind: str, last: Sitting | None) -> dict[str, Any]:
    """What the page of a placement or checkpoint shows: the last result, and the one before it to compare with."""
    shelved = shelf()
    earlier = None
    if last and last.finished_at:
        earlier = (
            sittings_for(learner)
            .filter(finished_at__lt=last.finished_at, result__why__in=["enough", "limit", "stopped", "exhausted"])
            .exclude(kind=rechecks.RECHECK)
            .order_by("-finished_at")
            .first()
        )
    before = {one["domain"]: one for one in earlier.result.get("domains", [])} if earlier else {}
    rows = [
        {**one, "title": shelved.domains.get(one["domain"], one["domain"]), "before": before.get(one["domain"])}
        for one in (last.result.get("domains", []) if last else [])
    ]
    answered = list(attempts_for(learner).filter(sitting=last, status="answered").order_by("closed_at")) if last else []
    return {
        "last": last,
        "earlier": earlier,
        "rows": rows,
        "unsure": [row["title"] for row in rows if not row["settled"]],
        "lean": [row["title"] for row in rows if last and last.result.get("focus", {}).get(row["domain"], 1) > 1],
        "answered": answered,
        "right": sum(1 for one in answered if one.outcome == 1),
        "bar": learner.cohort.programme.bar,
        "limit": PLACEMENT_ITEMS if kind == "placement" else CHECKPOINT_ITEMS,
        "due": checkpoint_due(learner),
    }


def recheck_page(learner: Learner, running: Sitting | None) -> dict[str, Any]:
    """What the page of a re-check shows: the last one's result and its answers."""
    last = next(iter(rechecks.rechecks_of(learner, newest=1)), None)
    known = shelf().world.competencies.get(running.competency) if running else None
    return {
        "last": last,
        "title": known.title if known else last.title if last else "",
        "answered": list(attempts_for(learner).filter(sitting=last.sitting, status="answered").order_by("closed_at"))
        if last
        else [],
    }
