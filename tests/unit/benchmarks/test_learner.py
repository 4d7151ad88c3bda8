"""The benchmark on one's own log: a file that cannot be used is refused in a sentence, an odd one is measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import learner

HEAD = "user_id,item_id,skills,correct,timestamp\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + "u1,a,1\n", "row 1: it has not as many fields"),
        (HEAD + "u1,a,1,maybe,0\n", "row 1: correct must be 0 or 1"),
        (HEAD + "u1,a,1,1,never\n", "row 1: timestamp must be"),
        ("user_id,item_id\nu1,a\n", "no column correct, skills"),
        (HEAD, "needs learners to learn from and others held back; it has 0"),
        (HEAD + "u1,a,1,1,0\n", "it has 1 in all"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    text: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text)
    with pytest.raises(SystemExit) as refused:
        learner.run(["--csv", str(path)])
    assert refused.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.csv.gz").write_bytes(b"not packed")
    for name in ("nothing.csv", "log.csv.gz"):
        with pytest.raises(SystemExit):
            learner.run(["--csv", str(tmp_path / name)])
        assert f"{name} cannot be read: " in capsys.readouterr().err


def test_clocks_that_jump_and_items_never_met_are_measured(tmp_path: Path) -> None:
    """Times go back and far ahead, and those held back meet items and skills that nobody learnt from."""
    chance = np.random.default_rng(4)
    rows = [
        f"u{who},{'new' if who % 5 == 0 and turn == 3 else f'i{turn % 7}'},{'z' if who % 5 == 0 and turn == 3 else 1},"
        f"{int(chance.random() < 0.7)},{(turn * 7919 % 13 - 6) * 10**6}"
        for who in range(60)
        for turn in range(12)
    ]
    path = tmp_path / "log.csv"
    path.write_text(HEAD + "\n".join(rows))
    found = learner.run(["--csv", str(path), "--evaluations", "5", "--peers", "none", "--no-ablations"])
    assert found["dataset"] == "log"
    assert all(np.isfinite(found[name]) for name in ("auc", "log_loss", "ece", "us_per_response"))
