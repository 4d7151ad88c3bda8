"""The response function and its posterior, against numbers worked out by hand and by brute force."""

from math import exp, log, sqrt

import numpy as np
import pytest

from preceptor.core.learner.response import NODES, chance, log_likelihood, logistic, posterior, slopes


def test_logistic_at_known_points_and_at_both_ends() -> None:
    assert logistic(0.0) == 0.5
    assert logistic(log(3.0)) == pytest.approx(0.75)
    assert logistic(-log(3.0)) == pytest.approx(0.25)
    assert logistic(-1e6) == 0.0
    assert logistic(1e6) == 1.0


def test_chance_by_hand() -> None:
    # .2 + .75 * logistic(2 / sqrt(1 + pi * 4 * .5 / 8) * .3), worked out step by step.
    slope = 2.0 / sqrt(1.0 + 3.14159265 * 4.0 * 0.5 / 8.0)
    assert slope == pytest.approx(1.496795, abs=1e-6)
    assert chance(0.3, 0.5, 2.0, 0.2, 0.05) == pytest.approx(0.2 + 0.75 / (1.0 + exp(-0.3 * slope)), abs=1e-8)
    assert chance(0.3, 0.5, 2.0, 0.2, 0.05) == pytest.approx(0.657808, abs=1e-5)
    assert chance(5.0, 1.0, 1.0, 0.99, 0.02) == 0.99


@pytest.mark.parametrize("outcome", [0.0, 0.4, 1.0])
@pytest.mark.parametrize(("guess", "slip"), [(0.0, 0.0), (0.25, 0.02)])
def test_slopes_are_the_derivative(outcome: float, guess: float, slip: float) -> None:
    step = 1e-5
    up, down = (log_likelihood(0.7 + d, outcome, 1.3, guess, slip) for d in (step, -step))
    gradient, information = slopes(0.7, outcome, 1.3, guess, slip)
    assert gradient == pytest.approx((up - down) / (2.0 * step), rel=1e-6)
    p = guess + (1.0 - guess - slip) * logistic(1.3 * 0.7)
    steepness = 1.3 * (1.0 - guess - slip) * logistic(0.91) * logistic(-0.91)
    assert information == pytest.approx(steepness**2 / (p * (1.0 - p)))


def test_slopes_say_nothing_where_guessing_leaves_no_room() -> None:
    assert slopes(0.0, 1.0, 1.0, 0.99, 0.02) == (0.0, 0.0)
    assert posterior(0.3, 1.0, 1.0, 1.0, 0.99, 0.02) == (0.3, 1.0)


def test_the_grid_is_the_one_it_says() -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    assert np.array(NODES) == pytest.approx(np.column_stack((nodes, weights / weights.sum())), abs=1e-12)


@pytest.mark.parametrize("outcome", [0.0, 0.35, 1.0])
@pytest.mark.parametrize("guess", [0.0, 0.25])
@pytest.mark.parametrize(("eta", "var", "slope"), [(0.0, 1.5, 1.0), (-2.0, 1.5, 1.5), (3.0, 0.2, 0.6)])
@pytest.mark.parametrize("worth", [0.1, 1.0, 3.0])
def test_posterior_agrees_with_brute_force(
    outcome: float, guess: float, eta: float, var: float, slope: float, worth: float
) -> None:
    z = np.linspace(eta - 12.0, eta + 12.0, 20_001)
    p = guess + (0.98 - guess) / (1.0 + np.exp(-slope * z))
    mass = np.exp(-((z - eta) ** 2) / (2.0 * var)) * (p**outcome * (1.0 - p) ** (1.0 - outcome)) ** worth
    mean = (z * mass).sum() / mass.sum()
    spread = ((z - mean) ** 2 * mass).sum() / mass.sum()
    found = posterior(eta, var, outcome, slope, guess, 0.02, worth)
    assert found[0] == pytest.approx(mean, abs=0.01)
    assert found[1] == pytest.approx(min(var, spread), abs=0.01)


def test_posterior_of_an_impossible_outcome_stays_in_reach() -> None:
    # The likelihood underflows at every node; the logs still know which way it points.
    mean, var = posterior(-1000.0, 2.0, 1.0, 3.0, 0.0, 0.0)
    assert -1000.0 + 2.0 < mean < -1000.0 + 10.0
    assert 0.0 < var <= 2.0
    mirrored, _ = posterior(1000.0, 2.0, 0.0, 3.0, 0.0, 0.0)
    assert mirrored == pytest.approx(-mean)


def test_a_surprise_beyond_the_grid_does_not_make_certain() -> None:
    # All the mass lies on the outermost node; a spread of zero would close the belief for ever.
    _, var = posterior(-40.0, 1.5, 1.0, 12.0, 0.0, 0.0)
    assert var >= 1.5 / (1.0 + 0.25 * 144.0 * 1.5)


def test_log_likelihood_by_hand() -> None:
    assert log_likelihood(0.0, 1.0, 1.0, 0.0, 0.0) == pytest.approx(log(0.5))
    assert log_likelihood(0.0, 0.0, 1.0, 0.2, 0.02) == pytest.approx(log(1.0 - 0.59))
    assert log_likelihood(-2000.0, 1.0, 1.0, 0.0, 0.0) == pytest.approx(-2000.0)
    assert log_likelihood(2000.0, 0.0, 1.0, 0.0, 0.0) == pytest.approx(-2000.0)
