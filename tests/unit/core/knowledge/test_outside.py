"""Importing other people's knowledge and cases, and finding what a case gives away."""

from typing import Any

import pytest

from preceptor.core.knowledge.finding import ABSENT, PRESENT
from preceptor.core.knowledge.outside import DDXPLUS, OutsideCase, agentclinic, ddxplus, leaks, stem
from preceptor.core.knowledge.reasoner import Act, Reasoner

CONDITIONS: dict[str, Any] = {
    "Flu": {"cond-name-eng": "Flu", "severity": 3, "symptoms": {"E_1": {}, "E_2": {}}, "antecedents": {}},
    "Gullet tear": {"cond-name-eng": "Gullet tear", "severity": 2, "symptoms": {"E_2": {}}, "antecedents": {"E_4": {}}},
}


def evidence(name: str, question: str, kind: str = "B", of: str = "", antecedent: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "code_question": of or name,
        "question_en": question,
        "data_type": kind,
        "is_antecedent": antecedent,
    }


EVIDENCES = {
    one["name"]: one
    for one in (
        evidence("E_1", "Do you have a fever?"),
        evidence("E_2", "Do you have pain?"),
        evidence("E_3", "Where is the pain?", "M", of="E_2"),
        evidence("E_4", "Do you drink?", antecedent=True),
    )
}
PROBABILITIES = {
    "condition_counts": {"Flu": 300, "Gullet tear": 100},
    "p": {"Flu": {"E_1": 0.8, "E_2": 0.5, "E_3": 1.0}, "Gullet tear": {"E_2": 0.9, "E_4": 0.6}},
}


def test_ddxplus_becomes_a_base_that_the_reasoner_reads() -> None:
    base = ddxplus(CONDITIONS, EVIDENCES, PROBABILITIES)
    reasoner = Reasoner(base, DDXPLUS, 40, "f", "ed")
    assert reasoner.posterior({}) == pytest.approx({"Flu": 0.75, "Gullet tear": 0.25})
    assert reasoner.table.probability("Flu", "E_1", PRESENT) == pytest.approx(0.8)
    assert reasoner.table.probability("Gullet tear", "E_1", PRESENT) == pytest.approx(1e-4, rel=0.01)
    assert reasoner.posterior({"E_1": ABSENT})["Gullet tear"] > 0.25
    assert base.findings["E_1"].ask == ("Do you have a fever?",)
    assert [base.findings[name].kind for name in ("E_1", "E_4")] == ["symptom", "history"]
    assert base.conditions["Flu"].findings["E_1"][PRESENT].basis == "published"


def test_ddxplus_severity_says_what_must_not_be_missed() -> None:
    base = ddxplus(CONDITIONS, EVIDENCES, PROBABILITIES)
    assert [one.must_not_miss for one in base.conditions.values()] == [False, True]


def test_being_recorded_is_no_finding() -> None:
    """E_3 holds a value for everybody with a condition that lists it: as a likelihood it would give the list away."""
    reasoner = Reasoner(ddxplus(CONDITIONS, EVIDENCES, PROBABILITIES), DDXPLUS, 40, "f", "ed")
    assert reasoner.base.findings["E_3"].of == "E_2"
    assert reasoner.gain({}, [Act("ask", "E_3")])[Act("ask", "E_3")] == pytest.approx(0, abs=1e-12)
    assert reasoner.posterior({"E_3": PRESENT}) == pytest.approx(reasoner.posterior({}))


CLINIC: dict[str, Any] = {
    "OSCE_Examination": {
        "Objective_for_Doctor": "Assess the patient with double vision.",
        "Patient_Actor": {
            "Demographics": "35-year-old woman",
            "History": "Weak arms for a month.",
            "Symptoms": {"Primary_Symptom": "Double vision", "Secondary_Symptoms": ["Weak arms", "Better after rest"]},
            "Past_Medical_History": "Nothing.",
        },
        "Physical_Examination_Findings": {"Vital_Signs": {"Heart_Rate": "72 bpm"}},
        "Test_Results": {"Blood_Tests": {"Antibodies": "raised in myasthenia"}},
        "Correct_Diagnosis": "Myasthenia gravis",
    }
}


def test_an_agentclinic_case_becomes_plain_texts() -> None:
    case = agentclinic(CLINIC)
    assert (case.opening, case.diagnosis) == ("Double vision", "Myasthenia gravis")
    assert case.facts == (
        "Demographics: 35-year-old woman",
        "History: Weak arms for a month.",
        "Past Medical History: Nothing.",
        "Symptoms, Secondary Symptoms: Weak arms",
        "Symptoms, Secondary Symptoms: Better after rest",
    )
    assert case.results == (
        "Vital Signs, Heart Rate: 72 bpm",
        "Blood Tests, Antibodies: raised in myasthenia",
    )
    assert case.task == "Assess the patient with double vision."
    assert agentclinic(CLINIC["OSCE_Examination"]) == case


def test_a_case_without_a_diagnosis_is_refused() -> None:
    with pytest.raises(KeyError, match="Correct_Diagnosis"):
        agentclinic({"Patient_Actor": {}})


def leaking(text: str, diagnosis: str, place: str = "facts") -> tuple[str, ...]:
    parts: dict[str, Any] = {"opening": "I feel ill.", "facts": (), "results": (), "diagnosis": diagnosis}
    parts[place] = (text,) if place in ("facts", "results") else text
    return leaks(OutsideCase(**parts))


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("I had a seizure at work.", "Complex partial seizures"),
        ("Two knees are arthritic.", "Reactive arthritis"),
        ("They found an Infarct once.", "Acute myocardial infarction"),
        ("My mother has MIGRAINES.", "Migraine without aura"),
    ],
)
def test_a_text_that_shares_a_telling_word_leaks(text: str, diagnosis: str) -> None:
    assert leaking(text, diagnosis)[0].endswith(text)
    assert leaking(text, diagnosis, "opening")
    assert leaking(text, diagnosis, "task")


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("It was an acute illness with disease of the heart.", "Acute coronary syndrome"),
        ("I am in pain.", "Pain syndrome"),
        ("I cough.", "Pneumonia"),
    ],
)
def test_generic_and_short_words_do_not(text: str, diagnosis: str) -> None:
    assert leaking(text, diagnosis) == ()


def test_results_may_name_what_they_find() -> None:
    assert leaking("Pneumonia on the film.", "Pneumonia", "results") == ()


def test_stems_keep_five_letters() -> None:
    assert stem("Infarction") == stem("infarct") == "infarct"
    assert stem("asthma") == stem("asthmatic") == "asthm"
    assert stem("lupus") == "lupus"
