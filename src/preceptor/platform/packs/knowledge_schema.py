"""The shape of a knowledge base's and a case's files, as pydantic models. Knows no storage."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from preceptor.core.knowledge.probability import LEVELS
from preceptor.platform.packs.schema import Id, Line, PartShape, Shape, Text

Level = Literal["never", "rare", "uncommon", "sometimes", "often", "usual", "nearly-always"]
Value = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Question = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*@[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A topic and what of it is asked, as topic@attribute."""
assert set(Level.__args__) == set(LEVELS)  # type: ignore[attr-defined]


class NumberShape(Shape):
    p: float = Field(ge=0, allow_inf_nan=False)
    basis: Literal["published", "derived", "estimate"]
    src: Id | Literal[""] = ""
    how: str = ""


class TopicShape(Shape):
    id: Id
    label: Line
    area: Line
    ask: list[Line] = []
    sex: Literal["f", "m", ""] = ""


class AttributeShape(Shape):
    id: Id
    label: Line
    ask: list[Line] = []


class ValueShape(Shape):
    id: Value
    label: Line
    base: Level
    say: list[Line] = Field(min_length=1)
    low: float | None = None
    high: float | None = None


class FindingShape(Shape):
    id: Id
    topic: Id
    attribute: Id = "presence"
    experiencer: Literal["self", "family", "contact"] = "self"
    of: Id | Literal[""] = ""
    kind: Literal["symptom", "history", "sign", "result"]
    label: Line
    tell: Literal["volunteered", "open", "asked", "specific", "rapport", "never"] = "asked"
    group: Id | Literal[""] = ""
    unit: str = ""
    decimals: int = 0
    base: Level | None = None
    yes: list[Line] = []
    no: list[Line] = []
    values: list[ValueShape] = []
    ask: list[Line] = []
    implies: list[Id] = []
    also: list[Question] = []


class ManoeuvreShape(Shape):
    id: Id
    label: Line
    region: Id
    action: Literal["look", "feel", "tap", "listen", "measure", "move", "test"]
    minutes: float = Field(gt=0)
    shows: list[Id] = Field(min_length=1)
    names: list[Line] = []
    consent: bool = False
    exposure: str = ""


class TestShape(Shape):
    id: Id
    label: Line
    group: Literal["bedside", "blood", "urine", "imaging", "cardiac", "microbiology", "other"]
    minutes: float = Field(gt=0)
    cost: float = Field(ge=0)
    harm: float = Field(ge=0, le=3)
    harm_text: str = ""
    shows: list[Id] = Field(min_length=1)
    names: list[Line] = []
    source: str = ""


class DoseShape(Shape):
    low: float = Field(gt=0)
    high: float = Field(gt=0)
    unit: Line
    routes: list[Line] = Field(min_length=1)
    frequency: str = ""
    per_kg: bool = False
    population: str = "adult"
    jurisdiction: Id = "int"
    source: Id | Literal[""] = ""
    checked: int = 1


class AgainstShape(Shape):
    finding: Id
    value: Value
    why: Line
    absolute: bool = False


class TreatmentShape(Shape):
    id: Id
    label: Line
    kind: Literal["drug", "fluid", "oxygen", "procedure", "referral", "monitoring", "advice", "place"]
    names: list[Line] = []
    source: str = ""
    doses: list[DoseShape] = []
    against: list[AgainstShape] = []


class RatioShape(Shape):
    finding: Id
    value: Value = "present"
    ratio: float = Field(gt=0)
    src: Id
    in_: Id | Literal[""] = Field(default="", alias="in")
    low: float | None = None
    high: float | None = None
    absent: bool = False
    read: Literal["abstract", "secondary", "quoted", "memory", "page"] = "memory"


class StepShape(Shape):
    treatment: Id
    role: Literal["essential", "helpful", "harmful"]
    within: float = 0
    critical: bool = False
    why: Line
    src: Id | Literal[""] = ""
    instead: list[Id] = []


class TurnShape(Shape):
    after: float = Field(ge=0)
    changes: dict[Id, Value] = {}
    sees: Line
    unless: list[Id] = []
    when: Id | Literal[""] = ""
    grave: bool = False


class LessonShape(Shape):
    id: Id
    about: Literal[
        "cues", "history", "examination", "tests", "hypotheses", "weighing", "diagnosis", "management", "safety"
    ]
    front: Text
    back: Text


