"""The front door: start, check and bench find a Python, or say in one sentence what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.tree import ROOT

DOORS = ("start", "check", "bench")


def run(door: str, path: Path) -> subprocess.CompletedProcess[str]:
    for tool in ("dirname", "cat"):
        found = shutil.which(tool)
        assert found
        if not (path / tool).exists():
            (path / tool).symlink_to(found)
    shell = shutil.which("sh")
    assert shell
    command = [shell, str(ROOT / door), "--help"]
    return subprocess.run(command, env={"PATH": str(path)}, capture_output=True, text=True, check=False)


def put_python(path: Path, name: str, says: str) -> None:
    (path / name).write_text(f"#!/bin/sh\n{says}\n")
    (path / name).chmod(0o755)


@pytest.mark.parametrize("door", [*DOORS, ".ci/run"])
def test_it_can_be_executed(door: str) -> None:
    assert (ROOT / door).stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("pythons", "sentence"),
    [
        ({}, "found no Python"),
        ({"python3": "echo old 3.9.2"}, "found only Python 3.9.2"),
        ({"python3": "echo bare 3.11.2"}, "apt-get install python3-venv"),
        ({"python3": "exit 127"}, "found no Python"),
    ],
)
def test_without_a_good_python_it_says_so(door: str, pythons: dict[str, str], sentence: str, tmp_path: Path) -> None:
    for name, says in pythons.items():
        put_python(tmp_path, name, says)
    done = run(door, tmp_path)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_newer_python_beside_an_old_one_is_found(tmp_path: Path) -> None:
    put_python(tmp_path, "python3", "echo old 3.9.2")
    put_python(tmp_path, "python3.12", f'exec "{sys.executable}" "$@"')
    done = run("start", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "--allow-demo-on-network" in done.stdout


@pytest.mark.parametrize("words", [["--port", "0"], ["--port", "many"], ["--prot", "1"]])
def test_a_wrong_option_is_refused_in_words(words: list[str]) -> None:
    command = [sys.executable, str(ROOT / "tools" / "house.py"), "start", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert words[0] in done.stderr
