"""Reading a JSON body without trusting it: its encoding, its characters, its depth. Knows no operation."""

import json
import math
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

DEEPEST = 12


class CarefulParser(Parser):
    """Refuses with a sentence what later code should not have to fear."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python values. Whatever it raises, the API answers 400 with one sentence."""
        data = json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
        check(data)
        return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def check(data: Any, depth: int = 0) -> None:
    """Raise ValueError for what cannot be stored: NUL, half a surrogate pair, numbers and nesting beyond reason."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(data, dict):
        for name, value in data.items():
            check(name, depth)
            check(value, depth + 1)
    elif isinstance(data, list):
        for value in data:
            check(value, depth + 1)
    elif isinstance(data, str):
        if "\x00" in data or any("\ud800" <= one <= "\udfff" for one in data):
            raise ValueError("characters that cannot be stored")
    elif isinstance(data, float) and not math.isfinite(data):
        raise ValueError("a number beyond reason")
