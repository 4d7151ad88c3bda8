"""Review cards of a learner: which are for today, what they say. Reads only; grading is a use case of the loop."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from preceptor.core.coach.remembering import SECONDS_A_CARD, Due, recall, today
from preceptor.core.curriculum.competency import Competency
from preceptor.core.curriculum.item import Card
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning.models import ReviewCard
from preceptor.platform.learning.providers import provider
from preceptor.platform.learning.shelf import shelf


@dataclass(frozen=True, slots=True)
class CardToday:
    """A card in today's plan: its front, the chance of recalling it now."""

    card: ReviewCard
    front: str
    recall: float


def cards_for(learner: Learner) -> QuerySet[ReviewCard]:
    """A learner's own cards whose content is still approved."""
    return ReviewCard.objects.filter(learner=learner, approval__withdrawn_at__isnull=True).select_related(
        "approval__content", "attempt"
    )


def due_today(learner: Learner) -> tuple[list[CardToday], int]:
    """Today's cards, most valuable first, and how many more are due but wait for another day."""
    now = clock.now()
    cards = {str(card.pk): card for card in cards_for(learner).filter(due__lte=now)}
    known = shelf().world.competencies
    due = [Due(key, recall(card.memory, now), _importance(card, known)) for key, card in cards.items()]
    chosen, waiting = today(due, learner.daily_minutes)
    return [CardToday(cards[one.id], front(cards[one.id]), one.recall) for one in chosen], waiting


def _importance(card: ReviewCard, known: Mapping[str, Competency]) -> float:
    found = known.get(card.approval.content.meta["competency"])
    return found.importance / 5 if found else 0.5


def front(card: ReviewCard) -> str:
    """The card's question."""
    return _face(card).front


def back(card: ReviewCard) -> str:
    """The card's answer: shown after the learner has tried to recall it."""
    return _face(card).back


def _face(card: ReviewCard) -> Card:
    content = card.approval.content
    return provider(content.kind).card(content, card.part)


def card_of(learner: Learner, key: uuid.UUID) -> ReviewCard:
    """One of the learner's own cards. Raises ReviewCard.DoesNotExist."""
    return cards_for(learner).get(pk=key)


def minutes(count: int) -> int:
    """About how long some cards take."""
    return max(1, round(count * SECONDS_A_CARD / 60))
