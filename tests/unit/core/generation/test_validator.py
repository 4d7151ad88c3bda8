"""The validator passes what is sound and names what is not."""

from dataclasses import replace

import numpy as np
import pytest

from preceptor.core.generation.validator import CHECKS, passes, validate
from preceptor.core.generation.violations import EXPECTED, plant
from preceptor.core.patient.case import Fact
from tests.unit.core.generation import ward


def judge(case, known=()):
    return {check.name: check for check in validate(ward.base(), case, known, ward.tables())}


def valid():
    return [case for case in ward.cases(24) if passes(validate(ward.base(), case, (), ward.tables()))]


def test_a_valid_case_passes_every_named_check():
    checks = judge(valid()[0])
    assert set(checks) == {"schema", *CHECKS}
    assert all(check.ok and not check.why for check in checks.values())


@pytest.mark.parametrize("kind", EXPECTED)
def test_planted_faults_are_refused_for_what_they_are(kind):
    chance = np.random.default_rng(7)
    planted = 0
    for case in valid():
        broken = plant(ward.base(), case, kind, chance)
        if broken is None:
            continue
        planted += 1
        failed = {name for name, check in judge(broken, [case]).items() if not check.ok}
        assert failed & set(EXPECTED[kind]), (kind, case.public.id, failed)
    assert planted >= 3


def with_facts(case, **facts):
    stated = {name.replace("_", "-"): fact for name, fact in facts.items()}
    return replace(case, hidden=replace(case.hidden, facts={**case.hidden.facts, **stated}))


def test_unknown_ids_end_the_judging_at_the_schema():
    case = valid()[0]
    for broken in (
        with_facts(case, no_such_finding=Fact("present")),
        with_facts(case, oxygen=Fact("purple")),
        replace(case, hidden=replace(case.hidden, condition="unheard-of")),
        replace(case, public=replace(case.public, setting="moon")),
        replace(case, hidden=replace(case.hidden, opening_tells=("pallor", "cough", "nothing"))),
    ):
        checks = validate(ward.base(), broken, (), ward.tables())
        assert [check.name for check in checks] == ["schema"]
        assert not checks[0].ok


def test_a_fact_the_table_hardly_knows_is_refused():
    case = next(one for one in valid() if one.hidden.condition == "acute-coronary-syndrome")
    checks = judge(with_facts(case, complaint_duration=Fact("months")))
    assert not checks["possible"].ok
    assert "complaint-duration" in checks["possible"].why


def test_a_diagnosis_that_is_plain_from_the_opening_is_refused():
    case = next(one for one in valid() if one.hidden.condition == "acute-coronary-syndrome")
    told = with_facts(case, troponin=Fact("raised", 900.0), ecg_st=Fact("raised"))
    plain = replace(told, hidden=replace(told.hidden, opening_tells=(*told.hidden.opening_tells, "troponin", "ecg-st")))
    assert "after the opening" in judge(plain)["diagnosis"].why


def test_known_cases_do_not_count_against_themselves():
    case = valid()[0]
    assert judge(case, [case])["near-copy"].ok


def test_many_faults_are_told_in_short():
    case = valid()[0]
    many = {name: replace(fact, number=99999.0) for name, fact in case.hidden.facts.items() if fact.number is not None}
    checks = judge(replace(case, hidden=replace(case.hidden, facts={**case.hidden.facts, **many})))
    assert checks["units"].why.count(";") <= 4
    assert "more" in checks["units"].why
