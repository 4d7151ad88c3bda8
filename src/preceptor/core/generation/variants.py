"""The same patient's facts with other people: another name, look, work and manner, where possible another age or sex.

Knows cases and the base's limits; changes no fact. A case is judged in the frame of the person it was written with,
but for what it declares to count (`Case.brought_by`), and nobody is drawn whom that frame would judge wrongly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from preceptor.core.generation import bodies, demographics
from preceptor.core.generation.casewriter import PERSONAS
from preceptor.core.generation.leakage import Secret
from preceptor.core.generation.population import pick, weights
from preceptor.core.generation.retelling import Retelling
from preceptor.core.generation.words import Writer
from preceptor.core.knowledge.base import Base, band, prior
from preceptor.core.patient.case import Case, Look, Person, share

ALIKE = 0.2
"""The two sexes are alike for a case where the same conditions are possible in both and their prior probabilities
differ by at most so much (total variation distance; an estimate)."""
PLAUSIBLE = 0.25
"""Nobody is drawn whom the condition strikes less than so often as the person it was written with (an estimate)."""
AIDS = ("hearing-aid", "stick", "walker", "frame", "wheelchair", "oxygen")
"""What is worn or used for the body's sake: it stays, as a fact does."""

Who = tuple[int, str]


def variant(base: Base, case: Case, seed: int) -> Case:
    """The case brought by somebody else; the same seed always gives the same person in the same words."""
    chance = np.random.default_rng(seed)
    return _brought(base, case, pick(possible(base, case), chance), chance)


def variants(base: Base, case: Case) -> tuple[Case, ...]:
    """One of each kind that may be drawn: every age band with either sex. The same case gives the same ones."""
    people = possible(base, case)
    found = []
    for cell in sorted({(band(age), sex) for age, sex in people}):
        chance = np.random.default_rng(int(share(case.ref, "variants", *cell) * 2**32))
        mine = {who: weight for who, weight in people.items() if (band(who[0]), who[1]) == cell}
        found.append(_brought(base, case, pick(mine, chance), chance))
    return tuple(found)


def possible(base: Base, case: Case) -> Mapping[Who, float]:
    """Who else may bring a case: (age in years, sex) → how often. A child stays as old as it is, and of its sex."""
    first = case.public.person
    sexes = {sex for sex in ("f", "m") if sex == first.sex or _either(base, case, sex)}
    many = {} if first.child else weights(base, base.conditions[case.hidden.condition])
    found = {
        (age, sex): weight
        for (age, sex), weight in many.items()
        if sex in sexes
        and (band(age) == band(first.age) or "age" in case.hidden.effects)
        and _struck(base, case, age, sex) >= PLAUSIBLE * _struck(base, case, first.age, first.sex)
        and _fits(base, case, age, sex)
    }
    return found or {(int(first.age), first.sex): 1.0}


def _struck(base: Base, case: Case, age: float, sex: str) -> float:
    """How often the condition strikes such people, by its tables."""
    condition = base.conditions[case.hidden.condition]
    return condition.age[band(age)] * condition.sex.get(sex, 1.0)


def _either(base: Base, case: Case, sex: str) -> bool:
    """Whether the other sex may bring a case: it counts for itself, or makes no difference to speak of."""
    if "sex" in case.hidden.effects:
        return True
    age, _own, setting = case.who
    mine = prior(base, case.public.presentation, *case.who)
    theirs = prior(base, case.public.presentation, age, sex, setting)
    same = all((mine[name] > 0) == (theirs.get(name, 0.0) > 0) for name in mine)
    return same and sum(abs(mine[name] - theirs[name]) for name in mine) / 2 <= ALIKE


def _fits(base: Base, case: Case, age: float, sex: str) -> bool:
    """Whether every stated fact is possible for such a person."""
    stated: Iterable[tuple[str, str]] = ((name, fact.value) for name, fact in case.hidden.facts.items())
    return all(bodies.fits(base.findings[name], value, age, sex) for name, value in stated if name in base.findings)


def _brought(base: Base, case: Case, who: Who, chance: np.random.Generator) -> Case:
    """The case with another person in it: title, door, words and manner follow; facts and trust stay."""
    public, hidden = case.public, case.hidden
    person = _somebody(public.person, *who, public.setting, chance)
    manners = {name: often for name, often in PERSONAS.items() if name != hidden.manner.persona}
    other = replace(case, hidden=replace(hidden, manner=replace(hidden.manner, persona=pick(manners, chance))))
    secret = Secret(base.conditions[hidden.condition], public.presentation)
    writer = Writer(base, person, public.setting, secret, chance)
    return Retelling(base, other.brought_by(person), public.person, writer).told()


def _somebody(first: Person, age: int, sex: str, where: str, chance: np.random.Generator) -> Person:
    """Somebody else of this age and sex, as heavy (doses by weight stay as they are) and with the same aids."""
    drawn = demographics.person(max(age, 1), sex, chance)
    drawn = replace(drawn, age=first.age if age == int(first.age) else float(age), weight=first.weight)
    if first.child:
        look = replace(drawn.look, build=first.look.build, wear=first.look.wear, extra=first.look.extra)
        drawn = replace(drawn, pronoun=first.pronoun, occupation=first.occupation)
        address = drawn.name.split()[0]
        return replace(drawn, address=address, speaker=first.speaker.replace(first.address, address), look=look)
    look = replace(drawn.look, build=first.look.build, extra=_extra(first.look, drawn.look))
    return demographics.dressed(replace(drawn, look=look), where)


def _extra(mine: Look, theirs: Look) -> str:
    aids = [one for one in mine.extra.replace(",", " ").split() if one in AIDS]
    return aids[0] if aids else theirs.extra if theirs.extra not in AIDS else ""
