"""What a learner can do in an encounter, and what they meet in return. Knows no case and no storage.

A move holds what was understood, not the words: words can be erased, and a replay must not hang on a trained model.
"""

from copy import copy
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Kind = Literal["say", "examine", "order", "treat", "rank", "wait", "hint", "note", "help", "finish"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One clause as understood: what it asks or does. `topic` is empty where it was not understood."""

    topic: str
    attribute: str = "presence"
    experiencer: str = "self"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a differential: a condition's id, or free words where the base has none; confidence in percent."""

    condition: str
    words: str
    confidence: int
    must_not_miss: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A treatment as ordered."""

    treatment: str
    dose: float | None = None
    unit: str = ""
    route: str = ""
    frequency: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One act of the learner. Only the fields of its kind are set.

    `signals` are what the words did besides asking: "introduced", "empathy", "jargon", "open", "summary", "permission",
    "safety-net", "checked" …
    """

    kind: Kind
    asked: tuple[Asked, ...] = ()
    signals: tuple[str, ...] = ()
    target: str = ""
    given: Given | None = None
    ranked: tuple[Ranked, ...] = ()
    minutes: float = 0.0
    words: int = 0
    diagnosis: str = ""
    diagnosis_words: str = ""

    def to_dict(self) -> dict[str, Any]:
        """What the event holds: only what is set."""
        found: dict[str, Any] = {"kind": self.kind}
        if self.asked:
            found["asked"] = [[one.topic, one.attribute, one.experiencer, one.confidence] for one in self.asked]
        if self.kind == "say" and not all(one.topic for one in self.asked or (Asked(""),)):
            found["unclear"] = True  # educators find these in their queue
        if self.given:
            one = self.given
            found["given"] = [one.treatment, one.dose, one.unit, one.route, one.frequency]
        if self.ranked:
            found["ranked"] = [[one.condition, one.words, one.confidence, one.must_not_miss] for one in self.ranked]
        for name in ("signals", "target", "minutes", "words", "diagnosis", "diagnosis_words"):
            if getattr(self, name):
                found[name] = getattr(self, name)
        return found

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Move":
        """The move back from its event."""
        return cls(
            kind=data["kind"],
            asked=tuple(Asked(*one) for one in data.get("asked", ())),
            signals=tuple(data.get("signals", ())),
            target=data.get("target", ""),
            given=Given(*data["given"]) if data.get("given") else None,
            ranked=tuple(Ranked(*one) for one in data.get("ranked", ())),
            minutes=data.get("minutes", 0.0),
            words=data.get("words", 0),
            diagnosis=data.get("diagnosis", ""),
            diagnosis_words=data.get("diagnosis_words", ""),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """Something the learner meets: words of the patient, something seen, found, a result, or a note of the system.

    `findings` are the facts in it, (finding, value) pairs: what the reasoner and the score count as known from then on.
    """

    who: Literal["patient", "see", "find", "result", "system", "hint"]
    text: str
    act: str = ""
    title: str = ""
    findings: tuple[tuple[str, str], ...] = ()
    media: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A test on its way: when it was asked for and when its result is due, in minutes."""

    test: str
    at: float
    due: float
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One move with what came of it, as the record keeps it. `at` is the clock before the move."""

    number: int
    at: float
    move: Move
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """One fact the learner has, in the order of learning it. `by` is a topic, a manoeuvre, a test or "door"."""

    finding: str
    value: str
    at: float
    step: int
    by: str = ""
    number: float | None = None


@dataclass(slots=True)
class State:
    """Where an encounter stands. Made by folding moves; never edited from outside."""

    clock: float = 0.0
    trust: float = 0.5
    topic: str = ""
    told: dict[str, int] = field(default_factory=dict)
    """How often each finding was told: the words vary, the fact does not."""
    known: list[Known] = field(default_factory=list)
    orders: list[Ordered] = field(default_factory=list)
    treatments: list[tuple[float, Given]] = field(default_factory=list)
    examined: list[tuple[float, str]] = field(default_factory=list)
    differential: list[tuple[float, int, tuple[Ranked, ...]]] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)
    """Findings whose value the course changed."""
    turned: set[int] = field(default_factory=set)
    signals: list[tuple[int, str]] = field(default_factory=list)
    worries: list[str] = field(default_factory=list)
    hints: int = 0
    steps: list[Step] = field(default_factory=list)
    finished: bool = False
    diagnosis: str = ""
    diagnosis_words: str = ""

    def copy(self) -> "State":
        """The same state, to go on from on its own: what its containers hold is never edited, so they alone are new."""
        return State(**{one.name: copy(getattr(self, one.name)) for one in fields(self)})

    def facts(self) -> dict[str, str]:
        """Finding → the first value learnt, in the order of learning: what diagnosis is weighed on."""
        found: dict[str, str] = {}
        for one in self.known:
            found.setdefault(one.finding, one.value)
        return found
