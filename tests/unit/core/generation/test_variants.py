"""Other people with the same facts."""

from dataclasses import replace

from preceptor.core.generation import validator
from preceptor.core.generation.validator import validate
from preceptor.core.generation.variants import variants
from preceptor.core.knowledge.base import band
from tests.unit.core.generation import ward


def test_variants_keep_every_fact_and_change_the_person():
    for case in ward.cases():
        found = variants(ward.base(), case)
        assert found
        for other in found:
            assert other.hidden.facts == case.hidden.facts
            assert other.public.person != case.public.person
            assert other.public.person.weight == case.public.person.weight
            assert other.public.person.name in other.public.door
            assert other.hidden.own["name"] != case.hidden.own["name"]


def test_a_swap_of_sex_is_declared_where_the_tables_differ_and_never_made_where_they_forbid_it():
    case = ward.case("chest-wall-pain")
    swapped = [one for one in variants(ward.base(), case) if one.public.person.sex != case.public.person.sex]
    assert len(swapped) == 1
    assert swapped[0].hidden.effects["sex"]
    ovarian = ward.case("ovarian-mishap")
    assert {one.public.person.sex for one in variants(ward.base(), ovarian)} == {"f"}


def test_another_age_stays_in_its_band():
    for case in ward.cases(8):
        for other in variants(ward.base(), case):
            assert band(other.public.person.age) == band(case.public.person.age)


def test_undeclared_effects_are_found(monkeypatch):
    case = ward.case("chest-wall-pain")
    silent = [replace(one, hidden=replace(one.hidden, effects={})) for one in variants(ward.base(), case)]
    monkeypatch.setattr(validator, "variants", lambda *_: silent)
    checks = {check.name: check for check in validate(ward.base(), case, (), ward.tables())}
    assert not checks["variants"].ok


def test_the_same_case_has_the_same_variants():
    assert variants(ward.base(), ward.case()) == variants(ward.base(), ward.case())
