"""A learner's objection to an estimate: new questions on that competency, and what they found. Knows the ledger.

A re-check is a sitting like a placement: no help, nothing about right or wrong until its end. The loop runs it; here
stand whether one can begin, the objection that begins it, its result, and what is said of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from preceptor.core.coach import measuring
from preceptor.core.learner import Belief, Interval, Mastery, mastery
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.log import Draft, append
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Sitting
from preceptor.platform.learning.picture import words
from preceptor.platform.learning.shelf import Shelf, shelf
from preceptor.platform.learning.standing import situation

RECHECK = "recheck"
RUNNING, TODAY, NOTHING_NEW = "running", "today", "nothing new"
CLEARLY = 0.02
"""From this change of the best guess on it is said to have moved."""


class NotNow(Exception):
    """A sitting cannot begin. `why` is RUNNING (`sitting` is the one that runs), TODAY or NOTHING_NEW."""

    def __init__(self, why: str, sitting: Sitting | None = None) -> None:
        super().__init__(said(why))
        self.why, self.sitting = why, sitting


def said(why: str) -> str:
    """Why a sitting cannot begin, in one sentence; empty where it can."""
    return {
        RUNNING: _("Another measurement is still running. Finish it first, or stop it; then this one can begin."),
        TODAY: _("This was checked again today. It can be asked for once a day; it is open again tomorrow."),
        NOTHING_NEW: _("Every question that we have on this has been seen, so there is nothing new to check with."),
        "": "",
    }[why]


def running(learner: Learner, kind: str, competency: str) -> Sitting | None:
    """The open sitting that asking for this one would go on with. Raises NotNow where another one runs."""
    found = list(Sitting.objects.filter(learner=learner, finished_at__isnull=True))
    same = next((one for one in found if (one.kind, one.competency) == (kind, competency)), None)
    if same is None and found:
        raise NotNow(RUNNING, found[0])
    return same


def limit(ledger: Ledger, kind: str, competency: str, shown: Shelf, at: datetime) -> int:
    """How many questions a sitting may have. Raises NotNow where a re-check finds nothing new, or was had today."""
    if kind != RECHECK:
        return measuring.PLACEMENT_ITEMS if kind == "placement" else measuring.CHECKPOINT_ITEMS
    if _had_today(ledger.learner, competency, at):
        raise NotNow(TODAY)
    new = _new(ledger, competency, shown, at)
    if not new:
        raise NotNow(NOTHING_NEW)
    return new


def _had_today(learner: Learner, competency: str, at: datetime) -> bool:
    last = Sitting.objects.filter(learner=learner, kind=RECHECK, competency=competency).order_by("-started_at").first()
    return last is not None and timezone.localdate(last.started_at) == timezone.localdate(at)


def _new(ledger: Ledger, competency: str, shown: Shelf, at: datetime) -> int:
    found = measuring.fresh(shown.catalogue, situation(ledger, shown, clock.days(at)), competency)
    return min(measuring.RECHECK_ITEMS, int(found.sum()))


def begun(ledger: Ledger, payload: dict[str, Any], shown: Shelf, at: datetime) -> None:
    """Write the objection that begins a re-check: the estimate that was shown, and the sitting it led to."""
    name = payload["competency"]
    found = _mastery(ledger, ledger.shown, name, shown, at)
    stated = {"competency": name, "estimate": _ends(found), "sitting": payload["sitting"]}
    append(Draft(ledger.learner.user.actor, "estimate.contested", at, stated, object=f"competency/{name}"))


def result(ledger: Ledger, sitting: Sitting, shown: Shelf, at: datetime) -> dict[str, Any]:
    """What a re-check found: the estimate without and with what was answered since it began, both as of now."""
    before, after = (
        _mastery(ledger, belief, sitting.competency, shown, at) for belief in (ledger.shown, ledger.belief)
    )
    return {
        "competency": sitting.competency,
        "before": _ends(before),
        "after": _ends(after),
        "was": str(before.state),
        "is": str(after.state),
        "bar": ledger.learner.cohort.programme.bar,
    }


def _mastery(ledger: Ledger, belief: Belief, name: str, shown: Shelf, at: datetime) -> Mastery:
    return mastery(
        belief,
        name,
        ledger.parameters,
        shown.world.graph.parents,
        clock.days(at),
        reference_difficulty=shown.world.references.get(name, 0.0),
        bar=ledger.learner.cohort.programme.bar,
    )


def _ends(found: Mastery) -> list[float]:
    return [found.low, found.mid, found.high]


# ---------- for people ----------


@dataclass(frozen=True, slots=True)
class Possible:
    """Whether a competency can be checked again now: with how many new questions, or why not. `sitting` is the one
    that runs, if any; `own` whether it is this very re-check."""

    new: int
    why: str
    sitting: Sitting | None = None
    own: bool = False

    @property
    def sentence(self) -> str:
        """Why not, in words."""
        return said(self.why)


def possible(learner: Learner, competency: str) -> Possible:
    """Whether a learner may have a competency checked again now."""
    now = clock.now()
    try:
        open_one = running(learner, RECHECK, competency)
        if open_one:
            return Possible(open_one.most, "", open_one, own=True)
        return Possible(limit(Ledger.peek(learner), RECHECK, competency, shelf(), now), "")
    except NotNow as refused:
        return Possible(0, refused.why, refused.sitting)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A re-check that has ended: the estimate before and after, in words and numbers."""

    sitting: Sitting
    title: str
    answers: int
    right: int
    before: Interval
    after: Interval
    was: str
    now: str
    bar: float

    @property
    def at(self) -> datetime:
        """When it was asked for."""
        return self.sitting.started_at

    @property
    def kinds(self) -> tuple[str, str]:
        """How the two intervals are drawn."""
        drawn = {"below": "bad", "unknown": "unsure"}
        return drawn.get(self.sitting.result["was"], ""), drawn.get(self.sitting.result["is"], "")

    @property
    def meaning(self) -> str:
        """What it means, in one or two plain sentences."""
        if not self.answers:
            return _("No question was answered, so nothing was measured and the estimate stands as it was.")
        moved = self.after.mid - self.before.mid
        if moved > CLEARLY:
            first = _("The answers moved the estimate up: it had been too low.")
        elif moved < -CLEARLY:
            first = _("The answers moved the estimate down: it had been, if anything, too high.")
        else:
            first = _("The answers bear the estimate out: it stays about where it was.")
        if self.was != self.now:
            read = {"was": self.was, "now": self.now}
            return first + " " + _("It used to read “%(was)s” and now reads “%(now)s”.") % read
        narrower = (self.after.high - self.after.low) < (self.before.high - self.before.low)
        second = _("It is surer than before.") if narrower else _("It is no surer than before.")
        return f"{first} {second}"


def rechecks_of(learner: Learner, competency: str = "", newest: int = 10) -> list[Rechecked]:
    """Re-checks that have ended, newest first: all, or those of one competency."""
    rows = Sitting.objects.filter(learner=learner, kind=RECHECK, finished_at__isnull=False)
    if competency:
        rows = rows.filter(competency=competency)
    answered = Q(attempts__status="answered")
    counted = rows.annotate(
        answers=Count("attempts", filter=answered), right=Count("attempts", filter=answered & Q(attempts__outcome=1))
    )
    return [_rechecked(one, shelf()) for one in counted.order_by("-started_at")[:newest]]


def _rechecked(row: Any, shown: Shelf) -> Rechecked:
    known = shown.world.competencies.get(row.competency)
    found = row.result
    return Rechecked(
        sitting=row,
        title=known.title if known else row.competency,
        answers=row.answers,
        right=row.right,
        before=Interval(*found["before"]),
        after=Interval(*found["after"]),
        was=words(found["was"]),
        now=words(found["is"]),
        bar=found["bar"],
    )
