"""How alike two cases are."""

from dataclasses import replace

from preceptor.core.generation.likeness import NEAR, distance, nearest
from preceptor.core.patient.case import Fact
from tests.unit.core.generation import ward

BASE = ward.base()


def test_a_case_is_no_distance_from_itself_under_another_name():
    case = ward.case()
    renamed = replace(case, public=replace(case.public, id="other", person=replace(case.public.person, name="Else")))
    assert distance(BASE, case, renamed) == 0
    assert nearest(BASE, renamed, [case]).distance < NEAR


def test_every_other_fact_counts():
    case = ward.case()
    more = {**case.hidden.facts, "cough": Fact("present"), "tiredness": Fact("present"), "fever": Fact("present")}
    other = replace(case, hidden=replace(case.hidden, facts=more))
    assert 0 < distance(BASE, case, other) < 1


def test_facts_with_nothing_to_report_do_not_make_cases_alike():
    case = ward.case()
    nothing = {**case.hidden.facts, "cough": Fact("absent")}
    assert distance(BASE, case, replace(case, hidden=replace(case.hidden, facts=nothing))) == distance(BASE, case, case)


def test_other_conditions_are_never_near():
    assert distance(BASE, ward.case(), ward.case("pulmonary-embolism")) == 1
    assert nearest(BASE, ward.case(), [ward.case("pulmonary-embolism")]) is None
