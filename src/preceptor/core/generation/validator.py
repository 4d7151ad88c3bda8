"""Judges a case by named checks: whether an educator should see it at all. Knows the base, the case and known cases.

Each check is independent, so that a fault is named for what it is; none of them is a clinician.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from preceptor.core.generation import bodies, claims, likeness, measures, medicines, timeline, verdict
from preceptor.core.generation.population import YOUNGEST
from preceptor.core.generation.retelling import SEEN_OF_HER
from preceptor.core.generation.sampling import FLOOR
from preceptor.core.generation.tables import Tables
from preceptor.core.generation.variants import variants
from preceptor.core.knowledge.base import Base, prior
from preceptor.core.patient.case import COUNTS, VITALS, Case, Patient

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SETTINGS = ("ed", "gp", "ward")
SHOWN = 4
"""How many faults of one kind are named."""
REASONED = 4
"""Words that a reason has at least."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether the case passes, and why not."""

    name: str
    ok: bool
    why: str = ""


class _Judged:
    """A case with what several checks need, worked out once."""

    def __init__(self, tables: Tables, case: Case, known: tuple[Case, ...]) -> None:
        self.tables, self.base, self.case, self.known = tables, tables.base, case, known
        self.condition = self.base.conditions[case.hidden.condition]
        self.person = case.public.person
        self.who = case.who

    @property
    def struck(self) -> bool:
        """Whether the condition strikes people of this age and sex at all, by its tables."""
        public = self.case.public
        known = prior(self.base, public.presentation, self.person.age, self.person.sex, public.setting)
        return known.get(self.condition.id, 0.0) > 0

    @cached_property
    def facts(self) -> dict[str, str]:
        """Every finding of the base with its value in this patient."""
        return {name: fact.value for name, fact in Patient(self.base, self.case).facts.items()}

    @cached_property
    def verdict(self) -> verdict.Verdict:
        """What the facts come to."""
        public, hidden = self.case.public, self.case.hidden
        return verdict.verdict(
            self.tables, public.presentation, self.who, hidden.condition, self.facts, hidden.opening_tells
        )

    @property
    def public_texts(self) -> tuple[str, ...]:
        """What anybody may read."""
        public, person = self.case.public, self.person
        return public.id, public.title, public.door, person.name, person.address, person.occupation, person.look.extra

    @property
    def spoken_texts(self) -> tuple[str, ...]:
        """What the patient says in words of this case."""
        hidden = self.case.hidden
        own = [text for texts in hidden.own.values() for text in texts]
        said = [text for fact in hidden.facts.values() for text in fact.say]
        return hidden.opening, hidden.ideas, hidden.concerns, hidden.expectations, *own, *said


def validate(
    base: Base, case: Case, known: Iterable[Case] = (), tables: Tables | None = None, swaps: bool = True
) -> tuple[Check, ...]:
    """Every check on a case. A fault of the schema ends it, and so does a person whom the condition does not strike: no
    diagnosis can then be weighed.

    `known` are the cases it must not repeat (itself excepted, by id). Without `swaps` the variants are not judged.
    """
    broken = list(_schema(base, case))
    if broken:
        return (Check("schema", False, _told(broken)),)
    tables = tables or Tables(base)
    judged = _Judged(tables, case, tuple(one for one in known if one.public.id != case.public.id))
    found = [Check("schema", True)]
    for name, judge in CHECKS.items():
        if name == "variants" and not swaps:
            continue
        faults = list(judge(judged))
        found.append(Check(name, not faults, _told(faults)))
        if name == "possible" and not judged.struck:
            break
    return tuple(found)


def passes(checks: Iterable[Check]) -> bool:
    """Whether every check is passed."""
    return all(check.ok for check in checks)


def _told(faults: list[str]) -> str:
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    return "; ".join(faults[:SHOWN]) + more


