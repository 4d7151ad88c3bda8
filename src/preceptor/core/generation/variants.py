"""The same patient's facts with other people: what a swap of name, looks, work, age or sex must not change.

Knows cases and the base's limits; changes no fact.
"""

from dataclasses import replace

import numpy as np

from preceptor.core.generation import bodies, demographics
from preceptor.core.generation.leakage import Secret
from preceptor.core.generation.population import YOUNGEST, years
from preceptor.core.generation.words import Writer
from preceptor.core.knowledge.base import Base, band
from preceptor.core.patient.case import Case, Person, share

SEX_EFFECT = "The conditions of this complaint strike women and men unequally in the base's stated tables."


def variants(base: Base, case: Case) -> tuple[Case, ...]:
    """Up to three: other name, looks and work; another age of the same band; the other sex, where the condition and
    every fact allow it. Only the last may move a posterior, and says so in `effects`. The same case gives the same
    variants."""
    person = case.public.person
    chance = np.random.default_rng(int(share(case.ref, "variants") * 2**32))
    found = [_with(base, case, "someone-else", _other(person, int(person.age), person.sex, chance), chance)]
    age = _another_age(base, case, chance)
    if age is not None:
        found.append(_with(base, case, "another-age", _other(person, age, person.sex, chance), chance))
    sex = "m" if person.sex == "f" else "f"
    if _allowed(base, case, person.age, sex):
        other = _with(base, case, "other-sex", _other(person, int(person.age), sex, chance), chance)
        effects = {"sex": SEX_EFFECT} if _unequal(base, case) else {}
        found.append(replace(other, hidden=replace(other.hidden, effects={**case.hidden.effects, **effects})))
    return tuple(found)


def _other(person: Person, age: int, sex: str, chance: np.random.Generator) -> Person:
    """Somebody else of this age and sex, as heavy: doses by weight stay as they are."""
    drawn = demographics.person(max(age, 1), sex, chance)
    return replace(drawn, age=person.age if age == int(person.age) else float(age), weight=person.weight)


def _another_age(base: Base, case: Case, chance: np.random.Generator) -> int | None:
    person = case.public.person
    open_ages = [
        age
        for age in years(base, base.conditions[case.hidden.condition])
        if band(age) == band(person.age) and age not in (int(person.age),) and _allowed(base, case, age, person.sex)
    ]
    return open_ages[int(chance.integers(len(open_ages)))] if open_ages and person.age >= YOUNGEST else None


def _allowed(base: Base, case: Case, age: float, sex: str) -> bool:
    """Whether the condition and every fact are possible for such a person."""
    condition = base.conditions[case.hidden.condition]
    if condition.sex.get(sex, 1.0) <= 0:
        return False
    return all(
        bodies.fits(base.findings[name], fact.value, age, sex)
        for name, fact in case.hidden.facts.items()
        if name in base.findings
    )


def _unequal(base: Base, case: Case) -> bool:
    names = base.of_presentation[case.public.presentation]
    ratios = {
        base.conditions[one].sex.get("f", 1.0) / max(1e-9, base.conditions[one].sex.get("m", 1.0)) for one in names
    }
    return len(ratios) > 1


def _with(base: Base, case: Case, name: str, person: Person, chance: np.random.Generator) -> Case:
    """The case with another person in it: title, door and the words about the person follow; the facts stay."""
    public, hidden = case.public, case.hidden
    secret = Secret(base.conditions[hidden.condition], public.presentation)
    writer = Writer(base, person, public.setting, secret, chance)
    mine = writer.about_person()
    own = {topic: mine.get(topic, texts) for topic, texts in hidden.own.items()}
    return replace(
        case,
        public=replace(
            public,
            id=f"{public.id}-{name}",
            person=person,
            title=writer.title(hidden.opening_tells[0], public.presentation),
            door=writer.door(),
        ),
        hidden=replace(hidden, own=own),
    )
