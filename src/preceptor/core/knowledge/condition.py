"""Conditions: whom they strike, what they show, what they ask for. Knows findings by id and no patients."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from preceptor.core.knowledge.probability import Number
from preceptor.core.knowledge.treatment import Step

AGES = ((0, 1), (1, 5), (5, 16), (16, 40), (40, 65), (65, 80), (80, 120))
"""Age bands as [from, to); a condition's `age` holds one multiplier for each."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A published likelihood ratio of one finding's value for this condition against the other conditions of a
    presentation. `low` and `high` where the source gives a range or an interval."""

    finding: str
    value: str
    ratio: float
    source: str
    presentation: str = ""
    low: float | None = None
    high: float | None = None
    absent: bool = False
    """Whether the ratio is of the value's absence (a negative likelihood ratio)."""
    read: str = "memory"


@dataclass(frozen=True, slots=True)
class Turn:
    """How the patient changes unless treated.

    `after` minutes in the room `changes` sets findings to values, unless one of `unless` was given before; `sees` is
    what can be seen then. `when` names a treatment that helps or harms: `after` minutes after that.
    """

    after: float
    changes: Mapping[str, str]
    sees: str
    unless: tuple[str, ...] = ()
    when: str = ""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """A review card that an error about `about` gives birth to. `about` is a step: cues, history, examination, tests,
    hypotheses, weighing, diagnosis, management, safety."""

    id: str
    about: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition.

    `presentations` maps a presentation to a relative weight among its conditions; `age`, `sex` ({"f", "m"}) and
    `setting` ({"ed", "gp", "ward"}) multiply it. `findings` maps finding → value → probability; what is not said is
    the finding's base. `competencies` maps "diagnosis", "management" and more to competency ids.
    """

    id: str
    label: str
    names: tuple[str, ...]
    summary: str
    must_not_miss: bool
    presentations: Mapping[str, Number]
    age: tuple[float, ...]
    sex: Mapping[str, float]
    setting: Mapping[str, float]
    findings: Mapping[str, Mapping[str, Number]]
    ratios: tuple[Ratio, ...] = ()
    management: tuple[Step, ...] = ()
    course: tuple[Turn, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    competencies: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    demographics_source: str = ""
    added: bool = False
    """Whether it was added to the blueprint as a common benign cause."""
