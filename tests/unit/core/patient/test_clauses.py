"""Cutting a learner's turn: spelling, wrapping, sentences, parts."""

import pytest

from preceptor.core.patient.clauses import LONGEST, MOST, framed, parts, plain, sentences


def texts(turn: str) -> list[str]:
    return [one.text for one in sentences(turn)]


@pytest.mark.parametrize(
    ("turn", "meant"),
    [
        ("OK, so, um, have you had any fevers at all?", "have you had any fevers"),
        ("Can I just ask you whether you smoke, please?", "you smoke"),
        ("Three days ago, OK. And does it go anywhere?", "does it go anywhere"),
        ("Any, any chest pain?", "any chest pain"),
        ("Any chest pain or anything like that?", "any chest pain"),
        ("Aside from the fever, any cough?", "any cough"),
        ("Any cough besides the fever?", "any cough"),
        ("What colour is the phlegm, if you don't mind?", "what colour is the phlegm"),
        ("Does this pain go anywhere?", "does it go anywhere"),
        ("Any symptoms of fatigue?", "any fatigue"),
    ],
)
def test_what_is_asked_is_left_of_a_sentence(turn: str, meant: str) -> None:
    assert texts(turn) == [meant]


def test_a_named_place_is_not_a_mere_pointer() -> None:
    assert texts("Is the pain in your chest sharp?") == ["is the pain in your chest sharp"]


def test_a_list_keeps_words_that_only_look_repeated() -> None:
    assert texts("Any weight loss, loss of appetite?") == ["any weight loss, loss of appetite"]


def test_british_and_american_spelling_and_contractions_are_one() -> None:
    assert plain("What’s the color? Any diarrhea? You've gotten worse") == (
        "what is the colour? any diarrhoea? you have got worse"
    )


def test_nods_count_only_when_nothing_else_is_said() -> None:
    assert texts("OK. I see. Any nausea?") == ["any nausea"]
    assert texts("OK.") == ["ok"]
    assert texts(" … ?! ") == []


def test_questions_are_told_from_statements() -> None:
    told = {one.text: one.asks for one in sentences("I am so sorry to hear that. Where does it hurt? Chest pain")}
    assert told == {"i am so sorry to hear that": False, "where does it hurt": True, "chest pain": True}


def test_a_question_needs_no_mark() -> None:
    assert [one.asks for one in sentences("how long have you had it for by now")] == [True]
    assert [one.asks for one in sentences("that must have been really frightening for you")] == [False]


def test_a_number_before_a_question_ends_no_sentence() -> None:
    assert len(texts("7. And have you had pain like that before?")) == 1


def test_a_flood_of_words_is_cut_off() -> None:
    assert len(plain("why " * 10_000)) <= LONGEST
    assert len(sentences("Why? How? " * 200)) <= MOST


def test_parts_of_a_list_are_completed_from_both_ends() -> None:
    vision, hearing = parts("any changes in your vision or hearing")
    assert "changes in your vision" in vision
    assert "changes in your hearing" in hearing
    assert [some[0] for some in parts("fever, chills or night sweats")] == ["fever", "chills", "night sweats"]
    assert "heart conditions" in parts("heart or lung conditions")[0]


def test_a_place_in_the_body_is_never_a_part_alone() -> None:
    assert parts("pain in your chest or back")[1] == ("pain in your back",)


def test_blood_is_asked_for_in_every_part_that_can_hold_it() -> None:
    assert parts("any blood in your stool or urine") == (
        ("blood in your stool", "any blood in your stool"),
        ("blood in your urine",),
    )
    assert parts("any blood in your wee or your poo")[1] == ("blood in your poo",)
    assert "fever" in parts("any blood in your stool or fever")[1]


def test_one_question_has_no_parts() -> None:
    assert parts("have you had any chest pain") == ()
    assert parts("have you been having any chest pain") == ()


def test_any_begins_a_new_part_only_in_a_list() -> None:
    assert [some[0] for some in parts("any fever any cough any chills")] == ["fever", "cough", "chills"]


def test_a_frame_alone_is_nothing() -> None:
    assert framed("have you noticed any") == ""
    assert framed("have you noticed any swelling") == "swelling"
