"""Management: what the condition asks for, in time, judged doses, what speaks against it, what could have harmed."""

import pytest

from preceptor.core.patient import management
from preceptor.core.patient.critical import critical
from preceptor.core.patient.result import Critical, Item
from tests.unit.core.patient.ward import Learner, exemplary, patient


def items(learner: Learner) -> dict[str, Item]:
    return {item.id.removeprefix("management:"): item for item in management.management(learner.seen)}


def errors(learner: Learner) -> dict[str, Critical]:
    return {one.code: one for one in critical(learner.seen, treats=True)}


def score(learner: Learner) -> float:
    found = management.management_score(learner.seen, management.management(learner.seen))
    assert found is not None
    return found


def test_essential_steps_in_time_earn_and_harm_takes_away() -> None:
    learner = exemplary()
    harmed = exemplary(patient())
    harmed.room.state.finished = False
    harmed.treat("massage")
    assert score(learner) > 0.9
    assert score(harmed) == pytest.approx(score(learner) - management.HARM)
    assert not items(harmed)["harmful:massage"].earned


def test_a_grave_turn_takes_away_as_harm_does() -> None:
    learner = exemplary()
    before = score(learner)
    learner.room.state.turned.add(0)
    assert score(learner) == pytest.approx(before - management.HARM)


def test_late_is_given_but_not_in_time() -> None:
    learner = Learner()
    learner.wait(59)
    number = learner.treat("heparin")
    assert items(learner)["essential:heparin:in-time"].earned
    late = Learner()
    late.wait(70)
    late.treat("heparin")
    found = items(late)
    assert found["essential:heparin"].number == number
    assert found["essential:heparin"].earned
    assert not found["essential:heparin:in-time"].earned
    assert "minute 71" in found["essential:heparin:in-time"].why


def test_a_step_that_something_true_speaks_against_is_not_called_for() -> None:
    learner = Learner(whom=patient(past_ulcer="present"))
    assert "essential:heparin" not in items(learner)
    assert "critical-step" not in errors(learner)
    assert "helpful:oxygen" not in items(Learner(whom=patient(oxygen="normal")))


@pytest.mark.parametrize(
    ("dose", "unit", "route", "earned"),
    [(100, "mg", "sc", True), (0.1, "g", "sc", True), (50, "mg", "sc", False), (300, "mg", "sc", False)],
)
def test_a_twice_checked_dose_is_judged(dose: float, unit: str, route: str, earned: bool) -> None:
    learner = Learner()
    number = learner.treat("heparin", dose, unit, route)
    assert items(learner)[f"dose:heparin:{number}"].earned is earned


@pytest.mark.parametrize(("dose", "unit", "route"), [(100, "ml", "sc"), (1.5, "mg", "iv"), (None, "", "")])
def test_other_units_routes_checked_once_or_no_dose_are_not_judged(dose: float | None, unit: str, route: str) -> None:
    learner = Learner()
    learner.treat("heparin", dose, unit, route)
    assert not [name for name in items(learner) if name.startswith("dose")]


def test_children_are_judged_by_their_weight() -> None:
    child = Learner(whom=patient(weight=20, age=8))
    number = child.treat("heparin", 24, "mg", "sc")
    assert items(child)[f"dose:heparin:{number}"].earned
    adult_dose = Learner(whom=patient(weight=20, age=8))
    adult_dose.treat("heparin", 100, "mg", "sc")
    assert "overdose" in errors(adult_dose)


def test_critical_errors_each_with_their_step() -> None:
    learner = Learner(whom=patient(past_ulcer="present"))
    drug, massage, home = learner.treat("heparin"), learner.treat("massage"), learner.treat("discharge-safety-net")
    found = errors(learner)
    assert found["contraindicated"].number == drug
    assert "It bleeds." in found["contraindicated"].why
    assert found["harmful-treatment"].number == massage
    assert found["harmful-treatment"].source == "guide"
    assert found["sent-home"].number == home
    assert found["must-not-miss-not-considered"].number is None


def test_an_overdose_begins_at_twice_the_upper_end() -> None:
    below, above = Learner(), Learner()
    below.treat("heparin", 239, "mg", "sc")
    above.treat("heparin", 240, "mg", "sc")
    assert "overdose" not in errors(below)
    assert "overdose" in errors(above)


def test_a_critical_step_left_out_or_late_and_the_grave_turn_that_follows() -> None:
    learner = Learner()
    learner.wait(61)
    learner.rank(embolism=50)
    assert set(errors(learner)) == {"critical-step", "grave-turn"}
    learner.treat("heparin")
    assert "minute 62" in errors(learner)["critical-step"].label
    assert set(errors(exemplary())) == set()


def test_where_nothing_can_be_treated_only_thinking_is_judged() -> None:
    learner = Learner("history")
    learner.say("opening")
    assert [one.code for one in critical(learner.seen, treats=False)] == ["must-not-miss-not-considered"]


def test_cautions_count_against_what_was_not_asked_for() -> None:
    learner = Learner()
    learner.treat("oxygen")
    assert not [name for name in items(learner) if name.startswith("caution")], "the condition asks for it"
    other = Learner(whom=patient(past_ulcer="present"))
    number = other.treat("aspirin")
    assert not items(other)[f"caution:aspirin:{number}"].earned
    assert "contraindicated" not in errors(other), "a caution forbids nothing"
    forbidden = Learner(whom=patient(past_ulcer="present"))
    forbidden.treat("heparin")
    assert not [name for name in items(forbidden) if name.startswith("caution")]
