"""Who may do what: every address × every role × own and foreign objects, computed from the rules and as reviewed.

The table access_matrix.txt is the reviewed half: a change of a rule shows there as a changed line. Remake it with
`PRECEPTOR_WRITE_TABLES=1 pytest tests/http/test_access.py`, and read the difference.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from preceptor.platform.accounts.roles import May, may
from preceptor.platform.learning import shelf
from preceptor.project.api import api
from preceptor.project.features import FEATURES
from tests.http.conftest import ROLES
from tests.http.consultations import admitted
from tests.http.lives import BELONGINGS, BODIES, SAMPLES, SEES_ALL

TABLE = Path(__file__).parent / "access_matrix.txt"
ASKERS = ("nobody", *ROLES)
METHODS = ("GET", "POST")
PARAMETER = re.compile(r"[<{](?:\w+:)?(\w+)[>}]")
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session")', re.IGNORECASE)
# Addresses without a rule of their own: (what the address begins with, its name). Everything else needs a Route.
UNRULED = (("health/", "health"), ("robots.txt", "robots"), ("api/openapi.json", "openapi-json"), ("api/", "api-root"))
# Sign-in pages that somebody who is not signed in must be able to reach.
FRONT_DOORS = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
SIGN_IN_SAMPLES = {"uidb36": "1", "key": "abc", "pk": 1}


@dataclass(frozen=True)
class Place:
    """An address with its rule, whoever declared it."""

    group: str
    name: str
    address: str
    methods: tuple[str, ...]
    may: May | None
    owns: str = ""

    def at(self, world: Any, asker: Any, foreign: bool) -> str:
        """The address filled in."""
        names = PARAMETER.findall(self.address)
        if self.owns:
            assert self.owns in BELONGINGS, f"tests/http/lives.py: say in BELONGINGS what an own {self.owns} is"
            # What is owned stands first; what else there is belongs to nobody.
            assert len(names) == 1 or self.name in SAMPLES, f"{self.name}: what else stands in {self.address}?"
            more = SAMPLES[self.name](world) if names[1:] else {}
            values = {**more, names[0]: BELONGINGS[self.owns](world, asker)[foreign]}
        elif self.group == "sign-in":
            values = SIGN_IN_SAMPLES
        elif names:
            assert self.name in SAMPLES, (
                f"tests/http/lives.py: say in SAMPLES what stands in the address of {self.name}"
            )
            values = SAMPLES[self.name](world)
        else:
            values = {}
        return "/" + PARAMETER.sub(lambda match: str(values[match[1]]), self.address)


def places() -> Iterator[Place]:
    """Every address there is."""
    for feature in FEATURES:
        for route in feature.routes:
            name = f"{feature.name}:{route.name}"
            yield Place(feature.name, name, route.address, route.methods, route.may, route.owns)
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                rule = operation.auth_callbacks[0]
                name = f"api:{operation.view_func.__name__}"
                yield Place("api", name, f"api{path}", tuple(operation.methods), rule.may, rule.owns)
    for address, pattern in patterns():
        if address.startswith("sign-in/"):
            yield Place("sign-in", pattern.name or "", plain(address), METHODS, None)


def patterns(found: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every URL pattern with its whole address."""
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def plain(address: str) -> str:
    """A regular expression's address in the form of the others."""
    return re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", address).replace("^", "").replace("$", "")


GROUPS = (*(feature.name for feature in FEATURES if feature.routes), "api", "sign-in")


def test_every_address_has_a_rule() -> None:
    ruled = {id(route.view): route for feature in FEATURES for route in feature.routes}
    known = {(f"api{path}").replace("{", "<").replace("}", ">") for path in _operations()}
    for address, pattern in patterns():
        route = getattr(pattern.callback, "route", None)
        if route is not None:
            assert id(route.view) in ruled, address
        elif address.startswith("sign-in/"):
            assert (pattern.name or "").startswith(("account_", "mfa_")), address
        elif (address, pattern.name) not in UNRULED:
            assert address in known, f"{address} has no rule: make it a Route of a feature"


def _operations() -> list[str]:
    return [path for bound in api._get_bound_routers() for path in bound.path_operations]


@dataclass
class Reply:
    """What a request was answered with, and what it wrote."""

    status: int
    location: str
    writes: list[str]


