"""Proposed changes to the knowledge base: who proposed what, who decides, what was decided. Writes nothing."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from preceptor.features.knowledge.bases import Held
from preceptor.platform.accounts.models import User
from preceptor.platform.accounts.roles import GRANTS, May
from preceptor.platform.events.models import Event

PROPOSED, RESOLVED = "knowledge.proposed", "report.resolved"
CONDITION = "condition"
MOST = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a proposal, in whose words."""

    decision: str
    who: str
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed change. `who` is empty for an account that is gone."""

    key: uuid.UUID
    at: datetime
    condition: str
    label: str
    comment: str
    who: str
    decision: Decision | None


def proposals(bases: Iterable[Held], condition: str = "", key: uuid.UUID | None = None) -> list[Proposal]:
    """Proposals, newest first: all, those about one condition, or one of them."""
    events = Event.objects.filter(verb=PROPOSED).prefetch_related("texts").order_by("-seq")
    if condition:
        events = events.filter(payload__part=f"{CONDITION}/{condition}")
    if key:
        events = events.filter(id=key)
    found = list(events[:MOST])
    closing = Event.objects.filter(verb=RESOLVED, payload__report__in=[str(one.id) for one in found])
    closed = {one.payload["report"]: one for one in closing.prefetch_related("texts")}
    names = _names([*found, *closed.values()])
    labels = {name: one.label for held in bases for name, one in held.base.conditions.items()}
    return [_proposal(one, closed.get(str(one.id)), names, labels) for one in found]


def _names(events: Iterable[Event]) -> dict[uuid.UUID, str]:
    return dict(User.objects.filter(actor__in={one.actor for one in events}).values_list("actor", "name"))


def _proposal(
    event: Event, closed: Event | None, names: Mapping[uuid.UUID, str], labels: Mapping[str, str]
) -> Proposal:
    condition = event.payload["part"].partition("/")[2]
    decision = None
    if closed is not None:
        decision = Decision(closed.payload["decision"], names.get(closed.actor, ""), _comment(closed), closed.at)
    return Proposal(
        key=event.id,
        at=event.at,
        condition=condition if condition in labels else "",
        label=labels.get(condition, condition),
        comment=_comment(event),
        who=names.get(event.actor, ""),
        decision=decision,
    )


def _comment(event: Event) -> str:
    return next((one.text for one in event.texts.all() if one.field == "comment"), "")


def deciders() -> list[str]:
    """The names of everybody who may decide."""
    roles = [role for role, granted in GRANTS.items() if May.APPROVE in granted]
    return list(User.objects.filter(role__in=roles, is_active=True).order_by("name").values_list("name", flat=True))
