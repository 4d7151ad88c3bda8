"""The likelihoods of one presentation: P(value | condition) for every finding. Knows the base, no person, no facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition, Ratio
from preceptor.core.knowledge.finding import Finding
from preceptor.core.knowledge.probability import HIGHEST, LOWEST, RATIO_CAP, Number

Array = NDArray[np.float64]
Key = tuple[str, str, str]
"""Condition, finding, value. An empty condition means the finding's base."""

FLOOR = 1e-4
"""No cell lies below this before its row is made to sum to 1: no single finding may make a condition impossible."""
ROUNDS = 3
"""A ratio speaks of the other conditions, whose numbers may come from ratios themselves: rounds until they settle."""
GRID = np.linspace(LOWEST, HIGHEST, 193)


@dataclass(frozen=True, eq=False)
class Table:
    """What every finding says about the conditions of one presentation.

    `chance` has one row a condition and one column a value of a finding: columns `starts[f]` to `starts[f + 1]` belong
    to finding f and sum to 1 in every row. `derived` holds the numbers that published ratios made, with their sums.
    A finding that hangs on another (`of`) has its row for people in whom that other one is present.
    """

    presentation: str
    conditions: tuple[str, ...]
    findings: tuple[str, ...]
    starts: NDArray[np.intp]
    chance: Array
    columns: Mapping[tuple[str, str], int]
    derived: Mapping[Key, Number]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each finding stands."""
        return {name: place for place, name in enumerate(self.findings)}

    def of(self, finding: str) -> Array:
        """P[condition, value] of one finding. Raises KeyError."""
        place = self.place[finding]
        return self.chance[:, self.starts[place] : self.starts[place + 1]]

    def probability(self, condition: str, finding: str, value: str) -> float:
        """P(value | condition). Raises KeyError for a finding or value, ValueError for a condition that is not here."""
        return float(self.chance[self.conditions.index(condition), self.columns[finding, value]])


def compile_table(base: Base, presentation: str, overrides: Mapping[Key, float] | None = None) -> Table:
    """The table of one presentation; `overrides` replace stated probabilities. Raises KeyError.

    The caller keeps it: it holds for every person, because ratios are taken against how common conditions are there.
    """
    conditions = base.of_presentation[presentation]
    blocks, derived, columns, starts = [], {}, {}, [0]
    for finding in base.findings.values():
        block, made = likelihoods(base, presentation, finding, overrides)
        blocks.append(block)
        derived.update(made)
        columns.update({(finding.id, value.id): starts[-1] + n for n, value in enumerate(finding.values)})
        starts.append(starts[-1] + len(finding.values))
    chance = np.hstack(blocks) if blocks else np.zeros((len(conditions), 0))
    chance.flags.writeable = False
    return Table(presentation, conditions, tuple(base.findings), np.array(starts), chance, columns, derived)


def likelihoods(
    base: Base, presentation: str, finding: Finding, overrides: Mapping[Key, float] | None = None
) -> tuple[Array, dict[Key, Number]]:
    """P[condition, value] of one finding among a presentation's conditions, and the numbers that ratios made."""
    conditions = [base.conditions[name] for name in base.of_presentation[presentation]]
    usual = _overridden(bases(finding), finding, "", overrides)
    block = np.array([_stated(condition, finding, usual, overrides) for condition in conditions])
    asked = [_ratios(condition, finding, presentation) for condition in conditions]
    if not any(asked):
        return block, {}
    weights = np.array([condition.presentations[presentation].value for condition in conditions])
    return _constrained(block, conditions, finding, weights, asked, presentation)


def bases(finding: Finding) -> Array:
    """How often each value is met where no condition says otherwise; sums to 1."""
    return _whole(np.array([value.base for value in finding.values]))


def _whole(row: Array) -> Array:
    """A row with no cell below FLOOR that sums to 1."""
    row = np.maximum(row / row.sum() if row.sum() > 0 else np.full(len(row), 1 / len(row)), FLOOR)
    whole: Array = row / row.sum()
    return whole


def _stated(condition: Condition, finding: Finding, usual: Array, overrides: Mapping[Key, float] | None) -> Array:
    """One condition's row: what it names, and for the rest the base's shares of what is left."""
    said = condition.findings.get(finding.id)
    row = usual if not said else _whole(_filled([said.get(value.id) for value in finding.values], usual))
    return _overridden(row, finding, condition.id, overrides)


def _filled(said: Sequence[Number | None], usual: Array) -> Array:
    named = np.array([number is not None for number in said])
    row = np.array([number.value if number is not None else 0.0 for number in said])
    left = max(0.0, 1.0 - row.sum())
    open_shares = np.where(named, 0.0, usual)
    return row + left * open_shares / open_shares.sum() if open_shares.sum() > 0 else row