def _schema(base: Base, case: Case) -> Iterator[str]:
    """Ids, values and fields that everything else builds on."""
    public, hidden = case.public, case.hidden
    if not ID.fullmatch(public.id):
        yield f"the id {public.id} is none"
    if hidden.condition not in base.conditions:
        yield f"there is no condition {hidden.condition}"
    elif hidden.condition not in base.of_presentation.get(public.presentation, ()):
        yield f"{hidden.condition} does not present as {public.presentation}"
    if public.setting not in SETTINGS or not 1 <= public.difficulty <= 5 or public.minutes <= 0:
        yield "setting, difficulty or minutes are out of range"
    person = public.person
    if person.sex not in ("f", "m") or not 0 <= person.age <= 120 or person.weight <= 0 or not person.name:
        yield "the person is incomplete"
    if not (public.title and public.door and hidden.opening and hidden.opening_tells):
        yield "title, door or opening are missing"
    for name, fact in hidden.facts.items():
        if name not in base.findings:
            yield f"there is no finding {name}"
        elif fact.value not in {value.id for value in base.findings[name].values}:
            yield f"{name} has no value {fact.value}"
    yield from (f"{name} is told and not stated" for name in hidden.opening_tells if name not in hidden.facts)
    yield from (f"{name} is not stated" for name in VITALS if name in base.findings and name not in hidden.facts)


def _possible(one: _Judged) -> Iterator[str]:
    """Sex, age and the condition's own table allow the person and every stated fact."""
    person, condition = one.person, one.condition
    if not one.struck:
        yield f"{condition.label} does not strike somebody of {person.age:g} years and sex {person.sex}"
    elif person.age >= YOUNGEST and int(person.age) not in bodies.ages(one.base, condition, range(121)):
        yield f"{condition.label} cannot be at {person.age:g} years"
    table = one.tables.presentation(one.case.public.presentation).table
    implied = bodies.implied(one.base, {name: fact.value for name, fact in one.case.hidden.facts.items()})
    for name, fact in one.case.hidden.facts.items():
        finding = one.base.findings[name]
        if not bodies.fits(finding, fact.value, person.age, person.sex):
            yield f"{name} {fact.value} cannot be at {person.age:g} years, sex {person.sex}"
        elif fact.value == finding.nothing or name in implied:
            continue
        elif table.probability(condition.id, name, fact.value) < FLOOR:
            yield f"{name} {fact.value} is met in fewer than {FLOOR:.1%} of patients with this condition"


def _contradictions(one: _Judged) -> Iterator[str]:
    """Facts against facts, and words against facts."""
    stated = {name: fact.value for name, fact in one.case.hidden.facts.items()}
    yield from bodies.orphans(one.base, stated)
    yield from bodies.contradictions(one.base, one.facts)
    yield from _misspoken(one)
    yield from claims.false_claims(one.case, one.facts, one.spoken_texts)


def _misspoken(one: _Judged) -> Iterator[str]:
    """Sentences of the base that the case uses although the fact is another one, or that the opening does not tell."""
    meant = one.tables.sentences
    hidden = one.case.hidden
    for sentence in _split(hidden.opening):
        said = meant.get(sentence, ())
        if said and not any(one.facts[name] == value and name in hidden.opening_tells for name, value in said):
            yield f"the opening says “{sentence}”, which is not among what it tells"
    for name, fact in hidden.facts.items():
        for text in fact.say:
            for said in (meant.get(sentence, ()) for sentence in _split(text)):
                if said and not any(one.facts[other] == value for other, value in said):
                    yield f"the words for {name} state {said[0][0]} {said[0][1]}"


def _split(text: str) -> list[str]:
    """A text, its sentences, and every two neighbours of them: what a base sentence may be."""
    parts = re.split(r"(?<=[.!?]) ", text)
    return [*parts, *(f"{one} {two}" for one, two in pairwise(parts))]


def _diagnosis(one: _Judged) -> Iterator[str]:
    """The full work-up finds it; the opening does not; no single result denies it."""
    found = one.verdict
    if found.first != one.condition.id or found.work_up < verdict.SURE:
        yield f"after the full work-up {found.first} comes first and the diagnosis has {found.work_up:.2f}"
    if found.opening > verdict.OPEN:
        yield f"after the opening the diagnosis has {found.opening:.2f}"
    room = one.tables.presentation(one.case.public.presentation)
    possible = one.tables.weighing(one.case.public.presentation, *one.who).prior > 0
    for name in room.telling:
        finding = one.base.findings[name]
        if finding.kind == "result":
            odd = verdict.contrary(one.base, room, possible, one.condition.id, finding)
            if one.facts[name] in odd:
                yield f"the result {name} {one.facts[name]} speaks against the diagnosis"


