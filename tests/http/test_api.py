"""The JSON API: the same loop with a token, every operation with a rule, one shape of refusal, a current document."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from preceptor.platform import clock
from preceptor.platform.accounts.models import ApiToken
from preceptor.platform.accounts.tokens import digest
from preceptor.platform.api.operations import NoRule, Operations
from preceptor.platform.api.tokens import Token
from preceptor.platform.events.models import Event
from preceptor.platform.learning.models import Attempt
from preceptor.project.api import api, openapi
from tests.http.lives import missed

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


class Caller:
    """A client that sends a token and JSON."""

    def __init__(self, token: str) -> None:
        self.client = Client()
        self.headers = {"authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/{path}", headers=self.headers)

    def post(self, path: str, body: Any = None) -> Any:
        data = body if isinstance(body, bytes | str) else json.dumps(body if body is not None else {})
        return self.client.post(f"/api/{path}", data, content_type="application/json", headers=self.headers)


@pytest.fixture
def call(world: Any, token_of: Callable[..., str]) -> Caller:
    """The learner's caller."""
    return Caller(token_of(world.user))


def offered(call: Caller) -> str:
    key: str = call.get("next").json()["offer"]["attempt"]
    return key


def answered(call: Caller, key: str, letters: str = "A", client_id: str | None = None, **more: Any) -> Any:
    questions = len(call.get(f"attempts/{key}").json()["item"]["questions"])
    body = {"responses": [[letters]] * questions, "client_id": client_id or str(uuid.uuid4()), **more}
    return call.post(f"attempts/{key}/answer", body)


def refusal(response: Any, status: int) -> str:
    assert response.status_code == status, response.content
    assert list(response.json()) == ["detail"]
    sentence: str = response.json()["detail"]
    assert sentence.endswith(".")
    return sentence


def operations() -> list[tuple[str, Any]]:
    return [
        (path, operation)
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
        for operation in view.operations
    ]


def test_an_operation_without_a_rule_cannot_exist() -> None:
    router = Operations()
    with pytest.raises(NoRule):
        router.get("/open", response=dict)(lambda request: {})
    with pytest.raises(NoRule):
        router.api_operation(["GET"], "/open", auth=None)(lambda request: {})
    assert len(operations()) >= 15
    for path, operation in operations():
        assert [type(one) for one in operation.auth_callbacks] == [Token], path


def test_me(world: Any, token_of: Callable[..., str]) -> None:
    mine = Caller(token_of(world.user)).get("me").json()
    assert mine == {
        "name": "Learner One",
        "role": "learner",
        "programme": "Programme for the UK",
        "cohort": "Cohort one",
        "level": "clerkship",
        "daily_minutes": 20,
    }
    theirs = Caller(token_of(world.people["auditor"])).get("me").json()
    assert (theirs["role"], theirs["cohort"]) == ("auditor", None)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer " + "x" * 5000])
