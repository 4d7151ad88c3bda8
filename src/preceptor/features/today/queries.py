"""What today holds: the next activity, due reviews, the checkpoint, minutes of the week. Writes nothing itself."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning.models import Attempt, Movement, Sitting, finished


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week strip: minutes done, minutes planned."""

    date: date
    minutes: int
    planned: int
    scale: int
    today: bool

    @property
    def height(self) -> int:
        """The bar's height in percent of the strip."""
        return round(self.minutes / self.scale * 100)

    @property
    def top(self) -> int:
        """Where the bar begins, from above."""
        return 100 - self.height

    @property
    def plan_top(self) -> int:
        """Where the plan begins, from above."""
        return 100 - round(self.planned / self.scale * 100)


def week(learner: Learner, today: date) -> list[Day]:
    """The seven days of this week. Minutes count answers at most ten minutes each, so that a forgotten tab does not."""
    monday = today - timedelta(days=today.weekday())
    rows = Attempt.objects.filter(learner=learner, status="answered", closed_at__date__gte=monday).values_list(
        "closed_at", "answer__seconds"
    )
    minutes: dict[date, float] = {}
    for closed, seconds in rows:
        day = timezone.localtime(closed).date()
        minutes[day] = minutes.get(day, 0) + min(600, seconds or 0) / 60
    days = [monday + timedelta(days=offset) for offset in range(7)]
    scale = max(1, round(1.2 * max([learner.daily_minutes, *minutes.values()])))
    return [Day(day, round(minutes.get(day, 0)), learner.daily_minutes, scale, day == today) for day in days]


def movers(learner: Learner) -> list[Movement]:
    """The competencies that moved most in the last seven days: at most two, one up and one down."""
    since = timezone.now() - timedelta(days=7)
    rows = list(Movement.objects.filter(learner=learner, at__gte=since).filter(finished("attempt__")).order_by("seq"))
    first: dict[str, Movement] = {}
    last: dict[str, Movement] = {}
    for row in rows:
        first.setdefault(row.competency, row)
        last[row.competency] = row
    moved = sorted(last.values(), key=lambda row: row.after[1] - first[row.competency].before[1])
    picked = ([moved[-1]] if moved else []) + ([moved[0]] if len(moved) > 1 else [])
    return picked


def placement_open(learner: Learner) -> bool:
    """Whether this learner has neither done nor skipped a placement, and has answered nothing yet."""
    done = Sitting.objects.filter(learner=learner, kind="placement", finished_at__isnull=False).exists()
    return not done and not Attempt.objects.filter(learner=learner, status="answered", mode="practice").exists()
