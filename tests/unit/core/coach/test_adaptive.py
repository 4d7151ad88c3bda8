"""Adaptive testing: the choice is what it says it is, nothing is asked twice, verdicts are as sure as said."""

from __future__ import annotations

import itertools
from math import erf, sqrt

import numpy as np
import pytest

from preceptor.core.coach.adaptive import (
    Sitting,
    _normal,
    ability,
    answer,
    begin,
    choose,
    explained,
    full_score,
    passing,
    verdict,
)
from preceptor.core.coach.bank import Bank, bank_of, posterior
from preceptor.core.coach.catalogue import Floats


def bank(count: int, traits: int = 1, seed: int = 0) -> Bank:
    chance = np.random.default_rng(seed)
    item = chance.normal(0.0, 0.7, (count, 1 + traits))
    item[:, 1] = chance.uniform(0.5, 2.0, count)
    return bank_of(item)


def people(of: Bank, count: int, seed: int = 1) -> Floats:
    """Answers (count, M) of learners drawn from the bank's own population."""
    chance = np.random.default_rng(seed)
    where = chance.choice(len(of.weight), size=count, p=of.weight)
    return (chance.random((count, len(of))) < of.chance[:, where].T).astype(np.float64)


def after(of: Bank, items: list[int], outcomes: list[float]) -> Sitting:
    sitting = begin(of)
    for item, outcome in zip(items, outcomes, strict=True):
        sitting = answer(sitting, of, np.array([item]), np.array([outcome]))
    return sitting


@pytest.mark.parametrize("traits", [1, 2])
def test_what_an_answer_explains_is_the_expected_fall_of_the_variance(traits: int) -> None:
    of = bank(7, traits)
    sitting = after(of, [3, 5], [1.0, 0.0])
    before = full_score(sitting, of)[1]
    for item in (0, 1, 2, 4, 6):
        success = float((sitting.mass @ of.chance[item])[0])
        one, other = (full_score(answer(sitting, of, np.array([item]), np.array([y])), of)[1] for y in (1.0, 0.0))
        fall = before - success * one - (1.0 - success) * other
        assert explained(sitting, of)[0, item] == pytest.approx(float(fall[0]), rel=1e-9)
    assert explained(sitting, of)[0, [3, 5]].tolist() == [0.0, 0.0]


def test_answers_one_by_one_are_answers_together() -> None:
    of = bank(5)
    sitting = after(of, [4, 0, 2], [1.0, 1.0, 0.0])
    right, wrong = np.array([[1.0, 0.0, 0.0, 0.0, 1.0]]), np.array([[0.0, 0.0, 1.0, 0.0, 0.0]])
    assert np.allclose(sitting.mass, posterior(of, right, wrong))
    assert np.allclose(sitting.mass, after(of, [2, 4, 0], [0.0, 1.0, 1.0]).mass)


def test_the_full_score_is_known_when_everything_was_asked() -> None:
    of = bank(4)
    mean, var = full_score(after(of, [0, 1, 2, 3], [1.0, 0.0, 1.0, 1.0]), of)
    assert (float(mean[0]), float(var[0])) == (3.0, pytest.approx(0.0, abs=1e-12))


def test_before_the_first_answer_the_score_is_the_population_s() -> None:
    of = bank(12, traits=2)
    scores = people(of, 20_000).sum(axis=1)
    mean, var = full_score(begin(of), of)
    assert float(mean[0]) == pytest.approx(scores.mean(), abs=0.1)
    assert float(var[0]) == pytest.approx(scores.var(), rel=0.05)
    assert float(ability(begin(of), of)[0]) == pytest.approx(scores.mean() / 12, abs=0.01)


def test_nothing_is_asked_twice_and_what_is_kept_back_not_at_all() -> None:
    of = bank(6)
    allowed = np.array([True, True, False, True, True, True])
    answers = people(of, 40)
    sitting = begin(of, 40)
    asked = []
    for _ in range(5):
        items = choose(sitting, of, allowed)
        asked.append(items)
        sitting = answer(sitting, of, items, answers[np.arange(40), items])
    assert all(sorted(row) == [0, 1, 3, 4, 5] for row in np.array(asked).T.tolist())
    with pytest.raises(ValueError, match="nothing is left"):
        choose(sitting, of, allowed)
    with pytest.raises(ValueError, match="asked once"):
        answer(sitting, of, asked[0], np.ones(40))


