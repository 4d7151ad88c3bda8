"""A learner's day as it stands: minutes, answers, cards. Reads projections and the log; writes nothing."""

from datetime import datetime, time

from django.utils import timezone

from preceptor.core.coach.blending import Day
from preceptor.core.coach.remembering import SECONDS_A_CARD
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.models import Event
from preceptor.platform.learning.models import Attempt
from preceptor.platform.learning.reviewing import due_today

LONGEST_MINUTES = 10
"""What one answer counts at most, so that a forgotten tab does not fill the day."""


def stand(learner: Learner) -> Day:
    """How today stands, in the installation's time zone."""
    since = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    seconds = Attempt.objects.filter(learner=learner, status="answered", closed_at__gte=since).values_list(
        "answer__seconds", flat=True
    )
    spent = [min(LONGEST_MINUTES * 60, one or 0) for one in seconds]
    cards = Event.objects.filter(actor=learner.user.actor, verb="card.reviewed", at__gte=since).count()
    return Day(
        answers=len(spent),
        cards=cards,
        due=len(due_today(learner)[0]),
        minutes=(sum(spent) + cards * SECONDS_A_CARD) / 60,
        planned=learner.daily_minutes,
    )
