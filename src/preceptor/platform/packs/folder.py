"""From a folder of YAML to one pack and a list of what is wrong with it, each with file, line and field.

Knows files and core types, no storage.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from preceptor.core.curriculum import pack as core
from preceptor.core.curriculum.competency import Competency
from preceptor.core.curriculum.item import (
    Card,
    Choice,
    Item,
    Key,
    OptionKey,
    Paper,
    Parameter,
    Question,
    Result,
    Results,
    Source,
    Span,
)
from preceptor.core.curriculum.lint import lint
from preceptor.core.curriculum.rules import check as check_rules
from preceptor.core.knowledge import rules as knowledge_rules
from preceptor.core.knowledge.base import Base
from preceptor.core.patient.case import Case
from preceptor.platform.packs import knowledge, knowledge_schema, schema, yaml_lines

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem as an author needs it: file, line, field, what is wrong and what to do."""

    file: str
    line: int
    field: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message} [{self.code}]"


@dataclass(slots=True)
class Reading:
    """A folder as read: the pack if its shape allows one, the faults, and where each thing stands."""

    folder: Path
    pack: core.Pack | None = None
    knowledge: Base | None = None
    cases: tuple[Case, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[yaml_lines.Document, Where]] = field(default_factory=dict)

    def fault(self, document: yaml_lines.Document, where: Where, code: str, message: str) -> None:
        """Note a fault at a place of a document."""
        self.faults.append(
            Fault(
                document.path.relative_to(self.folder).as_posix(),
                document.line(where),
                ".".join(map(str, where)) or "file",
                code,
                message,
            )
        )

    def problem(self, problem: core.Problem) -> None:
        """Note a problem that the rules or the lint found, where the thing it speaks of stands."""
        kind, name, *rest = problem.where
        document, where = self.places[(str(kind), str(name))]
        self.fault(document, (*where, *rest), problem.code, f"{name}: {problem.message}")


def read(folder: Path) -> Reading:
    """Read and judge a pack's folder. Never raises for what an author may have written."""
    reading = Reading(folder)
    shapes = {place: list(_shapes(reading, place, shape)) for place, shape in schema.FILES.items()}
    if reading.faults:
        return reading
    reading.pack = _assemble(reading, shapes)
    _read_knowledge(reading, reading.pack)
    broken = check_rules(reading.pack)
    unsound = frozenset(str(problem.where[1]) for problem in broken if problem.where[0] == "item")
    for problem in (*broken, *lint(reading.pack, unsound)):
        reading.problem(problem)
    return reading


def _shapes(reading: Reading, place: str, shape: type[schema.Shape]) -> Iterator[tuple[yaml_lines.Document, Any]]:
    paths = sorted(reading.folder.glob(place))
    if not paths and place in schema.FILES:
        reading.faults.append(Fault(place, 1, "file", "missing-file", f"the pack has no {place}: add it."))
    for path in paths:
        name = path.relative_to(reading.folder).as_posix()
        try:
            document = yaml_lines.read(path)
        except yaml_lines.YamlError as error:
            reading.faults.append(Fault(name, error.line, "file", "yaml", f"not readable as YAML: {error}."))
            continue
        try:
            yield document, shape.model_validate(document.data)
        except ValidationError as refused:
            for one in refused.errors(include_url=False):
                reading.fault(document, _existing(document, one["loc"]), "shape", _plain(one["loc"], one["msg"]))


def _read_knowledge(reading: Reading, pack: core.Pack) -> None:
    """The knowledge base and the cases, where the pack has them."""
    found: dict[str, list[Any]] = {}
    for place, (name, shape) in knowledge_schema.FILES.items():
        for document, many in _shapes(reading, place, shape):
            for index, one in enumerate(getattr(many, name)):
                _place(reading, document, name, index, one.id)
                found.setdefault(name, []).append(one)
    if reading.faults or "conditions" not in found:
        return
    kinds = {name: found.get(name, []) for name, _ in knowledge_schema.FILES.values()}
    reading.knowledge = knowledge.base(pack.id, kinds)
    cases = [_complete_case(one, pack) for one in kinds["cases"]]
    reading.cases = tuple(knowledge.case(one) for one in cases)
    for problem in knowledge_rules.check(reading.knowledge, reading.cases, pack):
        reading.problem(problem)


def _complete_case(shape: Any, pack: core.Pack) -> Any:
    stated = {"review": shape.review or pack.review, "review_by": shape.review_by or date.fromisoformat(pack.review_by)}
    return shape.model_copy(update=stated)


def _place(reading: Reading, document: yaml_lines.Document, name: str, index: int, key: str) -> None:
    """Note where a thing stands; the same id twice is a fault, as one of the two would be lost."""
    kind = name.removesuffix("s")
    if (kind, key) in reading.places:
        reading.fault(document, (name, index, "id"), "duplicate", f"there is another {kind} {key}: rename one.")
    reading.places[(kind, key)] = (document, (name, index))


