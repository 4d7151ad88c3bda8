"""What the trial says of the coach under test beside its rivals; knows cells and measures alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.trial.harness import Cell
from benchmarks.trial.measures import normalized_gain, paired, restricted_minutes, samples, worst_group
from benchmarks.trial.rivals_oracle import Oracle

Cells = Mapping[tuple[str, str], Cell]  # (simulator, policy)


def verdict(cells: Cells, ours: str) -> dict[str, Any]:
    """The summary keys; null where the policy named `ours` did not play, or had nobody to play against.

    `best_in_every_simulator`: no rival but the oracle has a better normalized gain by a paired 95 % interval that
    excludes 0; `best_on_minutes` the same for minutes to mastery. `minutes_ratio_*` are ratios of restricted means.
    """
    simulators = sorted({simulator for simulator, policy in cells if policy == ours})
    found: dict[str, Any] = dict.fromkeys(
        (
            *("best_in_every_simulator", "beaten_by", "best_on_minutes", "beaten_on_minutes_by"),
            *("minutes_ratio_fixed", "minutes_ratio_best_other", "worst_group_ratio", "worst_group_ratio_max"),
        )
    )
    found["comparisons"] = {}
    if not simulators:
        return found
    found["comparisons"] = {simulator: comparisons(cells, simulator, ours) for simulator in simulators}
    rows = [
        (f"{simulator}: {name}", row)
        for simulator in simulators
        for name, row in found["comparisons"][simulator].items()
        if name != Oracle.name
    ]
    if rows:
        gains = [label for label, row in rows if row["normalized_gain"]["high"] < 0]
        slow = [label for label, row in rows if row["minutes"]["low"] > 0]
        found |= {"best_in_every_simulator": not gains, "beaten_by": gains}
        found |= {"best_on_minutes": not slow, "beaten_on_minutes_by": slow}
        found["minutes_ratio_best_other"] = {one: _ratio_best(cells, one, ours) for one in simulators}
    if all((simulator, "fixed") in cells for simulator in simulators):
        found["minutes_ratio_fixed"] = {one: _ratio(cells[one, ours], cells[one, "fixed"]) for one in simulators}
    groups = {one: worst_group(cells[one, ours], samples(len(cells[one, ours].group))) for one in simulators}
    found["worst_group_ratio"] = {one: group["value"] for one, group in groups.items()}
    found["worst_group_ratio_max"] = max(found["worst_group_ratio"].values())
    return found


def comparisons(cells: Cells, simulator: str, ours: str) -> dict[str, Any]:
    """Ours less each other policy: paired differences of normalized gain and of restricted minutes."""
    mine = cells[simulator, ours]
    return {
        policy: {
            "normalized_gain": paired(mine, cell, normalized_gain),
            "minutes": paired(mine, cell, restricted_minutes),
        }
        for (place, policy), cell in cells.items()
        if place == simulator and policy != ours
    }


def _ratio(one: Cell, other: Cell) -> float:
    return round(float(restricted_minutes(one).mean() / restricted_minutes(other).mean()), 4)


def _ratio_best(cells: Cells, simulator: str, ours: str) -> float:
    """Over the rival (oracle aside) with the fewest minutes in that simulator: the largest of the ratios."""
    rivals = [
        cell for (place, policy), cell in cells.items() if place == simulator and policy not in (ours, Oracle.name)
    ]
    return max(_ratio(cells[simulator, ours], rival) for rival in rivals)
