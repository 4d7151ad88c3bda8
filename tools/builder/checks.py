"""The checks of the repository, in order, with what each runs; knows commands, not what they find."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builder import browser, islands
from builder.place import ENVIRONMENT, ISLANDS, ROOT, python_of
from builder.voice import Refusal, say

_BIN = ENVIRONMENT / "bin"
_COUNTS = re.compile(r"(\d+) (passed|failed|errors?)\b")
# The lines in which each runner sums up.
_PYTEST = re.compile(r"^=*\s*\d+ (?:passed|failed|error|skipped|deselected).* in [\d.]+s")
_VITEST = re.compile(r"^\s+Tests\s+\d+ (?:passed|failed)")
_NO_TESTS = 5


@dataclass
class Tally:
    """What has been counted so far, and which steps went wrong."""

    passed: int = 0
    failed: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """Which steps to run, or which test paths alone."""

    steps: tuple[str, ...]
    paths: tuple[str, ...] = ()
    quick: bool = False


Step = Callable[[Plan, Tally], bool]


def plan(arguments: Sequence[str]) -> Plan:
    """Read the command line: no step named means all of them."""
    parser = argparse.ArgumentParser(prog="./check", description="Run the checks of the repository.")
    parser.add_argument("--quick", action="store_true", help="the working loop: no browser, no slow tests")
    parser.add_argument(
        "step", nargs="*", help=f"run only these: {', '.join([*STEPS, *_FOLDERS])}, or the path of a test"
    )
    options = parser.parse_args(arguments)
    names = [word for word in options.step if word in STEPS or word in _FOLDERS]
    paths = [word for word in options.step if word not in names]
    for path in paths:
        if not (ROOT / path.split("::")[0]).exists():
            parser.error(f"{path!r} is neither a step nor the path of a test")
    if names or paths:
        return Plan((*names, *(["tests"] if paths else [])), tuple(paths), options.quick)
    return Plan(_QUICK if options.quick else tuple(STEPS), quick=options.quick)


def run_all(chosen: Plan) -> int:
    """Run every step even after a failure, then say what went wrong."""
    tally = Tally()
    begin = time.monotonic()
    if "journeys" in chosen.steps:
        browser.begin_installing()
    for name in chosen.steps:
        _run_step(name, chosen, tally)
    minutes, seconds = divmod(round(time.monotonic() - begin), 60)
    say(f"\nAll of it took {minutes} min {seconds} s.")
    if tally.wrong:
        say("These steps failed: " + ", ".join(tally.wrong))
    say(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.wrong else 0


def _run_step(name: str, chosen: Plan, tally: Tally) -> None:
    say(f"\n== {name}")
    begin = time.monotonic()
    before = tally.failed
    try:
        right = STEPS[name](chosen, tally) if name in STEPS else _pytest([_FOLDERS[name]], chosen, tally)
    except Refusal as refusal:
        say(str(refusal))
        right = False
    if not right:
        tally.wrong.append(name)
        # A step that counted no failure of its own is one, so that the closing line never contradicts the exit code.
        tally.failed += tally.failed == before
    say(f"-- {name}: {'ok' if right else 'FAILED'} in {time.monotonic() - begin:.1f} s")


def _passes(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> bool:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def _format(chosen: Plan, tally: Tally) -> bool:
    return _passes([_BIN / "ruff", "format", "--check", "."])


def _lint(chosen: Plan, tally: Tally) -> bool:
    return _passes([_BIN / "ruff", "check", "--quiet", "."])


def _types(chosen: Plan, tally: Tally) -> bool:
    return _passes([_BIN / "mypy"])


def _contracts(chosen: Plan, tally: Tally) -> bool:
    return _passes([_BIN / "lint-imports", "--no-logo"])


def _islands(chosen: Plan, tally: Tally) -> bool:
    """Types, unit tests, and the build that the browser tests then use."""
    node = islands.install(with_tests=True)
    right = True
    for script in ("types", "test"):
        command = [*node.npm, "run", "--silent", script]
        right &= _counted(command, tally, ISLANDS, {"PATH": node.path, "NO_COLOR": "1"}, _VITEST) == 0
    islands.ensure()
    return right


def _tests(chosen: Plan, tally: Tally) -> bool:
    folders = ("unit", "http") if chosen.quick else tuple(_FOLDERS)
    return _pytest(list(chosen.paths) or [_FOLDERS[name] for name in folders], chosen, tally)


def _journeys(chosen: Plan, tally: Tally) -> bool:
    # The journeys press the pages' scripts and bring axe-core, so both must be there even when this step runs alone.
    islands.install(with_tests=True)
    islands.ensure()
    chromium = browser.executable()
    return _pytest(["tests/journeys"], chosen, tally, {"PRECEPTOR_CHROMIUM": chromium}, workers=0)


def _pytest(
    paths: list[str],
    chosen: Plan,
    tally: Tally,
    env: Mapping[str, str] | None = None,
    workers: int = 2,
) -> bool:
    """Run pytest, showing what it says and adding its counts to the tally."""
    paths = [path for path in paths if _holds_tests(path)]
    if not paths:
        say("There are no tests here yet.")
        return True
    # -rs: what was left out says why.
    command = [str(python_of(ENVIRONMENT)), "-m", "pytest", "-q", "-rs", "--durations=5", "--durations-min=1"]
    command += ["-n", str(workers)] if workers else ["-p", "no:xdist"]
    command += ["-m", "not slow"] if chosen.quick else []
    # One thread a process for the arithmetic: two workers share two cores.
    settings = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **(env or {})}
    code = _counted([*command, *paths], tally, ROOT, settings, _PYTEST)
    return code == 0 or (chosen.quick and code == _NO_TESTS)


def _counted(command: Sequence[str], tally: Tally, cwd: Path, env: Mapping[str, str], closing: re.Pattern[str]) -> int:
    """Run a test runner, showing what it says and adding the counts of its closing line to the tally."""
    last = ""
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            say(line.rstrip("\n"))
            last = line if closing.search(line) else last
    for number, word in _COUNTS.findall(last):
        if word == "passed":
            tally.passed += int(number)
        else:
            tally.failed += int(number)
    return process.returncode


def _holds_tests(path: str) -> bool:
    place = ROOT / path.split("::")[0]
    return place.is_file() or any(place.rglob("test_*.py"))


_FOLDERS = {"unit": "tests/unit", "http": "tests/http", "repo": "tests/repo"}
STEPS: dict[str, Step] = {
    "format": _format,
    "lint": _lint,
    "types": _types,
    "contracts": _contracts,
    "islands": _islands,
    "tests": _tests,
    "journeys": _journeys,
}
_QUICK = ("format", "lint", "types", "contracts", "tests")
