"""Which evidence made a belief what it is. Reads evidence; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.core.evidence import Evidence
from preceptor.core.learner.belief import Belief, new_belief
from preceptor.core.learner.filtering import update
from preceptor.core.learner.forgetting import Prerequisites
from preceptor.core.learner.mastery import Interval, interval
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.prediction import predict


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one record did to the belief about one competency.

    `before` and `after` are the 5th, 50th and 95th centile of mastery just before and just after it, at its
    own time. `surprise` is the outcome less the predicted chance (-1..1). `share` (0..1) is its part of the
    total distance that records moved the median; the shares of one explanation sum to 1, or to 0 where none
    moved it.
    """

    evidence: Evidence
    before: Interval
    after: Interval
    surprise: float
    share: float


def explain(
    evidence: Sequence[Evidence],
    competency: str,
    parameters: Parameters,
    prerequisites: Prerequisites,
    start: Belief | None = None,
    reference_difficulty: float = 0.0,
) -> tuple[Contribution, ...]:
    """Replay `evidence` in its order and return what each record did to one competency.

    Records that did not move it are left out; those on other competencies move it a little, through the
    general level or a prerequisite, and stay in. `start` is the belief before the first record (by default,
    nothing known).
    """
    belief = new_belief(parameters) if start is None else start
    moved: list[tuple[Evidence, Interval, Interval, float]] = []
    for record in evidence:
        surprise = record.outcome - predict(belief, record, parameters, prerequisites).probability
        after = update(belief, record, parameters, prerequisites)
        ends = [
            interval(one, competency, parameters, prerequisites, record.at, reference_difficulty, level=0.90)
            # Both are looked at at the same moment, so that what was forgotten in between is not laid to the
            # record.
            for one in (belief, after)
        ]
        if ends[0] != ends[1]:
            moved.append((record, ends[0], ends[1], surprise))
        belief = after
    total = sum(abs(after.mid - before.mid) for _, before, after, _ in moved)
    return tuple(
        Contribution(record, before, after, surprise, abs(after.mid - before.mid) / total if total else 0.0)
        for record, before, after, surprise in moved
    )
