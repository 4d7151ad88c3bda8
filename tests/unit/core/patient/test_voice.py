"""Children and those who bring small ones say what is true in words of their own."""

from dataclasses import replace

import pytest

from preceptor.core.patient.case import Fact, Patient
from preceptor.core.patient.disclosure import answer
from preceptor.core.patient.manner import FOR_ANOTHER, LINES, OF_A_CHILD, lines
from preceptor.core.patient.moves import Asked, State
from preceptor.core.patient.voice import CHILD_DENIES, SPEAKER_DENIES, addressed, name_and_age, words
from tests.unit.core.patient.clinic import base, case


def somebody(age: float, speaker: str = "", facts: dict[str, str] | None = None) -> Patient:
    found = case() if facts is None else case(facts={name: Fact(value) for name, value in facts.items()})
    person = replace(found.public.person, age=age, speaker=speaker)
    return Patient(base(), replace(found, public=replace(found.public, person=person)))


def said(patient: Patient, topic: str, attribute: str = "presence") -> str:
    return " ".join(answer(patient, State(), Asked(topic, attribute)).sentences)


def test_an_adult_speaks_as_the_base_words_it() -> None:
    grown = somebody(40)
    assert said(grown, "past-gout") in grown.base.findings["past-gout"].value("present").say
    grown = somebody(40, facts={})
    assert said(grown, "past-gout") in grown.base.findings["past-gout"].value("absent").say
    assert lines(grown.case.public.person) == LINES


def test_a_child_denies_in_a_child_s_words_and_speaks_of_itself() -> None:
    assert said(somebody(10), "fever") == "I've been burning up."
    child = somebody(10, facts={})
    assert said(child, "past-gout") in CHILD_DENIES
    assert said(child, "fever") in child.base.findings["fever"].value("absent").say
    assert name_and_age(child, "age-question") == "I'm 10."
    assert said(child, "what-is-it") in OF_A_CHILD["what-is-it"]


def test_whoever_brings_a_small_child_speaks_of_it() -> None:
    small = somebody(1.5, "Ada's father", facts={"cough": "present", "cough-colour": "green"})
    assert said(small, "fever") in SPEAKER_DENIES
    assert said(small, "cough") == "Yes, I'd say so: cough."
    assert "green" in said(small, "cough", "colour")
    assert name_and_age(small, "name") == "This is Ada Okoro."
    assert name_and_age(small, "age-question") == "18 months."
    assert said(small, "off-topic") in FOR_ANOTHER["off-topic"]
    for finding in small.base.findings.values():
        own = small.facts[finding.id].say
        assert own or not any(one.startswith("I've") for one in words(small, finding)), finding.id


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("How old is she?", "How old are you?"),
        ("Has Ada had a cough?", "have you had a cough?"),
        ("When did your little girl's fever start?", "When did your fever start?"),
        ("Is there blood in her nappy?", "Is there blood in your nappy?"),
        ("Does it hurt him?", "Does it hurt you?"),
        ("Which is the one that hurts?", "Which is the one that hurts?"),
        ("Has your mother had asthma?", "Has your mother had asthma?"),
    ],
)
def test_a_child_may_be_asked_about(asked: str, meant: str) -> None:
    child = somebody(2, "Ada's father")
    person = replace(child.case.public.person, address="Ada")
    child = Patient(child.base, replace(child.case, public=replace(child.case.public, person=person)))
    assert addressed(asked, child, "fever") == meant
    assert addressed(asked, somebody(40), "fever") == asked


def test_she_is_the_relative_that_is_talked_of() -> None:
    child = somebody(2, "Ada's father")
    topics = dict(child.base.topics) | {"past-gout": replace(child.base.topics["past-gout"], area="family")}
    child = Patient(replace(child.base, topics=topics), child.case)
    assert addressed("How old was she?", child, "past-gout") == "How old was she?"


@pytest.mark.parametrize("sex", ["f", "m"])
def test_what_only_the_other_sex_has_does_not_apply(sex: str) -> None:
    patient = somebody(40, facts={})
    person = replace(patient.case.public.person, sex="f")
    topics = dict(patient.base.topics) | {"fever": replace(patient.base.topics["fever"], sex=sex)}
    known = replace(patient.base, topics=topics)
    patient = Patient(known, replace(patient.case, public=replace(patient.case.public, person=person)))
    reply = answer(patient, State(), Asked("fever"))
    assert (reply.sentences[0] in LINES["not-mine"]) == (sex == "m")
    assert reply.findings == [("fever", "absent")]
