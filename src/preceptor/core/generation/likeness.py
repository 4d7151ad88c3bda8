"""How alike two cases are in what is true of the patient. Knows cases, no words and no demographics.

Distance: one minus the share of facts that both have among those that either has (Jaccard), counting facts with
something to report, each with its value. Two cases of different conditions or complaints are never near.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from preceptor.core.knowledge.base import Base
from preceptor.core.patient.case import Case

NEAR = 0.35
"""Below this distance two cases are one: with 35 facts each, at most seven of each are its own (estimate)."""


@dataclass(frozen=True, slots=True)
class Near:
    """The case most like another, and how far it is."""

    case: str
    distance: float


def substance(base: Base, case: Case) -> frozenset[tuple[str, str]]:
    """The facts that say something."""
    return frozenset(
        (name, fact.value)
        for name, fact in case.hidden.facts.items()
        if name in base.findings and fact.value != base.findings[name].nothing
    )


def distance(base: Base, one: Case, other: Case) -> float:
    """From 0 (the same facts) to 1 (none in common, or another condition or complaint)."""
    if one.hidden.condition != other.hidden.condition or one.public.presentation != other.public.presentation:
        return 1.0
    mine, theirs = substance(base, one), substance(base, other)
    return 1 - len(mine & theirs) / max(1, len(mine | theirs))


def nearest(base: Base, case: Case, known: Iterable[Case]) -> Near | None:
    """The most alike of the known cases; None where there are none of its condition."""
    found = [
        Near(other.public.id, distance(base, case, other))
        for other in known
        if other.hidden.condition == case.hidden.condition
    ]
    return min(found, key=lambda one: one.distance, default=None)
