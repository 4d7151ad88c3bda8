"""Generated cases keep what they promise."""

import numpy as np
import pytest

from preceptor.core.generation.casewriter import STEPS, Wish, generate
from preceptor.core.generation.validator import passes, validate
from preceptor.core.patient.case import VITALS, Patient
from tests.unit.core.generation import ward


def made(wish: Wish, seed: int = 0):
    return generate(ward.base(), wish, np.random.default_rng(seed), (), ward.tables())


def test_the_same_chance_gives_the_same_case_and_another_one_another():
    assert ward.case(seed=3) == ward.case(seed=3)
    assert ward.case(seed=3) != ward.case(seed=4)


def test_most_cases_are_valid_at_first_try():
    cases = ward.cases(60)
    judged = [validate(ward.base(), case, (), ward.tables()) for case in cases]
    assert np.mean([passes(checks) for checks in judged]) >= 0.8, [
        check for checks in judged for check in checks if not check.ok
    ]


def test_it_is_marked_generated_not_reviewed_and_its_id_tells_nothing():
    case = ward.case()
    assert case.public.generated
    assert case.public.review == "not-reviewed"
    stem, letters = case.public.id.split("-")
    assert stem == "patient"
    assert len(letters) == 8
    assert not set(letters) & set("aeiou")


def test_ids_do_not_repeat_known_ones():
    first = ward.case(seed=5)
    again = generate(
        ward.base(), Wish(condition="acute-coronary-syndrome"), np.random.default_rng(5), [first], ward.tables()
    )
    assert again.public.id != first.public.id


def test_vital_signs_are_always_stated_with_numbers_in_their_range():
    for case in ward.cases():
        for name in VITALS:
            fact = case.hidden.facts[name]
            value = ward.base().findings[name].value(fact.value)
            assert fact.number is not None
            assert value.low <= fact.number <= value.high


def test_what_the_case_states_is_all_there_is():
    """The closed world of the patient agrees with what was drawn: nothing drawn is lost by not being stated."""
    base = ward.base()
    for case in ward.cases():
        for name, fact in Patient(base, case).facts.items():
            stated = case.hidden.facts.get(name)
            usual = max(base.findings[name].values, key=lambda value: value.base).id
            if stated is None and not base.findings[name].of:
                assert fact.value in (usual, "present") if name in _implied(case) else fact.value == usual


def _implied(case):
    return {other for name in case.hidden.facts for other in ward.base().findings[name].implies}


def test_the_wish_is_followed():
    case = made(Wish(condition="chest-wall-pain", setting="gp", jurisdiction="uk"))
    assert case.hidden.condition == "chest-wall-pain"
    assert (case.public.setting, case.public.jurisdiction) == ("gp", "uk")
    wanted = {made(Wish(competencies=("diagnosing-pulmonary-embolism",)), seed).hidden.condition for seed in range(5)}
    assert wanted == {"pulmonary-embolism"}
    assert {made(Wish(presentation="chest-pain"), seed).hidden.condition for seed in range(30)} >= {
        "chest-wall-pain",
        "acute-coronary-syndrome",
        "pulmonary-embolism",
    }


@pytest.mark.parametrize(
    "wish",
    [
        Wish(condition="nothing-known"),
        Wish(presentation="fever"),
        Wish(setting="moon"),
        Wish(competencies=("diagnosing-everything",)),
    ],
)
def test_an_impossible_wish_is_refused(wish):
    with pytest.raises(ValueError):
        made(wish)


def test_a_wish_for_a_difficulty_moves_it():
    easy = np.mean([ward.case("pulmonary-embolism", seed, difficulty=1).public.difficulty for seed in range(12)])
    hard = np.mean([ward.case("pulmonary-embolism", seed, difficulty=5).public.difficulty for seed in range(12)])
    assert hard > easy + 0.5
    assert list(STEPS) == sorted(STEPS, reverse=True)


def test_facts_differ_from_patient_to_patient():
    """No list of textbook signs: not every patient has all that is typical, and none has the very same facts."""
    facts = [frozenset((n, f.value) for n, f in ward.case(seed=seed).hidden.facts.items()) for seed in range(10)]
    assert len(set(facts)) == 10
    sweating = ["sweating" in ward.case(seed=seed).hidden.facts for seed in range(30)]
    assert 5 < sum(sweating) < 25


def test_the_opening_tells_the_complaint_first_and_everything_it_tells_is_true():
    for case in ward.cases():
        assert case.hidden.opening_tells[0] == "chest-pain"
        assert set(case.hidden.opening_tells) <= set(case.hidden.facts)
