"""The reference reasoner: the posterior and its steps, groups and caps, information gained and what it costs."""

import time
from collections.abc import Mapping
from dataclasses import replace
from math import inf, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Manoeuvre, Test
from preceptor.core.knowledge.reasoner import ORDINARY, Act, Reasoner, Settings
from tests.unit.core.knowledge.worlds import WHERE, base, binary, chest, condition, renamed, valued, worlds

PLAIN = Settings(share=1.0, told=inf, seen=inf, proved=inf)
FREE = Settings(minute=0.0, cost=0.0, harm=0.0)
ASK_SWEATING = Act("ask", "sweating")


def reasoner(world: Base, settings: Settings = ORDINARY) -> Reasoner:
    return Reasoner(world, WHERE, 50, "f", "ed", settings=settings)


def entropy(posterior: Mapping[str, float]) -> float:
    chances = np.array([chance for chance in posterior.values() if chance > 0])
    return float(-chances @ np.log2(chances))


def test_bayes_by_hand() -> None:
    two = base((binary("fever"),), (condition("one", {"fever": 0.6}), condition("two", {"fever": 0.3}, 3.0)))
    after = reasoner(two, PLAIN).posterior({"fever": PRESENT})
    assert after == pytest.approx({"one": 0.6 / (0.6 + 0.9), "two": 0.9 / (0.6 + 0.9)})


