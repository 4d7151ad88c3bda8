"""The rules of a pack: each broken one is found where it is, and a clean pack breaks none."""

from dataclasses import replace
from typing import Any

import pytest

from preceptor.core.curriculum.item import Choice, Item, Source, Span
from preceptor.core.curriculum.pack import Framework, Pack, Reference, Titled
from preceptor.core.curriculum.rules import check
from tests.unit.core.curriculum.samples import competency, family, item, menu_item, options, pack, question


def found(subject: Pack) -> list[tuple[str, tuple[Any, ...]]]:
    return [(problem.code, problem.where) for problem in check(subject)]


@pytest.mark.parametrize("subject", [pack(), pack(menu_item()), pack(menu_item((1, 2, 2), (3,))), pack(family())])
def test_a_clean_pack_breaks_no_rule(subject: Pack) -> None:
    assert check(subject) == []


def test_the_same_id_twice() -> None:
    twice = pack(
        item(),
        item(),
        competencies=(competency(), competency()),
        references=(Reference("book-2020", "A", 2020),) * 2,
        presentations=(Titled("pain", "Pain"),) * 2,
    )
    codes = [entry for entry in found(twice) if entry[0] == "duplicate-id"]
    assert codes == [
        ("duplicate-id", ("competency", "chest-pain", "id")),
        ("duplicate-id", ("item", "one", "id")),
        ("duplicate-id", ("reference", "book-2020", "id")),
        ("duplicate-id", ("presentation", "pain", "id")),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prerequisites": ("gone",)}, "prerequisites"),
        ({"domain": "gone"}, "domain"),
        ({"level": "gone"}, "level"),
        ({"mappings": {"gone": ("1",)}}, "mappings"),
    ],
)
def test_a_competency_names_what_is_there(change: dict[str, Any], field: str) -> None:
    assert found(pack(competencies=(replace(competency(), **change),))) == [
        ("unknown-id", ("competency", "chest-pain", field))
    ]


def test_a_known_framework_may_be_mapped_to() -> None:
    mapped = replace(competency(), mappings={"frame": ("1",)})
    assert check(pack(competencies=(mapped,), frameworks=(Framework("frame", "Frame", "2020-01-01"),))) == []


def test_prerequisites_in_a_circle_are_named() -> None:
    around = pack(competencies=(competency("chest-pain", "b"), competency("b", "chest-pain", assessed_in="cases")))
    (problem,) = check(around)
    assert problem.code == "cycle"
    assert problem.where == ("competency", "chest-pain", "prerequisites")
    assert "chest-pain → b → chest-pain" in problem.message


SOURCE = Source("book-2020", "it", "verified", "2026-01-01")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"competency": "gone"}, "unknown-id", ("competency",)),
        ({"also": ("gone",)}, "unknown-id", ("competency",)),
        ({"also": ("chest-pain",)}, "also", ("also",)),
        ({"presentation": "gone"}, "unknown-id", ("presentation",)),
        ({"level": "gone"}, "unknown-id", ("level",)),
        ({"task": "gone"}, "unknown-id", ("task",)),
        ({"jurisdiction": "us"}, "unknown-id", ("jurisdiction",)),
        ({"difficulty": 0}, "out-of-range", ("difficulty",)),
        ({"difficulty": 6}, "out-of-range", ("difficulty",)),
        ({"minutes": 0.4}, "out-of-range", ("minutes",)),
        ({"minutes": 6.1}, "out-of-range", ("minutes",)),
        ({"minutes": float("nan")}, "out-of-range", ("minutes",)),
        ({"key": replace(item().key, sources=())}, "missing-source", ("sources",)),
        ({"key": replace(item().key, sources=(SOURCE, replace(SOURCE, ref="x")))}, "unknown-id", ("sources", 1, "ref")),
        ({"key": replace(item().key, explanation=" ")}, "missing-text", ("explanation",)),
        ({"key": replace(item().key, teaching_point="")}, "missing-text", ("teaching_point",)),
    ],
)
def test_an_item_names_what_is_there_and_stays_in_range(
    change: dict[str, Any], code: str, field: tuple[Any, ...]
) -> None:
    broken = found(pack(replace(item(), **change), replace(item(), id="two")))
    assert broken == [(code, ("item", "one", *field))]


@pytest.mark.parametrize("also", [("b", "b"), ("b", "c", "d")])
def test_also_names_at_most_two_each_once(also: tuple[str, ...]) -> None:
    others = tuple(competency(name, assessed_in="cases") for name in "bcd")
    assert found(pack(replace(item(), also=also), competencies=(competency(), *others))) == [
        ("also", ("item", "one", "also"))
    ]


