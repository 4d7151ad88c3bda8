"""The documents: links lead somewhere, commands and benchmarks they name exist, and none is left out."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from benchmarks import registry
from preceptor.project import cli
from tests.repo.tree import ROOT, documents, named

LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|<img[^>]+src=\"([^\"]+)\"")
BENCH = re.compile(r"\./bench +([a-z][a-z0-9_-]*)")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
DECISIONS = ROOT / "docs" / "decisions"
OPERATOR = ROOT / "docs" / "guides" / "operator.md"
RECORD = ["Context", "Decision", "Consequences", "Measured"]


def anchor(heading: str) -> str:
    """The name that a heading gets on the usual hosts."""
    words = re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {anchor(heading) for heading in HEADING.findall(FENCE.sub("", path.read_text(encoding="utf-8")))}


def broken(document: Path) -> list[str]:
    found = []
    for match in LINK.finditer(FENCE.sub("", document.read_text(encoding="utf-8"))):
        target = match.group(1) or match.group(2)
        if re.match(r"[a-z]+:", target):
            continue
        file, _, place = target.partition("#")
        path = (document.parent / unquote(file)).resolve() if file else document
        if not path.exists() or (place and path.suffix == ".md" and place not in anchors(path)):
            found.append(target)
    return found


def test_links_lead_somewhere() -> None:
    assert {named(path): broken(path) for path in documents() if broken(path)} == {}


def test_the_benchmarks_that_documents_name_exist() -> None:
    known = set(registry.found())
    named_in = {
        named(path): sorted(set(BENCH.findall(path.read_text(encoding="utf-8"))) - known) for path in documents()
    }
    assert {name: missing for name, missing in named_in.items() if missing} == {}


def test_every_benchmark_says_what_it_measures() -> None:
    assert [one.name for one in registry.found().values() if len(one.summary) < 20] == []


def test_decision_records_have_their_four_parts() -> None:
    records = [path for path in documents() if path.parent == DECISIONS and path.stem[:1].isdigit()]
    parts = {
        named(path): [h for h in HEADING.findall(path.read_text(encoding="utf-8")) if h in RECORD] for path in records
    }
    assert {name: found for name, found in parts.items() if found != RECORD} == {}


def test_every_command_is_in_the_operators_guide() -> None:
    if not OPERATOR.exists():
        pytest.skip("the operator's guide is not written yet")
    guide = OPERATOR.read_text(encoding="utf-8")
    assert [command for command in commands_of(cli.parser()) if f"preceptor {command}" not in guide] == []


def commands_of(parser: argparse.ArgumentParser, before: str = "") -> list[str]:
    """Every command with its full name: `migrate`, `pack check`."""
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                found += commands_of(inner, f"{before}{name} ")
    return found or [before.strip()]
