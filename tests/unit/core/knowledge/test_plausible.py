"""The plausible differential: tempered, with what must not be missed until it is refuted."""

from dataclasses import replace

import pytest
from hypothesis import given

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import ABSENT, PRESENT
from preceptor.core.knowledge.plausible import LEAST, plausible, refuted, tempered, unrefuted
from preceptor.core.knowledge.reasoner import Reasoner
from tests.unit.core.knowledge.worlds import WHERE, chest, worlds


def reasoner(world: Base) -> Reasoner:
    return Reasoner(world, WHERE, 50, "f", "ed")


def test_tempering_draws_odds_to_their_square_root_and_keeps_the_order() -> None:
    shares = tempered({"one": 0.9, "two": 0.1, "never": 0.0})
    assert shares["one"] / shares["two"] == pytest.approx(3)
    assert shares["never"] == 0
    assert sum(shares.values()) == pytest.approx(1)


@given(worlds())
def test_it_is_ordered_and_holds_all_that_is_likely(world: tuple[Base, dict[str, str]]) -> None:
    one = reasoner(world[0])
    held = plausible(one, world[1])
    confidences = [entry.confidence for entry in held]
    assert confidences == sorted(confidences, reverse=True)
    shares = tempered(one.posterior(world[1]))
    assert {entry.condition for entry in held} == {name for name, share in shares.items() if share >= LEAST}


def test_a_rare_condition_that_must_not_be_missed_is_held_until_it_is_refuted() -> None:
    one = reasoner(chest())
    held = {entry.condition: entry for entry in plausible(one, {"smoker": ABSENT, "tender-wall": PRESENT})}
    assert held["dissection"].confidence < 0.1
    facts = {"tender-wall": PRESENT, "ct-aorta": "normal"}
    assert "dissection" not in {entry.condition for entry in plausible(one, facts)}
    assert "dissection" not in unrefuted(one.base, one.prior, one.posterior(facts))


def test_it_says_why_a_condition_is_held() -> None:
    one = reasoner(chest())
    facts = {"sweating": PRESENT, "nausea": PRESENT}
    why = {entry.condition: entry.why for entry in plausible(one, facts)}
    assert why["infarct"] == "likely"
    assert why["dissection"] == "must-not-miss"


def test_a_benign_condition_is_not_held_for_its_own_sake() -> None:
    world = chest()
    benign = replace(world.conditions["dissection"], must_not_miss=False)
    one = reasoner(replace(world, conditions={**world.conditions, "dissection": benign}))
    facts = {"sweating": PRESENT, "nausea": PRESENT}
    assert "dissection" not in {entry.condition for entry in plausible(one, facts)}


def test_a_condition_that_is_impossible_for_a_person_is_never_held() -> None:
    world = chest()
    of_men = replace(world.conditions["dissection"], sex={"f": 0.0})
    one = reasoner(replace(world, conditions={**world.conditions, "dissection": of_men}))
    assert "dissection" not in {entry.condition for entry in plausible(one, {})}


def test_most_cuts_the_likely_and_keeps_the_dangerous() -> None:
    held = plausible(reasoner(chest()), {}, most=1)
    assert [entry.condition for entry in held] == ["strain", "infarct", "dissection"]
    assert [entry.why for entry in held] == ["likely", "must-not-miss", "must-not-miss"]


def test_being_rare_is_not_being_refuted() -> None:
    assert not refuted(0.01, 0.01)
    assert not refuted(0.01, 0.005)
    assert refuted(0.05, 0.005)
    assert not refuted(0.05, 0.006)
    assert not refuted(0.5, 0.05)
    assert refuted(0.5, 0.01)