def with_options(source: Item, keys: Any, texts: tuple[str, ...] | None = None) -> Item:
    shown = source.paper.questions if texts is None else (question(texts),)
    return replace(source, paper=replace(source.paper, questions=shown), key=replace(source.key, questions=(keys,)))


def test_every_option_has_a_rationale() -> None:
    keys = list(options())
    keys[3] = replace(keys[3], rationale=" ")
    assert found(pack(with_options(item(), tuple(keys)))) == [
        ("missing-rationale", ("item", "one", "options", 3, "rationale"))
    ]


@pytest.mark.parametrize("correct", [(), (0, 1), (0, 1, 2, 3, 4)])
def test_a_single_best_answer_has_one_key(correct: tuple[int, ...]) -> None:
    (problem,) = check(pack(with_options(item(), options(5, correct))))
    assert (problem.code, problem.where) == ("key", ("item", "one", "options"))
    assert str(len(correct)) in problem.message


def test_no_option_is_both_right_and_harmful() -> None:
    keys = tuple(replace(one, harmful=True) for one in options())
    assert found(pack(with_options(item(), keys))) == [("key", ("item", "one", "options", 1, "harmful"))]


@pytest.mark.parametrize(("selects", "correct"), [((2, 2), ()), ((1, 1), (0, 1)), ((10, 10), tuple(range(10)))])
def test_the_keys_of_a_menu_can_be_chosen_and_are_not_all_of_it(
    selects: tuple[int, ...], correct: tuple[int, ...]
) -> None:
    assert found(pack(menu_item(selects, correct))) == [
        ("key", ("item", "one", "questions", place, "options")) for place in (0, 1)
    ]


@pytest.mark.parametrize("count", [3, 6])
def test_a_single_best_answer_has_four_or_five_options(count: int) -> None:
    texts = tuple(f"Kind {one}" for one in range(count))
    assert found(pack(with_options(item(), options(count), texts))) == [("option-count", ("item", "one", "options"))]


def test_a_menu_has_ten_options_or_more() -> None:
    assert ("option-count", ("item", "one", "questions", 0, "options")) in found(pack(menu_item(size=9)))


def test_two_options_do_not_read_the_same() -> None:
    texts = ("Aortic tear", "Coronary clot", "aortic Tear", "Rib fracture", "Lung infarct")
    assert found(pack(with_options(item(), options(), texts))) == [("duplicate-option", ("item", "one", "options"))]


@pytest.mark.parametrize("selects", [(2,), (2, 2, 2, 2)])
def test_a_key_feature_problem_has_two_or_three_questions(selects: tuple[int, ...]) -> None:
    assert found(pack(menu_item(selects))) == [("question-count", ("item", "one", "questions"))]


def test_a_single_best_answer_has_one_question() -> None:
    one = item()
    double = replace(
        one,
        paper=replace(one.paper, questions=one.paper.questions * 2),
        key=replace(one.key, questions=one.key.questions * 2),
    )
    assert ("question-count", ("item", "one", "questions")) in found(pack(double))


def test_a_competency_that_no_item_assesses() -> None:
    lonely = competency("lonely")
    assert found(pack(competencies=(competency(), lonely))) == [("unreachable", ("competency", "lonely", "id"))]
    assert check(pack(competencies=(competency(), replace(lonely, assessed_in="cases")))) == []


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (family(derive={"dose": "weight / 0"}), "division by zero"),
        (family(require=("weight > 900",)), "meets every requirement"),
        (family(texts=("{dose} mg", "{dose + 0} mg", "1 mg", "2 mg")), "two equal options"),
        (family(correct=(True, "weight == 70", False, False)), "exactly one must be"),
        (family(correct=("weight < 80", False, False, False)), "0 options are marked correct"),
        (family(parameters={"weight": Span(50, 60, 1)}), "widen the parameters"),
        (family(parameters={"weight": Span(90, 45, 1)}), "no value lies"),
        (family(parameters={"weight": Choice(("a", "b"))}), "cannot be computed"),
        (family(stem="A {wieght} kg woman needs a drug."), "wieght"),
    ],
)
def test_a_family_that_goes_wrong_for_some_draw(broken: Item, says: str) -> None:
    problems = check(pack(broken))
    assert [problem.code for problem in problems] == ["family"]
    assert says in problems[0].message


@pytest.mark.parametrize("field", ["teaching_point", "front", "back"])
def test_what_outlives_the_draw_holds_no_braces(field: str) -> None:
    one = family()
    if field == "teaching_point":
        key, where = replace(one.key, teaching_point="Give {dose} mg."), (field,)
    else:
        key, where = replace(one.key, card=replace(one.key.card, **{field: "Give {dose} mg."})), ("card", field)
    assert found(pack(replace(one, key=key))) == [("family", ("item", "one", *where))]