def test_drawing_among_the_best_spreads_exposure() -> None:
    of = bank(8)
    sitting = begin(of, 600)
    best = np.argsort(-explained(sitting, of)[0])[:3].tolist()
    drawn = choose(sitting, of, among=3, chance=np.random.default_rng(3))
    assert choose(sitting, of).tolist() == [best[0]] * 600
    assert sorted(set(drawn.tolist())) == sorted(best)
    assert np.bincount(drawn).max() < 260
    with pytest.raises(ValueError, match="needs chance"):
        choose(sitting, of, among=3)


def test_drawing_among_more_than_are_left_takes_what_is_left() -> None:
    of = bank(4)
    sitting = after(of, [0, 1, 3], [1.0, 1.0, 1.0])
    assert {int(choose(sitting, of, among=4, chance=np.random.default_rng(one))[0]) for one in range(20)} == {2}


def test_passing_is_the_chance_that_it_says() -> None:
    of = bank(8)
    sitting = after(of, [1, 6], [1.0, 0.0])
    left = [0, 2, 3, 4, 5, 7]
    for cut in (2, 4, 6):
        exact = 0.0
        for pattern in itertools.product((0.0, 1.0), repeat=6):
            if 1 + sum(pattern) >= cut:
                each = [of.chance[j] if y else 1.0 - of.chance[j] for j, y in zip(left, pattern, strict=True)]
                exact += float((sitting.mass[0] * np.prod(each, axis=0)).sum())
        assert float(passing(sitting, of, cut)[0]) == pytest.approx(exact, abs=0.02)


def test_the_end_leaves_no_doubt() -> None:
    of = bank(3)
    sitting = after(of, [0, 1, 2], [1.0, 0.0, 1.0])
    assert [int(verdict(sitting, of, cut)[0]) for cut in (1, 2, 3)] == [1, 1, -1]


def test_verdicts_err_no_more_often_than_they_may() -> None:
    of = bank(60, traits=2)
    answers = people(of, 1_500)
    cut = float(np.quantile(answers.sum(axis=1), 0.5))
    sitting, said, items = begin(of, 1_500), np.zeros(1_500), np.zeros(1_500)
    for _ in range(40):
        asked = choose(sitting, of)
        sitting = answer(sitting, of, asked, answers[np.arange(1_500), asked])
        items += said == 0
        said = np.where(said == 0, verdict(sitting, of, cut), said)
    decided = said != 0
    wrong = (said > 0) != (answers.sum(axis=1) >= cut)
    assert decided.mean() > 0.9
    assert 0.02 < wrong[decided].mean() < 0.1
    assert items.mean() < 20
    assert not verdict(begin(of), of, cut).any()


def test_chosen_items_tell_more_than_random_ones() -> None:
    of = bank(60)
    answers = people(of, 800)
    score = answers.sum(axis=1)
    chance = np.random.default_rng(4)
    chosen, drawn = begin(of, 800), begin(of, 800)
    order = chance.permuted(np.tile(np.arange(60), (800, 1)), axis=1)
    rows = np.arange(800)
    for place in range(8):
        items = choose(chosen, of)
        chosen = answer(chosen, of, items, answers[rows, items])
        drawn = answer(drawn, of, order[:, place], answers[rows, order[:, place]])
    ours, theirs = (np.corrcoef(full_score(one, of)[0], score)[0, 1] for one in (chosen, drawn))
    assert ours > theirs + 0.03
    mean, var = full_score(chosen, of)
    assert 0.87 < np.mean(np.abs(score - mean) < 1.6449 * np.sqrt(var)) < 0.93


def test_the_normal_distribution_is_near_enough() -> None:
    x = np.linspace(-9.0, 9.0, 400)
    exact = [0.5 * (1.0 + erf(one / sqrt(2.0))) for one in x]
    assert np.abs(_normal(x) - exact).max() < 2e-4
