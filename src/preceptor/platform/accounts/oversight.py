"""Acts over other people's accounts, each with its event: roles, closing, reset links, invitations. Knows no requests.

`by` is the account that acts, or None for whoever runs the command line on the server.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction

from preceptor.platform import clock
from preceptor.platform.accounts.models import Cohort, Invitation, User
from preceptor.platform.accounts.reset import reset_path
from preceptor.platform.events.log import Draft, append

OPERATOR = uuid.UUID(int=0)
"""The actor of what is done on the server's own command line."""


def _log(by: User | None, verb: str, payload: dict[str, Any]) -> None:
    append(Draft(by.actor if by else OPERATOR, verb, clock.now(), payload))


def make_reset_link(user: User, by: User | None) -> str:
    """The path of a one-time link for a new password. Raises ValueError for a closed account."""
    path = reset_path(user)
    _log(by, "reset.made", {"person": str(user.actor)})
    return path


def invite(by: User | None, role: str, cohort: Cohort | None, uses: int, days: int) -> Invitation:
    """Make an invitation that ends after some days."""
    with transaction.atomic():
        made = Invitation.objects.create(
            role=role,
            cohort=cohort,
            uses_left=uses,
            expires_at=clock.now() + timedelta(days=days),
            created_by=by,
        )
        _log(by, "invitation.made", {"role": role, "cohort": cohort.pk if cohort else None, "uses": uses, "days": days})
    return made


def set_role(user: User, by: User, role: str) -> None:
    """Give a person another role; the caller holds a transaction and has checked that it may be."""
    before, user.role = user.role, role
    user.save(update_fields=["role"])
    if before != role:
        _log(by, "role.changed", {"person": str(user.actor), "before": before, "after": role})


def set_active(user: User, by: User, active: bool) -> None:
    """Open or close an account; the caller holds a transaction and has checked that it may be."""
    before, user.is_active = user.is_active, active
    user.save(update_fields=["is_active"])
    if before != active:
        _log(by, "account.switched", {"person": str(user.actor), "open": active})
