"""JSON shell of review: today's cards, one card turned over, its grade."""

import uuid
from datetime import datetime

from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field

from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.accounts.roles import May
from preceptor.platform.api.operations import Operations
from preceptor.platform.api.tokens import Token
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop, reviewing
from preceptor.platform.learning.models import ReviewCard

router = Operations(tags=["review"])


class Front(Schema):
    """A card face up: recall the answer before turning it."""

    id: uuid.UUID
    front: str
    due: datetime
    recall: float = Field(ge=0, le=1, description="The chance of recalling it now.")


class Today(Schema):
    """Today's cards, most valuable first."""

    cards: list[Front]
    waiting: int = Field(description="Cards that are due and wait for another day, so that a backlog is no wall.")
    minutes: int = Field(description="About how long today's cards take; 0 without cards.")


class Card(Schema):
    """A card turned over."""

    id: uuid.UUID
    front: str
    back: str
    due: datetime
    reviews: int = Field(description="How often it was graded.")
    last_grade: int | None = Field(description="1 forgot, 2 hard, 3 good, 4 easy; null before the first grade.")


class Grade(Schema):
    """How well the fact was recalled."""

    model_config = ConfigDict(extra="forbid")
    grade: int = Field(ge=1, le=4, strict=True, description="1 forgot, 2 hard, 3 good, 4 easy.")
    client_id: uuid.UUID = Field(description="Your own id for this grade: sent again, it counts once.")


class Graded(Schema):
    """The receipt of a grade."""

    repeated: bool = Field(description="Whether this grade was recorded before.")
    card: Card


@router.get("/reviews", auth=Token(May.LEARN), response=Today, refuses=(404,), summary="Today's review cards")
def reviews(request: HttpRequest) -> Today:
    """The fronts of today's cards within the daily minutes."""
    cards, waiting = reviewing.due_today(learner_of(request))
    fronts = [Front(id=one.card.pk, front=one.front, due=one.card.due, recall=one.recall) for one in cards]
    return Today(cards=fronts, waiting=waiting, minutes=reviewing.minutes(len(cards)) if cards else 0)


@router.get("/reviews/{uuid:key}", auth=Token(May.LEARN, owns="card"), response=Card, summary="One card turned over")
def review(request: HttpRequest, key: uuid.UUID) -> Card:
    """A card with its answer."""
    return _card(request, key)


@router.post("/reviews/{uuid:key}/grade", auth=Token(May.LEARN, owns="card"), response=Graded, summary="Grade a card")
def grade(request: HttpRequest, key: uuid.UUID, sent: Grade) -> Graded:
    """Record how well a card was recalled; it comes back when that says."""
    _card(request, key)
    repeated = Event.objects.filter(id=loop.event_id(key, sent.client_id)).exists()
    loop.review(learner_of(request), key, sent.grade, sent.client_id)
    return Graded(repeated=repeated, card=_card(request, key))


def _card(request: HttpRequest, key: uuid.UUID) -> Card:
    try:
        found = reviewing.card_of(learner_of(request), key)
    except ReviewCard.DoesNotExist as error:
        raise Http404 from error
    return Card(
        id=found.pk,
        front=reviewing.front(found),
        back=reviewing.back(found),
        due=found.due,
        reviews=found.reviews,
        last_grade=found.last_grade,
    )
