"""What is typed in a room and not sent: nothing of it is lost, nothing of it counts, and the newer of two tabs wins."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from preceptor.features.encounters import unsent
from preceptor.platform import clock
from preceptor.platform.accounts.models import User
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.learning import erasure
from preceptor.platform.learning.models import Unsent
from preceptor.platform.learning.rebuild import rebuild
from tests.http.wards import HTMX, act, admit, body, enter

TYPED = {
    "differential": {"condition-0": "Bad air", "confidence-0": "40", "grave-0": "yes"},
    "treat": {"treatment": "zorbicillin", "dose": "2,5", "unit": "mg", "route": "by mouth", "frequency": "once"},
    "notes": {"note": "A cough.\nNothing more.", "diagnosis": "Plain cold", "explanation": "It will pass."},
}


pytestmark = pytest.mark.usefixtures("hearing")


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


@pytest.fixture
def room(client: Client, world: Any) -> str:
    return enter(client, admit(world)[0])


@dataclass
class Tab:
    """A room in a tab of a browser without JavaScript: fields as they were given, and as somebody typed over them."""

    client: Client
    room: str
    part: str = "talk"
    fields: dict[str, str] = field(default_factory=dict)
    page: str = ""

    def open(self, part: str = "") -> Tab:
        """Load the room, or load it again."""
        self.part = part or self.part
        return self._read(self.client.get(f"{self.room}?part={self.part}"))

    def _read(self, response: Any) -> Tab:
        self.page = response.content.decode()
        form = re.search(r'<form method="post" id="room".*?</form>', self.page, re.S)
        assert form
        self.fields = {}
        for one in re.findall(r"<input [^>]*>", form[0]):
            name, value = re.search(r' name="([^"]+)"', one), re.search(r' value="([^"]*)"', one)
            if name and ("checkbox" not in one or " checked" in one) and "radio" not in one:
                self.fields[name[1]] = html.unescape(value[1]) if value else ""
        for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form[0], re.S):
            self.fields[name] = html.unescape(text)
        for name, inside in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form[0], re.S):
            chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', inside)
            self.fields[name] = (chosen[1] or chosen[2]) if chosen else ""
        return self

    def type(self, **texts: str) -> Tab:
        self.fields |= {name.replace("_", "-"): text for name, text in texts.items()}
        return self

    def press(self, button: str) -> Tab:
        """Send the form with a button, and go where it leads."""
        sent = {name: text.replace("\n", "\r\n") for name, text in self.fields.items()}
        response = self.client.post(self.room, {**sent, "act": button})
        if response.status_code == 303:
            self.page = (response := self.client.get(response["Location"], follow=True)).content.decode()
        return self._read(response) if 'id="room"' in response.content.decode() else self

    def pause(self) -> Any:
        """What the page's script does when somebody stops typing for a moment."""
        answer = self.client.post(f"{self.room}unsent/", self.fields, **HTMX)
        text = answer.content.decode()
        if was := re.search(r'id="was" value="([^"]*)"', text):
            self.fields["was"] = was[1]
        return answer


@pytest.mark.parametrize("part", TYPED)
@pytest.mark.parametrize("how", ["look/tests", "hint", "wait/5"])
def test_another_button_takes_nothing_away(client: Client, room: str, part: str, how: str) -> None:
    """Without JavaScript: any button of the room keeps what was typed in its other fields."""
    tab = Tab(client, room).open(part)
    tab.fields |= TYPED[part] | {"said": "And then"}
    tab.press(how)
    assert tab.fields["said"] == "And then"
    assert "Not sent yet" in tab.page
    back = Tab(client, room).open(part)
    assert {name: back.fields[name] for name in TYPED[part]} == TYPED[part]


@pytest.mark.parametrize("part", TYPED)
def test_what_is_kept_while_typing_is_there_after_a_reload_and_elsewhere(
    world: Any, sign_in: Any, client: Client, room: str, part: str
) -> None:
    tab = Tab(client, room).open(part)
    tab.fields |= TYPED[part]
    assert tab.pause().status_code == 200
    assert tab.pause().status_code == 204  # nothing new
    for device in (client, sign_in(world.user)):
        back = Tab(device, room).open(part)
        assert {name: back.fields[name] for name in TYPED[part]} == TYPED[part]


