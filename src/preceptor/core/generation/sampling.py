"""Facts of one patient drawn from a condition's table: coherent, neither complete nor contradictory.

Knows the true condition and a person's age and sex; knows no words, and no reasoner beyond the table it is given.
"""

from collections.abc import Iterable, Mapping
from statistics import NormalDist

import numpy as np

from preceptor.core.generation import background, bodies
from preceptor.core.generation.population import pick
from preceptor.core.generation.tables import Tables
from preceptor.core.generation.verdict import contrary
from preceptor.core.knowledge.finding import PRESENT, Finding

FLOOR = 0.015
"""A fact that is met in fewer of a condition's patients (the level "never" is .01) is not generated."""
TOGETHER = 0.4
"""Correlation of signs and results through how ill a patient is (estimate): each keeps its own probability, but the
very ill are so in several ways at once."""
WORSE = {
    "systolic": ("normal", "high", "very-high", "low", "very-low"),
    "temperature": ("normal", "raised", "high", "low"),
}
"""The order from well to ill where that is not the order of the values."""
ORDER = ("result", "sign", "symptom", "history")
VITAL_FIRST = ("ecg-rhythm", "heart-rate")
COMPLAINT = "complaint"
NAMED_ONLY = ("complaint-trigger", "complaint-timing")
"""Of these only what the condition names is drawn, besides nothing: what sets off a fever is not moving the head."""
LEFT_OVER = 0.85
"""Where a condition names so much of how a complaint goes, the rest is the table's remainder and no observation."""
NORMAL = NormalDist()


