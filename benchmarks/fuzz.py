"""Malformed and hostile requests to every address, signed in as each role: no server error, no hang."""

import argparse
import html
import http.client
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import hostile
from benchmarks.installation import ROOT, Installation, Visitor, installation

NAME = "fuzz"
HANG_SECONDS = 10.0
ACCOUNTS = 14
EXAMPLES = 8
POOL = 40
FORM = "application/x-www-form-urlencoded"
PART = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^()]*\)")
FORM_TO = re.compile(r'<form\b[^>]*\baction="(/[^"?#]*)[^>]*>(.*?)</form>', re.DOTALL)
FIELD = re.compile(r"<(?:input|select|textarea|button|option)\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"')
SELECT = re.compile(r'<select\b[^>]*\bname="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


@dataclass(slots=True)
class Route:
    """An address as the installation describes it, and what its page was seen to ask for.

    `body` is one sensible JSON body; `good` are sensible bodies, of which one is sent nearly as it stands.
    `like` is the route of a page whose objects fit here too.
    """

    name: str
    address: str
    expression: re.Pattern[str]
    methods: list[str]
    roles: list[str]
    owns: str
    body: dict[str, Any]
    good: list[dict[str, Any]] = field(default_factory=list)
    like: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_api(self) -> bool:
        """Whether it speaks JSON."""
        return self.address.startswith("api/")


@dataclass(slots=True)
class Request:
    """One request about to be sent. `sound`: the address is one of the product's."""

    route: Route
    role: str
    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]
    sound: bool


@dataclass(slots=True)
class Reply:
    """What came back; status 0 where nothing did in time."""

    status: int
    location: str = ""
    body: str = ""


class Crowd:
    """Accounts of every role in turn: when one is signed out, closed or demoted, the next takes its place."""

    def __init__(self, made: Installation, people: dict[str, list[dict[str, Any]]], password: str) -> None:
        self.people = people
        self.place: Counter[str] = Counter()
        self.cookies: dict[str, dict[str, str]] = {"nobody": {}}
        for role, accounts in people.items():
            visitor = Visitor(made.port)
            visitor.sign_in(accounts[0]["email"], password)
            self.cookies[role] = dict(visitor.cookies)
            visitor.close()
        visitor = Visitor(made.port)
        visitor.get("/sign-in/")
        self.cookies["nobody"] = dict(visitor.cookies)
        visitor.close()

    def account(self, role: str) -> dict[str, Any]:
        """Who stands for a role now."""
        accounts = self.people[role if role in self.people else "learner"]
        return accounts[self.place[role] % len(accounts)]

    def next(self, role: str) -> None:
        """Somebody else stands for a role from now on."""
        self.place[role] += 1
        token = self.cookies["nobody"].get("csrftoken", "")
        self.cookies[role] = {"csrftoken": token, "sessionid": self.account(role)["session"]}


class Fuzzer:
    """Makes requests, sends them, and remembers what came back."""

    def __init__(self, made: Installation, plan: dict[str, Any], chance: random.Random) -> None:
        self.port = made.port
        self.chance = chance
        self.routes = [Route(**{**one, "expression": re.compile(one["expression"])}) for one in plan["routes"]]
        self.crowd = Crowd(made, plan["people"], plan["password"])
        self.seen: dict[str, list[str]] = defaultdict(list)
        self.statuses: Counter[int] = Counter()
        self.requested: set[str] = set()
        self.reached = self.hangs = 0
        self.examples: list[dict[str, Any]] = []
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_SECONDS)

    def one(self, route: Route) -> None:
        """One request to an address."""
        request = self._make(route)
        reply = self._send(request)
        self.requested.add(route.address)
        self.statuses[reply.status] += 1
        self.reached += reached(request, reply)
        self.hangs += reply.status == 0
        if (reply.status >= 500 or reply.status == 0) and len(self.examples) < EXAMPLES:
            self.examples.append(
                {
                    "request": f"{request.method} {request.path[:200]}",
                    "role": request.role,
                    "body": (request.body or b"")[:300].decode("latin-1"),
                    "headers": {k: v[:80] for k, v in request.headers.items() if k != "Cookie"},
                    "status": reply.status,
                }
            )
        self._learn(request, reply)

    def _make(self, route: Route) -> Request:
        chance = self.chance
        role = chance.choice(route.roles)
        if chance.random() < 0.03:
            role = chance.choice(["nobody", *self.crowd.people])
        method = chance.choice(route.methods)
        if "POST" in route.methods and chance.random() < 0.4:
            method = "POST"
        if chance.random() < 0.03:
            method = chance.choice(hostile.METHODS)
        path = self._path(route, role)
        body: bytes | None = None
        headers: dict[str, str] = {}
        if method not in ("GET", "HEAD", "OPTIONS", "TRACE"):
            body, headers = self._body(route, role)
        if chance.random() < 0.08:
            headers |= chance.choice(hostile.HEADERS)
        if route.is_api and role != "nobody":
            headers["Authorization"] = f"Bearer {self.crowd.account(role)['token']}"
        sound = route.expression.fullmatch(path.partition("?")[0][1:]) is not None
        return Request(route, role, method, path, body, headers, sound)

    def _path(self, route: Route, role: str) -> str:
        account = self.crowd.account(role)
        samples = account["samples"].get(route.name, {"uidb36": "1", "key": "set-password", "pk": "1"})

        def fill(match: re.Match[str]) -> str:
            roll = self.chance.random()
            if roll < 0.1:
                return hostile.part(self.chance, (match[1] or "str").removesuffix("str"))
            if not route.owns:
                return str(samples[match[2] or match[3]])
            own, foreign = account["owned"][route.owns]
            # What a link led to, or what the address took before, fits it: a room is open, a debrief can be read.
            fitting = self.seen[f"{role}/{route.like or route.name}"] if self.chance.random() < 0.75 else []
            recent = fitting[-6:] or [own, *self.seen[f"{role}/{route.owns}"][-6:]]
            return str(foreign if roll < 0.16 else self.chance.choice(recent))

        return "/" + PART.sub(fill, route.address) + hostile.query(self.chance)

    def _body(self, route: Route, role: str) -> tuple[bytes, dict[str, str]]:
        if route.is_api:
            kind = self.chance.choice(hostile.KINDS) if self.chance.random() < 0.03 else "application/json"
            if near := self._near(route):
                return json.dumps(near).encode(), {"Content-Type": kind}
            return hostile.document(self.chance, route.body), {"Content-Type": kind}
        near = self._near(route)
        body = hostile.form(self.chance, [*near.items()]) if near else hostile.fields(self.chance, route.fields)
        if self.chance.random() < 0.985:
            body = f"csrfmiddlewaretoken={self.crowd.cookies[role].get('csrftoken', '')}&".encode() + body
        headers = {"Content-Type": FORM, "Origin": f"http://localhost:{self.port}"}
        if self.chance.random() < 0.02:
            headers["Content-Type"] = self.chance.choice(hostile.KINDS)
            headers["X-CSRFToken"] = self.crowd.cookies[role].get("csrftoken", "")
        return body, headers

    def _near(self, route: Route) -> dict[str, Any]:
        """One of a route's sensible bodies, or nearly; nothing where it has none, and now and then."""
        if not route.good or self.chance.random() < 0.25:
            return {}
        return hostile.near(self.chance, self.chance.choice(route.good), not route.is_api)

    def _send(self, request: Request) -> Reply:
        cookies = "; ".join(f"{name}={one}" for name, one in self.crowd.cookies[request.role].items())
        headers = {"Host": f"localhost:{self.port}", "Cookie": cookies} | request.headers
        started = time.monotonic()
        try:
            self.connection.request(request.method, request.path, request.body, headers)
            response = self.connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            if time.monotonic() - started < HANG_SECONDS and not isinstance(error, TimeoutError):
                return Reply(400)  # the server closed the connection on what is no HTTP
            return Reply(0)
        for name, one in response.getheaders():
            if name.lower() == "set-cookie" and one.startswith("csrftoken="):
                self.crowd.cookies[request.role]["csrftoken"] = one.partition("=")[2].partition(";")[0]
        return Reply(response.status, response.headers.get("Location", ""), text)

    def _learn(self, request: Request, reply: Reply) -> None:
        """Ids and form fields from what came back; another account where this one can go no further."""
        allowed = request.role in request.route.roles and request.role != "nobody"
        lost = reply.location.startswith("/sign-in/?next=") or reply.status == 401
        demoted = reply.status == 403 and request.method == "GET"
        if allowed and (lost or demoted) and "Cookie" not in request.headers:
            self.crowd.next(request.role)
        if reply.status == 200 and request.method == "GET" and not request.route.is_api:
            self._learn_fields(request.route, reply.body)
        self._learn_ids(request, reply)

    def _learn_fields(self, route: Route, page: str) -> None:
        route.fields |= form_fields(page)
        for address, form in FORM_TO.findall(page):
            for other in self.routes:  # a form that stands on another route's page
                if other is not route and other.expression.fullmatch(address.lstrip("/")):
                    other.fields |= form_fields(form)

    def _learn_ids(self, request: Request, reply: Reply) -> None:
        for address in {reply.location, *re.findall(r'(?:href|action)="(/[^"?]*)', reply.body)}:
            for route in self.routes:
                if one := owned_id(route, address):
                    self._remember(f"{request.role}/{route.owns}", one)
                    self._remember(f"{request.role}/{route.name}", one)
        for owner, one in re.findall(r'"(attempt|next|encounter|id)": ?"([0-9a-f-]{36})"', reply.body):
            owns = {"id": self._owned(request.route), "next": "attempt"}.get(owner, owner)
            self._remember(f"{request.role}/{owns}", one)
        if asked := owned_id(request.route, request.path.partition("?")[0]):
            self._judge(request, reply, asked)

    def _judge(self, request: Request, reply: Reply, asked: str) -> None:
        """What an address took, it may take again; what it sends elsewhere is over."""
        route = request.route
        pool, going = f"{request.role}/{route.like or route.name}", reply.location.partition("?")[0]
        elsewhere = any(owned_id(one, going) for one in self.routes if one is not route)
        if reply.status in (200, 303) and not elsewhere:
            self._remember(pool, asked)
        elif (elsewhere or reply.status in (404, 409, 410)) and asked in self.seen[pool]:
            self.seen[pool].remove(asked)

    def _owned(self, route: Route) -> str:
        """What an operation's `id` is of: what it owns, or what it makes for the addresses under its own."""
        under = (one.owns for one in self.routes if one.owns and one.address.startswith(f"{route.address}/"))
        return route.owns or next(under, "")

    def _remember(self, pool: str, one: str) -> None:
        """Keep an id, the one seen last at the end."""
        self.seen[pool] = [*(other for other in self.seen[pool] if other != one), one][-POOL:]