def test_what_is_kept_is_no_event_and_counts_for_nothing(client: Client, room: str) -> None:
    before = Event.objects.count(), FreeText.objects.count()
    tab = Tab(client, room).open("differential").type(condition_0="Bad air", confidence_0="40", said="Any fever?")
    tab.press("look/notes")
    assert (Event.objects.count(), FreeText.objects.count()) == before
    assert tab.fields["diagnosis"] == ""  # which would be the first of a differential that was written down


def test_a_taken_act_leaves_only_what_it_did_not_send(client: Client, room: str) -> None:
    tab = Tab(client, room).open("notes").type(said="Any fever?", note="Mine", diagnosis="Bad air", explanation="So.")
    tab.press("say")
    assert tab.fields["said"] == ""
    assert Unsent.objects.get().texts == {"note": "Mine", "diagnosis": "Bad air", "explanation": "So."}
    tab.press("note")
    assert Unsent.objects.get().texts == {"diagnosis": "Bad air", "explanation": "So."}
    assert tab.fields["note"] == "Mine"  # from the log now
    tab.press("finish")
    assert not Unsent.objects.exists()
    finished = Event.objects.filter(verb="encounter.moved").latest("seq")
    assert FreeText.objects.get(event=finished).text == "So."


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        ("rank", {"condition-0": "Bad air", "confidence-0": "40"}),
        ("treat", {"treatment": "zorbicillin", "dose": "100", "unit": "mg"}),
        ("say", {"said": "Any cough?"}),
    ],
)
def test_what_was_sent_is_not_unsent(client: Client, room: str, button: str, typed: dict[str, str]) -> None:
    tab = Tab(client, room).open({"rank": "differential"}.get(button, button if button == "treat" else "talk"))
    tab.fields |= typed
    tab.pause()
    assert Unsent.objects.exists()
    tab.press(button)
    assert not Unsent.objects.exists()
    assert "Not sent yet" not in tab.page


def test_a_refused_form_is_kept_too(client: Client, room: str) -> None:
    tab = Tab(client, room).open("treat").type(treatment="zorbicillin", dose="lots", unit="mg", said="Wait")
    assert "must be a number" in tab.press("treat").page
    assert (tab.fields["dose"], tab.fields["said"]) == ("lots", "Wait")
    again = Tab(client, room).open("treat")
    assert (again.fields["treatment"], again.fields["dose"], again.fields["said"]) == ("zorbicillin", "lots", "Wait")


def test_what_was_taken_out_stays_out(client: Client, room: str) -> None:
    act(client, room, "rank", **{"condition-0": "Bad air", "confidence-0": "40", "grave-0": "yes"})
    tab = Tab(client, room).open("differential")
    assert tab.fields["grave-0"] == "yes"
    del tab.fields["grave-0"]
    tab.type(confidence_0="").press("look/treat")
    tab.open("differential")
    assert (tab.fields["condition-0"], tab.fields["confidence-0"]) == ("Bad air", "")
    assert "grave-0" not in tab.fields


def test_of_two_tabs_the_newer_wins_and_says_so(client: Client, room: str) -> None:
    one, other = Tab(client, room).open("notes"), Tab(client, room).open("notes")
    one.type(note="What I wrote first").pause()
    answer = other.type(note="What I wrote later").pause().content.decode()
    assert 'role="alert"' in answer
    assert "What I wrote first" in answer
    assert Unsent.objects.get().texts["note"] == "What I wrote later"
    assert "another tab" not in other.type(note="What I wrote later still").pause().content.decode()
    one.type(note="And the first once more")
    assert "What I wrote later still" in one.press("look/tests").page
    assert Tab(client, room).open("notes").fields["note"] == "And the first once more"


def test_a_lost_answer_does_not_make_one_tab_two(client: Client, room: str) -> None:
    fields = Tab(client, room).open("notes").fields
    client.post(f"{room}unsent/", {**fields, "note": "Half"}, **HTMX)
    answer = client.post(f"{room}unsent/", {**fields, "note": "Half a note"}, **HTMX)
    assert "another tab" not in answer.content.decode()
    assert Unsent.objects.get().texts["note"] == "Half a note"


