"""The budgets: what is short is read, what is named by its noun is found."""

from __future__ import annotations

import ast

from tests.repo.tree import Function, files, functions, modules, named, tree_of

LINES_IN_FILE = 400
LINES_IN_FUNCTION = 60
COMPLEXITY = 10
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "misc", "common", "stuff"}

BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)


def length(function: Function) -> int:
    """Lines from the `def` to the end; decorators are not the function's own."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def complexity(function: Function) -> int:
    """Ways through a function, after McCabe: one, and one more for each branch in it."""
    return 1 + sum(isinstance(node, BRANCHES) for node in ast.walk(function))


def test_no_file_is_longer_than_a_sitting() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_IN_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{named(path)}:{function.lineno} {function.name} has {length(function)} lines"
        for path in modules()
        for function in functions(path)
        if length(function) > LINES_IN_FUNCTION
    ]
    assert long == []


def test_no_function_has_more_ways_than_a_reader_can_hold() -> None:
    tangled = [
        f"{named(path)}:{function.lineno} {function.name} has complexity {complexity(function)}"
        for path in modules()
        for function in functions(path)
        if complexity(function) > COMPLEXITY
    ]
    assert tangled == []


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    silent = []
    for path in modules():
        text = path.read_text(encoding="utf-8").removeprefix("#!/usr/bin/env python3\n")
        first = (ast.get_docstring(tree_of(path)) or "").partition("\n")[0]
        if text.strip() and not (first and text.startswith(('"""', 'r"""'))):
            silent.append(named(path))
    assert silent == []


def test_nothing_is_named_after_nothing() -> None:
    parts = {part.partition(".")[0] for path in files() for part in named(path).split("/")}
    assert parts & EMPTY_NAMES == set()


def test_the_measures_measure() -> None:
    lines = ["def f(x):", " for a in x:", "  if a:", "   try:", "    g(a)", "   except E:", "    pass"]
    source = "\n".join(lines)
    function = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, Function))
    assert (length(function), complexity(function)) == (7, 4)
