"""The shape of a pack's files, as pydantic models; their JSON Schema is exported for editors. Knows no storage."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Review = Literal["not-reviewed", "reviewed"]


class Shape(BaseModel):
    """A mapping that refuses keys it does not know, so that a slip of the pen is an error and not a silence."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class PartShape(Shape):
    """What every part of a pack may say of itself; what it leaves out is what pack.yaml says for all."""

    licence: Line | None = None
    review: Review | None = None
    review_by: date | None = None


class TitledShape(Shape):
    id: Id
    title: Line


class FrameworkShape(Shape):
    id: Id
    title: Line
    effective_from: date


class PackShape(Shape):
    """pack.yaml"""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    version: int = Field(ge=1)
    title: Line
    summary: Text
    language: Line
    licence: Line
    jurisdictions: list[Id] = Field(min_length=1)
    review: Review
    review_note: Text
    review_by: date
    domains: list[TitledShape] = Field(min_length=1)
    levels: list[Id] = Field(min_length=1)
    frameworks: list[FrameworkShape] = []
    abbreviations: list[Line] = []


class CompetencyShape(PartShape):
    id: Id
    title: Line
    description: Text
    domain: Id
    level: Id
    importance: int = Field(ge=1, le=5)
    prerequisites: list[Id] = []
    assessed_in: Literal["items", "cases"] = "items"
    jurisdiction: Id = "int"
    mappings: dict[Id, list[Line]] = {}


class CompetenciesShape(Shape):
    """competencies.yaml"""

    competencies: list[CompetencyShape]


class PresentationsShape(Shape):
    """presentations.yaml"""

    presentations: list[TitledShape]


class ReferenceShape(PartShape):
    id: Id
    citation: Line
    year: int = Field(ge=1900, le=2100)
    jurisdiction: Id = "int"
    read: Literal["page", "secondary", "memory"] = "memory"


class ReferencesShape(Shape):
    """references/*.yaml"""

    references: list[ReferenceShape]


class OptionShape(Shape):
    text: Line
    rationale: Text
    correct: bool | Line = False
    harmful: bool = False
    misconception: str = Field(default="", max_length=600)


class QuestionShape(Shape):
    lead_in: Line
    select: int = Field(default=1, ge=1, le=10)
    order: Literal["sorted", "given"] = "sorted"
    options: list[OptionShape] = Field(min_length=2)


class ResultsShape(Shape):
    caption: Line
    rows: list[Annotated[list[str], Field(min_length=2, max_length=5)]] = Field(min_length=1)

    @field_validator("rows", mode="before")
    @classmethod
    def _words(cls, rows: Any) -> Any:
        """Numbers in a table are text: 2.90 must not become 2.9."""
        if isinstance(rows, list):
            return [
                [str(cell) if cell is not None else "" for cell in row] if isinstance(row, list) else row
                for row in rows
            ]
        return rows


class SpanShape(Shape):
    min: float = Field(allow_inf_nan=False)
    max: float = Field(allow_inf_nan=False)
    step: float = Field(gt=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _upwards(self) -> "SpanShape":
        if self.max < self.min:
            raise ValueError("min must not lie above max")
        return self


class ChoiceShape(Shape):
    choice: list[float | str] = Field(min_length=2)


class CardShape(Shape):
    front: Text
    back: Text


class SourceShape(Shape):
    ref: Id
    supports: str = Field(default="", max_length=600)
    status: Literal["verified", "from-memory"]
    checked_on: date


class AllowShape(Shape):
    flaw: Id
    because: Text


class ItemShape(PartShape):
    id: Id
    version: int = Field(ge=1)
    type: Literal["sba", "kf"]
    competency: Id
    also: list[Id] = []
    presentation: Id | Literal[""] = ""
    task: Id
    level: Id
    difficulty: int
    minutes: float
    jurisdiction: Id = "int"
    stem: Text
    results: ResultsShape | None = None
    lead_in: Line | None = None
    order: Literal["sorted", "given"] = "sorted"
    options: list[OptionShape] | None = None
    questions: list[QuestionShape] | None = None
    explanation: Text
    teaching_point: Text
    card: CardShape
    sources: list[SourceShape]
    parameters: dict[Name, SpanShape | ChoiceShape] = {}
    derive: dict[Name, Line] = {}
    require: list[Line] = []
    allow: list[AllowShape] = []

    @model_validator(mode="after")
    def _questions_by_type(self) -> "ItemShape":
        if self.type == "sba" and (self.lead_in is None or self.options is None or self.questions is not None):
            raise ValueError("a single best answer has lead_in and options, and no questions")
        if self.type == "kf" and (self.questions is None or self.options is not None or self.lead_in is not None):
            raise ValueError("a key-feature problem has questions, and neither lead_in nor options of its own")
        return self

    @field_validator("derive", mode="before")
    @classmethod
    def _expressions(cls, derive: Any) -> Any:
        return {key: str(value) for key, value in derive.items()} if isinstance(derive, dict) else derive


class ItemsShape(Shape):
    """items/*.yaml"""

    items: list[ItemShape]


FILES: dict[str, type[Shape]] = {
    "pack.yaml": PackShape,
    "competencies.yaml": CompetenciesShape,
    "presentations.yaml": PresentationsShape,
    "references/*.yaml": ReferencesShape,
    "items/*.yaml": ItemsShape,
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of every kind of file, by its place in the pack."""
    return {place: shape.model_json_schema(by_alias=True) for place, shape in FILES.items()}
