"""Calibration: known difficulties are found again, with honest errors, however learners are partitioned."""

from dataclasses import replace

import numpy as np
import pytest

from preceptor.core.evidence import Evidence
from preceptor.core.learner import calibrate, predict
from preceptor.core.learner.calibrate import Sums, collect, step
from preceptor.core.learner.response import logistic
from tests.unit.core.learner.worlds import STILL, answer, believed

MODEL = replace(STILL, slip=0.0, difficulty_var=1.0, familiarity_var=1e-6)


def simulated(learners: int, truth: dict[str, float], seed: int) -> list[list[Evidence]]:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(learners):
        general, own = rng.normal(), rng.normal(0.0, np.sqrt(0.5), 3)
        names = rng.permutation(list(truth))
        found.append(
            [
                answer(
                    float(rng.random() < logistic(general + own[n % 3] - truth[str(name)])),
                    competency=f"k{n % 3}",
                    item=str(name),
                )
                for n, name in enumerate(names)
            ]
        )
    return found


def test_difficulties_are_recovered_with_honest_errors() -> None:
    truth = {f"i{n}": float(d) for n, d in enumerate(np.linspace(-2.0, 2.0, 12))}
    found = calibrate(simulated(250, truth, 3), MODEL, {}, passes=4)
    assert set(found) == set(truth)
    misses = np.array([(found[item].mean - value) / found[item].error for item, value in truth.items()])
    assert np.abs(misses).max() < 3.5
    assert np.corrcoef([found[item].mean for item in truth], list(truth.values()))[0, 1] > 0.98
    assert all(0.1 < one.error < 0.3 for one in found.values())
    assert {one.answers for one in found.values()} == {250.0}


def test_one_step_by_hand() -> None:
    sums = Sums({"i": -2.0}, {"i": 3.0}, {"i": 9.0})
    found = step({"i": 0.5, "unseen": 0.7}, sums, {"i": 0.1}, 0.5)
    # (G - (d - mu) / tau²) / (H + 1 / tau²) = (-2 - .4 / .5) / (3 + 2)
    assert found["i"].mean == pytest.approx(0.5 - 2.8 / 5.0)
    assert found["i"].error == pytest.approx(5.0**-0.5)
    assert found["i"].answers == 9.0
    assert found["unseen"].mean == pytest.approx(0.0)
    assert found["unseen"].error == pytest.approx(0.5**0.5)


def test_the_score_is_the_derivative_of_the_predictive_log_likelihood() -> None:
    history = [answer(1.0, item="other"), answer(0.0, competency="k1"), answer(1.0, item="i", guess=0.2)]
    start = {"i": 0.4}
    sums = collect([history], start, STILL, {})
    before = believed(history[:2], STILL)
    up, down = (
        np.log(predict(before, replace(history[2], difficulty=0.4 + d), STILL, {}).probability) for d in (1e-5, -1e-5)
    )
    assert set(sums.gradient) == {"i"}
    assert sums.gradient["i"] == pytest.approx((up - down) / 2e-5, rel=1e-5)
    assert sums.curvature["i"] > 0.0


def test_partitions_add_up() -> None:
    logs = simulated(6, {"i0": 0.0, "i1": 1.0}, 1)
    start = {"i0": 0.2, "i1": -0.2}
    whole, parts = collect(logs, start, MODEL, {}), collect(logs[:2], start, MODEL, {})
    parts.add(collect(logs[2:], start, MODEL, {}))
    assert parts.gradient == pytest.approx(whole.gradient)
    assert parts.curvature == pytest.approx(whole.curvature)
    assert parts.answers == whole.answers


def test_few_answers_stay_near_what_the_author_said() -> None:
    found = calibrate([[answer(0.0, item="i")]], MODEL, {}, prior_means={"i": 1.5})
    assert 1.5 < found["i"].mean < 1.9
    assert found["i"].error < 1.0


def test_items_of_a_group_share_what_is_known_of_it() -> None:
    hard = {f"hard{n}": 2.0 for n in range(6)}
    logs = simulated(80, hard, 8)
    logs[0].append(answer(1.0, item="hard-new"))
    groups = dict.fromkeys([*hard, "hard-new"], "hard")
    alone, together = (calibrate(logs, MODEL, {}, groups=one) for one in ({}, groups))
    assert together["hard-new"].mean > alone["hard-new"].mean + 0.5


def test_records_without_an_item_are_not_calibrated() -> None:
    assert calibrate([[answer()], []], MODEL, {}) == {}
    with pytest.raises(ValueError, match="pass"):
        calibrate([], MODEL, {}, passes=0)
