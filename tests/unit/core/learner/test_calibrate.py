"""Calibration: known difficulties are found again, with honest errors, however learners are partitioned."""

from dataclasses import replace

import numpy as np
import pytest

from preceptor.core.evidence import Evidence
from preceptor.core.learner import calibrate, predict
from preceptor.core.learner.calibrate import Bank, fit, fresh, judged, severities, step
from preceptor.core.learner.passes import INFO_D, SUM_D, WORTH, Filter, compiled_pass, numpy_pass
from preceptor.core.learner.response import logistic
from preceptor.core.learner.responses import Floats, arranged, catalog, gather, register
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
    sums = np.array([[-2.0, 3.0, 9.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]])
    start = replace(fresh(np.array([0.5, 0.7]), 0, MODEL), mean=np.array([0.5, 0.7]))
    found = step(start, sums, np.array([0.1, 0.0]), np.array([-1, -1]), replace(MODEL, difficulty_var=0.5))
    # (G - (d - mu) / tau²) / (H + 1 / tau²) = (-2 - .4 / .5) / (3 + 2)
    assert found.mean == pytest.approx([0.5 - 2.8 / 5.0, 0.0])
    assert found.error == pytest.approx([5.0**-0.5, 0.5**0.5])
    assert found.answers.tolist() == [9.0, 0.0]
    assert found.steep.tolist() == found.steep_error.tolist() == [0.0, 0.0]


def test_no_step_runs_away() -> None:
    found = step(
        fresh(np.zeros(1), 0, MODEL), np.array([[900.0, 1.0, 9.0, 0.0, 0.0]]), np.zeros(1), -np.ones(1, int), MODEL
    )
    assert found.mean[0] == 2.0


def test_the_score_is_the_derivative_of_the_predictive_log_likelihood() -> None:
    history = [answer(1.0, item="other"), answer(0.0, competency="k1"), answer(1.0, item="i", guess=0.2)]
    found, log = gather([history], {})
    sums = numpy_pass(found, log, np.array([[0.0, 0.0, 0.0], [0.4, 0.0, 0.1]]), STILL).sums
    before = believed(history[:2], STILL)

    def told(difficulty: float, steep: float) -> float:
        asked = replace(history[2], difficulty=difficulty, discrimination=float(np.exp(steep)))
        return float(np.log(predict(before, asked, STILL, {}).probability))

    assert found.items == ("other", "i")
    assert sums[1, SUM_D] == pytest.approx((told(0.4 + 1e-5, 0.1) - told(0.4 - 1e-5, 0.1)) / 2e-5, rel=1e-5)
    assert sums[1, 3] == pytest.approx((told(0.4, 0.1 + 1e-5) - told(0.4, 0.1 - 1e-5)) / 2e-5, rel=1e-5)
    assert sums[1, INFO_D] > 0.0
    assert sums[1, 4] > 0.0


def test_partitions_add_up() -> None:
    logs = simulated(6, {"i0": 0.0, "i1": 1.0}, 1)
    kinds = register(record for log in logs for record in log)
    found = catalog(kinds, {})
    table = np.array([[0.2, 0.0, 0.0], [-0.2, 0.0, 0.0]])
    whole, first, rest = (
        numpy_pass(found, arranged(part, kinds, found), table, MODEL).sums for part in (logs, logs[:2], logs[2:])
    )
    assert first + rest == pytest.approx(whole)
    assert whole[:, WORTH].tolist() == [6.0, 6.0]


def test_discriminations_are_recovered_when_asked_for() -> None:
    rng = np.random.default_rng(5)
    truth = {f"i{n}": (float(rng.normal()), float(np.exp(rng.normal(0.0, 0.4)))) for n in range(20)}
    logs = []
    for _ in range(400):
        general = rng.normal()
        chances = {item: logistic(a * (general - d)) for item, (d, a) in truth.items()}
        logs.append([answer(float(rng.random() < chances[item]), item=item) for item in rng.permutation(list(truth))])
    model = replace(MODEL, competency_var=1e-6, steepness_var=0.16)
    found = calibrate(logs, model, {}, passes=6)
    pairs = [(np.log(found[item].discrimination), np.log(a)) for item, (_, a) in truth.items()]
    assert np.corrcoef(np.array(pairs).T)[0, 1] > 0.8
    assert all(0.05 < one.discrimination_error < 0.4 for one in found.values())
    assert all(one.discrimination == 1.0 for one in calibrate(logs[:5], MODEL, {}).values())


