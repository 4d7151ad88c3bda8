"""The clinical knowledge base as one value. Knows no files, no storage and no patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from preceptor.core.knowledge.condition import AGES, Condition
from preceptor.core.knowledge.finding import Attribute, Finding, Manoeuvre, Test, Topic
from preceptor.core.knowledge.treatment import Treatment


@dataclass(frozen=True)
class Base:
    """Topics, attributes, findings, manoeuvres, tests, treatments and conditions by id."""

    id: str
    topics: Mapping[str, Topic]
    attributes: Mapping[str, Attribute]
    findings: Mapping[str, Finding]
    manoeuvres: Mapping[str, Manoeuvre]
    tests: Mapping[str, Test]
    treatments: Mapping[str, Treatment]
    conditions: Mapping[str, Condition]
    regions: tuple[str, ...] = ()

    @cached_property
    def shown_by(self) -> Mapping[str, tuple[str, ...]]:
        """Which manoeuvres and tests show a finding."""
        found: dict[str, list[str]] = {}
        acts: list[Manoeuvre | Test] = [*self.manoeuvres.values(), *self.tests.values()]
        for act in acts:
            for finding in act.shows:
                found.setdefault(finding, []).append(act.id)
        return {name: tuple(acts) for name, acts in found.items()}

    @cached_property
    def of_presentation(self) -> Mapping[str, tuple[str, ...]]:
        """The conditions of each presentation."""
        found: dict[str, list[str]] = {}
        for condition in self.conditions.values():
            for name in condition.presentations:
                found.setdefault(name, []).append(condition.id)
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def _of_topic(self) -> Mapping[str, tuple[Finding, ...]]:
        found: dict[str, list[Finding]] = {}
        for finding in self.findings.values():
            found.setdefault(finding.topic, []).append(finding)
        return {name: tuple(many) for name, many in found.items()}

    def attributes_of(self, topic: str) -> tuple[Finding, ...]:
        """The findings of one topic."""
        return self._of_topic.get(topic, ())


def prior(base: Base, presentation: str, age: float, sex: str, setting: str) -> dict[str, float]:
    """P(condition) among those of a presentation for such a person there; sums to 1. Raises KeyError."""
    found = {}
    for name in base.of_presentation[presentation]:
        condition = base.conditions[name]
        weight = condition.presentations[presentation].value * condition.age[band(age)]
        found[name] = weight * condition.sex.get(sex, 1.0) * condition.setting.get(setting, 1.0)
    total = sum(found.values())
    return {name: weight / total for name, weight in found.items()} if total else {}


def band(age: float) -> int:
    """The place of an age in years among the age bands."""
    return next((place for place, (_, end) in enumerate(AGES) if age < end), len(AGES) - 1)
