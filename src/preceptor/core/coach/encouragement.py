"""Motivational messages, by rules from real progress. They speak to task, process and self-regulation, never of the
person (Hattie and Timperley 2007), and there is none when there is nothing true to say. Knows no storage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """What just happened: outcome, stated confidence (percent or None), estimate of the competency before and after
    (low, mid, high), the bar, and how the last answers on it went, newest first."""

    outcome: float
    confidence: int | None
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    bar: float
    earlier: tuple[float, ...] = ()


def message(moment: Moment) -> str:
    """The code of one message, or an empty string."""
    right = moment.outcome >= 1
    if moment.before[0] < moment.bar <= moment.after[0]:
        return "reached-bar"
    if right and len(moment.earlier) >= 2 and all(one < 1 for one in moment.earlier[:2]):
        return "came-back"
    if not right and moment.confidence is not None and moment.confidence >= 85:
        return "sure-and-wrong"
    if right and moment.confidence is not None and moment.confidence <= 40:
        return "right-but-unsure"
    if right and moment.after[1] - moment.before[1] >= 0.08:
        return "moved-up"
    if not right and moment.outcome > 0:
        return "partly"
    return ""
