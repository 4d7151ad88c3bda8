"""The same facts in other words: nobody's name, work, age or sex but the speaker's own."""

from dataclasses import replace

import numpy as np
import pytest

from preceptor.core.generation.leakage import Secret
from preceptor.core.generation.retelling import Retelling
from preceptor.core.generation.words import Writer
from preceptor.core.knowledge.finding import Topic
from preceptor.core.patient.case import Case, Fact, Person
from preceptor.core.patient.manner import LINES
from tests.unit.core.generation import ward

HER = Person("Agnes Bell", "Mrs Bell", 61.0, "f", "she", "judge", 70.0)
HIM = Person("Omar Diallo", "Mr Diallo", 58.0, "m", "he", "teacher", 70.0)
TOPICS = {"surgery-list": "operations", "periods": "reproductive", "faith": "social", "chest-pain@frequency": "other"}


def retold(case: Case, new: Person = HIM) -> Case:
    topics = {name: Topic(name, name, area) for name, area in TOPICS.items()}
    base = replace(ward.base(), topics={**ward.base().topics, **topics})
    secret = Secret(base.conditions[case.hidden.condition], "chest-pain")
    writer = Writer(base, new, "ed", secret, np.random.default_rng(1))
    first = replace(case, public=replace(case.public, person=HER))
    return Retelling(base, first.brought_by(new), HER, writer).told()


def told(own: dict[str, tuple[str, ...]] | None = None, **say: str) -> Case:
    case = ward.case("acute-coronary-syndrome")
    facts = {name.replace("_", "-"): text for name, text in say.items()}
    stated = {name: replace(case.hidden.facts.get(name, Fact("present")), say=(text,)) for name, text in facts.items()}
    hidden = replace(case.hidden, facts={**case.hidden.facts, **stated}, own=own or {})
    return replace(case, hidden=hidden)


def test_what_is_told_is_told_in_the_bases_own_sentences():
    case = retold(told(chest_pain="Like a brick, on my bench in court."))
    assert case.hidden.facts["chest-pain"] == Fact("present")
    assert "court" not in case.hidden.opening
    said = {text for value in ward.base().findings["chest-pain"].values for text in value.say}
    assert any(text in case.hidden.opening for text in said)


def test_the_authors_sentence_stays_where_the_bases_would_name_the_diagnosis():
    case = told(past_heart_attack="They said something about it, years ago.")
    fact = replace(case.hidden.facts["past-heart-attack"], value="present")
    case = replace(case, hidden=replace(case.hidden, facts={**case.hidden.facts, "past-heart-attack": fact}))
    assert retold(case).hidden.facts["past-heart-attack"].say == ("They said something about it, years ago.",)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Pressing on the fourth rib brings the pain back, 230 ms later.", True),
        ("She flinches when the fourth rib is pressed.", False),
        ("Bell flinches when the fourth rib is pressed.", False),
    ],
)
def test_what_is_found_stays_as_written_unless_it_is_of_the_first_person(text, kept):
    case = retold(told(chest_wall_tenderness=text))
    assert case.hidden.facts["chest-wall-tenderness"].say == ((text,) if kept else ())


def test_of_the_same_pronoun_what_is_found_stays():
    other = replace(HIM, sex="f", pronoun="she")
    case = retold(told(chest_wall_tenderness="She flinches."), other)
    assert case.hidden.facts["chest-wall-tenderness"].say == ("She flinches.",)


@pytest.mark.parametrize(
    ("topic", "text", "then"),
    [
        ("name", "Agnes Bell.", ("I'm Omar Diallo.",)),
        ("surgery-list", "My appendix, eleven years ago.", None),
        ("surgery-list", "My hip. I was fifty.", LINES["cannot-say"]),
        ("surgery-list", "Only to have my daughters.", LINES["cannot-say"]),
        ("surgery-list", "A cut at work.", LINES["cannot-say"]),
        ("surgery-list", "Ask Agnes.", LINES["cannot-say"]),
        ("periods", "Ten days ago.", ("That's not something I have.", "That doesn't apply to me.")),
        ("faith", "Methodist.", LINES["rather-not"]),
        ("chest-pain@frequency", "It is there all the time.", None),
    ],
)
def test_answers_beside_the_facts_are_the_new_persons(topic, text, then):
    case = retold(told({topic: (text,)}))
    assert case.hidden.own.keys() == {topic}
    assert case.hidden.own[topic] == (then or (text,))


def test_words_on_a_topic_that_has_a_fact_become_the_bases():
    case = retold(told({"tiredness": ("Since the trial.",)}, tiredness="Since the trial."))
    value = ward.base().findings["tiredness"].value(case.hidden.facts["tiredness"].value)
    assert case.hidden.own["tiredness"] == value.say


def test_worries_are_voiced_where_they_were_and_nowhere_else():
    case = told()
    silent = replace(case, hidden=replace(case.hidden, concerns="", ideas="My work on the bench."))
    found = retold(silent).hidden
    assert found.concerns == ""
    assert found.ideas
    assert "bench" not in found.ideas
