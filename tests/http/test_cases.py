"""Cases for staff: the list, one as a whole, drafting, and the gate that keeps drafts from learners."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from preceptor.core.generation import validator
from preceptor.core.generation.casewriter import Wish
from preceptor.core.generation.validator import Check
from preceptor.core.patient.case import Case
from preceptor.features.knowledge import bases, caselist, drafting, use_cases
from preceptor.platform import clock
from preceptor.platform.approvals import gate
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.models import Event
from preceptor.platform.learning.models import Attempt, ReviewCard
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.packs.models import ContentVersion, HiddenPart
from tests.http.wards import SECRET, TRUTH, admit, body, case

CASE = f"/cases/{SECRET}@1/"
WISH = {"condition": TRUTH, "presentation": "", "setting": "ed", "difficulty": "3", "seed": "7"}
PASSED = (Check("schema", True), Check("leak", True))
FAILED = (Check("schema", True), Check("leak", False, "the door says zorbic"))


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


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Wish, tuple[str, ...]]]:
    """A generator that makes the same case for everybody, and a validator that lets it pass; gives what was asked."""
    asked: list[tuple[Wish, tuple[str, ...]]] = []

    def generate(base: Any, wish: Wish, chance: Any, known: Any, tables: Any) -> Case:
        asked.append((wish, tuple(one.public.id for one in known)))
        made = case("patient-bcdfghjk", "A 50-year-old gardener who coughs")
        return replace(made, public=replace(made.public, generated=True))

    monkeypatch.setattr(drafting, "generate", generate)
    monkeypatch.setattr(drafting, "validate", lambda *_: PASSED)
    return asked


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def draft_of(client: Client) -> ContentVersion:
    """A case drafted through the page."""
    response = client.post("/cases/", WISH)
    assert response.status_code == 303
    found: ContentVersion = ContentVersion.objects.get(content_id="patient-bcdfghjk")
    return found


def test_without_a_base_no_case_can_be_made(world: Any, author: Client) -> None:
    assert "Nothing to list" in text(author.get("/cases/"))
    refused = author.post("/cases/", WISH)
    assert refused.status_code == 422
    assert "No knowledge base is in use" in text(refused)


def test_a_case_whose_base_is_out_of_use_says_so(ward: Any, educator: Client) -> None:
    gate.withdraw(Approval.objects.get(content__kind="knowledge"), ward.people["educator"], clock.now(), "wrong")
    assert "cannot be read now" in text(educator.get(CASE))
    gate.withdraw(Approval.objects.get(content__kind="case"), ward.people["educator"], clock.now(), "wrong")
    refused = educator.post(f"{CASE}approve/", {"confirm": "yes"})
    assert refused.status_code == 422
    assert not Approval.objects.filter(content__kind="case", withdrawn_at__isnull=True).exists()


def test_every_case_is_listed_with_its_status(ward: Any, author: Client, drawn: Any) -> None:
    draft_of(author)
    rows = author.get("/cases/").context["page"].object_list
    assert [(one.content.content_id, one.status) for one in rows] == [
        ("patient-bcdfghjk", "draft"),
        (SECRET, "approved"),
    ]
    for asked_for, names in (
        ({"status": "draft"}, ["patient-bcdfghjk"]),
        ({"made": "authored"}, [SECRET]),
        ({"q": "gardener ZORBIC"}, ["patient-bcdfghjk", SECRET]),
        ({"presentation": "confusion"}, []),
    ):
        found = author.get("/cases/", asked_for).context["page"].object_list
        assert [one.content.content_id for one in found] == names


def test_a_case_can_be_read_whole(ward: Any, author: Client) -> None:
    page = body(author.get(CASE))
    for expected in (
        "I cannot stop coughing.",
        "She sits forward and coughs.",
        "Zorbic lung",
        "112",
        "Is it my lungs?",
    ):
        assert expected in page, expected
    assert "They look greyer." in page
    assert "withdraw/" not in page
    assert author.get("/cases/none-such@1/").status_code == 404
    assert author.get(f"/cases/{SECRET}@2/").status_code == 404


def test_a_case_says_who_may_bring_it_and_what_counts(world: Any, author: Client) -> None:
    written = case()
    hidden = replace(written.hidden, effects={"age": "It is commoner with every decade of life."})
    admit(world, replace(written, hidden=hidden))
    page = text(author.get(CASE))
    assert "It is commoner with every decade of life." in page
    found = re.search(r'female <span class="num nowrap">(\d+)–(\d+)</span>,\s*male', page)
    assert found
    assert int(found[1]) < 40 < int(found[2])


def test_every_check_of_the_validator_has_its_words() -> None:
    assert set(caselist.CHECKS) == {"schema", *validator.CHECKS}


def test_a_draft_is_stored_in_two_parts_with_its_event(ward: Any, author: Client, drawn: Any) -> None:
    content = draft_of(author)
    assert "condition" not in content.public
    assert HiddenPart.objects.get(content=content).body["condition"] == TRUTH
    event = Event.objects.get(verb="case.generated")
    assert event.payload == {"case": "patient-bcdfghjk@1", "seed": 7, "condition": TRUTH, "by": "educator"}
    assert event.object == content.ref
    assert drawn == [(Wish(TRUTH, "", "ed", 3), (SECRET,))]
    page = text(author.get(f"/cases/{content.content_id}@1/"))
    assert "seed 7" in page
    assert "Nobody has approved it" in page


def test_the_same_seed_gives_the_same_draft(ward: Any, author: Client, drawn: Any) -> None:
    draft_of(author)
    again = author.post("/cases/", WISH, follow=True)
    assert "has made the same case before" in text(again)
    assert ContentVersion.objects.filter(kind="case").count() == 2
    assert drawn[1][1] == (SECRET,), "what this seed made before is no case to stay away from"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"condition": ""}, "condition"),
        ({"condition": "none-such"}, "condition"),
        ({"presentation": "confusion"}, "presentation"),
        ({"condition": "", "presentation": "none-such"}, "presentation"),
        ({"setting": "home"}, "setting"),
        ({"difficulty": "6"}, "difficulty"),
        ({"difficulty": ""}, "difficulty"),
        ({"seed": "-1"}, "seed"),
        ({"seed": "x"}, "seed"),
        ({"seed": "²"}, "seed"),
        ({"seed": str(2**31)}, "seed"),
        ({"seed": "9" * 5000}, "seed"),
        ({"seed": "0" * 11 + "1"}, "seed"),
    ],
)
def test_a_wish_that_cannot_be_is_told(
    ward: Any, author: Client, drawn: Any, wrong: dict[str, str], field: str
) -> None:
    refused = author.post("/cases/", WISH | wrong)
    assert refused.status_code == 422
    assert refused.context["error"].field == field
    assert str(refused.context["error"]) in text(refused)
    assert not Event.objects.filter(verb="case.generated").exists()


def test_a_wish_that_the_base_cannot_fulfil_is_told(ward: Any, author: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any) -> Case:
        raise ValueError("the base has no condition for this wish")

    monkeypatch.setattr(drafting, "generate", none)
    refused = author.post("/cases/", WISH)
    assert refused.status_code == 422
    assert "the base has no condition for this wish" in text(refused)


def test_a_draft_that_fails_a_check_is_drawn_again(
    ward: Any, author: Client, drawn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts = iter([FAILED, PASSED])
    monkeypatch.setattr(drafting, "validate", lambda *_: next(verdicts, PASSED))
    draft_of(author)
    assert len(drawn) == 2


def test_a_draft_with_a_failed_check_cannot_be_approved(
    ward: Any, educator: Client, drawn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "validate", lambda *_: FAILED)
    content = draft_of(educator)
    assert len(drawn) == drafting.DRAWS
    page = text(educator.get(f"/cases/{content.content_id}@1/"))
    assert "the door says zorbic" in page
    assert "Approve this version" not in page
    refused = educator.post(f"/cases/{content.content_id}@1/approve/", {"confirm": "yes"})
    assert refused.status_code == 422
    assert "1 check failed" in text(refused)
    assert not Approval.objects.filter(content=content).exists()


# The gate.


def test_approving_makes_exactly_this_version_available(ward: Any, educator: Client, drawn: Any) -> None:
    content = draft_of(educator)
    address = f"/cases/{content.content_id}@1/"
    before = gate.shelf_version()
    assert content.ref not in {one.ref for one in shelf().patients.candidates}
    refused = educator.post(f"{address}approve/")
    assert refused.status_code == 422
    assert "Tick this first" in text(refused)
    assert not Approval.objects.filter(content=content).exists()
    assert educator.post(f"{address}approve/", {"confirm": "yes"}).status_code == 303
    approval = Approval.objects.get(content=content)
    event = Event.objects.get(verb="case.approved")
    assert (event.payload, event.object) == ({"approval": approval.pk}, content.ref)
    assert gate.shelf_version() == before + 1
    assert content.ref in {one.ref for one in shelf().patients.candidates}
    educator.post(f"{address}approve/", {"confirm": "yes"})
    assert Event.objects.filter(verb="case.approved").count() == 1


def test_only_those_who_may_approve_do(ward: Any, author: Client, drawn: Any) -> None:
    content = draft_of(author)
    address = f"/cases/{content.content_id}@1/"
    assert "Approve this version" not in text(author.get(address))
    assert author.post(f"{address}approve/", {"confirm": "yes"}).status_code == 403
    assert author.post(f"{CASE}withdraw/", {"reason": "wrong"}).status_code == 403
    assert not Event.objects.filter(verb__in=("case.approved", "content.withdrawn")).exists()


def test_a_newer_version_ends_the_older(ward: Any, educator: Client, drawn: Any) -> None:
    first = draft_of(educator)
    use_cases.approve(first, ward.people["educator"])
    second = ContentVersion.objects.create(
        kind="case", content_id=first.content_id, version=2, digest="2" * 64, pack=first.pack, meta=first.meta,
        public=first.public,
    )  # fmt: skip
    HiddenPart.objects.create(content=second, body=first.hidden.body)
    use_cases.approve(second, ward.people["educator"])
    live = Approval.objects.filter(content__content_id=first.content_id, withdrawn_at__isnull=True)
    assert [one.content for one in live] == [second]


def test_withdrawing_needs_a_reason_and_can_be_taken_back(ward: Any, educator: Client) -> None:
    assert educator.post(f"{CASE}withdraw/", {"reason": " "}).status_code == 422
    assert educator.post(f"{CASE}withdraw/", {"reason": "x" * 501}).status_code == 422
    assert educator.post(f"{CASE}withdraw/", {"reason": "The dose is wrong."}).status_code == 303
    assert f"case/{SECRET}@1" not in {one.ref for one in shelf().patients.candidates}
    page = text(educator.get(CASE))
    assert "The dose is wrong." in page
    assert "nothing changed" in text(educator.post(f"{CASE}withdraw/", {"reason": "again"}, follow=True))
    assert educator.post(f"{CASE}approve/", {"confirm": "yes"}).status_code == 303
    assert f"case/{SECRET}@1" in {one.ref for one in shelf().patients.candidates}


def test_a_case_whose_pack_was_never_adopted_is_not_approved_alone(ward: Any, educator: Client) -> None:
    Approval.objects.filter(content__kind="case").delete()
    refused = educator.post(f"{CASE}approve/", {"confirm": "yes"})
    assert refused.status_code == 422
    assert "adopt the pack" in text(refused)
    assert not Approval.objects.filter(content__kind="case").exists()


def test_the_database_refuses_a_draft_to_learners(ward: Any, educator: Client, drawn: Any) -> None:
    """No code stands between: an attempt and a card need an approval, and a draft has none to point at."""
    content = draft_of(educator)
    assert not Approval.objects.filter(content=content).exists()
    given = {"learner": ward.learner, "mode": "encounter", "seed": 0, "reason": {}, "offered_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(**given, approval=None)
    absent = Approval.objects.order_by("pk").last().pk + content.pk
    with transaction.atomic():
        Attempt.objects.create(**given, approval_id=absent)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)
    attempt = Attempt.objects.create(**given, approval=Approval.objects.get(content__content_id=SECRET))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewCard.objects.create(
            learner=ward.learner, approval=None, attempt=attempt, made_at=clock.now(), due=clock.now(), memory={}
        )


def test_a_learner_cannot_go_in_to_a_draft(ward: Any, educator: Client, as_role: Any, drawn: Any) -> None:
    content = draft_of(educator)
    learner = as_role("learner")
    page = text(learner.get("/patients/"))
    assert "A gardener who coughs" in page
    assert content.public["title"] not in page
    for guess in (content.pk, content.content_id, content.ref):
        learner.post("/patients/", {"patient": guess})
    assert not Attempt.objects.filter(approval__content=content).exists()
