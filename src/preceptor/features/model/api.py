"""JSON shell of the model's card."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from preceptor.features.model import queries
from preceptor.features.model.parameters import parameters
from preceptor.platform.accounts.roles import May
from preceptor.platform.api.operations import Operations
from preceptor.platform.api.tokens import Token

router = Operations(tags=["model"])
Chance = Field(ge=0, le=1)


class Parameter(Schema):
    """One parameter of the version in use."""

    name: str
    value: float
    unit: str
    meaning: str
    source: str


class Tenth(Schema):
    """A tenth of the answers by predicted chance."""

    predicted: float = Field(ge=0, le=1, description="Mean predicted chance of success.")
    right: float = Field(ge=0, le=1, description="Share right.")
    low: float = Chance
    high: float = Chance
    count: int


class Group(Schema):
    """A group of answers: `all`, `first` ten of each learner, to `new` items. `tenths` is empty below 200 answers."""

    name: str
    answers: int
    tenths: list[Tenth]


class Adoption(Schema):
    """A version was taken into use."""

    at: datetime
    before: int


class Version(Schema):
    """A version of the belief."""

    number: int
    name: str
    made_at: datetime
    active: bool
    verdict: str
    log_loss: list[float] | None = Field(description="Difference to the version before: value, low, high; or null.")
    adoptions: list[Adoption]


class Card(Schema):
    """The model behind every estimate. Nothing on it is about a single person."""

    version: int
    parameters: list[Parameter]
    checked: datetime | None = Field(description="When predictions were last checked against results, or null.")
    reliability: list[Group]
    versions: list[Version]


@router.get("/model", auth=Token(May.OWN_ACCOUNT), response=Card, summary="The card of the model")
def model(request: HttpRequest) -> Card:
    """What every estimate comes from, and how well its predictions have held on this installation's own answers."""
    page = queries.page()
    return Card(
        version=page["active"].number,
        parameters=[
            Parameter(name=one.name, value=one.value, unit=one.unit, meaning=one.meaning, source=one.source)
            for one in parameters(page["active"])
        ],
        checked=page["checked"],
        reliability=[_group(one) for one in page["plots"]],
        versions=[_version(one) for one in page["versions"]],
    )


def _group(one: queries.Plot) -> Group:
    rows = [
        Tenth(predicted=row.predicted, right=row.right, low=row.low, high=row.high, count=row.count)
        for row in one.tenths
    ]
    return Group(name=one.name, answers=one.answers, tenths=rows)


def _version(one: queries.Row) -> Version:
    return Version(
        number=one.known.number,
        name=one.known.name,
        made_at=one.known.made_at,
        active=one.known.active,
        verdict=one.verdict,
        log_loss=one.difference,
        adoptions=[Adoption(at=taken.at, before=taken.before) for taken in one.known.adoptions],
    )
