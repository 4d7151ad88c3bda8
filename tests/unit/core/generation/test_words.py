"""Texts state what they are given and name no diagnosis."""

from dataclasses import replace

import numpy as np

from preceptor.core.generation import demographics
from preceptor.core.generation.leakage import Secret
from preceptor.core.generation.words import Writer
from tests.unit.core.generation import ward

BASE = ward.base()
SECRET = Secret(BASE.conditions["acute-coronary-syndrome"], "chest-pain")


def writer(seed=0, age=46, **person):
    chance = np.random.default_rng(seed)
    who = replace(demographics.person(age, "m", chance), **person)
    return Writer(BASE, who, "ed", SECRET, chance)


FACTS = {"chest-pain": "present", "complaint-duration": "days", "sweating": "present", "fever": "absent"}


def test_title_and_article():
    assert writer(occupation="teacher").title("chest-pain", "chest-pain") == "A 46-year-old teacher with chest pain"
    assert writer(age=83, occupation="judge").title("chest-pain", "chest-pain").startswith("An 83-year-old judge")
    assert writer(age=18, occupation="student").title("cough", "unheard-of") == "An 18-year-old student with cough"


def test_the_door_has_two_sentences_and_the_name():
    for seed in range(20):
        one = writer(seed)
        door = one.door()
        assert one.person.name in door
        assert door.count(". ") == 1
        assert door.endswith(".")


def test_the_opening_states_each_tell_and_no_other_fact():
    for seed in range(20):
        said = writer(seed).speech("chest-pain", ("chest-pain", "complaint-duration", "sweating"), FACTS)
        assert "chest" in said.opening
        assert "days" in said.opening
        assert any(text in said.opening for text in BASE.findings["sweating"].value("present").say)
        assert "fever" not in said.opening


def test_own_words_for_duration_agree_with_the_opening():
    for seed in range(20):
        said = writer(seed).speech("chest-pain", ("chest-pain", "complaint-duration"), FACTS)
        count = next(word for word in said.opening.split() if word in ("two", "three", "four", "five", "six"))
        assert all(count in text.lower() for text in said.say["complaint-duration"])


def test_own_words_only_for_topics_without_a_finding():
    said = writer().speech("chest-pain", ("chest-pain",), FACTS)
    topics = {finding.topic for finding in BASE.findings.values()}
    assert set(said.own) <= set(BASE.topics) - topics
    assert {"name", "age-question", "occupation"} <= set(said.own)
    assert said.own["age-question"] == ("I'm 46.",)


def test_habits_and_travel_have_detail_that_fits():
    facts = {
        **FACTS,
        "smoker": "current",
        "heavy-smoking": "present",
        "malaria-travel": "present",
        "travel-abroad": "present",
    }
    for seed in range(10):
        say = writer(seed).speech("chest-pain", ("chest-pain",), facts).say
        number = int(next(word for word in say["smoker"][0].split() if word.isdigit()))
        assert number >= 20
        land = say["malaria-travel"][0].split("in ")[1].split(" for")[0]
        assert land in say["travel-abroad"][0]
    assert "smoker" not in writer().speech("chest-pain", ("chest-pain",), FACTS).say


def test_nothing_of_the_secret_is_said():
    for seed in range(40):
        said = writer(seed).speech("chest-pain", ("chest-pain", "sweating"), FACTS)
        own = [text for texts in (*said.own.values(), *said.say.values()) for text in texts]
        for text in (said.opening, said.ideas, said.concerns, said.expectations, *own):
            assert not SECRET.leaks(text)


def test_the_retired_do_not_miss_work():
    for seed in range(60):
        said = writer(seed, age=80, occupation="retired baker").speech("chest-pain", ("chest-pain",), FACTS)
        assert "work" not in said.concerns
