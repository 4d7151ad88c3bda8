"""An offered activity as anybody may see it before the answer: nothing here can cue the key."""

from dataclasses import dataclass

from preceptor.platform.learning import wording
from preceptor.platform.learning.models import Attempt
from preceptor.platform.learning.shelf import shelf


@dataclass(frozen=True, slots=True)
class Offered:
    """The next activity for a page or the API."""

    attempt: Attempt
    domain: str
    presentation: str
    task: str
    minutes: float
    reason: str


def offered(attempt: Attempt) -> Offered:
    """What may be said of an open attempt."""
    meta = attempt.approval.content.meta
    shelved = shelf()
    known = shelved.world.competencies.get(meta["competency"])
    domain = known.domain if known else ""
    return Offered(
        attempt=attempt,
        domain=shelved.domains.get(domain, domain),
        presentation=shelved.presentations.get(meta["presentation"], ""),
        task=wording.task(meta["task"]),
        minutes=meta["minutes"],
        reason=wording.before(attempt.reason["before"], shelved),
    )
