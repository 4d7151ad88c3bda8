"""What words claim is true."""

from dataclasses import replace

import pytest

from preceptor.core.generation.claims import false_claims
from tests.unit.core.generation import ward

FACTS = {"smoker": "never", "drug-allergy": "none", "temperature": "high", "pregnancy": "absent"}


def found(texts=(), case=None, **facts):
    return list(false_claims(case or ward.case(), {**FACTS, **facts}, texts))


@pytest.mark.parametrize(
    "text",
    [
        "I smoke ten a day.",
        "I used to smoke.",
        "I'm allergic to penicillin.",
        "The note says afebrile.",
        "I'm pregnant.",
    ],
)
def test_claims_that_the_facts_do_not_bear_out(text):
    assert found([text])


@pytest.mark.parametrize(
    "text", ["I've never smoked.", "I've no allergies.", "I'm burning up.", "Smoke got in my eyes."]
)
def test_true_or_no_claims(text):
    assert not found([text])


def test_heat_without_a_fever():
    assert found(["I'm burning up."], temperature="normal", fever="absent")
    assert not found(["I'm burning up."], temperature="normal", fever="present")


def test_age_and_sex_in_title_door_and_answers():
    case = ward.case()
    age, woman = int(case.public.person.age), case.public.person.sex == "f"
    wrong = replace(case, public=replace(case.public, title=f"A {age + 9}-year-old cook with chest pain"))
    assert found(case=wrong)
    other = "man" if woman else "woman"
    assert found(case=replace(case, public=replace(case.public, door=f"A {other} sits there. Somebody waits.")))
    own = {**case.hidden.own, "age-question": (f"I'm {age + 1}.",)}
    assert found(case=replace(case, hidden=replace(case.hidden, own=own)))
    assert not found(case=case)
