"""The registry of benchmarks behind ./bench: finds them, runs one, shows what it measured; knows none by name.

A benchmark is a module in this folder with a NAME and a function run(argv) -> dict. Its docstring's first line
says what it measures. It may print progress to standard error; standard output belongs to the result.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Benchmark:
    """What the source of a benchmark says about it, read without running it."""

    name: str
    module: str
    summary: str

    def run(self, arguments: Sequence[str]) -> dict[str, Any]:
        module = importlib.import_module(f"benchmarks.{self.module}")
        result = module.run(list(arguments))
        if not isinstance(result, dict):
            raise TypeError(f"benchmarks/{self.module}.py: run() must return a dict, not {type(result).__name__}")
        return result


def found() -> dict[str, Benchmark]:
    """Every benchmark of the folder by its name; two of one name are refused."""
    by_name: dict[str, Benchmark] = {}
    for benchmark in _read():
        if other := by_name.get(benchmark.name):
            raise ValueError(f"{other.module}.py and {benchmark.module}.py are both called {benchmark.name!r}")
        by_name[benchmark.name] = benchmark
    return by_name


def main(arguments: Sequence[str]) -> int:
    benchmarks = found()
    parser = argparse.ArgumentParser(
        prog="./bench", description="Run one benchmark; without a name, list them.", add_help=False
    )
    parser.add_argument("name", nargs="?")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    options, rest = parser.parse_known_args(arguments)
    if options.name is None:
        show_list(benchmarks)
        return 0
    benchmark = benchmarks.get(options.name)
    if benchmark is None:
        known = ", ".join(sorted(benchmarks)) or "none yet"
        print(f"There is no benchmark {options.name!r}; there are: {known}.", file=sys.stderr)
        return 2
    # A library that prints must not spoil the JSON.
    with contextlib.redirect_stdout(sys.stderr):
        result = benchmark.run(rest)
    if options.json:
        print(json.dumps(result))
    else:
        show_table(benchmark, result)
    return 0


def show_list(benchmarks: Mapping[str, Benchmark]) -> None:
    print("./bench NAME [--json] [its own options]\n")
    width = max(map(len, benchmarks), default=0)
    for name in sorted(benchmarks):
        print(f"  {name:<{width}}  {benchmarks[name].summary}")


def show_table(benchmark: Benchmark, result: Mapping[str, Any]) -> None:
    print(benchmark.summary)
    width = max(map(len, result), default=0)
    for key, value in result.items():
        print(f"  {key:<{width}}  {_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return json.dumps(value) if isinstance(value, (dict, list, tuple)) else str(value)


def _read() -> Iterator[Benchmark]:
    for path in sorted(FOLDER.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = next(filter(None, map(_name_in, tree.body)), None)
        if name:
            summary = (ast.get_docstring(tree) or "").partition("\n")[0]
            yield Benchmark(name, path.stem, summary)


def _name_in(statement: ast.stmt) -> str | None:
    """The value of `NAME = "…"`, with or without a type."""
    if isinstance(statement, ast.Assign):
        targets: list[ast.expr] = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        return None
    named = any(isinstance(target, ast.Name) and target.id == "NAME" for target in targets)
    value = statement.value
    if named and isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
