"""Ten kinds of faults planted into a valid case, to measure what the validator catches. Knows cases and the base.

The plants are what a careless author or a broken generator would do; they use none of the validator's own tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from preceptor.core.generation.timeline import DURATION
from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import AGES
from preceptor.core.knowledge.finding import PRESENT
from preceptor.core.patient.case import Case, Fact

LIKELY = 0.5
CERTAIN = 0.8
Plant = Callable[[Base, Case, np.random.Generator], Case | None]
"""Gives the case with one fault, or None where this fault cannot be planted into it."""


def plant(base: Base, case: Case, kind: str, chance: np.random.Generator) -> Case | None:
    """The case with one fault of a kind (see EXPECTED); None where none of its varieties fits. Raises KeyError."""
    varieties = list(_KINDS[kind])
    for place in chance.permutation(len(varieties)):
        found = varieties[int(place)](base, case, chance)
        if found is not None:
            return found
    return None


def _facts(case: Case) -> dict[str, Fact]:
    return dict(case.hidden.facts)


def _with(case: Case, facts: Mapping[str, Fact]) -> Case:
    return replace(case, hidden=replace(case.hidden, facts=dict(facts)))


def _set(base: Base, case: Case, values: Mapping[str, str]) -> Case:
    """The case with these values, each measured one with a number from the middle of its range."""
    facts = _facts(case)
    for name, value in values.items():
        found = base.findings[name].value(value)
        middle = None if found.low is None or found.high is None else round((found.low + found.high) / 2, 1)
        facts[name] = Fact(value, middle)
    return _with(case, facts)


def _one(options: list[str], chance: np.random.Generator) -> str:
    return options[int(chance.integers(len(options)))]


# Contradictions


def _orphan(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """Where a pain goes, in somebody without the pain."""
    absent = [
        name
        for name, finding in base.findings.items()
        if finding.of and finding.of not in case.hidden.facts and base.findings[finding.of].values[1].id == PRESENT
    ]
    return _set(base, case, {(name := _one(absent, chance)): base.findings[name].values[-1].id}) if absent else None


def _rhythm(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """A racing rhythm on the ECG and a calm pulse."""
    if "ecg-rhythm" not in base.findings:
        return None
    return _set(base, case, {"ecg-rhythm": "sinus-tachycardia", "heart-rate": "normal"})


def _no_pain(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """The opening denies in the base's own words what the facts hold."""
    name = case.hidden.opening_tells[0]
    finding = base.findings[name]
    opening = f"{case.hidden.opening} {finding.value(finding.nothing).say[0]}"
    return replace(case, hidden=replace(case.hidden, opening=opening))


