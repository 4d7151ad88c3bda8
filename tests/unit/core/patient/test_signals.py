"""What words do besides asking."""

import pytest

from preceptor.core.patient.manner import LINES, PERSONAS, dressed, line, trusted
from preceptor.core.patient.moves import State
from preceptor.core.patient.signals import signals
from tests.unit.core.patient.clinic import patient


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Good morning, my name is Leila, I'm one of the students.", "introduced"),
        ("That sounds frightening.", "empathy"),
        ("I'm sorry to hear that.", "empathy"),
        ("Is it all right if I listen to your chest?", "permission"),
        ("So let me check I understood you.", "summary"),
        ("Does that make sense?", "checked"),
        ("If it gets worse, call an ambulance.", "safety-net"),
        ("Are you worried about anything?", "worries-asked"),
        ("What has brought you in today?", "open"),
        ("Any orthopnoea?", "jargon:orthopnoea"),
        ("Oh shut up", "abuse"),
    ],
)
def test_each_behaviour_is_seen(said: str, found: str) -> None:
    assert found in signals(said)


@pytest.mark.parametrize("said", ["", "Any pain in your chest?", "Do you smoke?", "How old are you?"])
def test_a_plain_question_is_no_behaviour_but_openness(said: str) -> None:
    assert set(signals(said)) <= {"open"}


def test_trust_moves_and_stays_within_bounds() -> None:
    assert trusted(0.5, ("empathy",), frozenset()) > 0.5 > trusted(0.5, ("jargon:dyspnoea",), frozenset())
    assert trusted(0.5, ("introduced",), frozenset({"introduced"})) == 0.5
    assert trusted(0.99, ("empathy",) * 9, frozenset()) == 1.0
    assert trusted(0.1, ("abuse",), frozenset()) == 0.0


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_manner_adds_no_fact(persona: str) -> None:
    from preceptor.core.patient.case import Manner

    one = patient(manner=Manner(persona))
    words = [dressed("I cough.", one, State(steps=[None] * number, trust=0.4)) for number in range(30)]  # type: ignore[list-item]
    assert all("I cough." in said for said in words)
    assert (len(set(words)) > 1) == (persona != "plain")
    assert not any(digit in said for said in words for digit in "0123456789")


def test_nobody_worries_who_has_told_nothing() -> None:
    from preceptor.core.patient.case import Manner

    one = patient(manner=Manner("anxious"))
    states = [State(steps=[None] * number) for number in range(30)]  # type: ignore[list-item]
    assert {dressed("What do you mean?", one, state, told=False) for state in states} == {"What do you mean?"}


def test_sentences_vary() -> None:
    one = patient()
    for kind, choices in LINES.items():
        found = {line(kind, one, State(steps=[None] * number)) for number in range(6)}  # type: ignore[list-item]
        assert found == set(choices)
