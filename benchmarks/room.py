"""A virtual patient's room over HTTP through both shells, the pages and the JSON API. Knows addresses, no medicine."""

import html
import json
import re
import time
import uuid
from dataclasses import dataclass, replace
from typing import Any, Literal

from benchmarks import giveaways
from benchmarks.installation import Answer, Installation, Visitor
from preceptor.core.patient.case import Case

Shell = Literal["page", "json"]
PATIENT = re.compile(r'<div class="turn patient">.*?<div class="turn-say[^"]*"[^>]*>(.*?)</div>', re.S)
TAGS = re.compile(r"<[^>]+>")
SEE_OTHER, OK, REFUSED = 303, 200, 422


@dataclass(frozen=True, slots=True)
class Seen:
    """What came back from the room: whether the move was taken, all that a learner sees but their own words, and the
    patient's turns so far (none where only the refusal was shown). `seconds` is what the move took."""

    taken: bool
    refused: bool
    payload: str
    replies: tuple[str, ...]
    seconds: float = 0.0


@dataclass(slots=True)
class Room:
    """One encounter of one learner."""

    visitor: Visitor
    key: str

    @property
    def page(self) -> str:
        """Its address for people."""
        return f"/patients/{self.key}/"

    @property
    def resource(self) -> str:
        """Its address for programs."""
        return f"/api/encounters/{self.key}"

    def look(self, shell: Shell) -> Seen:
        """The room as it stands."""
        if shell == "json":
            return self._json(self.visitor.api(self.resource))
        answer = self.visitor.get(self.page)
        return self._page(answer, answer.status == OK)

    def act(self, shell: Shell, kind: str, **fields: str) -> Seen:
        """Make a move and see the room after it."""
        own = {"client_id": str(uuid.uuid4())}
        began = time.perf_counter()
        if shell == "json":
            answer = self.visitor.api(f"{self.resource}/moves", {"kind": kind} | own | fields)
            return replace(self._json(answer), seconds=time.perf_counter() - began)
        answer = self.visitor.post(self.page, {"act": kind} | own | fields)
        seconds = time.perf_counter() - began
        if answer.status != SEE_OTHER:
            return replace(self._page(answer, taken=False), seconds=seconds)
        after = self._page(self.visitor.get(self.page), taken=True)
        return replace(after, payload=f"{answer.location}\n{after.payload}", seconds=seconds)

    def _page(self, answer: Answer, taken: bool) -> Seen:
        said = tuple(html.unescape(TAGS.sub(" ", one)) for one in PATIENT.findall(answer.body))
        return Seen(taken, answer.status == REFUSED, giveaways.of_page(answer.body), said)

    def _json(self, answer: Answer) -> Seen:
        if answer.status != OK:
            return Seen(False, answer.status == REFUSED, answer.body, ())
        shown: dict[str, Any] = json.loads(answer.body)
        shown = shown.get("encounter", shown)
        said = tuple(turn["text"] for turn in shown["transcript"] if turn["kind"] == "patient")
        return Seen(True, False, giveaways.of_encounter(shown), said)


def enter(visitor: Visitor, case: Case) -> str:
    """Go in to a patient through the page; returns the room's address. Raises RuntimeError."""
    page = visitor.get("/patients/").body
    title = html.escape(case.public.title, quote=False)
    spot = re.search(re.escape(title) + r'.*?name="patient" value="(\d+)"', html.unescape(page), re.S) or re.search(
        re.escape(case.public.title) + r'.*?name="patient" value="(\d+)"', page, re.S
    )
    if spot is None:
        raise RuntimeError(f"{case.public.title} is not among the patients")
    return visitor.post("/patients/", {"patient": spot[1], "mode": "practice"}).location


def meet(visitor: Visitor, case: Case, shell: Shell, mode: str) -> Room:
    """Go in to a patient through one of the shells. Raises RuntimeError."""
    listed: dict[str, Any] = json.loads(visitor.api("/api/patients").body)
    proposed = [listed["proposal"]["patient"]] if listed["proposal"] else []
    numbers = {one["title"]: one["patient"] for one in (*proposed, *listed["others"])}
    number = numbers.get(case.public.title)
    if number is None:
        raise RuntimeError(f"{case.public.title} is not among the patients")
    if shell == "json":
        return Room(visitor, json.loads(visitor.api("/api/encounters", {"patient": number, "mode": mode}).body)["id"])
    visitor.get("/patients/")  # the form's token
    return Room(visitor, visitor.post("/patients/", {"patient": str(number), "mode": mode}).location.split("/")[2])


def listen(made: Installation) -> None:
    """Train before the clock runs, as the job does when a pack is adopted."""
    made.python(
        "-c",
        "import django; django.setup(); from preceptor.platform.jobs.hearing import learn_to_listen as job; job.func()",
    )
