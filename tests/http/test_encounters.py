"""The pages of virtual patients: what is hidden stays hidden, every act has its answer, nothing is lost."""

import re
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from preceptor.features.encounters import posted, presenting
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.learning import erasure
from preceptor.platform.learning.models import Attempt
from tests.http.wards import (
    HEARING,
    HTMX,
    SECRET,
    TRUTH,
    act,
    admit,
    base,
    body,
    case,
    enter,
    finish,
    heard,
    said,
)

pytestmark = pytest.mark.usefixtures("hearing")


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


# The list.


def test_the_list_proposes_a_patient_and_going_in_leads_to_the_room(client: Client, approval: Any) -> None:
    page = body(client.get("/patients/"))
    assert "A gardener who coughs" in page
    assert "Why this patient" in page
    room = enter(client, approval)
    assert "Ms Moreau" in body(client.get(room))
    again = body(client.get("/patients/"))
    assert room in again
    assert "Go on" in again


def test_without_a_case_the_list_says_so(world: Any, client: Client) -> None:
    assert "No patient is here yet" in body(client.get("/patients/"))


@pytest.mark.parametrize("fields", [{"patient": "x"}, {"patient": "999999"}, {"patient": ""}])
def test_a_patient_there_is_none_of_is_refused_in_words(client: Client, approval: Any, fields: dict[str, str]) -> None:
    response = client.post("/patients/", fields, follow=True)
    assert response.redirect_chain == [("/patients/", 303)]
    assert "Choose one of" in response.content.decode()
    assert not Attempt.objects.filter(mode="encounter").exists()


def test_an_unknown_mode_is_refused(client: Client, approval: Any) -> None:
    response = client.post("/patients/", {"patient": approval.pk, "mode": "cheating"}, follow=True)
    assert "no such mode" in response.content.decode()


def test_a_question_is_no_patient(world: Any, client: Client, approval: Any) -> None:
    from preceptor.platform.approvals.models import Approval

    item = Approval.objects.filter(content__kind="item").first()
    assert item
    client.post("/patients/", {"patient": item.pk})
    assert not Attempt.objects.filter(mode="encounter").exists()


def test_the_reason_names_no_field_of_medicine(world: Any, client: Client, approval: Any) -> None:
    page = body(client.get("/patients/"))
    assert not [name for name in ("Groundwork", "Finding out", "Looking after") if name in page]


# The room.


def test_nothing_hidden_reaches_a_page_before_the_end(world: Any, client: Client, approval: Any) -> None:
    room = enter(client, approval)
    act(client, room, "say", said="What brings you in?")
    act(client, room, "hint")
    pages = [room, "/patients/", "/today/", *(f"{room}?part={part}" for part in posted.PARTS)]
    hidden = re.compile(f"{TRUTH}|{SECRET}|zorbic|Zorbic lung|marnic|zz-", re.IGNORECASE)
    for address in pages:
        response = client.get(address)
        found = hidden.search(body(response).replace("zorbicillin", ""))
        assert not found, (address, found)
        assert SECRET not in response.content.decode()
        assert TRUTH not in response.content.decode()


def test_the_door_shows_the_vitals_and_names_what_is_out_of_range(client: Client, approval: Any) -> None:
    page = body(client.get(enter(client, approval)))
    assert re.search(r'class="out"><dt>Pulse</dt><dd><bdi dir="ltr">112</bdi>.*?<dd class="word">fast', page)
    assert page.count('class="out"') == 1
    assert "She sits forward and coughs." in page


def test_talk_is_written_down_with_the_patients_answer(client: Client, approval: Any) -> None:
    page = said(client, enter(client, approval), "What brings you in?")
    assert "What brings you in?" in page
    assert "I cannot stop coughing." in page
    assert 'role="log"' in page


def test_words_are_shown_as_words(client: Client, approval: Any) -> None:
    page = said(client, enter(client, approval), "<script>alert(1)</script> any fever?")
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("text", ["", "   ", "a" * 2001])
def test_too_little_and_too_much_talk_come_back_with_a_sentence(client: Client, approval: Any, text: str) -> None:
    room = enter(client, approval)
    response = act(client, room, "say", said=text)
    assert response.status_code == 422
    assert 'role="alert"' in body(response)
    assert text.strip() in body(response)
    assert not Event.objects.filter(verb="encounter.moved").exists()