def test_each_pass_is_reported() -> None:
    said: list[int] = []

    def sweep(table: Floats) -> list[Floats]:
        return [np.zeros((len(table), 5))]

    def say(number: int, bank: Bank) -> None:
        said.append(number)

    fit(sweep, np.zeros(2), MODEL, passes=3, say=say)
    assert said == [1, 2, 3]


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


def examined(severity: dict[str, float], seed: int, alone: bool = False) -> list[list[Evidence]]:
    """Candidates at twelve stations of difficulty 0, each judged by one rater; `alone`: every rater keeps a station."""
    rng = np.random.default_rng(seed)
    raters = list(severity)
    found = []
    for _ in range(300):
        ability = rng.normal(0.0, np.sqrt(1.5))
        at = [raters[n % len(raters)] if alone else raters[rng.integers(len(raters))] for n in range(12)]
        found.append(
            [
                answer(float(rng.random() < logistic(ability - severity[who])), item=f"i{n}", rater=who)
                for n, who in enumerate(at)
            ]
        )
    return found


SEVERE = {"dove": -0.8, "fair": 0.0, "kind": -0.2, "hawk": 1.0}


@pytest.mark.parametrize("run", [numpy_pass, compiled_pass])
def test_severity_is_recovered_beside_the_items_with_honest_errors(run: Filter) -> None:
    found, log = gather(examined(SEVERE, 5), {})
    size = len(found.items)
    bank = fit(
        lambda table: [run(found, log, table, MODEL).sums], np.zeros(size), MODEL, passes=5, raters=len(found.raters)
    )
    told = severities(found, bank)
    assert set(told) == set(SEVERE)
    for who, truth in SEVERE.items():
        assert abs(told[who][0] - truth) < 3.0 * told[who][1] + 0.1
        assert 0.05 < told[who][1] < 0.2
    assert np.abs(bank.mean).max() < 0.4
    without = calibrate(examined(SEVERE, 5), MODEL, {}, passes=5)
    assert set(without) == set(found.items)


def test_a_rater_who_keeps_an_item_cannot_be_told_apart_from_it() -> None:
    """What is found is shared out by the priors: here 1.0 to the item for each .2 to the rater."""
    found, log = gather(examined({f"r{n}": 0.6 * (n % 2) - 0.3 for n in range(12)}, 6, alone=True), {})
    bank = fit(lambda table: [numpy_pass(found, log, table, MODEL).sums], np.zeros(12), MODEL, passes=30, raters=12)
    assert bank.severity == pytest.approx(bank.mean * MODEL.rater_var / MODEL.difficulty_var, abs=0.05)
    assert np.corrcoef(bank.severity + bank.mean, [0.6 * (n % 2) - 0.3 for n in range(12)])[0, 1] > 0.9


def test_one_step_of_raters_by_hand() -> None:
    start = replace(fresh(np.zeros(1), 0, MODEL, raters=2), severity=np.array([0.1, 0.5]))
    sums = np.array([[9.0, 9.0, 9.0, 0.0, 0.0], [2.0, 3.0, 4.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]])
    found = judged(start, sums, replace(MODEL, rater_var=0.5))
    # (G - s / tau²) / (H + 1 / tau²) = (2 - .1 / .5) / (3 + 2); who judged nothing falls back to the prior.
    assert found.severity == pytest.approx([0.1 + 1.8 / 5.0, 0.0])
    assert found.severity_error == pytest.approx([5.0**-0.5, 0.5**0.5])
    assert found.mean.tolist() == [0.0]
