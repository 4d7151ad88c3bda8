"""What a knowledge base and its cases must hold to be loaded at all: ids that exist, values that are allowed.

Whether the numbers are good medicine is another question (`review`).
"""

from collections.abc import Iterable, Iterator, Mapping

from preceptor.core.curriculum.pack import Pack, Problem
from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition, Turn
from preceptor.core.knowledge.finding import ABSENT, PRESENCE, Finding
from preceptor.core.patient.case import TALKS_FROM, VITALS, Case

ASK_LEAST, SAY_LEAST = 4, 2
SPOKEN = ("symptom", "history")


def check(base: Base, cases: Iterable[Case], pack: Pack) -> list[Problem]:
    """Everything that refuses a base or a case."""
    found = [*_findings(base), *_acts(base), *_treatments(base)]
    for condition in base.conditions.values():
        found += _condition(base, condition, pack)
    for case in cases:
        found += _case(base, case, pack)
    return found


def _unknown(where: tuple[str | int, ...], what: str, name: str, known: Iterable[str]) -> Iterator[Problem]:
    if name and name not in known:
        yield Problem(where, "unknown", f"there is no {what} {name}: correct the id or add it.")


def _findings(base: Base) -> Iterator[Problem]:
    for one in base.findings.values():
        where = ("finding", one.id)
        yield from _unknown((*where, "topic"), "topic", one.topic, base.topics)
        for name in (one.of, *one.implies):
            yield from _unknown((*where, "of"), "finding", name, base.findings)
        if one.attribute != PRESENCE:
            yield from _unknown((*where, "attribute"), "attribute", one.attribute, base.attributes)
        for topic, attribute in one.also:
            yield from _unknown((*where, "also"), "topic", topic, base.topics)
            yield from _unknown((*where, "also"), "attribute", attribute, base.attributes)
        if one.kind in SPOKEN:
            yield from _spoken(base, one)
        for value in one.values:
            if value.low is not None and (value.high is None or value.high < value.low):
                yield Problem(where, "range", f"{value.id} needs low and high, low first.")


def _spoken(base: Base, one: Finding) -> Iterator[Problem]:
    """At least four ways of asking, of its own or inherited; at least two of saying it."""
    where = ("finding", one.id)
    topic, attribute = base.topics.get(one.topic), base.attributes.get(one.attribute)
    inherited = topic.ask if topic and one.attribute == PRESENCE else attribute.ask if attribute else ()
    if len(one.ask) + len(inherited) < ASK_LEAST:
        yield Problem((*where, "ask"), "asking", f"needs at least {ASK_LEAST} ways of asking, own or of its topic.")
    for value in one.values:
        if len(value.say) < SAY_LEAST:
            field = {ABSENT: "no", "present": "yes"}.get(value.id, "values")
            yield Problem((*where, field), "saying", f"{value.id} needs at least {SAY_LEAST} ways of saying it.")


def _acts(base: Base) -> Iterator[Problem]:
    acts = [("manoeuvre", one.id, one.shows) for one in base.manoeuvres.values()]
    acts += [("test", one.id, one.shows) for one in base.tests.values()]
    for kind, name, shows in acts:
        for finding in shows:
            yield from _unknown((kind, name, "shows"), "finding", finding, base.findings)
    shown = {finding for _, _, shows in acts for finding in shows}
    for one in base.findings.values():
        if one.kind not in SPOKEN and one.id not in shown:
            yield Problem(("finding", one.id), "hidden", "no manoeuvre and no test shows it: add it to one's `shows`.")


def _treatments(base: Base) -> Iterator[Problem]:
    for one in base.treatments.values():
        for against in one.against:
            yield from _value(base, ("treatment", one.id, "against"), against.finding, against.value)
        for dose in one.doses:
            if dose.high < dose.low:
                yield Problem(("treatment", one.id, "doses"), "range", "low must not lie above high.")


