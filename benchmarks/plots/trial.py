"""Plots of the trial in silico: every policy in every simulator, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.plots.panel import Figure, Panel, Printed, Series, number, part, span, with_points

OURS, ORACLE = "preceptor", "oracle"
POLICIES = {
    OURS: "Preceptor", ORACLE: "oracle", "fixed": "fixed curriculum", "random": "random",
    "threshold": "mastery threshold", "zpd": "proximal development", "spaced": "spaced review", "elo": "target Elo",
    "information": "maximum information",
}  # fmt: skip
SIMULATORS = {
    "irt": "item response (ours)", "tracing": "knowledge tracing", "factors": "performance factors",
    "memory": "memory", "disengaged": "disengaged",
}  # fmt: skip
MEASURES = {
    "trial-gain": ("normalized gain", (("normalized_gain", "gain", "o"),)),
    "trial-minutes": ("minutes to 90 % mastery", (("minutes_to_mastery", "minutes", "o"),)),
    "trial-retention": (
        "share of what was learnt", (("retention_7", "after 7 days", "o"), ("retention_30", "after 30 days", "D")),
    ),
    "trial-claims": ("claims of mastery that are untrue", (("false_mastery", "untrue", "o"),)),
    "trial-groups": ("worst group's minutes ÷ mean", (("worst_group", "worst group", "o"),)),
}  # fmt: skip


def figures(printed: Printed) -> Iterator[Figure]:
    """The plots of what `./bench coach` printed."""
    cells = part(printed, "cells")
    for name, (axis, measures) in MEASURES.items():
        panels = (_panel(simulator, policies, axis, measures) for simulator, policies in cells.items())
        yield Figure(name, with_points(panels))


def _panel(simulator: str, policies: Printed, axis: str, measures: tuple[tuple[str, str, str], ...]) -> Panel:
    """Policies down the side in one order for all simulators: ours at the top, the oracle last."""
    known = [name for name in (*POLICIES, *sorted(set(policies) - set(POLICIES))) if name in policies]
    order = sorted(known, key=lambda name: (name == OURS, name != ORACLE, -known.index(name)))
    level = 1.0 if measures[0][0] == "worst_group" else None
    return Panel(
        "rows",
        SIMULATORS.get(simulator, simulator),
        axis,
        tuple(_series([policies[name] for name in order], *one) for one in measures),
        tuple(POLICIES.get(name, name) for name in order),
        strong=(POLICIES[OURS],),
        level=level,
    )


def _series(cells: list[Printed], measure: str, label: str, marker: str) -> Series:
    found = [part(one, measure) for one in cells]
    spans = [span(one) for one in found]
    values = tuple(number(part(one, "value")) for one in found)
    return Series(label, values, tuple(low for low, _ in spans), tuple(high for _, high in spans), marker)
