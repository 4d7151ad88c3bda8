"""Noticing: each rule holds for what it is meant for, says its numbers, and leaves everybody else alone."""

from dataclasses import replace

import pytest

from benchmarks.noticing import KINDS as PEOPLE
from benchmarks.noticing import rates
from preceptor.core.coach import noticing
from preceptor.core.coach.noticing import Answered, Hints, Past, Told, Tries, hints, notice

DAY = 20_000.0
ONE = Answered("c", 1.0, 0.7, 40.0, 1.5, None, 0.2, DAY)
QUICK = replace(ONE, seconds=4.0)


def results(row: str, one: Answered = QUICK) -> list[Answered]:
    """Answers from a row of results: 1 right, 0 wrong."""
    return [replace(one, outcome=float(result)) for result in row]


def past(answers: list[Answered], **more: object) -> Past:
    return Past(DAY, answers, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minutes", "limit"),
    [(0.2, 3.0), (1.0, 6.0), (1.5, 9.0), (5.0, 10.0)],
)
def test_quick_is_a_tenth_of_the_usual_time_between_three_and_ten_seconds(minutes: float, limit: float) -> None:
    assert replace(ONE, minutes=minutes).limit == pytest.approx(limit)
    assert replace(ONE, minutes=minutes, seconds=limit - 0.5).quick
    assert not replace(ONE, minutes=minutes, seconds=limit).quick


def test_quick_and_right_as_often_as_chance_may_be_guessing() -> None:
    found = noticing.guessing(past(results("0010000100")))
    assert found is not None
    assert found.evidence == {"quick": 10, "of": 10, "seconds": 9, "right": 2, "expected": 7, "guess": 0.2}
    assert noticing.EASIER in found.offers


def test_quick_and_right_less_often_than_expected_is_racing_not_guessing() -> None:
    answers = results("01001010010101001010", replace(QUICK, expected=0.85))
    assert noticing.guessing(past(answers)) is None
    found = noticing.racing(past(answers))
    assert found is not None
    assert (found.evidence["right"], found.evidence["expected"]) == (8, 17)


@pytest.mark.parametrize(
    "answers",
    [
        results("1101111011"),  # quick and right is simply quick
        results("0010000100", ONE),  # slow guesses and not knowing look the same
        results("0010000"),  # too few
        [*results("0010000100"), *results("0000", ONE)],  # slowed down again
        results("0010000100", replace(QUICK, day=DAY - 15)),  # long ago
    ],
)
def test_pace_alone_or_results_alone_are_no_reason(answers: list[Answered]) -> None:
    assert noticing.guessing(past(answers)) is None
    assert noticing.racing(past(answers)) is None


def tried(row: str) -> Tries:
    found = Tries()
    for result in row:
        found = found.then(float(result))
    return found


def test_tries_count_until_three_in_a_row_are_right() -> None:
    assert tried("0110") == Tries(4, 2, 0)
    assert tried("01011") == Tries(5, 3, 2)
    assert tried("010111") == Tries()
    assert tried("01011100") == Tries(2, 0, 0)
    assert Tries(3, 2, 2).then(0.5) == Tries(4, 2, 0)  # partly right is not right


@pytest.mark.parametrize(
    ("row", "holds"), [("0100101000", True), ("010010100", False), ("0110101011", False), ("0100101001", False)]
)
def test_stuck_is_ten_tries_without_three_in_a_row(row: str, holds: bool) -> None:
    found = noticing.stuck(past(results(row, ONE), tries={"c": tried(row)}))
    assert (found is not None) == holds
    if found:
        assert found.evidence == {"competency": "c", "tries": 10, "right": 3, "row": 3}
        assert found.offers == (noticing.EXAMPLE, noticing.EASIER)


def test_whoever_is_stuck_for_long_is_offered_a_mentor() -> None:
    found = noticing.stuck(past(results("0", ONE), tries={"c": Tries(15, 3, 0)}))
    assert found is not None
    assert noticing.MENTOR in found.offers
    assert noticing.stuck(past(results("0", ONE), tries={"d": Tries(15, 3, 0)})) is None


