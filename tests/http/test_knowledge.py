"""The knowledge base for staff: what is read, what is proposed, what patients learn to understand."""

from __future__ import annotations

import html
import uuid
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from preceptor.features.knowledge import bases, drafting, questions, use_cases
from preceptor.features.knowledge.conditions import worded
from preceptor.platform import clock
from preceptor.platform.approvals import gate
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.log import Draft, append
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.patients import phrases
from tests.http.wards import SECRET, TRUTH, admit, body

CONDITION = f"/knowledge/conditions/{TRUTH}/"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    bases.forget()
    drafting.forget()
    yield
    bases.forget()
    drafting.forget()


@pytest.fixture
def ward(world: Any) -> Any:
    """The world with a knowledge base and one approved case."""
    admit(world)
    return world


@pytest.fixture
def educator(as_role: Callable[..., Client]) -> Client:
    return as_role("educator")


@pytest.fixture
def author(as_role: Callable[..., Client]) -> Client:
    return as_role("author")


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def asked(words: str) -> Event:
    """A question that a patient did not understand."""
    payload = {"number": 1, "move": {"kind": "say", "unclear": True}}
    drafted = Draft(uuid.uuid4(), "encounter.moved", clock.now(), payload, f"case/{SECRET}@1", uuid.uuid4())
    return append(drafted, {"said": words})


# The base.


def test_without_a_base_the_pages_say_so(world: Any, educator: Client) -> None:
    assert "No knowledge base is in use" in text(educator.get("/knowledge/"))
    assert educator.get(CONDITION).status_code == 404


def test_the_base_is_counted_and_listed(ward: Any, author: Client) -> None:
    response = author.get("/knowledge/")
    (shown,) = response.context["shown"]
    assert (shown["counts"].conditions, shown["counts"].must_not_miss, shown["counts"].estimates) == (3, 1, 7)
    assert [len(one.rows) for one in shown["sections"]] == [3]
    assert "No clinician has reviewed this yet." in text(response)
    assert any("quell-factor" in one.where or "ways of asking" in one.message for one in shown["doubts"])
    assert "Questions not understood" not in text(response)


@pytest.mark.parametrize(
    ("words", "found"), [("ZORBIC lung", [TRUTH]), ("quell", [TRUTH]), ("marnic disease", ["marnic-fever"]), ("zz", [])]
)
def test_conditions_are_found_by_names_and_findings(ward: Any, author: Client, words: str, found: list[str]) -> None:
    (shown,) = author.get("/knowledge/", {"q": words}).context["shown"]
    assert [row.condition.id for one in shown["sections"] for row in one.rows] == found


def test_a_base_that_is_withdrawn_is_out_of_use(ward: Any, author: Client) -> None:
    approval = Approval.objects.get(content__kind="knowledge")
    gate.withdraw(approval, ward.people["educator"], clock.now(), "wrong")
    assert author.get(CONDITION).status_code == 404


def test_a_condition_is_shown_with_what_its_numbers_rest_on(ward: Any, author: Client) -> None:
    page = body(author.get(CONDITION))
    for expected in ("Zorbic lung", "80 %", "20 %", "estimate", "Quell test", "needle", "100–200 mg by mouth"):
        assert expected in page, expected
    assert "Essential" in page
    assert "They look greyer." in page
    assert "What does a quell test tell?" in page
    assert author.get("/knowledge/conditions/none-such/").status_code == 404


@pytest.mark.parametrize(
    ("value", "words"), [(0.85, "usual"), (0.9, "usual"), (0.972, "nearly always"), (0.05, "rare")]
)
def test_a_number_is_worded_by_its_nearest_level(value: float, words: str) -> None:
    assert worded(value) == words


# Proposals.


def test_a_change_is_proposed_decided_and_answered(ward: Any, author: Client, educator: Client) -> None:
    assert author.post(CONDITION, {"comment": "Cough is rarer: see page 3."}).status_code == 303
    event = Event.objects.get(verb="knowledge.proposed")
    assert event.payload == {"part": f"condition/{TRUTH}"}
    assert event.object == "knowledge/tiny-pack@1"
    listed = text(educator.get("/knowledge/proposals/"))
    assert "Cough is rarer: see page 3." in listed
    assert "Asked to decide: Administrator One, Educator One, Foreign Educator." in listed
    assert "Author One" in listed
    address = f"/knowledge/proposals/{event.id}/"
    assert address in listed
    assert address not in text(author.get("/knowledge/proposals/"))
    assert author.get(address).status_code == 403
    assert educator.post(address, {"decision": "recheck", "comment": "You are right."}).status_code == 303
    closed = Event.objects.get(verb="report.resolved")
    assert closed.payload == {"report": str(event.id), "decision": "recheck"}
    page = text(author.get(CONDITION))
    assert "Taken up for the next version" in page
    assert "You are right." in page
    educator.post(address, {"decision": "kept", "comment": "Changed my mind."})
    assert Event.objects.filter(verb="report.resolved").count() == 1


