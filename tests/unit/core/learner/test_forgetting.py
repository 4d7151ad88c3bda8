"""Forgetting and prerequisites, against numbers worked out by hand."""

from dataclasses import replace

import pytest

from preceptor.core.learner import Belief, CompetencyTrait, Parameters, Trait, competency_traits, new_belief
from preceptor.core.learner.forgetting import (
    competency_now,
    competency_states,
    familiarity_now,
    general_now,
    recent_now,
    retention,
    widened,
)
from tests.unit.core.learner.worlds import DEFAULT, answer, believed

POWER = Parameters(forgetting_exponent=0.5, initial_stability=10.0, competency_var=0.5, prerequisite_pull=0.5)


def known(mean: float, var: float = 0.2, last: float = 0.0, slope: float = 0.0) -> CompetencyTrait:
    return CompetencyTrait(mean, var, 5.0, 0.0, last, 10.0, slope)


def test_retention_is_a_power_of_time() -> None:
    assert retention(0.0, 10.0, 0.5) == 1.0
    assert retention(30.0, 10.0, 0.5) == 0.5
    # 10 days, then 20 more from where the curve stood, is 30 days.
    assert retention(10.0, 10.0, 0.5) * retention(20.0, 20.0, 0.5) == pytest.approx(0.5)


def test_about_two_thirds_are_left_after_a_year() -> None:
    kept = retention(365.0, DEFAULT.initial_stability, DEFAULT.forgetting_exponent)
    assert 0.6 < kept < 0.7


def test_a_deviation_sinks_halfway_to_its_prior() -> None:
    mean, slope, var = competency_now(known(1.0), 0.2, POWER, 30.0, 0.0)
    assert (mean, slope) == (pytest.approx(0.6), 0.0)
    assert var == pytest.approx(0.5 - 0.25 * 0.3)


def test_a_deviation_below_its_prior_does_not_rise() -> None:
    mean, _, var = competency_now(known(-1.0), 0.0, POWER, 30.0, 0.0)
    assert mean == -1.0
    assert var > 0.2


def test_the_tie_to_the_general_level_loosens() -> None:
    mean, slope, _ = competency_now(known(1.0, slope=-0.4), 0.0, POWER, 30.0, 0.5)
    assert mean == pytest.approx(0.5 * (1.0 - 0.4 * 0.5))
    assert slope == -0.2


def test_time_that_runs_backwards_does_nothing() -> None:
    assert competency_now(known(1.0, last=50.0), 0.0, POWER, 30.0, 0.0) == (1.0, 0.0, 0.2)


def test_the_general_level_stays_and_its_doubt_grows_to_the_prior() -> None:
    belief = Belief(Trait(0.7, 0.4), at=100.0)
    parameters = replace(POWER, general_var=1.0, general_noise_per_day=0.01)
    assert general_now(belief, parameters, 110.0) == Trait(0.7, pytest.approx(0.5))
    assert general_now(belief, parameters, 1e6) == Trait(0.7, 1.0)
    assert general_now(belief, parameters, 90.0) == Trait(0.7, 0.4)
    # A belief wider than these parameters' prior is never narrowed by waiting.
    assert general_now(Belief(Trait(0.0, 2.0), at=0.0), parameters, 10.0).var == 2.0
    assert widened(2.0, 1.0, 0.5) == 2.0


def test_form_fades_by_answers_and_by_days() -> None:
    parameters = Parameters(recency_var=1.0, recency_decay=0.5, recency_days=1.0)
    belief = Belief(Trait(0.0, 1.0), at=0.0, recent=Trait(1.0, 0.2))
    now = recent_now(belief, parameters, 0.0)
    assert (now.mean, now.var) == (0.5, pytest.approx(0.25 * 0.2 + 0.75))
    assert recent_now(belief, parameters, 100.0).mean == pytest.approx(0.0, abs=1e-12)
    assert recent_now(belief, DEFAULT, 0.0) == Trait(0.0, 0.0)


def test_an_item_is_forgotten_on_its_own_curve() -> None:
    parameters = Parameters(
        familiarity_exponent=0.5,
        familiarity_stability=10.0,
        familiarity_success=0.4,
        familiarity_var=0.07,
        learning_shrink=0.0,
    )
    seen = believed([answer(item="i")], parameters).items["i"]
    assert seen.seen == 1
    later = familiarity_now(seen, parameters, 30.0)
    assert later.mean == pytest.approx(0.5 * seen.mean)
    assert seen.var < later.var < 0.07
    assert familiarity_now(None, parameters, 30.0) == Trait(0.0, 0.07)


def test_an_untried_child_follows_its_parents() -> None:
    graph = {"child": ("p", "q"), "grandchild": ("child",)}
    belief = Belief(Trait(0.3, 0.5), {"p": known(1.2), "q": known(-0.4)}, at=0.0)
    states = competency_states(belief, ["grandchild"], POWER, graph, 0.0, 0.3)
    assert states["child"] == (pytest.approx(0.5 * 0.4), 0.0, 0.5)
    assert states["grandchild"][0] == pytest.approx(0.5 * 0.5 * 0.4)
    # An untried parent counts as average.
    assert competency_states(belief, ["x"], POWER, {"x": ("p", "unseen")}, 0.0, 0.3)["x"][0] == 0.3


def test_a_child_once_tried_stands_on_its_own_evidence() -> None:
    graph = {"child": ("p",)}
    belief = Belief(Trait(0.0, 0.5), {"p": known(1.2), "child": known(-0.3)}, at=0.0)
    assert competency_states(belief, ["child"], POWER, graph, 0.0, 0.0)["child"][0] == -0.3


@pytest.mark.parametrize("names", [["a"], ["b"], ["c", "a"]])
def test_a_circle_ends(names: list[str]) -> None:
    graph = {"a": ("b",), "b": ("c",), "c": ("a", "known"), "self": ("self",)}
    belief = Belief(Trait(0.0, 0.5), {"known": known(1.0)}, at=0.0)
    states = competency_states(belief, [*names, "self"], POWER, graph, 0.0, 0.0)
    assert all(abs(mean) <= 1.0 for mean, _, _ in states.values())


def test_a_chain_of_thousands_ends() -> None:
    graph = {f"k{n}": (f"k{n - 1}",) for n in range(1, 5000)}
    mean, _ = competency_traits(new_belief(DEFAULT), ["k4999"], DEFAULT, graph, 0.0)
    assert mean[0] == 0.0
