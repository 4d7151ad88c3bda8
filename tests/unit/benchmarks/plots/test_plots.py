"""From printed numbers to what is drawn: the right series in the right order, nothing where nothing was measured."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from benchmarks import figures
from benchmarks.plots import prediction, testing, trial
from benchmarks.plots.panel import Figure, number, part, span

LOG: dict[str, Any] = {
    "auc": 0.78,
    "auc_ci95": [0.77, 0.79],
    "log_loss": 0.52,
    "peers": {
        "elo": {"auc": 0.76, "auc_ci95": [0.75, 0.77], "log_loss": 0.54},
        "pybkt": {"skipped": "no network"},
        "pfa": {"auc": 0.71, "log_loss": 0.57},
    },
    "calibration": {
        "by_decile": [{"n": 9, "predicted": 0.7, "right": 0.6}, {"n": 9, "predicted": 0.2, "right": 0.3}],
        "by_attempt": [
            {"from": 1, "to": 1, "n": 5, "predicted": 0.6, "right": 0.5},
            {"from": 2, "to": 3, "n": 5, "predicted": 0.61, "right": 0.66},
            {"from": 30, "to": None, "n": 5, "predicted": 0.62, "right": 0.63},
        ],
        "new_learners": {"n": 3, "predicted": 0.4, "right": 0.41},
        "new_items": {"n": 0, "predicted": None, "right": None},
    },
    "ablation": {"learning": {"auc": 0.006, "auc_ci95": [0.005, 0.008]}, "slip": {"auc": -0.001}},
    "coverage_90": {"after_10": 0.9, "never_tried": 0.91},
}


def cell(gain: float, worst: float = 1.1) -> dict[str, Any]:
    return {
        "normalized_gain": {"value": gain, "low": gain - 0.1, "high": gain + 0.1},
        "retention_7": {"value": 0.9},
        "worst_group": {"group": "evening", "value": worst, "low": 0.9, "high": 1.4},
    }


def named(found: Any) -> dict[str, Figure]:
    return {one.name: one for one in found}


def test_models_stand_in_the_order_of_their_auc_and_only_those_that_ran() -> None:
    auc, loss = named(prediction.figures({"statics": LOG}))["prediction"].panels
    assert (auc.title, auc.rows, auc.strong) == ("Statics 2011", ("PFA", "Elo", "Preceptor"), ("Preceptor",))
    (series,) = auc.series
    assert (series.values, series.low, series.high) == (
        (0.71, 0.76, 0.78), (None, 0.75, 0.77), (None, 0.77, 0.79),
    )  # fmt: skip
    assert (loss.rows, loss.series[0].values) == (("PFA", "Elo", "Preceptor"), (0.57, 0.54, 0.52))


def test_predictions_stand_beside_what_came() -> None:
    found = named(prediction.figures({"own": LOG}))
    (tenths,) = found["calibration"].panels
    assert (tenths.title, tenths.at, tenths.series[0].values, tenths.diagonal) == ("own", (0.2, 0.7), (0.3, 0.6), True)
    (tries,) = found["attempts"].panels
    assert tries.rows == ("new learners", "try 30 or later", "try 2–3", "try 1")
    assert [(one.label, one.values) for one in tries.series] == [
        ("predicted", (0.4, 0.62, 0.61, 0.6)), ("right", (0.41, 0.63, 0.66, 0.5)),
    ]  # fmt: skip
    assert len({one.marker for one in tries.series}) == 2
    (lost,) = found["ablation"].panels
    assert (lost.rows, lost.series[0].values, lost.level) == (("slip", "learning"), (-0.001, 0.006), 0.0)


def test_policies_keep_one_order_in_every_simulator() -> None:
    cells = {
        "memory": {"fixed": cell(0.5), "oracle": cell(0.9), "preceptor": cell(0.8), "new-rival": cell(0.6)},
        "irt": {"preceptor": cell(0.7, 1.3), "fixed": cell(0.6)},
        "failed": {},
    }
    found = named(trial.figures({"cells": cells}))
    gain = found["trial-gain"].panels
    assert [one.title for one in gain] == ["memory", "item response (ours)"]
    assert gain[0].rows == ("oracle", "new-rival", "fixed curriculum", "Preceptor")
    assert gain[0].series[0].values == (0.9, 0.6, 0.5, 0.8)
    assert gain[0].series[0].low == pytest.approx((0.8, 0.5, 0.4, 0.7))
    assert [one.values for one in found["trial-retention"].panels[0].series] == [(0.9,) * 4, (None,) * 4]
    assert found["trial-groups"].panels[1].series[0].values == (1.1, 1.3)
    assert {one.level for one in found["trial-groups"].panels} == {1.0}
    assert found["trial-minutes"].panels == ()


def test_a_test_is_drawn_by_its_length_and_by_what_it_needs() -> None:
    printed = {
        "r_by_length": {"ours": [0.6, 0.9], "random": [0.4, 0.5]},
        "items_for_r95_ours": 18, "items_for_r95_random": 31, "items_for_r95_ci95": {"ours": [16.0, 20.0]},
    }  # fmt: skip
    ((curve, rows),) = (one.panels for one in testing.adaptive(printed))
    assert (curve.at, curve.level, [one.label for one in curve.series]) == (
        (1.0, 2.0), 0.95, ["Preceptor", "random order"],
    )  # fmt: skip
    assert (rows.rows, rows.series[0].values) == (("random order", "Preceptor"), (31.0, 18.0))
    assert rows.series[0].low == (None, 16.0)


def test_the_largest_run_shows_the_pace_and_all_runs_the_error() -> None:
    runs = [
        {"responses": 1000, "items": 10, "rows_per_s_serial": 5.0, "rmse": 0.2, "error_mean": 0.21},
        {"responses": 50, "items": 10, "rows_per_s_serial": 4.0, "rmse": 0.7, "error_mean": 0.71},
    ]
    ((pace, error),) = (one.panels for one in testing.runners(runs))
    assert (pace.title, pace.rows, pace.series[0].values) == (
        "Runners, 1,000 answers", ("dask", "processes", "serial"), (None, None, 5.0),
    )  # fmt: skip
    assert (error.at, [one.values for one in error.series]) == ((5.0, 100.0), [(0.7, 0.2), (0.71, 0.21)])


def test_shares_stand_beside_what_was_promised() -> None:
    policies = {"uniform": {"robust_coverage": 0.94, "ips_coverage": 0.93}}
    ((held, worth),) = (one.panels for one in testing.coverage({"a": LOG}, {"coverage90": {"5": 0.88}}, policies))
    assert (held.rows, held.level) == (("test score, 5 items", "never tried", "after 10 answers"), 0.9)
    assert held.series[0].values == (0.88, 0.91, 0.9)
    assert worth.points == 2
    (notices,) = testing.noticing({"answers": 120, "careful": {"stuck": {"learners": 0.2}}, "racer": {}})
    assert notices.panels[0].rows == ("racer", "careful")
    assert {one.label: one.values for one in notices.panels[0].series}["stuck"] == (None, 0.2)


def test_what_was_not_measured_is_not_drawn() -> None:
    assert [one.name for one in figures.plotted({}) if one.panels] == []
    odd = {"learner-statics.json": {"auc": None}, "coach.json": {"cells": {"irt": {"fixed": {}}}}, "adaptive.json": {}}
    assert [one.name for one in figures.plotted(odd) if one.panels] == []


def test_what_parts_buy_is_drawn_where_their_effect_is_and_where_it_is_not() -> None:
    one = {"present": {"log_loss_gain": [0.01, 0.005, 0.015]}, "absent": {"log_loss_gain": [-0.001, -0.002, 0.0]}}
    table = {"parts": {"testlets": one, "odd": {"present": {}}, "help": {"present": {"log_loss_gain": [0.02, 0, 1]}}}}
    panel = named(figures.plotted({"parts.json": table}))["parts"].panels[0]
    assert panel.rows == ("odd", "testlets", "help")
    present, absent = panel.series
    assert present.values == (None, 0.01, 0.02)
    assert (absent.values, absent.low, absent.high) == ((None, -0.001, None), (None, -0.002, None), (None, 0.0, None))


@pytest.mark.parametrize("printed", [None, "0.5", True, float("nan"), float("inf"), [1]])
def test_what_is_no_number_is_no_point(printed: Any) -> None:
    assert number(printed) is None
    assert span(printed) == (None, None)
    assert part({"a": printed}, "a", "b") == {}


def test_every_series_of_a_panel_has_a_place_for_each_point() -> None:
    found = {"learner-statics.json": LOG, "coach.json": {"cells": {"irt": {"fixed": cell(0.5)}}}}
    for figure in figures.plotted(found):
        for panel in figure.panels:
            for one in panel.series:
                assert len(one.values) == len(panel.rows or panel.at)
                assert {len(one.low), len(one.high)} <= {0, len(one.values)}
            assert asdict(panel)