def _rivals(one: _Judged) -> Iterator[str]:
    """Every other condition that must not be missed can be put aside, and by a fact that can be named."""
    for rival in one.verdict.rivals:
        if not rival.refuted:
            yield f"{rival.condition} keeps {rival.posterior:.3f} after the full work-up"
        elif not rival.fact:
            yield f"no single fact speaks against {rival.condition}"


def _physiology(one: _Judged) -> Iterator[str]:
    yield from measures.implausible(one.case.hidden.facts, one.person.age, (*one.public_texts, *one.spoken_texts))


def _leak(one: _Judged) -> Iterator[str]:
    """Nothing that is seen or said in words of this case names the diagnosis."""
    secret = one.tables.secret(one.condition.id, one.case.public.presentation)
    for text in (*one.public_texts, *one.spoken_texts):
        for word in secret.leaks(text):
            yield f"“{text}” says {word}"


def _timeline(one: _Judged) -> Iterator[str]:
    """Words of time agree with the duration, and the duration with the condition."""
    if timeline.DURATION not in one.facts:
        return
    value = one.facts[timeline.DURATION]
    fact = one.case.hidden.facts.get(timeline.DURATION)
    yield from timeline.disagreements(value, (one.case.hidden.opening, *(fact.say if fact else ())))
    table = one.tables.presentation(one.case.public.presentation).table
    chance = table.probability(one.condition.id, timeline.DURATION, value)
    if chance < FLOOR:
        yield f"{one.condition.label} does not last {value}"


def _allergy(one: _Judged) -> Iterator[str]:
    yield from medicines.forbidden(one.case.hidden.facts, one.case.hidden.own)


def _units(one: _Judged) -> Iterator[str]:
    yield from measures.slips(one.base, one.case.hidden.facts)


def _novelty(one: _Judged) -> Iterator[str]:
    closest = likeness.nearest(one.base, one.case, one.known)
    if closest is not None and closest.distance < likeness.NEAR:
        yield f"it is {closest.case} again (distance {closest.distance:.2f})"


def _variants(one: _Judged) -> Iterator[str]:
    """Other people with the same facts: judged in the same frame but for declared effects, and none of them brings a
    fault that the case itself has not."""
    counts = one.case.hidden.effects
    yield from (f"only age and sex can count, and not {name}" for name in counts if name not in COUNTS)
    yield from (f"that {name} counts has no reason" for name, why in counts.items() if len(why.split()) < REASONED)
    mine = {fault for judge in OF_A_VARIANT for fault in judge(one)}
    for other in variants(one.base, one.case):
        person = other.public.person
        who = f"brought by {person.name}, {person.age:g}, {person.sex}:"
        if _settled(other) != _settled(one.case):
            yield f"{who} other facts"
            continue
        moved = [name for name in COUNTS if getattr(other.frame, name) != getattr(one.case.frame, name)]
        if person.pronoun != one.person.pronoun:
            sees = (turn.sees for turn in other.hidden.course if SEEN_OF_HER.search(turn.sees))
            yield from (f"{who} “{text}” is of somebody else" for text in sees)
        yield from (f"{who} judged by another {name}, and no reason is given" for name in moved if name not in counts)
        theirs = _Judged(one.tables, other, ())
        faults = dict.fromkeys(fault for judge in OF_A_VARIANT for fault in judge(theirs))
        yield from (f"{who} {fault}" for fault in faults if fault not in mine)


def _settled(case: Case) -> tuple[object, ...]:
    """What decides what is told and found: facts, what the opening tells, the topics with words of their own, trust."""
    hidden = case.hidden
    facts = {name: (fact.value, fact.number) for name, fact in hidden.facts.items()}
    return facts, hidden.opening_tells, set(hidden.own), hidden.manner.trust, bool(hidden.concerns), case.public.id


OF_A_VARIANT = (_possible, _contradictions, _diagnosis, _rivals, _physiology, _leak, _timeline)
"""What is judged again when somebody else brings a case."""

CHECKS: Mapping[str, Callable[[_Judged], Iterator[str]]] = {
    "possible": _possible,
    "contradictions": _contradictions,
    "diagnosis": _diagnosis,
    "rivals": _rivals,
    "physiology": _physiology,
    "leak": _leak,
    "timeline": _timeline,
    "drug-allergy": _allergy,
    "units": _units,
    "near-copy": _novelty,
    "variants": _variants,
}
