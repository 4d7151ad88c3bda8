"""Belief over time: after each fact the reference, the learner's list, what the fact did, and the best act next.

Knows a chronicle; scores nothing.
"""

from preceptor.core.knowledge.reasoner import Weighed
from preceptor.core.patient.chronicle import Chronicle
from preceptor.core.patient.expense import doings
from preceptor.core.patient.moves import Known
from preceptor.core.patient.result import Point
from preceptor.core.patient.wordings import act_words, shown

LEADING = 6
DOOR = "door"
AHEAD = 12
"""So many of the best acts are looked through for one that is still open."""


def leading(seen: Chronicle) -> tuple[str, ...]:
    """At most LEADING conditions to draw: the true one, what the learner believed most, what the reference did."""
    peak: dict[str, float] = {seen.truth: 3.0}
    if seen.diagnosis:
        peak[seen.diagnosis] = peak.get(seen.diagnosis, 0.0) + 2.0
    for board in seen.boards:
        for name, share in board.shares.items():
            peak[name] = max(peak.get(name, 0.0), share)
    for number in {one.step for one in seen.learnt}:
        for name, chance in seen.posterior(number).items():
            peak[name] = max(peak.get(name, 0.0), chance)
    known = [name for name in peak if name in seen.base.conditions]
    return tuple(sorted(known, key=lambda name: (-peak[name], name))[:LEADING])


def points(seen: Chronicle, conditions: tuple[str, ...]) -> tuple[Point, ...]:
    """One point for the door, then one for each fact in the order of learning it."""
    found = [_door(seen, conditions)]
    last_of = {one.step: one.finding for one in seen.learnt}
    for one, after in zip(seen.learnt, seen.weighed, strict=True):
        if one.step:
            advice = best_next(seen, one.step) if last_of[one.step] == one.finding else ""
            found.append(_point(seen, conditions, one, after, advice))
    return tuple(found)


def _door(seen: Chronicle, conditions: tuple[str, ...]) -> Point:
    at_door = [after for one, after in zip(seen.learnt, seen.weighed, strict=True) if not one.step]
    belief = seen.posterior(0)
    pushed = {name: sum(after.weights.get(name, 0.0) for after in at_door) for name in conditions}
    return Point(0, 0.0, DOOR, "what was seen and measured at the door", _of(belief, conditions), {},
                 _rounded(pushed), best_next(seen, 0))  # fmt: skip


def _point(seen: Chronicle, conditions: tuple[str, ...], one: Known, after: Weighed, advice: str) -> Point:
    board = seen.board(one.step)
    return Point(
        number=one.step,
        at=one.at,
        finding=one.finding,
        label=shown(seen.base.findings[one.finding], one.value, one.number),
        reference=_of(after.posterior, conditions),
        learner=_rounded({name: board.shares[name] for name in conditions if name in board.shares} if board else {}),
        pushed=_of(after.weights, conditions),
        best_next=advice,
    )


def best_next(seen: Chronicle, number: int) -> str:
    """The open act that would have told most for its price after a step; "" where none was worth it."""
    asked = {one.act for one in seen.done if one.number <= number}
    for act, value in seen.reasoner.best(seen.facts(number), doings(seen), AHEAD):
        if act not in asked:
            return act_words(seen.base, act) if value > 0 else ""
    return ""


def _of(values: object, conditions: tuple[str, ...]) -> dict[str, float]:
    assert hasattr(values, "get")
    return _rounded({name: values.get(name, 0.0) for name in conditions})


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
