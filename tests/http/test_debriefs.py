"""After an encounter: the debrief, the replay, and what a learner says about them; and the drawings of the room."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from preceptor.features.encounters import posted, presenting, rooms, workbench
from preceptor.features.encounters.bodymap import VIEWS, figure
from preceptor.features.encounters.portrait import described, portrait
from preceptor.features.encounters.trace import trace
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.learning.models import Attempt, Movement, ReviewCard
from tests.http.wards import (
    TRUTH,
    act,
    base,
    body,
    case,
    enter,
    finish,
    said,
)

pytestmark = pytest.mark.usefixtures("hearing")


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


# The end, and after it.


def test_before_the_end_there_is_no_debrief_and_no_replay(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    assert client.get(f"{room}debrief/").headers["Location"] == room
    assert client.get(f"{room}replay/").headers["Location"] == room
    assert client.post(f"{room}debrief/", {"act": "mentor", "comment": "x"}).headers["Location"] == room


def test_handing_over_keeps_an_unsaved_note_and_leads_to_the_debrief(world: Any, client: Client, approval: Any) -> None:
    room = enter(client, approval)
    said(client, room, "What brings you in? Any cough?")
    address = finish(client, room, note="A cough. Quell test next.", explanation="I think this is your lungs.")
    assert address == f"{room}debrief/"
    kinds = [one.payload["move"]["kind"] for one in Event.objects.filter(verb="encounter.moved").order_by("seq")]
    assert kinds == ["say", "note", "finish"]
    assert set(FreeText.objects.filter(field="said").values_list("text", flat=True)) >= {
        "A cough. Quell test next.",
        "I think this is your lungs.",
    }
    page = body(client.get(address))
    assert "zorbic lung" in page
    assert "What could have harmed" in page
    assert "<svg" in page
    assert "style=" not in page
    assert Movement.objects.filter(attempt_id=room.split("/")[2]).exists()
    assert "What changed in our picture of you" in page


def test_a_saved_note_is_not_saved_twice(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    act(client, room, "note", note="A cough.")
    finish(client, room, note="A cough.")
    assert Event.objects.filter(verb="encounter.moved", payload__move__kind="note").count() == 1


def test_after_the_end_nothing_is_added_and_what_was_written_is_given_back(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    finish(client, room)
    moves = Event.objects.filter(verb="encounter.moved").count()
    response = client.post(room, {"act": "say", "said": "One more thing", "client_id": str(uuid.uuid4())}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(f"{room}debrief/", 303)]
    assert "had already ended" in page
    assert "One more thing" in page
    assert Event.objects.filter(verb="encounter.moved").count() == moves
    assert act(client, room, "say", said="x", htmx=True).headers["HX-Redirect"] == f"{room}debrief/"
    assert client.get(room).headers["Location"] == f"{room}debrief/"


def test_the_debrief_quotes_the_learner_and_says_what_was_erased(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    said(client, room, "Hello, my name is Leila. What brings you in?")
    address = finish(client, room)
    assert "<q" in body(client.get(address))
    FreeText.objects.filter(field="said").update(text="", erased_at="2030-01-01T00:00Z")
    page = body(client.get(address))
    assert "my name is Leila" not in page
    assert "(erased)" in page
    assert "(erased)" in body(client.get(f"{room}replay/?step=9"))


def test_every_condition_has_its_curve(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    act(client, room, "rank", **{"condition-0": "plain cold", "confidence-0": "70"})
    said(client, room, "Any fever? Any cough?")
    address = finish(client, room)
    for name in ("plain-cold", TRUTH, "no-such", ""):
        page = body(client.get(f"{address}?show={name}"))
        label = "plain cold" if name == "plain-cold" else "zorbic lung"
        assert f"Probability of {label} after each step" in page


def test_the_replay_shows_each_step_as_it_stood(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    said(client, room, "What brings you in?")
    act(client, room, "order", target="ecg")
    finish(client, room)
    first, second = (body(client.get(f"{room}replay/?step={step}")) for step in (0, 1))
    assert "I cannot stop coughing." not in first
    assert "I cannot stop coughing." in second
    assert "12-lead ECG" not in second
    assert "12-lead ECG" in body(client.get(f"{room}replay/?step=2"))
    for odd in ("", "-1", "x", "99999999999"):
        assert client.get(f"{room}replay/?step={odd}").status_code == 200


def test_a_mentor_can_be_asked_and_a_judgement_contested(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    address = finish(client, room)
    client.post(address, {"act": "mentor", "comment": "Why the quell test?"})
    asked = Event.objects.get(verb="mentor.asked")
    assert asked.payload == {"about": room.split("/")[2]}
    assert asked.texts.get().text == "Why the quell test?"
    client.post(address, {"act": "contest", "kind": "wrong", "comment": "It was not."})
    assert Event.objects.get(verb="item.reported").payload == {"kind": "wrong"}
    for wrong in (
        {"act": "mentor", "comment": " "},
        {"act": "contest", "kind": "no"},
        {"act": "mentor", "comment": "x" * 2001},
    ):
        response = client.post(address, wrong, follow=True)
        assert "banner-alert" in response.content.decode()
    assert Event.objects.filter(verb__in=("mentor.asked", "item.reported")).count() == 2


def test_a_finished_patient_can_be_seen_again(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    address = finish(client, room)
    assert "again" in body(client.get(address))
    assert enter(client, approval) != room
    assert "met before" in body(client.get("/patients/")) or "Go on" in body(client.get("/patients/"))


# Drawings and words.


@pytest.mark.parametrize("child", [False, True])
def test_the_body_map_has_its_views_and_its_regions(child: bool) -> None:
    for view in VIEWS:
        drawn = figure(view, child)
        assert {"head", "arms", "hands", "legs", "feet"} <= {one.region for one in drawn.outlines}
        numbers = [float(one) for mark in drawn.outlines for one in re.findall(r"-?\d+\.?\d*", mark.path)]
        assert min(numbers) >= 0
        assert max(numbers) <= drawn.height
    assert figure("front", child).height == figure("back", child).height
    assert figure("front", True).height < figure("front", False).height


def test_a_portrait_is_drawn_for_every_look_and_names_aids_in_words() -> None:
    known = case().public.person
    assert described(known) == "Drawing of Ines Moreau: wears glasses, uses a wheelchair"
    assert portrait(known) != portrait(case(age=6).public.person)
    assert all(mark.path.startswith("M") for mark in portrait(known))


def test_an_ecg_is_drawn_from_its_values() -> None:
    strips = {name: trace({"ecg-rhythm": name}).strips[0].path for name in ("sinus", "atrial-fibrillation", "odd")}
    assert strips["sinus"] == strips["odd"] != strips["atrial-fibrillation"]
    assert trace({"ecg-st": "st-elevation-widespread"}).strips != trace({}).strips
    assert trace({}, rate=60).strips != trace({}, rate=90).strips


def test_minutes_are_said_as_people_do() -> None:
    assert [workbench.minutes_words(one) for one in (0.5, 3, 90, 120, 1440)] == [
        "½ min",
        "3 min",
        "1.5 h",
        "2 h",
        "24 h",
    ]


def test_the_ward_clock_belongs_to_the_patient() -> None:
    public = case().public
    times = {presenting.ward_clock(public, minutes) for minutes in (0, 1, 61)}
    assert len(times) == 3
    assert presenting.ward_clock(public, 0) == presenting.ward_clock(case().public, 0)


def test_a_condition_is_known_by_any_of_its_names() -> None:
    known = base()
    assert posted.condition_of(known, "  Zorbic-Lung disease ") == TRUTH
    assert posted.condition_of(known, "lung") == ""


def test_the_room_is_folded_from_its_events_alone(world: Any, client: Client, approval: Any) -> None:
    room = enter(client, approval)
    said(client, room, "What brings you in?")
    attempt = Attempt.objects.get(mode="encounter")
    assert [one.move.kind for one in rooms.room(attempt).encounter.state.steps] == ["wait", "say"]


def test_what_an_encounter_taught_comes_back_as_cards_and_in_the_picture(client: Client, approval: Any) -> None:
    """A lesson is a card like any other; it and the movements lead back to the debrief, not to a question."""
    room = enter(client, approval)
    finish(client, room, diagnosis="something else entirely")
    attempt = Attempt.objects.get(mode="encounter")
    card = ReviewCard.objects.exclude(part="").first()
    assert card is not None
    page = body(client.get(f"/review/{card.pk}/"))
    assert f"/patients/{attempt.pk}/debrief/" in page
    assert "The patient you saw" in page
    moved = Movement.objects.filter(attempt=attempt).first()
    assert moved is not None
    assert f"/patients/{attempt.pk}/debrief/" in body(client.get(f"/progress/{moved.competency}/"))
