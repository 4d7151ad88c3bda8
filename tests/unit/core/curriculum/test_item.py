"""Scoring of answers: shares, harm, too many, options that are not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.curriculum.family import marking
from preceptor.core.curriculum.item import (
    Card,
    Marking,
    OptionMarking,
    UnknownOption,
    guess_chance,
    score,
)
from tests.unit.core.curriculum.samples import item, menu_item


def marked(*questions: str) -> Marking:
    """Questions as strings of letters: upper case for a key, `!` after a harmful option."""
    made = []
    for question in questions:
        found: list[OptionMarking] = []
        for one in question:
            if one == "!":
                last = found.pop()
                found.append(OptionMarking(last.letter, "", False, True, "", ""))
            else:
                found.append(OptionMarking(one.upper(), "", one.isupper(), False, "", ""))
        made.append(tuple(found))
    return Marking(tuple(made), "", "", Card("", ""), ())


@pytest.mark.parametrize(
    ("question", "select", "chosen", "expected"),
    [
        ("Abcde", 1, "A", 1.0),
        ("Abcde", 1, "B", 0.0),
        ("Abcde", 1, "", 0.0),
        ("ABcdefghij", 2, "AB", 1.0),
        ("ABcdefghij", 2, "AC", 0.5),
        ("ABCdefghij", 3, "A", 1 / 3),
        ("ABcdefghij", 2, "ABC", 0.0),  # too many
        ("ABc!defghij", 2, "AC", 0.0),  # harm undoes the rest
        ("ABc!defghij", 2, "A", 0.5),
    ],
)
def test_a_question_scores_its_share(question: str, select: int, chosen: str, expected: float) -> None:
    found = score(marked(question), [select], [frozenset(chosen)])
    assert found.outcome == pytest.approx(expected)
    assert found.questions == (found.outcome,)
    assert found.right is (expected == 1.0)


def test_an_item_scores_the_mean_of_its_questions() -> None:
    found = score(marked("ABcd", "Abcd"), [2, 1], [frozenset("A"), frozenset("A")])
    assert found.questions == (0.5, 1.0)
    assert found.outcome == 0.75
    assert not found.right


@pytest.mark.parametrize("responses", [[frozenset("Z")], [frozenset("a")], [], [frozenset("A"), frozenset("A")]])
def test_what_the_sheet_does_not_have_is_refused(responses: list[frozenset[str]]) -> None:
    with pytest.raises(UnknownOption):
        score(marked("Abcd"), [1], responses)


@given(st.sets(st.sampled_from("ABCDEFGHIJ")), st.integers(1, 4))
def test_a_score_is_a_share_and_never_more_than_the_keys_chosen(chosen: set[str], select: int) -> None:
    outcome = score(marked("ABcdefghij!"), [select], [frozenset(chosen)]).outcome
    assert 0.0 <= outcome <= len(chosen & {"A", "B"}) / 2
    if len(chosen) > select or "J" in chosen:
        assert outcome == 0.0


def test_blind_choice_scores_as_the_guess_chance_says() -> None:
    assert guess_chance(item().paper) == pytest.approx(0.2)
    menu = menu_item((2, 1))
    assert guess_chance(menu.paper) == pytest.approx((0.2 + 0.1) / 2)
    shown = marking(menu.paper, menu.key, 0)
    letters = [option.letter for option in shown.questions[0]]
    pairs = [(one, two) for one in letters for two in letters if one < two]
    earned = [score(shown, [2, 1], [frozenset(pair), frozenset()]).questions[0] for pair in pairs]
    assert sum(earned) / len(earned) == pytest.approx(0.2)
