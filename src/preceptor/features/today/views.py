"""HTML shell of today, and the front door that sends each role to its own first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from preceptor.core.coach.blending import next_step, time_reached
from preceptor.core.coach.choosing import NothingToOffer
from preceptor.features.today import queries
from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.accounts.roles import May
from preceptor.platform.learning import loop, noticing
from preceptor.platform.learning.day import stand
from preceptor.platform.learning.notices import notices_for
from preceptor.platform.learning.presenting import offered
from preceptor.platform.learning.reviewing import due_today, minutes
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.patients.proposing import propose


def front(request: HttpRequest) -> HttpResponse:
    """Send everybody to their own first page."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    for what, route in (
        (May.LEARN, "today:today"),
        (May.ADMINISTER, "operations:overview"),
        (May.TEACH, "teaching:cohorts"),
        (May.READ_CONTENT, "authoring:items"),
    ):
        if request.user.may(what):
            return redirect(route)
    return redirect("profile:settings")


def today(request: HttpRequest) -> HttpResponse:
    """What to do next, and why."""
    learner = learner_of(request)
    now = timezone.localtime()
    try:
        attempt = loop.offer(learner)
    except NothingToOffer:
        attempt = None
    cards, waiting = due_today(learner)
    day = stand(learner)
    context = {
        "learner": learner,
        "now": now,
        "greeting": _greeting(now.hour),
        "placement": queries.placement_open(learner),
        "next": offered(attempt) if attempt else None,
        "cards": cards,
        "review_minutes": minutes(len(cards)),
        "step": next_step(day),
        "day": day,
        "time_reached": time_reached(day),
        "notices": notices_for(learner),
        "noticed": noticing.standing(learner),
        "waiting": waiting,
        "week": queries.week(learner, now.date()),
        "movers": [(shelf().world.competencies.get(one.competency), one) for one in queries.movers(learner)],
        "bar": learner.cohort.programme.bar,
        "patient": propose(learner),
        "checkpoint": loop.last_sitting(learner, "checkpoint"),
    }
    return render(request, "today/today.html", context)


def _greeting(hour: int) -> str:
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")
