"""Evidence: the one currency every activity ends in. Knows nothing of activities, learners or storage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from math import isfinite
from typing import Any, Self

WEIGHT_TOLERANCE = 1e-6  # how far the competency weights may sum from 1
TESTLET_CAP = 6.0  # one activity informs like at most this many independent items


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation of what a learner could do, whatever the activity was.

    `competencies` pairs each competency with its positive weight; the weights sum to 1. `outcome` runs from 0
    (failed) to 1 (succeeded). `at` is server time in days since 1970-01-01 UTC. `item` is the key under which
    the learner grows familiar with this very question (None: nothing to recognise). `difficulty` (logits, 0
    is the average item) has variance `difficulty_var`; `discrimination` is the item's slope, `guess` the
    chance of succeeding without knowing, `slip` that of failing while knowing (None: the belief's own),
    `assistance` the share of help given (0 none, 1 all of it). `weight` is how many independent answers the
    record is worth (see `scale_testlet`). `source` names the content as id@version. `rater` is the pseudonym of
    the person whose judgement the outcome is, None where a machine marked it.

    Raises ValueError when a value is not finite, out of range or missing. The terms are those of item
    response theory (Lord 1980, Applications of Item Response Theory to Practical Testing Problems).
    """

    activity: str
    competencies: tuple[tuple[str, float], ...]
    outcome: float
    at: float
    item: str | None = None
    difficulty: float = 0.0
    difficulty_var: float = 0.0
    discrimination: float = 1.0
    guess: float = 0.0
    assistance: float = 0.0
    weight: float = 1.0
    source: str = ""
    slip: float | None = None
    rater: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is not evidence; make every number a plain float, so that JSON returns it exactly."""
        if not isinstance(self.activity, str) or not self.activity:
            raise ValueError("evidence needs the id of its activity")
        for name in ("item", "rater"):
            key = getattr(self, name)
            if key is not None and (not isinstance(key, str) or not key):
                raise ValueError(f"evidence {name} must be None or a non-empty id")
        if not isinstance(self.source, str):
            raise ValueError("evidence source must be text (id@version)")
        object.__setattr__(self, "competencies", checked_weights(self.competencies))
        for name, low, high in _RANGES:
            object.__setattr__(self, name, _number(name, getattr(self, name), low, high))
        if self.slip is not None:
            object.__setattr__(self, "slip", _number("slip", self.slip, 0.0, 0.5))
        if self.discrimination == 0.0 or self.guess == 1.0:
            raise ValueError("evidence with discrimination 0 or guess 1 says nothing about a learner")

    def to_dict(self) -> dict[str, Any]:
        """Return a mapping that JSON carries without loss; `from_dict` is its exact inverse."""
        record = {part.name: getattr(self, part.name) for part in fields(self)}
        for name in ("slip", "rater"):
            if record[name] is None:
                del record[name]
        record["competencies"] = [[name, share] for name, share in self.competencies]
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Rebuild evidence from `to_dict`'s mapping. Raises ValueError on unknown or missing keys."""
        known = {part.name for part in fields(cls)}
        unknown = sorted(set(record) - known)
        missing = sorted({"activity", "competencies", "outcome", "at"} - set(record))
        if unknown or missing:
            raise ValueError(f"evidence record has unknown keys {unknown} and lacks {missing}")
        return cls(**record)


# Far beyond any real value, and small enough that arithmetic on them stays finite.
_RANGES = (
    ("outcome", 0.0, 1.0),
    ("at", -1e7, 1e7),
    ("difficulty", -1e3, 1e3),
    ("difficulty_var", 0.0, 1e6),
    ("discrimination", 0.0, 1e3),
    ("guess", 0.0, 1.0),
    ("assistance", 0.0, 1.0),
    ("weight", 0.0, 1e3),
)


def _number(name: str, value: Any, low: float, high: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"evidence {name} must be a number, not {value!r}") from None
    if not isfinite(number):
        raise ValueError(f"evidence {name} must be finite, not {number}")
    if not low <= number <= high:
        raise ValueError(f"evidence {name} must lie in {low:g}..{high:g}, not {number}")
    return number


def checked_weights(pairs: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Return (competency, weight) pairs as plain values.

    Raises ValueError unless there is at least one pair, each id is named once, and the weights are positive
    and sum to 1 within 1e-6.
    """
    try:
        found = tuple((name, _number("weight of a competency", share, 0.0, 1.0 + 1e-6)) for name, share in pairs)
    except TypeError:
        raise ValueError(f"evidence competencies must be (id, weight) pairs, not {pairs!r}") from None
    if not found:
        raise ValueError("evidence must name at least one competency")
    if any(not isinstance(name, str) or not name for name, _ in found):
        raise ValueError("evidence names a competency without an id")
    if len({name for name, _ in found}) < len(found):
        raise ValueError("evidence names a competency twice")
    if any(share <= 0.0 for _, share in found):
        raise ValueError("evidence weights of competencies must be positive")
    total = sum(share for _, share in found)
    if abs(total - 1.0) > WEIGHT_TOLERANCE:
        raise ValueError(f"evidence weights of competencies must sum to 1, not {total}")
    return found


def scale_testlet(records: Iterable[Evidence], cap: float = TESTLET_CAP) -> tuple[Evidence, ...]:
    """Scale the records of one activity so that together they inform like at most `cap` independent items.

    Records of one activity share its passage, patient or moment and are not independent (testlets: Wainer,
    Bradlow & Wang 2007, Testlet Response Theory and Its Applications). Of n records each keeps its weight
    times min(1, cap / n), in their order. Scale one activity once: a second call would scale again. Raises
    ValueError when cap is not positive and finite, or the records belong to more than one activity.
    """
    kept = tuple(records)
    if not (isfinite(cap) and cap > 0.0):
        raise ValueError(f"a testlet's cap must be positive, not {cap}")
    if len({record.activity for record in kept}) > 1:
        raise ValueError("a testlet holds the records of one activity only")
    if len(kept) <= cap:
        return kept
    return tuple(replace(record, weight=record.weight * cap / len(kept)) for record in kept)
