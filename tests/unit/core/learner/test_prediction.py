"""The chance of the next success, against numbers worked out by hand."""

from dataclasses import replace
from math import exp, sqrt
from typing import Any

import pytest

from preceptor.core.learner import Belief, CompetencyTrait, Parameters, Probe, Trait, new_belief, predict
from tests.unit.core.learner.worlds import DEFAULT, LIVELY, answer, believed

BELIEF = Belief(Trait(0.4, 0.3), {"k0": CompetencyTrait(0.2, 0.25, 3.0, 1.0, 10.0, 20.0, -0.5)}, at=10.0, answers=4)


def test_mean_and_variance_by_hand() -> None:
    probe = Probe((("k0", 0.5), ("k1", 0.5)), difficulty=0.7, difficulty_var=0.1, assistance=1.0)
    found = predict(BELIEF, probe, Parameters(competency_var=0.6, assistance_ease=0.5), {})
    # g .4; k0's deviation .2 - .5 * .4 = 0, half of it; k1 unknown; help .5; difficulty .7.
    assert found.mean == pytest.approx(0.4 + 0.5 * 0.0 + 0.5 - 0.7)
    # g moves ability by 1 - .5 * .5 = .75.
    assert found.var == pytest.approx(0.75**2 * 0.3 + 0.25 * 0.25 + 0.25 * 0.6 + 0.1)


def test_probability_by_hand() -> None:
    probe = Probe((("new", 1.0),), item="i", difficulty=-0.6, guess=0.25)
    parameters = Parameters(general_var=1.0, competency_var=0.5, familiarity_var=0.07, slip=0.02)
    found = predict(new_belief(parameters), probe, parameters, {})
    assert (found.mean, found.var) == (pytest.approx(0.6), pytest.approx(1.57))
    slope = 1.0 / sqrt(1.0 + 3.14159265 / 8.0 * 1.57)
    assert found.probability == pytest.approx(0.25 + 0.73 / (1.0 + exp(-0.6 * slope)), abs=1e-8)


def test_a_probe_is_asked_now_and_evidence_at_its_own_time() -> None:
    belief = believed([answer() for _ in range(5)])
    now, later = Probe((("k0", 1.0),)), answer(at=500.0)
    assert predict(belief, now, DEFAULT, {}) == predict(belief, answer(at=-3.0), DEFAULT, {})
    assert predict(belief, later, DEFAULT, {}) == predict(belief, now, DEFAULT, {}, at=500.0)
    assert predict(belief, later, DEFAULT, {}, at=0.0) == predict(belief, now, DEFAULT, {})
    assert predict(belief, later, DEFAULT, {}).probability < predict(belief, now, DEFAULT, {}).probability


def test_predicting_changes_nothing() -> None:
    belief = believed([answer(item="i")], LIVELY)
    kept = belief.to_dict()
    predict(belief, answer(0.0, 99.0, "k3"), LIVELY, {"k3": ("k0",)})
    assert belief.to_dict() == kept


def test_form_of_the_day_counts_in_prediction() -> None:
    parameters = replace(DEFAULT, recency_var=0.5)
    belief = believed([answer(competency="k1") for _ in range(4)], parameters)
    probe = Probe((("k0", 1.0),))
    now, rested = (predict(belief, probe, parameters, {}, at=day).mean for day in (0.0, 30.0))
    assert now > rested


@pytest.mark.parametrize(
    "bad",
    [
        {"competencies": ()},
        {"difficulty": float("nan")},
        {"difficulty_var": -1.0},
        {"discrimination": 0.0},
        {"guess": 1.0},
        {"assistance": -0.1},
    ],
)
def test_a_probe_that_could_not_be_answered_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Probe(**{"competencies": (("k0", 1.0),), **bad})
