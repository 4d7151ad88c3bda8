"""A diagnosis is not given away."""

from dataclasses import replace

import pytest

from preceptor.core.generation.leakage import Secret, unasked
from tests.unit.core.generation import ward

CORONARY = ward.base().conditions["acute-coronary-syndrome"]
SECRET = Secret(CORONARY, "chest-pain")


@pytest.mark.parametrize(
    "text",
    [
        "It may be an acute coronary syndrome.",
        "My father had a heart attack.",
        "They talked of infarction.",
        "They talked of an infarct of the myocardium.",
        "ACS?",
        "patient-acute-coronary-syndrome",
        "MYOCARDIAL",
    ],
)
def test_names_words_and_stems_leak(text):
    assert SECRET.leaks(text)


@pytest.mark.parametrize(
    "text", ["I've a pain in my chest.", "My heart is racing.", "An attack of sneezing.", "It's acute.", "Acts of God."]
)
def test_everyday_words_do_not(text):
    assert not SECRET.leaks(text)


def test_both_spellings_count():
    anaemia = replace(CORONARY, id="anaemia", label="anaemia", names=())
    assert Secret(anaemia).leaks("They said anemia.")
    assert Secret(replace(CORONARY, id="edema-x", label="oedema", names=())).leaks("It's edema.")


def test_names_of_everyday_words_leak_only_whole():
    strain = ward.base().conditions["chest-wall-pain"]
    secret = Secret(strain, "chest-pain")
    assert secret.leaks("It's chest wall pain.")
    assert not secret.leaks("There's a pain in the wall of my chest.")


def test_the_complaints_own_words_are_no_secret():
    back = replace(CORONARY, id="simple-back-pain", label="back pain", names=())
    assert not Secret(back, "back-pain").leaks("My back pain is bad.")


def test_kept_leaves_out_what_leaks():
    assert SECRET.kept(("fine", "a heart attack")) == ("fine",)


def test_answers_lose_their_yes_or_no():
    assert unasked("Yes, I've had this before.") == "I've had this before."
    assert unasked("No, nothing.") == "Nothing."
    assert unasked("Now and then.") == "Now and then."
