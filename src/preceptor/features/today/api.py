"""JSON shell of today: who asks, and what to do next. The same use cases as the page."""

import uuid
from typing import Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from preceptor.core.coach.choosing import NothingToOffer
from preceptor.features.today import queries
from preceptor.platform.accounts.models import Learner
from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.accounts.roles import May
from preceptor.platform.api.operations import Operations
from preceptor.platform.api.tokens import Token
from preceptor.platform.learning import loop, noticing
from preceptor.platform.learning.presenting import offered
from preceptor.platform.learning.reviewing import due_today, minutes

router = Operations(tags=["today"])


class Me(Schema):
    """The person behind the token."""

    name: str
    role: Literal["learner", "educator", "author", "auditor", "administrator"]
    programme: str | None = Field(description="The learner's programme, or null for who is not enrolled.")
    cohort: str | None = Field(description="The learner's cohort, or null for who is not enrolled.")
    level: str | None = Field(description="pre-clinical, clerkship or resident; null for who is not enrolled.")
    daily_minutes: int | None = Field(description="Minutes a day that the learner plans; null for who is not enrolled.")


class Offer(Schema):
    """An activity as it may be seen before the answer: nothing in it cues the key."""

    attempt: uuid.UUID = Field(description="Read the activity at /api/attempts/{attempt}.")
    domain: str
    presentation: str = Field(description="How the patient presents, or empty.")
    task: str = Field(description="The step of reasoning that is asked for.")
    minutes: float = Field(description="About how long it takes.")
    reason: str = Field(description="Why this, in one sentence.")


class Change(Schema):
    """A change that a notice offers."""

    take: str = Field(description="Send this to /api/notices/{id} to take it up.")
    label: str


class Notice(Schema):
    """What was noticed in how you work, with its evidence, and what is offered. It can be passed over."""

    id: uuid.UUID = Field(description="Answer it at /api/notices/{id}.")
    kind: str = Field(description="guessing, racing, stuck, overconfident, hints or absent.")
    sentence: str
    offers: list[Change]


class Next(Schema):
    """What to do next."""

    offer: Offer | None = Field(description="The next activity of practice; null while nothing is approved for you.")
    placement_open: bool = Field(description="Whether a placement may still be done first.")
    reviews_due: int = Field(description="Review cards in today's plan.")
    review_minutes: int = Field(description="About how long they take; 0 without cards.")
    notice: Notice | None = Field(description="What was noticed and waits for your answer, or null.")


@router.get("/me", auth=Token(May.OWN_ACCOUNT), response=Me, summary="Who the token belongs to")
def me(request: HttpRequest) -> Me:
    """Name, role and, for learners, programme, cohort, level and pace."""
    user = request.user
    learner = Learner.objects.select_related("cohort__programme").filter(user=user.pk).first()
    return Me(
        name=user.name,
        role=user.role,
        programme=learner.cohort.programme.name if learner else None,
        cohort=learner.cohort.name if learner else None,
        level=learner.level if learner else None,
        daily_minutes=learner.daily_minutes if learner else None,
    )


@router.get("/next", auth=Token(May.LEARN), response=Next, refuses=(404,), summary="What to do next")
def next_activity(request: HttpRequest) -> Next:
    """The open activity of practice; one is chosen where there is none. Asking again gives the same one."""
    learner = learner_of(request)
    try:
        found = offered(loop.offer(learner))
    except NothingToOffer:
        found = None
    cards, _ = due_today(learner)
    return Next(
        offer=None
        if found is None
        else Offer(
            attempt=found.attempt.pk,
            domain=found.domain,
            presentation=found.presentation,
            task=found.task,
            minutes=found.minutes,
            reason=found.reason,
        ),
        placement_open=queries.placement_open(learner),
        reviews_due=len(cards),
        review_minutes=minutes(len(cards)) if cards else 0,
        notice=_notice(noticing.standing(learner)),
    )


def _notice(found: noticing.Noticed | None) -> Notice | None:
    if found is None:
        return None
    offers = [Change(take=code, label=label) for code, label in found.offers]
    return Notice(id=uuid.UUID(found.id), kind=found.kind, sentence=found.sentence, offers=offers)
