"""Other people with the same facts."""

from dataclasses import replace

import pytest

from preceptor.core.generation import validator
from preceptor.core.generation.validator import validate
from preceptor.core.generation.variants import possible, variant, variants
from preceptor.core.knowledge.base import band
from preceptor.core.patient.case import Case
from tests.unit.core.generation import ward

REASON = "Half of these conditions are met in one sex alone."


def declaring(case: Case, **why: str) -> Case:
    return replace(case, hidden=replace(case.hidden, effects=why))


def variants_check(case: Case) -> validator.Check:
    return next(one for one in validate(ward.base(), case, (), ward.tables()) if one.name == "variants")


def test_variants_keep_every_fact_and_the_trust_and_change_the_person():
    for case in ward.cases():
        found = variants(ward.base(), case)
        assert found
        for other in found:
            settled = {name: (fact.value, fact.number) for name, fact in case.hidden.facts.items()}
            assert {name: (fact.value, fact.number) for name, fact in other.hidden.facts.items()} == settled
            assert other.hidden.opening_tells == case.hidden.opening_tells
            assert other.hidden.own.keys() == case.hidden.own.keys()
            assert other.hidden.manner.trust == case.hidden.manner.trust
            assert other.hidden.manner.persona != case.hidden.manner.persona
            assert other.ref == case.ref
            assert other.public.person.name != case.public.person.name
            assert other.public.person.weight == case.public.person.weight
            assert other.public.person.name in other.public.door


def test_another_age_stays_in_the_band_unless_age_counts():
    case = ward.case("chest-wall-pain", 2)
    first = case.public.person
    assert {band(age) for age, _ in possible(ward.base(), case)} == {band(first.age)}
    bands = {band(age) for age, _ in possible(ward.base(), declaring(case, age=REASON))}
    assert len(bands) > 1
    assert 6 not in bands  # the table has nobody over eighty with it


def test_nobody_is_drawn_whom_the_condition_hardly_strikes():
    case = next(one for seed in range(20) if (one := ward.case(seed=seed)).public.person.age > 64)
    bands = {band(age) for age, _ in possible(ward.base(), declaring(case, age=REASON))}
    assert 3 not in bands  # under forty it is twenty times rarer


def test_the_other_sex_comes_where_the_tables_hardly_differ_or_where_it_counts():
    """In women one condition more is possible here, so that the same facts do not mean the same."""
    case = next(one for seed in range(9) if (one := ward.case("chest-wall-pain", seed)).public.person.sex == "m")
    assert {sex for _, sex in possible(ward.base(), case)} == {"m"}
    assert {sex for _, sex in possible(ward.base(), declaring(case, sex=REASON))} == {"f", "m"}
    ovarian = declaring(ward.case("ovarian-mishap"), sex=REASON)
    assert {sex for _, sex in possible(ward.base(), ovarian)} == {"f"}


def test_a_variant_is_judged_in_the_frame_of_the_first_person_but_for_what_counts():
    case = ward.case("chest-wall-pain")
    for other in (variant(ward.base(), case, seed) for seed in range(1, 9)):
        assert other.frame == case.frame
    counting = declaring(case, age=REASON, sex=REASON)
    for other in variants(ward.base(), counting):
        assert (other.frame.age, other.frame.sex) == (other.public.person.age, other.public.person.sex)


def test_the_same_seed_gives_the_same_person_and_another_seed_another():
    base, case = ward.base(), ward.case()
    assert variant(base, case, 5) == variant(base, case, 5)
    assert len({variant(base, case, seed).public.person.name for seed in range(1, 9)}) > 4


def test_aids_stay_and_what_is_only_looks_does_not():
    case = ward.case()
    look = replace(case.public.person.look, build="slim", extra="glasses, wheelchair")
    person = replace(case.public.person, look=look)
    case = replace(case, public=replace(case.public, person=person))
    for other in (variant(ward.base(), case, seed).public.person.look for seed in range(1, 9)):
        assert (other.extra, other.build) == ("wheelchair", "slim")


def test_a_child_stays_as_old_as_it_is_and_of_its_sex():
    case = ward.case()
    look = replace(case.public.person.look, wear="hoodie")
    person = replace(case.public.person, age=10.0, sex="f", pronoun="she", occupation="pupil", look=look)
    case = replace(case, public=replace(case.public, person=person, door="A girl sits there."))
    other = variant(ward.base(), case, 3)
    theirs = other.public.person
    assert theirs.name != person.name
    assert (theirs.age, theirs.sex, theirs.pronoun, theirs.occupation) == (10.0, "f", "she", "pupil")
    assert theirs.look.wear == "hoodie"
    assert (other.public.door, other.hidden.opening) == (case.public.door, case.hidden.opening)
    assert other.hidden.own["name"] == (f"I'm {theirs.name}.",)


def test_who_speaks_for_a_small_child_speaks_for_the_other_one():
    case = ward.case()
    person = replace(case.public.person, age=2.4, sex="f", pronoun="she", address="Ilse", speaker="Ilse's mother")
    hidden = replace(case.hidden, own={"name": ("This is Ilse.",)})
    other = variant(ward.base(), replace(case, public=replace(case.public, person=person), hidden=hidden), 3)
    theirs = other.public.person
    assert theirs.address != "Ilse"
    assert theirs.speaker == f"{theirs.address}'s mother"
    assert (theirs.age, other.hidden.own["name"]) == (2.4, (f"This is {theirs.name}.",))


def test_the_check_passes_what_the_generator_makes():
    for case in ward.cases(8):
        assert variants_check(case).ok, variants_check(case).why


@pytest.mark.parametrize(
    ("effects", "why"),
    [({"hair": REASON}, "hair"), ({"sex": "It matters."}, "no reason"), ({"age": ""}, "no reason")],
)
def test_an_effect_needs_a_dimension_and_a_reason(effects, why):
    found = variants_check(declaring(ward.case("chest-wall-pain"), **effects))
    assert not found.ok
    assert why in found.why


def test_what_a_variant_must_not_do_is_found(monkeypatch):
    case = ward.case("chest-wall-pain")
    other = variants(ward.base(), case)[0]
    changed = {**other.hidden.facts, "sweating": replace(other.hidden.facts["chest-pain"])}
    spoken = replace(other.hidden, ideas="I think it is a strained intercostal muscle.")
    for broken, why in (
        (replace(other, kept=replace(other.frame, sex="x")), "another sex"),
        (replace(other, hidden=replace(other.hidden, facts=changed)), "other facts"),
        (replace(other, hidden=spoken), "intercostal"),
    ):
        monkeypatch.setattr(validator, "variants", lambda *_, broken=broken: [broken])
        found = variants_check(case)
        assert not found.ok
        assert why in found.why
