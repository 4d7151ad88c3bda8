"""Choosing policies in the log: which version chose how often, and choices as arrays with what followed. Reads only."""

import uuid
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, Max, Min, Q

from preceptor.core.coach.offpolicy import Log
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.models import Event
from preceptor.platform.learning.models import ENCOUNTER, Attempt, Movement

MODE = "practice"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """How often a version of the policy chose: itself, and with a learner picking from its slate."""

    policy: str
    mode: str
    drawn: int
    picked: int
    first: datetime
    last: datetime


def versions() -> list[Version]:
    """Every version that ever chose, by mode, oldest first."""
    rows = (
        Event.objects.filter(verb="choice.made")
        .values("payload__policy", "payload__mode")
        .annotate(
            drawn=Count("seq", filter=Q(propensity__isnull=False)),
            picked=Count("seq", filter=Q(propensity__isnull=True)),
            first=Min("at"),
            last=Max("at"),
        )
        .order_by("first")
    )
    return [
        Version(row["payload__policy"], row["payload__mode"], row["drawn"], row["picked"], row["first"], row["last"])
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Logged:
    """Choices with a reward, ready to be weighed; `log` is None where there are none. `drawn` counts the coach's own
    choices in practice, `rewarded` those of them that this reward can be told of."""

    log: Log | None
    drawn: int
    rewarded: int


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answered question: whose, on which competency, when, how it went, what was believed before, how it moved."""

    actor: uuid.UUID
    competency: str
    at: datetime
    outcome: float
    before: float | None
    moved: float
    minutes: float


@dataclass(frozen=True, slots=True)
class _Meetings:
    """The answers of one learner on one competency, in order."""

    times: list[datetime]
    outcomes: list[float]

    def first_from(self, place: int) -> float | None:
        return self.outcomes[place] if place < len(self.outcomes) else None


def _gain(one: _Answer, later: _Meetings) -> float | None:
    return one.moved / one.minutes


def _next(one: _Answer, later: _Meetings) -> float | None:
    return _improved(one, later.first_from(bisect_right(later.times, one.at)))


def _retained(one: _Answer, later: _Meetings) -> float | None:
    return _improved(one, later.first_from(bisect_left(later.times, one.at + A_DAY)))


def _improved(one: _Answer, outcome: float | None) -> float | None:
    return None if outcome is None or one.before is None else outcome - one.before


Reward = Callable[[_Answer, _Meetings], float | None]
REWARDS: dict[str, tuple[Reward, str]] = {
    "next": (_next, "outcome of the next answer on the same competency, less the chance believed before the choice"),
    "gain": (_gain, "how far the answer moved the estimates of mastery, for each minute the question should take"),
    "retained": (_retained, "as next, but of the first answer at least a day later"),
}


def logged(reward: str) -> Logged:
    """The coach's own choices in practice that were answered, with what followed. Raises KeyError."""
    judge = REWARDS[reward][0]
    answers = _answers()
    meetings = _meetings(answers.values())
    events = (
        Event.objects.filter(verb="choice.made", payload__mode=MODE, propensity__isnull=False)
        .order_by("seq")
        .values_list("actor", "attempt", "slate", "payload__approval")
        .iterator(chunk_size=2000)
    )
    subjects = _subjects()
    kept: list[tuple[uuid.UUID, int, float, list[dict[str, Any]]]] = []
    drawn = 0
    for actor, attempt, slate, approval in events:
        drawn += 1
        answer = answers.get(attempt)
        if answer is None:
            continue
        found = judge(answer, meetings[actor, answer.competency])
        column = next((place for place, one in enumerate(slate) if one["approval"] == approval), None)
        if found is not None and column is not None:
            kept.append((actor, column, found, slate))
    return Logged(_arrays(kept, subjects) if kept else None, drawn, len(kept))


def _subjects() -> dict[int, tuple[str, float]]:
    """Competency and minutes by approval. Content never changes under its version."""
    rows = Approval.objects.values_list("pk", "content__meta__competency", "content__meta__minutes")
    return {pk: (competency or "", minutes or np.nan) for pk, competency, minutes in rows}


def _answers() -> dict[uuid.UUID, _Answer]:
    moves: dict[uuid.UUID, dict[str, tuple[float, float]]] = defaultdict(dict)
    rows = Movement.objects.values_list("attempt_id", "competency", "before", "after").iterator(chunk_size=5000)
    for attempt, competency, before, after in rows:
        moves[attempt][competency] = (before[1], after[1])
    subjects = _subjects()
    attempts = (
        Attempt.objects.filter(status="answered")
        .exclude(mode=ENCOUNTER)
        .order_by("closed_at")
        .values_list("pk", "learner__user__actor", "approval_id", "closed_at", "outcome")
        .iterator(chunk_size=5000)
    )
    found = {}
    for pk, actor, approval, at, outcome in attempts:
        competency, minutes = subjects[approval]
        moved = moves.get(pk, {})
        before = moved[competency][0] if competency in moved else None
        total = sum(after - earlier for earlier, after in moved.values())
        found[pk] = _Answer(actor, competency, at, outcome, before, total, minutes)
    return found


def _meetings(answers: Iterable[_Answer]) -> dict[tuple[uuid.UUID, str], _Meetings]:
    found: dict[tuple[uuid.UUID, str], _Meetings] = defaultdict(lambda: _Meetings([], []))
    for one in answers:
        found[one.actor, one.competency].times.append(one.at)
        found[one.actor, one.competency].outcomes.append(one.outcome)
    return found


def _arrays(
    kept: list[tuple[uuid.UUID, int, float, list[dict[str, Any]]]], subjects: dict[int, tuple[str, float]]
) -> Log:
    people = {actor: number for number, actor in enumerate(dict.fromkeys(row[0] for row in kept))}
    names: dict[str, int] = {}
    wide = max(len(row[3]) for row in kept)
    shape = (len(kept), wide)
    values = {name: np.full(shape, np.nan) for name in ("score", "expected", "minutes")}
    propensity, subject = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    for row, (_actor, _column, _reward, slate) in enumerate(kept):
        for place, one in enumerate(slate):
            competency, minutes = subjects.get(one["approval"], ("", np.nan))
            propensity[row, place] = one["propensity"]
            subject[row, place] = names.setdefault(competency, len(names))
            values["score"][row, place] = one["score"]
            values["expected"][row, place] = one.get("expected", np.nan)
            values["minutes"][row, place] = one.get("minutes", minutes)
    return Log(
        people=np.array([people[row[0]] for row in kept], dtype=np.int64),
        chosen=np.array([row[1] for row in kept], dtype=np.int64),
        reward=np.array([row[2] for row in kept], dtype=np.float64),
        propensity=propensity,
        score=values["score"],
        expected=values["expected"],
        minutes=values["minutes"],
        subject=subject,
    )
