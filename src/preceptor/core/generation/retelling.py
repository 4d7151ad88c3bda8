"""What somebody else says of a case's facts. Knows a case, its base and two people; states no fact that the case lacks.

An adult tells everything in the base's own sentences, which are of nobody in particular. Of the author's words there
remain what an examiner or a laboratory writes and short clinical answers, and of these none that is of the first
person alone. A child keeps the author's words, but for the name: the base has none for children.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from preceptor.core.generation.leakage import Secret
from preceptor.core.generation.words import Writer
from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import PRESENCE
from preceptor.core.patient.case import Case, Fact, Patient, Person
from preceptor.core.patient.disclosure import SPOKEN
from preceptor.core.patient.manner import LINES, lines
from preceptor.core.patient.voice import name_and_age

PERSONAL, INTIMATE = frozenset({"conversation", "social", "child"}), "sexual-history"
"""Areas whose topics are about who somebody is, and one topic of another area that is."""
HERS, NOT_MINE = "reproductive", ("That's not something I have.", "That doesn't apply to me.")
SEEN_OF_HER = re.compile(
    r"\b(?:s?he|hers?|his|him|(?:him|her)self|(?:wo)?man|lady|gentleman|girl|boy)\b", re.IGNORECASE
)
SAID_BY_HER = re.compile(r"\b(?:as a (?:\w+ )?(?:girl|boy|man|woman)|to have my)\b", re.IGNORECASE)
"""What an examiner writes, and what patients say, of one sex alone."""
OF_ONE_LIFE = re.compile(
    r"\b(?:work|job|shift|boss|clerk|colleague|supervisor|assistant|pupil|customer"
    r"|i was (?:twenty|thirty|forty|fifty|sixty|seventy|eighty))\b",
    re.IGNORECASE,
)
"""What hangs on somebody's work, or on being old enough."""


class Retelling:
    """The words of a case as another person has them. `case` has the new person already, `first` is the old one."""

    def __init__(self, base: Base, case: Case, first: Person, writer: Writer) -> None:
        self.base, self.case, self.first, self.writer = base, case, first, writer
        self.secret: Secret = writer.secret
        names = [re.escape(part) for part in re.findall(r"\w{3,}", f"{first.name} {first.address}")]
        self.other = first.pronoun != case.public.person.pronoun
        self.named = re.compile(rf"\b(?:{'|'.join(names) or '(?!)'})\b")

    def told(self) -> Case:
        """The case in the words of its new person."""
        return self._by_a_child() if self.case.public.person.child else self._by_an_adult()

    def _by_a_child(self) -> Case:
        hidden, patient = self.case.hidden, Patient(self.base, self.case)
        name, keeps = name_and_age(patient, "name"), lines(self.case.public.person)["rather-not"]
        about = {"name": (name,), "religion-culture": keeps}
        own = {topic: about.get(topic, words) for topic, words in hidden.own.items()}
        return replace(self.case, hidden=replace(hidden, own=own))

    def _by_an_adult(self) -> Case:
        public, hidden, writer = self.case.public, self.case.hidden, self.writer
        values = {name: fact.value for name, fact in hidden.facts.items()}
        tells = hidden.opening_tells
        ideas, concerns, expectations = writer.thoughts(public.presentation)
        title, door = writer.title(tells[0], public.presentation), writer.door()
        told = replace(
            hidden,
            opening=(tells and writer.plainly(tells, values)) or hidden.opening,
            facts={name: self._fact(name, fact) for name, fact in hidden.facts.items()},
            ideas=hidden.ideas and ideas,
            concerns=hidden.concerns and concerns,
            expectations=hidden.expectations and expectations,
            own=self._own(),
        )
        return replace(self.case, public=replace(public, title=title, door=door), hidden=told)

    def _fact(self, name: str, fact: Fact) -> Fact:
        """The same value and number. The author's sentence stays where the base's would name the diagnosis."""
        finding = self.base.findings.get(name)
        if finding is None:
            return fact
        if finding.kind not in SPOKEN:
            return fact if self.seen_of_anybody(fact.say) else replace(fact, say=())
        base = finding.value(fact.value).say
        kept = self.secret.kept(base)
        return replace(fact, say=() if len(kept) == len(base) else kept or fact.say)

    def seen_of_anybody(self, words: Iterable[str]) -> bool:
        """Whether what is seen and found could be of the new person too."""
        return not any(self.named.search(text) or (self.other and SEEN_OF_HER.search(text)) for text in words)

    def _said_by_anybody(self, words: Iterable[str]) -> bool:
        return not any(
            self.named.search(text) or OF_ONE_LIFE.search(text) or (self.other and SAID_BY_HER.search(text))
            for text in words
        )

    def _own(self) -> Mapping[str, tuple[str, ...]]:
        """Answers on the same topics as before, so that no question earns more or less than it did."""
        about = self.writer.about_person() | self.writer.about_life()
        patient = Patient(self.base, self.case)
        return {
            topic: about.get(topic) or self._answer(patient, topic, words)
            for topic, words in self.case.hidden.own.items()
        }

    def _answer(self, patient: Patient, topic: str, words: tuple[str, ...]) -> tuple[str, ...]:
        plain, _at, attribute = topic.partition("@")
        known = self.base.topics.get(plain)
        area = known.area if known else ""
        if area == HERS and plain != INTIMATE and self.first.sex != self.case.public.person.sex:
            return NOT_MINE
        for finding in self.base.attributes_of(plain) if not attribute else ():
            if finding.attribute == PRESENCE and finding.experiencer == "self" and finding.kind in SPOKEN:
                return self.secret.kept(finding.value(patient.facts[finding.id].value).say) or words
        if area in PERSONAL or plain == INTIMATE:
            return LINES["rather-not"]
        return words if self._said_by_anybody(words) else LINES["cannot-say"]
