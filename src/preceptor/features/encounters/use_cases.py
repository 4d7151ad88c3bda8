"""What learners do with virtual patients: meet, act, hand over. One transaction each; retries are harmless.

The state of an encounter is never stored: it is the fold of its moves in the event log.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any

from django.db import transaction

from preceptor.core.coach import choosing, reasons
from preceptor.core.coach.choosing import NothingToOffer
from preceptor.core.patient.debrief import debrief
from preceptor.core.patient.disclosure import main_topic
from preceptor.core.patient.encounter import MODES, Encounter, Refused
from preceptor.core.patient.moves import Move
from preceptor.core.patient.result import Debrief
from preceptor.core.patient.signals import signals
from preceptor.core.patient.voice import addressed
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.log import Draft, append
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import ENCOUNTER, Attempt
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion
from preceptor.platform.patients import hearing
from preceptor.platform.patients.proposing import drawn

LONGEST_SAID = 2000


@dataclass(frozen=True, slots=True)
class Room:
    """An encounter as it stands: the attempt, the knowledge its patient answers from, the fold of its moves."""

    attempt: Attempt
    knowledge: ContentVersion
    encounter: Encounter
    opened: Event
    moves: tuple[Event, ...]


def meet(learner: Learner, approval: int, mode: str, pass_mark: float | None, minutes: int, at: datetime) -> Attempt:
    """Go in to a patient; an open encounter with them goes on. Raises Approval.DoesNotExist, Refused."""
    if mode not in MODES:
        raise Refused("There is no such mode. Choose one of those shown.")
    with transaction.atomic():
        ledger = Ledger.open(learner)
        found = Approval.objects.select_related("content").get(
            pk=approval, withdrawn_at__isnull=True, content__kind=cases.KIND
        )
        if found.content.meta["jurisdiction"] not in ("int", learner.cohort.programme.jurisdiction):
            raise Approval.DoesNotExist
        waiting = Attempt.objects.filter(learner=learner, mode=ENCOUNTER, status="open", approval=found).first()
        if waiting is not None:
            return waiting
        if mode == "examination":
            cohort = learner.cohort
            pass_mark = cohort.pass_mark / 100 if cohort.pass_mark else None
            minutes = ceil(minutes * (100 + learner.extra_time) / 100)
        attempt = _choose(ledger, found, at)
        knowledge = cases.knowledge_for(found.content)
        append(
            Draft(
                learner.user.actor,
                "encounter.opened",
                at,
                {"mode": mode, "knowledge": knowledge.ref, "minutes": minutes, "pass_mark": pass_mark},
                object=found.content.ref,
                attempt=attempt.pk,
            )
        )
        ledger.flush()
    return attempt


def _choose(ledger: Ledger, approval: Approval, at: datetime) -> Attempt:
    """Record the choice: the coach's own where the learner took what it proposed, with slate and propensity."""
    try:
        choice, before, after = drawn(ledger, at)
    except NothingToOffer as error:
        raise Refused("No patient is open to your programme now.") from error
    candidates = shelf().patients.candidates
    by = "coach" if candidates[choice.place].approval == approval.pk else "learner"
    event = append(
        Draft(
            ledger.learner.user.actor,
            "choice.made",
            at,
            {
                "mode": ENCOUNTER,
                "sitting": None,
                "approval": approval.pk,
                "seed": 0,
                "reason": _said(before) if by == "coach" else _OWN,
                "full_reason": (_said(after) if by == "coach" else _OWN) | {"exhausted": []},
                "by": by,
                "policy": choosing.POLICY,
            },
            object=approval.content.ref,
            attempt=uuid.uuid4(),
            propensity=choice.slot.propensity if by == "coach" else None,
            slate=[
                {
                    "approval": candidates[slot.place].approval,
                    "object": candidates[slot.place].ref,
                    "score": round(slot.score, 6),
                    "propensity": round(slot.propensity, 6),
                }
                for slot in choice.slate
            ],
        )
    )
    ledger.apply(event)
    assert event.attempt is not None
    return ledger.attempt(event.attempt)


_OWN: dict[str, Any] = {"code": "own-choice", "values": {}}