Chance = Level | NumberShape


class ConditionShape(PartShape):
    id: Id
    label: Line
    names: list[Line] = []
    summary: Text
    must_not_miss: bool
    added: bool = False
    presentations: dict[Id, float | NumberShape] = Field(min_length=1)
    age: list[float] = Field(min_length=7, max_length=7)
    sex: dict[Literal["f", "m"], float]
    setting: dict[Literal["ed", "gp", "ward"], float]
    demographics_source: str = "estimate"
    findings: dict[Id, Chance | dict[Value, Chance]]
    ratios: list[RatioShape] = []
    management: list[StepShape] = []
    course: list[TurnShape] = []
    lessons: list[LessonShape] = []
    competencies: dict[str, Id] = {}
    sources: list[Id] = []


class FactShape(Shape):
    value: Value
    number: float | None = None
    say: list[Line] = []


class LookShape(Shape):
    skin: str = "brown"
    hair: str = "black"
    style: str = "short"
    build: str = "medium"
    wear: str = "shirt"
    extra: str = ""


class PersonShape(Shape):
    name: Line
    address: Line
    age: float = Field(ge=0, le=120)
    sex: Literal["f", "m"]
    pronoun: Literal["she", "he", "they"]
    occupation: Line
    weight: float = Field(gt=0)
    look: LookShape = LookShape()
    speaker: str = Field(default="", max_length=80)


class MannerShape(Shape):
    persona: Literal["plain", "verbose", "anxious", "distrustful", "impatient"] = "plain"
    language: Literal["everyday", "educated", "limited"] = "everyday"
    recall: Literal["good", "patchy"] = "good"
    trust: float = Field(default=0.5, ge=0, le=1)


class CaseShape(PartShape):
    id: Id
    version: int = Field(ge=1)
    title: Line
    presentation: Id
    condition: Id
    setting: Literal["ed", "gp", "ward"]
    person: PersonShape
    door: Line
    minutes: int = 25
    level: Id = "clerkship"
    difficulty: int = Field(default=3, ge=1, le=5)
    jurisdiction: Id = "int"
    opening: Line
    opening_tells: list[Id] = Field(min_length=1)
    manner: MannerShape = MannerShape()
    ideas: str = ""
    concerns: str = ""
    expectations: str = ""
    facts: dict[Id, Value | FactShape]
    own: dict[str, list[Line]] = {}
    course: list[TurnShape] = []
    teaching: str = ""
    effects: dict[Literal["age", "sex"], Line] = {}
    sources: list[Id] = []

    @field_validator("facts", mode="before")
    @classmethod
    def _words(cls, facts: Any) -> Any:
        """YAML reads `yes` and `no` as truth values; a fact is a word."""
        if isinstance(facts, dict):
            names = {True: "present", False: "absent"}
            return {name: names[value] if isinstance(value, bool) else value for name, value in facts.items()}
        return facts


class TopicsShape(Shape):
    topics: list[TopicShape]


class AttributesShape(Shape):
    attributes: list[AttributeShape]


class FindingsShape(Shape):
    findings: list[FindingShape]


class ManoeuvresShape(Shape):
    manoeuvres: list[ManoeuvreShape]


class TestsShape(Shape):
    tests: list[TestShape]


class TreatmentsShape(Shape):
    treatments: list[TreatmentShape]


class ConditionsShape(Shape):
    conditions: list[ConditionShape]


class CasesShape(Shape):
    cases: list[CaseShape]


FILES: dict[str, tuple[str, type[Shape]]] = {
    "knowledge/topics/*.yaml": ("topics", TopicsShape),
    "knowledge/attributes.yaml": ("attributes", AttributesShape),
    "knowledge/findings/*.yaml": ("findings", FindingsShape),
    "knowledge/manoeuvres.yaml": ("manoeuvres", ManoeuvresShape),
    "knowledge/tests.yaml": ("tests", TestsShape),
    "knowledge/treatments/*.yaml": ("treatments", TreatmentsShape),
    "knowledge/conditions/*.yaml": ("conditions", ConditionsShape),
    "cases/*.yaml": ("cases", CasesShape),
}
"""Every place, the list it holds, and its shape. A pack may have none of them, or all."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of every kind of file, by its place in the pack."""
    return {place: shape.model_json_schema(by_alias=True) for place, (_, shape) in FILES.items()}
