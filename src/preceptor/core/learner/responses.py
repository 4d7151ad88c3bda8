"""Answers of many learners as arrays, the form in which logs are filtered and fitted. Knows no storage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from preceptor.core.evidence import Evidence
from preceptor.core.learner.forgetting import Prerequisites
from preceptor.core.learner.parameters import Parameters

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Columns of `Responses.values`.
AT, OUTCOME, WEIGHT, ASSISTANCE, GUESS, SLIP, DIFFICULTY, DIFFICULTY_VAR, DISCRIMINATION = range(9)
COLUMNS = ("at", "outcome", "weight", "assistance", "guess", "slip", "difficulty", "difficulty_var", "discrimination")
NO_ITEM = -1


class Kind(NamedTuple):
    """What a record asks: its item, the competencies it draws on with their shares, and who judges."""

    item: str | None
    competencies: tuple[tuple[str, float], ...]
    rater: str | None = None


class Constants(NamedTuple):
    """The numbers of `Parameters`, in a form that compiled code can read."""

    general_var: float
    competency_var: float
    familiarity_var: float
    slip: float
    assistance_ease: float
    assistance_discount: float
    learning_success: float
    learning_failure: float
    learning_shrink: float
    leap: float
    leap_height: float
    familiarity_success: float
    familiarity_failure: float
    forgetting_exponent: float
    initial_stability: float
    stability_growth: float
    familiarity_exponent: float
    familiarity_stability: float
    general_noise: float
    competency_noise: float
    general_noise_per_day: float
    recency_var: float
    recency_decay: float
    recency_days: float
    prerequisite_pull: float
    ability_limit: float


def constants(parameters: Parameters) -> Constants:
    """Return the parameters' numbers as floats."""
    known = {part.name: getattr(parameters, part.name) for part in fields(parameters)}
    return Constants(*(float(known[name]) for name in Constants._fields))


@dataclass(frozen=True, slots=True)
class Ancestry:
    """Prerequisites of K competencies as arrays: `parents[starts[k]:starts[k + 1]]` are those of k.

    `order` lists all ancestors of k, parents before children, in `order[order_starts[k]:order_starts[k + 1]]`.
    """

    starts: Ints
    parents: Ints
    order_starts: Ints
    order: Ints


@dataclass(frozen=True, slots=True)
class Catalog:
    """What may be asked: Q questions over K competencies and N items whose difficulty can be fitted.

    A question q asks for `subjects[starts[q]:starts[q + 1]]` with these `shares`; `item[q]` is its item's place
    in `items` (−1: nothing to recognise and nothing to fit), `rater[q]` its rater's row in a bank's table, which
    holds the items and then the raters (−1: judged by nobody).
    """

    items: tuple[str, ...]
    raters: tuple[str, ...]
    competencies: tuple[str, ...]
    starts: Ints
    subjects: Ints
    shares: Floats
    item: Ints
    rater: Ints
    ancestry: Ancestry


@dataclass(frozen=True, slots=True)
class Responses:
    """R answers of L learners, each learner's own in order, one learner after the other.

    `starts` (L + 1,) bounds them; `question` (R,) names what was asked; `pair` (R,) numbers the different
    (learner, item) pairs from 0, −1 where there is no item; `values` (R, 9) holds `COLUMNS`, SLIP as nan where
    the belief's own slip counts; `level` (L,) is where each learner is expected to stand (logits).
    """

    starts: Ints
    question: Ints
    pair: Ints
    values: Floats
    level: Floats

    @property
    def pairs(self) -> int:
        """How many different (learner, item) pairs there are."""
        return int(self.pair.max(initial=-1)) + 1


def ancestry(competencies: Sequence[str], prerequisites: Prerequisites) -> Ancestry:
    """Lay prerequisites out over `competencies`; those not among them are left out, as are circles' last links."""
    index = {name: place for place, name in enumerate(competencies)}
    parents = [[index[one] for one in prerequisites.get(name, ()) if one in index] for name in competencies]
    orders = [_ancestors(place, parents) for place in range(len(parents))]
    return Ancestry(_bounds(parents), _flat(parents), _bounds(orders), _flat(orders))


def _ancestors(place: int, parents: Sequence[Sequence[int]]) -> list[int]:
    """Return all ancestors of one competency, parents first, without recursion (chains may be long)."""
    found: dict[int, None] = {}
    stack = list(reversed(parents[place]))
    opened: set[int] = {place}
    while stack:
        one = stack.pop()
        if one in found or one == place:
            continue
        waiting = [up for up in parents[one] if up not in found and up not in opened]
        if waiting and one not in opened:
            opened.add(one)
            stack.append(one)
            stack.extend(reversed(waiting))
        else:
            found[one] = None
    return list(found)


def _bounds(rows: Sequence[Sequence[int]]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)


