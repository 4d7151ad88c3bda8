"""A learner's own progress: how estimates are known, forecast, confidence, export. Writes nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from preceptor.core.learner import Mastery, forecast, mastery
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Movement
from preceptor.platform.learning.picture import picture
from preceptor.platform.learning.providers import provider
from preceptor.platform.learning.shelf import shelf

FORECAST_DAYS = (0, 2, 4, 7, 10, 14, 18, 22, 26, 30)


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of evidence in "how we know this"."""

    movement: Movement
    right: str
    confidence: int | None
    mode: str
    page: str
    """The route at which the attempt is looked at again."""


def known_by(learner: Learner, competency: str, newest: int = 30) -> list[Step]:
    """What moved one estimate, newest first."""
    rows = (
        Movement.objects.filter(learner=learner, competency=competency)
        .select_related("attempt__sitting", "attempt__approval__content")
        .defer("attempt__approval__content__public")
        .order_by("-seq")[:newest]
    )
    return [
        Step(
            row,
            "right" if row.attempt.outcome == 1 else "partly" if row.attempt.outcome else "wrong",
            (row.attempt.answer or {}).get("confidence"),
            row.attempt.mode,
            provider(row.attempt.approval.content.kind).page,
        )
        for row in rows
        if row.attempt.sitting is None or row.attempt.sitting.finished_at is not None
    ]


def fading(learner: Learner, competency: str) -> list[tuple[int, float, float, float]]:
    """(day, low, mid, high) if nothing is done for a month."""
    shelved = shelf()
    ledger = Ledger.peek(learner)
    days = np.array(FORECAST_DAYS, dtype=np.float64)
    band = forecast(
        ledger.shown,
        competency,
        ledger.parameters,
        shelved.world.graph.parents,
        clock.days(clock.now()),
        days,
        reference_difficulty=shelved.world.references.get(competency, 0.0),
    )
    return [(day, float(row[0]), float(row[1]), float(row[2])) for day, row in zip(FORECAST_DAYS, band, strict=True)]


def one(learner: Learner, competency: str) -> Mastery:
    """The estimate of one competency, now."""
    shelved, ledger = shelf(), Ledger.peek(learner)
    return mastery(
        ledger.shown,
        competency,
        ledger.parameters,
        shelved.world.graph.parents,
        clock.days(clock.now()),
        reference_difficulty=shelved.world.references.get(competency, 0.0),
        bar=learner.cohort.programme.bar,
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
