"""What words claim besides the base's own sentences: age, sex, fever, habits, allergies. Knows texts and facts.

A handful of phrases in which authors and patients state a fact; whether the fact agrees is all that is asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from preceptor.core.patient.case import Case


@dataclass(frozen=True, slots=True)
class Claim:
    """A phrase, and the values of a finding with which it may be said."""

    phrase: re.Pattern[str]
    finding: str
    values: frozenset[str]


def _claim(phrase: str, finding: str, *values: str) -> Claim:
    return Claim(re.compile(phrase, re.IGNORECASE), finding, frozenset(values))


CLAIMS = (
    _claim(r"\bI smoke\b|\bI'm a smoker\b", "smoker", "current"),
    _claim(r"\bnever (?:been a )?smoke[dr]\b", "smoker", "never"),
    _claim(r"\bused to smoke\b|\bgave up smoking\b|\bgiven up smoking\b", "smoker", "former"),
    _claim(r"\b(?:don't|never) drink (?:alcohol|any alcohol)\b|\bteetotal\b", "alcohol", "little"),
    _claim(r"\ballergic to penicillin\b", "drug-allergy", "penicillin"),
    _claim(r"\bno allergies\b|\bnot allergic to any(?:thing)?\b", "drug-allergy", "none"),
    _claim(r"\bI'm pregnant\b|\bI'm expecting\b", "pregnancy", "present"),
    _claim(r"\bI live (?:alone|on my own)\b", "living-situation", "alone"),
    _claim(r"\bI'm (?:a )?diabetic\b|\bI have diabetes\b", "past-diabetes", "present"),
    _claim(r"\b(?:afebrile|no fever|not feverish|temperature is normal)\b", "temperature", "normal", "low"),
)
HOT = re.compile(r"\b(?:burning up|flushed and hot|hot to the touch)\b", re.IGNORECASE)
AGED = re.compile(r"\b(\d{1,3})[- ]year[- ]old\b", re.IGNORECASE)
NUMBER = re.compile(r"\b(\d{1,3})\b")
SEXES = re.compile(r"\b(?:(?P<she>woman|lady|girl)|(?P<he>man|gentleman|boy))\b", re.IGNORECASE)
"""The first of these in a text is the patient; pronouns may be of somebody else."""


def false_claims(case: Case, facts: Mapping[str, str], spoken: Iterable[str]) -> Iterator[str]:
    """Claims in a case's texts that its person or settled facts do not bear out, in words."""
    yield from _of_the_person(case)
    for text in (case.public.door, *spoken):
        for claim in CLAIMS:
            if claim.finding in facts and facts[claim.finding] not in claim.values and claim.phrase.search(text):
                yield f"“{text}” where {claim.finding} is {facts[claim.finding]}"
        warm = facts.get("fever") == "present" or facts.get("temperature") in ("raised", "high")
        if not warm and HOT.search(text):
            yield f"“{text}” without a fever"


def _of_the_person(case: Case) -> Iterator[str]:
    """Age and sex, as title, door and the answers about them have it."""
    public, person = case.public, case.public.person
    for text in (public.title, public.door):
        if any(int(age) != int(person.age) for age in AGED.findall(text)):
            yield f"“{text}” of somebody of {person.age:g}"
        sex = SEXES.search(text)
        if sex and person.pronoun in ("she", "he") and sex.lastgroup != person.pronoun:
            yield f"“{text}” of somebody called {person.pronoun}"
    for text in case.hidden.own.get("age-question", ()):
        said = NUMBER.findall(text)
        if said and str(int(person.age)) not in said:
            yield f"“{text}” at {person.age:g}"
