"""What a case leaves open is answered from the base, always the same way."""

from preceptor.core.patient.case import Patient, share
from tests.unit.core.patient.clinic import base, case, patient


def test_what_is_not_stated_is_what_is_usual() -> None:
    facts = patient().facts
    assert facts["itching"].value == "absent"
    assert facts["vaccinated"].value == "present"
    assert facts["temperature"].value == "normal"


def test_what_hangs_on_something_stated_takes_what_the_condition_makes_likeliest() -> None:
    assert patient().facts["cough-colour"].value == "green"
    assert patient(condition="bronchitis").facts["cough-colour"].value == "clear"
    assert patient().facts["complaint-duration"].value == "days"


def test_a_fact_makes_true_what_it_implies() -> None:
    assert patient().facts["travel"].value == "present"


def test_numbers_lie_in_their_range_and_never_change() -> None:
    one, two = patient(), Patient(base(), case())
    assert (one.facts["heart-rate"].number or 0) >= 60
    assert one.facts["heart-rate"].number == 112
    assert 36 <= (one.facts["temperature"].number or 0) <= 37
    assert one.facts == two.facts


def test_there_is_always_something_to_say_of_the_complaint() -> None:
    one = patient()
    assert one.has("complaint-duration")
    assert one.has("cough")
    assert not one.has("itching")


def test_shares_are_spread_and_stable() -> None:
    found = [share("case", number) for number in range(200)]
    assert all(0 <= one < 1 for one in found)
    assert 0.35 < sum(found) / 200 < 0.65
    assert share("a", 1) == share("a", 1) != share("a", 2)
