"""What is listened to can be heard: by whoever listened, at an address that tells nothing, beside its words."""

from __future__ import annotations

import io
import re
import wave
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import Finding, Manoeuvre, Value
from preceptor.core.patient.case import Fact
from preceptor.features.encounters import auscultation, use_cases
from preceptor.features.encounters.sounds import RATE
from preceptor.platform.learning.models import Attempt
from tests.http import wards
from tests.http.wards import HEARING, act, admit, body, case, enter, finish, heard

AUDIO = re.compile(r'<audio [^>]*src="([^"]+)"[^>]*>')


def _with_ears(known: Base) -> Base:
    """The ward's base with a heart and lungs to listen to."""
    murmurs = (Value("none", "none", ("No murmur.",), 0.9), Value("systolic-ejection", "murmur", ("A murmur.",), 0.1))
    rhythm = (Value("regular", "regular", ("Regular.",), 0.9), Value("irregular", "irregular", ("Irregular.",), 0.1))
    breath = (Value("normal", "normal", ("Vesicular.",), 0.9), Value("bronchial", "bronchial", ("Bronchial.",), 0.1))
    bowel = (Value("normal", "normal", ("Gurgles.",), 0.9), Value("absent", "absent", ("Nothing.",), 0.1))
    findings = {
        name: Finding(name, "exam", name, "sign", values, tell="never")
        for name, values in (
            ("heart-murmur", murmurs),
            ("pulse-rhythm", rhythm),
            ("breath-sounds", breath),
            ("bowel-sounds", bowel),
        )
    }
    acts = (
        Manoeuvre("heart-listen", "Listen to the heart", "calves", "listen", 1, ("heart-murmur", "pulse-rhythm")),
        Manoeuvre("chest-listen", "Listen to the chest", "calves", "listen", 1, ("breath-sounds",)),
        Manoeuvre("abdomen-listen", "Listen to the abdomen", "calves", "listen", 1, ("bowel-sounds",)),
        Manoeuvre("pulse", "Feel the pulse", "calves", "feel", 1, ("pulse-rhythm",)),
    )
    return replace(
        known,
        findings={**known.findings, **findings},
        manoeuvres={**known.manoeuvres, **{one.id: one for one in acts}},
    )


@pytest.fixture(autouse=True)
def _ward(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = wards.base()
    monkeypatch.setattr(wards, "base", lambda: _with_ears(plain))
    monkeypatch.setattr(HEARING, heard)


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


@pytest.fixture
def approval(world: Any) -> Any:
    sick = case()
    facts = {**sick.hidden.facts, "heart-murmur": Fact("systolic-ejection")}
    return admit(world, replace(sick, hidden=replace(sick.hidden, facts=facts)))[0]


def listen(client: Client, room: str, target: str) -> str:
    """Listen, and give the page."""
    act(client, room, "examine", target=target, part="examine", region="calves")
    return body(client.get(f"{room}?part=examine&region=calves&did=examine"))


@pytest.mark.parametrize("mode", ["practice", "examination"])
def test_what_was_listened_to_plays_beside_its_words(client: Client, approval: Any, mode: str) -> None:
    room = enter(client, approval, mode)
    assert not AUDIO.search(body(client.get(f"{room}?part=examine&region=calves")))
    page = listen(client, room, "heart-listen")
    assert AUDIO.findall(page) == [f"{room}sound/?step=1"]
    assert page.index("A murmur. Regular.") < page.index("<audio")
    assert re.search(r'<audio controls [^>]*aria-label="Sound of: Listen to the heart"', page)
    assert "at 112 beats a minute" in page
    response = client.get(f"{room}sound/?step=1")
    assert (response.status_code, response["Content-Type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(response.content)) as file:
        assert file.getframerate() == RATE
    assert response.content == client.get(f"{room}sound/?step=1").content


def test_every_sound_stands_once_and_keeps_its_place(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    listen(client, room, "heart-listen")
    page = listen(client, room, "chest-listen")
    assert AUDIO.findall(page) == [f"{room}sound/?step={n}" for n in (2, 1)]
    assert "breaths a minute: first one lung, then the other" in page
    again = body(client.get(f"{room}?part=examine&region=calves"))
    assert AUDIO.findall(again) == AUDIO.findall(page)
    leads = finish(client, room).replace("debrief", "replay")
    assert AUDIO.findall(body(client.get(f"{leads}?step=2"))) == AUDIO.findall(page)
    assert client.get(f"{room}sound/?step=2").status_code == 200


@pytest.mark.parametrize("target", ["abdomen-listen", "pulse", "calves-feel"])
def test_what_has_words_alone_has_no_sound(client: Client, approval: Any, target: str) -> None:
    room = enter(client, approval)
    assert "<audio" not in listen(client, room, target)
    assert client.get(f"{room}sound/?step=1").status_code == 204


@pytest.mark.parametrize("step", ["", "0", "2", "-1", "x", "1e3", "²", "9" * 40, "heart-listen"])
def test_a_step_without_a_sound_is_empty(client: Client, approval: Any, step: str) -> None:
    room = enter(client, approval)
    listen(client, room, "heart-listen")
    assert client.get(f"{room}sound/", {"step": step}).status_code == 204


def test_the_address_and_the_page_s_code_name_nothing_that_was_found(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    page = listen(client, room, "heart-listen")
    code = " ".join(re.findall(r"<[^>]+>", page))
    for hidden in ("murmur", "ejection", "systolic-", "irregular", wards.TRUTH, wards.SECRET):
        assert hidden not in code
    answer = client.get(f"{room}sound/?step=1")
    for hidden in ("murmur", wards.TRUTH, wards.SECRET):
        assert hidden not in str(answer.headers)
        assert hidden.encode() not in answer.content
    assert "Content-Disposition" not in answer.headers
    assert answer["Cache-Control"].startswith("private")


def test_somebody_else_hears_nothing(world: Any, client: Client, approval: Any, sign_in: Any) -> None:
    room = enter(client, approval)
    listen(client, room, "heart-listen")
    stranger = sign_in(world.foreign_learner)
    assert stranger.get(f"{room}sound/?step=1").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "place"),
    [
        ("bytes=0-1", 206, "0-1"),
        ("bytes=44-", 206, "44-{last}"),
        ("bytes=-10", 206, "{tail}-{last}"),
        ("bytes=0-99999999", 206, "0-{last}"),
        ("bytes=99999999-", 416, "*"),
        ("bytes=9-2", 416, "*"),
        ("bytes=a-b", 200, ""),
        ("items=0-1", 200, ""),
    ],
)
def test_a_part_can_be_asked_for(client: Client, approval: Any, asked: str, status: int, place: str) -> None:
    """As some browsers must, to play at all."""
    room = enter(client, approval)
    listen(client, room, "heart-listen")
    whole = client.get(f"{room}sound/?step=1").content
    response = client.get(f"{room}sound/?step=1", headers={"range": asked})
    assert response.status_code == status
    size = len(whole)
    words = place.format(last=size - 1, tail=size - 10)
    assert response.get("Content-Range", "") == (f"bytes {words}/{size}" if place else "")
    if status == 206:
        first, last = map(int, words.split("-"))
        assert response.content == whole[first : last + 1]


def test_the_rate_is_the_one_last_measured(world: Any, client: Client, approval: Any) -> None:
    """A sound is as fast as the vitals on the page, not as what nobody has measured yet."""
    room = enter(client, approval)
    listen(client, room, "heart-listen")
    found = use_cases.room(Attempt.objects.select_related("approval__content").get(mode="encounter"))
    one = auscultation.heard(found.encounter, 1)
    assert one
    assert one.rate == 112
