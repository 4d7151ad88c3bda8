"""From a wish and a chance to one consistent case.

Knows the base and what is asked for; no storage, no clock, no learner. Every generated case is a draft: it has to pass
`validator.validate` and an educator.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from preceptor.core.generation import demographics, measures
from preceptor.core.generation.balance import distractors, settle
from preceptor.core.generation.complaints import COMPLAINTS
from preceptor.core.generation.likeness import NEAR, nearest
from preceptor.core.generation.opening import Opening
from preceptor.core.generation.population import SETTINGS, drawn, expected, pick, setting
from preceptor.core.generation.sampling import Sampler
from preceptor.core.generation.tables import Tables
from preceptor.core.generation.verdict import typicality
from preceptor.core.generation.words import Speech, Writer
from preceptor.core.knowledge.base import Base, band
from preceptor.core.knowledge.condition import Condition
from preceptor.core.knowledge.finding import PRESENT
from preceptor.core.patient.case import VITALS, Case, Fact, Hidden, Manner, Person, Public

LETTERS = "bcdfghjkmnpqrstvwxz"
"""Of which ids are made: no vowels, so that no words arise."""
ALIKE_TRIES = 3
DISTRACTORS = {1: 0.6, 2: 0.4}
PERSONAS = {"plain": 0.4, "verbose": 0.2, "anxious": 0.2, "distrustful": 0.1, "impatient": 0.1}
LANGUAGES = {"everyday": 0.7, "educated": 0.15, "limited": 0.15}
RECALL = {"good": 0.8, "patchy": 0.2}
STEPS = (0.97, 0.9, 0.7, 0.45)
"""Posterior of the true condition, tempered, after the door and all that the patient has to tell: at or above the first
a case is of difficulty 1, below the last of difficulty 5 (estimate)."""
MINUTES = {1: 20, 2: 20, 3: 25, 4: 25, 5: 30}
STEERED = 8
"""How many histories are drawn when a difficulty is asked for; the one nearest to it is kept."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a case shall be about. Empty fields are drawn. `competencies` are ids of which the condition exercises at
    least one, those with more of them oftener."""

    condition: str = ""
    presentation: str = ""
    setting: str = ""
    difficulty: int = 0
    jurisdiction: str = "int"
    competencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Draft:
    """Facts before they are put into words."""

    sampler: Sampler
    tells: tuple[str, ...]
    difficulty: int


def generate(
    base: Base, wish: Wish, chance: np.random.Generator, known: Iterable[Case] = (), tables: Tables | None = None
) -> Case:
    """One case. Raises ValueError where the base has nothing for the wish.

    `known` are cases that it must not repeat; `tables` saves compiling them again for many cases of one base.
    """
    tables = tables or Tables(base)
    known = tuple(known)
    condition, presentation = _aim(base, wish, chance)
    seen = Counter(
        (band(one.public.person.age), one.public.person.sex) for one in known if one.hidden.condition == condition.id
    )
    age, sex = drawn(base, condition, chance, seen)
    where = wish.setting or setting(condition, chance)
    person = demographics.dressed(demographics.person(age, sex, chance), where)
    for _ in range(ALIKE_TRIES):
        case = _case(tables, condition, presentation, where, person, wish, chance, known)
        closest = nearest(base, case, known)
        if closest is None or closest.distance >= NEAR:
            break
    return case


def _aim(base: Base, wish: Wish, chance: np.random.Generator) -> tuple[Condition, str]:
    """The condition and the presentation of a case."""
    if wish.presentation and wish.presentation not in base.of_presentation:
        raise ValueError(f"no condition of the base presents as {wish.presentation}")
    if wish.setting and wish.setting not in SETTINGS:
        raise ValueError(f"there is no setting {wish.setting}: it is one of {', '.join(SETTINGS)}")
    if wish.condition and wish.condition not in base.conditions:
        raise ValueError(f"there is no condition {wish.condition}")
    found: dict[tuple[str, str], float] = {}
    for one in base.conditions.values():
        matching = sum(name in one.competencies.values() for name in wish.competencies)
        if wish.condition not in ("", one.id) or (wish.competencies and not matching) or not expected(base, one):
            continue
        if wish.setting and one.setting.get(wish.setting, 1.0) <= 0:
            continue
        total = sum(number.value for number in one.presentations.values())
        for name, number in one.presentations.items():
            if wish.presentation in ("", name) and number.value > 0 and _complaints(base, name):
                found[one.id, name] = number.value / total * max(1, matching)
    if not found:
        raise ValueError("the base has no condition for this wish")
    name, presentation = pick(found, chance)
    return base.conditions[name], presentation


def _case(
    tables: Tables, condition: Condition, presentation: str, where: str, person: Person, wish: Wish,
    chance: np.random.Generator, known: tuple[Case, ...],
) -> Case:  # fmt: skip
    writer = Writer(tables.base, person, where, tables.secret(condition.id, presentation), chance)
    drafts = [
        _draft(tables, condition, presentation, where, person, chance) for _ in range(STEERED if wish.difficulty else 1)
    ]
    best = min(drafts, key=lambda one: abs(one.difficulty - wish.difficulty)) if wish.difficulty else drafts[0]
    stated = best.sampler.stated()
    speech = writer.speech(presentation, best.tells, stated)
    public = Public(
        id=_id({one.public.id for one in known}, chance),
        title=writer.title(best.tells[0], presentation),
        presentation=presentation,
        setting=where,
        person=person,
        door=writer.door(),
        minutes=MINUTES[best.difficulty],
        difficulty=best.difficulty,
        jurisdiction=wish.jurisdiction,
        generated=True,
    )
    return Case(public, _hidden(tables.base, condition, best, speech, person, chance))


def _draft(
    tables: Tables, condition: Condition, presentation: str, where: str, person: Person, chance: np.random.Generator
) -> _Draft:
    who = (person.age, person.sex, where)
    sampler = Sampler(tables, presentation, condition.id, who, chance)
    complaint = _complaint(sampler, presentation)
    sampler.fixed.add(complaint)
    sampler.course_of_complaint()
    sampler.set(complaint, PRESENT)
    sampler.disease()
    sampler.background()
    sampler.mend()
    distractors(sampler, pick(DISTRACTORS, chance))
    settle(sampler)
    sampler.mend()
    tells = Opening(sampler, complaint, tables.mute(condition.id, presentation)).choose()
    sampler.fixed |= {*tells, *VITALS}
    settle(sampler)
    sampler.mend()
    return _Draft(sampler, tells, _difficulty(typicality(tables, presentation, who, condition.id, sampler.settled())))


def _complaint(sampler: Sampler, presentation: str) -> str:
    """The finding that the patient comes with: as often as the condition has it, among those of the presentation."""
    return pick(
        {name: sampler.probability(name, PRESENT) for name in _complaints(sampler.base, presentation)}, sampler.chance
    )


def _complaints(base: Base, presentation: str) -> list[str]:
    """The findings that can be the main complaint: those with sentences for it, or the one of the same name."""
    known = COMPLAINTS.get(presentation)
    return [name for name in (known.findings if known else (presentation,)) if name in base.findings]


def _difficulty(posterior: float) -> int:
    return 1 + sum(posterior < step for step in STEPS)


def _id(taken: set[str], chance: np.random.Generator) -> str:
    while True:
        name = "patient-" + "".join(LETTERS[int(place)] for place in chance.integers(len(LETTERS), size=8))
        if name not in taken:
            return name


def _hidden(
    base: Base, condition: Condition, draft: _Draft, speech: Speech, person: Person, chance: np.random.Generator
) -> Hidden:
    stated: Mapping[str, str] = draft.sampler.stated() | {
        name: draft.sampler.settled()[name] for name in VITALS if name in base.findings
    }
    facts = {
        name: Fact(
            value,
            measures.number(base.findings[name], value, person.age, stated, chance),
            tuple(speech.say.get(name, ())),
        )
        for name, value in stated.items()
    }
    return Hidden(
        condition=condition.id,
        opening=speech.opening,
        opening_tells=draft.tells,
        facts=facts,
        manner=Manner(
            persona=pick(PERSONAS, chance),
            language=pick(LANGUAGES, chance),
            recall=pick(RECALL, chance),
            trust=round(float(chance.uniform(0.35, 0.6)), 2),
        ),
        ideas=speech.ideas,
        concerns=speech.concerns,
        expectations=speech.expectations,
        own=speech.own,
        sources=condition.sources,
        teaching=_lesson(condition),
    )


def _lesson(condition: Condition) -> str:
    """One sentence to take away: of a lesson about reasoning where there is one."""
    told = sorted(condition.lessons, key=lambda one: one.about not in ("diagnosis", "weighing", "cues", "hypotheses"))
    return told[0].back if told else ""
