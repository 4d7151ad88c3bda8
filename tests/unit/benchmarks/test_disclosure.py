"""The disclosure benchmark's own judgement: what explains a reply, what gives a diagnosis away, what asks for what."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from benchmarks import giveaways
from benchmarks.giveaways import Secret
from benchmarks.questions import SHARES, Questions
from benchmarks.sayings import Sayings
from preceptor.core.patient import voice
from preceptor.core.patient.case import Case, Fact, Manner
from preceptor.core.patient.disclosure import answer
from preceptor.core.patient.moves import Asked, State
from tests.unit.core.patient.clinic import base, case


def patient(**changes: object) -> Case:
    found = case()
    return replace(found, hidden=replace(found.hidden, **changes))


def sayings(**changes: object) -> Sayings:
    return Sayings(base(), patient(**changes))


def test_what_the_patient_can_say_is_explained() -> None:
    known = sayings()
    for topic in ("opening", "fever", "past-asthma", "itching", "name", "ideas", "pets", "nonsense"):
        reply = answer(known.patient, State(trust=0.9), Asked(topic))
        assert known.told(" ".join(reply.sentences)).unexplained == ""


def test_a_false_fact_is_not_explained() -> None:
    known = sayings()
    assert known.patient.facts["fever"].value == "present"
    assert known.told("I've been burning up.").facts() == [("fever", "present")]
    assert known.told("No fever.").unexplained == "No fever."
    assert known.told("I've been burning up. And I have malaria.").unexplained == "And I have malaria."


def test_who_speaks_for_a_child_may_not_say_another_value(monkeypatch: pytest.MonkeyPatch) -> None:
    person = replace(case().public.person, age=2, speaker="Ada's father")
    known = Sayings(base(), replace(patient(), public=replace(case().public, person=person)))
    reply = answer(known.patient, State(), Asked("cough"))
    assert known.told(" ".join(reply.sentences)).facts() == [("cough", "present")]
    monkeypatch.setattr(voice, "words", lambda patient, finding: voice.SPEAKER_DENIES)
    reply = answer(known.patient, State(), Asked("cough"))
    assert ("cough", "absent") not in known.told(" ".join(reply.sentences)).facts()
    assert known.told("No cough.").unexplained == "No cough."


def test_words_that_begin_others_do_not_hide_them() -> None:
    """ "Ew. No." is explained although "No." is something the patient says too."""
    known = sayings(own={"pets": ("No.",), "ideas": ("Ew. No.",), "name": ("No. Never mind.",)})
    for reply in ("Ew. No.", "No.", "No. Never mind.", "No. Ew. No. No."):
        assert known.told(reply).unexplained == ""
    assert known.told("Ew.").unexplained == "Ew."


def test_the_same_words_for_several_facts_mean_the_one_that_was_asked_for() -> None:
    facts = {name: Fact("absent", say=("Nothing like that.",)) for name in ("fever", "itching")}
    told = sayings(facts=facts).told("Nothing like that.")
    assert told.facts() == []
    assert told.facts({"itching", "cough"}) == [("itching", "absent")]
    assert told.facts({"itching", "fever"}) == []
    assert told.count == 1


def test_an_opening_states_its_facts() -> None:
    known = sayings()
    told = known.told("I've got this cough.")
    assert (told.facts(), told.count) == ([("cough", "present")], 1)


def test_the_manner_explains_words_of_its_own_persona_only() -> None:
    anxious = sayings(manner=Manner(persona="anxious"))
    assert anxious.told("Oh. I've been burning up.").unexplained == ""
    assert anxious.told("I've been burning up. Is that bad?").unexplained == ""
    assert sayings().told("Oh. I've been burning up.").unexplained


@pytest.fixture
def secret() -> Secret:
    known = base()
    named = replace(known.conditions["pneumonia"], label="lobar pneumonia", names=("LP", "chest infection"))
    return Secret(replace(known, conditions=dict(known.conditions) | {"pneumonia": named}), case())


@pytest.mark.parametrize("text", ["It is Pneumonia", 'id="pneumonia"', "a-chest infection-b", "LP?", "lobar"])
def test_a_name_of_the_condition_gives_it_away(secret: Secret, text: str) -> None:
    assert secret.shown(text)
    assert not secret.shown(text, before=text)


@pytest.mark.parametrize("text", ["help", "a lp record", "autopneumoniac", "an infection of the chest", ""])
def test_other_words_do_not(secret: Secret, text: str) -> None:
    assert not secret.shown(text)


def test_a_learner_s_own_words_are_left_out_and_nothing_else() -> None:
    turn = '<div class="turn {}"><div class="turn-who"></div><div class="turn-say" dir="auto">{}</div></div>'
    page = turn.format("", "is it pneumonia") + turn.format("patient", "no malaria") + "<select>tetanus</select>"
    left = giveaways.of_page(page)
    assert "malaria" in left
    assert "pneumonia" not in left
    assert "tetanus" not in left
    assert giveaways.lists(page) == ("<select>tetanus</select>",)
    shown = giveaways.of_encounter({"transcript": [{"kind": "you", "text": "A"}, {"kind": "patient", "text": "B"}]})
    assert json.loads(shown)["transcript"] == [{"kind": "patient", "text": "B"}]


def test_an_event_may_echo_only_what_was_said_in_it(secret: Secret) -> None:
    events = [
        {"payload": {"asked": "pneumonia"}, "texts": {"said": "is it pneumonia?"}},
        {"payload": {"asked": "pneumonia"}, "texts": {"said": "hello"}},
    ]
    found = [secret.shown(text, own) for text, own in giveaways.of_export({"account": "me", "events": events})]
    assert [bool(one) for one in found] == [False, False, True]


def test_a_list_unlike_the_others_is_told() -> None:
    assert giveaways.differing([("a", 1), ("b", 2), ("c", 1)]) == ["b"]


def test_every_kind_of_turn_is_drawn_and_knows_what_it_asks_for() -> None:
    known = base()
    fever = replace(known.findings["fever"], ask=("have you been hot",))
    known = replace(known, findings=dict(known.findings) | {"fever": fever})
    questions = Questions(known, known.conditions.values(), random.Random(1))
    drawn = [questions.draw("lobar pneumonia") for _ in range(600)]
    assert {one.kind for one in drawn} == set(SHARES)
    assert all(bool(one.cues) == (one.kind in ("topic", "finding", "compound")) for one in drawn)
    assert any("lobar pneumonia" in one.said for one in drawn)
