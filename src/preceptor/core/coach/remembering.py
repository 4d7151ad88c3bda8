"""Review cards: when a fact once missed comes back. Wraps FSRS-6 (the `fsrs` library); knows no clock, no storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from fsrs import Card, Rating, Scheduler

RETENTION = 0.9
SECONDS_A_CARD = 25


@dataclass(frozen=True, slots=True)
class Memory:
    """A card's memory state as plain data, and when it is next due."""

    data: dict[str, Any]
    due: datetime


@lru_cache(maxsize=1)
def _scheduler() -> Scheduler:
    """Fuzzing off: chance is never global here. No steps within a day: a missed fact comes back tomorrow."""
    return Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _card(data: dict[str, Any]) -> Card:
    return Card.from_dict(cast(Any, data))


def new(number: int, at: datetime) -> Memory:
    """A fact just missed: rated "forgot" at that moment."""
    return grade(Memory(dict(Card(card_id=number, due=at).to_dict()), at), 1, at)


def grade(memory: Memory, rating: int, at: datetime) -> Memory:
    """The state after a review graded 1 (forgot) to 4 (easy)."""
    card, _ = _scheduler().review_card(_card(memory.data), Rating(rating), at)
    return Memory(dict(card.to_dict()), card.due)


def recall(memory: dict[str, Any], at: datetime) -> float:
    """The chance of recalling the fact now, 0–1."""
    return float(_scheduler().get_card_retrievability(_card(memory), at))


@dataclass(frozen=True, slots=True)
class Due:
    """A due card as the day's plan sees it: chance of recall and how important its competency is (0–1)."""

    id: str
    recall: float
    importance: float


def today(due: Sequence[Due], minutes: int) -> tuple[tuple[Due, ...], int]:
    """The cards for today, most valuable first, and how many wait.

    At most half of the day's minutes go to reviews, so that a backlog after a break is spread over days and never a
    wall. Most valuable: important facts near the edge of forgetting first; what is long forgotten can wait, it must
    be learned again anyway.
    """
    budget = max(1, minutes * 60 // 2 // SECONDS_A_CARD)
    ranked = sorted(due, key=lambda card: (-card.importance * card.recall * (1.05 - card.recall), card.id))
    return tuple(ranked[:budget]), max(0, len(ranked) - budget)