class Sampler:
    """Draws and redraws facts. `facts` holds every finding that was drawn, also those with nothing to report."""

    def __init__(
        self, tables: Tables, presentation: str, truth: str, who: tuple[float, str, str], chance: np.random.Generator
    ) -> None:
        """`who` is age, sex and setting."""
        self.tables, self.base, self.truth, self.chance = tables, tables.base, truth, chance
        self.room, self.weighing = tables.presentation(presentation), tables.weighing(presentation, *who)
        self.age, self.sex = who[:2]
        self.facts: dict[str, str] = {}
        self.fixed: set[str] = set()
        self.ill = float(chance.normal())
        self._rows: dict[str, dict[str, float]] = {}

    def settled(self) -> dict[str, str]:
        """Every finding of the base with its value: what was not drawn is as usual."""
        return self.tables.usual | self.facts

    def stated(self) -> dict[str, str]:
        """The drawn facts a case has to state: what is not as usual, how the complaint goes, and what hangs on
        something that is there."""
        found = {}
        for name, value in self.facts.items():
            finding = self.base.findings[name]
            always = finding.topic == COMPLAINT or bool(finding.of)
            if value != self.tables.usual[name] or (always and self.there(name)):
                found[name] = value
        return found

    def there(self, name: str) -> bool:
        """Whether the finding that this one hangs on is present."""
        parent = self.base.findings[name].of
        return not parent or self.facts.get(parent, "") not in ("", self.base.findings[parent].nothing)

    def probability(self, name: str, value: str) -> float:
        """P(value | the true condition, this age)."""
        return self.row(self.base.findings[name])[value]

    def row(self, finding: Finding) -> dict[str, float]:
        """P(value) of each possible value: 0 where sex, age, the floor or the diagnosis itself rule it out."""
        if finding.id not in self._rows:
            self._rows[finding.id] = self._row(finding)
        return self._rows[finding.id]

    def _row(self, finding: Finding) -> dict[str, float]:
        block = self.room.table.of(finding.id)[self.room.row[self.truth]]
        found = {value.id: float(chance) for value, chance in zip(finding.values, block, strict=True)}
        raw = dict(found)
        if finding.topic == COMPLAINT:
            found = self._named(finding, found)
        if set(found) == {finding.nothing, PRESENT}:
            moved = background.by_age(finding.id, found[PRESENT], self.age)
            found = {finding.nothing: 1 - moved, PRESENT: moved}
        rivals = self.weighing.prior > 0
        odd = contrary(self.base, self.room, rivals, self.truth, finding) if finding.kind == "result" else ()
        for value in found:
            rare = raw[value] < FLOOR and value != finding.nothing
            if rare or value in odd or not bodies.fits(finding, value, self.age, self.sex):
                found[value] = 0.0
        return found

    def _named(self, finding: Finding, row: dict[str, float]) -> dict[str, float]:
        """How the complaint goes, without the remainders of the table."""
        said = self.base.conditions[self.truth].findings.get(finding.id, {})
        if finding.id in NAMED_ONLY:
            return {value: chance if value in (finding.nothing, *said) else 0.0 for value, chance in row.items()}
        if sum(number.value for number in said.values()) >= LEFT_OVER:
            return {value: chance if value in said else 0.0 for value, chance in row.items()}
        return row

    def open(self, name: str, besides: str = "") -> dict[str, float]:
        """The values a finding may take now, with their probabilities; `besides` leaves one out."""
        finding = self.base.findings[name]
        if not self.there(name):
            return {}
        return {
            value: chance
            for value, chance in self.row(finding).items()
            if chance > 0 and value != besides and self._stands(finding, value)
        }

    def _stands(self, finding: Finding, value: str) -> bool:
        trial = {**self.facts, finding.id: value}
        if bodies.clashes(trial, finding.id):
            return False
        if value == finding.nothing:
            return not self._needed(finding.id, trial)
        needs = [name for name in finding.implies if name in self.base.findings]
        return all(self.facts.get(name) != self.base.findings[name].nothing for name in needs)

    def _needed(self, name: str, trial: Mapping[str, str]) -> bool:
        """Whether something that is there implies this finding, or has it as its only reason."""
        for other, value in trial.items():
            if value != self.base.findings[other].nothing:
                why = bodies.reasons(other, value)
                alone = name in why and not any(trial.get(one) == PRESENT for one in why if one != name)
                if alone or name in self.base.findings[other].implies:
                    return True
        return False

    def draw(self, name: str) -> None:
        """Draw one finding, and then what hangs on it; nothing happens where no value is possible."""
        if name not in self.facts and name in self.base.findings:
            options = self.open(name)
            if options:
                self.set(name, self._one(self.base.findings[name], options))

    def set(self, name: str, value: str) -> None:
        """Take a value, with what it implies and what hangs on it."""
        self.facts[name] = value
        finding = self.base.findings[name]
        if value == finding.nothing:
            self._drop(name)
            return
        for other in finding.implies:
            if other in self.base.findings and self.facts.get(other) in (None, self.base.findings[other].nothing):
                self.set(other, self._something(other))
        for child in self.tables.children.get(name, ()):
            self.draw(child)

    def _drop(self, parent: str) -> None:
        for child in self.tables.children.get(parent, ()):
            if self.facts.pop(child, None) is not None:
                self._drop(child)

    def _something(self, name: str) -> str:
        finding = self.base.findings[name]
        return max((value.id for value in finding.values[1:]), key=lambda value: self.row(finding).get(value, 0.0))

    def _one(self, finding: Finding, options: Mapping[str, float]) -> str:
        """One value; signs and results lean to the ill end where the patient is very ill."""
        if finding.kind not in ("sign", "result"):
            return pick(options, self.chance)
        order = [value for value in WORSE.get(finding.id, tuple(options)) if value in options]
        mixed = np.sqrt(TOGETHER) * self.ill + np.sqrt(1 - TOGETHER) * float(self.chance.normal())
        places = np.cumsum([options[value] for value in order])
        at = int(np.searchsorted(places, NORMAL.cdf(mixed) * places[-1], side="right"))
        return order[min(at, len(order) - 1)]

    # The parts of a patient, in the order in which they are drawn.

    def disease(self) -> None:
        """Everything that the condition's table names: results first, as the rest has to agree with them."""
        named = [self.base.findings[name] for name in self.base.conditions[self.truth].findings]
        for finding in sorted(named, key=_turn):
            if not finding.of:
                self.draw(finding.id)

    def course_of_complaint(self) -> None:
        """How long, how sudden, how bad: always stated, as no value of these means that there is nothing. Comes first:
        the rest has to agree with it."""
        for finding in self.base.findings.values():
            if finding.topic == COMPLAINT and not finding.of:
                self.draw(finding.id)

    def background(self) -> None:
        """Illnesses by age, the medicines that go with them, family, home and habits."""
        named = self.base.conditions[self.truth].findings
        for name in (*background.ILLNESSES, *background.HOME, *background.FAMILY):
            if name in self.base.findings and name not in named:
                self._perhaps(name, background.share(name, self.age) or 0.0)
        ill = frozenset(name for name, value in self.facts.items() if value == PRESENT)
        for name in background.MEDICINES:
            if name in self.base.findings and (name not in named or self.facts.get(name) != PRESENT):
                self._perhaps(name, background.taken(name, ill))
        for name in [name for name in self.facts if self.facts[name] == PRESENT]:
            self._reason(name)

    def _perhaps(self, name: str, share: float) -> None:
        """With this probability there is something to report."""
        finding = self.base.findings[name]
        options = {
            value: chance * background.lean(name, value, self.age)
            for value, chance in self.open(name).items()
            if value != finding.nothing
        }
        if options and self.chance.random() < share:
            self.set(name, pick(options, self.chance))
        elif self.tables.usual[name] != finding.nothing:
            self.set(name, finding.nothing)

    def _reason(self, name: str) -> None:
        """A medicine that is taken has an illness it is taken for."""
        needed = [one for one in bodies.reasons(name, self.facts[name]) if one in self.base.findings]
        if not needed or any(self.facts.get(one) == PRESENT for one in needed):
            return
        options = {one: background.share(one, self.age) or FLOOR for one in needed if PRESENT in self.open(one)}
        if options:
            self.set(pick(options, self.chance), PRESENT)
        elif name not in self.fixed:
            self.set(name, self.base.findings[name].nothing)

    def mend(self, rounds: int = 12) -> None:
        """Change facts that cannot stand together: first those nobody drew, then the last drawn."""
        for _ in range(rounds):
            broken = self._broken()
            if not broken:
                return
            for names in broken:
                self._change(names)

    def _broken(self) -> list[list[str]]:
        facts = self.settled()
        found = [[name for name, _ in clash.terms] for clash in bodies.clashes(bodies.living(self.base, facts))]
        for name, value in list(self.facts.items()):
            needed = [one for one in bodies.reasons(name, value) if one in self.base.findings]
            if needed and all(facts[one] == self.base.findings[one].nothing for one in needed):
                found.append([name])
        return found

    def _change(self, names: Iterable[str]) -> None:
        order = sorted(names, key=lambda name: (name in self.fixed, name in self.facts))
        for name in order:
            options = self.open(name, besides=self.facts.get(name, self.base.findings[name].nothing))
            if options and name not in self.fixed:
                self.set(name, max(options, key=lambda value: options[value]))
                return


def _turn(finding: Finding) -> tuple[int, int]:
    """When a finding is drawn: by its kind, the heart's rhythm and rate before what hangs on them."""
    first = VITAL_FIRST.index(finding.id) if finding.id in VITAL_FIRST else len(VITAL_FIRST)
    return ORDER.index(finding.kind), first
