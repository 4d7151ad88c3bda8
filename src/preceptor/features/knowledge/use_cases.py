"""What staff decide about knowledge and cases: propose, attach, dismiss, draft, approve. Each act is an event."""

import secrets
import uuid
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from preceptor.core.generation.casewriter import Wish
from preceptor.features.knowledge import drafting
from preceptor.features.knowledge.bases import Held
from preceptor.features.knowledge.proposals import CONDITION, PROPOSED, RESOLVED
from preceptor.features.knowledge.questions import EXPERIENCERS, Choices, Question
from preceptor.platform import clock
from preceptor.platform.accounts.models import User
from preceptor.platform.approvals.models import Approval, Shelf
from preceptor.platform.events.log import Draft, append
from preceptor.platform.events.models import Event
from preceptor.platform.jobs.hearing import learn_to_listen
from preceptor.platform.packs import cases
from preceptor.platform.packs.loading import store
from preceptor.platform.packs.models import ContentVersion

LONGEST_COMMENT = 2000
MOST_SEED = 2**31 - 1
PROPOSAL_DECISIONS = ("recheck", "kept")


class Refused(ValueError):
    """Something that cannot be done; the message says what to do, and `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


def worded(text: str, empty: str) -> str:
    """Words somebody wrote, within bounds. Raises Refused with `empty` where there are none."""
    text = text.strip()
    if not text:
        raise Refused(empty, "comment")
    if len(text) > LONGEST_COMMENT:
        raise Refused(_("Keep it under %(most)s characters.") % {"most": LONGEST_COMMENT}, "comment")
    return text


def propose(held: Held, condition: str, by: User, comment: str, at: datetime | None = None) -> Event:
    """Propose a change to what a base says of a condition. Raises Refused."""
    comment = worded(comment, _("Write what should change, and where it is written so."))
    payload = {"part": f"{CONDITION}/{condition}"}
    return append(Draft(by.actor, PROPOSED, at or clock.now(), payload, object=held.content.ref), {"comment": comment})


def resolve(proposal: uuid.UUID, by: User, decision: str, comment: str, at: datetime | None = None) -> bool:
    """Decide on a proposed change. False where somebody was faster. Raises Refused, Event.DoesNotExist."""
    event = Event.objects.get(id=proposal, verb=PROPOSED)
    if decision not in PROPOSAL_DECISIONS:
        raise Refused(_("Choose what is decided."), "decision")
    comment = worded(comment, _("Write a sentence to whoever proposed this: they read it here."))
    return _close(event, by, decision, comment, at or clock.now())


def _close(event: Event, by: User, decision: str, comment: str, at: datetime) -> bool:
    with transaction.atomic():
        if Event.objects.filter(verb=RESOLVED, payload__report=str(event.id)).exists():
            return False
        payload = {"report": str(event.id), "decision": decision}
        append(Draft(by.actor, RESOLVED, at, payload, object=event.object), {"comment": comment})
    return True


def attach(
    question: Question, known: Choices, typed: str, attribute: str, experiencer: str, by: User, base: ContentVersion
) -> str:
    """Attach a question to what it asks; patients learn it in a job. Returns the topic's label. Raises Refused."""
    topic = known.topic(typed)
    if not typed.strip():
        raise Refused(_("Say what it asks about: choose a topic from the list."), "topic")
    if topic is None:
        raise Refused(_("There is no such topic. Choose one from the list."), "topic")
    if attribute not in known.attributes:
        raise Refused(_("Choose what it asks of the topic."), "attribute")
    if experiencer not in EXPERIENCERS:
        raise Refused(_("Choose whose it is."), "experiencer")
    payload = {"topic": topic, "attribute": attribute, "experiencer": experiencer}
    with transaction.atomic():
        append(Draft(by.actor, "phrase.attached", clock.now(), payload, object=base.ref), {"phrase": question.phrase})
        transaction.on_commit(learn_to_listen.enqueue)
    return known.topics[topic]


def dismiss(question: Question, by: User) -> bool:
    """Settle a question that no patient has to understand. False where somebody was faster."""
    return _close(Event.objects.get(id=question.key), by, "declined", "", clock.now())


def draft(held: Held, wish: Wish, seed: int | None, by: User) -> tuple[ContentVersion, bool]:
    """Have a case made and keep it as a draft; whether it is new. Raises Refused."""
    seed = secrets.randbelow(MOST_SEED) if seed is None else seed
    stored = ContentVersion.objects.filter(kind=cases.KIND).order_by("pk")
    # The same seed shall give the same case again: what it made before must not count as a case to stay away from.
    before = set(Event.objects.filter(verb="case.generated", payload__seed=seed).values_list("object", flat=True))
    known = [cases.case(one) for one in stored if one.ref not in before]
    try:
        case = drafting.draft(held.content, wish, seed, known)
    except drafting.CannotDraft as error:
        raise Refused(_("No case could be made to this wish: %(why)s.") % {"why": error}) from error
    with transaction.atomic():
        piece = cases.piece(case, held.base)
        versions = list(stored.filter(content_id=piece.id))
        same = next((one for one in versions if one.digest == piece.digest), None)
        if same is not None:
            return same, False
        if versions:
            newest = max(one.version for one in versions)
            piece = cases.piece(replace(case, version=newest + 1), held.base)
        (content,) = store([piece], held.content.pack)
        payload = {
            "case": f"{piece.id}@{piece.version}",
            "seed": seed,
            "condition": wish.condition,
            "by": "educator",
        }
        append(Draft(by.actor, "case.generated", clock.now(), payload, object=content.ref))
    return content, True


def approve(content: ContentVersion, by: User, at: datetime | None = None) -> Approval:
    """Approve one exact version of a case; other versions of it end. Approving twice is harmless."""
    at = at or clock.now()
    with transaction.atomic():
        live = Approval.objects.filter(content=content, withdrawn_at__isnull=True).first()
        if live is not None:
            return live
        others = Approval.objects.filter(content__kind=cases.KIND, content__content_id=content.content_id)
        others.filter(withdrawn_at__isnull=True).update(withdrawn_at=at, withdrawn_reason="replaced")
        approval = Approval.objects.create(content=content, by=by, at=at)
        Shelf.objects.get_or_create(pk=1)
        Shelf.objects.filter(pk=1).update(version=F("version") + 1)
        append(Draft(by.actor, "case.approved", at, {"approval": approval.pk}, object=content.ref))
    return approval
