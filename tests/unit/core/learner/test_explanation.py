"""Explanations: what each record did, in order, and nothing else."""

import pytest

from preceptor.core.learner import explain, interval, mastery, predict
from tests.unit.core.learner.worlds import DEFAULT, STILL, answer, believed

RECORDS = [
    answer(1.0, 0.0),
    answer(0.0, 3.0, "k1"),
    answer(1.0, 3.0, weight=0.0),
    answer(0.0, 30.0),
    answer(1.0, 31.0, difficulty=1.5),
]


def test_tells_before_and_after_of_each_record() -> None:
    found = explain(RECORDS, "k0", STILL, {}, reference_difficulty=0.3)
    # The record without weight moved nothing.
    assert [one.evidence for one in found] == [RECORDS[0], RECORDS[1], RECORDS[3], RECORDS[4]]
    last = mastery(believed(RECORDS, STILL), "k0", STILL, {}, 31.0, reference_difficulty=0.3)
    assert found[-1].after == pytest.approx((last.low, last.mid, last.high))
    assert [one.after.mid > one.before.mid for one in found] == [True, False, False, True]


def test_what_was_forgotten_is_not_laid_to_the_record() -> None:
    found = explain(RECORDS, "k0", DEFAULT, {})
    waited = interval(believed(RECORDS[:3]), "k0", DEFAULT, {}, 30.0, level=0.90)
    assert found[-2].before == waited
    assert found[-2].before.mid < found[-3].after.mid


def test_surprise_and_share() -> None:
    found = explain(RECORDS, "k0", STILL, {})
    chance = predict(believed(RECORDS[:3], STILL), RECORDS[3], STILL, {}).probability
    assert found[2].surprise == pytest.approx(-chance)
    assert sum(one.share for one in found) == pytest.approx(1.0)
    moved = [abs(one.after.mid - one.before.mid) for one in found]
    assert [one.share for one in found] == pytest.approx([one / sum(moved) for one in moved])
    # An answer on another competency tells less than one on this.
    assert found[1].share < found[2].share


def test_goes_on_from_a_start() -> None:
    first = believed(RECORDS[:1])
    assert explain(RECORDS[3:], "k0", DEFAULT, {}, start=believed(RECORDS[1:3], start=first))[-1].after == (
        explain(RECORDS, "k0", DEFAULT, {})[-1].after
    )


def test_nothing_explains_nothing() -> None:
    assert explain([], "k0", DEFAULT, {}) == ()
    assert explain([answer(weight=0.0)], "k0", DEFAULT, {}) == ()


def test_a_parent_moves_its_child() -> None:
    alone, child = (explain(RECORDS[:1], "k1", STILL, graph)[0].after.mid for graph in ({}, {"k1": ("k0",)}))
    assert child > alone
