"""A worker as the server starts it, and what its first requests do that later ones do not. Prints JSON.

Knows the application and a real database. Work is counted in calls of functions, not in time, which neighbours disturb.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.test import Client

import preceptor.project.wsgi  # noqa: F401  what the server loads before it takes requests
from preceptor.platform.accounts.models import User
from preceptor.platform.accounts.tokens import issue
from preceptor.platform.jobs.hearing import learn_to_listen

PAGES = {
    "": ("/sign-in/",),
    "leila": ("/today/", "/progress/", "/model/", "/review/", "/patients/", "/settings/"),
    "joseph": ("/cohorts/", "/items/", "/content/", "/cases/", "/knowledge/", "/settings/"),
    "tomas": ("/log/", "/model/"),
    "ruth": ("/overview/", "/model/"),
}
API = ("/api/openapi.json", "/api/me", "/api/progress")


class Calls:
    """Counts calls of Python functions while it is entered."""

    def __init__(self) -> None:
        self.count = 0

    def _called(self, frame: Any, event: str, argument: Any) -> None:
        self.count += event == "call"

    def __enter__(self) -> Calls:
        sys.setprofile(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)


def compared(ask: Callable[[], Any]) -> dict[str, Any]:
    """What the first request did, and the least that one of the next two did."""
    before, counts, statuses = set(sys.modules), [], []
    for _ in range(3):
        with Calls() as calls:
            statuses.append(ask().status_code)
        counts.append(calls.count)
    return {
        "statuses": sorted(set(statuses)),
        "first": counts[0],
        "later": min(counts[1:]),
        "modules": sorted(set(sys.modules) - before),
    }


def answer(client: Client) -> Any:
    """Answer the item that waits, or the one that is offered."""
    page = client.get("/practice/", follow=True)
    text = page.content.decode()
    form = re.search(r'name="client_id" value="([^"]+)"', text)
    assert form, page.request["PATH_INFO"]
    fields = dict.fromkeys(re.findall(r'name="(q\d+)"', text), "A") | {"client_id": form[1], "confidence": "60"}
    return client.post(page.request["PATH_INFO"], fields)


def room(client: Client) -> str:
    """The address of the patient's room that one is in, entered where one is in none."""
    page = client.get("/patients/").content.decode()
    inside = re.search(r'href="(/patients/[0-9a-f-]{36}/)"', page)
    if inside:
        return inside[1]
    patient = re.search(r'name="patient" value="(\d+)"', page)
    assert patient
    return str(client.post("/patients/", {"patient": patient[1], "mode": "practice"}).headers["Location"])


def say(client: Client, address: str) -> Any:
    """Ask the patient something."""
    fields = {"act": "say", "said": "When did it begin?", "client_id": str(uuid.uuid4())}
    return client.post(address, fields)


def signed_in(name: str) -> Client:
    """A client of one of the demo's people, or of nobody."""
    client = Client()
    if name:
        client.force_login(User.objects.get(email=f"{name}@demo.example"), "preceptor.project.sign_in.Backend")
    return client


def begin() -> None:
    """What an earlier process left: people who have worked, and a trained ear for patients."""
    learn_to_listen.func()
    leila = signed_in("leila")
    answer(leila)
    say(leila, room(leila))


def measured() -> dict[str, Any]:
    """Every main page, an answer, a turn with a patient, the API."""
    found: dict[str, Any] = {}
    leila = signed_in("leila")
    found["answer"] = compared(partial(answer, leila))
    address = room(leila)
    found["room"] = compared(partial(leila.get, address))
    found["turn"] = compared(partial(say, leila, address))
    for name, paths in PAGES.items():
        client = signed_in(name)
        for path in paths:
            found[f"{name} {path}"] = compared(partial(client.get, path))
    token = issue(User.objects.get(email="leila@demo.example"), "tests")[1]
    for path in API:
        found[path] = compared(partial(Client().get, path, headers={"Authorization": f"Bearer {token}"}))
    return {"requests": found, "modules": sorted({name.partition(".")[0] for name in sys.modules})}


if __name__ == "__main__":
    if sys.argv[1:] == ["begin"]:
        begin()
    else:
        print(json.dumps(measured()))
