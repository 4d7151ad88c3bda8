"""In whose words a fact is told: the case's, the base's, a child's, or those of whoever brings a small child.

Knows a patient's facts and who they are; decides nothing about what is told.
"""

import re

from preceptor.core.knowledge.finding import ABSENT, PRESENT, Finding
from preceptor.core.patient.case import Patient

FAMILY = "family"
"""The area of topics about relatives."""
CHILD_DENIES = ("No, I don't think so.", "I don't think I've ever had that.", "No. Nobody's ever said that.")
"""A child on past illnesses, medicines and habits, which the base words for adults."""
SPEAKER_DENIES = ("No, nothing like that.", "No, not that I've seen.", "Not that I know of, no.")
_CHILD = r"(?:she|he|they|(?:your|the) (?:little )?(?:daughter|son|child|girl|boy)|{name})"
_SMALL = r"(?:she|he|they|(?:your|the) (?:little )?(?:daughter|son|child|girl|boy|baby|toddler)|your little one|{name})"
_ASKED_OF = (
    (r"\bdoes {child}\b", "do you"),
    (r"\bhas {child}\b", "have you"),
    (r"\bis {child}\b", "are you"),
    (r"\bwas {child}\b", "were you"),
    (r"\b{child}'s (?=been|had|got)", "you have "),
    (r"\b(?:she|he)'s\b", "you are"),
    (r"\b(?:her|his|their|{child}'s) (?=\w)", "your "),
    (r"\b(?:her|him|them|{child})\b", "you"),
    (r"\b(?:her|him|them)sel(?:f|ves)\b", "yourself"),
)
"""What is asked about a child, and how the child itself would be asked."""


def addressed(text: str, patient: Patient, topic: str) -> str:
    """A turn as it would be said to the patient: of a child one asks whoever is with it, "has she had a cough?".
    Where a relative is talked of, "she" is that relative."""
    person, about = patient.case.public.person, patient.base.topics.get(topic)
    if not person.child or (about is not None and about.area == FAMILY):
        return text
    child = (_SMALL if person.speaker else _CHILD).format(name=re.escape(person.address))
    for pattern, becomes in _ASKED_OF:
        text = re.sub(pattern.format(child=child), becomes, text, flags=re.IGNORECASE)
    return text


def words(patient: Patient, finding: Finding) -> tuple[str, ...]:
    """The ways to say what is true of a finding."""
    fact = patient.facts[finding.id]
    value, person = finding.value(fact.value), patient.case.public.person
    if fact.say:
        return fact.say
    if person.speaker:
        return _for_another(finding, value.label) if fact.value != ABSENT else SPEAKER_DENIES
    if person.child and finding.kind == "history" and fact.value == ABSENT:
        return CHILD_DENIES
    return value.say


def _for_another(finding: Finding, label: str) -> tuple[str, ...]:
    if finding.values[-1].id == PRESENT:
        return (f"Yes, I'd say so: {finding.label}.",)
    return (f"I'd say: {label}.", f"As far as I can tell: {label}.")


def name_and_age(patient: Patient, topic: str) -> str:
    """Who they are, or how old."""
    person = patient.case.public.person
    if not person.speaker:
        return f"I'm {person.name}." if topic == "name" else f"I'm {person.age:g}."
    if topic == "name":
        return f"This is {person.name}."
    months = round(person.age * 12)
    return f"{months} months." if months < 24 else f"{person.age:g} years old."
