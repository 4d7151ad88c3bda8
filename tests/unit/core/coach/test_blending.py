"""Cards blended into practice, and noticing when the planned time is reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.coach.blending import CARDS_AT_ONCE, REVIEW_EVERY, Day, next_step, time_reached


@pytest.mark.parametrize(
    ("answers", "cards", "due", "step"),
    [
        (0, 0, 5, "review"),
        (0, CARDS_AT_ONCE, 5, "practice"),
        (REVIEW_EVERY - 1, CARDS_AT_ONCE, 5, "practice"),
        (REVIEW_EVERY, CARDS_AT_ONCE, 5, "review"),
        (REVIEW_EVERY, 2 * CARDS_AT_ONCE, 5, "practice"),
        (50, 0, 0, "practice"),
    ],
)
def test_a_few_cards_come_first_and_again_after_every_few_answers(
    answers: int, cards: int, due: int, step: str
) -> None:
    assert next_step(Day(answers, cards, due, 0.0, 20)) == step


@given(st.integers(0, 60))
def test_cards_never_come_as_a_wall(due: int) -> None:
    """Doing what is said from the morning on, a learner meets at most three cards in a row."""
    answers = cards = run = 0
    for _ in range(80):
        if next_step(Day(answers, cards, due, 0.0, 20)) == "review":
            cards, due, run = cards + 1, due - 1, run + 1
            assert run <= CARDS_AT_ONCE
        else:
            answers, run = answers + 1, 0
    assert due >= 0
    assert answers > cards / 2


@pytest.mark.parametrize(("minutes", "reached"), [(0.0, False), (19.9, False), (20.0, True), (90.0, True)])
def test_the_planned_time_is_noticed(minutes: float, reached: bool) -> None:
    assert time_reached(Day(3, 0, 0, minutes, 20)) is reached
