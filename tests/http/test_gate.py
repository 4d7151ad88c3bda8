"""The gate for people: adopting with eyes open, answering reports and objections, telling those concerned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from preceptor.features.practice import use_cases as practising
from preceptor.platform import clock
from preceptor.platform.approvals import gate
from preceptor.platform.approvals.models import Adoption, Approval
from preceptor.platform.events.models import Event
from preceptor.platform.learning.notices import notices_for
from preceptor.platform.packs.models import PackContent, PackVersion
from tests.http.lives import answered, objection


@pytest.fixture
def educator(as_role: Callable[..., Client]) -> Client:
    return as_role("educator")


@pytest.fixture
def newer(world: Any) -> PackVersion:
    """A newer version of the pack with the same items."""
    made = PackVersion.objects.create(pack=world.pack.pack, version=2, digest="2" * 64, body=world.pack.body)
    for one in world.pack.memberships.all():
        PackContent.objects.create(pack=made, content=one.content)
    return made


def report(world: Any) -> Event:
    """The learner reports the item they have just answered."""
    attempt = answered(world.learner)
    practising.report(world.user.actor, attempt, "wrong", "The threshold is 5, not 7.")
    return Event.objects.get(verb="item.reported")


def test_adopting_needs_the_sentence_to_be_confirmed(educator: Client, newer: PackVersion) -> None:
    page = educator.get("/content/").content.decode()
    assert "I know that no clinician has reviewed this yet" in page
    refused = educator.post(f"/content/adopt/{newer.pk}/", {})
    assert refused.status_code == 422
    assert "Tick this first" in refused.content.decode()
    assert not Adoption.objects.filter(pack=newer).exists()
    assert educator.post(f"/content/adopt/{newer.pk}/", {"confirm": "yes"}).status_code == 303
    assert Adoption.objects.filter(pack=newer).count() == 1
    educator.post(f"/content/adopt/{newer.pk}/", {"confirm": "yes"})
    assert Adoption.objects.filter(pack=newer).count() == 1


def test_an_older_version_cannot_be_adopted_over_a_newer_one(world: Any, educator: Client, newer: PackVersion) -> None:
    educator.post(f"/content/adopt/{newer.pk}/", {"confirm": "yes"})
    educator.post(f"/content/adopt/{world.pack.pk}/", {"confirm": "yes"})
    assert Adoption.objects.filter(pack=world.pack).count() == 1


def test_the_page_counts_what_is_approved_and_withdrawn(world: Any, educator: Client) -> None:
    total = Approval.objects.count()
    gate.withdraw(Approval.objects.order_by("pk")[0], world.people["educator"], clock.now(), "wrong")
    row = educator.get("/content/").context["packs"][0]
    assert (row.items, row.approved, row.withdrawn, row.state) == (total, total - 1, 1, "in use")


def test_a_report_waits_until_it_is_answered(world: Any, educator: Client) -> None:
    found = report(world)
    page = educator.get("/content/").content.decode()
    assert "The threshold is 5, not 7." in page
    assert world.user.name not in page
    address = f"/content/reports/{found.id}/"
    assert educator.post(address, {"decision": "nonsense", "comment": "x"}).status_code == 422
    assert educator.post(address, {"decision": "kept", "comment": " "}).status_code == 422
    assert educator.post(address, {"decision": "declined", "comment": "x"}).status_code == 422
    assert not Event.objects.filter(verb="report.resolved").exists()
    assert educator.post(address, {"decision": "kept", "comment": "It is 7 since 2024."}).status_code == 303
    assert "The threshold is 5" not in educator.get("/content/").content.decode()
    educator.post(address, {"decision": "withdrawn", "comment": "Changed my mind."})
    assert Event.objects.filter(verb="report.resolved").count() == 1


def test_a_report_can_withdraw_the_item_and_the_learner_is_told(world: Any, educator: Client) -> None:
    found = report(world)
    assert notices_for(world.learner) == []
    educator.post(f"/content/reports/{found.id}/", {"decision": "withdrawn", "comment": "You are right."})
    approval = Approval.objects.get(content__content_id=found.object.partition("/")[2].partition("@")[0])
    assert approval.withdrawn_at is not None
    told = [str(one) for one in notices_for(world.learner)]
    assert len(told) == 2
    assert any("reported" in one and "You are right." in one for one in told)
    assert any("do not rely on it" in one for one in told)
    assert notices_for(world.foreign) == []


def test_notices_end_after_thirty_days_and_with_a_restoration(world: Any, educator: Client) -> None:
    found = report(world)
    educator.post(f"/content/reports/{found.id}/", {"decision": "withdrawn", "comment": "You are right."})
    with clock.at(clock.now() + timedelta(days=31)):
        assert notices_for(world.learner) == []
    content = Approval.objects.exclude(withdrawn_at=None).get().content
    gate.restore(content, world.people["educator"], clock.now())
    assert ["do not rely" in str(one) for one in notices_for(world.learner)] == [False]


def test_a_replaced_version_is_no_news(world: Any) -> None:
    attempt = answered(world.learner)
    Approval.objects.filter(pk=attempt.approval_id).update(withdrawn_at=clock.now(), withdrawn_reason="replaced")
    assert notices_for(world.learner) == []


def test_objections_are_seen_by_their_own_educators(world: Any, sign_in: Any, as_role: Any) -> None:
    mine, foreign = objection(world.learner), objection(world.foreign)
    educator = as_role("educator")
    page = educator.get("/content/").content.decode()
    assert world.user.name in page
    assert world.foreign_learner.name not in page
    assert educator.get(f"/content/reports/{mine.id}/").status_code == 200
    assert educator.get(f"/content/reports/{foreign.id}/").status_code == 404
    assert educator.post(f"/content/reports/{foreign.id}/", {"decision": "declined", "comment": "x"}).status_code == 404
    assert world.foreign_learner.name in as_role("administrator").get("/content/").content.decode()


def test_an_objection_is_answered_in_words_that_reach_the_learner(world: Any, educator: Client) -> None:
    found = objection(world.learner)
    assert educator.post(f"/content/reports/{found.id}/", {"decision": "kept", "comment": "x"}).status_code == 422
    educator.post(f"/content/reports/{found.id}/", {"decision": "recheck", "comment": "We look again."})
    (told,) = notices_for(world.learner)
    assert "measured again" in str(told)
    assert "We look again." in str(told)