def test_no_known_token_is_401(call: Caller, header: str) -> None:
    response = call.client.get("/api/me", headers={"authorization": header} if header else {})
    assert "Bearer" in refusal(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_session_is_no_token(as_role: Callable[..., Client]) -> None:
    refusal(as_role("learner").get("/api/me"), 401)


def test_a_closed_account_and_a_removed_token_are_401(world: Any, call: Caller) -> None:
    assert call.get("me").status_code == 200
    world.user.is_active = False
    world.user.save()
    refusal(call.get("me"), 401)
    world.user.is_active = True
    world.user.save()
    ApiToken.objects.all().delete()
    refusal(call.get("me"), 401)


def test_only_the_digest_of_a_token_is_kept(world: Any, token_of: Callable[..., str]) -> None:
    token = token_of(world.user)
    kept = ApiToken.objects.get()
    assert kept.digest == digest(token)
    assert token not in str(kept.__dict__)


def test_another_role_is_403_before_anything_happens(world: Any, token_of: Callable[..., str]) -> None:
    caller = Caller(token_of(world.people["educator"]))
    before = Event.objects.count()
    assert "role" in refusal(caller.get("next"), 403)
    refusal(caller.post("sittings", {"kind": "placement"}), 403)
    assert Event.objects.count() == before


def test_the_loop(call: Caller) -> None:
    key = offered(call)
    assert offered(call) == key
    shown = call.get(f"attempts/{key}").json()
    assert shown["status"] == "open"
    assert shown["feedback"] is None
    receipt = answered(call, key, confidence=60).json()
    assert receipt["repeated"] is False
    feedback = receipt["attempt"]["feedback"]
    assert feedback["confidence"] == 60
    assert feedback["explanation"].startswith("Account of ")
    assert any(option["correct"] for option in feedback["questions"][0])
    assert feedback["changes"][0]["before"] != feedback["changes"][0]["after"]
    assert receipt["next"] == offered(call) != key
    assert call.get(f"attempts/{key}").json()["feedback"] == feedback


def test_a_retry_gets_the_first_receipt(call: Caller) -> None:
    key, own = offered(call), str(uuid.uuid4())
    first = answered(call, key, client_id=own)
    questions = len(first.json()["attempt"]["item"]["questions"])
    again = call.post(f"attempts/{key}/answer", {"responses": [["B"]] * questions, "client_id": own})
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == {**first.json(), "repeated": True}
    other = call.post(f"attempts/{key}/answer", {"responses": [["B"]] * questions, "client_id": str(uuid.uuid4())})
    assert "first answer stands" in refusal(other, 409)
    assert Event.objects.filter(verb="attempt.answered").count() == 1


def test_declining_gives_another_and_the_old_one_is_gone(call: Caller) -> None:
    key = offered(call)
    following = call.post(f"attempts/{key}/decline", {"why": "shorter"}).json()["next"]
    assert following != key
    assert call.post(f"attempts/{key}/decline").json()["next"] == following
    refusal(call.get(f"attempts/{key}"), 410)
    refusal(call.post(f"attempts/{key}/answer", {"responses": [["A"]], "client_id": str(uuid.uuid4())}), 410)
    assert Event.objects.filter(verb="attempt.declined").count() == 1


def test_a_report_reaches_the_log(call: Caller) -> None:
    key = offered(call)
    assert call.post(f"attempts/{key}/report", {"kind": "unclear", "comment": "Which one?"}).json() == {
        "recorded": True
    }
    assert Event.objects.get(verb="item.reported").texts.get().text == "Which one?"


def test_a_checkpoint_shows_feedback_only_at_its_end(call: Caller) -> None:
    sitting = call.post("sittings", {"kind": "checkpoint"}).json()
    assert call.post("sittings", {"kind": "checkpoint"}).json()["id"] == sitting["id"]
    first = sitting["attempt"]
    receipt = answered(call, first).json()
    assert receipt["attempt"]["feedback"] is None
    assert receipt["next"] not in (None, first)
    assert call.get(f"attempts/{first}").json()["feedback"] is None
    assert call.get(f"sittings/{sitting['id']}").json()["answered"] == 1
    ended = call.post(f"sittings/{sitting['id']}/stop").json()
    assert ended["why"] == "stopped"
    assert {one["title"] for one in ended["domains"]} == {"Groundwork", "Finding out", "Looking after"}
    assert call.get(f"attempts/{first}").json()["feedback"] is not None
    assert call.post(f"sittings/{sitting['id']}/stop").json() == ended


def test_review(world: Any, call: Caller) -> None:
    missed(world.learner)
    with clock.at(clock.now() + timedelta(days=3)):
        today = call.get("reviews").json()
        card = today["cards"][0]
        assert card["front"].startswith("Prompt of ")
        assert "back" not in card
        assert call.get(f"reviews/{card['id']}").json()["back"].startswith("Reply of ")
        own = str(uuid.uuid4())
        first = call.post(f"reviews/{card['id']}/grade", {"grade": 3, "client_id": own}).json()
        again = call.post(f"reviews/{card['id']}/grade", {"grade": 3, "client_id": own}).json()
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["card"] == again["card"]
    assert first["card"]["reviews"] == 1
    assert Event.objects.filter(verb="card.reviewed").count() == 1


def test_progress_contest_and_export(world: Any, call: Caller) -> None:
    missed(world.learner)
    picture = call.get("progress").json()
    assert len(picture["competencies"]) == 6
    assert call.get("export").json() == {"competencies": picture["competencies"]}
    moved = next(one for one in picture["competencies"] if one["evidence"])["competency"]
    one = call.get(f"progress/{moved}").json()
    assert one["known_by"][0]["result"] in ("wrong", "partly")
    assert next(day["day"] for day in one["forecast"]) == 0
    assert call.post(f"progress/{moved}/contest", {"comment": "I know this."}).status_code == 200
    assert Event.objects.get(verb="estimate.contested").payload["competency"] == moved
    refusal(call.get("progress/no-such-thing"), 404)


def test_nothing_approved_is_no_error(call: Caller) -> None:
    from preceptor.platform.approvals.models import Approval, Shelf
    from preceptor.platform.clock import now

    Approval.objects.update(withdrawn_at=now())
    Shelf.objects.filter(pk=1).update(version=99)
    assert call.get("next").json()["offer"] is None


BAD_BODIES: list[tuple[Any, int]] = [
    (b"", 422),
    (b"{", 400),
    (b"\xff\xfe", 400),
    (b'{"kind": "\\ud800"}', 400),
    (b'{"kind": "a\\u0000b"}', 400),
    (b'{"kind": NaN}', 400),
    (b"[" * 400 + b"]" * 400, 400),
    (b"[" * 200_000, 400),
    (b'{"kind": ' + b"9" * 5000 + b"}", 400),
    (b"[1, 2]", 422),
    (b"null", 422),
    (b'"placement"', 422),
    ({"kind": "holiday"}, 422),
    ({"kind": ["placement"]}, 422),
    ({"kind": "placement", "more": 1}, 422),
    ({"kind": "x" * 700_000}, 413),
]


@pytest.mark.parametrize(("body", "status"), BAD_BODIES, ids=[str(index) for index in range(len(BAD_BODIES))])
def test_a_bad_body_is_refused_with_a_sentence(call: Caller, body: Any, status: int) -> None:
    sentence = refusal(call.post("sittings", body), status)
    assert "holiday" not in sentence
    assert not Event.objects.filter(verb="sitting.started").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"responses": []},
        {"responses": [["Z"]]},
        {"responses": [["É"]]},
        {"responses": [[]]},
        {"responses": [["A"]] * 9},
        {"responses": "A"},
        {"confidence": -1},
        {"confidence": 101},
        {"confidence": "60"},
        {"confidence": True},
        {"confidence": 10**400},
        {"client_id": "mine"},
        {"client_id": None},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_bad_answer_is_422_and_loses_nothing(call: Caller, change: dict[str, Any]) -> None:
    key = offered(call)
    body = {"responses": [["A"]], "client_id": str(uuid.uuid4()), **change}
    refusal(call.post(f"attempts/{key}/answer", body), 422)
    assert call.get(f"attempts/{key}").json()["status"] == "open"
    assert not Event.objects.filter(verb="attempt.answered").exists()


