"""Versions of the belief as values, which one is in use, and who adopted which. Knows no learner.

A version never changes, so each process reads it once. What is in use is told by the newest `belief.adopted` event;
before the first one it is the version that came with the software.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Max

from preceptor.core.curriculum.scale import level_mean
from preceptor.core.evidence import Evidence
from preceptor.core.learner import Parameters
from preceptor.platform import clock
from preceptor.platform.beliefs.models import BeliefVersion
from preceptor.platform.events.models import Event, FreeText

FIRST = 1
"""The version of every learner whose log names none."""
ADOPTED = "belief.adopted"
_ENGINE = "belief-"


class UnknownVersion(LookupError):
    """There is no such version of the belief; the message says so."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lies: difficulty and its standard error in logits; `discrimination` is a factor on its own. Of a
    rater the difficulty is how severe they are: how much harder what they judge becomes."""

    difficulty: float
    error: float
    discrimination: float = 1.0


@dataclass(frozen=True, slots=True)
class Version:
    """What a belief is folded with: parameters, where items lie, what competencies' items are off by, how severe raters
    are, and by how many logits a programme's learners start above their level (with its standard error)."""

    number: int
    name: str
    parameters: Parameters
    items: Mapping[str, Place] = field(default_factory=dict)
    offsets: Mapping[str, float] = field(default_factory=dict)
    raters: Mapping[str, Place] = field(default_factory=dict)
    programmes: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def engine(self) -> str:
        """How a stored belief names the version it was folded under."""
        return f"{_ENGINE}{self.number}"

    def placed(self, record: Evidence) -> Evidence:
        """A record of the log as this version reads it.

        The log holds the author's difficulty. An item that the version knows lies where the version places it; one
        that it does not know is off by what its competencies' items are off by; what is no item stays as it is. What
        a person judged is harder by that person's severity; of a rater whom the version does not know nothing is said
        but how far raters differ.
        """
        asked = self._found(record)
        if record.rater is None:
            return asked
        severe = self.raters.get(record.rater, Place(0.0, self.parameters.rater_var**0.5))
        return replace(
            asked,
            difficulty=asked.difficulty + severe.difficulty,
            difficulty_var=asked.difficulty_var + severe.error**2,
        )

    def _found(self, record: Evidence) -> Evidence:
        """A record with its item where this version places it."""
        item = record.item or _item(record.source)
        if item is None:
            return record
        place = self.items.get(item)
        if place is not None:
            slope = record.discrimination * place.discrimination
            return replace(record, difficulty=place.difficulty, difficulty_var=place.error**2, discrimination=slope)
        shift = self._shift(record.competencies)
        return replace(record, difficulty=record.difficulty + shift) if shift else record

    def start(self, level: str, programme: str) -> float:
        """Where somebody of this level and programme is expected to stand before the first answer, in logits."""
        return level_mean(level) + self.programmes.get(programme, (0.0, 0.0))[0]

    def difficulty(self, item: str, shares: Iterable[tuple[str, float]], own: float) -> float:
        """Where an item lies, in logits; `own` is its author's difficulty, `shares` its competencies and weights."""
        place = self.items.get(item)
        return own + self._shift(shares) if place is None else place.difficulty

    def _shift(self, shares: Iterable[tuple[str, float]]) -> float:
        return sum(share * self.offsets.get(name, 0.0) for name, share in shares) if self.offsets else 0.0


def _item(source: str) -> str | None:
    """The item that a source names (families grow familiar to nobody and carry no key), or None."""
    kind, _, rest = source.partition("/")
    return rest.rpartition("@")[0] or None if kind == "item" else None


def body_of(
    parameters: Parameters,
    items: Mapping[str, Place],
    offsets: Mapping[str, float],
    raters: Mapping[str, Place] | None = None,
    programmes: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, Any]:
    """What a row keeps of a version."""
    places = {
        name: [one.difficulty, one.error] + ([] if one.discrimination == 1.0 else [one.discrimination])
        for name, one in items.items()
    }
    severe = {name: [one.difficulty, one.error] for name, one in (raters or {}).items()}
    return {
        "parameters": asdict(parameters),
        "items": places,
        "offsets": dict(offsets),
        "raters": severe,
        "programmes": {name: list(one) for name, one in (programmes or {}).items()},
    }


