"""What a learner says about a debrief: contest a judgement, ask a mentor. Knows events, no requests."""

from datetime import datetime

from django.utils.translation import gettext as _

from preceptor.core.patient.encounter import Refused
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.log import Draft, append
from preceptor.platform.learning.models import Attempt

KINDS = ("wrong", "unclear", "outdated", "biased", "other")
LONGEST_COMMENT = 2000


def kinds() -> list[tuple[str, str]]:
    """What a judgement can be contested for."""
    return [
        ("wrong", _("A judgement or a fact is wrong")),
        ("unclear", _("The patient did not understand what I asked")),
        ("outdated", _("It is out of date")),
        ("biased", _("It is unfair to a group of people")),
        ("other", _("Something else")),
    ]


def contest(learner: Learner, attempt: Attempt, kind: str, comment: str, at: datetime | None = None) -> None:
    """Report a problem with a case or its debrief; an educator answers. Raises Refused."""
    if kind not in KINDS:
        raise Refused(_("Choose what is wrong with it."))
    _append(learner, attempt, "item.reported", {"kind": kind}, comment, at)


def ask_mentor(learner: Learner, attempt: Attempt, comment: str, at: datetime | None = None) -> None:
    """Ask to talk an encounter over with a mentor. Raises Refused."""
    if not comment.strip():
        raise Refused(_("Write what you would like to talk about."))
    _append(learner, attempt, "mentor.asked", {"about": str(attempt.pk)}, comment, at)


def _append(
    learner: Learner, attempt: Attempt, verb: str, payload: dict[str, str], comment: str, at: datetime | None
) -> None:
    if len(comment) > LONGEST_COMMENT:
        raise Refused(_("Shorten it to %(most)s characters. Nothing was sent.") % {"most": LONGEST_COMMENT})
    draft = Draft(
        learner.user.actor, verb, at or clock.now(), payload, object=attempt.approval.content.ref, attempt=attempt.pk
    )
    append(draft, {"comment": comment})
