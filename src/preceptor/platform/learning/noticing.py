"""Notices in the loop: offered when a rule holds, answered by the learner, shown until then. Each is an event.

Nothing is noticed in a placement, a checkpoint or an examination, nor for whoever switched messages off.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from preceptor.core.coach import noticing
from preceptor.core.coach.noticing import Notice, Rule
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.log import Draft, append
from preceptor.platform.events.models import Event
from preceptor.platform.learning import recollection, wording
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Attempt, BeliefState
from preceptor.platform.learning.shelf import shelf

LAPSES_DAYS = 1.0
REPLY = "reply"


class NoSuchOffer(ValueError):
    """A notice does not offer this."""


def after_answer(ledger: Ledger, attempt: Attempt, at: datetime) -> None:
    """Look at how practice goes, after an answer."""
    _look(ledger, noticing.AFTER_ANSWER, attempt, at)


def after_encounter(ledger: Ledger, attempt: Attempt, at: datetime) -> None:
    """Look at how the hints of an encounter were used, after handing over."""
    _look(ledger, noticing.AFTER_ENCOUNTER, attempt, at)


def on_return(ledger: Ledger, at: datetime) -> None:
    """Look at how long somebody was away, when they come back."""
    _look(ledger, noticing.ON_RETURN, None, at)


def _look(ledger: Ledger, rules: Sequence[Rule], attempt: Attempt | None, at: datetime) -> None:
    if not ledger.learner.messages or "shown" in ledger.recent:  # "shown": a placement or checkpoint is running
        return
    past = recollection.past(ledger.recent, clock.days(at))
    found = noticing.notice(rules, past, recollection.told(ledger.recent))
    if found is not None:
        offer(ledger, found, attempt, at)


def offer(ledger: Ledger, found: Notice, attempt: Attempt | None, at: datetime) -> Event:
    """Write a notice into the log; the caller holds a transaction and flushes the ledger."""
    event = append(
        Draft(
            ledger.learner.user.actor,
            "notice.offered",
            at,
            {
                "kind": found.kind,
                "evidence": dict(found.evidence),
                "offers": list(found.offers),
                "about": str(attempt.pk) if attempt else None,
                "rules": noticing.VERSION,
            },
            attempt=attempt.pk if attempt else None,
        )
    )
    ledger.apply(event)
    return event


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notice as it is shown: one sentence with its evidence, and its offers with what they are called."""

    id: str
    kind: str
    about: str | None
    sentence: str
    offers: list[tuple[str, str]]


def standing(learner: Learner) -> Noticed | None:
    """The notice that waits for this learner's answer, if any: for a day, and not while a sitting runs."""
    recent = BeliefState.objects.filter(learner=learner).values_list("recent", flat=True).first() or {}
    waiting = recent.get("notice")
    if waiting is None or "shown" in recent or not learner.messages:
        return None
    if clock.days(clock.now()) - waiting["day"] > LAPSES_DAYS:
        return None
    return noticed(waiting["id"], waiting)


def noticed(key: str, payload: dict[str, Any]) -> Noticed:
    """A notice's event in words."""
    return Noticed(
        id=key,
        kind=payload["kind"],
        about=payload["about"],
        sentence=wording.notice(payload["kind"], payload["evidence"], shelf()),
        offers=[(one, wording.offer(one)) for one in payload["offers"]],
    )


def notices_of(learner: Learner) -> Any:
    """The events of the notices that this learner was offered, and no other."""
    return Event.objects.filter(actor=learner.user.actor, verb="notice.offered")


def reply(learner: Learner, key: uuid.UUID, taken: str, at: datetime | None = None) -> tuple[dict[str, Any], bool]:
    """Take an offer up, or dismiss the notice with an empty `taken`; returns the notice's payload and whether this was
    the first reply: a second one changes nothing. Raises Event.DoesNotExist for another's notice, NoSuchOffer."""
    at = at or clock.now()
    with transaction.atomic():
        ledger = Ledger.open(learner)
        event = notices_of(learner).get(id=key)
        payload: dict[str, Any] = event.payload
        if taken and taken not in payload["offers"]:
            raise NoSuchOffer(f"This notice does not offer {taken}.")
        receipt = uuid.uuid5(event.id, REPLY)
        if Event.objects.filter(id=receipt).exists():
            return payload, False
        who, about = learner.user.actor, event.attempt
        answer = {"notice": str(event.id), "kind": payload["kind"], "taken": bool(taken), "offer": taken}
        ledger.apply(append(Draft(who, "notice.answered", at, answer, attempt=about, id=receipt)))
        if taken == noticing.MENTOR:
            append(Draft(who, "mentor.asked", at, {"about": str(about)}, attempt=about))
        ledger.flush()
    return payload, True
