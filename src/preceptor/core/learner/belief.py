"""What is believed of one learner: Gaussian traits, sparse. Knows no way to change or show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Self

from preceptor.core.learner.parameters import Parameters

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Trait:
    """A normal distribution over one trait: `mean` in logits, `var` in squared logits."""

    mean: float
    var: float


@dataclass(frozen=True, slots=True)
class CompetencyTrait:
    """How far a learner lies above their own general level in one competency, as of `last` (days).

    Given the general level g the deviation is N(mean + slope * g, var). `slope` (-1..0) holds what answers to
    this competency cannot tell apart: they show g plus the deviation, so the higher g turns out, the lower
    the deviation must have been. `successes` and `failures` count answers' worth of evidence (a fractional
    outcome counts to both; a shared, helped or down-weighted answer counts as less than one). `stability`
    (days) sets how slowly it is forgotten.
    """

    mean: float
    var: float
    successes: float
    failures: float
    last: float | None
    stability: float
    slope: float = 0.0


@dataclass(frozen=True, slots=True)
class Familiarity:
    """How much easier one very item has become by having been seen `seen` times, last at `last` (days)."""

    mean: float
    var: float
    last: float
    seen: int


@dataclass(frozen=True, slots=True)
class Belief:
    """Everything believed of one learner: the general level, and whatever competencies and items were
    touched.

    `at` is the server time (days) of the latest evidence, None before any; `answers` counts the records taken
    in. `recent` is the fast trait of form on the day. Treat the mappings as read-only: an update makes new
    ones.
    """

    general: Trait
    competencies: Mapping[str, CompetencyTrait] = field(default_factory=dict)
    items: Mapping[str, Familiarity] = field(default_factory=dict)
    at: float | None = None
    answers: int = 0
    recent: Trait = Trait(0.0, 0.0)

    def to_dict(self) -> dict[str, Any]:
        """Return a mapping that JSON carries without loss (floats as their shortest exact text)."""
        return {
            "schema": SCHEMA,
            "general": [self.general.mean, self.general.var],
            "recent": [self.recent.mean, self.recent.var],
            "competencies": {
                name: [one.mean, one.var, one.successes, one.failures, one.last, one.stability, one.slope]
                for name, one in self.competencies.items()
            },
            "items": {key: [one.mean, one.var, one.last, one.seen] for key, one in self.items.items()},
            "at": self.at,
            "answers": self.answers,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Rebuild a belief from `to_dict`'s mapping. Raises ValueError on another schema or a damaged one."""
        if record.get("schema") != SCHEMA:
            raise ValueError(
                f"belief record has schema {record.get('schema')!r}, this version reads {SCHEMA}: "
                "rebuild the belief from the event log"
            )
        try:
            found = cls(
                general=Trait(*_numbers(record["general"], 2)),
                competencies={name: _competency(row) for name, row in record["competencies"].items()},
                items={key: _familiarity(row) for key, row in record["items"].items()},
                at=_moment(record["at"]),
                answers=int(record["answers"]),
                recent=Trait(*_numbers(record["recent"], 2)),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"belief record is damaged: {error!r}") from None
        found._check()
        return found

    def _check(self) -> None:
        traits: list[Trait | CompetencyTrait | Familiarity] = [self.general, self.recent]
        traits.extend(self.competencies.values())
        traits.extend(self.items.values())
        if any(trait.var < 0.0 for trait in traits):
            raise ValueError("belief record is damaged: a negative variance")
        if any(trait.stability <= 0.0 for trait in self.competencies.values()):
            raise ValueError("belief record is damaged: a stability that is not positive")


def new_belief(parameters: Parameters, level_mean: float = 0.0) -> Belief:
    """Return the belief about a learner of whom nothing is known but a level.

    `level_mean` (logits) is where learners of that level stand on the average item. Raises ValueError when it
    is not finite or lies beyond ±1000.
    """
    if not abs(level_mean) <= 1e3:
        raise ValueError(f"level_mean must lie in -1000..1000 logits, not {level_mean}")
    return Belief(
        general=Trait(float(level_mean), float(parameters.general_var)),
        recent=Trait(0.0, float(parameters.recency_var)),
    )


def _numbers(row: Any, length: int) -> tuple[float, ...]:
    values = tuple(float(value) for value in row)
    if len(values) != length or not all(isfinite(value) for value in values):
        raise ValueError(f"expected {length} finite numbers, not {row!r}")
    return values


def _moment(value: Any) -> float | None:
    return None if value is None else _numbers([value], 1)[0]


def _competency(row: Any) -> CompetencyTrait:
    mean, var, successes, failures, last, stability, slope = row
    kept = _numbers([mean, var, successes, failures, stability, slope], 6)
    return CompetencyTrait(kept[0], kept[1], kept[2], kept[3], _moment(last), kept[4], kept[5])


def _familiarity(row: Any) -> Familiarity:
    mean, var, last, seen = row
    kept = _numbers([mean, var, last], 3)
    return Familiarity(kept[0], kept[1], kept[2], int(seen))
