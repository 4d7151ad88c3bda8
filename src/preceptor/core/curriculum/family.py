"""Drawing one attempt from an authored item: parameters, arithmetic, text, order of options. Knows no storage.

A family is an item with parameters: its numbers and key are computed anew from a seed, so practice does not run dry.
Expressions are evaluated by simpleeval, which walks the syntax tree and never reaches Python's own names.
"""

import ast
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

import numpy as np
from simpleeval import InvalidExpression, SimpleEval

from preceptor.core.curriculum.item import (
    LETTERS,
    Key,
    Marking,
    OptionKey,
    OptionMarking,
    Paper,
    Parameter,
    Question,
    Result,
    Results,
    Sheet,
    SheetQuestion,
    Span,
)

MAX_DRAWS = 500
Value = float | str
Names = Mapping[str, Value]


def round_half_up(value: float, digits: int = 0) -> float:
    """Round as clinicians do by hand: 0.5 goes up (Python's own rounds it to the even neighbour)."""
    scale = 10.0**digits
    return float(math.floor(value * scale + 0.5 + 1e-9) / scale)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "round": round_half_up,
    "min": min,
    "max": max,
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "sqrt": math.sqrt,
    "log10": math.log10,
    "exp": math.exp,
}
_FORMAT = re.compile(r"[+ ]?\d?,?(?:\.\d)?[dfg%]?")
_BRACES = re.compile(r"\{([^{}:]+)(?::([^{}]+))?\}")
_LEADING_NUMBER = re.compile(r"^[<>≤≥~]?\s*([-−+]?\d[\d\s,]*\.?\d*)")


class FamilyError(ValueError):
    """A family cannot be drawn: the message says which expression and why."""


UNCOMPUTABLE = (
    InvalidExpression,
    ArithmeticError,
    TypeError,
    ValueError,
    SyntaxError,
    KeyError,
    RecursionError,
    MemoryError,  # what Python's parser raises for deep nesting
)


def _short(expression: str) -> str:
    return expression if len(expression) <= 80 else f"{expression[:79]}…"


def _remainder(left: Any, right: Any) -> Any:
    """Numbers only: on words % formats, and "%999999999d" would fill the memory."""
    if isinstance(left, str):
        raise TypeError("% is for numbers")
    return left % right


@lru_cache(maxsize=4096)
def _parsed(expression: str) -> ast.AST:
    parsed: ast.AST = SimpleEval.parse(expression)
    return parsed


class Arithmetic:
    """Evaluates expressions over one draw's names. Raises FamilyError for what cannot be computed."""

    def __init__(self, names: Names) -> None:
        self._evaluator = SimpleEval(names=dict(names), functions=dict(FUNCTIONS))
        self._evaluator.operators[ast.Mod] = _remainder

    def __call__(self, expression: str) -> Value | bool:
        try:
            value: Value | bool = self._evaluator.eval(expression, previously_parsed=_parsed(expression))
        except UNCOMPUTABLE as error:
            raise FamilyError(f"`{_short(expression)}` cannot be computed: {error}") from error
        return value

    def learn(self, name: str, value: Value | bool) -> None:
        """Add a derived name."""
        self._evaluator.names[name] = value


def draw(paper: Paper, seed: int) -> dict[str, Value]:
    """Draw parameters and derive the rest. Draws that break a requirement are drawn again. Raises FamilyError."""
    if not paper.is_family:
        return {}
    generator = np.random.default_rng(seed)
    for _ in range(MAX_DRAWS):
        names: dict[str, Value] = {name: _draw(spec, generator) for name, spec in paper.parameters.items()}
        compute = Arithmetic(names)
        for name, expression in paper.derive.items():
            names[name] = compute(expression)
            compute.learn(name, names[name])
        if all(compute(condition) for condition in paper.require):
            return names
    raise FamilyError(f"no draw of {MAX_DRAWS} meets every requirement: widen the parameters")


