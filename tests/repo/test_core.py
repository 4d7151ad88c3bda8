"""The walls around core that import contracts cannot see: no clock, no chance, no input or output."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.repo.tree import ROOT, modules, named, tree_of

CLOCKS = {"now", "today", "utcnow"}
DATES = {"datetime", "date"}
CHANCE_ALLOWED = {"Generator", "BitGenerator", "SeedSequence", "PCG64", "PCG64DXSM", "Philox"}
INPUT_OUTPUT = {"open", "print", "input", "exec", "eval", "breakpoint", "__import__"}

IMPORT_ALL = """
import importlib, importlib.abc, pkgutil, sys

class Wall(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "ninja", "pydantic", "allauth", "granian", "sqlite3", "yaml"}:
            raise ImportError(f"core reached for {name}")

sys.meta_path.insert(0, Wall())
import preceptor.core
for module in pkgutil.walk_packages(preceptor.core.__path__, "preceptor.core."):
    importlib.import_module(module.name)
"""


def core() -> list[tuple[str, ast.Module]]:
    return [(named(path), tree_of(path)) for path in modules() if named(path).startswith("src/preceptor/core/")]


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain; empty for anything else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def reads_clock(name: str) -> bool:
    parts = name.split(".")
    return len(parts) > 1 and parts[-1] in CLOCKS and parts[-2] in DATES


def reads_global_chance(call: ast.Call, name: str) -> bool:
    """np.random.normal() draws from a global state; np.random.default_rng() without a seed asks the system."""
    if "random." not in name or not name.startswith(("np.", "numpy.")):
        return False
    last = name.rpartition(".")[2]
    if last == "default_rng":
        return not (call.args or call.keywords)
    return last not in CHANCE_ALLOWED


def faults(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        if reads_clock(name) or reads_global_chance(node, name) or name in INPUT_OUTPUT:
            found.append(f"line {node.lineno}: {name}()")
    return found


def test_core_reads_no_clock_no_global_chance_and_no_file() -> None:
    assert {name: faults(tree) for name, tree in core() if faults(tree)} == {}


def test_the_faults_are_found() -> None:
    planted = "datetime.datetime.now()\ndate.today()\nnp.random.normal()\nnp.random.default_rng()\nopen('x')\n"
    assert len(faults(ast.parse(planted))) == 5
    allowed = "datetime.fromisoformat(x)\nnp.random.default_rng(7)\nrng.normal()\nrng.random()\n"
    assert faults(ast.parse(allowed)) == []


def test_core_imports_from_a_notebook_where_django_is_not_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
