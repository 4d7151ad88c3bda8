"""Taking a version of the belief into use, and going back. Each act is an event; a job then renews the learners."""

import uuid
from datetime import datetime

from django.db import transaction

from preceptor.platform.approvals import gate
from preceptor.platform.beliefs import versions
from preceptor.platform.beliefs.models import BeliefVersion
from preceptor.platform.events.log import Draft, append
from preceptor.platform.jobs.beliefs import renew_beliefs

BETTER = "better"


class NotBetter(ValueError):
    """Nothing shows that this version predicts better than the one in use; the message says what can be done."""


class NothingBefore(LookupError):
    """No version was in use before this one."""


def adopt(number: int, by: uuid.UUID, at: datetime, why: str = "", anyway: bool = False) -> bool:
    """Take a version into use: at once for new learners and for choosing, one by one for the others.

    Returns False where it is in use already. A version that was not found better than the one in use, and was never in
    use itself, needs `anyway` and a reason. Raises UnknownVersion, NotBetter.
    """
    with transaction.atomic():
        gate.hold()
        before = versions.active_number()
        row = BeliefVersion.objects.defer("body").filter(pk=number).first()
        if row is None:
            raise versions.UnknownVersion(f"There is no version {number} of the belief.")
        if before == number:
            return False
        if not anyway:
            _justified(row, before)
        elif not why.strip():
            raise NotBetter("Say why this version is adopted anyway.")
        gate.moved()
        verdict = (row.report or {}).get("verdict", "")
        append(
            Draft(
                by,
                versions.ADOPTED,
                at,
                {"version": number, "before": before, "verdict": verdict, "anyway": anyway},
                object=f"belief/{number}",
            ),
            {"why": why},
        )
        transaction.on_commit(renew_beliefs.enqueue)
    return True


def _justified(row: BeliefVersion, before: int) -> None:
    """Raise NotBetter unless the version was in use once, or was found better than the one in use now."""
    past = versions.adoptions()
    if row.number == versions.FIRST or any(one.version == row.number for one in past):
        return
    report = row.report or {}
    if not report:
        raise NotBetter(
            f"Version {row.number} was not compared with the one in use. It can be adopted anyway by giving a reason."
        )
    against = report["active"]["version"]
    if against != before:
        raise NotBetter(
            f"Version {row.number} was compared with version {against}, and version {before} is in use now. Calibrate "
            "again; or it can be adopted anyway by giving a reason."
        )
    if report["verdict"] != BETTER:
        raise NotBetter(
            f"Nothing shows that version {row.number} is better than version {before}. It can be adopted anyway by "
            "giving a reason."
        )


def back(by: uuid.UUID, at: datetime, why: str = "") -> int:
    """Take the version into use again that was in use before the present one; returns it. Raises NothingBefore."""
    past = versions.adoptions()
    if not past:
        raise NothingBefore("The first version is in use: there is none before it.")
    adopt(past[0].before, by, at, why)
    return past[0].before
