"""What is wrong with a request gets a clear sentence; nothing is lost, nothing is leaked, nothing is a server error."""

from __future__ import annotations

import html
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from preceptor.platform import clock
from preceptor.platform.approvals.gate import withdraw
from preceptor.platform.approvals.models import Approval, Shelf
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt
from preceptor.platform.learning.providers import provider
from preceptor.platform.packs.models import ContentVersion
from tests.http.conftest import PACK
from tests.http.lives import answered, letters, missed

ITEMS = [
    line.split()[-1] for line in (PACK / "items" / "all.yaml").read_text().splitlines() if line.startswith("- id:")
]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def learner(as_role: Callable[..., Client]) -> Client:
    return as_role("learner")


@pytest.fixture
def attempt(world: Any) -> Attempt:
    """An open single best answer of the learner's."""
    only("zq-01-narrow-tubes")
    return loop.offer(world.learner)


def only(item: str) -> None:
    """Let nothing but one item be approved."""
    Approval.objects.exclude(content__content_id=item).update(withdrawn_at=clock.now(), withdrawn_reason="for a test")
    Shelf.objects.filter(pk=1).update(version=1000)


def form(attempt: Attempt, right: bool = True, **more: Any) -> dict[str, Any]:
    """What the page would send."""
    chosen = {f"q{place}": sorted(many) for place, many in enumerate(letters(attempt, right))}
    return {**chosen, "client_id": str(uuid.uuid4()), **more}


def answers() -> int:
    return Event.objects.filter(verb="attempt.answered").count()


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def still_open(attempt: Attempt) -> bool:
    return Attempt.objects.get(pk=attempt.pk).status == "open" and answers() == 0


def test_an_answer_to_a_withdrawn_item_is_told_and_does_not_count(world: Any, learner: Client) -> None:
    attempt = loop.offer(world.learner)
    withdraw(attempt.approval, world.people["educator"], clock.now(), "the key is wrong")
    response = learner.post(f"/practice/{attempt.pk}/", form(attempt), follow=True)
    assert response.status_code == 200
    assert "withdrew this question" in text(response)
    assert answers() == 0
    assert response.request["PATH_INFO"] != f"/practice/{attempt.pk}/"
    assert learner.get(f"/practice/{attempt.pk}/").status_code == 410


def test_a_form_of_a_declined_activity_is_told(world: Any, learner: Client) -> None:
    attempt = loop.offer(world.learner)
    loop.decline(world.learner, attempt.pk, "other", None)
    response = learner.post(f"/practice/{attempt.pk}/", form(attempt), follow=True)
    assert response.status_code == 410
    assert "/practice/" in text(response)
    assert answers() == 0


def test_a_double_submit_counts_once(attempt: Attempt, learner: Client) -> None:
    sent = form(attempt)
    pages = [learner.post(f"/practice/{attempt.pk}/", sent, follow=True) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert "first answer stands" not in text(pages[1])
    assert answers() == 1


def test_a_second_answer_leaves_the_first(attempt: Attempt, learner: Client) -> None:
    learner.post(f"/practice/{attempt.pk}/", form(attempt))
    response = learner.post(f"/practice/{attempt.pk}/", form(attempt, right=False), follow=True)
    assert "first answer stands" in text(response)
    assert answers() == 1
    assert Attempt.objects.get(pk=attempt.pk).outcome == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"q0": "Z"}, "not on this page"),
        ({"q0": "AB"}, "not on this page"),
        ({"q0": "<script>"}, "not on this page"),
        ({"q0": "\u202e"}, "not on this page"),
        ({"q0": []}, "Choose an option first"),
        ({"q0": ["A", "B"]}, "Choose at most 1"),
        ({"q0": list("ABCDE")}, "Choose at most 1"),
        ({"q1": "A"}, "not on this page"),
        ({"q99": "A"}, "not on this page"),
        ({"confidence": "-1"}, "from 0 to 100"),
        ({"confidence": "101"}, "from 0 to 100"),
        ({"confidence": "9" * 5000}, "from 0 to 100"),
        ({"confidence": "often"}, "from 0 to 100"),
        ({"confidence": "1e400"}, "from 0 to 100"),
        ({"client_id": ""}, "Open the page again"),
        ({"client_id": "mine"}, "Open the page again"),
        ({"client_id": "'; DROP TABLE events_event; --"}, "Open the page again"),
    ],
)
def test_an_answer_that_does_not_fit_is_asked_again(
    attempt: Attempt, learner: Client, change: dict[str, Any], sentence: str
) -> None:
    response = learner.post(f"/practice/{attempt.pk}/", {**form(attempt), **change})
    assert response.status_code == 422
    assert sentence in text(response)
    assert "<script>" not in response.content.decode().replace('<script type="module"', "")
    assert still_open(attempt)


