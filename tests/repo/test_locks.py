"""The locks: everything pinned and hashed, sets that agree, and no address of where things come from."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.repo.tree import ROOT

REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(path.stem for path in REQUIREMENTS.glob("*.txt"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((REQUIREMENTS / f"{name}.txt").read_text()))


def plain(name: str) -> str:
    return re.split(r"[\[<>=!~; ]", name)[0].lower().replace("_", "-")


def test_the_locks_are_there() -> None:
    assert LOCKS == ["base", "dev", "node", "peers", "postgres", "science", "uv"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not (PIN.match(line) and "--hash=sha256:" in line)] == []


def test_each_set_holds_the_one_before_it() -> None:
    assert pins("base") <= pins("postgres") <= pins("science") <= pins("dev")


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "base": project["dependencies"],
        "postgres": extras["postgres"],
        "science": extras["science"],
        "dev": extras["dev"],
    }
    for name, asked in wanted.items():
        assert {plain(each) for each in asked} <= {package for package, _ in pins(name)}


def test_the_npm_lock_is_whole_and_names_no_place() -> None:
    lock = json.loads((ROOT / "islands" / "package-lock.json").read_text())
    package = json.loads((ROOT / "islands" / "package.json").read_text())
    root = lock["packages"][""]
    assert (root["dependencies"], root["devDependencies"]) == (package["dependencies"], package["devDependencies"])
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
    assert [name for name, entry in lock["packages"].items() if name and "integrity" not in entry] == []


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    package = json.loads((ROOT / "islands" / "package.json").read_text())
    assert package["version"] == project["version"]
    assert re.search(rf"^## {re.escape(project['version'])}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
