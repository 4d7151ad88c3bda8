"""What a feature is to the rest of the house: its addresses with who may enter, its navigation, its providers.

An address without a rule cannot exist: `Route` asks for one, and the guard around every view holds it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from preceptor.platform.accounts.roles import May

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Route:
    """One address. `may` says who enters (None: everybody, signed in or not).

    `owns` names the object in the address that must belong to whoever asks ("attempt", "card", …), or is empty. A
    foreign one answers 404, as if it did not exist.
    """

    address: str
    view: View
    name: str
    may: May | None
    owns: str = ""
    methods: tuple[str, ...] = ("GET",)

    def pattern(self) -> URLPattern:
        """The URL pattern, guarded."""
        return path(self.address, guarded(self), name=self.name)


def guarded(route: Route) -> View:
    """The view behind its rule: sign-in first, then role, then method."""

    @wraps(route.view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if route.may is not None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.may(route.may):
                raise PermissionDenied
        if request.method not in (*route.methods, "HEAD", "OPTIONS"):
            return HttpResponse(status=405, headers={"Allow": ", ".join(route.methods)})
        return route.view(request, *args, **kwargs)

    guard.route = route  # type: ignore[attr-defined]
    return guard


@dataclass(frozen=True, slots=True)
class Nav:
    """An entry of the masthead, for those who may. `order` sorts entries; `icon` names a drawing of the design."""

    label: Any
    route: str
    icon: str
    may: May
    order: int


@dataclass(frozen=True, slots=True)
class Feature:
    """One place in the product."""

    name: str
    routes: tuple[Route, ...]
    nav: tuple[Nav, ...] = ()
    api: Any = None
    """A django-ninja router, mounted under the feature's name."""
    warm: Callable[[], None] | None = None
    """Makes what the feature keeps in a process, before the first request; only reads."""

    def patterns(self) -> list[URLPattern]:
        """All its URL patterns."""
        return [route.pattern() for route in self.routes]
