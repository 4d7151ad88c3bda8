"""The benchmark of understanding: reading its files, what counts as right, what is reported."""

from pathlib import Path

import pytest

from benchmarks import dialogue
from benchmarks.dialogue import Question, Reading, figures, questions
from benchmarks.dialogue_map import right
from preceptor.core.patient.understanding import Meaning


def meaning(topic: str, attribute: str = "presence", confidence: float = 0.9) -> Meaning:
    return Meaning(topic, attribute, "self", confidence, "words")


def read(number: int, intents: str, *clauses: tuple[Meaning, ...]) -> Reading:
    question = Question(number, "words", tuple(intents.split(",")))
    answered = tuple(some[0] for some in clauses if some[0].confidence > 0.5)
    return Reading(question, list(clauses), answered, 1.0)


def test_a_topic_is_right_for_its_presence_and_for_what_no_intent_names() -> None:
    assert right("cough", "cough", "presence")
    assert right("cough", "cough", "now")
    assert not right("cough", "cough", "aggravating")
    assert right("aggravating", "cough", "aggravating")
    assert right("aggravating", "complaint", "aggravating")
    assert not right("family_cancer", "past-cancer", "presence")
    assert not right("no_such_intent", "cough", "presence")


def test_figures_count_even_rows_clauses_and_rejection() -> None:
    counted = figures(
        [
            read(0, "fever,chills", (meaning("cough"),), (meaning("rigors"),)),
            read(1, "cough", (meaning("rash"), meaning("cough"))),
            read(2, "cough", (meaning("rash"), meaning("cough"))),
            read(4, "rash", (meaning("rash", confidence=0.2),)),
            read(6, "X", (meaning("rash", confidence=0.1),)),
        ],
        1.0,
        every=False,
    )
    assert counted["top1"] == round(2 / 3, 4)
    assert counted["top1_odd"] == 0.0
    assert counted["top1_all"] == 0.5
    assert counted["top3"] == 1.0
    assert counted["top1_answered"] == round(1 / 3, 4)
    assert counted["out_of_scope_auc"] == 1.0
    assert (counted["questions"], counted["questions_counted"], counted["out_of_scope"]) == (5, 3, 1)


def test_files_are_read_with_and_without_the_words_before(tmp_path: Path) -> None:
    rows, labels = tmp_path / "rows.txt", tmp_path / "labels.txt"
    rows.write_text("0\tA\tAny cough?\n1\tA\tWhat colour?\tI bring up phlegm.\n", encoding="utf-8")
    labels.write_text("cough;\nsputum,X\n", encoding="utf-8")
    assert questions(rows, labels) == [
        Question(0, "Any cough?", ("cough",)),
        Question(1, "What colour?", ("sputum", "X"), "I bring up phlegm."),
    ]
    labels.write_text("cough", encoding="utf-8")
    with pytest.raises(ValueError, match="2 questions"):
        questions(rows, labels)


def test_without_the_data_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRECEPTOR_DATA", raising=False)
    assert "PRECEPTOR_DATA" in dialogue.run([])["skipped"]
