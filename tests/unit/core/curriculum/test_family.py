"""Drawing an item: repeatable, sheet and marking in step, honest arithmetic, nothing hostile computed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.curriculum.family import (
    Arithmetic,
    FamilyError,
    draw,
    fill,
    leading_number,
    marking,
    option_order,
    round_half_up,
    sheet,
)
from preceptor.core.curriculum.item import Choice, Paper, Question, Result, Span
from tests.unit.core.curriculum.samples import family, item, results

seeds = st.integers(0, 2**31 - 1)


@given(seeds)
def test_the_same_seed_draws_the_same_sheet_and_marking(seed: int) -> None:
    one = family()
    assert sheet(one.paper, seed) == sheet(one.paper, seed)
    assert marking(one.paper, one.key, seed) == marking(one.paper, one.key, seed)


def test_other_seeds_draw_other_sheets() -> None:
    assert len({sheet(family().paper, seed).paragraphs for seed in range(40)}) > 15


@given(seeds)
def test_sheet_and_marking_agree_in_letters_and_the_key_is_what_was_computed(seed: int) -> None:
    one = family()
    shown, marked = sheet(one.paper, seed), marking(one.paper, one.key, seed)
    assert shown.questions[0].options == tuple((option.letter, option.text) for option in marked.questions[0])
    weight = int(shown.paragraphs[0].split()[1])
    (key,) = (option for option in marked.questions[0] if option.correct)
    assert key.text == f"{round_half_up(weight * 0.1, 1):.1f} mg"
    assert marked.explanation == f"Multiply {weight} by 0.1."
    assert all(f"{weight / 10:.1f} mg" in option.rationale for option in marked.questions[0])


@given(seeds)
def test_a_key_may_hang_on_the_draw(seed: int) -> None:
    one = family(correct=("weight < 60", "60 <= weight < 70", "70 <= weight < 80", "weight >= 80"))
    marked = marking(one.paper, one.key, seed)
    assert sum(option.correct for option in marked.questions[0]) == 1


@given(seeds)
def test_requirements_hold_for_every_draw(seed: int) -> None:
    paper = Paper(
        "{a} and {b}",
        (),
        parameters={"a": Span(1, 9, 1), "b": Choice((1, 5, 9))},
        derive={"gap": "abs(a - b)"},
        require=("gap >= 2", "a != 9"),
    )
    drawn = draw(paper, seed)
    assert drawn["gap"] >= 2  # type: ignore[operator]
    assert drawn["a"] != 9
    assert drawn["gap"] == abs(drawn["a"] - drawn["b"])  # type: ignore[operator]


def test_a_requirement_that_no_draw_meets_is_said() -> None:
    with pytest.raises(FamilyError, match="meets every requirement"):
        draw(family(require=("weight > 1000",)).paper, 1)


@given(seeds, st.floats(-5, 5), st.integers(0, 40), st.sampled_from((0.1, 0.25, 0.5, 1.0)))
def test_a_span_stays_within_its_ends_and_on_its_steps(seed: int, low: float, steps: int, step: float) -> None:
    high = low + steps * step
    value = draw(Paper("", (), parameters={"x": Span(low, high, step)}), seed)["x"]
    assert isinstance(value, int | float)
    assert low - 1e-6 <= value <= high + 1e-6
    assert ((value - low) / step) % 1 == pytest.approx(0, abs=1e-5) or ((value - low) / step) % 1 > 1 - 1e-5


def test_both_ends_of_a_span_are_drawn() -> None:
    paper = Paper("", (), parameters={"x": Span(1, 3, 1)})
    assert {draw(paper, seed)["x"] for seed in range(60)} == {1, 2, 3}


@pytest.mark.parametrize("spec", [Span(5, 1, 1), Span(0, 1e30, 1e-9), Span(0, float("inf"), 1)])
def test_a_span_that_holds_nothing_is_refused(spec: Span) -> None:
    with pytest.raises(FamilyError, match="no value lies from"):
        draw(Paper("", (), parameters={"x": spec}), 0)


@pytest.mark.parametrize(
    ("expression", "why"),
    [("1 / 0", "division by zero"), ("missing + 1", "missing"), ("sqrt(-1)", "math domain"), ("weight +", "invalid")],
)
def test_arithmetic_that_fails_names_the_expression(expression: str, why: str) -> None:
    with pytest.raises(FamilyError, match=why) as caught:
        draw(family(derive={"dose": expression}).paper, 0)
    assert expression in str(caught.value)


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "eval('1')",
        "9**9**9",
        "2**3000000 * 1.5",
        "'a' * 10**9",
        "'%999999999d' % 1",
        "f'{1:999999999}'",
        "'{:999999999}'.format(1)",
        "(1).__class__.__mro__",
        "''.__class__",
        "round.__globals__",
        "[x for x in (1, 2)]",
        "lambda: 1",
        "(x := 1)",
        "-" * 3000 + "1",
        "+".join("1" * 3000),
        "exp(1000)",
        "max()",
        "import os",
    ],
)
def test_hostile_expressions_are_refused(expression: str) -> None:
    with pytest.raises(FamilyError):
        Arithmetic({})(expression)


@pytest.mark.parametrize(
    "text", ["{w:999999999}", "{w:.400f}", "{1e308 * 10:.1f}", "{2 ** 30000}", "{w:>90}", "{'a':.1f}", "{w:x}"]
)
def test_what_cannot_be_shown_is_refused(text: str) -> None:
    with pytest.raises(FamilyError):
        fill(text, {"w": 3})


def test_braces_are_filled_and_whole_numbers_read_whole() -> None:
    names = {"weight": 70.0, "word": "left"}
    assert fill("{weight} kg on the {word}, {weight / 3:.1f}", names) == "70 kg on the left, 23.3"
    assert fill("{weight}", {}) == "{weight}"


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(0.5, 0, 1.0), (1.5, 0, 2.0), (2.5, 0, 3.0), (0.125, 2, 0.13), (1.005, 2, 1.01), (-0.5, 0, 0.0), (2.449, 1, 2.4)],
)
def test_halves_go_up(value: float, digits: int, expected: float) -> None:
    assert round_half_up(value, digits) == expected
    assert fill(f"{{x:.{digits}f}}", {"x": value}) == f"{expected:.{digits}f}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5 mg", 5.0),
        ("−3.5 mmol/L", -3.5),
        ("1,200 mL", 1200.0),
        ("1 200 mL", 1200.0),
        ("1\u2009200 mL", 1200.0),
        ("1\u00a0200 mL", 1200.0),
        ("< 7.35", 7.35),
        ("About 5", None),
        ("", None),
    ],
)
def test_the_number_a_text_begins_with(text: str, number: float | None) -> None:
    assert leading_number(text) == number


def test_options_stand_in_numeric_order_when_all_are_numbers() -> None:
    texts = ["10 mg", "2 mg", "1,000 mg", "−1 mg"]
    assert [texts[place] for place in option_order(texts, Question("", ()))] == ["−1 mg", "2 mg", "10 mg", "1,000 mg"]


def test_options_stand_in_alphabetical_order_otherwise() -> None:
    texts = ["beta", "10 mg", "Alpha", "gamma"]
    assert [texts[place] for place in option_order(texts, Question("", ()))] == ["10 mg", "Alpha", "beta", "gamma"]


def test_a_given_order_is_kept() -> None:
    assert option_order(["b", "a", "c"], Question("", (), order="given")) == [0, 1, 2]


@given(st.permutations(range(5)))
def test_the_place_of_an_option_does_not_hang_on_how_it_was_written(order: list[int]) -> None:
    plain = item()
    texts, keys = plain.paper.questions[0].options, plain.key.questions[0]
    question = replace(plain.paper.questions[0], options=tuple(texts[place] for place in order))
    key = replace(plain.key, questions=(tuple(keys[place] for place in order),))
    paper = replace(plain.paper, questions=(question,))
    assert marking(paper, key, 0) == marking(plain.paper, plain.key, 0)


def test_every_cell_of_a_results_row_is_filled() -> None:
    table = results(name="Drug {weight}", value="{dose}", unit="mg per {weight} kg", reference="1–{weight}", flag="H")
    shown = sheet(family(results=table).paper, 3).results
    assert shown is not None
    (row,) = shown.rows
    weight = row.name.split()[1]
    assert row == Result(f"Drug {weight}", f"{int(weight) * 0.1:g}", f"mg per {weight} kg", f"1–{weight}", "H")