def test_two_thousand_characters_are_taken_whole(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    assert act(client, room, "say", said="a" * 2000).status_code == 303
    assert FreeText.objects.get(field="said").text == "a" * 2000


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("examine", {"target": "no-such"}, "no such examination"),
        ("order", {"target": "no-such"}, "no such test"),
        ("treat", {"treatment": ""}, "Choose a treatment"),
        ("treat", {"treatment": "no-such"}, "no such treatment"),
        ("treat", {"treatment": "zorbicillin", "dose": "lots", "unit": "mg"}, "must be a number"),
        ("treat", {"treatment": "zorbicillin", "dose": "nan", "unit": "mg"}, "more than 0"),
        ("treat", {"treatment": "zorbicillin", "dose": "-5", "unit": "mg"}, "more than 0"),
        ("treat", {"treatment": "zorbicillin", "dose": "5"}, "Give the unit"),
        ("rank", {"condition-0": "cold", "confidence-0": "very"}, "from 0 to 100"),
        ("rank", {"condition-0": "cold", "confidence-0": "101"}, "from 0 to 100"),
        ("rank", {"condition-0": "cold", "confidence-0": "inf"}, "from 0 to 100"),
        ("rank", {"condition-0": "", "confidence-0": "5"}, "no diagnosis"),
        (
            "rank",
            {"condition-0": "plain cold", "confidence-0": "5", "condition-1": "Plain-Cold", "confidence-1": "6"},
            "twice",
        ),
        ("wait", {"minutes": "soon"}, "in minutes"),
        ("wait", {"minutes": "9000"}, "Wait between"),
        ("note", {"note": " "}, "Write the note"),
        ("note", {"note": "x" * 2001}, "Nothing was sent"),
        ("finish", {"diagnosis": ""}, "Name the diagnosis"),
        ("finish", {"diagnosis": "x" * 121}, "too long"),
        ("nonsense", {}, "cannot be done"),
    ],
)
def test_every_bad_form_has_its_sentence(
    client: Client, approval: Any, name: str, fields: dict[str, str], sentence: str
) -> None:
    room = enter(client, approval)
    response = act(client, room, name, **fields)
    assert response.status_code == 422
    assert sentence in body(response)
    assert not Event.objects.filter(verb="encounter.moved").exists()
    assert client.get(room).status_code == 200


