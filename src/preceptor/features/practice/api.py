"""JSON shell of practice, placement and checkpoint: the same use cases and queries as the pages."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from preceptor.core.coach.choosing import NothingToOffer
from preceptor.core.coach.measuring import CHECKPOINT_ITEMS, PLACEMENT_ITEMS, RECHECK_ITEMS
from preceptor.features.practice import queries, shapes, use_cases
from preceptor.platform.accounts.models import Learner
from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.accounts.roles import May
from preceptor.platform.api.operations import Operations
from preceptor.platform.api.refusals import Refused
from preceptor.platform.api.tokens import Token
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt, Sitting
from preceptor.platform.learning.noticing import NoSuchOffer
from preceptor.platform.learning.presenting import offered
from preceptor.platform.learning.providers import BadAnswer
from preceptor.platform.learning.rechecks import RECHECK, NotNow, rechecks_of
from preceptor.platform.learning.shelf import shelf

router = Operations(tags=["practice"])
LIMITS = {"placement": PLACEMENT_ITEMS, "checkpoint": CHECKPOINT_ITEMS, RECHECK: RECHECK_ITEMS}
OWN = Token(May.LEARN, owns="attempt")
GONE = "This activity was withdrawn, declined or closed and cannot be answered any more. Ask for the next one."


@router.get("/attempts/{uuid:key}", auth=OWN, response=shapes.Attempt, refuses=(410,), summary="One activity")
def attempt(request: HttpRequest, key: uuid.UUID) -> shapes.Attempt:
    """The item before its answer, feedback after it. In a running placement or checkpoint there is no feedback yet."""
    learner = learner_of(request)
    found = _attempt(learner, key)
    withdrawn = found.approval.withdrawn_at is not None and found.sitting is None
    if found.status in ("declined", "closed") or (found.status == "open" and withdrawn):
        raise Refused(410, GONE)
    return _shown(found, learner)


@router.post("/attempts/{uuid:key}/answer", auth=OWN, response=shapes.Receipt, refuses=(409, 410), summary="Answer it")
def answer(request: HttpRequest, key: uuid.UUID, sent: shapes.Answer) -> shapes.Receipt:
    """Record an answer. It is acknowledged only when it is safe; sent again with the same `client_id` it counts once,
    and gives the first receipt with `repeated: true`."""
    learner = learner_of(request)
    _attempt(learner, key)
    try:
        parsed = use_cases.parse_answer(dict(enumerate(sent.responses)), str(sent.client_id), sent.confidence)
        receipt = loop.answer(learner, key, parsed)
    except BadAnswer as error:
        raise Refused(422, str(error)) from error
    if receipt.status == "answered":
        raise Refused(409, "You had answered this already; your first answer stands.")
    if receipt.status == "withdrawn":
        raise Refused(410, "An educator withdrew this question while you had it open. It does not count.")
    if receipt.status == "closed":
        raise Refused(410, GONE)
    done = _attempt(learner, key)
    return shapes.Receipt(
        repeated=receipt.status == "repeated", attempt=_shown(done, learner), next=_open(learner, done)
    )


@router.post("/attempts/{uuid:key}/decline", auth=OWN, response=shapes.Declined, refuses=(409,), summary="Decline it")
def decline(request: HttpRequest, key: uuid.UUID, sent: shapes.Decline) -> shapes.Declined:
    """Choose something else. Declining again gives the activity that took its place."""
    learner = learner_of(request)
    get_object_or_404(queries.attempts_for(learner), pk=key, mode="practice")
    try:
        following = use_cases.decline(learner, key, sent.why, "" if sent.instead is None else str(sent.instead))
    except BadAnswer as error:
        raise Refused(422, str(error)) from error
    except NothingToOffer as error:
        raise Refused(409, "There is nothing else to offer now; this activity stays open.") from error
    return shapes.Declined(next=following.pk)


@router.post(
    "/attempts/{uuid:key}/report", auth=OWN, response=shapes.Recorded, summary="Report a problem with its item"
)
def report(request: HttpRequest, key: uuid.UUID, sent: shapes.Report) -> shapes.Recorded:
    """Tell the educators what is wrong with an item; they can withdraw it at once."""
    learner = learner_of(request)
    found = _attempt(learner, key)
    try:
        use_cases.report(learner.user.actor, found, sent.kind, sent.comment)
    except BadAnswer as error:
        raise Refused(422, str(error)) from error
    return shapes.Recorded()


@router.post(
    "/notices/{uuid:key}", auth=Token(May.LEARN, owns="notice"), response=shapes.Recorded, summary="Answer a notice"
)
def answer_notice(request: HttpRequest, key: uuid.UUID, sent: shapes.Reply) -> shapes.Recorded:
    """Take up what a notice offers, or pass it over. Answering again changes nothing."""
    try:
        use_cases.answer_notice(learner_of(request), key, sent.take or "")
    except Event.DoesNotExist as error:
        raise Http404 from error
    except NoSuchOffer as error:
        raise Refused(422, str(error)) from error
    return shapes.Recorded()


@router.post(
    "/sittings", auth=Token(May.LEARN), response=shapes.Sitting, refuses=(404, 409), summary="Begin or go on with one"
)
def start(request: HttpRequest, sent: shapes.Start) -> shapes.Sitting:
    """Begin a placement, a checkpoint or a re-check of one competency; where that one is running, go on with it. One
    runs at a time, and a competency is checked again once a day, while there are new questions on it."""
    learner = learner_of(request)
    about = sent.competency if sent.kind == RECHECK else ""
    if sent.kind == RECHECK and about not in shelf().world.competencies:
        raise Refused(422, "A re-check needs the id of a competency.")
    try:
        return _sitting(learner, loop.start_sitting(learner, sent.kind, competency=about))
    except NotNow as refused:
        raise Refused(409, str(refused)) from refused


@router.get(
    "/sittings/{uuid:key}", auth=Token(May.LEARN, owns="sitting"), response=shapes.Sitting, summary="One sitting"
)
def sitting(request: HttpRequest, key: uuid.UUID) -> shapes.Sitting:
    """How far it is, and its result once it has ended."""
    learner = learner_of(request)
    return _sitting(learner, get_object_or_404(queries.sittings_for(learner), pk=key))


@router.post(
    "/sittings/{uuid:key}/stop", auth=Token(May.LEARN, owns="sitting"), response=shapes.Sitting, summary="Stop it"
)
def stop(request: HttpRequest, key: uuid.UUID) -> shapes.Sitting:
    """End it early with the result so far. Stopping what has ended changes nothing."""
    learner = learner_of(request)
    get_object_or_404(queries.sittings_for(learner), pk=key)
    return _sitting(learner, loop.stop_sitting(learner, key, "stopped"))


def _attempt(learner: Learner, key: uuid.UUID) -> Attempt:
    return get_object_or_404(queries.attempts_for(learner), pk=key)


def _open(learner: Learner, answered: Attempt) -> uuid.UUID | None:
    """The open activity of the same mode (and sitting): the same for a retry as for the first receipt."""
    waiting = queries.attempts_for(learner).filter(mode=answered.mode, sitting=answered.sitting, status="open").first()
    return waiting.pk if waiting else None


def _shown(found: Attempt, learner: Learner) -> shapes.Attempt:
    told = found.status == "answered" and (found.sitting is None or found.sitting.finished_at is not None)
    page = queries.page(found)
    return shapes.Attempt(
        id=found.pk,
        mode=found.mode,
        status=found.status,
        sitting=found.sitting_id,
        offered_at=found.offered_at,
        domain=offered(found).domain,
        presentation=page.presentation,
        minutes=page.minutes,
        reason=page.reason,
        review_notes=list(page.review_notes),
        item=_item(page),
        feedback=_feedback(queries.feedback(found, learner)) if told else None,
    )


def _item(page: queries.Page) -> shapes.Item:
    results = page.sheet.results
    return shapes.Item(
        paragraphs=list(page.sheet.paragraphs),
        results=None
        if results is None
        else shapes.Results(
            caption=results.caption,
            rows=[
                shapes.Result(name=row.name, value=row.value, unit=row.unit, reference=row.reference, flag=row.flag)
                for row in results.rows
            ],
        ),
        questions=[
            shapes.Question(
                lead_in=one.lead_in,
                select=one.select,
                options=[shapes.Option(letter=letter, text=text) for letter, text in one.options],
            )
            for one in page.sheet.questions
        ],
    )


def _feedback(found: queries.Feedback) -> shapes.Feedback:
    return shapes.Feedback(
        verdict=found.verdict,  # type: ignore[arg-type]  # pydantic checks it
        outcome=found.attempt.outcome or 0.0,
        responses=found.responses,
        scores=found.scores,
        confidence=found.confidence,
        calibration=found.calibration,
        questions=[[_marked(option) for option in options] for options in found.marking.questions],
        explanation=found.marking.explanation,
        teaching_point=found.marking.teaching_point,
        sources=[shapes.Source(**{**one, "year": str(one["year"])}) for one in found.sources],
        changes=[
            shapes.Change(competency=one.competency, title=one.title, before=one.before, after=one.after)
            for one in found.changes
        ],
        reason=found.reason,
        exhausted=found.exhausted,
        encouragement=found.encouragement,
        card_made=found.card_made,
        withdrawn=found.withdrawn,
    )


def _marked(option: Any) -> shapes.Marked:
    return shapes.Marked(
        letter=option.letter,
        text=option.text,
        correct=option.correct,
        harmful=option.harmful,
        rationale=option.rationale,
        misconception=option.misconception,
    )


def _sitting(learner: Learner, found: Sitting) -> shapes.Sitting:
    waiting = queries.attempts_for(learner).filter(sitting=found, status="open").first()
    shelved = shelf()
    done = found.finished_at is not None
    return shapes.Sitting(
        id=found.pk,
        kind=found.kind,
        competency=found.competency,
        started_at=found.started_at,
        finished_at=found.finished_at,
        why=found.result.get("why", "") if done else "",
        answered=queries.answered_in(found),
        limit=found.most or LIMITS[found.kind],
        attempt=waiting.pk if waiting else None,
        domains=[
            shapes.Domain(**one, title=shelved.domains.get(one["domain"], one["domain"]))
            for one in (found.result.get("domains", []) if done else [])
        ],
        rechecked=_rechecked(learner, found) if done and found.kind == RECHECK else None,
    )


def _rechecked(learner: Learner, found: Sitting) -> shapes.Rechecked | None:
    for one in rechecks_of(learner, found.competency):
        if one.sitting.pk == found.pk:
            return shapes.Rechecked(
                competency=found.competency, before=list(one.before), after=list(one.after), meaning=one.meaning
            )
    return None
