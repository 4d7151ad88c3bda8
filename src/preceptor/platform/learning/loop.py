"""The loop as use cases: offer, answer, decline, measure, review. Each is one transaction; retries are harmless."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction

from preceptor.core.coach import choosing, measuring, reasons
from preceptor.core.coach.choosing import Choice, NothingToOffer
from preceptor.core.coach.reasons import Reason
from preceptor.core.coach.situation import Situation
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.log import Draft, append
from preceptor.platform.events.models import Event
from preceptor.platform.learning import noticing, rechecks
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Attempt, Sitting
from preceptor.platform.learning.providers import question
from preceptor.platform.learning.shelf import Shelf, shelf
from preceptor.platform.learning.standing import chance, situation, slate

STALE_AFTER = timedelta(hours=12)
LONGEST_SECONDS = 1800
NUMBERS = 1
"""The stream of chance that a family's numbers come from."""
Status = Literal["accepted", "repeated", "answered", "withdrawn", "closed"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an answer. `accepted` and `repeated` are the same receipt; the others say why it did not count."""

    status: Status
    attempt: Attempt
    next: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as sent: letters for each question, stated confidence, the client's own id and time."""

    responses: Sequence[frozenset[str]]
    client_id: uuid.UUID
    confidence: int | None = None
    client_at: datetime | None = None


def event_id(about: uuid.UUID, client_id: uuid.UUID) -> uuid.UUID:
    """The event's id from what it is about and the client's own id: a retry finds it, nobody can take another's."""
    return uuid.uuid5(about, str(client_id))


def current(learner: Learner, mode: str) -> Attempt | None:
    """The open attempt of a mode, if it can still be answered."""
    return (
        Attempt.objects.select_related("approval__content", "sitting")
        .defer("approval__content__public")
        .filter(learner=learner, mode=mode, status="open")
        .first()
    )


def offer(learner: Learner, at: datetime | None = None) -> Attempt:
    """The open practice attempt; chosen now where there is none, or the old one is stale or withdrawn.

    Raises NothingToOffer.
    """
    at = at or clock.now()
    found = current(learner, "practice")
    if found and not _expired(found, at):
        return found
    with transaction.atomic():
        ledger = Ledger.open(learner)
        found = current(learner, "practice")
        if found and not _expired(found, at):
            return found
        if found:
            _close(ledger, found, "withdrawn" if found.approval.withdrawn_at else "stale", at)
        noticing.on_return(ledger, at)
        attempt = _choose(ledger, at)
        ledger.flush()
    return attempt


def _expired(attempt: Attempt, at: datetime) -> bool:
    return attempt.approval.withdrawn_at is not None or at - attempt.offered_at > STALE_AFTER


def answer(learner: Learner, key: uuid.UUID, sent: Answer, at: datetime | None = None) -> Receipt:
    """Take an answer: event, belief, next choice, all or nothing.

    Raises Attempt.DoesNotExist for an attempt that is not this learner's, BadAnswer for one that does not fit.
    """
    at = at or clock.now()
    with transaction.atomic():
        ledger = Ledger.open(learner)
        attempt = ledger.attempt(key)
        if attempt.status == "answered":
            repeated = attempt.receipt == event_id(key, sent.client_id)
            return Receipt("repeated" if repeated else "answered", attempt)
        if attempt.status != "open":
            return Receipt("closed", attempt)
        if attempt.approval.withdrawn_at is not None:
            _close(ledger, attempt, "withdrawn", at)
            ledger.flush()
            return Receipt("withdrawn", attempt)
        following = _answered(ledger, attempt, sent, at)
        ledger.flush()
    return Receipt("accepted", attempt, following)


def _answered(ledger: Ledger, attempt: Attempt, sent: Answer, at: datetime) -> Attempt | None:
    content = attempt.approval.content
    kind = question(content.kind)
    marked = kind.mark(content, attempt.seed, sent.responses)
    records = kind.evidence(content, str(attempt.pk), marked.outcome, clock.days(at))
    shown = shelf()
    event = append(
        Draft(
            ledger.learner.user.actor,
            "attempt.answered",
            at,
            {
                "mode": attempt.mode,
                "responses": marked.responses,
                "outcome": marked.outcome,
                "scores": list(marked.scores),
                "confidence": sent.confidence,
                "seconds": min(LONGEST_SECONDS, max(0, round((at - attempt.offered_at).total_seconds()))),
                "minutes": content.meta["minutes"],
                "evidence": [record.to_dict() for record in records],
                "packs": list(shown.packs),
                "recall": marked.recall,
                "content": content.content_id,
                "competency": content.meta["competency"],
                "presentation": content.meta["presentation"],
            },
            object=content.ref,
            attempt=attempt.pk,
            id=event_id(attempt.pk, sent.client_id),
            client_at=sent.client_at,
        )
    )
    ledger.apply(event)
    if attempt.mode != "practice":
        return _measure(ledger, attempt.sitting, shown, at)
    noticing.after_answer(ledger, attempt, at)
    try:
        return _choose(ledger, at, shown)
    except NothingToOffer:
        return None


def decline(learner: Learner, key: uuid.UUID, why: str, instead: int | None, at: datetime | None = None) -> Attempt:
    """Decline the activity offered; `instead` is the approval of another one of its slate, or None to let the coach
    choose again. Declining twice is harmless. Raises Attempt.DoesNotExist, NothingToOffer."""
    at = at or clock.now()
    with transaction.atomic():
        ledger = Ledger.open(learner)
        attempt = ledger.attempt(key)
        if attempt.status == "open" and attempt.mode == "practice":
            content = attempt.approval.content
            event = append(
                Draft(
                    learner.user.actor,
                    "attempt.declined",
                    at,
                    {"why": why, "content": content.content_id},
                    object=content.ref,
                    attempt=attempt.pk,
                )
            )
            ledger.apply(event)
            attempt = _choose(ledger, at, instead=instead)
            ledger.flush()
            return attempt
    return offer(learner, at)


def _close(ledger: Ledger, attempt: Attempt, why: str, at: datetime) -> None:
    ledger.apply(
        append(
            Draft(
                ledger.learner.user.actor,
                "attempt.closed",
                at,
                {"why": why},
                object=attempt.approval.content.ref,
                attempt=attempt.pk,
            )
        )
    )


def _choose(ledger: Ledger, at: datetime, shown: Shelf | None = None, instead: int | None = None) -> Attempt:
    shown = shown or shelf()
    now = situation(ledger, shown, clock.days(at))
    choice = choosing.choose(shown.catalogue, now, chance(ledger))
    by = "coach"
    if instead is not None:
        wanted = [slot for slot in choice.slate if shown.catalogue.candidates[slot.place].approval == instead]
        if wanted:
            choice, by = Choice(wanted[0], choice.slate, choice.exhausted), "learner"
    return _record(ledger, shown, now, choice, "practice", None, by, at)


def _record(
    ledger: Ledger,
    shown: Shelf,
    now: Situation,
    choice: Choice,
    mode: str,
    sitting: Sitting | None,
    by: str,
    at: datetime,
) -> Attempt:
    """Write the choice with its slate and propensity, and open the attempt."""
    candidate = shown.catalogue.candidates[choice.place]
    exhausted = list(choice.exhausted)
    if sitting is None:
        shown_reason = asdict(reasons.before(shown.catalogue, now, choice))
        full = asdict(reasons.after(shown.catalogue, now, choice)) | {"exhausted": exhausted}
    else:
        shown_reason = asdict(Reason("measuring", {"domain": candidate.domain}))
        full = asdict(Reason("measuring", {"competency": candidate.competency})) | {"exhausted": []}
    event = append(
        Draft(
            ledger.learner.user.actor,
            "choice.made",
            at,
            {
                "mode": mode,
                "sitting": str(sitting.pk) if sitting else None,
                "approval": candidate.approval,
                "seed": int(chance(ledger, NUMBERS).integers(2**31)),
                "reason": shown_reason,
                "full_reason": full,
                "by": by,
                "policy": choosing.POLICY,
            },
            object=candidate.ref,
            attempt=uuid.uuid4(),
            propensity=choice.slot.propensity if by == "coach" else None,
            slate=slate(shown.catalogue, now, choice),
        )
    )
    ledger.apply(event)
    assert event.attempt is not None
    return ledger.attempt(event.attempt)


def start_sitting(learner: Learner, kind: str, at: datetime | None = None, competency: str = "") -> Sitting:
    """Begin a placement, a checkpoint or a re-check of one competency, or return the open one. Raises NotNow."""
    at = at or clock.now()
    with transaction.atomic():
        ledger = Ledger.open(learner)
        open_one = rechecks.running(learner, kind, competency)
        if open_one:
            return _go_on(ledger, ledger.sitting(open_one.pk), at)
        key, most = uuid.uuid4(), rechecks.limit(ledger, kind, competency, shelf(), at)
        began = {"sitting": str(key), "kind": kind, "competency": competency, "most": most}
        if kind == rechecks.RECHECK:
            rechecks.begun(ledger, began, shelf(), at)
        ledger.apply(append(Draft(learner.user.actor, "sitting.started", at, began)))
        sitting = ledger.sitting(key)
        _measure(ledger, sitting, shelf(), at)
        ledger.flush()
    return sitting


def _go_on(ledger: Ledger, sitting: Sitting, at: datetime) -> Sitting:
    """An open sitting whose item was withdrawn needs another one, or nobody could ever go on with it."""
    waiting = current(ledger.learner, sitting.kind)
    if waiting and waiting.approval.withdrawn_at is None:
        return sitting
    if waiting:
        ledger.attempts.setdefault(waiting.pk, waiting)
        _close(ledger, waiting, "withdrawn", at)
        ledger.flush()
    _measure(ledger, sitting, shelf(), at)
    ledger.flush()
    return sitting


def stop_sitting(learner: Learner, key: uuid.UUID, why: str, at: datetime | None = None) -> Sitting:
    """End a sitting early ("stopped") or pass over it ("skipped"). Raises Sitting.DoesNotExist."""
    at = at or clock.now()
    with transaction.atomic():
        ledger = Ledger.open(learner)
        sitting = ledger.sitting(key)
        if sitting.finished_at is None:
            _finish(ledger, sitting, shelf(), why, at)
            ledger.flush()
    return sitting


def _measure(ledger: Ledger, sitting: Sitting | None, shown: Shelf, at: datetime) -> Attempt | None:
    """The next item of a sitting, or its end."""
    assert sitting is not None
    now = situation(ledger, shown, clock.days(at))
    asked = tuple(
        Attempt.objects.filter(sitting=sitting, status="answered").values_list(
            "approval__content__content_id", flat=True
        )
    )
    pending = [one for one in ledger.attempts.values() if one.sitting_id == sitting.pk and one.status == "answered"]
    asked += tuple(one.approval.content.content_id for one in pending)
    asked = tuple(dict.fromkeys(asked))
    why = _enough(sitting, measuring.domains(shown.catalogue, now), len(asked))
    if not why:
        try:
            choice = measuring.choose_measuring(shown.catalogue, now, asked, chance(ledger), sitting.competency)
            return _record(ledger, shown, now, choice, sitting.kind, sitting, "coach", at)
        except NothingToOffer:
            why = "exhausted"
    _finish(ledger, sitting, shown, why, at)
    return None


def _enough(sitting: Sitting, estimates: tuple[measuring.DomainEstimate, ...], answered: int) -> str:
    if sitting.kind == "placement":
        return measuring.placement_done(estimates, answered)
    most = measuring.RECHECK_ITEMS if sitting.kind == rechecks.RECHECK else measuring.CHECKPOINT_ITEMS
    return "limit" if answered >= most else ""


def _finish(ledger: Ledger, sitting: Sitting, shown: Shelf, why: str, at: datetime) -> None:
    opened = Attempt.objects.filter(sitting=sitting, status="open").select_related("approval__content").first()
    # The database does not know yet of what this ledger has just folded: its last answer is still open there.
    if opened and ledger.attempts.setdefault(opened.pk, opened).status == "open":
        _close(ledger, ledger.attempts[opened.pk], "ended", at)
    result = _found(ledger, sitting, shown, why, at)
    ledger.sittings[sitting.pk] = sitting
    ledger.apply(
        append(
            Draft(
                ledger.learner.user.actor,
                "sitting.finished",
                at,
                {"sitting": str(sitting.pk), "why": why, "result": result},
            )
        )
    )


def _found(ledger: Ledger, sitting: Sitting, shown: Shelf, why: str, at: datetime) -> dict[str, Any]:
    if sitting.kind == rechecks.RECHECK:
        return rechecks.result(ledger, sitting, shown, at)
    now = situation(ledger, shown, clock.days(at))
    estimates = measuring.domains(shown.catalogue, now)
    result: dict[str, Any] = {"domains": [asdict(one) for one in estimates]}
    return result if why == "skipped" else result | {"focus": measuring.focus(estimates, now.bar)}


def review(learner: Learner, key: uuid.UUID, grade: int, client_id: uuid.UUID, at: datetime | None = None) -> bool:
    """Grade a review card. Returns False where it is not this learner's. A repeated grade counts once."""
    at = at or clock.now()
    with transaction.atomic():
        ledger = Ledger.open(learner)
        card = ledger.card(key)
        if card is None:
            return False
        receipt = event_id(key, client_id)
        if not Event.objects.filter(id=receipt).exists():
            ledger.apply(
                append(
                    Draft(
                        learner.user.actor,
                        "card.reviewed",
                        at,
                        {"card": str(key), "grade": grade},
                        object=card.approval.content.ref,
                        id=receipt,
                    )
                )
            )
            ledger.flush()
    return True


def last_sitting(learner: Learner, kind: str) -> Sitting | None:
    """The newest finished sitting of a kind."""
    return (
        Sitting.objects.filter(learner=learner, kind=kind, finished_at__isnull=False).order_by("-finished_at").first()
    )
