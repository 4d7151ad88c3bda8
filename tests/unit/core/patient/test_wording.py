"""Weighted counts of words and letters, synonyms, and what is left of a question when its topic is masked."""

import numpy as np

from preceptor.core.patient.phrasing import FRAMES, OUTSIDE, POINTERS
from preceptor.core.patient.synonyms import common
from preceptor.core.patient.wording import Vocabulary, pieces, stems, unnamed


def test_lay_and_clinical_words_are_one() -> None:
    assert common("are you short of breath") == common("are you breathless") == "are you breathless"
    assert common("any haemoptysis") == common("any coughing up blood")


def test_the_longest_known_phrase_is_taken() -> None:
    assert "nightsweat" in common("any night sweats").split()
    assert common("swelling in the leg") == common("swollen in the legs")


def test_a_question_without_its_topic() -> None:
    kept = set(stems("does it come and go how long have you had in the is worse"))
    assert unnamed("does the pain in your chest come and go", kept) == "does it come and go"
    assert unnamed("how long have you had the cough", kept) == "how long have you had it"
    assert unnamed("is it worse", kept) == "is it worse"


def test_a_name_that_begins_with_blood_asks_for_none() -> None:
    kept = {"any", "blood"}
    assert unnamed("any high blood pressure", kept) == "any it"
    assert unnamed("any blood there", kept) == "any blood it"


def test_rows_have_length_one_and_the_unknown_shortens_them() -> None:
    vocabulary = Vocabulary.of(["any chest pain", "any cough", "do you smoke"])
    rows = vocabulary.rows(["any cough", "any zyzzyva quux", ""])
    lengths = [float((rows.values[rows.starts[row] : rows.starts[row + 1]] ** 2).sum()) for row in range(3)]
    assert np.isclose(lengths[0], 1, atol=1e-4)
    assert 0 < lengths[1] < 0.7
    assert lengths[2] == 0


def test_a_vocabulary_comes_back_from_its_arrays() -> None:
    vocabulary = Vocabulary.of(["any chest pain", "any cough"])
    again = Vocabulary.from_arrays(vocabulary.arrays())
    one, other = vocabulary.rows(["chesty cough"]), again.rows(["chesty cough"])
    assert np.array_equal(one.columns, other.columns)
    assert np.allclose(one.values, other.values)


def test_rare_pieces_weigh_more() -> None:
    vocabulary = Vocabulary.of(["any cough", "any fever", "any rash"])
    assert vocabulary.rarity[vocabulary.columns["wcough"]] > vocabulary.rarity[vocabulary.columns["wany"]]
    assert set(pieces("any cough")) <= set(vocabulary.columns)


def test_frames_hold_a_place_for_a_name_and_the_wordings_outside_are_plain() -> None:
    assert all("{}" in frame for frames in FRAMES.values() for frame in frames)
    assert all(text == text.lower().strip() and text for texts in OUTSIDE.values() for text in texts)
    assert POINTERS
