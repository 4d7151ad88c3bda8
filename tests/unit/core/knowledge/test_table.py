"""The likelihood table: what is said, what is left to the base, what published ratios make of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import PRESENT
from preceptor.core.knowledge.probability import Number
from preceptor.core.knowledge.table import FLOOR, compile_table
from tests.unit.core.knowledge.worlds import WHERE, base, binary, chest, condition, ratio, renamed, valued, worlds


@given(worlds())
def test_every_row_sums_to_one_and_nothing_is_impossible(world: tuple[Base, dict[str, str]]) -> None:
    table = compile_table(world[0], WHERE)
    for finding in table.findings:
        assert table.of(finding).sum(axis=1) == pytest.approx(1)
    assert table.chance.min() > FLOOR / 2


def test_a_finding_has_its_base_where_a_condition_says_nothing() -> None:
    table = compile_table(chest(), WHERE)
    assert table.probability("infarct", "sweating", PRESENT) == pytest.approx(0.6)
    assert table.probability("infarct", "smoker", PRESENT) == pytest.approx(0.3)
    assert table.probability("strain", "radiation", "back") == pytest.approx(0.1)


def test_values_that_a_condition_does_not_name_share_the_rest_by_their_bases() -> None:
    table = compile_table(chest(), WHERE)
    assert table.of("radiation")[table.conditions.index("infarct")] == pytest.approx([0.35, 0.6, 0.05])


def test_named_values_that_miss_one_are_brought_to_one() -> None:
    colour = valued("colour", {"clear": 0.6, "green": 0.3, "red": 0.1})
    one = condition("one", {"colour": {"clear": 0.6, "green": 0.3, "red": 0.3}})
    table = compile_table(base((colour,), (one, condition("two", {}))), WHERE)
    assert table.of("colour")[0] == pytest.approx([0.5, 0.25, 0.25])


def test_bases_that_miss_one_are_brought_to_one() -> None:
    colour = valued("colour", {"clear": 0.6, "green": 0.6})
    assert compile_table(base((colour,), (condition("one", {}),)), WHERE).of("colour")[0] == pytest.approx([0.5, 0.5])


def of_ratio(*ratios: object, others: float = 0.1, weights: tuple[float, float] = (1.0, 1.0)) -> float:
    one = condition("one", {"fever": 0.85}, ratios=ratios)
    two = condition("two", {"fever": others}, weights[0])
    three = condition("three", {"fever": 0.3}, weights[1])
    return compile_table(base((binary("fever"),), (one, two, three)), WHERE).probability("one", "fever", PRESENT)


def test_a_published_ratio_makes_its_probability_from_the_other_conditions() -> None:
    assert of_ratio(ratio("fever", 3.0)) == pytest.approx(3.0 * 0.2)
    assert of_ratio(ratio("fever", 3.0), weights=(3.0, 1.0)) == pytest.approx(3.0 * 0.15)
    assert of_ratio(ratio("fever", 3.0, presentation="headache")) == pytest.approx(0.85)


def test_a_ratio_of_absence_makes_the_complement() -> None:
    assert 1 - of_ratio(ratio("fever", 0.5, absent=True)) == pytest.approx(0.5 * 0.8)


def test_ratios_are_capped_and_probabilities_kept_in_range() -> None:
    assert of_ratio(ratio("fever", 100.0)) == pytest.approx(0.97)
    assert of_ratio(ratio("fever", 0.001)) == pytest.approx(0.1 * 0.2)
    assert of_ratio(ratio("fever", 0.001, absent=True)) == pytest.approx(1 - 0.1 * 0.8)


def test_ratios_of_presence_and_absence_meet_in_the_middle() -> None:
    agreeing = of_ratio(ratio("fever", 3.0), ratio("fever", 0.5, absent=True))
    assert agreeing == pytest.approx(0.6, abs=0.01)
    torn = of_ratio(ratio("fever", 3.0), ratio("fever", 0.95, absent=True))
    assert 1 - 0.95 * 0.8 < torn < 0.6


def test_of_two_values_a_ratio_of_one_is_a_ratio_of_the_others_absence() -> None:
    assert of_ratio(ratio("fever", 0.5, "absent")) == pytest.approx(of_ratio(ratio("fever", 0.5, absent=True)))
    joint = of_ratio(ratio("fever", 3.0), ratio("fever", 0.95, "absent"))
    assert joint == pytest.approx(of_ratio(ratio("fever", 3.0), ratio("fever", 0.95, absent=True)))


def test_ratios_that_lean_on_each_other_settle() -> None:
    fever = binary("fever")
    one = condition("one", {}, ratios=(ratio("fever", 2.0),))
    two = condition("two", {}, ratios=(ratio("fever", 0.5),))
    third = condition("three", {"fever": 0.3}, 8.0)
    table = compile_table(base((fever,), (one, two, third)), WHERE)
    weights = np.array([1.0, 1.0, 8.0])
    for row, asked in ((0, 2.0), (1, 0.5)):
        share = np.where(np.arange(3) == row, 0, weights)
        assert table.of("fever")[row, 1] / (share @ table.of("fever")[:, 1] / share.sum()) == pytest.approx(
            asked, rel=0.01
        )


def test_a_ratio_on_one_value_leaves_the_others_in_proportion() -> None:
    where = valued("where", {"nowhere": 0.6, "arm": 0.3, "back": 0.1})
    one = condition("one", {}, ratios=(ratio("where", 4.0, "back"),))
    table = compile_table(base((where,), (one, condition("two", {}))), WHERE)
    assert table.of("where")[0] == pytest.approx([0.4, 0.2, 0.4])


def test_ratios_on_several_values_leave_something_for_the_rest() -> None:
    where = valued("where", {"nowhere": 0.4, "arm": 0.3, "back": 0.3})
    ratios = (ratio("where", 3.0, "arm"), ratio("where", 3.0, "back"))
    table = compile_table(base((where,), (condition("one", {}, ratios=ratios), condition("two", {}))), WHERE)
    assert table.of("where")[0] == pytest.approx([0.03, 0.485, 0.485])


def test_a_derived_number_shows_its_arithmetic() -> None:
    one = condition("one", {}, ratios=(ratio("fever", 30.0),))
    table = compile_table(base((binary("fever", 0.03),), (one, condition("two", {}))), WHERE)
    number = table.derived["one", "fever", PRESENT]
    assert number.value == pytest.approx(0.3)
    assert number.basis == "derived"
    assert "10 (published 30, capped) × 0.03 (study-2020) = 0.3" in number.how
    assert ("two", "fever", PRESENT) not in table.derived


def test_a_published_probability_is_not_overruled_by_a_ratio() -> None:
    said = replace(
        condition("one", {}, ratios=(ratio("fever", 3.0),)),
        findings={"fever": {PRESENT: Number(0.31, "published", "study-2020")}},
    )
    table = compile_table(base((binary("fever"),), (said, condition("two", {}))), WHERE)
    assert table.probability("one", "fever", PRESENT) == pytest.approx(0.31)
    assert table.derived == {}


def test_overrides_replace_what_is_said_and_what_ratios_were_made_from() -> None:
    one = condition("one", {}, ratios=(ratio("fever", 3.0),))
    world = base((binary("fever"),), (one, condition("two", {"fever": 0.1}), condition("three", {})))
    moved = compile_table(world, WHERE, {("two", "fever", PRESENT): 0.3})
    assert moved.probability("two", "fever", PRESENT) == pytest.approx(0.3)
    assert moved.probability("one", "fever", PRESENT) == pytest.approx(3.0 * 0.2)
    raised = compile_table(world, WHERE, {("", "fever", PRESENT): 0.2})
    assert raised.probability("three", "fever", PRESENT) == pytest.approx(0.2)
    assert raised.probability("two", "fever", PRESENT) == pytest.approx(0.1)


def test_other_presentations_conditions_do_not_count() -> None:
    elsewhere = condition("elsewhere", {"fever": 0.97}, presentations={"headache": Number(1.0)})
    one = condition("one", {}, ratios=(ratio("fever", 3.0),))
    table = compile_table(base((binary("fever"),), (one, condition("two", {}), elsewhere)), WHERE)
    assert table.conditions == ("one", "two")
    assert table.probability("one", "fever", PRESENT) == pytest.approx(0.3)


@given(worlds())
def test_names_and_order_of_conditions_change_nothing(world: tuple[Base, dict[str, str]]) -> None:
    one = world[0]
    with_ratio = replace(one.conditions["c0"], ratios=(ratio("f0", 3.0, one.findings["f0"].values[1].id),))
    one = replace(one, conditions={**one.conditions, "c0": with_ratio})
    names = {name: f"x{name}" for name in one.conditions}
    table, other = compile_table(one, WHERE), compile_table(renamed(one, names), WHERE)
    for place, name in enumerate(table.conditions):
        assert other.chance[other.conditions.index(names[name])] == pytest.approx(table.chance[place])
