"""Messages: each from real progress, none where there is nothing to say.

That no sentence praises the person is tested where the sentences are (tests/http/test_practice.py)."""

from dataclasses import replace
from itertools import product

import pytest

from preceptor.core.coach.encouragement import Moment, message

PLAIN = Moment(1.0, None, (0.4, 0.55, 0.7), (0.42, 0.58, 0.72), 0.7)
CASES = {
    "reached-bar": replace(PLAIN, before=(0.69, 0.8, 0.9), after=(0.7, 0.82, 0.9)),
    "came-back": replace(PLAIN, earlier=(0.0, 0.5, 1.0)),
    "sure-and-wrong": replace(PLAIN, outcome=0.0, confidence=95),
    "right-but-unsure": replace(PLAIN, confidence=40),
    "moved-up": replace(PLAIN, after=(0.45, 0.64, 0.8)),
    "partly": replace(PLAIN, outcome=0.5),
    "": PLAIN,
}


@pytest.mark.parametrize("code", CASES)
def test_a_message_comes_from_what_happened(code: str) -> None:
    assert message(CASES[code]) == code


@pytest.mark.parametrize(
    "moment",
    [
        replace(PLAIN, outcome=0.0),
        replace(PLAIN, outcome=0.0, confidence=60),
        replace(PLAIN, confidence=60),
        replace(PLAIN, earlier=(0.0,)),
        replace(PLAIN, earlier=(1.0, 0.0)),
        replace(PLAIN, before=(0.71, 0.8, 0.9), after=(0.72, 0.82, 0.9)),
    ],
)
def test_there_is_none_when_there_is_nothing_true_to_say(moment: Moment) -> None:
    assert message(moment) == ""


def test_a_wrong_answer_is_never_told_that_it_moved_something_up() -> None:
    for outcome, confidence, earlier in product((0.0, 0.4), (None, 20, 95), ((), (0.0, 0.0))):
        code = message(replace(PLAIN, outcome=outcome, confidence=confidence, after=(0.5, 0.69, 0.8), earlier=earlier))
        assert code in ("", "sure-and-wrong", "partly")