def test_what_was_chosen_is_kept_when_something_else_is_wrong(attempt: Attempt, learner: Client) -> None:
    page = learner.post(f"/practice/{attempt.pk}/", form(attempt, confidence="900"))
    letter = next(iter(letters(attempt, right=True)[0]))
    chosen = next(line for line in text(page).splitlines() if f'name="q0" value="{letter}"' in line)
    assert " checked" in chosen.partition(f'name="q0" value="{letter}"')[2].partition(">")[0]


def test_too_many_options_of_a_menu_are_told(world: Any, learner: Client) -> None:
    only("zq-10-silent-chest")
    attempt = loop.offer(world.learner)
    response = learner.post(f"/practice/{attempt.pk}/", {**form(attempt), "q0": ["A", "B", "C"]})
    assert response.status_code == 422
    assert "Choose at most 2" in text(response)
    assert still_open(attempt)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"q0=" + b"A" * 1_048_576, 413),
        (b"&".join(b"q%d=A" % place for place in range(500)), 413),
        (b"q0=A%00", 400),
        (b"client_id=\x00", 400),
        (b"q0=%ff%fe&client_id=%c3%28", 422),
        (b"q0=\xff\xfe\xfa", 422),
        (b"%", 422),
        (b"=&==&&&;", 422),
    ],
    ids=["1 MB", "500 fields", "NUL", "raw NUL", "broken UTF-8", "raw bytes", "half an escape", "separators"],
)
def test_a_form_that_cannot_be_read_is_told(attempt: Attempt, learner: Client, body: bytes, status: int) -> None:
    response = learner.generic("POST", f"/practice/{attempt.pk}/", body, content_type=FORM)
    assert response.status_code == status
    assert "<h1" in text(response)
    assert still_open(attempt)
    report = learner.generic(
        "POST", f"/practice/{attempt.pk}/report/", b"kind=wrong&comment=" + body, content_type=FORM
    )
    assert report.status_code in ({status} if status != 422 else {303})


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="q0"\r\n\r\nA'),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=\xe9", b"--x--"),
        ("application/json", b"{}"),
        ("text/plain; charset=utf-7", b"q0=A"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"q0=A"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"q0=A"),
        ("", b"q0=A"),
    ],
)
def test_a_body_of_another_kind_is_told(attempt: Attempt, learner: Client, kind: str, body: bytes) -> None:
    response = learner.generic("POST", f"/practice/{attempt.pk}/", body, content_type=kind)
    assert response.status_code in (400, 422)
    assert still_open(attempt)


