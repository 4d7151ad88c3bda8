"""A learner's own progress as rows for export. Writes nothing."""

from typing import Any

from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning.picture import picture


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
