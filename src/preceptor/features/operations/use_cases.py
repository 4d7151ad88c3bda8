"""Changing roles and closing accounts, with what must never happen. Knows no requests."""

from django.db import transaction

from preceptor.features.operations.queries import last_administrator
from preceptor.platform.accounts import oversight
from preceptor.platform.accounts.joining import enrol
from preceptor.platform.accounts.models import Cohort, Learner, User
from preceptor.platform.accounts.roles import Role


class NotAllowed(ValueError):
    """A change that would lock people out; the message says what to do."""


def _guard(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise NotAllowed("You cannot do this to your own account. Ask another administrator.")
    if last_administrator(user):
        raise NotAllowed("This is the last administrator. Make somebody else an administrator first.")


def change_role(user: User, by: User, role: str, cohort: Cohort | None) -> None:
    """Give a person another role; who becomes a learner needs a cohort. Raises NotAllowed."""
    if role not in set(Role):
        raise NotAllowed("Choose a role.")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.role == role and not (role == Role.LEARNER and cohort):
            return
        _guard(user, by)
        enrolled = Learner.objects.filter(user=user).first()
        if role == Role.LEARNER and cohort is None and enrolled is None:
            raise NotAllowed("A learner needs a cohort: choose one.")
        oversight.set_role(user, by, role)
        if role == Role.LEARNER and cohort is not None:
            if enrolled is None:
                enrol(user, cohort)
            else:
                enrolled.cohort = cohort
                enrolled.save(update_fields=["cohort"])


def set_active(user: User, by: User, active: bool) -> None:
    """Close or open an account. What was learnt stays. Raises NotAllowed."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not active:
            _guard(user, by)
        oversight.set_active(user, by, active)
