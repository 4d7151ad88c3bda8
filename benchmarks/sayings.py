"""Everything that one patient may say, and what is stated by it. Knows a knowledge base and one case, no talk.

A reply counts as explained only where it is, from its first word to its last, a row of sentences that the base or the
case gives this patient: a sentence that belongs to a value the patient does not have is none of them.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Finding
from preceptor.core.patient.case import Case, Patient, Person
from preceptor.core.patient.manner import AFTER, BEFORE, lines
from preceptor.core.patient.voice import CHILD_DENIES, SPEAKER_DENIES, name_and_age

SPOKEN = ("symptom", "history")
ASK_FIRST = "I'd like you to ask me first, and tell me what you are going to do."
Fact = tuple[str, str]
Facts = tuple[Fact, ...]
NOTHING: Facts = ()
"""What a sentence states that states no fact."""


@dataclass(slots=True)
class Told:
    """A reply taken apart: for each sentence what it may state (one of these), and what no sentence explains."""

    sentences: list[frozenset[Facts]] = field(default_factory=list)
    unexplained: str = ""

    def facts(self, asked: Container[str] = ()) -> list[Fact]:
        """The facts that are stated. Where the same words stand for several, the one among the `asked` findings is
        meant; without exactly one such, none is beyond doubt."""
        found: list[Fact] = []
        for some in self.sentences:
            near = [facts for facts in some if any(name in asked for name, _ in facts)]
            meant = list(some) if len(some) == 1 else near if len(near) == 1 else []
            found += [fact for facts in meant for fact in facts]
        return found

    @property
    def count(self) -> int:
        """How many facts are stated, whichever they are."""
        return sum(min(map(len, some)) if NOTHING not in some else 0 for some in self.sentences)


class Sayings:
    """The sentences of one patient."""

    def __init__(self, base: Base, case: Case) -> None:
        self.patient = Patient(base, case)
        self._meanings: dict[str, set[Facts]] = {}
        for sentence in (*_stateless(case), *(name_and_age(self.patient, one) for one in ("name", "age-question"))):
            self._add(sentence, NOTHING)
        hidden = case.hidden
        self._add(hidden.opening, tuple((name, self.patient.facts[name].value) for name in hidden.opening_tells))
        for name, finding in base.findings.items():
            if finding.kind in SPOKEN and finding.tell != "never":
                fact = self.patient.facts[name]
                for sentence in fact.say or _true(finding, fact.value, case.public.person):
                    self._add(sentence, ((name, fact.value),))
        self._by_word: dict[str, list[str]] = {}
        for sentence in self._meanings:
            self._by_word.setdefault(sentence.split()[0], []).append(sentence)
        persona = hidden.manner.persona
        self._before = [plain(one) for one in BEFORE.get(persona, ())]
        self._after = [plain(one) for one in AFTER.get(persona, ())]

    def _add(self, sentence: str, facts: Facts) -> None:
        if plain(sentence):
            self._meanings.setdefault(plain(sentence), set()).add(facts)

    def told(self, reply: str) -> Told:
        """A reply taken apart into as few sentences as explain it."""
        reply = plain(reply)
        ways = [
            self._parsed(reply[len(before) :].removesuffix(after).strip())
            for before in ("", *(one for one in self._before if reply.startswith(one)))
            for after in ("", *(one for one in self._after if reply.endswith(one)))
            if not (before and after)  # the manner shows at one end
        ]
        return min(ways, key=lambda one: (len(one.unexplained), len(one.sentences)))

    def _parsed(self, text: str) -> Told:
        """As few sentences as make up the whole text; else what is left after the furthest place they reach."""
        best: dict[int, list[str]] = {0: []}
        for start in range(len(text)):
            if start not in best:
                continue
            for sentence in self._by_word.get(text[start:].split(" ", 1)[0], ()):
                end = start + len(sentence)
                if text.startswith(sentence, start) and text[end : end + 1] in ("", " "):
                    end = min(end + 1, len(text))
                    row = [*best[start], sentence]
                    if end not in best or len(row) < len(best[end]):
                        best[end] = row
        end = max(best)
        return Told([frozenset(self._meanings[one]) for one in best[end]], text[end:])


def plain(text: str) -> str:
    """Text with single spaces, as a page shows it."""
    return re.sub(r"\s+", " ", text).strip()


def _true(finding: Finding, value: str, person: Person) -> list[str]:
    """The ways to say one value where the case has no words of its own, whoever speaks. Asks no code of the product
    which words go with which value: a patient who says another value's words must be found out."""
    label, found = finding.value(value).label, list(finding.value(value).say)
    if value == ABSENT and person.child:
        found += SPEAKER_DENIES if person.speaker else CHILD_DENIES
    if person.speaker:
        found += [f"I'd say: {label}.", f"As far as I can tell: {label}."]
        found += [f"Yes, I'd say so: {finding.label}."] if value == PRESENT else []
    return found


def _stateless(case: Case) -> list[str]:
    """What a patient says beside the facts: lines of the talk, worries, words on what no finding covers."""
    hidden = case.hidden
    own = [*sum(hidden.own.values(), ()), hidden.ideas, hidden.concerns, hidden.expectations]
    said = [line for kind in lines(case.public.person).values() for line in kind]
    return [*own, *said, ASK_FIRST]
