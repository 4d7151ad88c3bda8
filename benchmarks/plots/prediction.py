"""Plots of the belief's predictions: beside peers, their calibration, what each part of the model buys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.plots.panel import Figure, Panel, Printed, Series, Value, number, part, span, with_points

TITLES = {"assistments09": "ASSISTments 2009", "statics": "Statics 2011", "assist17_timed": "ASSISTments 2017"}
OURS = "Preceptor"
PEERS = {
    "item_difficulty": "item difficulty", "elo": "Elo", "pfa": "PFA", "best_lr": "Best-LR", "pybkt": "pyBKT",
    "irt": "IRT",
}  # fmt: skip
GROUPS = {
    "new_learners": "new learners", "other_learners": "after ten answers", "new_items": "new items",
    "known_items": "known items",
}  # fmt: skip


def figures(logs: Mapping[str, Printed]) -> Iterator[Figure]:
    """The plots of logs, each by its name as `./bench learner` printed it."""
    beside = [panel for name, one in logs.items() for panel in (_auc(name, one), _loss(name, one))]
    yield Figure("prediction", with_points(beside), 2)
    yield Figure("calibration", with_points(_deciles(name, one) for name, one in logs.items()))
    yield Figure("attempts", with_points(_attempts(name, one) for name, one in logs.items()))
    yield Figure("ablation", with_points(lost(_title(name), part(one, "ablation")) for name, one in logs.items()), 2)


def _title(name: str) -> str:
    return TITLES.get(name, name)


def _everybody(one: Printed) -> dict[str, Printed]:
    """Ours and the peers by what people call them; a peer that was not run is left out."""
    peers = {PEERS.get(name, name): found for name, found in part(one, "peers").items() if number(part(found, "auc"))}
    return {OURS: one} | peers


def _auc(name: str, one: Printed) -> Panel:
    rows = sorted(_everybody(one).items(), key=lambda pair: number(pair[1].get("auc")) or 0.0)
    spans = [span(found.get("auc_ci95")) for _, found in rows]
    values = tuple(number(found.get("auc")) for _, found in rows)
    series = Series("AUC", values, tuple(low for low, _ in spans), tuple(high for _, high in spans))
    names = tuple(label for label, _ in rows)
    return Panel("rows", _title(name), "AUC with 95 % interval", (series,), names, strong=(OURS,))


def _loss(name: str, one: Printed) -> Panel:
    rows = sorted(_everybody(one).items(), key=lambda pair: -(number(pair[1].get("log_loss")) or 9.0))
    series = Series("log loss", tuple(number(found.get("log_loss")) for _, found in rows), marker="s")
    names = tuple(label for label, _ in rows)
    return Panel("rows", _title(name), "log loss (less is better)", (series,), names, strong=(OURS,))


def _deciles(name: str, one: Printed) -> Panel:
    found = sorted(part(one, "calibration", "by_decile") or [], key=lambda row: row["predicted"])
    at = tuple(float(row["predicted"]) for row in found)
    series = Series("", tuple(number(row["right"]) for row in found), ours=True)
    across = "predicted chance, by tenths"
    return Panel("curve", _title(name), "share right", (series,), at=at, across=across, diagonal=True)


def _attempts(name: str, one: Printed) -> Panel:
    """Predicted beside observed, by how often a skill was tried before, for new learners, for new items."""
    tables = part(one, "calibration")
    named = [(f"try {_tries(row)}", row) for row in tables.get("by_attempt", [])]
    named += [(label, tables[group]) for group, label in GROUPS.items() if part(tables, group, "n")]
    shown = [(label, number(row.get("predicted")), number(row.get("right"))) for label, row in reversed(named)]
    predicted = Series("predicted", tuple(said for _, said, _ in shown), marker="D")
    right = Series("right", tuple(came for _, _, came in shown), ours=True)
    names = tuple(label for label, _, _ in shown)
    return Panel("rows", _title(name), "share of answers right", (predicted, right), names)


def _tries(row: Printed) -> str:
    first, last = row.get("from"), row.get("to")
    if last is None:
        return f"{first} or later"
    return str(first) if first == last else f"{first}–{last}"


def lost(title: str, table: Printed) -> Panel:
    """What is lost in AUC when one part alone is switched off; the largest at the top."""
    rows = sorted(table.items(), key=lambda pair: number(part(pair[1], "auc")) or 0.0)
    spans = [span(found.get("auc_ci95")) for _, found in rows]
    values = tuple(number(found.get("auc")) for _, found in rows)
    series = Series("AUC lost", values, tuple(low for low, _ in spans), tuple(high for _, high in spans))
    axis = "AUC lost without it, 95 % interval"
    return Panel("rows", title, axis, (series,), tuple(name for name, _ in rows), level=0.0)


def bought(printed: Printed) -> Panel:
    """What each part buys in log loss where its effect is there, and costs where it is not; the largest at the top."""
    table = part(printed, "parts")
    rows = sorted(table, key=lambda name: number(_gain(table[name], "present")[0]) or 0.0)
    series = (
        _side(table, rows, "effect present", "present", "o"),
        _side(table, rows, "effect absent", "absent", "D"),
    )
    return Panel("rows", "Made-up learners", "log loss saved, 95 % interval", series, tuple(rows), level=0.0)


def _side(table: Printed, rows: list[str], label: str, side: str, marker: str) -> Series:
    found = [_gain(table[name], side) for name in rows]
    values, low, high = (tuple(one[place] for one in found) for place in range(3))
    return Series(label, values, low, high, marker, ours=side == "present")


def _gain(row: Printed, side: str) -> tuple[Value, Value, Value]:
    """Value, low and high."""
    found = part(row, side).get("log_loss_gain") or ()
    value, low, high = (*map(number, found), None, None, None)[:3]
    return value, low, high
