"""What can be asked, seen, felt or measured, and how people speak of it. Knows no conditions and no patients."""

from dataclasses import dataclass
from typing import ClassVar, Literal

Kind = Literal["symptom", "history", "sign", "result"]
Experiencer = Literal["self", "family", "contact"]
Telling = Literal["volunteered", "open", "asked", "specific", "rapport", "never"]
"""When a patient tells it: in the opening words; on any open question; when its topic comes up; only when it is asked
by name; only with trust; never (signs and results are found, not told)."""
PRESENCE = "presence"
PRESENT, ABSENT = "present", "absent"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question is about (chest pain, smoking, medicines). `area` groups topics for the review of systems; `sex`
    is "f" or "m" where only that one has it."""

    id: str
    label: str
    area: str
    ask: tuple[str, ...] = ()
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """What one may want to know of a topic (onset, severity). `ask` holds phrasings with {it} for the topic."""

    id: str
    label: str
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One value a finding can take. `say` are the patient's words, or the examiner's for signs and results.

    `low` and `high` bound the number of a measured value, from which a case draws its own.
    """

    id: str
    label: str
    say: tuple[str, ...]
    base: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A question to nature with mutually exclusive values, the first being the one that means "nothing there".

    `of` names the finding that must be present for this one to have a value (where a pain goes, once there is pain).
    Findings of one `group` overlap in what they say; the reasoner counts them once, and a little of the rest.
    `base` of its values is how often each is met among people of the presentation who have no condition that says
    otherwise; it sums to 1.
    """

    id: str
    topic: str
    label: str
    kind: Kind
    values: tuple[Value, ...]
    attribute: str = PRESENCE
    experiencer: Experiencer = "self"
    of: str = ""
    group: str = ""
    tell: Telling = "asked"
    unit: str = ""
    decimals: int = 0
    ask: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    """What must be present too when this is (who was where malaria is has travelled)."""
    also: tuple[tuple[str, str], ...] = ()
    """Other questions that it answers, as topic and attribute (blood in the phlegm is blood coughed up)."""

    @property
    def nothing(self) -> str:
        """The value that means there is nothing to report."""
        return self.values[0].id

    def value(self, name: str) -> Value:
        """A value by its id. Raises KeyError."""
        for value in self.values:
            if value.id == name:
                return value
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Manoeuvre:
    """One act of examining. `region` is a place of the body map; `consent` asks for the patient's word (and a chaperone
    for intimate ones) before it is done."""

    id: str
    label: str
    region: str
    action: Literal["look", "feel", "tap", "listen", "measure", "move", "test"]
    minutes: float
    shows: tuple[str, ...]
    names: tuple[str, ...] = ()
    consent: bool = False
    exposure: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """One investigation. `minutes` is the turnaround; `cost` in relative units of one full blood count; `harm` from 0
    (none) to 3 (serious), said in words by `harm_text`."""

    __test__: ClassVar[bool] = False  # pytest would take it for a test

    id: str
    label: str
    group: Literal["bedside", "blood", "urine", "imaging", "cardiac", "microbiology", "other"]
    minutes: float
    cost: float
    harm: float
    shows: tuple[str, ...]
    names: tuple[str, ...] = ()
    harm_text: str = ""
    source: str = ""
