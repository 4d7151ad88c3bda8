"""The peers beside each other: what they predict on learners made up for it, and what cannot be compared."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.peers import environment
from benchmarks.peers.compare import APART, PEERS, compare, scores, tables
from benchmarks.peers.scoring import auc
from tests.unit.benchmarks.peers.learners import log

apart = pytest.mark.skipif(
    not environment.PYTHON.exists(), reason=".venv-peers is not made; ./bench learner makes it when it is needed"
)


def test_item_difficulty_is_the_training_share() -> None:
    whole = log()
    peer = compare(whole, ["item_difficulty"])["item_difficulty"]
    train, held = whole.part(~whole.test), whole.part(whole.test)
    item = int(held.item[0])
    right = train.outcome[train.item == item]
    share = (right.sum() + 5.0 * train.outcome.mean()) / (len(right) + 5.0)
    assert peer.predictions[0] == pytest.approx(share)
    assert len(peer.predictions) == len(held)


def test_test_outcomes_do_not_reach_item_difficulty() -> None:
    whole = log()
    turned = replace(whole, outcome=np.where(whole.test, 1.0 - whole.outcome, whole.outcome))
    one, other = (compare(each, ["item_difficulty"])["item_difficulty"] for each in (whole, turned))
    assert one.predictions.tolist() == other.predictions.tolist()


def test_elo_beats_difficulty_where_learners_differ() -> None:
    whole = log(learners=60, answers=60)
    found = compare(whole, ["item_difficulty", "elo"])
    outcome = whole.part(whole.test).outcome
    assert auc(outcome, found["elo"].predictions) > auc(outcome, found["item_difficulty"].predictions) + 0.01


def test_an_unknown_peer_is_named() -> None:
    with pytest.raises(ValueError, match="no peer is called dkt; there are item_difficulty, elo"):
        compare(log(), ["elo", "dkt"])


def test_a_log_without_held_back_learners_is_refused() -> None:
    whole = log()
    with pytest.raises(ValueError, match="rows of training learners and of learners held back"):
        compare(whole.part(~whole.test), ["elo"])


def test_what_is_apart_is_a_peer() -> None:
    assert set(APART) < set(PEERS)


@apart
@pytest.mark.slow
@pytest.mark.parametrize("name", APART)
def test_a_peer_apart_predicts_without_looking_ahead(name: str) -> None:
    whole = log(learners=60, answers=50)
    held = np.flatnonzero(whole.test)
    # The second half of the first test learner's answers, turned about.
    late = held[25:50]
    outcome = whole.outcome.copy()
    outcome[late] = 1.0 - outcome[late]
    one, other = (compare(each, [name])[name] for each in (whole, replace(whole, outcome=outcome)))
    assert len(one.predictions) == len(held)
    assert ((one.predictions >= 0.0) & (one.predictions <= 1.0)).all()
    assert one.predictions[:26].tolist() == pytest.approx(other.predictions[:26].tolist())
    assert one.predictions[26:50].tolist() != pytest.approx(other.predictions[26:50].tolist())
    assert auc(whole.outcome[held], one.predictions) > 0.55
    assert one.fit_s > 0.0
    assert one.us_per_response > 0.0
    json.dumps(scores(whole, one) | tables(whole, one.predictions))


@apart
@pytest.mark.slow
def test_a_label_that_nobody_trained_on_gets_the_share() -> None:
    whole = log(learners=20, answers=20)
    label = whole.label.copy()
    label[np.flatnonzero(whole.test)[0]] = 99
    peer = compare(replace(whole, label=label), ["pybkt"])["pybkt"]
    assert peer.predictions[0] == pytest.approx(whole.outcome[~whole.test].mean())
