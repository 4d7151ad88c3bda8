"""Frozen dataclasses of the core to and from plain JSON, by their own type hints. Knows no particular class."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def plain(value: Any) -> Any:
    """A record as JSON values; what stands at its default is left out, so that texts stay short."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: plain(found)
            for one in fields(value)
            if (found := getattr(value, one.name)) != _default(one) or _default(one) is MISSING
        }
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (tuple, list, set, frozenset)):
        return [plain(one) for one in value]
    return value


def _default(one: Any) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


@lru_cache(maxsize=128)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def record(kind: type[T], data: Any) -> T:
    """A record from `plain`'s values. Raises TypeError on what does not fit."""
    named: Any = kind
    hints = _hints(named)
    return kind(**{name: _built(hints[name], value) for name, value in data.items()})


def _built(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if value is None:
        return None
    if origin in (Union, UnionType):
        return _built(next(one for one in arguments if one is not type(None)), value)
    if is_dataclass(hint) and isinstance(hint, type):
        return record(hint, value)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_built(arguments[0], one) for one in value)
    if origin is tuple:
        return tuple(_built(one, item) for one, item in zip(arguments, value, strict=True))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: _built(arguments[1], one) for name, one in value.items()}
    if origin in (list, set):
        return origin(_built(arguments[0], one) for one in value)
    return float(value) if hint is float else value