def test_a_form_without_its_number_keeps_what_was_written(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    response = act(client, room, "say", said="Any fever?", client_id="")
    assert response.status_code == 422
    assert "Any fever?" in body(response)


def test_examining_shows_what_was_found_in_the_part_and_in_the_transcript(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    page = client.get(f"{room}?part=examine&region=calves")
    assert "Feel the calves" in body(page)
    response = act(client, room, "examine", target="calves-feel", part="examine", region="calves")
    assert response.headers["Location"].endswith("?part=examine&region=calves&did=examine")
    assert body(client.get(response.headers["Location"])).count("Yes, exam.") == 3


def test_an_intimate_examination_waits_for_consent(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    act(client, room, "examine", target="inside-feel", part="examine", region="pelvis")
    page = body(client.get(f"{room}?part=examine&region=pelvis"))
    assert "offered a chaperone" in page
    assert "What you found" not in page
    act(client, room, "examine", target="inside-feel", part="examine", region="pelvis", consent="yes")
    assert "What you found" in body(client.get(f"{room}?part=examine&region=pelvis"))


def test_a_result_comes_when_it_is_due(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    act(client, room, "order", target="ecg", part="tests")
    page = body(client.get(f"{room}?part=tests"))
    assert "On its way" in page
    assert "The rhythm is sinus." not in page
    twice = act(client, room, "order", target="ecg", part="tests")
    assert "already on its way" in body(twice)
    act(client, room, "wait", part="tests")
    page = body(client.get(f"{room}?part=tests"))
    assert "On its way" not in page
    assert "The rhythm is sinus." in page
    assert 'class="wave"' in page


def test_tests_are_found_by_their_names(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    page = body(client.get(f"{room}?part=tests&find=TRACING"))
    assert "12-lead ECG" in page
    assert "Quell test" not in page
    assert "No test fits" in body(client.get(f"{room}?part=tests&find=zzz"))


def test_the_differential_is_kept_sorted_and_can_be_revised(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    rows = {"condition-0": "plain cold", "confidence-0": "20 %", "condition-1": "Bad air", "confidence-1": "60"}
    act(client, room, "rank", part="differential", **rows, **{"grave-1": "yes"})
    page = body(client.get(f"{room}?part=differential"))
    assert page.index('value="Bad air"') < page.index('value="plain cold"')
    assert page.count(" checked") == 1
    assert "20 % left" in page
    moved = Event.objects.get(verb="encounter.moved").payload["move"]
    assert moved["ranked"] == [["", "Bad air", 60, True], ["plain-cold", "", 20, False]]
    act(client, room, "rank", part="differential")
    assert 'value="Bad air"' not in body(client.get(f"{room}?part=differential"))


def test_a_refused_differential_comes_back_as_it_was_typed(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    response = act(client, room, "rank", **{"condition-0": "Bad air", "confidence-0": "a lot"})
    assert 'value="Bad air"' in body(response)
    assert 'value="a lot"' in body(response)


def test_a_treatment_is_given_with_its_dose(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    act(client, room, "treat", treatment="zorbicillin", dose="2,5", unit="mg", route="by mouth", part="treat")
    assert "Zorbicillin 2.5 mg, by mouth." in body(client.get(f"{room}?part=treat"))


def test_hints_climb_from_direction_to_act_and_begin_anew_after_an_act(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    for _ in range(3):
        act(client, room, "hint")
    targets = [one.payload["move"]["target"] for one in Event.objects.filter(verb="encounter.moved").order_by("seq")]
    assert [one[0] for one in targets] == ["1", "2", "3"]
    assert presenting.hint_words(base(), targets[2]) in body(client.get(room))
    act(client, room, "say", said="Any fever?")
    act(client, room, "hint")
    last = Event.objects.filter(verb="encounter.moved").latest("seq").payload["move"]["target"]
    assert last.startswith("1/")


def test_an_examination_has_no_hints_and_no_judgement(client: Client, approval: Any) -> None:
    room = enter(client, approval, "examination")
    assert 'value="hint"' not in body(client.get(room))
    assert act(client, room, "hint").status_code == 422


def test_a_history_alone_has_no_bench(client: Client, approval: Any) -> None:
    room = enter(client, approval, "history")
    page = body(client.get(f"{room}?part=examine"))
    assert "Differential" in page
    assert not [part for part in ("?part=examine", "?part=tests", "?part=treat") if part in page]
    assert act(client, room, "examine", target="calves-feel").status_code == 422


def test_a_repeated_move_counts_once(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    own = str(uuid.uuid4())
    for _ in range(2):
        assert act(client, room, "say", said="Any fever?", client_id=own).status_code == 303
    assert Event.objects.filter(verb="encounter.moved").count() == 1


def test_two_tabs_add_to_one_encounter(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    act(client, room, "say", said="Any fever?")
    page = body(act(client, room, "say", said="Any cough?", htmx=True))
    assert "Any fever?" in page
    assert "Any cough?" in page


def test_with_htmx_the_region_alone_comes_with_its_news(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    response = act(client, room, "say", said="What brings you in?", htmx=True)
    text = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in text
    assert response.headers["HX-Push-Url"].startswith(room)
    news = re.search(r'<div id="news".*?</div>', text, re.S)
    assert news
    assert "I cannot stop coughing." in news[0]
    assert "<html" in client.get(room, **HTMX, HTTP_HX_HISTORY_RESTORE_REQUEST="true").content.decode()
    refused = act(client, room, "say", said="", htmx=True)
    assert refused.status_code == 200
    assert 'role="alert"' in refused.content.decode()


def test_somebody_elses_room_is_not_there(world: Any, client: Client, approval: Any, sign_in: Any) -> None:
    room = enter(client, approval)
    stranger = sign_in(world.foreign_learner)
    for address in (room, f"{room}debrief/", f"{room}replay/"):
        assert stranger.get(address).status_code == 404
    assert act(stranger, room, "say", said="Hello").status_code == 404


def test_a_question_has_no_room(world: Any, client: Client) -> None:
    from preceptor.platform.learning import loop

    attempt = loop.offer(world.learner)
    assert client.get(f"/patients/{attempt.pk}/").status_code == 404


def test_an_examination_has_the_cohort_s_mark_and_the_learner_s_time(world: Any, client: Client, approval: Any) -> None:
    learner = world.learner
    learner.cohort.pass_mark, learner.extra_time = 65, 50
    learner.cohort.save()
    learner.save()
    minutes = approval.content.public.get("minutes", 25)
    for mode in ("examination", "practice"):
        client.post("/patients/", {"patient": approval.pk, "mode": mode})
        opened = Event.objects.filter(verb="encounter.opened").latest("seq")
        Attempt.objects.update(status="closed")
        assert opened.payload["mode"] == mode
        assert opened.payload["pass_mark"] == (0.65 if mode == "examination" else None)
        assert opened.payload["minutes"] == (round(minutes * 1.5) if mode == "examination" else minutes)


def test_the_export_tells_what_was_understood_only_after_the_end(client: Client, approval: Any) -> None:
    room = enter(client, approval)
    said(client, room, "Any cough?")
    found = client.get("/settings/data/export/").json()
    move = next(one for one in found["events"] if one["verb"] == "encounter.moved")
    assert move["payload"]["move"]["asked"] == erasure.UNTIL_ANSWERED
    assert move["texts"] == {"said": "Any cough?"}
    finish(client, room)
    found = client.get("/settings/data/export/").json()
    move = next(one for one in found["events"] if one["verb"] == "encounter.moved")
    assert move["payload"]["move"]["asked"] == [["cough", "presence", "self", 1.0]]


def test_who_brings_a_small_child_is_asked_about_it_and_answers(
    world: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: list[str] = []
    monkeypatch.setattr(HEARING, lambda text, *rest: words.append(text) or heard(text))
    person = replace(case().public.person, age=2, address="Ines", speaker="Ines's mother")
    small = replace(case(), public=replace(case().public, person=person))
    room = enter(client, admit(world, small)[0])
    assert "Say something to Ines&#x27;s mother" in body(client.get(room))
    page = said(client, room, "Does she have a fever?")
    assert words == ["do you have a fever?"]
    assert "Does she have a fever?" in page
    assert "<span>Ines&#x27;s mother</span>" in page
    assert "Yes fever" not in page
