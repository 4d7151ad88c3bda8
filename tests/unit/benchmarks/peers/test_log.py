"""Logs read from CSV: one row an attempt, skills once each, learners on one side of the split, bad rows refused."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.peers.log import from_arrays, from_rows, is_held_back, read

TEXT = """user_id,item_id,skills,correct,split
a,x,1_2_1,1,train
b,y,2,0,test
a,y,2,0,train
"""


def row(user: str = "a", correct: str = "1") -> dict[str, str]:
    return {"user_id": user, "item_id": "x", "skills": "1", "correct": correct}


@pytest.mark.parametrize("packed", [False, True])
def test_a_row_is_one_answer_whatever_it_needs(packed: bool, tmp_path: Path) -> None:
    path = tmp_path / ("log.csv.gz" if packed else "log.csv")
    path.write_bytes(gzip.compress(TEXT.encode()) if packed else TEXT.encode())
    log = read(path)
    assert len(log) == 3
    assert (log.learner.tolist(), log.item.tolist(), log.label.tolist()) == ([0, 1, 0], [0, 1, 1], [0, 1, 1])
    assert (log.skill.tolist(), log.start.tolist()) == ([0, 1, 1, 1], [0, 2, 3, 4])
    assert (log.outcome.tolist(), log.test.tolist()) == ([1.0, 0.0, 0.0], [False, True, False])
    assert (log.learners, log.items, log.skills) == (("a", "b"), ("x", "y"), ("1", "2"))


def test_a_part_keeps_rows_with_their_skills(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(TEXT)
    log = read(tmp_path / "log.csv").part(np.array([True, False, True]))
    assert (log.learner.tolist(), log.skill.tolist(), log.start.tolist()) == ([0, 0], [0, 1, 1], [0, 2, 3])
    assert log.learners == ("a", "b")


def test_arrays_lead_back_to_the_log() -> None:
    log = from_rows([row("a"), row("b", "0")])
    again = from_arrays(log.arrays())
    assert again.arrays().keys() == log.arrays().keys()
    assert all(np.array_equal(again.arrays()[name], value) for name, value in log.arrays().items())
    assert again.learners == ("a", "b")


def test_without_a_split_a_fifth_of_the_learners_is_held_back() -> None:
    log = from_rows(row(f"user {n}") for n in range(2_000) for _ in range(2))
    assert 0.17 < log.test.mean() < 0.23
    assert log.test[0::2].tolist() == log.test[1::2].tolist()
    assert [is_held_back(str(n)) for n in range(10)] == [n in {0, 7, 8, 9} for n in range(10)]


def test_times_are_days() -> None:
    log = from_rows([row() | {"timestamp": "172800"}, row()])
    assert log.at.tolist() == [2.0, 0.0]


@pytest.mark.parametrize("value", ["", "2", "0.5", "yes"])
def test_an_outcome_is_0_or_1(value: str) -> None:
    with pytest.raises(ValueError, match="row 2: correct must be 0 or 1"):
        from_rows([row(), row(correct=value)])


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("user_id,item_id,correct\na,x,1\n")
    with pytest.raises(ValueError, match="no column skills"):
        read(tmp_path / "log.csv")


def test_an_empty_log_is_empty() -> None:
    assert len(from_rows([])) == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"timestamp": "soon"}, "timestamp must be a number of seconds, not 'soon'"),
        ({"timestamp": "nan"}, "timestamp must be"),
        ({"timestamp": "-inf"}, "timestamp must be"),
        ({"correct": "nan"}, "correct must be 0 or 1"),
        ({"item_id": ""}, "no learner or no item"),
        ({"user_id": ""}, "no learner or no item"),
        ({"split": "valid"}, "split must be train or test"),
        ({"correct": None}, "as many fields as the header"),
        ({None: ["more"]}, "as many fields as the header"),
    ],
)
def test_a_malformed_row_is_named_with_what_is_wrong(more: dict[Any, Any], words: str) -> None:
    with pytest.raises(ValueError, match=f"^row 2: .*{words}"):
        from_rows([row(), row() | more])


def test_a_line_cut_short_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(TEXT + "a,x\n")
    with pytest.raises(ValueError, match="row 4: it has not as many fields"):
        read(tmp_path / "log.csv")


def test_clocks_that_go_back_are_read_as_they_are() -> None:
    log = from_rows([row() | {"timestamp": "86400"}, row() | {"timestamp": "-86400"}])
    assert log.at.tolist() == [1.0, -1.0]