def _existing(document: yaml_lines.Document, where: Where) -> Where:
    """Pydantic adds names of alternatives to a path; keep what the file really has, and a missing last key."""
    kept: Where = ()
    for part in where:
        if (*kept, part) in document.lines:
            kept = (*kept, part)
    last = where[-1:] if where and where[-1] not in kept else ()
    return (*kept, *last) if last and isinstance(last[0], str) and last[0].islower() else kept


def _plain(where: Where, message: str) -> str:
    field_name = where[-1] if where else "file"
    message = message.removeprefix("Value error, ")
    if message == "Field required":
        return f"{field_name} is missing: add it."
    if message.startswith("Extra inputs"):
        return f"{field_name} is no field here: remove it or correct its name."
    return f"{message[:1].lower()}{message[1:]}: correct it."


def _assemble(reading: Reading, shapes: dict[str, list[tuple[yaml_lines.Document, Any]]]) -> core.Pack:
    document, head = shapes["pack.yaml"][0]
    reading.places[("pack", head.id)] = (document, ())

    def gather(place: str, kind: str, name: str, build: Callable[[Any], Any]) -> tuple[Any, ...]:
        built = []
        for source, shape in shapes[place]:
            for index, one in enumerate(getattr(shape, name)):
                reading.places.setdefault((kind, one.id), (source, (name, index)))
                built.append(build(_complete(one, head)))
        return tuple(built)

    return core.Pack(
        id=head.id,
        version=head.version,
        title=head.title,
        summary=head.summary,
        language=head.language,
        licence=head.licence,
        review=head.review,
        review_note=head.review_note,
        review_by=head.review_by.isoformat(),
        jurisdictions=tuple(head.jurisdictions),
        domains=tuple(core.Titled(one.id, one.title) for one in head.domains),
        levels=tuple(head.levels),
        competencies=gather("competencies.yaml", "competency", "competencies", _competency),
        items=gather("items/*.yaml", "item", "items", item),
        references=gather("references/*.yaml", "reference", "references", _reference),
        presentations=gather(
            "presentations.yaml", "presentation", "presentations", lambda one: core.Titled(one.id, one.title)
        ),
        frameworks=tuple(core.Framework(one.id, one.title, one.effective_from.isoformat()) for one in head.frameworks),
        abbreviations=frozenset(head.abbreviations),
    )


def _complete(shape: Any, head: schema.PackShape) -> Any:
    """A part with the pack's own review where it states none (an empty licence is the pack's)."""
    if not isinstance(shape, schema.PartShape):
        return shape
    stated = {name: getattr(shape, name) or getattr(head, name) for name in ("review", "review_by")}
    return shape.model_copy(update=stated)


def _competency(shape: schema.CompetencyShape) -> Competency:
    values = shape.model_dump()
    values["prerequisites"] = tuple(shape.prerequisites)
    values["mappings"] = {name: tuple(codes) for name, codes in shape.mappings.items()}
    values["review_by"] = _day(shape.review_by)
    values["licence"] = shape.licence or ""
    return Competency(**values)


def _reference(shape: schema.ReferenceShape) -> core.Reference:
    stated = {"review_by": _day(shape.review_by), "licence": shape.licence or ""}
    return core.Reference(**shape.model_dump() | stated)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def item(shape: schema.ItemShape) -> Item:
    """A core item from its validated shape."""
    questions = shape.questions or [
        schema.QuestionShape.model_construct(
            lead_in=shape.lead_in or "", select=1, order=shape.order, options=shape.options or []
        )
    ]
    paper = Paper(
        stem=shape.stem,
        questions=tuple(
            Question(one.lead_in, tuple(option.text for option in one.options), one.select, one.order)
            for one in questions
        ),
        results=_results(shape.results),
        parameters={name: _parameter(one) for name, one in shape.parameters.items()},
        derive=dict(shape.derive),
        require=tuple(shape.require),
    )
    key = Key(
        questions=tuple(
            tuple(OptionKey(o.correct, o.harmful, o.rationale, o.misconception) for o in one.options)
            for one in questions
        ),
        explanation=shape.explanation,
        teaching_point=shape.teaching_point,
        card=Card(shape.card.front, shape.card.back),
        sources=tuple(Source(s.ref, s.supports, s.status, s.checked_on.isoformat()) for s in shape.sources),
    )
    return Item(
        id=shape.id,
        version=shape.version,
        type=shape.type,
        competency=shape.competency,
        task=shape.task,
        level=shape.level,
        difficulty=shape.difficulty,
        minutes=shape.minutes,
        paper=paper,
        key=key,
        also=tuple(shape.also),
        presentation=shape.presentation,
        jurisdiction=shape.jurisdiction,
        review_by=_day(shape.review_by),
        review=shape.review or "not-reviewed",
        licence=shape.licence or "",
        allow={one.flaw: one.because for one in shape.allow},
    )


def _parameter(shape: schema.SpanShape | schema.ChoiceShape) -> Parameter:
    if isinstance(shape, schema.SpanShape):
        return Span(shape.min, shape.max, shape.step)
    return Choice(tuple(shape.choice))


def _results(shape: schema.ResultsShape | None) -> Results | None:
    if shape is None:
        return None
    return Results(shape.caption, tuple(Result(*row) for row in shape.rows))
