"""Run inside a throw-away installation: makes people with belongings, and prints them with every address as JSON."""

import importlib
import json
import sys
import time
from types import SimpleNamespace
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.urls import URLPattern, URLResolver, get_resolver  # noqa: E402

from preceptor.platform.accounts.joining import enrol  # noqa: E402
from preceptor.platform.accounts.models import Cohort, Programme, User  # noqa: E402
from preceptor.platform.accounts.roles import GRANTS, Role  # noqa: E402
from preceptor.platform.accounts.tokens import issue  # noqa: E402
from preceptor.platform.packs.models import PackVersion  # noqa: E402
from preceptor.project.api import api  # noqa: E402
from preceptor.project.features import FEATURES  # noqa: E402

PASSWORD = "fuzz-password-1"
lives: Any = importlib.import_module("tests.http.lives")


def people(each: int) -> dict[str, list[dict[str, Any]]]:
    """So many accounts of every role, each with its session, its token and what it owns."""
    cohort = Cohort.objects.order_by("pk").first()
    assert cohort is not None
    programme = Programme.objects.create(name="Another programme")
    other = Cohort.objects.create(programme=programme, name="Another cohort")
    encoded = make_password(PASSWORD)
    foreign = enrol(_person("learner", "foreign", encoded), other)
    first = enrol(_person("learner", "first", encoded), cohort)
    pack = PackVersion.objects.latest("pk")
    found: dict[str, list[dict[str, Any]]] = {}
    for role in Role:
        for number in range(each):
            user = _person(role, str(number), encoded)
            mine = enrol(user, cohort) if role == Role.LEARNER else first
            if role == Role.EDUCATOR:
                cohort.educators.add(user)
            world = SimpleNamespace(
                learner=mine, foreign=foreign, foreign_learner=foreign.user, user=mine.user, cohort=cohort,
                other_cohort=other, pack=pack,
            )  # fmt: skip
            owned = {name: [str(one) for one in make(world, user)] for name, make in lives.BELONGINGS.items()}
            samples = {name: {k: str(v) for k, v in make(world).items()} for name, make in lives.SAMPLES.items()}
            found.setdefault(role, []).append(
                {
                    "email": user.email,
                    "session": _session(user),
                    "token": issue(user, "fuzz")[1],
                    "owned": owned,
                    "samples": samples,
                }
            )
    return found


def _person(role: str, name: str, encoded: str) -> User:
    user = User(email=f"fuzz-{role}-{name}@bench.example", name=f"{role} {name}", role=role, password=encoded)
    user.save()
    return user


def _session(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": user.email}]
    session.create()
    return str(session.session_key)


def routes() -> list[dict[str, Any]]:
    """Every address: its parts, its methods, which roles may, and the expression that it matches."""
    rules = {}
    for feature in FEATURES:
        for route in feature.routes:
            rules[id(route.view)] = (f"{feature.name}:{route.name}", route.methods, route.may, route.owns)
    operations = {}
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for one in view.operations:
                address = f"api{path}".replace("{", "<").replace("}", ">")
                rule: Any = one.auth_callbacks[0]
                operations[address] = (f"api:{one.view_func.__name__}", tuple(one.methods), rule.may, rule.owns)
    found = []
    for address, expression, pattern in _patterns():
        declared = getattr(pattern.callback, "route", None)
        name, methods, may, owns = (
            rules[id(declared.view)]
            if declared
            else operations.get(address, (pattern.name or address, ("GET", "POST"), None, ""))
        )
        allowed = [role for role in Role if may is None or may in GRANTS[role]]
        found.append(
            {
                "name": name,
                "address": address,
                "expression": expression,
                "methods": list(methods),
                "roles": allowed + (["nobody"] if may is None else []),
                "owns": owns,
                "body": lives.BODIES.get(name, BODIES.get(name, {})),
            }
        )
    return found


# Fields of the API's operations that tests send without a body.
BODIES: dict[str, dict[str, Any]] = {
    "api:decline": {"why": "other", "instead": 1},
    "api:start": {"kind": "checkpoint"},
    "api:contest": {"comment": "I know this."},
}


def _patterns(found: Any = None, before: str = "", regex: str = "") -> Any:
    for one in get_resolver().url_patterns if found is None else found:
        address = before + str(one.pattern).replace("^", "").replace("$", "")
        expression = regex + one.pattern.regex.pattern.removeprefix("^").removesuffix("\\Z").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, address, expression)
        elif isinstance(one, URLPattern):
            yield address, expression, one


if __name__ == "__main__":
    print(json.dumps({"people": people(int(sys.argv[1])), "routes": routes(), "password": PASSWORD}))
