"""Patients who understand what they are asked: the small ward's base with enough in it to train on, and encounters.

Training on it takes a fraction of a second and is kept in the data folder of the tests.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import lru_cache
from typing import Any

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import Attribute, Finding, Kind, Topic, Value
from preceptor.features.encounters import posted, use_cases
from preceptor.features.encounters.rooms import room
from preceptor.features.knowledge.proposals import CONDITION, PROPOSED
from preceptor.platform import clock
from preceptor.platform.approvals.gate import restore
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.log import Draft, append
from preceptor.platform.learning.models import Attempt
from preceptor.platform.packs import cases
from preceptor.platform.packs.loading import store
from preceptor.platform.packs.pieces import Piece
from preceptor.platform.packs.records import plain
from tests.http import wards

OTHERS = (("zz-second-case", "A teacher who is short of breath", 31), ("zz-third-case", "A tired cook", 52))
TOPICS = (
    ("opening", "what brings them", "conversation", ("What brings you in?", "How can I help you today?")),
    ("cough", "cough", "lungs", ("Do you have a cough?", "Are you coughing?", "Any coughing at all?")),
    ("fever", "fever", "lungs", ("Have you had a fever?", "Do you feel hot and shivery?", "Any temperature?")),
    ("family-wheeze", "wheeze in the family", "family", ("Does anybody in your family wheeze?", "Any family wheeze?")),
    ("ill-contacts", "ill contacts", "contacts", ("Has anybody around you been ill?", "Is anyone at home sick?")),
)
DURATION = ("How long have you had {it}?", "Since when have you had {it}?", "When did {it} begin?")


def base() -> Base:
    """The ward's base with ways of asking, an attribute, and questions about others."""
    known = wards.base()
    more = (
        _history("family-wheeze", "family-wheeze", "history", experiencer="family"),
        _history("ill-contacts", "ill-contacts", "history", experiencer="contact"),
        _history("cough-long", "cough", "symptom", attribute="duration", of="cough"),
    )
    return replace(
        known,
        topics={**known.topics, **{name: Topic(name, label, area, ask) for name, label, area, ask in TOPICS}},
        attributes={**known.attributes, "duration": Attribute("duration", "how long", DURATION)},
        findings={**known.findings, **{one.id: one for one in more}},
    )


def _history(name: str, topic: str, kind: Kind, **more: Any) -> Finding:
    values = (Value("absent", "no", ("Not that I know.",), 0.8), Value("present", "yes", ("For some weeks.",), 0.2))
    return Finding(name, topic, name.replace("-", " "), kind, values, **more)


@lru_cache(maxsize=1)
def _pieces() -> tuple[Piece, ...]:
    known = base()
    people = (wards.case(), *(wards.case(*one) for one in OTHERS))
    return (Piece("knowledge", known.id, 1, {}, {}, plain(known)), *(cases.piece(one, known) for one in people))


def admitted(world: Any) -> list[Approval]:
    """Three patients before learners, with the base they answer from; the same ones when asked again."""
    live = list(Approval.objects.filter(content__kind=cases.KIND, withdrawn_at__isnull=True).order_by("pk"))
    if live:
        return live
    by = world.people["educator"]
    return [restore(one, by, clock.now()) for one in store(list(_pieces()), world.pack)][1:]


def encounter(world: Any, learner: Any, mode: str = "practice") -> Attempt:
    """An open encounter of a learner's with the first patient."""
    return use_cases.meet(learner, admitted(world)[0].pk, mode, None, 25, clock.now())


def finished(world: Any, learner: Any) -> Attempt:
    """An encounter of a learner's with the second patient, handed over after a look and a thought."""
    attempt = use_cases.meet(learner, admitted(world)[1].pk, "practice", None, 25, clock.now())
    found = room(attempt)
    sent: list[dict[str, str]] = [
        {"act": "rank", "condition-0": "plain cold", "confidence-0": "60"},
        {"act": "examine", "target": "calves-feel"},
        {"act": "finish", "diagnosis": "plain cold", "explanation": "I think this will pass."},
    ]
    for fields in sent:
        made = posted.read(fields["act"], {**fields, "client_id": str(uuid.uuid4())}, found.encounter)
        found = use_cases.act(learner, found, made.move, made.said, made.client_id)
    return Attempt.objects.get(pk=attempt.pk)


def proposal(world: Any) -> Any:
    """A change of the base that somebody proposed."""
    admitted(world)
    by = world.people["author"].actor
    payload = {"part": f"{CONDITION}/{wards.TRUTH}"}
    return append(Draft(by, PROPOSED, clock.now(), payload, object="knowledge/tiny-pack@1"), {"comment": "Odd."}).id
