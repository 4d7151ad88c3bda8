"""The router that every feature's API is made with: an operation without a rule cannot exist. Knows no feature."""

from collections.abc import Callable, Iterable
from typing import Any

from ninja import Router

from preceptor.platform.api.refusals import Refusal
from preceptor.platform.api.tokens import Token

WRITING = ("POST", "PUT", "PATCH", "DELETE")


class NoRule(TypeError):
    """An operation was declared without `auth=Token(May.…)`."""


class Operations(Router):
    """A router whose operations each name their rule and describe their refusals.

    `refuses` names further statuses beyond those that the rule, the path and the body bring by themselves.
    """

    def get(self, path: str, *, refuses: Iterable[int] = (), **options: Any) -> Callable[..., Any]:
        """An operation that reads."""
        return self.operation("GET", path, refuses, **options)

    def post(self, path: str, *, refuses: Iterable[int] = (), **options: Any) -> Callable[..., Any]:
        """An operation that writes."""
        return self.operation("POST", path, refuses, **options)

    def operation(self, method: str, path: str, refuses: Iterable[int], **options: Any) -> Callable[..., Any]:
        """Declare an operation with all its answers. Raises NoRule."""
        statuses = {
            401,
            403,
            *refuses,
            *([404] if "{" in path else []),
            *([400, 413, 422] if method in WRITING else []),
        }
        answers = {200: options.pop("response"), **dict.fromkeys(sorted(statuses), Refusal)}
        return self.api_operation([method], path, response=answers, **options)

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **options: Any) -> None:
        """The one door every way of declaring goes through. Raises NoRule."""
        if not isinstance(options.get("auth"), Token):
            raise NoRule(f"{', '.join(methods)} {path}: declare auth=Token(May.…)")
        super().add_api_operation(path, methods, view_func, **options)
