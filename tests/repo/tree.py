"""The repository as its tests see it: which files it holds, and what they say; runs git and nothing else."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("src", "benchmarks", "tools", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that is or could be committed: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = {ROOT / name for name in listed.split("\0") if name}
    return tuple(sorted(path for path in paths if path.is_file()))


def named(path: Path) -> str:
    """The path as a person writes it, for messages and test names."""
    return path.relative_to(ROOT).as_posix()


@functools.cache
def modules() -> tuple[Path, ...]:
    """The Python modules people write; migrations are written by Django."""
    return tuple(
        path
        for path in files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in CODE
        and "migrations" not in path.relative_to(ROOT).parts
    )


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Function):
            yield node


@functools.cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every file that is text, with what it says; pictures and the like are left out."""
    found = []
    for path in files():
        try:
            found.append((named(path), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return tuple(found)


def documents() -> tuple[Path, ...]:
    return tuple(path for path in files() if path.suffix == ".md")