@lru_cache(maxsize=64)
def version(number: int) -> Version:
    """A version by its number. Raises UnknownVersion; ValueError where other software made it."""
    row = BeliefVersion.objects.filter(pk=number).only("number", "name", "body").first()
    if row is None:
        raise UnknownVersion(f"There is no version {number} of the belief.")
    known = {part.name for part in fields(Parameters)}
    foreign = sorted(set(row.body["parameters"]) - known)
    if foreign:
        raise ValueError(f"Version {number} of the belief has parameters that this software lacks: {foreign}.")
    return Version(
        number,
        row.name,
        Parameters(**row.body["parameters"]),
        {name: Place(*place) for name, place in row.body["items"].items()},
        row.body["offsets"],
        {name: Place(*place) for name, place in row.body.get("raters", {}).items()},
        {name: (shift, error) for name, (shift, error) in row.body.get("programmes", {}).items()},
    )


def forget() -> None:
    """Drop what this process keeps (tests change databases under it)."""
    version.cache_clear()


def of_engine(engine: str) -> Version:
    """The version that a stored belief names. Raises ValueError where it names none."""
    number = engine.removeprefix(_ENGINE)
    if not engine.startswith(_ENGINE) or not number.isdecimal():
        raise ValueError(f"a belief was folded by {engine!r}, which is unknown: run `preceptor rebuild`")
    return version(int(number))


def active_number() -> int:
    """The version in use now: what new learners start with, and what the others are renewed to."""
    newest = Event.objects.filter(verb=ADOPTED).order_by("-seq").values_list("payload", flat=True).first()
    return int(newest["version"]) if newest else FIRST


def active() -> Version:
    """The version in use now."""
    return version(active_number())


def ship() -> None:
    """Put the parameters that this software comes with among the versions, once; the first of all is in use at once,
    later ones wait to be adopted."""
    shipped = body_of(Parameters(), {}, {})
    rows = BeliefVersion.objects.filter(made_by=None).values_list("body", flat=True)
    # A row from before a parameter existed is read with its default.
    if not any({**shipped["parameters"], **one["parameters"]} == shipped["parameters"] for one in rows):
        BeliefVersion.objects.create(
            number=next_number(), name=shipped["parameters"]["version"], made_at=clock.now(), body=shipped
        )


def next_number() -> int:
    """The number that the next version gets; the caller keeps others from asking meanwhile."""
    return (BeliefVersion.objects.aggregate(newest=Max("number"))["newest"] or 0) + 1


# ---------- for people ----------


@dataclass(frozen=True, slots=True)
class Adoption:
    """A version was taken into use: when, by whom (a pseudonym), in place of which, why (empty where erased)."""

    version: int
    before: int
    at: datetime
    by: uuid.UUID
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """A version as people read about it; `verdict` is empty where it was not compared."""

    number: int
    name: str
    made_at: datetime
    made_by: uuid.UUID | None
    verdict: str
    active: bool
    adoptions: tuple[Adoption, ...]


def versions() -> list[Known]:
    """Every version, newest first, each with its adoptions, newest first."""
    past, now = adoptions(), active_number()
    return [
        Known(
            row.number,
            row.name,
            row.made_at,
            row.made_by,
            (row.report or {}).get("verdict", ""),
            row.number == now,
            tuple(one for one in past if one.version == row.number),
        )
        for row in BeliefVersion.objects.defer("body").order_by("-number")
    ]


def adoptions() -> list[Adoption]:
    """Every adoption, newest first."""
    events = list(Event.objects.filter(verb=ADOPTED).order_by("-seq"))
    said = dict(FreeText.objects.filter(event__in=events, field="why").values_list("event_id", "text"))
    return [
        Adoption(one.payload["version"], one.payload["before"], one.at, one.actor, said.get(one.seq, ""))
        for one in events
    ]


def report(number: int) -> dict[str, Any] | None:
    """How a version fared on learners held back from its fit; None where it was not compared. Raises UnknownVersion."""
    found = BeliefVersion.objects.filter(pk=number).values_list("report", flat=True)
    if not found:
        raise UnknownVersion(f"There is no version {number} of the belief.")
    kept: dict[str, Any] | None = found[0]
    return kept
