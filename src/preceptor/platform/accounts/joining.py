"""How people come in: invitations, enrolment, the first administrator. Each is one transaction."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from preceptor.platform import clock
from preceptor.platform.accounts.models import Cohort, Invitation, Learner, User
from preceptor.platform.accounts.roles import Role
from preceptor.platform.approvals import gate
from preceptor.platform.beliefs import versions
from preceptor.platform.events.log import Draft, append

FIRST_ADMINISTRATOR_DAYS = 7


def usable(code: str) -> Invitation:
    """The invitation, if it may be used now. Raises Invitation.DoesNotExist."""
    return Invitation.objects.get(code=code, uses_left__gt=0, expires_at__gt=clock.now())


def is_usable(invitation: Invitation) -> bool:
    """Whether an invitation has uses left and has not ended."""
    return invitation.uses_left > 0 and invitation.expires_at > clock.now()


def join(code: str, email: str, name: str, password: str | None) -> User:
    """Use an invitation: account, enrolment and one use less, or nothing. Raises Invitation.DoesNotExist."""
    with transaction.atomic():
        invitation = usable(code)
        if not Invitation.objects.filter(pk=invitation.pk, uses_left__gt=0).update(uses_left=F("uses_left") - 1):
            raise Invitation.DoesNotExist
        user = User.objects.create_user(email, password, name=name, role=invitation.role)
        if invitation.role == Role.LEARNER and invitation.cohort:
            enrol(user, invitation.cohort)
        elif invitation.role == Role.EDUCATOR and invitation.cohort:
            invitation.cohort.educators.add(user)
    return user


def enrol(user: User, cohort: Cohort, level: str = "clerkship", at: datetime | None = None) -> Learner:
    """Make a person a learner of a cohort; the event states what their belief starts from: level, programme, and
    version."""
    with transaction.atomic():
        learner = Learner.objects.create(user=user, cohort=cohort, level=level)
        gate.hold()  # a version adopted meanwhile would look for learners to renew before it can see this one
        stated = {"level": level, "version": versions.active_number(), "programme": str(cohort.programme_id)}
        append(Draft(user.actor, "learner.enrolled", at or clock.now(), stated))
    return learner


def first_administrator() -> Invitation | None:
    """The invitation that makes the first administrator; None once there is one."""
    if User.objects.filter(role=Role.ADMINISTRATOR).exists():
        return None
    waiting = Invitation.objects.filter(role=Role.ADMINISTRATOR, uses_left__gt=0, expires_at__gt=clock.now()).first()
    return waiting or Invitation.objects.create(
        role=Role.ADMINISTRATOR, expires_at=clock.now() + timedelta(days=FIRST_ADMINISTRATOR_DAYS)
    )