class Askers:
    """Clients of everybody, signed in once; every request is rolled back."""

    def __init__(self, world: Any, sign_in: Any, token_of: Any) -> None:
        self.people = {"nobody": None, **world.people}
        self.cookies = {name: sign_in(user).cookies for name, user in world.people.items()}
        self.tokens = {name: token_of(user) for name, user in world.people.items()}

    def ask(self, world: Any, place: Place, method: str, who: str, foreign: bool) -> Reply:
        client = Client(raise_request_exception=False)
        options: dict[str, Any] = {}
        if place.group == "api":
            options["content_type"] = "application/json"
            if who != "nobody":
                options["headers"] = {"authorization": f"Bearer {self.tokens[who]}"}
        elif who != "nobody":
            client.cookies.load({name: one.value for name, one in self.cookies[who].items()})
        with transaction.atomic():
            address = place.at(world, self.people[who] or world.user, foreign)
            with CaptureQueriesContext(connection) as queries:
                if method == "GET":
                    response = client.get(address, **{k: v for k, v in options.items() if k != "content_type"})
                else:
                    response = client.post(
                        address, json.dumps(BODIES.get(place.name, {})) if place.group == "api" else None, **options
                    )
            # Read to its end, a file is closed by the client; close() itself would end the transaction's connection.
            b"".join(response)
            transaction.set_rollback(True)
        shelf.forget()
        writes = [one["sql"] for one in queries if WRITES.match(one["sql"])]
        return Reply(response.status_code, response.get("Location", ""), writes)


def expected(place: Place, method: str, who: str, foreign: bool) -> str:
    """What the declared rule says: a status, or `own` where the page itself decides."""
    if place.may is not None and who == "nobody":
        return "401" if place.group == "api" else "sign-in"
    if place.group == "sign-in":
        return "own" if who != "nobody" or place.name in FRONT_DOORS else "sign-in"
    if place.may is not None and not may(who, place.may):
        return "403"
    if method not in place.methods:
        return "405"
    return "404" if foreign and who not in SEES_ALL.get(place.owns, ()) else "own"


def problem(place: Place, wanted: str, reply: Reply) -> str:
    """How a reply differs from what the rule says, or nothing."""
    if wanted == "own":
        refused = reply.status in (401, 403, 404, 405) or reply.status >= 500
        allowed = place.group == "sign-in" and reply.status < 500
        return f"{reply.status} where the rule lets in" if refused and not allowed else ""
    if wanted == "sign-in":
        turned = reply.status == 302 and reply.location.startswith("/sign-in/")
        return "" if turned else f"{reply.status} to {reply.location!r} where one must sign in"
    if str(reply.status) != wanted:
        return f"{reply.status} where the rule says {wanted}"
    return f"writes before it refuses: {reply.writes[0]}" if reply.writes else ""


@pytest.mark.parametrize("group", GROUPS)
def test_the_matrix(group: str, world: Any, sign_in: Any, token_of: Any) -> None:
    admitted(world)
    askers = Askers(world, sign_in, token_of)
    lines, wrong = [], []
    for place in places():
        if place.group != group:
            continue
        for method in place.methods if group == "api" else METHODS:
            for foreign in (False, True) if place.owns else (False,):
                cells = []
                for who in ASKERS:
                    reply = askers.ask(world, place, method, who, foreign)
                    cells.append(str(reply.status))
                    if found := problem(place, expected(place, method, who, foreign), reply):
                        wrong.append(f"{place.name} {method} {'foreign' if foreign else 'own'} {who}: {found}")
                whose = ("foreign" if foreign else "own") if place.owns else "-"
                lines.append(
                    f"{place.name:<40} {method:<5} {whose:<8} {' '.join(f'{one:<13}' for one in cells)}".rstrip()
                )
    assert not wrong, "\n".join(wrong)
    assert lines == reviewed(group, lines), f"the rules of {group} changed: read {TABLE.name} and remake it"


def reviewed(group: str, lines: list[str]) -> list[str]:
    """The reviewed lines of a group; written anew where that was asked for."""
    old = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []
    if os.environ.get("PRECEPTOR_WRITE_TABLES"):
        kept = {one: [line for line in old if group_of(line) == one] for one in GROUPS} | {group: lines}
        head = f"{'address':<40} {'':<5} {'whose':<8} {' '.join(f'{one:<13}' for one in ASKERS)}".rstrip()
        TABLE.write_text("\n".join([head, *(line for one in GROUPS for line in kept[one])]) + "\n", encoding="utf-8")
        return lines
    return [line for line in old if group_of(line) == group]


def group_of(line: str) -> str:
    """Which group a line of the table belongs to."""
    name = line.split(" ")[0]
    return name.partition(":")[0] if ":" in name else "sign-in" if name.startswith(("account_", "mfa_")) else ""


def test_no_line_of_the_table_is_left_over() -> None:
    known = {place.name for place in places()}
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    assert [line for line in lines if line.split(" ")[0] not in known] == []
