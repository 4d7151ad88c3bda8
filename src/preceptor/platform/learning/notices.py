"""What a learner should be told: what became of their reports, and questions of theirs that were withdrawn since."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.learning.models import Attempt
from preceptor.platform.learning.shelf import Shelf, shelf

TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Notice:
    """One plain sentence with its date. `str()` gives the sentence."""

    at: datetime
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def notices_for(learner: Learner) -> list[Notice]:
    """What this learner should hear of the last 30 days, newest first."""
    since = clock.now() - TOLD_FOR
    found = [*_decisions(learner, since), *_withdrawn(learner, since)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _decisions(learner: Learner, since: datetime) -> list[Notice]:
    own = {
        str(event.id): event
        for event in Event.objects.filter(
            actor=learner.user.actor, verb__in=("item.reported", "estimate.contested")
        ).order_by("-seq")[:200]
    }
    if not own:
        return []
    shown = shelf()
    resolved = Event.objects.filter(verb="report.resolved", at__gte=since, payload__report__in=list(own))
    wrote = dict(
        FreeText.objects.filter(event__in=resolved, field="comment").exclude(text="").values_list("event__id", "text")
    )
    return [
        Notice(one.at, _decision(own[one.payload["report"]], one, wrote.get(one.id, ""), shown)) for one in resolved
    ]


def _decision(report: Event, resolved: Event, comment: str, shown: Shelf) -> str:
    about = report.verb == "estimate.contested"
    values = {"on": _day(report.at), "date": _day(resolved.at), "title": ""}
    if about:
        known = shown.world.competencies.get(report.payload["competency"])
        values["title"] = known.title if known else report.payload["competency"]
        sentences = {
            "recheck": _("%(date)s: your objection of %(on)s about %(title)s was read; it will be measured again."),
            "declined": _("%(date)s: your objection of %(on)s about %(title)s was read; the estimate stays as it is."),
        }
        other = _("%(date)s: your objection of %(on)s about %(title)s was answered.")
    else:
        sentences = {
            "withdrawn": _("%(date)s: the question you reported on %(on)s was withdrawn. Thank you for reporting it."),
            "kept": _("%(date)s: the question you reported on %(on)s was looked at and stays as it is."),
            "recheck": _("%(date)s: the question you reported on %(on)s goes back to its authors to be checked."),
        }
        other = _("%(date)s: your report of %(on)s was answered.")
    said = sentences.get(resolved.payload["decision"], other) % values
    return said + (" " + _("They wrote: “%(comment)s”") % {"comment": comment} if comment else "")


def _withdrawn(learner: Learner, since: datetime) -> list[Notice]:
    """Questions answered before they were withdrawn by hand. What was approved again since is left out."""
    attempts = (
        Attempt.objects.filter(learner=learner, status="answered", approval__withdrawn_at__gte=since)
        .exclude(approval__withdrawn_reason="replaced")
        .select_related("approval__content")
        .order_by("approval_id", "-closed_at")
    )
    latest = {one.approval_id: one for one in reversed(list(attempts))}
    again = set(
        Approval.objects.filter(
            withdrawn_at__isnull=True, content__in=[one.approval.content_id for one in latest.values()]
        ).values_list("content_id", flat=True)
    )
    shown = shelf()
    return [
        Notice(one.approval.withdrawn_at, _gone(one, shown))
        for one in latest.values()
        if one.approval.withdrawn_at is not None and one.approval.content_id not in again
    ]


def _gone(attempt: Attempt, shown: Shelf) -> str:
    known = shown.world.competencies.get(attempt.approval.content.meta["competency"])
    values = {
        "date": _day(attempt.approval.withdrawn_at),
        "on": _day(attempt.closed_at),
        "domain": shown.domains.get(known.domain, "") if known else "",
    }
    return (
        _("%(date)s: a question in %(domain)s that you answered on %(on)s was withdrawn; do not rely on it.") % values
        if values["domain"]
        else _("%(date)s: a question that you answered on %(on)s was withdrawn; do not rely on it.") % values
    )


def _day(moment: datetime | None) -> str:
    return formats.date_format(timezone.localtime(moment), "j F") if moment else ""