def owned_id(route: Route, address: str) -> str:
    """The id of the object in an address of a route that owns one, or nothing."""
    match = route.expression.fullmatch(address.lstrip("/")) if route.owns else None
    return next(iter(match.groupdict().values())) if match else ""


def form_fields(page: str) -> dict[str, list[str]]:
    """The fields of a page's forms, each with the values it offers."""
    found: dict[str, list[str]] = {}
    for tag in FIELD.findall(page):
        attributes = {name: html.unescape(one) for name, one in ATTRIBUTE.findall(tag)}
        if attributes.get("name", "csrfmiddlewaretoken") != "csrfmiddlewaretoken":
            found.setdefault(attributes["name"], []).extend([attributes["value"]] if "value" in attributes else [])
    for name, options in SELECT.findall(page):
        found.setdefault(name, []).extend(one for _, one in ATTRIBUTE.findall(options))
    return found


def reached(request: Request, reply: Reply) -> bool:
    """Whether a request got into its view: past sign-in, role, CSRF, method, address and the first look at input."""
    if not request.sound or reply.status in (0, 401, 403, 405, 413):
        return False
    if reply.status == 400 and not request.route.is_api:
        return False
    return not reply.location.startswith("/sign-in/?next=")


@contextmanager
def tiny_pack() -> Iterator[None]:
    """Let the installation take the tests' pack for its built-in one: it starts in a second."""
    folder = Path(tempfile.mkdtemp(prefix="preceptor-fuzz-pack-"))
    before = os.environ.get("PRECEPTOR_BUILTIN_PACKS")
    try:
        shutil.copytree(ROOT / "tests" / "data" / "pack", folder / "acute-general-medicine")
        os.environ["PRECEPTOR_BUILTIN_PACKS"] = str(folder)
        yield
    finally:
        if before is None:
            os.environ.pop("PRECEPTOR_BUILTIN_PACKS", None)
        else:
            os.environ["PRECEPTOR_BUILTIN_PACKS"] = before
        shutil.rmtree(folder, ignore_errors=True)