ADDRESSES = [
    "/practice/not-a-uuid/",
    "/practice/00000000-0000-0000-0000-00000000000g/",
    f"/practice/{uuid.UUID(int=0)}/",
    "/practice/%00/",
    "/practice/%ff%fe/",
    "/practice/..%2f..%2fetc%2fpasswd/",
    f"/review/{uuid.UUID(int=1)}/",
    "/progress/no-such-competency/",
    "/progress/export.exe",
    "/progress/" + "a" * 5000 + "/",
    "/nothing-here/?next=javascript:alert(1)",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_bad_address_is_told(learner: Client, address: str, method: str) -> None:
    response = getattr(learner, method)(address)
    assert response.status_code in (400, 404, 405), address
    assert response.status_code == 405 or "<h1" in text(response)


def test_a_foreign_attempt_is_as_if_it_were_not_there(world: Any, learner: Client) -> None:
    theirs = loop.offer(world.foreign)
    unknown = learner.get(f"/practice/{uuid.uuid4()}/")
    for rest in ("", "else/", "report/"):
        page = learner.get(f"/practice/{theirs.pk}/{rest}")
        assert page.status_code == 404
        assert page.content == unknown.content
        assert learner.post(f"/practice/{theirs.pk}/{rest}", form(theirs)).status_code == 404
    card = missed(world.foreign)
    assert learner.get(f"/review/{card.pk}/").status_code == 404
    assert learner.post(f"/review/{card.pk}/", {"grade": "3", "client_id": str(uuid.uuid4())}).status_code == 404
    assert not Event.objects.filter(actor=world.user.actor).exclude(verb="learner.enrolled").exists()


def test_a_form_without_its_token_is_told_and_changes_nothing(attempt: Attempt, as_role: Callable[..., Client]) -> None:
    careful = as_role("learner", enforce_csrf_checks=True)
    for path in (f"/practice/{attempt.pk}/", f"/practice/{attempt.pk}/else/", "/placement/", "/settings/"):
        response = careful.post(path, form(attempt))
        assert response.status_code == 403
        assert "too old to send" in text(response)
    assert still_open(attempt)


@pytest.mark.parametrize(
    "sent",
    [
        {"why": "boredom"},
        {"instead": "-1"},
        {"instead": "seven"},
        {"instead": "²"},
        {"instead": "9" * 400},
        {"why": "other", "instead": "x" * 1000},
    ],
    ids=str,
)
def test_declining_badly_never_fails(attempt: Attempt, learner: Client, sent: dict[str, str]) -> None:
    response = learner.post(f"/practice/{attempt.pk}/else/", sent, follow=True)
    assert response.status_code == 200
    assert answers() == 0


@pytest.mark.parametrize("grade", ["", "0", "5", "-1", "3.0", "easy", "³", "9" * 5000])
def test_a_bad_grade_does_not_count(world: Any, learner: Client, grade: str) -> None:
    card = missed(world.learner)
    response = learner.post(f"/review/{card.pk}/", {"grade": grade, "client_id": str(uuid.uuid4())}, follow=True)
    assert response.status_code in (200, 422)
    assert not Event.objects.filter(verb="card.reviewed").exists()


def test_hostile_words_are_kept_as_words(world: Any, learner: Client) -> None:
    words = "<script>alert(1)</script> ' OR 1=1; -- \u202e \U0001f600 {{ 7*7 }} %s ../../etc/passwd"
    learner.post("/progress/zz-salt-balance/", {"comment": words})
    event = Event.objects.get(verb="estimate.contested")
    assert event.texts.get().text == words
    page = learner.get("/progress/zz-salt-balance/")
    assert "<script>alert" not in page.content.decode()


def hidden(attempt: Attempt) -> Iterator[str]:
    """Everything that would give the answer away, or what it is about."""
    content = attempt.approval.content
    marking = provider("item").marking(content, attempt.seed)
    for options in marking.questions:
        for option in options:
            yield option.rationale
            if option.misconception:
                yield option.misconception
    yield from (marking.explanation, marking.teaching_point, marking.card.front, marking.card.back)
    yield from (source.supports for source in marking.sources)
    yield from (content.content_id, content.meta["competency"], "Zonal ", "Grounds ", "Lesson ", "test-book-2020")


@pytest.mark.parametrize("item", ITEMS)
def test_nothing_gives_the_answer_away(item: str, world: Any, learner: Client, token_of: Callable[..., str]) -> None:
    only(item)
    attempt = loop.offer(world.learner)
    assert attempt.approval.content.content_id == item
    headers = {"authorization": f"Bearer {token_of(world.user)}"}
    page = f"/practice/{attempt.pk}/"
    before = [
        *(learner.get(path) for path in (page, f"{page}else/", f"{page}report/", "/today/", "/practice/")),
        *(learner.get(path, headers=headers) for path in ("/api/next", f"/api/attempts/{attempt.pk}")),
        learner.post(page, {"q0": "?", "client_id": "?"}),
        learner.post(f"/api{page}".replace("practice", "attempts") + "answer", "{}", FORM, headers=headers),
    ]
    stem = attempt.approval.content.public["stem"].split("{")[0][:30]
    assert stem in text(before[0])
    for response in before:
        seen = text(response) + str(response.headers) + response.get("Location", "")
        for secret in hidden(attempt):
            assert secret not in seen, response.request["PATH_INFO"]
        assert "correct" not in seen

    learner.post(page, form(attempt))
    after, told = text(learner.get(page)), text(learner.get(f"/api/attempts/{attempt.pk}", headers=headers))
    marking = provider("item").marking(attempt.approval.content, attempt.seed)
    for wanted in (
        marking.explanation,
        marking.teaching_point,
        *(o.rationale for many in marking.questions for o in many),
    ):
        assert wanted in after
        assert wanted in told
    assert "Zonal " in after


def test_a_running_checkpoint_gives_nothing_away(world: Any, learner: Client) -> None:
    sitting = loop.start_sitting(world.learner, "checkpoint")
    done = answered(world.learner, Attempt.objects.get(sitting=sitting, status="open"))
    for path in (f"/practice/{done.pk}/", "/checkpoint/"):
        page = text(learner.get(path, follow=True))
        for secret in hidden(done):
            assert secret not in page


def test_every_item_of_the_tiny_pack_was_looked_at(world: Any) -> None:
    assert set(ContentVersion.objects.values_list("content_id", flat=True)) == set(ITEMS)
    assert len(ITEMS) == 12


def test_a_long_query_is_told(learner: Client) -> None:
    assert learner.get("/today/?" + urlencode({"q": "x" * 5000})).status_code == 200
    assert learner.get("/today/?q=%00").status_code == 400
    assert learner.get("/sign-in/?next=//elsewhere.example/").status_code in (200, 302)
