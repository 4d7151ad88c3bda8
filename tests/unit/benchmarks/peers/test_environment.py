"""The peers' environment: refusals come as one sentence, and a script's arrays come back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers import environment
from builder import environment as builder
from builder.voice import Refusal


def test_a_refusal_of_the_builder_says_why_peers_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(place: Path, name: str) -> None:
        raise Refusal(f"Could not fetch {place.name} for {name}: the package registry did not answer.")

    monkeypatch.setattr(builder, "ensure_apart", refuse)
    with pytest.raises(environment.Unavailable, match=r"fetch \.venv-peers for peers"):
        environment.run("logistic", {})


def test_arrays_go_and_come_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "ensure", lambda: None)
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    folder = tmp_path / "benchmarks" / "peers" / "apart"
    folder.mkdir(parents=True)
    (folder / "double.py").write_text(
        "import sys, numpy as np\nprint('a library that prints')\n"
        "np.savez(sys.argv[2], **{name: 2 * one for name, one in np.load(sys.argv[1]).items()})\n"
    )
    found = environment.run("double", {"a": np.arange(3), "b": np.array(1.5)})
    assert (found["a"].tolist(), float(found["b"])) == ([0, 2, 4], 3.0)


def test_a_script_that_fails_is_not_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "ensure", lambda: None)
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    with pytest.raises(subprocess.CalledProcessError):
        environment.run("missing", {})
