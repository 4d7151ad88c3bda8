"""A learner's whole picture: estimates, how they are known, forecast, confidence. The same numbers for learner and
educator. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from preceptor.core.coach.calibration import Band, bands
from preceptor.core.curriculum.competency import Competency
from preceptor.core.learner import Belief, Mastery, forecast, mastery, mastery_all, new_belief
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning.ledger import PARAMETERS
from preceptor.platform.learning.models import Attempt, BeliefState, Movement
from preceptor.platform.learning.shelf import Shelf, shelf

FORECAST_DAYS = (0, 2, 4, 7, 10, 14, 18, 22, 26, 30)


@dataclass(frozen=True, slots=True)
class Row:
    """One competency of the map."""

    competency: Competency
    mastery: Mastery
    evidence: int
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """The competencies of a domain."""

    title: str
    rows: list[Row]

    def count(self, state: str) -> int:
        """How many of its competencies are in a state."""
        return sum(1 for row in self.rows if row.mastery.state == state)

    @property
    def mastered(self) -> int:
        """At the target."""
        return self.count("mastered")

    @property
    def below(self) -> int:
        """Surely below the target."""
        return self.count("below")

    @property
    def unknown(self) -> int:
        """With too little evidence."""
        return self.count("unknown")


def belief_of(learner: Learner) -> Belief:
    """What is believed now, or the starting belief."""
    state = BeliefState.objects.filter(learner=learner).first()
    return Belief.from_dict(state.state) if state else new_belief(PARAMETERS)


def picture(learner: Learner) -> list[Group]:
    """Every competency by domain, with its interval."""
    shelved = shelf()
    belief = belief_of(learner)
    ids = [one.id for one in shelved.world.competencies.values() if one.assessed_in == "items"]
    found = masteries(learner, belief, ids, shelved)
    groups: dict[str, Group] = {}
    for name, one in zip(ids, found, strict=True):
        competency = shelved.world.competencies[name]
        group = groups.setdefault(competency.domain, Group(shelved.domains.get(competency.domain, ""), []))
        group.rows.append(Row(competency, one, round(one.evidence), _kind(one)))
    return list(groups.values())


def masteries(learner: Learner, belief: Belief, ids: Iterable[str], shelved: Shelf) -> list[Mastery]:
    """The estimates of some competencies, now."""
    names = list(ids)
    references = np.array([shelved.world.references.get(name, 0.0) for name in names])
    found = mastery_all(
        belief,
        names,
        PARAMETERS,
        shelved.world.graph.parents,
        clock.days(clock.now()),
        reference_difficulty=references,
        bar=learner.cohort.programme.bar,
    )
    return list(found)


def _kind(one: Mastery) -> str:
    return {"below": "bad", "unknown": "unsure"}.get(one.state, "")


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of evidence in "how we know this"."""

    movement: Movement
    right: str
    confidence: int | None
    mode: str


def known_by(learner: Learner, competency: str, newest: int = 30) -> list[Step]:
    """What moved one estimate, newest first."""
    rows = (
        Movement.objects.filter(learner=learner, competency=competency)
        .select_related("attempt__sitting")
        .order_by("-seq")[:newest]
    )
    return [
        Step(
            row,
            "right" if row.attempt.outcome == 1 else "partly" if row.attempt.outcome else "wrong",
            (row.attempt.answer or {}).get("confidence"),
            row.attempt.mode,
        )
        for row in rows
        if row.attempt.sitting is None or row.attempt.sitting.finished_at is not None
    ]


def fading(learner: Learner, competency: str) -> list[tuple[int, float, float, float]]:
    """(day, low, mid, high) if nothing is done for a month."""
    shelved = shelf()
    days = np.array(FORECAST_DAYS, dtype=np.float64)
    band = forecast(
        belief_of(learner),
        competency,
        PARAMETERS,
        shelved.world.graph.parents,
        clock.days(clock.now()),
        days,
        reference_difficulty=shelved.world.references.get(competency, 0.0),
    )
    return [(day, float(row[0]), float(row[1]), float(row[2])) for day, row in zip(FORECAST_DAYS, band, strict=True)]


def one(learner: Learner, competency: str) -> Mastery:
    """The estimate of one competency, now."""
    shelved = shelf()
    return mastery(
        belief_of(learner),
        competency,
        PARAMETERS,
        shelved.world.graph.parents,
        clock.days(clock.now()),
        reference_difficulty=shelved.world.references.get(competency, 0.0),
        bar=learner.cohort.programme.bar,
    )


def confidence(learner: Learner) -> tuple[Band, ...]:
    """Stated confidence against results, by band."""
    rows = (
        Attempt.objects.filter(learner=learner, status="answered", answer__confidence__isnull=False)
        .order_by("-closed_at")
        .values_list("answer__confidence", "outcome")[:400]
    )
    return bands(
        [(int(stated), float(outcome)) for stated, outcome in rows if stated is not None and outcome is not None]
    )


def table(learner: Learner) -> list[dict[str, Any]]:
    """The picture as rows for export."""
    return [
        {
            "competency": row.competency.id,
            "title": row.competency.title,
            "domain": row.competency.domain,
            "low": round(row.mastery.low, 4),
            "mid": round(row.mastery.mid, 4),
            "high": round(row.mastery.high, 4),
            "state": str(row.mastery.state),
            "evidence": row.evidence,
        }
        for group in picture(learner)
        for row in group.rows
    ]
