"""The item list and one item for staff: filters, lint with what is allowed, key, withdrawing and restoring."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preceptor.core.curriculum import lint
from preceptor.features.authoring import judging
from preceptor.platform.approvals.models import Approval
from preceptor.platform.packs.models import ContentVersion, HiddenPart
from tests.http.conftest import PACK
from tests.http.lives import answered

ITEM = "/items/zq-01-narrow-tubes@1/"
ITEMS = [
    line.split()[-1] for line in (PACK / "items" / "all.yaml").read_text().splitlines() if line.startswith("- id:")
]


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    judging._facts.cache_clear()
    yield
    judging._facts.cache_clear()


@pytest.fixture
def author(as_role: Callable[..., Client]) -> Client:
    return as_role("author")


def listed(response: Any) -> list[str]:
    return [row.facts.name for row in response.context["page"]]


def test_every_item_is_listed_once_with_its_status(author: Client) -> None:
    response = author.get("/items/")
    assert sorted(listed(response)) == sorted(ITEMS)
    assert response.context["found"] == len(ITEMS)
    assert {row.status for row in response.context["page"]} == {"approved"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "NARROW tubes"}, {"zq-01-narrow-tubes"}),
        ({"type": "family"}, {"zq-11-hourly-rate"}),
        ({"type": "kf"}, {"zq-10-silent-chest"}),
        ({"q": "no such words anywhere"}, set()),
        ({"lint": "no such lint"}, set()),
    ],
)
def test_filters(author: Client, query: dict[str, str], expected: set[str]) -> None:
    assert set(listed(author.get("/items/", query))) == expected


def test_the_domain_filter_keeps_only_its_items(author: Client) -> None:
    rows = author.get("/items/", {"domain": "groundwork"}).context["page"].object_list
    assert rows
    assert {row.facts.domain for row in rows} == {"groundwork"}


def test_the_status_filter_knows_withdrawn_and_never_approved(author: Client) -> None:
    first, second = ContentVersion.objects.order_by("content_id")[:2]
    Approval.objects.filter(content=first).update(withdrawn_at="2026-01-01T00:00Z", withdrawn_reason="wrong")
    Approval.objects.filter(content=second).delete()
    assert listed(author.get("/items/", {"status": "withdrawn"})) == [first.content_id]
    assert listed(author.get("/items/", {"status": "never"})) == [second.content_id]


@pytest.mark.parametrize("page", ["2", "-1", "x", "99999999999999999999"])
def test_a_page_that_does_not_exist_is_the_nearest(author: Client, page: str) -> None:
    assert author.get("/items/", {"page": page}).status_code == 200


def test_flaws_are_listed_and_allowed_ones_show_their_reason(author: Client, monkeypatch: Any) -> None:
    def planted(view: Any) -> Any:
        yield ("planted-flaw", "what to do about it")

    monkeypatch.setattr(lint, "CHECKS", (planted,))
    allowed = HiddenPart.objects.get(content__content_id="zq-02-tired-breathing")
    allowed.body = {**allowed.body, "allow": {"planted-flaw": "it is how clinicians say it"}}
    allowed.save()
    found = {row.facts.name: row.facts for row in author.get("/items/").context["page"]}
    assert [one.code for one in found["zq-01-narrow-tubes"].findings] == ["planted-flaw"]
    assert found["zq-02-tired-breathing"].findings == ()
    assert "it is how clinicians say it" in author.get("/items/", {"lint": "allowed"}).content.decode()
    assert "zq-02-tired-breathing" not in listed(author.get("/items/", {"lint": "flaws"}))


def test_the_lint_runs_once_for_a_pack(author: Client, monkeypatch: Any) -> None:
    calls = []
    real = judging.flaws
    monkeypatch.setattr(judging, "flaws", lambda *given: calls.append(1) or real(*given))
    author.get("/items/")
    first = len(calls)
    author.get("/items/", {"q": "narrow"})
    assert first == len(calls) == ContentVersion.objects.count()


def test_the_share_right_shows_from_ten_answers_on(world: Any, author: Client) -> None:
    attempt = answered(world.learner)
    content = attempt.approval.content

    def row() -> Any:
        page = author.get("/items/").context["page"]
        return next(one for one in page if one.facts.pk == content.pk)

    assert (row().answers, row().right) == (1, None)
    for number in range(9):
        attempt.pk = uuid.uuid4()
        attempt.outcome = 1.0 if number < 4 else 0.5
        attempt.save(force_insert=True)
    assert (row().answers, row().right) == (10, 0.5)


def test_an_item_shows_its_key_and_rationales_to_staff_alone(author: Client, as_role: Any) -> None:
    response = author.get(ITEM)
    text = response.content.decode()
    body = HiddenPart.objects.get(content__content_id="zq-01-narrow-tubes").body
    assert body["questions"][0][0]["rationale"].split(".")[0] in text
    assert "is-best" in text
    assert as_role("learner").get(ITEM).status_code == 403


def test_a_family_is_drawn_anew(author: Client) -> None:
    def drawn(seed: str) -> Any:
        return author.get("/items/zq-11-hourly-rate@1/", {"seed": seed}).context["item"].sheet

    assert drawn("0") == drawn("nonsense") == drawn("-3")
    assert len({drawn(str(seed)).paragraphs for seed in range(6)}) > 1
    assert drawn("9" * 30) is not None


def test_withdrawing_needs_a_reason_and_works_at_once(world: Any, as_role: Any) -> None:
    educator = as_role("educator")
    live = Approval.objects.get(content__content_id="zq-01-narrow-tubes")
    refused = educator.post(f"{ITEM}withdraw/", {"reason": "   "})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.content.decode()
    assert educator.post(f"{ITEM}withdraw/", {"reason": "x" * 501}).status_code == 422
    live.refresh_from_db()
    assert live.withdrawn_at is None
    assert educator.post(f"{ITEM}withdraw/", {"reason": "The dose is wrong."}).status_code == 303
    live.refresh_from_db()
    assert live.withdrawn_at is not None
    assert "The dose is wrong." in educator.get(ITEM).content.decode()


def test_restoring_brings_it_back_and_replaced_versions_stay_away(world: Any, as_role: Any) -> None:
    educator = as_role("educator")
    approvals = Approval.objects.filter(content__content_id="zq-01-narrow-tubes")
    approvals.update(withdrawn_at="2026-01-01T00:00Z", withdrawn_reason="replaced")
    educator.post(f"{ITEM}restore/")
    assert not approvals.filter(withdrawn_at__isnull=True).exists()
    approvals.update(withdrawn_reason="a mistake")
    educator.post(f"{ITEM}restore/")
    assert approvals.filter(withdrawn_at__isnull=True).count() == 1


def test_an_author_reads_and_cannot_withdraw(author: Client) -> None:
    assert "/withdraw/" not in author.get(ITEM).content.decode()
    assert author.post(f"{ITEM}withdraw/", {"reason": "no"}).status_code == 403