def test_over_confidence_is_stated_against_results() -> None:
    sure = replace(ONE, confidence=95)
    found = noticing.overconfident(past(results("110100100010", sure)))
    assert found is not None
    assert found.evidence["answers"] == 12
    assert found.evidence["stated"] == pytest.approx(0.95)
    assert found.evidence["share"] == pytest.approx(5 / 12, abs=1e-3)
    assert float(found.evidence["low"]) < 5 / 12 < float(found.evidence["high"]) < 0.95
    assert noticing.overconfident(past(results("110100100010", replace(ONE, confidence=60)))) is None
    assert noticing.overconfident(past(results("110100100010"))) is None  # nothing stated
    assert noticing.overconfident(past(results("111101111110", sure))) is None
    assert noticing.overconfident(past(results("110100100011", sure))) is None  # just now it held


def test_hints_are_rushed_when_they_follow_each_other_too_soon() -> None:
    assert hints([0.0, 2.0, 4.0, None, 5.0, 60.0]) == Hints(5, 2)
    assert hints([None, None]) == Hints()
    found = noticing.leaning(past([], hints=Hints(6, 3)))
    assert found is not None
    assert found.evidence == {"asked": 6, "rushed": 3, "seconds": 5.0}
    assert noticing.leaning(past([], hints=Hints(6, 2))) is None


@pytest.mark.parametrize(
    ("days", "holds"),
    [
        ((0, 2, 4, 6, 8), True),
        ((0, 20, 40, 60, 80), False),  # comes every three weeks: nothing unusual yet
        ((0, 2, 4, 6), False),  # no rhythm known yet
    ],
)
def test_absence_is_measured_by_somebodys_own_rhythm(days: tuple[int, ...], holds: bool) -> None:
    found = noticing.absent(Past(days[-1] + 20.5, days=days))
    assert (found is not None) == holds
    if found:
        assert found.evidence == {"days": 20, "usual": 2.0}
    assert noticing.absent(Past(days[-1] + 6.0, days=days)) is None


WHEEL = past(results("0010000100"), tries={"c": Tries(12, 3, 0)})


def test_one_notice_a_day_and_the_same_kind_rests_three_days() -> None:
    found = notice(noticing.AFTER_ANSWER, WHEEL, Told())
    assert found is not None
    assert found.kind == "guessing"
    assert notice(noticing.AFTER_ANSWER, WHEEL, Told(DAY - 0.9)) is None
    other = notice(noticing.AFTER_ANSWER, WHEEL, Told(DAY - 1, {"guessing": (DAY - 2, 0)}))
    assert other is not None
    assert other.kind == "racing"  # the next rule that holds
    again = notice(noticing.AFTER_ANSWER, WHEEL, Told(DAY - 1, {"guessing": (DAY - 3, 0)}))
    assert again is not None
    assert again.kind == "guessing"


@pytest.mark.parametrize(("dismissed", "rest"), [(0, 3), (1, 6), (2, 12), (9, 96)])
def test_what_is_dismissed_rests_longer(dismissed: int, rest: int) -> None:
    told = Told(DAY, {"stuck": (DAY, dismissed)})
    assert told.rests("stuck", DAY + rest - 0.1)
    assert not told.rests("stuck", DAY + rest)
    assert not told.rests("racing", DAY)


def test_the_rules_tell_people_apart() -> None:
    careful, expert = (rates(PEOPLE[name], 30, 120, 5) for name in ("careful", "quick_and_right"))
    assert not set(careful) & {"racing", "guessing", "absent"}
    assert careful.get("overconfident", {}).get("learners", 0) <= 0.15
    assert max((expert.get(kind, {}).get("learners", 0) for kind in ("racing", "guessing")), default=0) <= 0.10
    assert not set(rates(PEOPLE["slow_guesser"], 20, 120, 5)) & {"racing", "guessing"}
    assert rates(PEOPLE["rapid_guesser"], 20, 60, 5)["guessing"]["learners"] == 1.0
    assert rates(PEOPLE["over_confident"], 20, 120, 5)["overconfident"]["learners"] >= 0.9
    assert rates(PEOPLE["absent"], 10, 120, 5)["absent"]["learners"] == 1.0