def _flat(rows: Sequence[Sequence[int]]) -> Ints:
    return np.array([one for row in rows for one in row], dtype=np.int64)


def catalog(asked: Iterable[Kind], prerequisites: Prerequisites) -> Catalog:
    """Lay questions out in their order; repeats are kept."""
    rows = list(asked)
    items = _numbered(one.item for one in rows)
    raters = _numbered(one.rater for one in rows)
    named = dict.fromkeys(name for one in rows for name, _ in one.competencies)
    above = list(named)
    while above:  # ancestors that nothing asks for still carry a prior
        above = [up for name in above for up in prerequisites.get(name, ()) if up not in named]
        named.update(dict.fromkeys(above))
    index = {name: place for place, name in enumerate(named)}
    subjects = [[index[name] for name, _ in one.competencies] for one in rows]
    return Catalog(
        items=tuple(items),
        raters=tuple(raters),
        competencies=tuple(named),
        starts=_bounds(subjects),
        subjects=_flat(subjects),
        shares=np.array([share for one in rows for _, share in one.competencies], dtype=np.float64),
        item=_rows([one.item for one in rows], items, 0),
        rater=_rows([one.rater for one in rows], raters, len(items)),
        ancestry=ancestry(tuple(named), prerequisites),
    )


def _numbered(keys: Iterable[str | None]) -> dict[str, int]:
    return {key: place for place, key in enumerate(dict.fromkeys(key for key in keys if key is not None))}


def _rows(keys: Sequence[str | None], known: Mapping[str, int], first: int) -> Ints:
    return np.array([NO_ITEM if key is None else first + known[key] for key in keys], dtype=np.int64)


def gather(
    learners: Iterable[Sequence[Evidence]], prerequisites: Prerequisites, levels: Sequence[float] | None = None
) -> tuple[Catalog, Responses]:
    """Lay learners' records out as arrays. `levels` (logits) says where each is expected to stand, 0 by default.

    An item asked with other competencies at another time is another question of the same item.
    """
    everyone = list(learners)
    kinds = register(record for records in everyone for record in records)
    found = catalog(kinds, prerequisites)
    return found, arranged(everyone, kinds, found, levels)


def register(records: Iterable[Evidence], known: dict[Kind, int] | None = None) -> dict[Kind, int]:
    """Number what records ask, going on from what is `known`; `catalog` takes the keys."""
    kinds = {} if known is None else known
    for one in records:
        kinds.setdefault(Kind(one.item, one.competencies, one.rater), len(kinds))
    return kinds


def arranged(
    learners: Iterable[Sequence[Evidence]],
    kinds: Mapping[Kind, int],
    found: Catalog,
    levels: Sequence[float] | None = None,
) -> Responses:
    """Lay a partition of learners out as arrays over a catalog of all that is asked."""
    numbers: list[list[float]] = []
    asked: list[int] = []
    counts: list[int] = []
    for records in learners:
        counts.append(len(records))
        asked += [kinds[Kind(one.item, one.competencies, one.rater)] for one in records]
        numbers += [_values(one) for one in records]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    question = np.array(asked, dtype=np.int64)
    level = np.zeros(len(counts)) if levels is None else np.asarray(levels, dtype=np.float64)
    values = np.array(numbers, dtype=np.float64).reshape(-1, len(COLUMNS))
    return Responses(starts, question, paired(starts, found.item[question]), values, level)


def _values(one: Evidence) -> list[float]:
    slip = np.nan if one.slip is None else one.slip
    return [
        one.at, one.outcome, one.weight, one.assistance, one.guess, slip, one.difficulty, one.difficulty_var,
        one.discrimination,
    ]  # fmt: skip


def paired(starts: Ints, item: Ints) -> Ints:
    """Number the different (learner, item) pairs of records (R,), −1 where the item is −1."""
    learner = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
    key = learner * (int(item.max(initial=0)) + 1) + item
    pair = np.full(len(item), NO_ITEM, dtype=np.int64)
    has = item >= 0
    pair[has] = np.unique(key[has], return_inverse=True)[1]
    return pair


def joined(parts: Sequence[Responses]) -> Responses:
    """Partitions over one catalog as one log; at least one is needed."""
    starts, pairs, rows, seen = [np.zeros(1, dtype=np.int64)], [], 0, 0
    for part in parts:
        starts.append(part.starts[1:] + rows)
        pairs.append(np.where(part.pair >= 0, part.pair + seen, NO_ITEM))
        rows, seen = rows + len(part.question), seen + part.pairs
    return Responses(
        np.concatenate(starts),
        np.concatenate([part.question for part in parts]),
        np.concatenate(pairs),
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.level for part in parts]),
    )


def places(names: Mapping[str, float], items: Sequence[str], default: float = 0.0) -> Floats:
    """Return one number for each of `items`, `default` where `names` does not know it."""
    return np.array([names.get(item, default) for item in items], dtype=np.float64)
