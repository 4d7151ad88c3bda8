"""A case: what anybody may see of a patient, and what stays hidden. Knows the knowledge base, no encounter, no storage.

The two parts are different objects on purpose (DESIGN.md, section 5): pages, prompts and exports are given `Public`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Turn
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Finding

VITALS = ("heart-rate", "systolic", "respiratory-rate", "oxygen", "temperature")
"""Taken at triage and known at the door."""
COMPLAINT = "complaint"
"""The topic of what the patient came with: how long, how bad, how it began."""
TALKS_FROM = 5
"""Years from which children answer for themselves; somebody speaks for younger ones."""
SEEN = "general-look"
"""The manoeuvre whose signs are seen at the door without asking."""
ADULT = 16
"""From this age people come by themselves, and doses do not go by weight."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a patient is drawn: choices of the parametric set, no photograph. Values are named, not measured."""

    skin: str = "brown"
    hair: str = "black"
    style: str = "short"
    build: str = "medium"
    wear: str = "shirt"
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who the patient is. `sex` is "f" or "m" as far as likelihoods need it; `pronoun` is what is said."""

    name: str
    address: str
    age: float
    sex: str
    pronoun: str
    occupation: str
    weight: float
    look: Look = Look()
    speaker: str = ""
    """Who answers for them ("Malik's mother"), where they are too young to; otherwise they speak for themselves."""

    @property
    def child(self) -> bool:
        """Whether somebody brings them, and doses go by weight."""
        return self.age < ADULT


COUNTS = ("age", "sex")
"""What of a person a case may declare to count."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The age in years and the sex that a case is judged in, whoever brings it."""

    age: float
    sex: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true of this patient for one finding: a value, its number where it is measured, and own words if any."""

    value: str
    number: float | None = None
    say: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Public:
    """What a learner may see before the encounter ends. `door` is what is seen on coming in."""

    id: str
    title: str
    presentation: str
    setting: str
    person: Person
    door: str
    minutes: int = 25
    level: str = "clerkship"
    difficulty: int = 3
    jurisdiction: str = "int"
    review: str = "not-reviewed"
    review_by: str = ""
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How the patient talks: persona, language level, how well they recall, how much they trust at first."""

    persona: str = "plain"
    language: str = "everyday"
    recall: str = "good"
    trust: float = 0.5


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a learner must find out. `own` gives the patient's words for topics that no finding covers."""

    condition: str
    opening: str
    opening_tells: tuple[str, ...]
    facts: Mapping[str, Fact]
    manner: Manner = Manner()
    ideas: str = ""
    concerns: str = ""
    expectations: str = ""
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    course: tuple[Turn, ...] = ()
    sources: tuple[str, ...] = ()
    teaching: str = ""
    effects: Mapping[str, str] = field(default_factory=dict)
    """Which of a person's age and sex counts in this case, each with the reason: somebody else who brings the same
    facts is judged by their own. What is not named here changes no score."""


@dataclass(frozen=True, slots=True)
class Case:
    """Both parts at one version. `kept` is the first person's frame where somebody else brings the case."""

    public: Public
    hidden: Hidden
    version: int = 1
    kept: Frame | None = None

    @property
    def ref(self) -> str:
        """How events cite it."""
        return f"case/{self.public.id}@{self.version}"

    @property
    def frame(self) -> Frame:
        """What the case is judged in: the age and sex of the person it was written with."""
        return self.kept or Frame(self.public.person.age, self.public.person.sex)

    @property
    def who(self) -> tuple[float, str, str]:
        """Age, sex and setting, as the reasoner is asked."""
        return self.frame.age, self.frame.sex, self.public.setting

    def brought_by(self, person: Person) -> "Case":
        """The same facts with another person: judged in the same frame, but for what the case declares to count."""
        counts, first = self.hidden.effects, self.frame
        frame = Frame(person.age if "age" in counts else first.age, person.sex if "sex" in counts else first.sex)
        return replace(self, public=replace(self.public, person=person), kept=frame)


class Patient:
    """A case with every finding settled: what the case leaves open is answered from the knowledge base (closed world).

    What is not stated is not there; what hangs on something stated takes the condition's likeliest value. Numbers are
    drawn within their value's range from the case's own id, so that the same case always measures the same.
    """

    def __init__(self, base: Base, case: Case) -> None:
        self.base = base
        self.case = case
        stated = {**self._implied(), **case.hidden.facts}
        self.facts: dict[str, Fact] = {}
        for name, finding in base.findings.items():
            fact = stated.get(name) or Fact(self._unstated(finding, stated))
            self.facts[name] = self.measured(finding, fact)

    def _implied(self) -> dict[str, Fact]:
        """What follows from what is stated: who was where malaria is has travelled."""
        return {
            name: Fact(PRESENT)
            for stated, fact in self.case.hidden.facts.items()
            if stated in self.base.findings and fact.value == PRESENT
            for name in self.base.findings[stated].implies
        }

    def _unstated(self, finding: Finding, stated: Mapping[str, Fact]) -> str:
        """What is usual; for what hangs on something stated, and for the complaint itself, what the condition makes
        likeliest."""
        parent = stated.get(finding.of)
        hangs = finding.topic == COMPLAINT or (parent is not None and parent.value != ABSENT)
        condition = self.base.conditions.get(self.case.hidden.condition)
        known = condition.findings.get(finding.id, {}) if condition and hangs else {}
        best = max(finding.values, key=lambda value: known[value.id].value if value.id in known else value.base)
        return best.id

    def measured(self, finding: Finding, fact: Fact) -> Fact:
        """A fact with its number, where its value is a range."""
        value = finding.value(fact.value)
        if fact.number is not None or value.low is None or value.high is None:
            return fact
        drawn = value.low + share(self.case.public.id, finding.id, fact.value) * (value.high - value.low)
        return Fact(fact.value, round(drawn, finding.decimals), fact.say)

    def has(self, finding: str) -> bool:
        """Whether there is anything to report for a finding; of the complaint itself there always is."""
        return self.base.findings[finding].topic == COMPLAINT or not self.lacks(finding)

    def lacks(self, finding: str) -> bool:
        """Whether a finding is at the value that means nothing, so that what hangs on it has no value."""
        return self.facts[finding].value in (ABSENT, self.base.findings[finding].nothing)


def share(*words: object) -> float:
    """A number in [0, 1) that the same words always give: chance without a generator, the same in every replay."""
    digest = blake2b("/".join(map(str, words)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
