"""Review cards: what was missed comes back, a backlog is spread, nothing reads the clock or global chance."""

import json
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.coach.remembering import SECONDS_A_CARD, Due, grade, new, recall, today

THEN = datetime(2001, 2, 3, 9, 0, tzinfo=UTC)


def test_a_missed_fact_comes_back_within_days() -> None:
    memory = new(1, THEN)
    assert timedelta(hours=12) < memory.due - THEN < timedelta(days=3)
    assert recall(memory.data, THEN + timedelta(days=1)) < recall(memory.data, THEN)


def test_good_reviews_space_a_fact_out_and_a_lapse_brings_it_back() -> None:
    memory, gaps = new(1, THEN), []
    for _ in range(4):
        at = memory.due
        memory = grade(memory, 3, at)
        gaps.append(memory.due - at)
    assert gaps == sorted(gaps)
    assert gaps[-1] > timedelta(days=10)
    lapsed = grade(memory, 1, memory.due)
    assert lapsed.due - memory.due < gaps[-1] / 2


def test_a_better_grade_never_brings_a_fact_back_sooner() -> None:
    memory = new(1, THEN)
    at = memory.due
    dues = [grade(memory, rating, at).due for rating in (1, 2, 3, 4)]
    assert dues == sorted(dues)
    assert dues[0] < dues[3]


@given(st.integers(0, 400), st.integers(1, 100))
def test_the_chance_of_recall_is_a_chance_and_only_falls(day: int, more: int) -> None:
    data = grade(new(1, THEN), 3, THEN + timedelta(days=2)).data
    first = recall(data, THEN + timedelta(days=2 + day))
    later = recall(data, THEN + timedelta(days=2 + day + more))
    assert 0.0 <= later <= first <= 1.0


def test_no_clock_and_no_global_chance_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def life() -> list[Any]:
        memory = new(7, THEN)
        states = [memory]
        for rating in (3, 4, 1, 2, 3):
            memory = grade(memory, rating, memory.due + timedelta(hours=5))
            states.append(memory)
        return [(one.data, one.due, recall(one.data, one.due)) for one in states]

    random.seed(1)
    before = random.getstate()
    first = life()
    assert random.getstate() == before
    random.seed(2)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert life() == first
    assert all(due.year == 2001 for _, due, _ in first)
    assert json.loads(json.dumps([data for data, _, _ in first])) == [data for data, _, _ in first]


dues = st.lists(
    st.builds(Due, st.uuids().map(str), st.floats(0, 1), st.sampled_from((0.2, 0.6, 1.0))),
    max_size=60,
    unique_by=lambda one: one.id,
)


@given(dues, st.integers(1, 180))
def test_reviews_take_at_most_half_of_the_minutes_and_none_is_lost(due: list[Due], minutes: int) -> None:
    chosen, waiting = today(due, minutes)
    assert len(chosen) * SECONDS_A_CARD <= minutes * 30 or len(chosen) == 1
    assert len(chosen) + waiting == len(due)
    assert set(chosen) <= set(due)
    if due:
        assert chosen
    if waiting:
        assert (len(chosen) + 1) * SECONDS_A_CARD > minutes * 30


def test_the_most_valuable_come_first() -> None:
    edge, forgotten, fresh = Due("edge", 0.6, 1.0), Due("forgotten", 0.05, 1.0), Due("fresh", 0.98, 1.0)
    minor = Due("minor", 0.6, 0.2)  # a fifth as important as the one at the edge
    chosen, _ = today([forgotten, minor, fresh, edge], 60)
    assert [one.id for one in chosen] == ["edge", "fresh", "minor", "forgotten"]


@given(dues, st.randoms(use_true_random=False))
def test_the_plan_does_not_hang_on_the_order_of_the_cards(due: list[Due], chance: random.Random) -> None:
    mixed = list(due)
    chance.shuffle(mixed)
    assert today(mixed, 10) == today(due, 10)