def test_a_page_left_open_takes_nothing_back(client: Client, room: str) -> None:
    """What stands untouched in an older tab is not taken for something newly typed."""
    old = Tab(client, room).open("notes")
    Tab(client, room).open("notes").type(note="Written elsewhere").pause()
    old.press("look/tests")
    assert old.open("notes").fields["note"] == "Written elsewhere"
    stale = Tab(client, room).open("notes")
    Tab(client, room).open("notes").type(note="").pause()  # and what is deleted elsewhere does not come back
    stale.press("hint")
    assert stale.fields["note"] == ""


def test_what_comes_late_is_dropped(client: Client, room: str) -> None:
    """A copy of a form that overtakes nothing: it arrives after the form itself was sent."""
    tab = Tab(client, room).open().type(said="Any fever?")
    late = Tab(client, room, fields=dict(tab.fields))
    tab.press("say")
    assert late.pause().status_code == 204
    assert not Unsent.objects.exists()


def test_after_the_end_nothing_is_kept_and_what_was_left_is_shown(client: Client, room: str) -> None:
    tab, other = Tab(client, room).open("notes"), Tab(client, room).open()
    tab.type(said="One more thing", diagnosis="Bad air").press("finish")
    assert "One more thing" in tab.page
    assert "does not count" in tab.page
    answer = other.type(said="Hello?").pause()
    assert "has ended" in answer.content.decode()
    assert not Unsent.objects.exists()
    assert "Hello?" in other.press("look/tests").page


def test_more_than_anybody_types_is_cut_and_garbage_changes_nothing(client: Client, room: str) -> None:
    tab = Tab(client, room).open("notes").type(note="x" * 12_000)
    tab.pause()
    assert len(Unsent.objects.get().texts["note"]) == unsent.LONGEST_KEPT
    for fields in ({}, {"was": ":::", "bench": "nowhere"}, {"was": "said", "said": "a", "client_id": "mine"}):
        assert client.post(f"{room}unsent/", fields).status_code in (200, 204)
    assert client.get(f"{room}unsent/").status_code == 405
    assert client.get(room).status_code == 200


def test_somebody_elses_room_keeps_nothing(world: Any, client: Client, room: str, sign_in: Any) -> None:
    stranger = sign_in(world.foreign_learner)
    assert stranger.post(f"{room}unsent/", {"was": "", "said": "mine"}).status_code == 404
    assert not Unsent.objects.exists()


def test_enter_does_what_its_bench_is_for(client: Client, room: str) -> None:
    for part, button in (("differential", "rank"), ("treat", "treat"), ("tests", "look/tests")):
        page = body(client.get(f"{room}?part={part}"))
        first = re.search(r'<button type="submit" name="act" value="([^"]+)" hidden>', page)
        assert first
        assert first[1] == button
        assert page.index("<button") == first.start()


def test_unsent_words_survive_a_rebuild(client: Client, room: str) -> None:
    Tab(client, room).open("notes").type(note="Still here").pause()
    assert rebuild().same
    assert Tab(client, room).open("notes").fields["note"] == "Still here"


def test_unsent_words_are_counted_exported_and_erased_with_the_person(
    world: Any, sign_in: Any, client: Client, room: str
) -> None:
    Tab(client, room).open("notes").type(note="My own words").pause()
    theirs = sign_in(world.foreign_learner)
    other = enter(theirs, Approval.objects.get(content__kind="case"))
    Tab(theirs, other).open("notes").type(note="Their words").pause()
    user = User.objects.get(pk=world.user.pk)
    assert erasure.kept(user).unsent == 1
    exported = json.loads(client.get("/settings/data/export/").content)
    assert [one["texts"] for one in exported["learner"]["unsent"]] == [{"note": "My own words"}]
    assert "Their words" not in json.dumps(exported)
    assert "What you have not sent" in client.get("/settings/data/").content.decode()
    erasure.delete_account(user, clock.now())
    assert [one.texts for one in Unsent.objects.all()] == [{"note": "Their words"}]
