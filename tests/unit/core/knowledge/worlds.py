"""Small knowledge bases made by hand or drawn by hypothesis, shared by the tests of this folder."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition, Ratio
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Finding, Manoeuvre, Test, Topic, Value
from preceptor.core.knowledge.probability import Number

WHERE = "chest-pain"
ASK = ("any one", "any two", "any three", "any four")
# What a condition says: finding → level of being present, or value → probability.
Said = Mapping[str, float | Mapping[str, float]]


def binary(name: str, base: float = 0.1, **more: Any) -> Finding:
    values = (Value(ABSENT, "no", ("No.", "None."), 1 - base), Value(PRESENT, "yes", ("Yes.", "I do."), base))
    return Finding(name, name, name, more.pop("kind", "symptom"), values, **more)


def valued(name: str, bases: Mapping[str, float], **more: Any) -> Finding:
    values = tuple(Value(one, one, ("Yes.", "I do."), base) for one, base in bases.items())
    return Finding(name, name, name, more.pop("kind", "symptom"), values, **more)


def condition(name: str, says: Said, weight: float = 1.0, **more: Any) -> Condition:
    findings = {
        finding: {PRESENT: Number(said)}
        if isinstance(said, float)
        else {value: Number(chance) for value, chance in said.items()}
        for finding, said in says.items()
    }
    return Condition(
        id=name,
        label=name,
        names=(),
        summary="",
        must_not_miss=more.pop("must_not_miss", False),
        presentations=more.pop("presentations", {WHERE: Number(weight)}),
        age=more.pop("age", (1.0,) * 7),
        sex=more.pop("sex", {}),
        setting=more.pop("setting", {}),
        findings=findings,
        **more,
    )


def base(
    findings: tuple[Finding, ...],
    conditions: tuple[Condition, ...],
    manoeuvres: tuple[Manoeuvre, ...] = (),
    tests: tuple[Test, ...] = (),
) -> Base:
    return Base(
        id="world",
        topics={one.topic: Topic(one.topic, one.topic, "area", ASK) for one in findings},
        attributes={},
        findings={one.id: one for one in findings},
        manoeuvres={one.id: one for one in manoeuvres},
        tests={one.id: one for one in tests},
        treatments={},
        conditions={one.id: one for one in conditions},
    )


def ratio(finding: str, times: float, value: str = PRESENT, **more: Any) -> Ratio:
    return Ratio(finding, value, times, "study-2020", **more)


def chest(**changes: Condition) -> Base:
    """Three causes of chest pain, a symptom with attributes, signs, and tests that show them."""
    findings = (
        binary("pain", 0.9),
        valued("radiation", {"nowhere": 0.7, "arm": 0.2, "back": 0.1}, of="pain"),
        binary("sweating", 0.1, group="shock"),
        binary("nausea", 0.1, group="shock"),
        binary("smoker", 0.3, kind="history"),
        binary("tender-wall", 0.1, kind="sign"),
        valued("troponin", {"normal": 0.97, "raised": 0.03}, kind="result"),
        valued("ct-aorta", {"normal": 0.99, "dissection": 0.01}, kind="result"),
        binary("lipase", 0.03, kind="result"),
    )
    says: dict[str, Said] = {
        "infarct": {"sweating": 0.6, "nausea": 0.6, "radiation": {"arm": 0.6}, "troponin": {"raised": 0.97}},
        "dissection": {"sweating": 0.3, "radiation": {"back": 0.6}, "ct-aorta": {"dissection": 0.97}},
        "strain": {"tender-wall": 0.3, "sweating": 0.03},
    }
    made = {
        "infarct": condition("infarct", says["infarct"], 3.0, must_not_miss=True),
        "dissection": condition("dissection", says["dissection"], 0.1, must_not_miss=True),
        "strain": condition("strain", says["strain"], 6.0),
    }
    return base(
        findings,
        tuple((made | changes).values()),
        (Manoeuvre("press-wall", "press", "chest", "feel", 1.0, ("tender-wall",)),),
        (
            Test("troponin", "troponin", "blood", 60.0, 2.0, 0.0, ("troponin",)),
            Test("ct", "tomogram", "imaging", 60.0, 25.0, 1.0, ("ct-aorta",)),
            Test("bloods", "bloods", "blood", 60.0, 3.0, 0.0, ("troponin", "lipase")),
        ),
    )


def renamed(one: Base, names: Mapping[str, str]) -> Base:
    """The same base with its conditions under other names, in the reverse order."""
    conditions = {
        names[name]: replace(condition, id=names[name]) for name, condition in reversed(list(one.conditions.items()))
    }
    return replace(one, conditions=conditions)


chances = st.sampled_from((0.01, 0.03, 0.1, 0.3, 0.6, 0.85, 0.97))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Base, dict[str, str]]:
    """A random base of 2–5 conditions and 2–6 findings, some in groups, and some of its facts."""
    findings = []
    for number in range(draw(st.integers(2, 6))):
        kind = draw(st.sampled_from(("symptom", "sign", "result")))
        group = draw(st.sampled_from(("", "", "one-group")))
        if draw(st.booleans()):
            findings.append(binary(f"f{number}", draw(chances), kind=kind, group=group))
        else:
            findings.append(valued(f"f{number}", {"none": 0.6, "some": 0.3, "much": 0.1}, kind=kind, group=group))
    conditions = []
    for number in range(draw(st.integers(2, 5))):
        says: dict[str, Mapping[str, float]] = {}
        for finding in draw(st.lists(st.sampled_from(findings), unique_by=lambda one: one.id)):
            says[finding.id] = {draw(st.sampled_from(finding.values[1:])).id: draw(chances)}
        conditions.append(condition(f"c{number}", says, draw(st.floats(0.01, 100))))
    told = draw(st.lists(st.sampled_from(findings), unique_by=lambda one: one.id))
    return base(tuple(findings), tuple(conditions)), {one.id: draw(st.sampled_from(one.values)).id for one in told}