@pytest.mark.parametrize("comment", ["", "  \n ", "x" * 2001])
def test_a_proposal_needs_words_within_bounds(ward: Any, author: Client, comment: str) -> None:
    refused = author.post(CONDITION, {"comment": comment})
    assert refused.status_code == 422
    assert 'id="comment-error"' in text(refused)
    assert not Event.objects.filter(verb="knowledge.proposed").exists()


@pytest.mark.parametrize("sent", [{"decision": "declined", "comment": "x"}, {"decision": "kept", "comment": " "}, {}])
def test_a_decision_needs_a_choice_and_a_reason(ward: Any, educator: Client, sent: dict[str, str]) -> None:
    educator.post(CONDITION, {"comment": "Cough is rarer."})
    key = Event.objects.get(verb="knowledge.proposed").id
    assert educator.post(f"/knowledge/proposals/{key}/", sent).status_code == 422
    assert not Event.objects.filter(verb="report.resolved").exists()
    assert educator.get(f"/knowledge/proposals/{uuid.uuid4()}/").status_code == 404


# Questions nobody understood.


def test_a_question_is_attached_and_patients_learn_it(
    ward: Any, educator: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    trained: list[int] = []
    monkeypatch.setattr(use_cases, "learn_to_listen", SimpleNamespace(enqueue=lambda: trained.append(1)))
    event = asked("Been barking much?")
    page = text(educator.get("/knowledge/questions/"))
    assert "Been barking much?" in page
    assert "A gardener who coughs" in page
    sent = {"question": event.id, "topic": "COUGH", "attribute": "presence", "experiencer": "self", "act": "attach"}
    with django_capture_on_commit_callbacks(execute=True):
        assert educator.post("/knowledge/questions/", sent).status_code == 303
    assert trained == [1]
    assert phrases.attached() == {"been barking much?": ("cough", "presence", "self")}
    assert questions.waiting() == []
    assert "Been barking much?" in text(educator.get("/knowledge/questions/"))
    assert educator.post("/knowledge/questions/", sent).status_code == 303
    assert Event.objects.filter(verb="phrase.attached").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"topic": "none such"}, "topic"),
        ({"topic": "examination"}, "topic"),
        ({"attribute": "colour"}, "attribute"),
        ({"experiencer": "dog"}, "experiencer"),
    ],
)
def test_what_cannot_be_attached_is_told(ward: Any, educator: Client, wrong: dict[str, str], field: str) -> None:
    event = asked("Been barking much?")
    sent = {"question": event.id, "topic": "cough", "attribute": "presence", "experiencer": "self", "act": "attach"}
    refused = educator.post("/knowledge/questions/", sent | wrong)
    assert refused.status_code == 422
    assert refused.context["error"]["field"] == field
    assert refused.context["error"]["message"] in text(refused)
    assert not Event.objects.filter(verb="phrase.attached").exists()
    assert len(questions.waiting()) == 1


def test_a_phrase_counts_from_when_it_is_attached_until_who_wrote_it_is_erased(ward: Any) -> None:
    from preceptor.platform.learning.erasure import delete_account

    author = ward.people["author"]

    def attach(phrase: str, topic: str) -> None:
        payload = {"topic": topic, "attribute": "presence", "experiencer": "self"}
        append(Draft(author.actor, "phrase.attached", clock.now(), payload), {"phrase": phrase})

    assert phrases.attached() == {}
    attach("Been barking?", "cough")
    assert phrases.attached() == {"been barking?": ("cough", "presence", "self")}
    attach("Been barking?", "fever")
    assert phrases.attached() == {"been barking?": ("fever", "presence", "self")}
    delete_account(author, clock.now())
    assert phrases.attached() == {}


def test_a_dismissed_question_does_not_come_back(ward: Any, educator: Client) -> None:
    event = asked("blargh")
    asked("Been barking much?")
    assert educator.post("/knowledge/questions/", {"question": event.id, "act": "dismiss"}).status_code == 303
    asked("Blargh")
    assert [one.phrase for one in questions.waiting()] == ["Been barking much?"]
    assert phrases.attached() == {}


def test_erased_words_leave_the_queue(ward: Any, educator: Client) -> None:
    event = asked("My name is Ada, been barking?")
    FreeText.objects.filter(event=event).update(text="", erased_at=clock.now())
    assert questions.waiting() == []
    again = educator.post(
        "/knowledge/questions/", {"question": event.id, "topic": "cough", "act": "attach"}, follow=True
    )
    assert "or its words were erased" in text(again)
