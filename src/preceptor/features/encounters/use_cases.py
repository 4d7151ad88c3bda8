"""What learners do with virtual patients: meet, act, hand over. One transaction each; retries are harmless."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from math import ceil
from typing import Any

from django.db import transaction

from preceptor.core.coach import choosing, noticing, reasons
from preceptor.core.coach.choosing import NothingToOffer
from preceptor.core.patient.debrief import debrief
from preceptor.core.patient.disclosure import main_topic
from preceptor.core.patient.encounter import MODES, Refused
from preceptor.core.patient.moves import Move
from preceptor.core.patient.result import Debrief
from preceptor.core.patient.signals import signals
from preceptor.core.patient.voice import addressed
from preceptor.features.encounters import unsent
from preceptor.features.encounters.rooms import Made, Room, room
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.log import Draft, append
from preceptor.platform.learning import loop
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import ENCOUNTER, Attempt
from preceptor.platform.learning.noticing import after_encounter
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.learning.standing import chance
from preceptor.platform.packs import cases
from preceptor.platform.patients import hearing
from preceptor.platform.patients.proposing import drawn

LONGEST_SAID = 2000
PEOPLE = 3
"""The stream of chance that decides who brings a case again."""


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
                "seed": _seed(ledger, approval),
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


def _seed(ledger: Ledger, approval: Approval) -> int:
    """Of whom the case is brought by: 0, the person it was written with, until the learner has seen it to the end."""
    if approval.content.content_id not in ledger.recent.get("seen", {}):
        return 0
    return 1 + int(chance(ledger, PEOPLE).integers(2**31 - 1))


_OWN: dict[str, Any] = {"code": "own-choice", "values": {}}


def _said(reason: reasons.Reason) -> dict[str, Any]:
    return {"code": reason.code, "values": reason.values}


def understood(found: Room, text: str) -> Move:
    """A turn of talk as a move."""
    state = found.encounter.state
    patient = found.encounter.patient
    text = text.strip()[:LONGEST_SAID]
    words = addressed(text, patient, state.topic)
    asked = hearing.heard(words, found.knowledge, state.topic, main_topic(patient))
    return Move("say", asked=asked, signals=signals(text), words=len(text.split()))


def act(learner: Learner, seen: Room, move: Move, said: str, client_id: uuid.UUID, at: datetime | None = None) -> Room:
    """Make a move in a room as it was seen, and return the room after it. A repeated move counts once.

    Words are understood before the lock is taken: whoever holds it lets nobody else write. Raises Attempt.DoesNotExist,
    Refused.
    """
    at = at or clock.now()
    if move.kind == "say":
        move = understood(seen, said)
    with transaction.atomic():
        ledger = Ledger.open(learner)
        attempt = ledger.attempt(seen.attempt.pk)
        found = room(attempt)
        receipt = loop.event_id(attempt.pk, client_id)
        if found.holds(receipt) or attempt.status != "open":
            return found
        if move.kind == "say" and found.encounter.state.topic != seen.encounter.state.topic:
            move = understood(found, said)  # another tab led the talk elsewhere meanwhile
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
        found = replace(found, moves=(*found.moves, Made(event.seq, event.id, at, move)))
        unsent.forget(attempt.pk, move.kind)
        if move.kind == "finish":
            _finish(ledger, attempt, found, at)
        ledger.flush()
    return found


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
                    "mode": found.opened.mode,
                    "outcome": result.outcome,
                    "scores": {step.id: step.score for step in result.steps},
                    "critical": [one.code for one in result.critical],
                    "seconds": max(0, round((at - attempt.offered_at).total_seconds())),
                    "evidence": [one.to_dict() for one in records],
                    "packs": list(shelf().packs),
                    "lessons": [one.id for one in result.lessons],
                    "scoring": result.version,
                    "hints": asdict(noticing.hints(_hints(found.moves))),
                    "content": content.content_id,
                    "competency": content.meta["competency"],
                    "presentation": content.meta["presentation"],
                },
                object=content.ref,
                attempt=attempt.pk,
            )
        )
    )
    after_encounter(ledger, attempt, at)


def _hints(moves: Iterable[Made]) -> list[float | None]:
    """When hints were asked for, in seconds; None for every other move."""
    return [one.at.timestamp() if one.move.kind == "hint" else None for one in moves]


def result_of(found: Room) -> Debrief:
    """The debrief of an encounter: a pure function of its moves, so that scoring it again gives the same."""
    return debrief(found.encounter.patient, found.encounter.mode, found.encounter.state)
