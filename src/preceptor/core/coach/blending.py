"""Blending reviews into the day's practice, and noticing when the planned time is reached. Knows no storage."""

from dataclasses import dataclass

REVIEW_EVERY = 4
CARDS_AT_ONCE = 3
"""A few due cards after every few answers: retrieval mixed into practice rather than a block of its own (estimate)."""


@dataclass(frozen=True, slots=True)
class Day:
    """How a learner's day stands: answers and cards done, cards due in today's share, minutes done and planned."""

    answers: int
    cards: int
    due: int
    minutes: float
    planned: int


def next_step(day: Day) -> str:
    """Say "review" or "practice": a few cards come first thing, and again after every fourth answer."""
    wanted = CARDS_AT_ONCE * (1 + day.answers // REVIEW_EVERY)
    return "review" if day.due and day.cards < wanted else "practice"


def time_reached(day: Day) -> bool:
    """Whether the planned minutes are done; stopping is then as good as going on."""
    return day.minutes >= day.planned
