"""The builder behind the front door: what it remembers, which node it takes, what it says when things fail."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from builder import checks, environment, islands, place, voice


def test_a_fingerprint_changes_with_content_name_and_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "ROOT", tmp_path)
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("a")
    prints = [place.fingerprint([one]), place.fingerprint([two]), place.fingerprint([one], "x")]
    one.write_text("b")
    prints.append(place.fingerprint([one]))
    assert len(set(prints)) == 4


def test_a_mark_remembers_and_forgets(tmp_path: Path) -> None:
    mark = place.Mark(tmp_path / "deep" / "mark")
    assert mark.words() == []
    mark.write("base", "abc")
    assert mark.words() == ["base", "abc"]
    mark.clear()
    assert mark.words() == []


@pytest.mark.parametrize(
    ("held", "wanted", "fresh"),
    [("dev", "base", True), ("base", "dev", False), ("base", "base", True), ("nonsense", "base", False)],
)
def test_a_richer_set_serves_a_plainer_command(
    held: str, wanted: str, fresh: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").write_text("")
    known = environment._fingerprint(held) if held in environment.SETS else "x"
    place.Mark(tmp_path / ".house-mark").write(held, known)
    assert environment.is_fresh(wanted) is fresh


def test_an_environment_apart_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apart, asked = tmp_path / ".venv-apart", []

    def run(command: list[str | Path], what: str, **_: object) -> None:
        asked.append(what)
        place.python_of(apart).parent.mkdir(parents=True, exist_ok=True)
        place.python_of(apart).touch()

    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(environment, "ensure_tools", lambda: None)
    for _ in range(2):
        environment.ensure_apart(apart, "peers")
    assert asked == ["the environment .venv-apart", "the libraries of .venv-apart"]
    environment.ensure_apart(apart, "uv")
    assert len(asked) > 2


@pytest.mark.parametrize(
    ("url", "wanted"), [("", "base"), ("postgresql://u@localhost/p", "postgres"), ("postgres://h/p", "postgres")]
)
def test_the_driver_comes_with_its_database(url: str, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert environment.wanted_for_start() == wanted


@pytest.mark.parametrize(("says", "taken"), [("v22.1.0", True), ("v20.19.0", True), ("v20.1.0", False), ("", False)])
def test_a_node_is_taken_when_it_is_new_enough(
    says: str, taken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {says}\n")
        (tmp_path / name).chmod(0o755)
    wheel = tmp_path / "wheel"
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    script.parent.mkdir(parents=True)
    script.write_text("")
    (wheel / "bin").mkdir()
    (wheel / "bin" / "node").write_text("")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    monkeypatch.setattr(islands, "_wheel", lambda: wheel)
    expected = (str(tmp_path / "npm"),) if taken else (str(wheel / "bin" / "node"), str(script))
    assert islands.find_node().npm == expected


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: Failed to fetch: `x`\n  Caused by: dns error", "the package registry did not answer"),
        ("npm error code ECONNREFUSED", "the package registry did not answer"),
        ("ProxyError('Cannot connect to proxy.')", "the package registry did not answer"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("something else entirely", "exit code 3"),
    ],
)
def test_a_failure_is_said_in_words(output: str, sentence: str, tmp_path: Path) -> None:
    code = f"import sys; print({output!r}); sys.exit(3)"
    with pytest.raises(voice.Refusal, match=sentence):
        voice.run([sys.executable, "-c", code], "the things", cwd=tmp_path)


def test_a_program_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(voice.Refusal, match="Could not run"):
        voice.run([tmp_path / "nothing"], "the things", cwd=tmp_path)


def test_a_plan_takes_steps_folders_and_paths() -> None:
    assert checks.plan([]).steps == tuple(checks.STEPS)
    assert "journeys" not in checks.plan(["--quick"]).steps
    assert checks.plan(["lint", "repo"]).steps == ("lint", "repo")
    assert checks.plan(["tests/repo/test_builder.py::test_x"]).paths == ("tests/repo/test_builder.py::test_x",)
    with pytest.raises(SystemExit):
        checks.plan(["no-such-step"])


def test_the_closing_line_counts_what_failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lint(chosen: checks.Plan, tally: checks.Tally) -> bool:
        return False

    def tests(chosen: checks.Plan, tally: checks.Tally) -> bool:
        tally.passed += 41
        tally.failed += 1
        return False

    monkeypatch.setattr(checks, "STEPS", {"lint": lint, "tests": tests})
    monkeypatch.setattr(checks, "say", print)
    assert checks.run_all(checks.Plan(("lint", "tests"))) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-2:] == ["These steps failed: lint, tests", "41 passed, 2 failed"]