def _said(reason: reasons.Reason) -> dict[str, Any]:
    return {"code": reason.code, "values": reason.values}


def room(attempt: Attempt) -> Room:
    """The encounter of an attempt, folded from its moves. Raises Event.DoesNotExist for an attempt of another kind."""
    events = list(
        Event.objects.filter(attempt=attempt.pk, verb__in=("encounter.opened", "encounter.moved")).order_by("seq")
    )
    opened = next((one for one in events if one.verb == "encounter.opened"), None)
    if opened is None:
        raise Event.DoesNotExist
    kind, _, version = opened.payload["knowledge"].partition("@")
    knowledge = ContentVersion.objects.get(kind=cases.KNOWLEDGE, content_id=kind.split("/", 1)[1], version=int(version))
    moves = tuple(one for one in events if one.verb == "encounter.moved")
    patient = cases.patient(attempt.approval.content, knowledge)
    encounter = Encounter(patient, MODES[opened.payload["mode"]])
    encounter.replay(Move.from_dict(one.payload["move"]) for one in moves)
    return Room(attempt, knowledge, encounter, opened, moves)


def understood(found: Room, text: str) -> Move:
    """A turn of talk as a move."""
    state = found.encounter.state
    patient = found.encounter.patient
    text = text.strip()[:LONGEST_SAID]
    words = addressed(text, patient, state.topic)
    asked = hearing.heard(words, found.knowledge, state.topic, main_topic(patient))
    return Move("say", asked=asked, signals=signals(text), words=len(text.split()))


def act(
    learner: Learner, key: uuid.UUID, move: Move, said: str, client_id: uuid.UUID, at: datetime | None = None
) -> Room:
    """Make a move and return the room after it. A repeated move counts once. Raises Attempt.DoesNotExist, Refused."""
    at = at or clock.now()
    with transaction.atomic():
        ledger = Ledger.open(learner)
        attempt = ledger.attempt(key)
        found = room(attempt)
        receipt = loop.event_id(key, client_id)
        if any(one.id == receipt for one in found.moves) or attempt.status != "open":
            return found
        if move.kind == "say":
            move = understood(found, said)
        found.encounter.apply(move)  # refuses before anything is written
        event = append(
            Draft(
                learner.user.actor,
                "encounter.moved",
                at,
                {"number": len(found.moves) + 1, "move": move.to_dict()},
                object=attempt.approval.content.ref,
                attempt=attempt.pk,
                id=receipt,
            ),
            texts={"said": said[:LONGEST_SAID]},
        )
        if move.kind == "finish":
            _finish(ledger, attempt, replace(found, moves=(*found.moves, event)), at)
        ledger.flush()
    return replace(found, moves=(*found.moves, event))


def _finish(ledger: Ledger, attempt: Attempt, found: Room, at: datetime) -> None:
    content = attempt.approval.content
    result = result_of(found)
    known = shelf().world.competencies  # a pack of its own may lack what every encounter also shows
    records = [
        one
        for one in result.evidence(str(attempt.pk), clock.days(at), content.ref)
        if all(name in known for name, _ in one.competencies)
    ]
    ledger.apply(
        append(
            Draft(
                ledger.learner.user.actor,
                "encounter.finished",
                at,
                {
                    "mode": found.opened.payload["mode"],
                    "outcome": result.outcome,
                    "scores": {step.id: step.score for step in result.steps},
                    "critical": [one.code for one in result.critical],
                    "seconds": max(0, round((at - attempt.offered_at).total_seconds())),
                    "evidence": [one.to_dict() for one in records],
                    "packs": list(shelf().packs),
                    "lessons": [one.id for one in result.lessons],
                    "scoring": result.version,
                    "content": content.content_id,
                    "competency": content.meta["competency"],
                    "presentation": content.meta["presentation"],
                },
                object=content.ref,
                attempt=attempt.pk,
            )
        )
    )


def result_of(found: Room) -> Debrief:
    """The debrief of an encounter: a pure function of its moves, so that scoring it again gives the same."""
    return debrief(found.encounter.patient, found.encounter.mode, found.encounter.state)
