"""From the YAML of a knowledge base and its cases to core values, with faults that name file, line and field.

Knows files and core types, no storage.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition, Lesson, Ratio, Turn
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Attribute, Finding, Manoeuvre, Test, Topic, Value
from preceptor.core.knowledge.probability import LEVELS, Number
from preceptor.core.knowledge.treatment import Against, Dose, Step, Treatment
from preceptor.core.patient.case import Case, Fact, Hidden, Look, Manner, Person, Public
from preceptor.platform.packs import knowledge_schema as shapes

LEAST = 0.001
"""No probability is nought: a single finding must never settle everything."""


def base(name: str, found: Mapping[str, Iterable[Any]]) -> Base:
    """The base of a pack from its validated shapes, by kind."""
    return Base(
        id=name,
        topics={one.id: Topic(one.id, one.label, one.area, tuple(one.ask), one.sex) for one in found["topics"]},
        attributes={one.id: Attribute(one.id, one.label, tuple(one.ask)) for one in found["attributes"]},
        findings={one.id: finding(one) for one in found["findings"]},
        manoeuvres={one.id: Manoeuvre(**_tuples(one.model_dump())) for one in found["manoeuvres"]},
        tests={one.id: Test(**_tuples(one.model_dump())) for one in found["tests"]},
        treatments={one.id: treatment(one) for one in found["treatments"]},
        conditions={one.id: condition(one) for one in found["conditions"]},
        regions=tuple(dict.fromkeys(one.region for one in found["manoeuvres"])),
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def finding(shape: shapes.FindingShape) -> Finding:
    """A finding; a binary one has the values absent and present."""
    if shape.values:
        total = sum(LEVELS[one.base] for one in shape.values)
        values = tuple(
            Value(one.id, one.label, tuple(one.say), LEVELS[one.base] / total, one.low, one.high)
            for one in shape.values
        )
    else:
        chance = LEVELS[shape.base or "rare"]
        values = (
            Value(ABSENT, "no", tuple(shape.no), 1 - chance),
            Value(PRESENT, "yes", tuple(shape.yes), chance),
        )
    plain = shape.model_dump(exclude={"values", "base", "yes", "no", "ask", "implies", "also"})
    also = tuple((topic, attribute) for topic, _, attribute in (one.partition("@") for one in shape.also))
    return Finding(**plain, values=values, ask=tuple(shape.ask), implies=tuple(shape.implies), also=also)


def treatment(shape: shapes.TreatmentShape) -> Treatment:
    """A treatment."""
    return Treatment(
        id=shape.id,
        label=shape.label,
        kind=shape.kind,
        names=tuple(shape.names),
        doses=tuple(Dose(**_tuples(one.model_dump())) for one in shape.doses),
        against=tuple(Against(**one.model_dump()) for one in shape.against),
        source=shape.source,
    )


def number(chance: Any) -> Number:
    """A probability as the file gives it: a level, or a number with its basis."""
    if isinstance(chance, str):
        return Number(LEVELS[chance])
    if isinstance(chance, (int, float)):
        return Number(float(chance))
    return Number(chance.p, chance.basis, chance.src, chance.how)


def condition(shape: shapes.ConditionShape) -> Condition:
    """A condition."""
    findings = {
        name: {value: number(one) for value, one in chance.items()}
        if isinstance(chance, dict)
        else {PRESENT: number(chance)}
        for name, chance in shape.findings.items()
    }
    return Condition(
        id=shape.id,
        label=shape.label,
        names=tuple(shape.names),
        summary=shape.summary,
        must_not_miss=shape.must_not_miss,
        presentations={name: number(one) for name, one in shape.presentations.items()},
        age=tuple(shape.age),
        sex={str(name): times for name, times in shape.sex.items()},
        setting={str(name): times for name, times in shape.setting.items()},
        findings=findings,
        ratios=tuple(
            Ratio(r.finding, r.value, r.ratio, r.src, r.in_, r.low, r.high, r.absent, r.read) for r in shape.ratios
        ),
        management=tuple(
            Step(one.treatment, one.role, one.why, one.within, one.critical, one.src, tuple(one.instead))
            for one in shape.management
        ),
        course=tuple(turn(one) for one in shape.course),
        lessons=tuple(Lesson(**one.model_dump()) for one in shape.lessons),
        competencies=dict(shape.competencies),
        sources=tuple(shape.sources),
        demographics_source=shape.demographics_source,
        added=shape.added,
    )


def turn(shape: shapes.TurnShape) -> Turn:
    """One turn of a course."""
    return Turn(shape.after, dict(shape.changes), shape.sees, tuple(shape.unless), shape.when, shape.grave)


def case(shape: shapes.CaseShape) -> Case:
    """A case: its public and its hidden part."""
    person = shape.person
    look = Look(**person.look.model_dump())
    return Case(
        version=shape.version,
        public=Public(
            id=shape.id,
            title=shape.title,
            presentation=shape.presentation,
            setting=shape.setting,
            person=Person(**{**person.model_dump(exclude={"look"}), "look": look}),
            door=shape.door,
            minutes=shape.minutes,
            level=shape.level,
            difficulty=shape.difficulty,
            jurisdiction=shape.jurisdiction,
            review=shape.review or "not-reviewed",
            review_by=shape.review_by.isoformat() if shape.review_by else "",
        ),
        hidden=Hidden(
            condition=shape.condition,
            opening=shape.opening,
            opening_tells=tuple(shape.opening_tells),
            facts={
                name: Fact(one) if isinstance(one, str) else Fact(one.value, one.number, tuple(one.say))
                for name, one in shape.facts.items()
            },
            manner=Manner(**shape.manner.model_dump()),
            ideas=shape.ideas,
            concerns=shape.concerns,
            expectations=shape.expectations,
            own={topic: tuple(words) for topic, words in shape.own.items()},
            course=tuple(turn(one) for one in shape.course),
            sources=tuple(shape.sources),
            teaching=shape.teaching,
            effects={str(name): why for name, why in shape.effects.items()},
        ),
    )


def read_base(folder: Path) -> Base:
    """The base of a pack's folder alone, for benchmarks and notebooks. Raises PackRefused for a faulty pack."""
    from preceptor.platform.packs.folder import read
    from preceptor.platform.packs.loading import PackRefused

    reading = read(folder)
    if reading.knowledge is None or reading.faults:
        raise PackRefused(reading.faults)
    return reading.knowledge