def test_what_is_not_there_or_not_mine_is_404(world: Any, call: Caller, token_of: Callable[..., str]) -> None:
    foreign = Caller(token_of(world.foreign_learner))
    theirs = offered(foreign)
    for path in (
        f"attempts/{theirs}",
        f"attempts/{uuid.uuid4()}",
        "attempts/one",
        "nothing",
        f"reviews/{uuid.uuid4()}",
    ):
        refusal(call.get(path), 404)
    refusal(call.post(f"attempts/{theirs}/answer", {"responses": [["A"]], "client_id": str(uuid.uuid4())}), 404)
    refusal(call.post(f"attempts/{theirs}/decline"), 404)
    assert Attempt.objects.get(pk=theirs).status == "open"


def test_a_wrong_method_is_405_in_the_same_shape(call: Caller) -> None:
    response = call.post("me")
    assert "GET" in refusal(response, 405)
    assert response["Allow"] == "GET"


def test_the_document_is_public_current_and_describes_refusals() -> None:
    served = Client().get("/api/openapi.json")
    assert served.status_code == 200
    remade = "docs/reference/openapi.json is not current: preceptor docs openapi > docs/reference/openapi.json"
    assert DOCUMENT.read_text(encoding="utf-8") == openapi(), remade
    document = json.loads(openapi())
    assert served.json()["paths"].keys() == document["paths"].keys()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answers = set(operation["responses"])
            assert {"200", "401", "403"} <= answers, path
            assert "{" not in path or "404" in answers, path
            assert method == "get" or {"400", "413", "422"} <= answers, path
            assert operation["security"] == [{"Token": []}], path
            assert operation["summary"]
            assert operation["description"]
