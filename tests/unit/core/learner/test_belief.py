"""The stored belief: sparse, exact, and refused when it is not one."""

import json
from typing import Any

import pytest

from preceptor.core.learner import Belief, CompetencyTrait, Familiarity, Parameters, Trait, new_belief
from tests.unit.core.learner.worlds import DEFAULT, LIVELY, answer, believed

STORED = believed([answer(0.3, 1.1, item="i"), answer(1.0, 9.7, "k1")], LIVELY)


def test_a_new_belief_knows_only_the_level() -> None:
    belief = new_belief(Parameters(general_var=0.8), level_mean=-0.5)
    assert belief == Belief(general=Trait(-0.5, 0.8))
    assert (belief.at, belief.answers) == (None, 0)


@pytest.mark.parametrize("level", [float("nan"), float("inf"), 1e4])
def test_a_level_is_a_number(level: float) -> None:
    with pytest.raises(ValueError, match="level_mean"):
        new_belief(DEFAULT, level)


def test_only_what_was_touched_is_stored() -> None:
    assert set(STORED.competencies) == {"k0", "k1"}
    assert set(STORED.items) == {"i"}
    assert (STORED.at, STORED.answers) == (9.7, 2)


def test_an_update_leaves_the_old_belief_alone() -> None:
    first = believed([answer()])
    kept = json.dumps(first.to_dict())
    believed([answer(0.0), answer(1.0, competency="k1")], start=first)
    assert json.dumps(first.to_dict()) == kept


def test_survives_json_exactly() -> None:
    again = Belief.from_dict(json.loads(json.dumps(STORED.to_dict())))
    assert again == STORED
    assert isinstance(again.competencies["k0"], CompetencyTrait)
    assert isinstance(again.items["i"], Familiarity)
    assert Belief.from_dict(new_belief(DEFAULT).to_dict()) == new_belief(DEFAULT)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": 0}, "schema 0"),
        ({"schema": None}, "schema None"),
        ({"general": [0.0]}, "damaged"),
        ({"general": [0.0, -1.0]}, "negative variance"),
        ({"general": [0.0, float("nan")]}, "damaged"),
        ({"competencies": {"a": [0, 1]}}, "damaged"),
        ({"competencies": {"a": [0, 1, 0, 0, None, 0.0, 0]}}, "stability"),
        ({"competencies": [1]}, "damaged"),
        ({"items": {"a": None}}, "damaged"),
        ({"at": "noon"}, "noon"),
    ],
)
def test_a_record_that_is_no_belief_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Belief.from_dict({**STORED.to_dict(), **change})


def test_a_record_that_lacks_a_part_is_refused() -> None:
    record = STORED.to_dict()
    del record["items"]
    with pytest.raises(ValueError, match="items"):
        Belief.from_dict(record)
