"""Reasons: before the answer nothing that could cue it, after it the whole truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.coach.choosing import Choice, Slot, choose
from preceptor.core.coach.reasons import after, before
from preceptor.core.coach.situation import History, Situation, at_bar, success
from tests.unit.core.coach.places import DAY, built, candidate, situation, situations

SECRET = "key-of-the-matter"
KNOWN = built(
    {f"{SECRET}-a": "one", f"{SECRET}-b": "one", f"{SECRET}-c": "two"},
    [
        candidate(
            f"{SECRET}-{number}",
            f"{SECRET}-{'abc'[number % 3]}",
            presentation="pain" if number % 2 else "",
            family=number == 4,
        )
        for number in range(9)
    ],
    {f"{SECRET}-b": (f"{SECRET}-a",)},
)  # fmt: skip
ALLOWED = {"domain", "presentation", "task", "answers", "days"}


@given(situations(KNOWN), st.integers(0, 2**31))
def test_before_the_answer_a_reason_carries_nothing_that_cues_it(now: Situation, seed: int) -> None:
    found = choose(KNOWN, now, np.random.default_rng(seed))
    for place in range(len(KNOWN.candidates)):
        reason = before(KNOWN, now, Choice(Slot(place, 1.0, 1.0), found.slate))
        one = KNOWN.candidates[place]
        assert set(reason.values) <= ALLOWED
        assert SECRET not in repr(reason)
        assert reason.values["domain"] == one.domain
        assert reason.values["presentation"] == one.presentation
        assert reason.values["task"] == one.task
        assert ("days" in reason.values) == (one.content in now.history.seen)


def chosen(place: int) -> Choice:
    slot = Slot(place, 1.0, 1.0)
    return Choice(slot, (slot,))


@pytest.mark.parametrize(
    ("place", "change", "code"),
    [
        (0, {}, "little-evidence"),
        (0, {"history": History(seen={f"{SECRET}-0": DAY - 9})}, "seen-before"),
        (4, {"history": History(seen={f"{SECRET}-4": DAY - 9})}, "new-numbers"),
        (1, {"answers": [3, 0, 0]}, "fresh-presentation"),
        (1, {"answers": [3, 0, 0], "history": History(presentations=("pain",))}, "below-target"),
        (0, {"answers": [3, 0, 0]}, "below-target"),
        (0, {"answers": [3, 0, 0], "mean": 3.0}, "keep-up"),
    ],
)
def test_the_reason_says_what_is_the_case(place: int, change: dict[str, object], code: str) -> None:
    values = {"mean": 0.0, "var": 0.5, **change}
    reason = before(KNOWN, situation(KNOWN, **values), chosen(place))  # type: ignore[arg-type]
    assert reason.code == code
    if "days" in reason.values:
        assert reason.values["days"] == 9


def test_answers_are_those_of_the_whole_domain() -> None:
    reason = before(KNOWN, situation(KNOWN, answers=[1, 1, 7]), chosen(0))
    assert reason.values["answers"] == 2


def test_after_the_answer_the_competency_and_the_numbers_are_named() -> None:
    now = situation(KNOWN, [0.2, 0.0, 0.0], 0.5, answers=[5, 5, 5])
    reason = after(KNOWN, now, chosen(0))
    assert reason.code == "prerequisite"
    assert reason.values["competency"] == f"{SECRET}-a"
    assert reason.values["expected"] == pytest.approx(float(success(KNOWN, now)[0]), abs=0.001)
    assert reason.values["reached"] == pytest.approx(float(at_bar(KNOWN, now)[0]), abs=0.001)
    assert reason.values["unlocks"] == 1


@pytest.mark.parametrize(
    ("place", "mean", "answers", "code"),
    [(0, 0.0, 1, "little-evidence"), (1, 0.0, 5, "most-gain"), (0, 3.0, 5, "keep-up"), (0, 0.0, 5, "prerequisite")],
)
def test_the_full_reason_fits(place: int, mean: float, answers: int, code: str) -> None:
    now = situation(KNOWN, mean, 0.5, answers=[answers] * 3)
    assert after(KNOWN, now, chosen(place)).code == code
