"""The item bank: the items that made the answers are found again, also with gaps; what cannot be fitted is refused."""

from __future__ import annotations

import numpy as np
import pytest

from preceptor.core.coach.bank import bank_of, fit_bank, log_likelihood, posterior
from preceptor.core.coach.catalogue import Floats


def answers_of(item: Floats, people: int, seed: int = 1) -> Floats:
    """Answers (people, M) of standard normal learners to items (M, 1 + D)."""
    chance = np.random.default_rng(seed)
    traits = chance.standard_normal((people, item.shape[1] - 1))
    success = 1.0 / (1.0 + np.exp(-(item[:, 0] + traits @ item[:, 1:].T)))
    return (chance.random(success.shape) < success).astype(np.float64)


def made(count: int, traits: int = 1, seed: int = 0) -> Floats:
    chance = np.random.default_rng(seed)
    item = np.zeros((count, 1 + traits))
    item[:, 0], item[:, 1] = chance.normal(0.0, 1.2, count), chance.uniform(0.6, 2.0, count)
    if traits > 1:
        item[:, 2] = np.where(np.arange(count) % 2, 1.0, -1.0)
    return item


def test_items_are_found_again() -> None:
    item = made(25)
    found = fit_bank(answers_of(item, 3_000)).item
    assert np.abs(found[:, 0] - item[:, 0]).mean() < 0.1
    assert np.corrcoef(found[:, 1], item[:, 1])[0, 1] > 0.95


def test_gaps_are_not_failures() -> None:
    item = made(25)
    answers = answers_of(item, 3_000)
    answers[np.random.default_rng(2).random(answers.shape) < 0.5] = np.nan
    found = fit_bank(answers).item
    assert np.abs(found[:, 0] - item[:, 0]).mean() < 0.15


def test_a_second_trait_is_found_where_there_is_one() -> None:
    item = made(20, traits=2)
    answers, others = answers_of(item, 1_500), answers_of(item, 1_500, seed=2)
    found = fit_bank(answers, 2)
    assert log_likelihood(found, others) > log_likelihood(fit_bank(answers, 1), others) + 0.2
    # Traits may turn; how items go together beyond the mean slope may not.
    assert abs(np.corrcoef(found.item[:, 2], item[:, 2])[0, 1]) > 0.9


def test_extreme_items_stay_finite() -> None:
    answers = answers_of(made(6), 300)
    answers[:, 0], answers[:, 1] = 1.0, 0.0
    bank = fit_bank(answers)
    assert np.isfinite(bank.item).all()
    assert bank.chance.min() > 0.0
    assert bank.chance.max() < 1.0


def test_chances_are_logistic_on_a_grid_of_the_population() -> None:
    bank = bank_of(np.array([[0.5, 1.0]]))
    assert np.allclose(bank.chance[0], 1.0 / (1.0 + np.exp(-(0.5 + bank.points[:, 0]))))
    assert bank.weight.sum() == pytest.approx(1.0)
    assert bank.weight @ bank.points[:, 0] ** 2 == pytest.approx(1.0, abs=0.01)


def test_ability_follows_answers() -> None:
    bank = bank_of(made(5))
    right = np.array([[1.0] * 5, [0.0] * 5, [0.0] * 5])
    wrong = np.array([[0.0] * 5, [1.0] * 5, [0.0] * 5])
    high, low, none = posterior(bank, right, wrong) @ bank.points[:, 0]
    assert high > 0.3 > none > -0.3 > low
    assert none == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("value", [2.0, 0.5, -1.0, np.inf])
def test_only_right_wrong_and_missing_are_answers(value: float) -> None:
    answers = answers_of(made(4), 50)
    answers[3, 2] = value
    with pytest.raises(ValueError, match="0, 1 or nan"):
        fit_bank(answers)


def test_an_item_without_answers_is_refused() -> None:
    answers = answers_of(made(4), 50)
    answers[:, 1] = np.nan
    with pytest.raises(ValueError, match="at least one"):
        fit_bank(answers)


def test_four_traits_have_no_grid() -> None:
    with pytest.raises(ValueError, match="one to 3 traits"):
        bank_of(np.ones((3, 5)))