def _overridden(row: Array, finding: Finding, condition: str, overrides: Mapping[Key, float] | None) -> Array:
    for place, value in enumerate(finding.values if overrides else ()):
        probability = (overrides or {}).get((condition, finding.id, value.id))
        if probability is not None:
            row = _whole(_held(row, {place: probability}))
    return row


def _held(row: Array, fixed: Mapping[int, float]) -> Array:
    """A row with some cells fixed, the others keeping their proportions in what is left (at least 1 - HIGHEST)."""
    places = list(fixed)
    held = np.array([fixed[place] for place in places])
    free = np.ones(len(row), dtype=bool)
    free[places] = False
    if free.any() and held.sum() > HIGHEST:
        held = held * HIGHEST / held.sum()
    after = row.copy()
    after[places] = held
    if free.any() and row[free].sum() > 0:
        after[free] *= max(0.0, 1 - held.sum()) / row[free].sum()
    return after


def _ratios(condition: Condition, finding: Finding, presentation: str) -> dict[int, list[Ratio]]:
    """The published ratios of a condition by the place of their value. A published probability needs none."""
    found: dict[int, list[Ratio]] = {}
    said = condition.findings.get(finding.id, {})
    order = {value.id: place for place, value in enumerate(finding.values)}
    for ratio in condition.ratios:
        if ratio.finding != finding.id or ratio.value not in order or ratio.presentation not in ("", presentation):
            continue
        if ratio.value in said and said[ratio.value].basis == "published":
            continue
        place = order[ratio.value]
        if len(order) == 2 and place == 0:  # of two values, one is the absence of the other
            place, ratio = 1, replace(ratio, absent=not ratio.absent)
        found.setdefault(place, []).append(ratio)
    return found


def _constrained(
    block: Array,
    conditions: Sequence[Condition],
    finding: Finding,
    weights: Array,
    asked: Sequence[Mapping[int, list[Ratio]]],
    presentation: str,
) -> tuple[Array, dict[Key, Number]]:
    """The block after ROUNDS rounds, in each of which every ratio is applied to the block of the round before: the
    order of conditions does not matter."""
    derived = {}
    for _ in range(ROUNDS):
        after = block.copy()
        for row, of_value in enumerate(asked):
            fixed = {}
            for place, ratios in of_value.items():
                rest = others(block, weights, row, place)
                if rest is None:
                    continue
                fixed[place] = fitted(rest, ratios)
                key = (conditions[row].id, finding.id, finding.values[place].id)
                derived[key] = _told(fixed[place], rest, ratios, presentation)
            if fixed:
                after[row] = _whole(_held(block[row], fixed))
        block = after
    return block, derived


def others(block: Array, weights: Array, row: int, place: int) -> float | None:
    """The probability of a value among all conditions but one, by how common they are; None where there are none."""
    share = weights.copy()
    share[row] = 0.0
    return float(share @ block[:, place] / share.sum()) if share.sum() > 0 else None


def capped(ratio: Ratio) -> float:
    """A published ratio within RATIO_CAP."""
    return float(min(max(ratio.ratio, RATIO_CAP[0]), RATIO_CAP[1]))


def fitted(rest: float, ratios: Sequence[Ratio]) -> float:
    """The probability under a condition that its ratios ask for, where the others have `rest`; in LOWEST–HIGHEST.

    One ratio gives it at once. Where a source gives the ratio of presence and of absence, both hold only for one value
    of `rest`, which is not free: the least sum of squared log errors is taken.
    """
    if len(ratios) == 1:
        ratio = capped(ratios[0])
        asked = 1 - ratio * (1 - rest) if ratios[0].absent else ratio * rest
        return float(min(max(asked, LOWEST), HIGHEST))
    error = np.zeros_like(GRID)
    for one in ratios:
        got = np.log((1 - GRID) / (1 - rest)) if one.absent else np.log(GRID / rest)
        error += (got - np.log(capped(one))) ** 2
    return float(GRID[int(np.argmin(error))])


def _told(probability: float, rest: float, ratios: Sequence[Ratio], presentation: str) -> Number:
    """A derived number with its arithmetic in words."""
    parts = []
    for one in ratios:
        ratio = capped(one)
        cap = f" (published {one.ratio:g}, capped)" if ratio != one.ratio else ""
        sum_ = f"1 - {ratio:g}{cap} × {1 - rest:.3g}" if one.absent else f"{ratio:g}{cap} × {rest:.3g}"
        parts.append(f"{sum_} ({one.source or 'no source'})")
    joint = "nearest to " if len(parts) > 1 else ""
    how = f"{joint}{' and '.join(parts)} = {probability:.3g}, kept within {LOWEST:g} to {HIGHEST:g}"
    where = (
        f"{rest:.3g} is the value's probability among the other conditions of {presentation}, by how common they are"
    )
    return Number(probability, "derived", how=f"{how}; {where}")
