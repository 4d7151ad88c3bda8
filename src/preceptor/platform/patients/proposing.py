"""Which patient the coach would choose now, and why, in words that give nothing away. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from preceptor.core.coach import choosing, reasons
from preceptor.core.coach.choosing import Choice, NothingToOffer
from preceptor.core.patient.case import Public
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.approvals.models import Approval
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.learning.standing import chance, situation
from preceptor.platform.packs import cases

PATIENTS = 2
"""The stream of chance that patients are drawn with."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A patient the coach would choose: under which approval, who it is, why."""

    approval: int
    public: Public
    reason: str


def drawn(ledger: Ledger, at: datetime) -> tuple[Choice, reasons.Reason, reasons.Reason]:
    """The coach's draw among the approved patients, with its two reasons. Raises NothingToOffer."""
    shown = shelf()
    now = situation(ledger, shown, clock.days(at))
    choice = choosing.choose(shown.patients, now, chance(ledger, PATIENTS))
    return choice, reasons.before(shown.patients, now, choice), reasons.after(shown.patients, now, choice)


def propose(learner: Learner, at: datetime | None = None) -> Proposed | None:
    """The patient the coach would choose now; None where no patient is open to this learner."""
    try:
        choice, before, _after = drawn(Ledger.peek(learner), at or clock.now())
    except NothingToOffer:
        return None
    candidate = shelf().patients.candidates[choice.place]
    public = cases.public(Approval.objects.select_related("content").get(pk=candidate.approval).content)
    complaint = shelf().presentations.get(public.presentation, public.title)
    return Proposed(candidate.approval, public, words(before.code, before.values, complaint))


def words(code: str, values: Mapping[str, Any], complaint: str) -> str:
    """Why this patient, without the domain: which field a complaint belongs to would be half the diagnosis."""
    named = {"what": complaint, "days": values.get("days", 0)}
    return {
        "seen-before": _(
            "You met this case %(days)s days ago; somebody else brings it now, and nobody new would serve you better."
        ),
        "fresh-presentation": _("%(what)s is a complaint you have not met lately."),
        "little-evidence": _("We know little yet about how you deal with what lies behind this complaint."),
        "below-target": _("The minutes you spend with this patient are where you gain most now."),
        "keep-up": _("This keeps up what you can do."),
        "own-choice": _("You chose this patient yourself."),
    }.get(code, _("This fits where you stand.")) % named
