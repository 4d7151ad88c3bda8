"""Plots of adaptive testing, calibration at scale, intervals, policies compared from logs, and notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.plots.panel import Figure, Panel, Printed, Series, number, part, span, with_points

RULES = {
    "ours": "Preceptor", "ours_among_5": "Preceptor, among five", "ours_one_trait": "Preceptor, one trait",
    "catsim": "catsim", "fixed_form": "best fixed form", "random": "random order",
}  # fmt: skip
CURVES = {"ours": "o", "catsim": "s", "fixed_form": "^", "random": "D"}
WANTED = 0.95
HELD = (0.8, 1.0)
ANSWERS = {
    "after_10": "after 10 answers", "after_30": "after 30 answers", "after_60": "after 60 answers",
    "never_tried": "never tried",
}  # fmt: skip
ESTIMATORS = {"robust": "doubly robust", "normalised": "self-normalised", "ips": "inverse propensity"}
POLICIES = ("uniform", "greedy")
SORTS = ("careful", "quick_and_right", "slow_guesser", "racer", "rapid_guesser", "over_confident", "stuck", "absent")
NOTICES = {"racing": "o", "guessing": "s", "overconfident": "^", "stuck": "D", "absent": "v"}


def adaptive(printed: Printed) -> Iterator[Figure]:
    """How fast a test adapts."""
    curves = {name: found for name in CURVES if (found := part(printed, "r_by_length", name))}
    length = max(map(len, curves.values()), default=0)
    series = tuple(
        Series(RULES[name], tuple(map(number, found)), marker=CURVES[name], ours=name == "ours")
        for name, found in curves.items()
    )
    at = tuple(float(one + 1) for one in range(length))
    by_length = Panel(
        "curve", "Agreement with the full score", "correlation", series, at=at, across="items asked", level=WANTED,
        limits=(0.5, 1.0),
    )  # fmt: skip
    rows = [name for name in reversed(RULES) if number(part(printed, f"items_for_r95_{name}"))]
    spans = [span(part(printed, "items_for_r95_ci95", name)) for name in rows]
    values = tuple(number(printed[f"items_for_r95_{name}"]) for name in rows)
    needed = Series("items", values, tuple(low for low, _ in spans), tuple(high for _, high in spans))
    names = tuple(RULES[name] for name in rows)
    items = Panel("rows", "Items until r = .95", "items, 95 % interval", (needed,), names, strong=(RULES["ours"],))
    yield Figure("adaptive", with_points((by_length, items)), 2)


def runners(runs: Sequence[Printed]) -> Iterator[Figure]:
    """Rows a second of the largest run, and the error of difficulties in all runs."""
    largest = max(runs, key=lambda one: number(one.get("responses")) or 0.0, default={})
    kinds = ("dask", "processes", "serial")
    speed = Series("rows", tuple(number(largest.get(f"rows_per_s_{name}")) for name in kinds), marker="s")
    of = f"{largest.get('responses', 0):,} answers"
    most = max((value for value in speed.values if value is not None), default=1.0)
    pace = Panel("rows", f"Runners, {of}", "answers filtered a second", (speed,), kinds, limits=(0.0, 1.1 * most))
    fitted = sorted((one for one in runs if _each(one)), key=_each)
    shown = tuple(
        Series(label, tuple(number(one.get(key)) for one in fitted), marker=marker, ours=key == "rmse")
        for key, label, marker in (("rmse", "true error", "o"), ("error_mean", "stated error", "D"))
    )
    at = tuple(map(_each, fitted))
    error = Panel("curve", "Error of difficulties", "logits", shown, at=at, across="answers an item", logarithmic=True)
    yield Figure("runners", with_points((pace, error)), 2)


def _each(one: Printed) -> float:
    """Answers an item."""
    answers, items = number(one.get("responses")), number(one.get("items"))
    return answers / items if answers and items else 0.0


def coverage(logs: Mapping[str, Printed], tested: Printed, compared: Printed) -> Iterator[Figure]:
    """How often intervals hold the truth: of the belief, of test scores, of what policies are worth."""
    held: Printed = next((found for one in logs.values() if (found := part(one, "coverage_90"))), {})
    rows = [(label, number(held.get(name))) for name, label in ANSWERS.items() if name in held]
    rows += [(f"test score, {name} items", number(found)) for name, found in part(tested, "coverage90").items()]
    rows.reverse()
    series = Series("held", tuple(share for _, share in rows))
    names = tuple(label for label, _ in rows)
    beliefs = Panel("rows", "Intervals of 90 %", "share that hold the truth", (series,), names, level=0.9, limits=HELD)
    worth = [
        (f"{label}, {policy}", number(part(compared, policy, f"{name}_coverage")))
        for policy in POLICIES
        for name, label in ESTIMATORS.items()
    ]
    worth.reverse()
    values = Series("held", tuple(share for _, share in worth), marker="s")
    policies = Panel(
        "rows", "Policies from logs, 95 %", "share that hold the truth", (values,), tuple(label for label, _ in worth),
        level=0.95, limits=HELD,
    )  # fmt: skip
    yield Figure("coverage", with_points((beliefs, policies)), 2)


def noticing(printed: Printed) -> Iterator[Figure]:
    """Which notices are offered to which sort of simulated learner."""
    sorts = [one for one in reversed(SORTS) if one in printed]
    series = tuple(
        Series(kind, tuple(number(part(printed, one, kind, "learners")) for one in sorts), marker=marker)
        for kind, marker in NOTICES.items()
    )
    names = tuple(one.replace("_", " ") for one in sorts)
    axis = f"share offered it at least once in {printed.get('answers', 'all')} answers"
    yield Figure("notices", with_points((Panel("rows", "Simulated learners", axis, series, names),)), 1)
