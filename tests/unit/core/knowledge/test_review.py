"""The review of a base: each doubt planted in a base that has none, and cases that hang on one estimate."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Attribute, Test
from preceptor.core.knowledge.probability import Number, moved
from preceptor.core.knowledge.reasoner import Reasoner
from preceptor.core.knowledge.review import Presented, review, sensitivity
from preceptor.core.knowledge.table import compile_table
from tests.unit.core.knowledge.worlds import WHERE, base, binary, chest, condition, ratio, valued, worlds


def clean() -> Base:
    """The chest base without its idle test result."""
    world = chest()
    findings = {name: one for name, one in world.findings.items() if name != "lipase"}
    tests = {name: one for name, one in world.tests.items() if name != "bloods"}
    return replace(world, findings=findings, tests=tests)


def with_condition(world: Base, name: str, **changes: Any) -> Base:
    return replace(world, conditions={**world.conditions, name: replace(world.conditions[name], **changes)})


def with_finding(world: Base, name: str, **changes: Any) -> Base:
    return replace(world, findings={**world.findings, name: replace(world.findings[name], **changes)})


def doubts(world: Base) -> list[tuple[str, str]]:
    return [(doubt.kind, doubt.where) for doubt in review(world)]


def test_a_clean_base_leaves_no_doubt() -> None:
    assert review(clean()) == []


@pytest.mark.parametrize("chance", [1.2, -0.1, float("nan")])
def test_impossible_probabilities(chance: float) -> None:
    said = {"smoker": {PRESENT: Number(chance)}, "sweating": {PRESENT: Number(0.6)}}
    assert ("impossible", "infarct / smoker") in doubts(with_condition(clean(), "infarct", findings=said))


@pytest.mark.parametrize(
    ("said", "doubtful"),
    [
        ({"arm": 0.85, "back": 0.6}, True),
        ({"nowhere": 0.3, "arm": 0.3, "back": 0.1}, True),
        ({"nowhere": 0.3, "arm": 0.6, "back": 0.1}, False),
        ({"arm": 0.3, "back": 0.1}, False),
    ],
)
def test_rows_that_do_not_sum(said: dict[str, float], doubtful: bool) -> None:
    world = clean()
    findings = {**world.conditions["infarct"].findings, "radiation": {name: Number(one) for name, one in said.items()}}
    found = doubts(with_condition(world, "infarct", findings=findings))
    assert (("impossible", "infarct / radiation") in found) == doubtful


def test_bases_that_do_not_sum() -> None:
    world = clean()
    values = tuple(replace(value, base=0.5) for value in world.findings["radiation"].values)
    assert ("impossible", "radiation") in doubts(with_finding(world, "radiation", values=values))


@pytest.mark.parametrize(
    "changes",
    [
        {"age": (1.0,) * 6 + (-1.0,)},
        {"age": (1.0,) * 6},
        {"sex": {"f": -0.5}},
        {"setting": {"gp": -1.0}},
        {"presentations": {WHERE: Number(-3.0)}},
    ],
)
def test_impossible_multipliers(changes: dict[str, Any]) -> None:
    assert ("impossible", "strain") in doubts(with_condition(clean(), "strain", **changes))


def test_an_impossible_ratio() -> None:
    world = with_condition(clean(), "infarct", ratios=(ratio("sweating", 0.0),))
    assert ("impossible", "infarct / sweating") in doubts(world)


def test_conditions_that_nothing_tells_apart() -> None:
    twin = replace(clean().conditions["strain"], id="twin")
    world = replace(clean(), conditions={**clean().conditions, "twin": twin})
    found = [doubt for doubt in review(world) if doubt.kind == "alike"]
    assert [(doubt.where, "strain and twin" in doubt.message) for doubt in found] == [(WHERE, True)]
    told = {**twin.findings, "smoker": {PRESENT: Number(0.6)}}
    assert "alike" not in [kind for kind, _ in doubts(with_condition(world, "twin", findings=told))]


def test_rare_against_never_tells_nobody_apart() -> None:
    twin = replace(clean().conditions["strain"], id="twin")
    rare = {**twin.findings, "ct-aorta": {"dissection": Number(0.03)}}
    world = replace(clean(), conditions={**clean().conditions, "twin": replace(twin, findings=rare)})
    assert ("alike", WHERE) in doubts(world)


def test_findings_that_nobody_asks_for() -> None:
    world = clean()
    topics = {**world.topics, "smoker": replace(world.topics["smoker"], ask=("do you smoke",))}
    world = replace(world, topics=topics)
    assert ("unasked", "smoker") in doubts(world)
    ways = ("any cigarettes", "are you a smoker", "tobacco at all")
    assert "unasked" not in [kind for kind, _ in doubts(with_finding(world, "smoker", ask=ways))]


def test_an_attribute_lends_its_ways_of_asking_and_its_topic_does_not() -> None:
    world = with_finding(clean(), "radiation", attribute="radiation")
    assert ("unasked", "radiation") in doubts(world)
    ways = ("does {it} go anywhere", "does {it} spread", "where does {it} move to", "radiation")
    lent = replace(world, attributes={"radiation": Attribute("radiation", "radiation", ways)})
    assert ("unasked", "radiation") not in doubts(lent)


def test_signs_that_no_act_shows() -> None:
    assert ("hidden", "tender-wall") in doubts(replace(clean(), manoeuvres={}))


def test_tests_that_change_nothing() -> None:
    world = chest()
    idle = Test("lipase", "lipase", "blood", 60, 2, 0, ("lipase",))
    assert ("idle", "lipase") in doubts(replace(world, tests={**world.tests, "lipase": idle}))


def test_a_test_that_settles_only_a_rare_condition_is_not_idle() -> None:
    presentations = {WHERE: Number(0.0001)}
    assert "idle" not in [
        kind for kind, _ in doubts(with_condition(clean(), "dissection", presentations=presentations))
    ]


def test_ratios_that_the_table_contradicts() -> None:
    def of(times: float, others: float) -> list[tuple[str, str]]:
        one = condition("one", {"scan": 0.97}, ratios=(ratio("fever", times),))
        two = condition("two", {"fever": others})
        findings = (binary("fever"), binary("scan", 0.03, kind="result"))
        return doubts(base(findings, (one, two), tests=(Test("scan", "scan", "imaging", 1, 1, 0, ("scan",)),)))

    where = ("ratio", f"{WHERE} / one / fever")
    assert of(5.0, 0.1) == []
    assert of(30.0, 0.097) == []  # the cap of ratios is no contradiction
    assert of(5.0, 0.6) == [where]


def small(**more: Any) -> Base:
    """Two causes of fever that one finding of three tells apart, all of it estimates."""
    findings = (binary("rash"), binary("cough"), valued("colour", {"clear": 0.6, "green": 0.4}))
    flu = condition("flu", {"cough": more.pop("cough", 0.6)}, 1.0, **more)
    measles = condition("measles", {"rash": 0.3, "cough": 0.3}, 1.2)
    return base(findings, (flu, measles))


CASE = Presented("case-1", WHERE, 30, "f", "gp", "flu", {"cough": PRESENT, "colour": "clear"})


def test_a_case_that_hangs_on_an_estimate_is_listed_with_the_move() -> None:
    found = sensitivity(small(), [CASE])
    assert {(one.case, one.first, one.then, one.finding) for one in found} == {("case-1", "flu", "measles", "cough")}
    moves = {(one.condition, one.before, one.after) for one in found}
    assert moves == {("flu", 0.6, 0.3), ("measles", 0.3, 0.6)}


def test_a_listed_move_does_change_the_first_diagnosis_and_no_other_does() -> None:
    world = with_condition(chest(), "strain", presentations={WHERE: Number(7.0)})
    facts = {"nausea": PRESENT, "sweating": ABSENT}
    case = Presented("c", WHERE, 50, "f", "ed", "infarct", facts)
    found = sensitivity(world, [case])
    assert found
    for one in found:
        table = compile_table(world, WHERE, {(one.condition, one.finding, one.value): one.after})
        posterior = Reasoner(world, WHERE, 50, "f", "ed", table=table).posterior(case.facts)
        assert max(posterior, key=lambda name: posterior[name]) == one.then != one.first


@given(worlds())
def test_no_move_that_changes_a_first_diagnosis_is_overlooked(world: tuple[Base, dict[str, str]]) -> None:
    one, facts = world
    reasoner = Reasoner(one, WHERE, 30, "f", "gp")
    listed = {
        (hanging.condition, hanging.finding, hanging.value, hanging.after, hanging.then)
        for hanging in sensitivity(one, [replace(CASE, facts=facts)])
    }
    first = leader(reasoner.posterior(facts))
    for name, condition_ in one.conditions.items():
        for finding in facts:
            for value, number in condition_.findings.get(finding, {}).items():
                for after in (moved(number.value, -1), moved(number.value, 1)):
                    table = compile_table(one, WHERE, {(name, finding, value): after})
                    then = leader(Reasoner(one, WHERE, 30, "f", "gp", table=table).posterior(facts))
                    if first and then and then != first:
                        assert (name, finding, value, after, then) in listed


def leader(posterior: dict[str, float]) -> str:
    """Who comes first by a clear lead; empty where two are as good as even."""
    first, second = sorted(posterior, key=lambda name: -posterior[name])[:2]
    return first if posterior[first] > 1.001 * posterior[second] else ""


def test_the_base_of_a_finding_is_an_estimate_too() -> None:
    world = small()
    flu = condition("flu", {}, 2.0)
    world = replace(world, conditions={**world.conditions, "flu": flu})
    found = sensitivity(world, [replace(CASE, facts={"cough": PRESENT})])
    assert ("", "cough", PRESENT, 0.3) in {(one.condition, one.finding, one.value, one.after) for one in found}


def test_a_case_that_stands_on_published_numbers_hangs_on_nothing() -> None:
    world = small()
    published = {
        name: replace(one, findings={"cough": {PRESENT: Number(chance, "published", "study-2020")}})
        for (name, one), chance in zip(world.conditions.items(), (0.6, 0.3), strict=True)
    }
    assert sensitivity(replace(world, conditions=published), [CASE]) == []


def test_only_findings_that_a_case_reveals_are_moved() -> None:
    assert sensitivity(small(), [replace(CASE, facts={"colour": "green"})]) == []
