"""Empirical Bayes: what made the answers is found again, on learners the search did not fit items to."""

from dataclasses import replace

import numpy as np
import pytest

from preceptor.core.learner import Parameters
from preceptor.core.learner.fitting import (
    Log,
    Search,
    calibrated,
    fit_parameters,
    guessed,
    learners_of,
    log_loss,
    unmet,
)
from preceptor.core.learner.passes import numpy_pass
from preceptor.core.learner.response import logistic
from preceptor.core.learner.responses import DIFFICULTY, GUESS, gather
from tests.unit.core.learner.worlds import STILL, answer

START = replace(STILL, general_var=0.2, competency_var=0.5, familiarity_var=1e-6)


def made(learners: int, spread: float, seed: int) -> Log:
    """Answers of learners who differ in general level only, by so much, to twelve items."""
    rng = np.random.default_rng(seed)
    difficulty = rng.normal(size=12)
    logs = []
    for _ in range(learners):
        level = rng.normal(0.0, spread)
        logs.append([answer(float(rng.random() < logistic(level - d)), item=f"i{n}") for n, d in enumerate(difficulty)])
    found, responses = gather(logs, {})
    return Log(found, responses, np.zeros(12), np.full(12, -1))


def test_the_spread_of_learners_is_found() -> None:
    found = fit_parameters(
        made(200, 1.5, 4), START, numpy_pass, ("general_var", "competency_var"), evaluations=40, seed=1
    )
    assert found.loss < found.before
    assert 1.4 < found.parameters.general_var + found.parameters.competency_var < 3.4
    assert found.parameters.slip == START.slip
    assert found.guess == 0.0


def test_a_common_chance_of_guessing_can_be_searched_too() -> None:
    said: list[int] = []
    found = fit_parameters(
        made(40, 1.0, 2),
        START,
        numpy_pass,
        ("guess", "slip", "general_var", "learning_success"),
        evaluations=30,
        say=lambda number, loss: said.append(number),
    )
    assert 0.0 < found.guess < 0.5
    assert said == [25]


def test_held_out_learners_are_others_than_those_items_are_fitted_to() -> None:
    data = made(20, 1.0, 0)
    search = Search(data, START, ("slip",), numpy_pass, 0.25, 3)
    sizes = [len(part.responses.starts) - 1 for part in (search.fitting, search.held)]
    assert sizes == [15, 5]
    rows = sum(len(part.responses.question) for part in (search.fitting, search.held))
    assert rows == len(data.responses.question)


def test_places_beyond_what_parameters_may_be_lose() -> None:
    search = Search(made(8, 1.0, 0), START, ("learning_success",), numpy_pass, 0.25, 3)
    assert search.loss(np.array([50.0])) == 10.0
    assert search.loss(search.centre) < 1.0


def test_learners_may_be_taken_out_of_a_log() -> None:
    logs = [[answer(1.0, item="a"), answer(0.0, item="b")], [], [answer(1.0, item="b"), answer(1.0, item="b")]]
    _, whole = gather(logs, {}, levels=[0.1, 0.2, 0.3])
    part = learners_of(whole, np.array([2, 1]))
    assert part.starts.tolist() == [0, 2, 2]
    assert part.pair.tolist() == [0, 0]
    assert part.level.tolist() == [0.3, 0.2]
    assert part.values[:, DIFFICULTY].tolist() == [0.0, 0.0]


def test_an_item_nobody_answered_stands_at_its_groups_place() -> None:
    log = [[answer(0.0, item=f"i{n}") for n in range(8)] for _ in range(9)] + [[answer(1.0, item="new")]]
    found, responses = gather(log, {})
    data = Log(found, learners_of(responses, np.arange(9)), np.zeros(9), np.zeros(9, dtype=np.int64))
    table = unmet(calibrated(data, START, numpy_pass, 4), data, START)
    assert table[8, 0] == pytest.approx(table[:8, 0].mean(), rel=0.05)
    assert table[8, 0] > 0.5
    assert table[8, 1] == START.difficulty_var
    assert (table[:8, 1] < START.difficulty_var).all()


def test_guessing_is_put_into_every_record_only_where_it_is_asked_for() -> None:
    data = made(3, 1.0, 0)
    assert guessed(data, 0.0) is data
    assert set(guessed(data, 0.2).responses.values[:, GUESS]) == {0.2}
    assert set(data.responses.values[:, GUESS]) == {0.0}


def test_log_loss_by_hand() -> None:
    assert log_loss(np.array([1.0, 0.0]), np.array([0.5, 0.5])) == pytest.approx(np.log(2.0))
    assert log_loss(np.array([0.5]), np.array([0.25])) == pytest.approx(-0.5 * np.log(0.25) - 0.5 * np.log(0.75))
    assert isinstance(Parameters().steepness_var, float)
