"""The registry behind ./bench: it finds benchmarks without running them and prints what was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import registry
from benchmarks.registry import Benchmark


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "speed.py").write_text('"""How fast it is."""\nNAME: str = "speed"\nraise RuntimeError\n')
    (tmp_path / "notes.py").write_text('"""No benchmark."""\n')
    monkeypatch.setattr(registry, "FOLDER", tmp_path)
    return tmp_path


def test_benchmarks_are_found_by_reading(folder: Path) -> None:
    assert registry.found() == {"speed": Benchmark("speed", "speed", "How fast it is.")}


def test_two_of_one_name_are_refused(folder: Path) -> None:
    (folder / "again.py").write_text('"""Another."""\nNAME = "speed"\n')
    with pytest.raises(ValueError, match="both called 'speed'"):
        registry.found()


def test_without_a_name_they_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert registry.main([]) == 0
    assert "speed  How fast it is." in capsys.readouterr().out


def test_an_unknown_name_is_refused_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert registry.main(["sped"]) == 2
    assert "There is no benchmark 'sped'; there are: speed." in capsys.readouterr().err


def test_json_is_one_object_and_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(self: Benchmark, arguments: list[str]) -> dict[str, object]:
        print("a library that prints")
        return {"us": 1.5, "arguments": list(arguments)}

    monkeypatch.setattr(Benchmark, "run", run)
    assert registry.main(["speed", "--json", "--n", "3"]) == 0
    assert json.loads(capsys.readouterr().out) == {"us": 1.5, "arguments": ["--n", "3"]}
    assert registry.main(["speed"]) == 0
    assert "us         1.5" in capsys.readouterr().out
