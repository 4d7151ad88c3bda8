"""What rules noticed: of one learner with its evidence, and over the installation what followed. Never a ranking."""

import uuid
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils.translation import gettext as _

from preceptor.core.coach import intervals, noticing
from preceptor.core.coach.intervals import Interval
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.models import Event
from preceptor.platform.learning import wording
from preceptor.platform.learning.models import Attempt
from preceptor.platform.learning.noticing import noticed, notices_of

NEWEST = 20
MOST_NOTICES = 5000
NEXT_ANSWERS = 10
LONGEST_SECONDS = 600
FEW_LEARNERS = 5
"""With fewer on one side nothing is said of what followed: it would say something about somebody."""


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as its learner read it, and what they did: an offer's name, "dismissed", or nothing."""

    at: datetime
    sentence: str
    reply: str
    offer: str


def of(learner: Learner) -> list[Line]:
    """The newest notices of a learner."""
    events = list(notices_of(learner).order_by("-seq")[:NEWEST])
    replies = _replies(events)
    return [
        Line(
            one.at,
            noticed(str(one.id), one.payload).sentence,
            _reply(reply),
            wording.offer(reply["offer"]) if reply and reply["offer"] else "",
        )
        for one in events
        for reply in [replies.get(str(one.id))]
    ]


def _replies(events: Iterable[Event]) -> dict[str, dict]:
    found = Event.objects.filter(verb="notice.answered", actor__in={one.actor for one in events})
    return {one.payload["notice"]: one.payload for one in found}


def _reply(payload: dict | None) -> str:
    if payload is None:
        return ""
    return "taken" if payload["taken"] else "dismissed"


@dataclass(frozen=True, slots=True)
class Compared:
    """A mean over the next answers, where the offer was taken, where it was dismissed, and the difference."""

    taken: Interval
    dismissed: Interval
    difference: Interval


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of notice over the installation; `right` and `seconds` are None where too few people stand behind."""

    label: str
    offered: int
    taken: int
    dismissed: int
    right: Compared | None
    seconds: Compared | None

    @property
    def sides(self) -> list[tuple[str, Interval, Interval]]:
        """Taken, dismissed and their difference, each with share right and seconds; nothing where too few people."""
        if self.right is None or self.seconds is None:
            return []
        return [
            (_("Taken"), self.right.taken, self.seconds.taken),
            (_("Dismissed"), self.right.dismissed, self.seconds.dismissed),
            (_("Difference"), self.right.difference, self.seconds.difference),
        ]


def installation() -> list[Measure]:
    """How often each kind was offered and taken, and what the next ten answers in practice were like."""
    events = list(Event.objects.filter(verb="notice.offered").order_by("-seq")[:MOST_NOTICES])
    replies = _replies(events)
    after = _answers({one.actor for one in events})
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for one in events:
        by_kind[one.payload["kind"]].append(one)
    return [_measure(kind, by_kind[kind], replies, after) for kind in noticing.KINDS]


Answers = dict[uuid.UUID, tuple[list[datetime], list[tuple[float, float]]]]


def _answers(actors: set[uuid.UUID]) -> Answers:
    """Answers in practice by person, in order: when, and (outcome, seconds)."""
    rows = (
        Attempt.objects.filter(learner__user__actor__in=actors, mode="practice", status="answered")
        .order_by("closed_at")
        .values_list("learner__user__actor", "closed_at", "outcome", "answer__seconds")
    )
    found: Answers = defaultdict(lambda: ([], []))
    for actor, at, outcome, seconds in rows:
        found[actor][0].append(at)
        found[actor][1].append((outcome, min(LONGEST_SECONDS, seconds or 0)))
    return found


def _measure(kind: str, events: list[Event], replies: dict[str, dict], after: Answers) -> Measure:
    counted = Counter(_reply(replies.get(str(one.id))) for one in events)
    rows = []
    for one in events:
        reply = _reply(replies.get(str(one.id)))
        times, answers = after.get(one.actor, ([], []))
        begin = bisect_right(times, one.at)
        if reply:
            rows += [
                (outcome, seconds, reply == "taken", one.actor)
                for outcome, seconds in answers[begin : begin + NEXT_ANSWERS]
            ]
    return Measure(
        wording.noticed(kind),
        len(events),
        counted["taken"],
        counted["dismissed"],
        _compared(rows, 0),
        _compared(rows, 1),
    )


def _compared(rows: list[tuple[float, float, bool, uuid.UUID]], column: int) -> Compared | None:
    sides = [{row[3] for row in rows if row[2] is side} for side in (True, False)]
    if min(len(side) for side in sides) < FEW_LEARNERS:
        return None
    numbers = {actor: number for number, actor in enumerate(sides[0] | sides[1])}
    values = np.array([row[column] for row in rows], dtype=np.float64)
    taken = np.array([row[2] for row in rows])
    people = np.array([numbers[row[3]] for row in rows])
    return Compared(
        intervals.mean(values[taken], people[taken]),
        intervals.mean(values[~taken], people[~taken]),
        intervals.difference(values, taken, people),
    )
