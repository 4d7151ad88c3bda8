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

from preceptor.features.encounters.shapes import Move  # noqa: E402
from preceptor.platform.accounts.joining import enrol  # noqa: E402
from preceptor.platform.accounts.models import Cohort, Programme, User  # noqa: E402
from preceptor.platform.accounts.roles import GRANTS, Role  # noqa: E402
from preceptor.platform.accounts.tokens import issue  # noqa: E402
from preceptor.platform.approvals.models import Approval  # noqa: E402
from preceptor.platform.packs.models import PackVersion  # noqa: E402
from preceptor.project.api import api  # noqa: E402
from preceptor.project.features import FEATURES  # noqa: E402

PASSWORD = "fuzz-password-1"
lives: Any = importlib.import_module("tests.http.lives")
consultations: Any = importlib.import_module("tests.http.consultations")


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
    staff = {role: _person(role, "staff", encoded) for role in ("educator", "author")}
    found: dict[str, list[dict[str, Any]]] = {}
    for role in Role:
        for number in range(each):
            user = _person(role, str(number), encoded)
            mine = enrol(user, cohort) if role == Role.LEARNER else first
            if role == Role.EDUCATOR:
                cohort.educators.add(user)
            world = SimpleNamespace(
                learner=mine, foreign=foreign, foreign_learner=foreign.user, user=mine.user, cohort=cohort,
                other_cohort=other, pack=pack, people=staff,
            )  # fmt: skip
            if role == Role.LEARNER:
                consultations.finished(world, mine)  # found through the page of patients
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
    """Every address: its parts, its methods, which roles may, the expression that it matches, sensible bodies."""
    rules = {}
    sensible = good()
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
                "good": sensible.get(name, []),
                "like": LIKE.get(name, ""),
            }
        )
    return found


# Fields of the API's operations that tests send without a body.
BODIES: dict[str, dict[str, Any]] = {
    "api:decline": {"why": "other", "instead": 1},
    "api:start": {"kind": "checkpoint"},
    "api:contest": {"comment": "I know this."},
}
# Routes whose objects another page links to.
LIKE = {
    "api:move": "encounters:room",
    "api:debrief": "encounters:debrief",
    "encounters:unsent": "encounters:room",
    "encounters:sound": "encounters:room",
}
NUMBER = "00000000-0000-4000-8000-000000000004"
# Sensible moves: with them an encounter goes on, ends and is begun again, whatever else is sent.
MOVES: list[dict[str, Any]] = [
    {"kind": "say", "said": "What brings you in?"},
    {"kind": "say", "said": "How long have you had the cough, and has anybody at home been ill?"},
    {"kind": "examine", "target": "calves-feel"},
    {"kind": "examine", "target": "inside-feel", "consent": True},
    {"kind": "order", "target": "ecg"},
    {"kind": "order", "target": "quell-test"},
    {"kind": "wait"},
    {"kind": "wait", "minutes": 30},
    {"kind": "treat", "treatment": "zorbicillin", "dose": 100, "unit": "mg", "route": "by mouth", "frequency": "once"},
    {
        "kind": "rank",
        "ranked": [
            {"name": "plain cold", "confidence": 20, "must_not_miss": False},
            {"name": "Bad air", "confidence": 60, "must_not_miss": True},
        ],
    },
    {"kind": "hint"},
    {"kind": "help"},
    {"kind": "note", "note": "A cough. Quell test next."},
    {"kind": "finish", "diagnosis": "zorbic lung", "explanation": "I think this is your lungs."},
]


def good() -> dict[str, list[dict[str, Any]]]:
    """Sensible bodies by route: whom to meet, each kind of move, what is said of a debrief."""
    patients = list(
        Approval.objects.filter(content__kind="case", withdrawn_at__isnull=True).values_list("pk", flat=True)
    )
    moves = [{**one, "client_id": NUMBER} for one in MOVES]
    return {
        "encounters:patients": [{"patient": str(one), "mode": "practice"} for one in patients],
        "encounters:room": [{"act": one["kind"], **Move.model_validate(one).form()} for one in moves],
        "encounters:unsent": [{"client_id": NUMBER, "bench": "notes", "was": "", "note": "A cough.", "said": "And"}],
        "encounters:debrief": [
            {"act": "mentor", "comment": "Why the quell test?"},
            {"act": "contest", "kind": "unclear", "comment": "She did not understand me."},
        ],
        "api:meet": [{"patient": one, "mode": mode} for one in patients for mode in ("practice", "examination")],
        "api:move": moves,
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
