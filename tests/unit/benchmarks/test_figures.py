"""The figure page: what is missing is named with its command, every plot is shown in words too, drawings are stable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import figures
from benchmarks.peers import environment
from benchmarks.plots.panel import Figure, Panel, Series

PAGE = figures.INTO.parent / "figures.md"
SHOWN = re.compile(r"!\[([^\]]*)\]\(figures/([a-z-]+)\.svg\)")
MOST_BYTES = 60_000


def test_files_are_read_and_what_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "coach.json").write_text('{"cells": {}}')
    (tmp_path / "adaptive.json").write_text("cut sho")
    (tmp_path / "policies.json").write_text('{"skipped": "no data"}')
    (tmp_path / "noticing.json").write_text("[1]")
    (tmp_path / "calibrate-500000.json").write_text('{"responses": 500000}')
    found, missing = figures.read(tmp_path)
    assert set(found) == {"coach.json", "calibrate-500000.json"}
    assert missing["parts.json"] == "is not there; made by"
    assert {missing[name] for name in ("adaptive.json", "policies.json", "noticing.json")} == {
        "holds no figures; made by"
    }
    assert set(found) | set(missing) >= set(figures.SOURCES)


def test_every_plot_is_shown_with_words_and_a_command() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = {name: words for words, name in SHOWN.findall(text)}
    assert set(shown) == {path.stem for path in figures.INTO.glob("*.svg")}
    assert [name for name, words in shown.items() if len(words) < 60] == []
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert [one.partition("\n")[0] for one in sections if "./bench" not in one] == []


def test_plots_are_small_and_name_no_place_and_no_day() -> None:
    for path in figures.INTO.glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert len(text.encode()) < MOST_BYTES, path.name
        assert "<text" in text
        assert re.findall(r"/(?:tmp|home|work|root)/|\d{4}-\d\d-\d\d|<dc:date>", text) == []


def test_a_drawing_is_the_same_again(tmp_path: Path) -> None:
    if not environment.PYTHON.exists():
        pytest.skip(".venv-peers was not made here")
    rows = Panel(
        "rows", "A", "share", (Series("one", (0.1, None), (0.0, None), (0.2, None)), Series("two", (0.3, 0.4))),
        rows=("first", "second"), level=0.2, strong=("first",), limits=(0.0, 1.0),
    )  # fmt: skip
    curve = Panel("curve", "B", "y", (Series("a", (0.1, 0.9), ours=True), Series("b", (None, 0.9))), at=(1.0, 100.0),
                  across="x", logarithmic=True, level=0.5)  # fmt: skip
    tenths = Panel("curve", "C", "y", (Series("", (0.2, 0.8)),), at=(0.1, 0.9), diagonal=True)
    for folder in ("one", "two"):
        figures.drawn([Figure("some", (rows, curve, tenths))], tmp_path / folder)
    first, second = ((tmp_path / folder / "some.svg").read_bytes() for folder in ("one", "two"))
    assert first == second
    for word in ("first", "second", "share"):
        assert word.encode() in first


def test_where_nothing_can_be_drawn_it_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse() -> None:
        raise environment.Unavailable("the package registry did not answer.")

    monkeypatch.setattr(environment, "ensure", refuse)
    said = figures.run(["--from", str(tmp_path), "--into", str(tmp_path / "into")])
    assert said == {"skipped": "nothing can be drawn here: the package registry did not answer."}


def test_it_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        figures.run([])
    assert "--from" in capsys.readouterr().err
