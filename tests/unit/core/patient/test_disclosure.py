"""Patients tell what the case holds, as much as the question and the trust earn, and nothing else."""

import pytest

from preceptor.core.patient.disclosure import OPEN_FACTS, answer, main_topic
from preceptor.core.patient.moves import Asked, State
from tests.unit.core.patient.clinic import patient


def ask(state: State, topic: str, attribute: str = "presence", experiencer: str = "self") -> tuple[str, list[str]]:
    reply = answer(patient(), state, Asked(topic, attribute, experiencer))
    for name, _ in reply.findings:
        state.told[name] = state.told.get(name, 0) + 1
    return " ".join(reply.sentences), [name for name, _ in reply.findings]


def test_the_first_open_question_earns_the_opening_and_its_facts() -> None:
    state = State()
    assert ask(state, "opening") == ("I've got this cough.", ["@opening", "cough"])


def test_open_questions_earn_little_at_a_time_and_then_nothing() -> None:
    state = State(told={"@opening": 1, "cough": 1})
    seen: list[str] = []
    for _ in range(4):
        _, told = ask(state, "elaborate")
        assert len(told) <= OPEN_FACTS
        seen += told
    assert "fever" in seen
    assert not {"itching", "drinking", "past-asthma"} & set(seen)
    assert ask(state, "elaborate")[1] == []


def test_what_is_asked_by_name_is_told_with_the_case_s_own_words() -> None:
    assert ask(State(), "fever") == ("I've been burning up.", ["fever"])
    assert ask(State(), "itching")[1] == ["itching"]


def test_the_same_fact_is_said_in_another_way_the_next_time() -> None:
    state = State()
    first, second = ask(state, "cough")[0], ask(state, "cough")[0]
    assert first != second
    assert {first, second} == {"Yes, cough.", "There is cough."}


def test_self_and_family_are_told_apart() -> None:
    assert ask(State(), "past-asthma")[1] == ["past-asthma"]
    assert ask(State(), "past-asthma", experiencer="family")[1] == ["family-asthma"]
    assert ask(State(), "past-gout", experiencer="family")[1] == []


def test_an_attribute_of_what_is_absent_denies_the_thing_itself() -> None:
    found = answer(patient(facts={}), State(), Asked("cough", "colour"))
    assert found.findings == [("cough", "absent")]


def test_an_attribute_the_base_has_no_finding_for_is_answered_from_the_complaint() -> None:
    assert ask(State(told={"@opening": 1}), "cough", "onset")[1] == ["complaint-duration"]


def test_what_nobody_knows_states_nothing() -> None:
    text, told = ask(State(), "itching", "severity")
    assert told == ["itching"]
    assert ask(State(), "fever", "severity")[1] == []
    assert ask(State(), "nonsense")[1] == []
    assert text


def test_the_main_trouble_is_the_opening_first_and_then_what_it_tells() -> None:
    state = State()
    assert ask(state, "complaint")[1] == ["@opening", "cough"]
    assert ask(state, "complaint")[1] == ["cough"]


def test_what_is_told_only_by_name_is_not_denied_when_it_may_not_have_been_named() -> None:
    talked = State(topic="itching")
    assert ask(talked, "itching", "severity")[1] == []
    talked.told["itching"] = 1
    assert ask(talked, "itching", "severity")[1] == ["itching"]


def test_some_things_need_trust() -> None:
    assert ask(State(trust=0.5), "alcohol")[1] == []
    assert ask(State(trust=0.7), "alcohol")[1] == ["drinking"]


def test_with_trust_the_same_question_earns_more() -> None:
    assert ask(State(trust=0.5), "cough")[1] == ["cough"]
    assert ask(State(trust=0.9), "cough")[1] == ["cough", "cough-colour"]


def test_lists_are_told_in_portions() -> None:
    state = State()
    assert len(ask(state, "past-medical-list")[1]) == 2
    assert len(ask(state, "past-medical-list")[1]) == 1
    assert ask(state, "past-medical-list")[1] == []


@pytest.mark.parametrize(("topic", "words"), [("ideas", "A cold"), ("concerns", "My father"), ("pets", "pigeons")])
def test_ideas_concerns_and_own_words(topic: str, words: str) -> None:
    text, told = ask(State(), topic)
    assert words in text
    assert told == []


def test_the_patient_knows_their_name_and_not_the_diagnosis() -> None:
    assert "Ada Okoro" in ask(State(), "name")[0]
    assert "neumonia" not in ask(State(), "what-is-it")[0]


def test_the_complaint_is_what_the_opening_tells() -> None:
    assert main_topic(patient()) == "cough"


def test_what_is_told_only_by_name_needs_a_question_that_was_surely_understood() -> None:
    for confidence, told in ((0.95, ["itching"]), (0.6, [])):
        found = answer(patient(), State(), Asked("itching", confidence=confidence))
        assert [name for name, _ in found.findings] == told
    assert answer(patient(), State(), Asked("fever", confidence=0.6)).findings
