"""Answering a report or an objection: one event, and for a withdrawal the gate. Knows no requests."""

from datetime import datetime

from django.db import transaction

from preceptor.features.gate.queries import Report, live
from preceptor.platform import clock
from preceptor.platform.accounts.models import User
from preceptor.platform.approvals import gate
from preceptor.platform.events.log import Draft, append
from preceptor.platform.events.models import Event

ITEM_DECISIONS = ("withdrawn", "kept", "recheck")
OBJECTION_DECISIONS = ("recheck", "declined")
LONGEST_COMMENT = 2000


class BadDecision(ValueError):
    """A decision that cannot be taken; the message says what to do."""


def decisions(report: Report) -> tuple[str, ...]:
    """What may be decided about a report or an objection."""
    return ITEM_DECISIONS if report.estimate is None else OBJECTION_DECISIONS


def resolve(report: Report, by: User, decision: str, comment: str, at: datetime | None = None) -> bool:
    """Close a report or an objection; "withdrawn" also withdraws the item at once.

    Returns False where somebody was faster. Raises BadDecision.
    """
    if decision not in decisions(report):
        raise BadDecision("Choose what is decided.")
    comment = comment.strip()
    if not comment:
        raise BadDecision("Write a sentence to whoever sent this: they read it.")
    if len(comment) > LONGEST_COMMENT:
        raise BadDecision(f"Keep the answer under {LONGEST_COMMENT} characters.")
    at = at or clock.now()
    key = str(report.event.id)
    with transaction.atomic():
        if Event.objects.filter(verb="report.resolved", payload__report=key).exists():
            return False
        append(
            Draft(by.actor, "report.resolved", at, {"report": key, "decision": decision}, object=report.event.object),
            {"comment": comment},
        )
        approval = live(report.content) if report.content and decision == "withdrawn" else None
        if approval is not None:
            gate.withdraw(approval, by, at, comment)
    return True
