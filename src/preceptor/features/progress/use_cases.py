"""Objecting to an estimate. Knows events, no requests."""

from datetime import datetime

from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.log import Draft, append
from preceptor.platform.learning.explaining import estimate

LONGEST_COMMENT = 2000


def contest(learner: Learner, competency: str, comment: str, at: datetime | None = None) -> None:
    """Object to what is believed about one competency; an educator answers."""
    found = estimate(learner, competency)
    append(
        Draft(
            learner.user.actor,
            "estimate.contested",
            at or clock.now(),
            {"competency": competency, "estimate": [found.low, found.mid, found.high], "sitting": None},
            object=f"competency/{competency}",
        ),
        {"comment": comment[:LONGEST_COMMENT]},
    )