def _value(base: Base, where: tuple[str | int, ...], finding: str, value: str) -> Iterator[Problem]:
    if finding not in base.findings:
        yield Problem(where, "unknown", f"there is no finding {finding}: correct the id or add it.")
    elif value not in {one.id for one in base.findings[finding].values}:
        known = ", ".join(one.id for one in base.findings[finding].values)
        yield Problem(where, "value", f"{finding} has no value {value}: it has {known}.")


def _turns(base: Base, where: tuple[str | int, ...], turns: Iterable[Turn]) -> Iterator[Problem]:
    for place, turn in enumerate(turns):
        for finding, value in turn.changes.items():
            yield from _value(base, (*where, "course", place), finding, value)
        for treatment in (*turn.unless, turn.when):
            yield from _unknown((*where, "course", place), "treatment", treatment, base.treatments)


def _condition(base: Base, one: Condition, pack: Pack) -> Iterator[Problem]:
    where = ("condition", one.id)
    for name in one.presentations:
        yield from _unknown((*where, "presentations"), "presentation", name, {p.id for p in pack.presentations})
    for finding, chances in one.findings.items():
        for value in chances:
            yield from _value(base, (*where, "findings", finding), finding, value)
        if sum(number.value for number in chances.values()) <= 0:
            yield Problem((*where, "findings", finding), "chance", "needs a probability above nought.")
    for place, ratio in enumerate(one.ratios):
        yield from _value(base, (*where, "ratios", place), ratio.finding, ratio.value)
    for place, step in enumerate(one.management):
        for name in (step.treatment, *step.instead):
            yield from _unknown((*where, "management", place), "treatment", name, base.treatments)
    yield from _turns(base, where, one.course)
    yield from _cited(where, one.sources, [ratio.source for ratio in one.ratios], pack)
    known = {competency.id for competency in pack.competencies}
    for name in one.competencies.values():
        yield from _unknown((*where, "competencies"), "competency", name, known)


def _cited(
    where: tuple[str | int, ...], sources: Iterable[str], ratios: Iterable[str], pack: Pack
) -> Iterator[Problem]:
    known = {reference.id for reference in pack.references}
    for name in sources:
        yield from _unknown((*where, "sources"), "reference", name, known)
    for name in ratios:
        yield from _unknown((*where, "ratios"), "reference", name, known)


def _case(base: Base, case: Case, pack: Pack) -> Iterator[Problem]:
    where = ("case", case.public.id)
    hidden = case.hidden
    yield from _unknown((*where, "condition"), "condition", hidden.condition, base.conditions)
    candidates = base.of_presentation.get(case.public.presentation, ())
    if hidden.condition in base.conditions and hidden.condition not in candidates:
        yield Problem((*where, "presentation"), "presentation", "the condition does not present like this.")
    for finding, fact in hidden.facts.items():
        yield from _value(base, (*where, "facts", finding), finding, fact.value)
        parent = base.findings[finding].of if finding in base.findings else ""
        if parent and not _there(base, hidden.facts, parent):
            yield Problem((*where, "facts", finding), "parent", f"{parent} is absent: state it, or leave this out.")
    person = case.public.person
    if person.age < TALKS_FROM and not person.speaker:
        yield Problem((*where, "person", "speaker"), "speaker", "too young to answer: say who speaks for them.")
    answered = {f"{topic}@{attribute}" for one in base.findings.values() for topic, attribute in one.also}
    for name in hidden.own:
        if name in answered:
            yield Problem((*where, "own", name), "answered", "a finding answers this: say it there, as its fact.")
    for finding in hidden.opening_tells:
        yield from _unknown((*where, "opening_tells"), "finding", finding, hidden.facts)
    for vital in VITALS:
        yield from _unknown(where, "finding", vital, base.findings)
    yield from _turns(base, where, hidden.course)
    yield from _cited(where, hidden.sources, (), pack)


def _there(base: Base, facts: Mapping[str, object], parent: str) -> bool:
    fact = facts.get(parent)
    return fact is not None and getattr(fact, "value", ABSENT) != base.findings[parent].nothing
