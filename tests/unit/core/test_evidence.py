"""Evidence: what it refuses, what it carries, and how one activity's records are weighed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.evidence import Evidence, scale_testlet

PLAIN = Evidence("attempt-1", (("ecg", 1.0),), 1.0, 20_000.0)
FULL = Evidence(
    activity="attempt-2",
    competencies=(("ecg", 1 / 3), ("shock", 2 / 3)),
    outcome=0.1 + 0.2,
    at=20_000.1,
    item="item-7",
    difficulty=-1.3,
    difficulty_var=0.3,
    discrimination=1.2,
    guess=0.2,
    assistance=0.5,
    weight=0.75,
    source="item-7@3",
    rater="5f0c",
)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("activity", "", "activity"),
        ("item", "", "item"),
        ("rater", "", "rater"),
        ("source", None, "source"),
        ("competencies", (), "at least one"),
        ("competencies", (("", 1.0),), "without an id"),
        ("competencies", (("a", 0.5), ("a", 0.5)), "twice"),
        ("competencies", (("a", 0.5), ("b", 0.4)), "sum to 1"),
        ("competencies", (("a", 1.0), ("b", 0.0)), "positive"),
        ("competencies", (("a", 2.0), ("b", -1.0)), "weight of a competency"),
        ("competencies", (("a", float("nan")),), "finite"),
        ("competencies", 3, "pairs"),
        ("outcome", 1.01, "outcome"),
        ("outcome", float("nan"), "outcome"),
        ("outcome", "good", "outcome"),
        ("outcome", None, "outcome"),
        ("at", float("inf"), "at"),
        ("difficulty", 1e9, "difficulty"),
        ("difficulty_var", -0.1, "difficulty_var"),
        ("discrimination", 0.0, "discrimination"),
        ("discrimination", -1.0, "discrimination"),
        ("guess", 1.0, "guess"),
        ("assistance", 1.1, "assistance"),
        ("weight", -1.0, "weight"),
        ("weight", 10**400, "weight"),
    ],
)
def test_refuses_what_is_not_evidence(field: str, value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(PLAIN, **{field: value})


def test_makes_plain_floats() -> None:
    record = replace(PLAIN, outcome=1, at=20_000, competencies=[["ecg", 1]])
    assert record == PLAIN
    assert type(record.outcome) is float
    assert type(record.at) is float
    assert record.competencies == (("ecg", 1.0),)
    assert hash(record) == hash(PLAIN)


@pytest.mark.parametrize("record", [PLAIN, FULL])
def test_survives_json_exactly(record: Evidence) -> None:
    assert Evidence.from_dict(json.loads(json.dumps(record.to_dict()))) == record


@given(st.floats(0, 1), st.floats(-1e7, 1e7), st.floats(-1e3, 1e3), st.floats(0, 1, exclude_max=True))
def test_any_number_survives_json_exactly(outcome: float, at: float, difficulty: float, guess: float) -> None:
    record = replace(FULL, outcome=outcome, at=at, difficulty=difficulty, guess=guess)
    assert Evidence.from_dict(json.loads(json.dumps(record.to_dict()))) == record


def test_from_dict_names_what_is_wrong() -> None:
    record = PLAIN.to_dict()
    with pytest.raises(ValueError, match="colour"):
        Evidence.from_dict({**record, "colour": "red"})
    del record["outcome"]
    with pytest.raises(ValueError, match="outcome"):
        Evidence.from_dict(record)


def test_a_short_activity_keeps_its_weights() -> None:
    records = tuple(replace(FULL, item=f"part-{n}") for n in range(6))
    assert scale_testlet(records) == records
    assert scale_testlet([]) == ()


def test_a_long_activity_weighs_six_items_in_all() -> None:
    scaled = scale_testlet(replace(PLAIN, item=f"part-{n}") for n in range(24))
    assert [one.item for one in scaled] == [f"part-{n}" for n in range(24)]
    assert {one.weight for one in scaled} == {0.25}
    assert sum(one.weight for one in scaled) == pytest.approx(6.0)


def test_scaling_multiplies_the_weight_there_was() -> None:
    scaled = scale_testlet([replace(PLAIN, weight=0.5)] * 4, cap=2)
    assert {one.weight for one in scaled} == {0.25}


def test_a_testlet_is_one_activity() -> None:
    with pytest.raises(ValueError, match="one activity"):
        scale_testlet([PLAIN, FULL])
    for cap in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="cap"):
            scale_testlet([PLAIN], cap=cap)
