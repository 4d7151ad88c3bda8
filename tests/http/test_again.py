"""Who has seen a case meets its facts again in somebody else: the same person on every page, in every replay."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preceptor.features.encounters import use_cases
from preceptor.platform.learning.models import Attempt
from preceptor.platform.learning.rebuild import rebuild, snapshot
from preceptor.platform.packs import cases
from tests.http.test_api import Caller
from tests.http.wards import TRUTH, act, body, enter, finish, said

FIRST = "Ines Moreau"


pytestmark = pytest.mark.usefixtures("hearing")


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


@pytest.fixture
def again(client: Client, approval: Any) -> str:
    """The room of the second encounter with a case that was seen to the end."""
    finish(client, enter(client, approval))
    return enter(client, approval)


def attempt(room: str) -> Attempt:
    return Attempt.objects.select_related("approval__content").get(pk=room.split("/")[2])


def person(room: str) -> Any:
    return use_cases.room(attempt(room)).encounter.patient.case.public.person


def drawing(page: str) -> str:
    found = re.search(r'<svg class="avatar".*?</svg>', page, re.S)
    assert found
    return found[0]


def test_the_first_time_the_authored_person_comes_and_then_somebody_else(client: Client, approval: Any) -> None:
    first = enter(client, approval)
    shown = body(client.get(first))
    assert (attempt(first).seed, person(first).name) == (0, FIRST)
    assert "Ms Moreau" in shown
    finish(client, first)
    again = enter(client, approval)
    assert again != first
    then = body(client.get(again))
    assert attempt(again).seed > 0
    assert person(again).name != FIRST
    assert "Moreau" not in then
    assert person(again).name in then
    assert drawing(then) != drawing(shown)


def test_an_encounter_that_was_not_seen_to_the_end_goes_on_with_the_same_person(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    said(client, room, "What brings you in?")
    assert enter(client, approval) == room
    assert attempt(room).seed == 0


def test_another_learner_meets_the_authored_person(again: str, as_role: Any, world: Any, approval: Any) -> None:
    other = Client()
    other.force_login(world.foreign_learner)
    assert person(enter(other, approval)).name == FIRST


def test_the_same_moves_find_the_same_and_score_the_same(client: Client, approval: Any) -> None:
    rooms, found = [], []
    for _ in range(2):
        room = enter(client, approval)
        said(client, room, "What brings you in? Any cough?")
        act(client, room, "examine", target="calves-feel")
        act(client, room, "order", target="quell-test")
        act(client, room, "wait", minutes="30")
        finish(client, room)
        state = use_cases.room(attempt(room)).encounter.state
        rooms.append(room)
        found.append([(one.finding, one.value, one.number) for one in state.known])
    assert person(rooms[0]) != person(rooms[1])
    assert found[0] == found[1]
    assert "quell-factor" in {name for name, _, _ in found[0]}
    assert attempt(rooms[0]).outcome == attempt(rooms[1]).outcome


def test_every_page_and_the_api_show_the_same_person(
    client: Client, again: str, world: Any, token_of: Callable[..., str]
) -> None:
    who, key = person(again), attempt(again).pk
    call = Caller(token_of(world.user))
    title = use_cases.room(attempt(again)).encounter.patient.case.public.title
    running = call.get("patients").json()["running"]
    assert [one["patient"]["title"] for one in running] == [title]
    assert title in body(client.get("/patients/"))
    said(client, again, "What brings you in?")
    address = finish(client, again)
    portrait = drawing(body(client.get(f"{again}replay/")))
    for shown in (body(client.get(address)), body(client.get(f"{again}replay/"))):
        assert who.name in shown
    assert portrait == drawing(body(client.get(f"{again}replay/?step=1")))
    debrief = call.get(f"encounters/{key}/debrief").json()
    assert debrief["encounter"]["person"]["name"] == who.name
    assert debrief["first"] == FIRST
    assert f"those of {FIRST}" in body(client.get(address))
    finished = call.get("patients").json()["finished"]
    assert [one["patient"]["title"] for one in finished] == [title, "A gardener who coughs"]


def test_before_the_end_nothing_tells_whose_facts_they_are(client: Client, again: str) -> None:
    page = body(client.get(again))
    assert "those of" not in page
    assert TRUTH not in page
    assert "zorbic" not in page


def test_the_first_debrief_offers_the_case_in_somebody_else(client: Client, approval: Any) -> None:
    address = finish(client, enter(client, approval))
    page = body(client.get(address))
    assert "Meet this case in somebody else" in page
    assert "those of" not in page
    assert "somebody else brings it now" in body(client.get("/patients/"))


def test_another_process_and_a_rebuilt_log_show_the_same(client: Client, again: str, world: Any) -> None:
    """What another process, or the log alone, knows is the seed."""
    before, page = person(again), body(client.get(f"{again}?part=talk"))
    cases.forget()
    assert person(again) == before
    strip = re.compile(r'name="(?:client_id|csrfmiddlewaretoken)" value="[^"]*"')
    assert strip.sub("", body(client.get(f"{again}?part=talk"))) == strip.sub("", page)
    held = snapshot(world.learner)
    assert not rebuild().different
    assert snapshot(world.learner) == held
    assert person(again) == before


def test_each_time_somebody_else_comes(client: Client, again: str, approval: Any) -> None:
    names = {FIRST, person(again).name}
    for _ in range(3):
        finish(client, again)
        again = enter(client, approval)
        names.add(person(again).name)
    assert len(names) >= 4