def run(argv: list[str]) -> dict[str, Any]:
    """Send `--requests` requests; every address in turn, so that none is left out."""
    options = argparse.ArgumentParser(prog="bench fuzz")
    options.add_argument("--requests", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args(argv)
    with tiny_pack(), installation(workers=1, threads=2) as made:
        plan = json.loads(made.python("-m", "benchmarks.fuzz_world", str(ACCOUNTS)))
        fuzzer = Fuzzer(made, plan, random.Random(chosen.seed))
        order = list(fuzzer.routes)
        started = time.monotonic()
        for number in range(chosen.requests):
            if number % len(order) == 0:
                fuzzer.chance.shuffle(order)
            fuzzer.one(order[number % len(order)])
            if number % 500 == 499:
                print(f"{number + 1} requests, {fuzzer.statuses}", file=sys.stderr)
        seconds = time.monotonic() - started
    return {
        "requests": chosen.requests,
        "routes": len(fuzzer.routes),
        "routes_covered": len(fuzzer.requested) / len({route.address for route in fuzzer.routes}),
        "handler_reached": round(fuzzer.reached / chosen.requests, 4),
        "server_errors": sum(count for status, count in fuzzer.statuses.items() if status >= 500),
        "hangs": fuzzer.hangs,
        "by_status": {str(status): count for status, count in sorted(fuzzer.statuses.items())},
        "requests_per_s": round(chosen.requests / seconds, 1),
        "examples": fuzzer.examples,
    }