@given(worlds())
def test_the_posterior_sums_to_one(world: tuple[Base, dict[str, str]]) -> None:
    posterior = reasoner(world[0]).posterior(world[1])
    assert sum(posterior.values()) == pytest.approx(1)
    assert min(posterior.values()) >= 0


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(world: tuple[Base, dict[str, str]], chance: object) -> None:
    one, facts = world
    shuffled = sorted(facts.items(), key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert reasoner(one).posterior(dict(shuffled)) == pytest.approx(reasoner(one).posterior(facts))


@given(worlds())
def test_names_and_order_of_conditions_change_nothing(world: tuple[Base, dict[str, str]]) -> None:
    one, facts = world
    names = {name: f"x{name}" for name in one.conditions}
    mine, other = reasoner(one), reasoner(renamed(one, names))
    posterior = other.posterior(facts)
    assert {name: posterior[names[name]] for name in names} == pytest.approx(mine.posterior(facts))
    assert other.gain(facts, other.acts()) == pytest.approx(mine.gain(facts, mine.acts()))


def test_with_no_facts_it_is_the_prior_for_such_a_person() -> None:
    world = chest()
    world = replace(
        world, conditions={**world.conditions, "infarct": replace(world.conditions["infarct"], sex={"f": 0.0})}
    )
    assert Reasoner(world, WHERE, 50, "m", "ed").posterior({})["infarct"] == pytest.approx(3 / 9.1)
    woman = Reasoner(world, WHERE, 50, "f", "ed")
    assert woman.posterior({"troponin": "raised"})["infarct"] == 0
    assert sum(woman.posterior({"troponin": "raised"}).values()) == pytest.approx(1)
    assert woman.gain({}, woman.acts())[ASK_SWEATING] > 0


def test_a_person_who_can_have_nothing_is_refused() -> None:
    world = base((binary("fever"),), (condition("one", {}, sex={"m": 0.0}),))
    with pytest.raises(ValueError, match="no condition of chest-pain is possible"):
        Reasoner(world, WHERE, 50, "m", "ed")


def test_steps_add_up_from_prior_to_posterior() -> None:
    one = reasoner(chest())
    facts = {"sweating": PRESENT, "nausea": PRESENT, "troponin": "raised", "smoker": ABSENT}
    steps = one.steps(facts)
    assert [(step.finding, step.value) for step in steps] == list(facts.items())
    assert steps[-1].posterior == pytest.approx(one.posterior(facts))
    assert steps[0].posterior == pytest.approx(one.posterior({"sweating": PRESENT}))
    for first, second in (("infarct", "strain"), ("dissection", "strain")):
        change = sum(step.weights[first] - step.weights[second] for step in steps)
        before = log(one.prior[first] / one.prior[second])
        assert before + change == pytest.approx(log(steps[-1].posterior[first] / steps[-1].posterior[second]))


def test_a_group_counts_less_than_independent_findings() -> None:
    facts = {"sweating": PRESENT, "nausea": PRESENT}
    grouped = chest()
    loose = replace(grouped, findings={name: replace(one, group="") for name, one in grouped.findings.items()})
    once = reasoner(grouped).posterior({"sweating": PRESENT})["infarct"]
    assert once < reasoner(grouped).posterior(facts)["infarct"] < reasoner(loose).posterior(facts)["infarct"]


def test_the_strongest_of_a_group_counts_whole_and_the_others_by_their_share() -> None:
    one = reasoner(chest())
    strong, weak = one.steps({"sweating": PRESENT})[0].weights, one.steps({"nausea": PRESENT})[0].weights
    both = one.steps({"nausea": PRESENT, "sweating": PRESENT})
    for name in one.conditions:
        total = sum(step.weights[name] for step in both)
        assert total == pytest.approx(strong[name] + ORDINARY.share * weak[name])


def test_equals_of_a_group_divide_evenly() -> None:
    twins = base(
        (binary("one", group="g"), binary("two", group="g")),
        (condition("ill", {"one": 0.6, "two": 0.6}), condition("well", {})),
    )
    facts = {"one": PRESENT, "two": PRESENT}
    single = reasoner(twins).steps({"one": PRESENT})[0].weights
    total = [sum(step.weights[name] for step in reasoner(twins).steps(facts)) for name in ("ill", "well")]
    assert total == pytest.approx([(1 + ORDINARY.share) * single[name] for name in ("ill", "well")])


def test_one_word_of_a_patient_counts_less_than_a_scan() -> None:
    findings = [binary("word", 0.01), binary("sign", 0.01, kind="sign"), binary("scan", 0.01, kind="result")]
    ill = condition("ill", {"word": 0.97, "sign": 0.97, "scan": 0.97}, 0.001)
    one = reasoner(base(tuple(findings), (ill, condition("well", {}, 1.0))))
    times = {
        name: one.posterior({name: PRESENT})["ill"] / one.posterior({name: PRESENT})["well"] / 0.001
        for name in ("word", "sign", "scan")
    }
    assert times["word"] == pytest.approx(ORDINARY.told, rel=0.15)
    assert times["word"] < times["sign"] < times["scan"] < 97


def test_what_hangs_on_something_absent_says_nothing() -> None:
    one = reasoner(chest())
    absent = {"pain": ABSENT}
    assert one.posterior({**absent, "radiation": "back"}) == pytest.approx(one.posterior(absent))
    assert one.posterior({"pain": PRESENT, "radiation": "back"}) != pytest.approx(one.posterior({"pain": PRESENT}))
    ask = Act("ask", "radiation")
    gains = [one.gain(facts, [ask])[ask] for facts in (absent, {}, {"pain": PRESENT})]
    assert gains[0] == 0
    assert 0 < gains[1] < gains[2]


@pytest.mark.parametrize(("facts", "wrong"), [({"nonsense": PRESENT}, "nonsense"), ({"sweating": "lots"}, "lots")])
def test_what_does_not_exist_is_refused(facts: dict[str, str], wrong: str) -> None:
    with pytest.raises(KeyError, match=wrong):
        reasoner(chest()).posterior(facts)


@given(worlds())
def test_gain_of_one_finding_is_entropy_before_less_entropy_expected_after(world: tuple[Base, dict[str, str]]) -> None:
    one, facts = world
    facts = {name: value for name, value in facts.items() if not one.findings[name].group}
    asks = [finding for finding in one.findings.values() if finding.kind == "symptom" and finding.id not in facts]
    assume(asks)
    mine = reasoner(one, PLAIN)
    before = mine.posterior(facts)
    for finding in asks:
        expected = 0.0
        for value in finding.values:
            met = sum(before[name] * mine.table.probability(name, finding.id, value.id) for name in mine.conditions)
            expected += met * entropy(mine.posterior({**facts, finding.id: value.id}))
        act = Act("ask", finding.id)
        assert mine.gain(facts, [act])[act] == pytest.approx(entropy(before) - expected, abs=1e-9)


@given(worlds())
def test_no_act_loses_information_and_none_gives_more_than_there_is(world: tuple[Base, dict[str, str]]) -> None:
    one, facts = world
    test = Test("all", "all", "blood", 10, 1, 0, tuple(one.findings))
    mine = reasoner(replace(one, tests={"all": test}))
    gains = mine.gain(facts, mine.acts())
    assert all(gain >= 0 for gain in gains.values())
    assert gains[Act("order", "all")] <= entropy(mine.posterior(facts)) + 1e-9
    assert gains[Act("order", "all")] >= max(gains.values()) - 1e-9


def test_known_findings_tell_nothing_more_and_related_ones_less() -> None:
    one = reasoner(chest())
    ask = Act("ask", "nausea")
    assert one.gain({"sweating": PRESENT}, [ASK_SWEATING])[ASK_SWEATING] == 0
    loose = replace(one.base, findings={n: replace(f, group="") for n, f in one.base.findings.items()})
    heard = {"sweating": PRESENT}
    apart = reasoner(loose).gain(heard, [ask])[ask]
    assert one.gain({}, [ask])[ask] > 0
    assert one.gain(heard, [ask])[ask] < 0.5 * apart


def test_a_test_of_several_findings_tells_more_than_the_best_and_less_than_the_sum() -> None:
    findings = tuple(binary(name, kind="result") for name in ("one", "two"))
    tests = tuple(Test(name, name, "blood", 0, 0, 0, shows) for name, shows in
                  (("a", ("one",)), ("b", ("two",)), ("both", ("one", "two"))))  # fmt: skip
    made = base(findings, (condition("ill", {"one": 0.6, "two": 0.85}), condition("well", {})), tests=tests)
    gains = reasoner(made).gain({}, [Act("order", name) for name in ("a", "b", "both")])
    one, two, both = gains.values()
    assert max(one, two) < both < one + two


def test_findings_of_a_group_in_one_test_count_once_and_a_little() -> None:
    def both(group: str) -> float:
        findings = tuple(binary(name, kind="result", group=group) for name in ("one", "two"))
        ill = condition("ill", {"one": 0.6, "two": 0.6})
        made = base(findings, (ill, condition("well", {})), tests=(Test("both", "", "blood", 0, 0, 0, ("one", "two")),))
        return reasoner(made).gain({}, [Act("order", "both")])[Act("order", "both")]

    assert both("g") < 0.75 * both("")


def test_value_is_gain_less_minutes_cost_and_harm() -> None:
    one = reasoner(chest())
    acts = [ASK_SWEATING, Act("examine", "press-wall"), Act("order", "ct")]
    gains, values = one.gain({}, acts), one.value({}, acts)
    prices = [gains[act] - values[act] for act in acts]
    rates = ORDINARY
    assert prices == pytest.approx(
        [rates.minute * rates.question, rates.minute * 1.0, rates.minute * 60 + rates.cost * 25 + rates.harm * 1.0]
    )
    assert reasoner(chest(), FREE).value({}, acts) == pytest.approx(gains)


def test_an_act_that_does_not_exist_tells_nothing() -> None:
    unknown = Act("order", "horoscope")
    assert reasoner(chest()).value({}, [unknown]) == {unknown: 0.0}


def test_best_gives_the_most_valuable_acts_of_a_kind_first() -> None:
    one = reasoner(chest())
    found = one.best({}, n=50)
    values = one.value({}, one.acts())
    useful = {act: value for act, value in values.items() if one.gain({}, [act])[act] > 1e-9}
    assert [act for act, _ in found] == sorted(useful, key=lambda act: -useful[act])
    assert dict(found) == pytest.approx(useful)
    assert {act.kind for act, _ in one.best({}, ("ask",), 50)} == {"ask"}
    assert len(one.best({}, n=2)) == 2
    assert one.best({}, ("order",), 1)[0][0] == Act("order", "troponin")
    known = dict.fromkeys(("troponin", "ct-aorta"), "normal") | {"lipase": ABSENT}
    assert one.best(known, ("order",)) == ()


def test_other_numbers_for_a_finding_give_the_posterior_of_a_table_that_held_them() -> None:
    world = chest()
    facts = {"sweating": PRESENT, "nausea": PRESENT, "pain": PRESENT, "radiation": "arm"}
    for finding in ("sweating", "nausea", "radiation"):
        other = chest(infarct=condition("infarct", {
            "sweating": 0.6, "nausea": 0.6, "radiation": {"arm": 0.6}, "troponin": {"raised": 0.97},
            finding: {"arm": 0.3} if finding == "radiation" else 0.85,
        }, 3.0))  # fmt: skip
        blocks = np.array([reasoner(world).table.of(finding), reasoner(other).table.of(finding)])
        got = reasoner(world).with_other_numbers(facts, finding, blocks)
        assert got[0] == pytest.approx(list(reasoner(world).posterior(facts).values()))
        assert got[1] == pytest.approx(list(reasoner(other).posterior(facts).values()))


def test_other_numbers_may_change_which_finding_of_a_group_is_the_strongest() -> None:
    def twins(chance: float) -> Base:
        ill = condition("ill", {"one": chance, "two": 0.3})
        return base((binary("one", group="g"), binary("two", group="g")), (ill, condition("well", {})))

    facts = {"one": PRESENT, "two": PRESENT}
    blocks = np.array([reasoner(twins(0.03)).table.of("one"), reasoner(twins(0.1)).table.of("one")])
    got = reasoner(twins(0.85)).with_other_numbers(facts, "one", blocks)
    for row, chance in zip(got, (0.03, 0.1), strict=True):
        assert row == pytest.approx(list(reasoner(twins(chance)).posterior(facts).values()))


def test_other_numbers_for_what_hangs_on_something_absent_change_nothing() -> None:
    one = reasoner(chest())
    facts = {"pain": ABSENT, "radiation": "back"}
    got = one.with_other_numbers(facts, "radiation", one.table.of("radiation")[None, ::-1])
    assert got[0] == pytest.approx(list(one.posterior(facts).values()))


def test_all_gains_of_a_large_base_come_in_good_time() -> None:
    chance = np.random.default_rng(1)
    findings = tuple(
        valued(
            f"f{n}",
            {"none": 0.7, "some": 0.2, "much": 0.1},
            kind=("symptom", "sign", "result")[n % 3],
            group=f"g{n % 40}",
        )
        for n in range(300)
    )
    conditions = tuple(
        condition(f"c{n}", {f"f{k}": {"some": 0.6} for k in chance.integers(300, size=60)}) for n in range(12)
    )
    looks = tuple(Manoeuvre(f"m{n}", "", "chest", "look", 1, (f"f{3 * n + 1}",)) for n in range(60))
    tests = tuple(Test(f"t{n}", "", "blood", 5, 1, 0, (f"f{3 * n + 2}", f"f{3 * n + 5}")) for n in range(70))
    one = reasoner(base(findings, conditions, looks, tests))
    facts = {f"f{n}": "some" for n in range(30)}
    began = time.process_time()
    for _ in range(10):
        one.best(facts, n=10)
    assert (time.process_time() - began) / 10 < 0.03