def _cool(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """Words without fever beside a high temperature."""
    door = f"{case.public.door} The triage note says: afebrile."
    hot = _set(base, case, {"temperature": "high"})
    return replace(hot, public=replace(case.public, door=door))


def _implied(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """Something that implies another finding, which is said to be absent."""
    names = [name for name, finding in base.findings.items() if finding.implies]
    if not names:
        return None
    name = _one(names, chance)
    return _set(base, case, {name: PRESENT, base.findings[name].implies[0]: base.findings[name].nothing})


# Bodies


def _wrong_sex(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    female = ("pregnancy", "missed-period", "vaginal-bleeding", "adnexal-tenderness")
    names = ["testicular-pain"] if case.public.person.sex == "f" else list(female)
    known = [name for name in names if name in base.findings]
    return _set(base, case, {_one(known, chance): PRESENT}) if known else None


def _wrong_age(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """An age at which the condition's table says never."""
    condition = base.conditions[case.hidden.condition]
    never = [place for place, times in enumerate(condition.age) if times <= 0]
    if not never:
        return None
    low, high = AGES[never[int(chance.integers(len(never)))]]
    return replace(case, public=replace(case.public, person=replace(case.public.person, age=float((low + high) // 2))))


def _late_child(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    if case.public.person.sex != "f" or case.public.person.age < 60 or "pregnancy" not in base.findings:
        return None
    return _set(base, case, {"pregnancy": PRESENT})


# Results


def _denied(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """The test that nearly always shows the condition shows nothing."""
    condition = base.conditions[case.hidden.condition]
    sure = [
        name
        for name, chances in condition.findings.items()
        if base.findings[name].kind == "result"
        and name in case.hidden.facts
        and case.hidden.facts[name].value != base.findings[name].nothing
        and sum(number.value for value, number in chances.items() if value != base.findings[name].nothing) >= 0.95
    ]
    return _set(base, case, {(name := _one(sure, chance)): base.findings[name].nothing}) if sure else None


def _proved_other(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """The test that nearly always shows another condition of the complaint shows that one."""
    mine = base.conditions[case.hidden.condition].findings
    found = []
    for name in base.of_presentation[case.public.presentation]:
        for finding, chances in base.conditions[name].findings.items():
            for value, number in chances.items():
                one = base.findings[finding]
                usual = mine[finding][value].value if value in mine.get(finding, {}) else one.value(value).base
                positive = one.kind == "result" and value != one.nothing
                if name != case.hidden.condition and positive and number.value >= CERTAIN and usual <= 0.03:
                    found.append((finding, value))
    if not found:
        return None
    finding, value = found[int(chance.integers(len(found)))]
    return _set(base, case, {finding: value})


# Leaks


def _named(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """The diagnosis in a text, by its label, its longest name, or its id in the case's."""
    condition = base.conditions[case.hidden.condition]
    name = _one([condition.label, max(condition.names, key=len, default=condition.label)], chance)
    public, hidden = case.public, case.hidden
    return (
        replace(case, public=replace(public, title=f"{public.title}: {name}")),
        replace(case, public=replace(public, door=f"{public.door} A leaflet about {name} lies on the bed.")),
        replace(case, public=replace(public, id=f"{public.id}-{condition.id}")),
        replace(case, hidden=replace(hidden, opening=f"{hidden.opening} They said it might be {name}.")),
        replace(case, hidden=replace(hidden, ideas=f"I wondered about {name}.")),
        replace(
            case, hidden=replace(hidden, own={**hidden.own, "previous-diagnosis": (f"Another doctor said {name}.",)})
        ),
    )[int(chance.integers(6))]


# Vital signs


def _unliveable(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """A vital sign that nobody has."""
    wild = {"heart-rate": 290, "systolic": 320, "respiratory-rate": 95, "oxygen": 108, "temperature": 46.5}
    low = {"heart-rate": 8, "systolic": 20, "respiratory-rate": 1, "oxygen": 30, "temperature": 22}
    name = _one([one for one in wild if one in case.hidden.facts], chance)
    number = (wild if chance.random() < 0.5 else low)[name]
    return _with(case, {**case.hidden.facts, name: Fact(case.hidden.facts[name].value, float(number))})


def _upside_down(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """A diastolic pressure above the systolic one, in words."""
    door = f"{case.public.door} The monitor shows 95/128."
    return replace(case, public=replace(case.public, door=door))


# Rivals


def _both(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """Everything that most patients with a dangerous rival have, on top of the case."""
    names = base.of_presentation[case.public.presentation]
    person = case.public.person
    rivals = [
        name
        for name in names
        if name != case.hidden.condition
        and base.conditions[name].must_not_miss
        and base.conditions[name].sex.get(person.sex, 1) > 0
        and all(times > 0 for times, (low, high) in zip(base.conditions[name].age, AGES, strict=True)
                if low <= person.age < high)
    ]  # fmt: skip
    if not rivals:
        return None
    rival = base.conditions[_one(rivals, chance)]
    values = {}
    for name, chances in rival.findings.items():
        value = max(chances, key=lambda one: chances[one].value)
        if chances[value].value >= LIKELY:
            values[name] = value
    return _set(base, case, values)


# Time


def _other_words(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """The opening speaks of another length of time than the facts."""
    words = {"hours": "three hours", "days": "four days", "weeks": "five weeks", "months": "eight months"}
    fact = case.hidden.facts.get(DURATION)
    if fact is None:
        return None
    other = _one([value for value in words if value != fact.value], chance)
    opening = f"{case.hidden.opening} It's been going on for {words[other]}."
    return replace(case, hidden=replace(case.hidden, opening=opening))


def _other_duration(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """The fact changes and the words stay."""
    fact = case.hidden.facts.get(DURATION)
    if fact is None or DURATION not in case.hidden.opening_tells:
        return None
    other = _one([value.id for value in base.findings[DURATION].values if value.id != fact.value], chance)
    return _with(case, {**case.hidden.facts, DURATION: Fact(other, None, fact.say)})


# Medicines


def _allergic(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """A penicillin taken by somebody who is allergic to penicillin."""
    if "drug-allergy" not in base.findings or "antibiotic-recent" not in base.findings:
        return None
    drug = _one(["amoxicillin", "flucloxacillin", "co-amoxiclav"], chance)
    said = Fact(PRESENT, None, (f"I've been taking {drug} for some days.",))
    return _with(case, {**case.hidden.facts, "drug-allergy": Fact("penicillin"), "antibiotic-recent": said})


def _allergic_otherwise(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """An anti-inflammatory in somebody who says that ibuprofen makes the face swell."""
    if "drug-allergy" not in base.findings or "nsaid" not in base.findings:
        return None
    facts = {
        **case.hidden.facts,
        "drug-allergy": Fact("other", None, ("I'm allergic to ibuprofen, my face swelled up.",)),
        "nsaid": Fact(PRESENT, None, (_one(["I take naproxen most days.", "I've had diclofenac for it."], chance),)),
    }
    return _with(case, facts)


# Units


def _slipped(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """A number in another unit: per decilitre, in Fahrenheit, by a thousand, or with the point moved."""
    measured = [name for name, fact in case.hidden.facts.items() if fact.number]
    for place in chance.permutation(len(measured)):
        name = measured[int(place)]
        fact = case.hidden.facts[name]
        value = base.findings[name].value(fact.value)
        number = fact.number or 0.0
        slips = [number * 10, number / 10, number * 1000, number * 18]
        if name == "temperature":
            slips = [number * 9 / 5 + 32]
        slipped = slips[int(chance.integers(len(slips)))]
        if value.low is not None and value.high is not None and not value.low <= slipped <= value.high:
            return _with(case, {**case.hidden.facts, name: Fact(fact.value, round(slipped, 2), fact.say)})
    return None


# Copies


def _again(base: Base, case: Case, chance: np.random.Generator) -> Case | None:
    """The same patient under another name and id, with two harmless facts changed."""
    person = replace(case.public.person, name="Morgan Ellery", occupation="librarian")
    facts = _facts(case)
    spare = [name for name in facts if base.findings[name].kind == "history" and not base.findings[name].of]
    for name in list(chance.permutation(np.array(spare, dtype=object)))[:2]:
        del facts[str(name)]
    public = replace(case.public, id=f"{case.public.id}-b", title=f"{case.public.title} again", person=person)
    return _with(replace(case, public=public), facts)


_KINDS: Mapping[str, tuple[Plant, ...]] = {
    "contradiction": (_orphan, _rhythm, _no_pain, _cool, _implied),
    "impossible-body": (_wrong_sex, _wrong_age, _late_child),
    "result-against-diagnosis": (_denied, _proved_other),
    "leak": (_named,),
    "impossible-vitals": (_unliveable, _upside_down),
    "unrefuted-rival": (_both,),
    "timeline": (_other_words, _other_duration),
    "drug-allergy": (_allergic, _allergic_otherwise),
    "unit-slip": (_slipped,),
    "near-copy": (_again,),
}
EXPECTED: Mapping[str, tuple[str, ...]] = {
    "contradiction": ("contradictions",),
    "impossible-body": ("possible",),
    "result-against-diagnosis": ("diagnosis",),
    "leak": ("leak",),
    "impossible-vitals": ("physiology",),
    "unrefuted-rival": ("rivals", "diagnosis"),
    "timeline": ("timeline",),
    "drug-allergy": ("drug-allergy",),
    "unit-slip": ("units",),
    "near-copy": ("near-copy",),
}
"""The kinds, and the checks of which one should name such a fault."""