def _draw(spec: Parameter, generator: np.random.Generator) -> Value:
    if isinstance(spec, Span):
        try:
            steps = round((spec.high - spec.low) / spec.step)
            value = spec.low + spec.step * int(generator.integers(0, steps + 1))
        except (ValueError, ArithmeticError) as error:
            raise FamilyError(f"no value lies from {spec.low:g} to {spec.high:g} by {spec.step:g}") from error
        return _tidy(round(value, 9))
    return spec.values[int(generator.integers(0, len(spec.values)))]


def _tidy(value: Value | bool) -> Value:
    """Whole numbers without a trailing .0, so that {weight} reads 70."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def fill(text: str, names: Names) -> str:
    """Replace {expression} and {expression:format} in a text. Raises FamilyError."""
    if not names or "{" not in text:
        return text
    compute = Arithmetic(names)

    def value(match: re.Match[str]) -> str:
        found = _tidy(compute(match[1]))
        try:
            if match[2] is None:
                return f"{found:g}" if isinstance(found, float) else str(found)
            if not _FORMAT.fullmatch(match[2]):
                raise ValueError(f"{match[2]} is no format for a number")
            if isinstance(found, int | float):
                decimals = re.fullmatch(r"\.(\d+)f", match[2])
                found = round_half_up(found, int(decimals[1])) if decimals else found
            return format(found, match[2])
        except (ValueError, ArithmeticError) as error:
            raise FamilyError(f"`{_short(match[0])}` cannot be shown: {error}") from error

    return _BRACES.sub(value, text)


def sheet(paper: Paper, seed: int) -> Sheet:
    """Draw what a learner sees. Raises FamilyError."""
    names = draw(paper, seed)
    questions = []
    for question in paper.questions:
        texts = [fill(option, names) for option in question.options]
        order = option_order(texts, question)
        questions.append(
            SheetQuestion(
                fill(question.lead_in, names),
                question.select,
                tuple((LETTERS[place], texts[index]) for place, index in enumerate(order)),
            )
        )
    paragraphs = tuple(part.strip() for part in re.split(r"\n\s*\n", fill(paper.stem, names)) if part.strip())
    return Sheet(paragraphs, _fill_results(paper.results, names), tuple(questions))


def marking(paper: Paper, key: Key, seed: int) -> Marking:
    """Draw what scoring and feedback need, in the same order as the sheet of the same seed. Raises FamilyError."""
    names = draw(paper, seed)
    questions = []
    for question, options in zip(paper.questions, key.questions, strict=True):
        texts = [fill(option, names) for option in question.options]
        questions.append(
            tuple(
                _mark(LETTERS[place], texts[index], options[index], names)
                for place, index in enumerate(option_order(texts, question))
            )
        )
    return Marking(tuple(questions), fill(key.explanation, names), key.teaching_point, key.card, key.sources)


def _mark(letter: str, text: str, option: OptionKey, names: Names) -> OptionMarking:
    correct = bool(Arithmetic(names)(option.correct)) if isinstance(option.correct, str) else option.correct
    return OptionMarking(
        letter, text, correct, option.harmful, fill(option.rationale, names), fill(option.misconception, names)
    )


def _fill_results(results: Results | None, names: Names) -> Results | None:
    if results is None or not names:
        return results
    rows = tuple(Result(*(fill(getattr(row, cell.name), names) for cell in fields(row))) for row in results.rows)
    return Results(fill(results.caption, names), rows)


def leading_number(text: str) -> float | None:
    """The number a text begins with, or None."""
    found = _LEADING_NUMBER.match(text.strip())
    if not found:
        return None
    return float(re.sub(r"[\s,]", "", found[1].replace("−", "-")).rstrip("."))


def option_order(texts: list[str], question: Question) -> list[int]:
    """The order in which options are shown: numeric when every one begins with a number, else alphabetical.

    A fixed rule keeps the place of an option from saying anything about it (NBME item-writing guide, 2016).
    """
    indexes = list(range(len(texts)))
    if question.order == "given":
        return indexes
    numbers = [leading_number(text) for text in texts]
    if all(number is not None for number in numbers):
        return sorted(indexes, key=lambda index: (numbers[index] or 0.0, texts[index].casefold()))
    return sorted(indexes, key=lambda index: texts[index].casefold())
