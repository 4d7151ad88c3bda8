"""What a patient calls for, whoever meets them: the dangers the opening leaves, the tests that bear on them.

Knows a patient and the reasoner; no learner.
"""

from collections.abc import Mapping
from functools import cached_property

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.plausible import tempered
from preceptor.core.knowledge.reasoner import Act, Reasoner
from preceptor.core.knowledge.table import Table, compile_table
from preceptor.core.patient.bearing import bearing, decisive_tests, tests_bearing, times_likelier
from preceptor.core.patient.case import SEEN, VITALS, Patient
from preceptor.core.patient.disclosure import SPOKEN

OPEN = 0.04
"""A must-not-miss condition belongs to the dangers from this tempered probability at the opening words."""
DANGERS = 4
TELLING = 0.005
"""Bits from which a question or manoeuvre has something to do with the complaint."""
SUPPORTS = 1.5
"""A finding speaks for the conditions under which it is so many times likelier than under the others."""

_TABLES: dict[tuple[int, str], tuple[Base, Table]] = {}
_KEPT = 32


def table_of(base: Base, presentation: str) -> Table:
    """The table of a presentation, kept by the base's identity: compiling costs more than all else that is scored."""
    key = (id(base), presentation)
    found = _TABLES.get(key)
    if found is None or found[0] is not base:
        if len(_TABLES) >= _KEPT:
            _TABLES.clear()
        found = _TABLES[key] = (base, compile_table(base, presentation))
    return found[1]


class Standard:
    """The yardstick of one patient. `start` is what everybody knows who lets the patient open."""

    def __init__(self, patient: Patient) -> None:
        presentation = patient.case.public.presentation
        self.patient, self.base = patient, patient.base
        self.truth = patient.case.hidden.condition
        self.tells = patient.case.hidden.opening_tells
        self.reasoner = Reasoner(self.base, presentation, *patient.case.who, table=table_of(self.base, presentation))
        self._bearing: dict[str, dict[str, float]] = {}
        self._tests: dict[str, tuple[str, ...]] = {}

    @cached_property
    def door(self) -> dict[str, str]:
        """What is known on coming in."""
        seen = self.base.manoeuvres.get(SEEN)
        signs = [name for name in (seen.shows if seen else ()) if self.patient.has(name)]
        return {name: self.patient.facts[name].value for name in (*VITALS, *signs)}

    @cached_property
    def start(self) -> dict[str, str]:
        """The door, and what the opening words tell."""
        return {**self.door, **{name: self.patient.facts[name].value for name in self.tells}}

    @cached_property
    def belief(self) -> dict[str, float]:
        """What the reference believes of the door and the opening words."""
        return self.reasoner.posterior(self.start)

    @cached_property
    def dangers(self) -> tuple[str, ...]:
        """The must-not-miss conditions that the opening leaves plausible, likeliest first, the true one among them."""
        soft = tempered(self.belief)
        found = [name for name, chance in soft.items() if chance >= OPEN and self.base.conditions[name].must_not_miss]
        ranked = sorted(found, key=lambda name: (-soft[name], name))[:DANGERS]
        if self.base.conditions[self.truth].must_not_miss and self.truth not in ranked:
            ranked = [*ranked[: DANGERS - 1], self.truth]
        return tuple(ranked)

    def bearing(self, condition: str) -> Mapping[str, float]:
        """Bits that each finding tells about one condition after the opening."""
        if condition not in self._bearing:
            self._bearing[condition] = bearing(self.reasoner, self.belief, condition)
        return self._bearing[condition]

    def tests_bearing(self, condition: str) -> tuple[str, ...]:
        """The tests that can show or refute a condition, best first."""
        if condition not in self._tests:
            self._tests[condition] = tests_bearing(self.base, self.bearing(condition))
        return self._tests[condition]

    @cached_property
    def decisive(self) -> tuple[str, ...]:
        """The tests whose result in this patient settles the true condition."""
        return decisive_tests(self.reasoner, self.belief, self.patient)

    @cached_property
    def needed(self) -> frozenset[str]:
        """Tests that nobody is blamed for: they decide, or bear on a danger or on the true condition."""
        found = set(self.decisive)
        for condition in (*self.dangers, self.truth):
            found.update(self.tests_bearing(condition))
        return frozenset(found)

    @cached_property
    def gains(self) -> Mapping[Act, float]:
        """Bits that each act would tell after the opening."""
        return self.reasoner.gain(self.start, self.reasoner.acts())

    def to_the_point(self, act: Act) -> bool:
        """Whether an act had anything to do with this complaint: it told something, or bore on a danger."""
        if self.gains.get(act, 0.0) >= TELLING:
            return True
        shows = (act.id,) if act.kind == "ask" else self.base.manoeuvres[act.id].shows
        about = {self.truth, *self.dangers}
        parents = {self.base.findings[name].of for name in shows}
        known = any(parent in self.start for parent in parents)
        return known or any(self.bearing(condition)[name] >= TELLING for condition in about for name in shows)

    def askable(self, name: str) -> bool:
        """Whether a finding is there to be asked for: spoken, not told in the opening, its parent there."""
        finding = self.base.findings[name]
        there = not finding.of or self.patient.has(finding.of)
        return finding.kind in SPOKEN and finding.tell != "never" and name not in self.start and there

    def supported(self, finding: str, value: str) -> tuple[str, ...]:
        """The conditions possible here that a value speaks for."""
        prior = self.reasoner.prior
        return tuple(
            name
            for name in self.reasoner.conditions
            if prior[name] > 0 and times_likelier(self.reasoner, prior, name, finding, value) >= SUPPORTS
        )
