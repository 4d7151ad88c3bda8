"""Compiled tables are kept and right."""

from preceptor.core.knowledge.reasoner import Reasoner
from tests.unit.core.generation import ward

TABLES = ward.tables()


def test_presentations_and_reasoners_are_compiled_once_for_each_band():
    assert TABLES.presentation("chest-pain") is TABLES.presentation("chest-pain")
    assert TABLES.weighing("chest-pain", 41.0, "f", "ed") is TABLES.weighing("chest-pain", 63.0, "f", "ed")
    assert TABLES.weighing("chest-pain", 41.0, "f", "ed") is not TABLES.weighing("chest-pain", 41.0, "m", "ed")


def test_a_kept_reasoner_weighs_like_a_fresh_one():
    facts = {"chest-pain": "present", "troponin": "raised"}
    kept = TABLES.weighing("chest-pain", 50.0, "m", "gp").reasoner.posterior(facts)
    assert kept == Reasoner(ward.base(), "chest-pain", 50.0, "m", "gp").posterior(facts)


def test_telling_findings_are_those_on_which_conditions_differ():
    telling = TABLES.presentation("chest-pain").telling
    assert "troponin" in telling
    assert "past-asthma" not in telling


def test_mute_findings_are_those_whose_words_leak():
    assert "chest-pain" not in TABLES.mute("acute-coronary-syndrome", "chest-pain")
    assert TABLES.mute("acute-coronary-syndrome", "chest-pain") == frozenset()


def test_sentences_know_their_facts():
    assert ("cough", "present") in TABLES.sentences["There is cough."]
    assert TABLES.usual["vaccinated"] == "present"
    assert TABLES.children["chest-pain"] == ("chest-pain-location",)
