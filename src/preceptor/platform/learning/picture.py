"""A learner's picture: the same estimates and the same words for the learner and for staff."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from preceptor.core.coach import measuring
from preceptor.core.coach.calibration import Band, bands
from preceptor.core.curriculum.competency import Competency
from preceptor.core.learner import Mastery, mastery_all
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Attempt, BeliefState, finished
from preceptor.platform.learning.shelf import Shelf, shelf
from preceptor.platform.learning.standing import situation

NEWEST = 400
"""How many answers the comparison of confidence with results looks back on."""


@dataclass(frozen=True, slots=True)
class Row:
    """One competency: its 90 % interval, answers behind it, how it is drawn and what is said of it."""

    competency: Competency
    mastery: Mastery
    evidence: int
    kind: str
    reading: str


@dataclass(frozen=True, slots=True)
class Group:
    """The competencies of one domain."""

    id: str
    title: str
    rows: list[Row]

    def _count(self, state: str) -> int:
        return sum(1 for row in self.rows if row.mastery.state == state)

    @property
    def mastered(self) -> int:
        """How many are at the target."""
        return self._count("mastered")

    @property
    def below(self) -> int:
        """How many are surely below the target."""
        return self._count("below")

    @property
    def unknown(self) -> int:
        """How many have too little evidence."""
        return self._count("unknown")


@dataclass(frozen=True, slots=True)
class DomainStanding:
    """Mean chance of success in a domain (80 % interval, 0 to 1) and the answers behind it.

    `below`: the whole interval is below the bar. `thin`: too little evidence to read the number as a result.
    """

    domain: str
    title: str
    low: float
    mid: float
    high: float
    answers: int
    below: bool
    thin: bool


def words(state: str) -> str:
    """What is said of a state of mastery; learner and educator read the same."""
    return {
        "mastered": _("At the target"),
        "below": _("Below the target"),
        "unknown": _("Not enough to say"),
    }.get(state, _("Could be either side"))


def picture(learner: Learner) -> list[Group]:
    """Every competency that items assess, by domain, as believed now."""
    shown = shelf()
    known = [one for one in shown.world.competencies.values() if one.assessed_in == "items"]
    if not known:
        return []
    ledger = Ledger.peek(learner)
    found = mastery_all(
        ledger.shown,
        [one.id for one in known],
        ledger.parameters,
        shown.world.graph.parents,
        clock.days(clock.now()),
        reference_difficulty=np.array([shown.world.references.get(one.id, 0.0) for one in known]),
        bar=learner.cohort.programme.bar,
    )
    groups: dict[str, Group] = {}
    for competency, one in zip(known, found, strict=True):
        title = shown.domains.get(competency.domain, competency.domain)
        group = groups.setdefault(competency.domain, Group(competency.domain, title, []))
        kind = {"below": "bad", "unknown": "unsure"}.get(one.state, "")
        group.rows.append(Row(competency, one, round(one.evidence), kind, words(one.state)))
    return list(groups.values())


def confidence(learner: Learner) -> tuple[Band, ...]:
    """Stated confidence against results, by band, over the newest answers that stated one."""
    rows = (
        Attempt.objects.filter(finished(), learner=learner, status="answered", answer__confidence__isnull=False)
        .order_by("-closed_at")
        .values_list("answer__confidence", "outcome")[:NEWEST]
    )
    return bands(
        [(int(stated), float(outcome)) for stated, outcome in rows if stated is not None and outcome is not None]
    )


def by_domain(learner: Learner, state: BeliefState | None, shown: Shelf, day: float) -> list[DomainStanding]:
    """Where a learner stands in each domain on a day; `state` is their stored belief, or None."""
    if not shown.catalogue.candidates:
        return []
    ledger = Ledger(learner, state, live=False)
    least, widest = ledger.parameters.min_evidence, ledger.parameters.max_width
    now = situation(ledger, shown, day)
    found = []
    for place, one in enumerate(measuring.domains(shown.catalogue, now)):
        answers = float(now.answers[shown.catalogue.domain_of == place].sum())
        thin = answers < least or one.high - one.low > widest
        title = shown.domains.get(one.domain, one.domain)
        below = one.high < now.bar and not thin
        found.append(DomainStanding(one.domain, title, one.low, one.mid, one.high, round(answers), below, thin))
    return found
