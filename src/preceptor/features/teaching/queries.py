"""Who teaches whom, and where a cohort stands. Every page of teaching asks here what its reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from preceptor.features.teaching.attention import Standing
from preceptor.platform import clock
from preceptor.platform.accounts.models import Cohort, Invitation, Learner, User
from preceptor.platform.accounts.roles import May
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.learning.models import Attempt, BeliefState, ReviewCard, Sitting
from preceptor.platform.learning.picture import by_domain
from preceptor.platform.learning.rechecks import RECHECK
from preceptor.platform.learning.shelf import shelf

ACTIVE_DAYS = 7
SURE = 80
SURE_DAYS = 14
MOST_LEARNERS = 300
LAST_ANSWERS = 20


def cohorts_for(user: User) -> QuerySet[Cohort]:
    """The cohorts that a person teaches; an administrator's are all."""
    found = Cohort.objects.select_related("programme").order_by("programme__name", "name")
    return found if user.may(May.ADMINISTER) else found.filter(educators=user)


def learners_for(user: User) -> QuerySet[Learner]:
    """The learners in the cohorts that a person teaches; an administrator's are all."""
    found = Learner.objects.select_related("user", "cohort__programme")
    return found if user.may(May.ADMINISTER) else found.filter(cohort__educators=user)


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort in the list."""

    cohort: Cohort
    learners: int
    active: int
    educators: list[str]


def cohort_rows(user: User) -> list[CohortRow]:
    """The cohorts of a person, with how many learners each has and how many were active in seven days."""
    since = clock.now() - timedelta(days=ACTIVE_DAYS)
    answered = Attempt.objects.filter(learner=OuterRef("pk"), status="answered", closed_at__gte=since)
    counts = {
        one["cohort"]: one
        for one in Learner.objects.filter(user__is_active=True)
        .annotate(was_active=Exists(answered))
        .values("cohort")
        .annotate(learners=Count("pk"), active=Count("pk", filter=Q(was_active=True)))
    }
    return [
        CohortRow(
            cohort,
            counts.get(cohort.pk, {}).get("learners", 0),
            counts.get(cohort.pk, {}).get("active", 0),
            [one.name for one in cohort.educators.all()],
        )
        for cohort in cohorts_for(user).prefetch_related("educators")
    ]


def standings(cohort: Cohort) -> list[Standing]:
    """Where every learner of a cohort stands, those who need attention first."""
    now = clock.now()
    day = clock.days(now)
    learners = list(
        Learner.objects.filter(cohort=cohort, user__is_active=True)
        .select_related("user", "cohort__programme")
        .order_by("user__name")[:MOST_LEARNERS]
    )
    states = {one.learner_id: one for one in BeliefState.objects.filter(learner__in=learners)}
    last = _last_seen(learners)
    sure = _sure_and_wrong(learners, now)
    shown = shelf()
    found = [
        Standing(
            learner=one,
            domains=by_domain(one, states.get(one.pk), shown, day),
            last_seen=last.get(one.pk),
            idle=(now - last[one.pk]).days if one.pk in last else None,
            sure_and_wrong=sure.get(one.pk, 0),
        )
        for one in learners
    ]
    return sorted(found, key=lambda one: one.rank, reverse=True)


def _last_seen(learners: list[Learner]) -> dict[int, datetime]:
    rows = (
        Attempt.objects.filter(learner__in=learners, status="answered")
        .values("learner")
        .annotate(last=Max("closed_at"))
        .values_list("learner", "last")
    )
    return {pk: last for pk, last in rows if last is not None}


def _sure_and_wrong(learners: list[Learner], now: datetime) -> Mapping[int, int]:
    rows = (
        Attempt.objects.filter(
            learner__in=learners,
            status="answered",
            outcome=0,
            closed_at__gte=now - timedelta(days=SURE_DAYS),
            answer__confidence__gte=SURE,
        )
        .values("learner")
        .annotate(count=Count("pk"))
        .values_list("learner", "count")
    )
    return dict(rows)


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """An answer as an educator sees it: what it was about and how it went, no free text."""

    at: datetime | None
    verdict: str
    title: str
    domain: str
    mode: str
    confidence: int | None


def last_answers(learner: Learner) -> list[LastAnswer]:
    """The newest answers, except in a placement or checkpoint that is still going on."""
    shown = shelf()
    rows = (
        Attempt.objects.filter(learner=learner, status="answered")
        .filter(Q(sitting__isnull=True) | Q(sitting__finished_at__isnull=False))
        .select_related("approval__content")
        .order_by("-closed_at")[:LAST_ANSWERS]
    )
    found = []
    for one in rows:
        name = one.approval.content.meta["competency"]
        known = shown.world.competencies.get(name)
        verdict = "right" if one.outcome is not None and one.outcome >= 1 else "partly" if one.outcome else "wrong"
        found.append(
            LastAnswer(
                one.closed_at,
                verdict,
                known.title if known else name,
                shown.domains.get(known.domain, "") if known else "",
                one.mode,
                (one.answer or {}).get("confidence"),
            )
        )
    return found


def checkpoints(learner: Learner, newest: int = 6) -> list[dict[str, Any]]:
    """Finished placements and checkpoints that measured something, newest first, each with its domains."""
    shown = shelf()
    rows = (
        Sitting.objects.filter(learner=learner, finished_at__isnull=False)
        .exclude(result__why="skipped")
        .exclude(kind=RECHECK)
        .annotate(answers=Count("attempts", filter=Q(attempts__status="answered")))
        .order_by("-finished_at")[:newest]
    )
    return [
        {
            "sitting": one,
            "answers": one.answers,
            "domains": [
                {**found, "title": shown.domains.get(found["domain"], found["domain"])}
                for found in one.result.get("domains", [])
            ],
        }
        for one in rows
    ]


def counts(learner: Learner) -> dict[str, int]:
    """How much there is: answers, and review cards that are due."""
    return {
        "answers": Attempt.objects.filter(learner=learner, status="answered").count(),
        "due": ReviewCard.objects.filter(learner=learner, due__lte=clock.now()).count(),
    }


def invitations(cohort: Cohort) -> list[Invitation]:
    """The codes of a cohort that still open a door, newest first."""
    return list(
        cohort.invitations.filter(uses_left__gt=0, expires_at__gt=clock.now())
        .select_related("created_by")
        .order_by("-created_at")
    )


@dataclass(frozen=True, slots=True)
class Talk:
    """A learner who would like to talk something over: who, when, which patient or competency, what they wrote."""

    learner: Learner
    at: datetime
    subject: str
    comment: str


def talks(cohort: Cohort, days: int = 30) -> list[Talk]:
    """Who of a cohort asked to talk something over lately, newest first."""
    learners = {one.user.actor: one for one in Learner.objects.filter(cohort=cohort).select_related("user")}
    asked = Event.objects.filter(
        verb="mentor.asked", actor__in=list(learners), at__gte=clock.now() - timedelta(days=days)
    ).order_by("-seq")
    words = dict(FreeText.objects.filter(event__in=asked, field="comment").values_list("event_id", "text"))
    about = Attempt.objects.select_related("approval__content").in_bulk([one.payload["about"] for one in asked])
    met = {str(key): _subject(attempt) for key, attempt in about.items()}
    return [
        Talk(learners[one.actor], one.at, met.get(one.payload["about"], ""), words.get(one.seq, "")) for one in asked
    ]


def _subject(attempt: Attempt) -> str:
    content = attempt.approval.content
    known = shelf().world.competencies.get(content.meta["competency"])
    title = known.title if known else content.meta["competency"]
    return str(content.public.get("title", "") or title)
