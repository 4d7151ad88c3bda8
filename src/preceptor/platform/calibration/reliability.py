"""How well predicted chances have held on this installation's own log. A job computes it, pages read what it kept.

Each answer is predicted as it was at its time: under the version that its learner's belief was then folded under.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.core.exceptions import ObjectDoesNotExist

from preceptor.core.coach.reliability import Tenth, tenths
from preceptor.core.learner import new_belief, predict
from preceptor.platform import clock
from preceptor.platform.beliefs import versions
from preceptor.platform.beliefs.models import Reliability
from preceptor.platform.calibration.history import ANSWERED, Log
from preceptor.platform.events.models import Event
from preceptor.platform.jobs.beliefs import check_predictions
from preceptor.platform.jobs.progress import Say
from preceptor.platform.learning.fold import VERBS, Fold, records_of
from preceptor.platform.learning.shelf import world

RENEWED = "belief.renewed"
FEWEST_ANSWERS = 200
FEWEST_LEARNERS = 5
"""From fewer people a plot would say something about each of them."""
FIRST_ANSWERS = 10
NEW_ITEM = 10
"""An item is new for its first so many answers, by whomever."""
GROUPS = ("all", "first", "new")
STALE = timedelta(days=1)


# What a damaged event raises: no such field, version or pack, or a value that is none.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ObjectDoesNotExist)


class Predicted(NamedTuple):
    """An answer to an item: its place in the log, its learner, how many they had given with it, the item, the chance
    that was given to success beforehand, and the outcome (both 0 to 1)."""

    seq: int
    learner: int
    number: int
    item: str
    chance: float
    outcome: float


def predicted(actor: uuid.UUID, learner: int) -> Iterator[Predicted]:
    """Fold a learner's log anew and say of each answer to an item what was expected of it. What cannot be read is
    passed over."""
    first = versions.version(versions.FIRST)
    fold, number = Fold(first, new_belief(first.parameters)), 0
    events = Event.objects.filter(actor=actor, verb__in=(*VERBS, RENEWED)).only("seq", "verb", "payload")
    for event in events.order_by("seq").iterator(chunk_size=2000):
        try:
            if event.verb == RENEWED:
                fold = _again(versions.version(event.payload["version"]), actor, event.seq)
                continue
            if event.verb == "learner.enrolled" and fold.belief.answers == 0:
                fold = Fold(versions.version(event.payload.get("version", versions.FIRST)), fold.belief)
            chance = _expected(fold, event) if event.verb == ANSWERED else None
            fold.take(event)
        except UNREADABLE:
            continue
        if chance is not None:
            number += 1
            content, outcome = str(event.payload["content"]), float(event.payload["outcome"])
            yield Predicted(event.seq, learner, number, content, chance, outcome)


def _again(version: versions.Version, actor: uuid.UUID, before: int) -> Fold:
    """A learner's past up to an event under a version; what cannot be read is passed over here too."""
    fold = Fold(version, new_belief(version.parameters))
    events = Event.objects.filter(actor=actor, verb__in=VERBS, seq__lt=before).only("seq", "verb", "payload")
    for event in events.order_by("seq").iterator(chunk_size=2000):
        with suppress(*UNREADABLE):
            fold.take(event)
    return fold


def _expected(fold: Fold, event: Event) -> float | None:
    """The chance of success by the belief before an answer; None where the event holds no evidence."""
    parents = world(tuple(event.payload["packs"])).graph.parents
    records = [fold.version.placed(one) for one in records_of(event.payload)]
    if not records:
        return None
    chances = [predict(fold.belief, one, fold.version.parameters, parents).probability for one in records]
    return sum(chances) / len(chances)


def check(say: Say = lambda stage, done, total: None) -> Reliability:
    """Compute it over everybody whose answers may be learnt from, and keep it in place of what was kept before."""
    log = Log()
    answers: list[Predicted] = []
    for number, actor in enumerate(log.actors):
        say("checking predictions against results", number, len(log.actors))
        answers += predicted(actor, number)
    groups = {name: _group(answers, picked) for name, picked in zip(GROUPS, _picked(answers), strict=True)}
    made, _ = Reliability.objects.update_or_create(pk=1, defaults={"at": clock.now(), "body": groups})
    say("checking predictions against results", len(log.actors), len(log.actors))
    return made


def _picked(answers: list[Predicted]) -> tuple[list[bool], list[bool], list[bool]]:
    """Which answers are in each of GROUPS. Whether an item was new depends on the order of everybody's answers."""
    met: dict[str, int] = {}
    new: dict[int, bool] = {}
    for one in sorted(answers):
        new[one.seq] = met.get(one.item, 0) < NEW_ITEM
        met[one.item] = met.get(one.item, 0) + 1
    return (
        [True] * len(answers),
        [one.number <= FIRST_ANSWERS for one in answers],
        [new[one.seq] for one in answers],
    )


def _group(answers: list[Predicted], picked: list[bool]) -> dict[str, Any]:
    chosen = [one for one, inside in zip(answers, picked, strict=True) if inside]
    learners = len({one.learner for one in chosen})
    enough = len(chosen) >= FEWEST_ANSWERS and learners >= FEWEST_LEARNERS
    chances = np.array([one.chance for one in chosen], dtype=np.float64)
    outcomes = np.array([one.outcome for one in chosen], dtype=np.float64)
    rows = [list(astuple(one)) for one in tenths(chances, outcomes)] if enough else []
    return {"answers": len(chosen), "learners": learners, "tenths": rows}


# ---------- for people ----------


@dataclass(frozen=True, slots=True)
class Group:
    """One group of answers (a name of GROUPS), with its tenths where there are enough answers to show any."""

    name: str
    answers: int
    tenths: tuple[Tenth, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What was computed, and when."""

    at: datetime
    groups: tuple[Group, ...]


def standing() -> Standing | None:
    """What was computed last, or None where it never was."""
    kept = Reliability.objects.filter(pk=1).first()
    if kept is None:
        return None
    groups = tuple(
        Group(name, one["answers"], tuple(Tenth(*row) for row in one["tenths"]))
        for name, one in ((name, kept.body[name]) for name in GROUPS)
    )
    return Standing(kept.at, groups)


def refresh() -> bool:
    """Let a job compute it again where it is missing or older than a day; says whether it does."""
    kept = Reliability.objects.filter(pk=1).first()
    stale = kept is None or clock.now() - kept.at > STALE
    if stale:
        check_predictions.enqueue()
    return stale
