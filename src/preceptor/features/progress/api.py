"""JSON shell of progress: the picture, one competency and how it is known, objection, export."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field

from preceptor.core.learner import Mastery
from preceptor.features.progress import queries, use_cases
from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.accounts.roles import May
from preceptor.platform.api.operations import Operations
from preceptor.platform.api.tokens import Token
from preceptor.platform.learning import explaining
from preceptor.platform.learning.explaining import explained
from preceptor.platform.learning.picture import confidence
from preceptor.platform.learning.rechecks import possible
from preceptor.platform.learning.shelf import shelf

router = Operations(tags=["progress"])
State = Literal["mastered", "below", "close", "unknown"]
Chance = Field(ge=0, le=1)


class Estimate(Schema):
    """What is believed about one competency: the chance of success on a typical question, 5th to 95th centile."""

    competency: str
    title: str
    domain: str
    low: float = Chance
    mid: float = Chance
    high: float = Chance
    state: State = Field(description="`mastered`: the lower end is at the bar; `unknown`: not enough evidence.")
    evidence: int = Field(description="Answers' worth of evidence behind it.")


class Export(Schema):
    """Every estimate as rows."""

    competencies: list[Estimate]


class Band(Schema):
    """Answers whose stated confidence fell into one band."""

    stated: float = Field(ge=0, le=1, description="Mean stated confidence.")
    right: float = Field(ge=0, le=1, description="Share right.")
    low: float = Chance
    high: float = Chance
    count: int


class Picture(Schema):
    """Everything that is believed, and how well confidence and results agree."""

    bar: float = Field(ge=0, le=1, description="What the programme counts as mastered.")
    competencies: list[Estimate]
    confidence: list[Band]


class Step(Schema):
    """One answer that moved an estimate."""

    at: datetime
    result: Literal["right", "partly", "wrong"]
    confidence: int | None = Field(description="Stated in percent, or null.")
    mode: Literal["practice", "placement", "checkpoint", "recheck", "encounter"]
    before: list[float] = Field(description="low, mid, high before the answer.")
    after: list[float] = Field(description="low, mid, high after it.")


class Mover(Step):
    """One of the answers that moved the best guess most."""

    expected: float | None = Field(ge=0, le=1, description="The chance of success given to it beforehand, or null.")


class Day(Schema):
    """The estimate so many days ahead, if nothing is done."""

    day: int
    low: float = Chance
    mid: float = Chance
    high: float = Chance


class Origin(Schema):
    """The best guess built up: each adds to the one before it, the last is `mid` of the estimate."""

    general: float = Field(ge=0, le=1, description="From the general level alone.")
    prerequisites: float = Field(ge=0, le=1, description="With what it builds on.")
    own: float = Field(ge=0, le=1, description="With the answers to it itself.")


class If(Schema):
    """The estimate if so many answers in a row to new questions came today. Arithmetic, no promise."""

    right: bool
    answers: int
    low: float = Chance
    mid: float = Chance
    high: float = Chance
    state: State


class Recheck(Schema):
    """Whether it can be checked again now: `POST /api/sittings` with kind `recheck` begins that."""

    questions: int = Field(description="How many new questions it would have, or has; 0 where it cannot begin.")
    refused: str = Field(description="Why it cannot begin now, in words; empty where it can.")


class Competency(Schema):
    """One competency, how it is known, and what is forgotten without practice."""

    estimate: Estimate
    description: str
    prerequisites: list[str]
    origin: Origin
    moved_most: list[Mover] = Field(description="The one that moved it most first, at most 3.")
    known_by: list[Step] = Field(description="Newest first, at most 30.")
    ifs: list[If]
    turns: int | None = Field(
        description="After how many answers in a row the verdict changes: right ones, or wrong ones where it is at the "
        "target. Null where not even twelve would do."
    )
    forecast: list[Day]
    recheck: Recheck


class Objection(Schema):
    """Why the estimate is wrong."""

    model_config = ConfigDict(extra="forbid")
    comment: str = Field(default="", max_length=use_cases.LONGEST_COMMENT, description="For your educators.")


class Recorded(Schema):
    """The objection is with the educators."""

    recorded: Literal[True] = True


@router.get("/progress", auth=Token(May.LEARN), response=Picture, refuses=(404,), summary="The whole picture")
def progress(request: HttpRequest) -> Picture:
    """Every competency with its interval, and confidence against results."""
    learner = learner_of(request)
    bands = [
        Band(stated=one.stated, right=one.right, low=one.low, high=one.high, count=one.count)
        for one in confidence(learner)
    ]
    rows = [Estimate(**row) for row in queries.table(learner)]
    return Picture(bar=learner.cohort.programme.bar, competencies=rows, confidence=bands)


@router.get("/export", auth=Token(May.LEARN), response=Export, refuses=(404,), summary="Every estimate as rows")
def export(request: HttpRequest) -> Export:
    """The same rows as the export on the page Progress."""
    return Export(competencies=[Estimate(**row) for row in queries.table(learner_of(request))])


@router.get("/progress/{slug:name}", auth=Token(May.LEARN), response=Competency, summary="One competency")
def competency(request: HttpRequest, name: str) -> Competency:
    """The estimate, what it stands on, what would change it, and its forecast."""
    learner = learner_of(request)
    known = _known(name)
    it, check = explained(learner, name), possible(learner, name)
    return Competency(
        estimate=_estimate(name, it.mastery),
        description=known.description,
        prerequisites=list(known.prerequisites),
        origin=Origin(general=it.parts.general, prerequisites=it.parts.prerequisites, own=it.parts.own),
        moved_most=[Mover(**_step(one), expected=one.expected) for one in it.movers],
        known_by=[Step(**_step(one)) for one in it.steps],
        ifs=[
            If(right=one.right, answers=one.answers, low=end.low, mid=end.mid, high=end.high, state=str(end.state))  # type: ignore[arg-type]
            for one in it.ifs
            for end in [one.mastery]
        ],
        turns=it.turns,
        forecast=[Day(day=day, low=low, mid=mid, high=high) for day, low, mid, high in it.fading],
        recheck=Recheck(questions=check.new, refused=check.sentence),
    )


def _step(one: explaining.Step) -> dict[str, Any]:
    return {
        "at": one.movement.at,
        "result": one.result,
        "confidence": one.confidence,
        "mode": one.mode,
        "before": one.movement.before,
        "after": one.movement.after,
    }


@router.post("/progress/{slug:name}/contest", auth=Token(May.LEARN), response=Recorded, summary="Object to an estimate")
def contest(request: HttpRequest, name: str, sent: Objection) -> Recorded:
    """Tell the educators that an estimate is wrong; their answer appears on the page Today."""
    learner = learner_of(request)
    _known(name)
    use_cases.contest(learner, name, sent.comment)
    return Recorded()


def _known(name: str):
    found = shelf().world.competencies.get(name)
    if found is None:
        raise Http404
    return found


def _estimate(name: str, found: Mastery) -> Estimate:
    known = _known(name)
    return Estimate(
        competency=name,
        title=known.title,
        domain=known.domain,
        low=round(found.low, 4),
        mid=round(found.mid, 4),
        high=round(found.high, 4),
        state=str(found.state),  # type: ignore[arg-type]
        evidence=round(found.evidence),
    )
