"""What a case's facts come to: the diagnosis after the full work-up and after the opening, and the rivals it leaves.

Knows the true condition and the reasoner; judges facts and makes none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from preceptor.core.generation.tables import Presentation, Tables, Weighing
from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import Finding
from preceptor.core.knowledge.plausible import refuted, tempered
from preceptor.core.patient.case import SEEN, VITALS

SURE = 0.8
"""The true condition's least posterior after the full work-up."""
OPEN = 0.5
"""Its greatest after the opening and what is seen and measured at the door."""
AGAINST = 3.0
"""A rival is refuted by name where one fact is at least so many times likelier under the true condition."""
CONTRARY, HALLMARK = 0.05, 0.8
"""A result is contrary where it is met in less than 5 % of the true condition's patients and is the hallmark of another
condition: met in at least 80 % of that one's."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A condition that must not be missed, with its posterior after the full work-up, and the fact that speaks most
    against it ("" where none does by AGAINST)."""

    condition: str
    posterior: float
    refuted: bool
    fact: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Posteriors of the true condition and the rivals. `first` is the likeliest after the full work-up."""

    opening: float
    work_up: float
    first: str
    rivals: tuple[Rival, ...]


def at_the_door(base: Base, facts: Mapping[str, str]) -> dict[str, str]:
    """What is known before the first question: vital signs and what is seen (settled facts given)."""
    seen = base.manoeuvres.get(SEEN)
    found = {name: facts[name] for name in VITALS if name in facts}
    for name in seen.shows if seen else ():
        if facts[name] != base.findings[name].nothing:
            found[name] = facts[name]
    return found


def worked_up(presentation: Presentation, facts: Mapping[str, str]) -> dict[str, str]:
    """Every settled fact on which the presentation's conditions differ: the others move no posterior."""
    return {name: facts[name] for name in presentation.telling}


def told(base: Base, facts: Mapping[str, str]) -> dict[str, str]:
    """The facts that a patient can tell."""
    return {name: value for name, value in facts.items() if base.findings[name].kind in ("symptom", "history")}


def verdict(
    tables: Tables, presentation: str, who: tuple[float, str, str], truth: str, facts: Mapping[str, str],
    tells: Iterable[str],
) -> Verdict:  # fmt: skip
    """The verdict on settled facts for a person (age, sex, setting). Raises KeyError and ValueError as the reasoner."""
    base = tables.base
    room, weighing = tables.presentation(presentation), tables.weighing(presentation, *who)
    whole = worked_up(room, facts)
    posterior = weighing.reasoner.posterior(whole)
    opening = {**at_the_door(base, facts), **{name: facts[name] for name in tells}}
    return Verdict(
        opening=weighing.reasoner.posterior(opening)[truth],
        work_up=posterior[truth],
        first=max(posterior, key=lambda name: posterior[name]),
        rivals=rivals(base, room, weighing, truth, whole, posterior),
    )


def typicality(
    tables: Tables, presentation: str, who: tuple[float, str, str], truth: str, facts: Mapping[str, str]
) -> float:
    """The true condition's tempered posterior after the door and what there is to tell (nothing that is absent): how
    plainly the history of settled facts speaks for it."""
    base = tables.base
    there = {
        name: value
        for name, value in told(base, worked_up(tables.presentation(presentation), facts)).items()
        if value != base.findings[name].nothing
    }
    weighing = tables.weighing(presentation, *who)
    return tempered(weighing.reasoner.posterior(at_the_door(base, facts) | there))[truth]


def rivals(
    base: Base, room: Presentation, weighing: Weighing, truth: str, facts: Mapping[str, str],
    posterior: Mapping[str, float],
) -> tuple[Rival, ...]:  # fmt: skip
    """Every other must-not-miss condition that is possible for this person."""
    names = tuple(facts)
    columns = [room.table.columns[name, facts[name]] for name in names]
    found = []
    for name, chance in posterior.items():
        prior = weighing.reasoner.prior[name]
        if name == truth or prior <= 0 or not base.conditions[name].must_not_miss:
            continue
        apart = weighing.weights[room.row[truth], columns] - weighing.weights[room.row[name], columns]
        best = int(np.argmax(apart)) if len(apart) else 0
        speaks = names[best] if len(apart) and apart[best] >= np.log(AGAINST) else ""
        found.append(Rival(name, chance, refuted(prior, chance), speaks))
    return tuple(found)


def contrary(
    base: Base, room: Presentation, possible: NDArray[np.bool_], truth: str, finding: Finding
) -> frozenset[str]:
    """The values of a result that speak against the diagnosis; `possible` [condition] says who may be a rival."""
    block = room.table.of(finding.id)
    rest = possible.copy()
    rest[room.row[truth]] = False
    most = block[rest].max(axis=0) if rest.any() else np.zeros(block.shape[1])
    return frozenset(
        value.id
        for value, chance, other in zip(finding.values, block[room.row[truth]], most, strict=True)
        if chance < CONTRARY and max(other, _elsewhere(base, truth, finding, value.id)) >= HALLMARK
    )


def _elsewhere(base: Base, truth: str, finding: Finding, value: str) -> float:
    """The greatest probability that any other condition of the base states for a value other than nothing."""
    if value == finding.nothing:
        return 0.0
    others = (one.findings.get(finding.id, {}).get(value) for one in base.conditions.values() if one.id != truth)
    return max((number.value for number in others if number is not None), default=0.0)
