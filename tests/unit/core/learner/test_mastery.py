"""Mastery: intervals, states, forecasts, and whether the intervals hold what they promise."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from preceptor.core.evidence import Evidence
from preceptor.core.learner import (
    Belief,
    CompetencyTrait,
    MasteryState,
    Parameters,
    Trait,
    competency_traits,
    forecast,
    interval,
    mastery,
    mastery_all,
    new_belief,
    update,
)
from preceptor.core.learner.response import logistic
from tests.unit.core.learner.worlds import DEFAULT, GRAPHS, IDS, LIVELY, answer, believed


def holding(mean: float, var: float, answers: float = 10.0) -> Belief:
    """A belief whose ability in k0 is N(mean, var)."""
    return Belief(Trait(0.0, 0.0), {"k0": CompetencyTrait(mean, var, answers, 0.0, 0.0, 20.0)}, at=0.0)


def test_centiles_by_hand() -> None:
    found = mastery(holding(1.0, 0.25), "k0", DEFAULT, {}, 0.0, reference_difficulty=0.4)
    assert found.mid == pytest.approx(logistic(0.6))
    assert found.low == pytest.approx(logistic(0.6 - 1.6448536 * 0.5))
    assert found.high == pytest.approx(logistic(0.6 + 1.6448536 * 0.5))
    assert found.evidence == 10.0


def test_another_level_by_hand() -> None:
    found = interval(holding(1.0, 0.25), "k0", DEFAULT, {}, 0.0, level=0.80)
    assert found.low == pytest.approx(logistic(1.0 - 1.2815516 * 0.5))
    assert found.high == pytest.approx(logistic(1.0 + 1.2815516 * 0.5))
    ninety = interval(holding(1.0, 0.25), "k0", DEFAULT, {}, 0.0, level=0.90)
    same = mastery(holding(1.0, 0.25), "k0", DEFAULT, {}, 0.0)
    assert (ninety.low, ninety.mid, ninety.high) == pytest.approx((same.low, same.mid, same.high))


@pytest.mark.parametrize(
    ("mean", "var", "answers", "state"),
    [
        (2.0, 0.25, 10.0, MasteryState.MASTERED),
        (2.0, 0.25, 2.9, MasteryState.UNKNOWN),
        (-1.0, 0.25, 10.0, MasteryState.BELOW),
        (0.8, 0.25, 10.0, MasteryState.CLOSE),
        (0.5, 1.5, 10.0, MasteryState.UNKNOWN),
    ],
)
def test_states(mean: float, var: float, answers: float, state: MasteryState) -> None:
    assert mastery(holding(mean, var, answers), "k0", DEFAULT, {}, 0.0).state is state


def test_the_bar_itself_is_mastery() -> None:
    belief = holding(2.0, 0.25)
    low = mastery(belief, "k0", DEFAULT, {}, 0.0).low
    assert mastery(belief, "k0", DEFAULT, {}, 0.0, bar=low).state is MasteryState.MASTERED
    assert mastery(belief, "k0", DEFAULT, {}, 0.0, bar=low + 1e-9).state is MasteryState.CLOSE
    high = mastery(belief, "k0", DEFAULT, {}, 0.0).high
    assert mastery(belief, "k0", DEFAULT, {}, 0.0, bar=high).state is MasteryState.CLOSE


def test_nothing_known_is_unknown() -> None:
    found = mastery(new_belief(DEFAULT), "k0", DEFAULT, {}, 0.0)
    assert (found.state, found.evidence) == (MasteryState.UNKNOWN, 0.0)
    assert found.mid == 0.5


@pytest.mark.parametrize("shares", [(("k0", 1.0),), (("k0", 0.5), ("k1", 0.5)), (("k0", 0.3), ("k1", 0.7))])
def test_mastery_is_within_reach(shares: tuple[tuple[str, float], ...]) -> None:
    records = [Evidence("a", shares, 1.0, 0.1 * n, guess=0.2) for n in range(30)]
    found = mastery(believed(records), "k0", DEFAULT, {}, 3.0)
    assert found.state is MasteryState.MASTERED


def test_traits_agree_with_one_at_a_time() -> None:
    records = [answer(n % 2, 5.0 * n, IDS[n % 4]) for n in range(20)]
    for parameters in (DEFAULT, LIVELY):
        for graph in GRAPHS:
            belief = believed(records, parameters, graph)
            mean, var = competency_traits(belief, IDS, parameters, graph, 130.0)
            assert mean.shape == var.shape == (5,)
            for k, name in enumerate(IDS):
                one_mean, one_var = competency_traits(belief, [name], parameters, graph, 130.0)
                assert (one_mean[0], one_var[0]) == (mean[k], var[k])
                ends = interval(belief, name, parameters, graph, 130.0, level=0.90)
                assert ends.mid == pytest.approx(logistic(mean[k]))
                assert ends.low == pytest.approx(logistic(mean[k] - 1.6448536 * sqrt(var[k])))


def test_no_competencies_are_no_traits() -> None:
    mean, var = competency_traits(new_belief(DEFAULT), [], DEFAULT, {}, 0.0)
    assert mean.shape == var.shape == (0,)
    assert mastery_all(new_belief(DEFAULT), [], DEFAULT, {}, 0.0) == ()


def test_each_competency_may_have_its_own_reference() -> None:
    belief = holding(1.0, 0.25)
    found = mastery_all(belief, ["k0", "k0"], DEFAULT, {}, 0.0, reference_difficulty=[0.0, 1.0])
    assert found[0] == mastery(belief, "k0", DEFAULT, {}, 0.0)
    assert found[1] == mastery(belief, "k0", DEFAULT, {}, 0.0, reference_difficulty=1.0)
    with pytest.raises(ValueError, match="reference"):
        mastery_all(belief, ["k0"], DEFAULT, {}, 0.0, reference_difficulty=[0.0, 1.0])


@pytest.mark.parametrize("bar", [0.0, 1.0, float("nan")])
def test_a_bar_lies_between_none_and_all(bar: float) -> None:
    with pytest.raises(ValueError, match="bar"):
        mastery(new_belief(DEFAULT), "k0", DEFAULT, {}, 0.0, bar=bar)
    with pytest.raises(ValueError, match="level"):
        interval(new_belief(DEFAULT), "k0", DEFAULT, {}, 0.0, level=bar)


def test_a_forecast_starts_now_and_falls() -> None:
    belief = believed([answer(at=float(n)) for n in range(6)])
    days = np.array([0.0, 7.0, 30.0, 365.0])
    rows = forecast(belief, "k0", DEFAULT, {}, 5.0, days)
    now = mastery(belief, "k0", DEFAULT, {}, 5.0)
    assert rows.shape == (4, 3)
    assert rows[0] == pytest.approx([now.low, now.mid, now.high])
    assert (np.diff(rows[:, 1]) < 0.0).all()
    assert (np.diff(rows[:, 0]) < 0.0).all()
    later = mastery(belief, "k0", DEFAULT, {}, 35.0)
    assert rows[2] == pytest.approx([later.low, later.mid, later.high])
    assert forecast(belief, "k0", DEFAULT, {}, 5.0, np.array([-9.0])) == pytest.approx(rows[:1])
    assert forecast(belief, "k0", DEFAULT, {}, 5.0, np.array([])).shape == (0, 3)
    for bad in (np.array([np.nan]), np.zeros((1, 1))):
        with pytest.raises(ValueError, match="days"):
            forecast(belief, "k0", DEFAULT, {}, 5.0, bad)


def test_forecasts_of_children_follow_their_parents() -> None:
    belief = believed([answer() for _ in range(6)])
    rows = forecast(belief, "k1", DEFAULT, {"k1": ("k0",)}, 0.0, np.array([0.0, 365.0]))
    assert rows[1, 1] < rows[0, 1]


@pytest.mark.parametrize(
    ("competencies", "answers", "learning"), [(1, 30, False), (5, 20, False), (5, 60, True), (15, 75, True)]
)
def test_ninety_per_cent_intervals_hold_the_truth(competencies: int, answers: int, learning: bool) -> None:
    """Learners drawn from the model, some answers on two competencies; intervals are 5th to 95th centile."""
    still = {"learning_success": 0.0, "learning_failure": 0.0, "general_noise": 0.0, "competency_noise": 0.0}
    parameters = DEFAULT if learning else replace(DEFAULT, **still)
    rng = np.random.default_rng(2024)
    inside = [one for _ in range(60) for one in covered(parameters, competencies, answers, rng)]
    assert 0.85 <= np.mean(inside) <= 0.96


def covered(parameters: Parameters, competencies: int, answers: int, rng: np.random.Generator) -> list[bool]:
    """Simulate one learner; return for each competency whether its interval holds the true chance."""
    general = rng.normal(0.0, sqrt(parameters.general_var))
    deviation = rng.normal(0.0, sqrt(parameters.competency_var), competencies)
    seen = np.zeros(competencies)
    belief = new_belief(parameters)
    for _ in range(answers):
        both = competencies > 1 and rng.random() < 0.3
        asked = rng.choice(competencies, 2 if both else 1, replace=False)
        share, difficulty = 1.0 / len(asked), rng.normal()
        ability = general + share * deviation[asked].sum()
        outcome = float(rng.random() < 0.2 + (0.8 - parameters.slip) * logistic(ability - difficulty))
        record = Evidence("a", tuple((f"k{k}", share) for k in asked), outcome, 0.0, difficulty=difficulty, guess=0.2)
        belief = update(belief, record, parameters, {})
        gain = parameters.learning_success if outcome else parameters.learning_failure
        deviation[asked] += share * gain * (1.0 + seen[asked]) ** -parameters.learning_shrink
        seen[asked] += share
    found = mastery_all(belief, [f"k{k}" for k in range(competencies)], parameters, {}, 0.0)
    return [one.low <= logistic(general + own) <= one.high for one, own in zip(found, deviation, strict=True)]
