"""Elo: one answer by hand, difficulties that are found, and no look ahead."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from benchmarks.peers.elo import Constants, Ratings, fit, predict, search
from benchmarks.peers.log import from_rows
from benchmarks.peers.scoring import auc
from tests.unit.benchmarks.peers.learners import log


def test_two_answers_by_hand() -> None:
    rows = [
        {"user_id": "a", "item_id": item, "skills": skills, "correct": "1"}
        for item, skills in (("x", "1_2"), ("y", "2"))
    ]
    constants = Constants(general=1.0, skill=0.5, item=0.0)
    chances = predict(from_rows(rows), constants, Ratings([0.5, -0.5], [1, 1]))
    first = 1.0 / (1.0 + exp(0.5))
    level = (1.0 - first) * 1.0 + (1.0 - first) * 0.5
    assert chances.tolist() == pytest.approx([first, 1.0 / (1.0 + exp(-(level + 0.5)))])


def test_steps_shrink_with_answers() -> None:
    whole = log(learners=1, answers=30)
    slow = fit(whole, Constants(item_shrink=0.0)).difficulty
    fast = fit(whole, Constants(item_shrink=5.0)).difficulty
    assert np.abs(fast).sum() < np.abs(slow).sum()


def test_an_item_never_met_is_as_hard_as_the_mean() -> None:
    assert Ratings([1.0, 3.0, 0.0], [2, 1, 0]).settled() == [1.0, 3.0, 2.0]


def test_predictions_look_at_nothing_that_comes_later() -> None:
    whole = log()
    ratings = fit(whole, Constants())
    chances = predict(whole, Constants(), ratings)
    turned = replace(whole, outcome=np.where(np.arange(len(whole)) >= 70, 1.0 - whole.outcome, whole.outcome))
    again = predict(turned, Constants(), ratings)
    assert again[:71].tolist() == chances[:71].tolist()
    assert again[71:80].tolist() != chances[71:80].tolist()


def test_constants_are_searched_and_help() -> None:
    whole = log(learners=64, answers=30)
    train, held = whole.part(whole.learner < 32), whole.part(whole.learner >= 32)
    found = search(train)
    wild = Constants(general=20.0, skill=20.0, item=20.0, general_shrink=0.0, skill_shrink=0.0, item_shrink=0.0)
    chosen, wildly = (auc(held.outcome, predict(held, one, fit(train, one))) for one in (found, wild))
    assert chosen > 0.7
    assert chosen > wildly
