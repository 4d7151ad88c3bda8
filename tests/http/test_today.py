"""Today in all its states, and the front door that sends each role to its own first page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from preceptor.platform import clock
from preceptor.platform.approvals.gate import withdraw
from preceptor.platform.approvals.models import Approval
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt, ReviewCard
from preceptor.platform.learning.presenting import offered
from tests.http.courses import reply, sit
from tests.http.test_practice import HIDDEN, body


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


@pytest.mark.parametrize(
    ("role", "address"),
    [("learner", "/today/"), ("educator", "/cohorts/"), ("author", "/items/"), ("auditor", "/items/")],
)
def test_the_front_door_leads_everybody_to_their_own_page(as_role: Any, role: str, address: str) -> None:
    found = as_role(role).get("/")
    assert found.status_code == 302
    assert as_role(role).get(found.headers["Location"]).status_code == 200
    if role == "learner":
        assert found.headers["Location"] == address


def test_who_is_not_signed_in_is_asked_to(world: Any) -> None:
    assert Client().get("/").status_code == 302
    assert "/today/" in Client().get("/today/").headers["Location"]


def test_who_does_not_learn_has_no_today(as_role: Any) -> None:
    assert as_role("educator").get("/today/").status_code == 403


def test_a_new_learner_is_offered_a_placement_and_may_skip_it(world: Any, client: Client) -> None:
    page = body(client.get("/today/"))
    assert "Find out where you stand" in page
    assert "We know nothing about you yet." in page
    assert page.count("btn-primary") == 1
    assert not HIDDEN.search(page)
    client.post("/placement/", {"act": "skip"})
    page = body(client.get("/today/"))
    assert "Find out where you stand" not in page
    assert "Start practising" in page


def test_after_the_placement_today_shows_the_next_activity_and_its_reason(world: Any, client: Client) -> None:
    sit(world.learner, "placement", clock.now(), most=3)
    client.post("/placement/", {"act": "stop"})
    page = body(client.get("/today/"))
    attempt = Attempt.objects.get(learner=world.learner, status="open")
    shown = offered(attempt)
    assert shown.reason in page
    assert (shown.presentation or shown.domain) in page
    assert shown.task in page
    assert f"/practice/{attempt.pk}/else/" in page
    assert not HIDDEN.search(page.partition("today-cols")[0])


def test_today_twice_is_the_same_activity(world: Any, client: Client) -> None:
    client.post("/placement/", {"act": "skip"})
    first, second = (body(client.get("/today/")) for _ in range(2))
    assert Attempt.objects.filter(learner=world.learner, mode="practice").count() == 1
    assert re.findall(r"/practice/[0-9a-f-]{36}/", first) == re.findall(r"/practice/[0-9a-f-]{36}/", second)


def test_nothing_approved_is_said_without_an_error(world: Any, client: Client) -> None:
    client.post("/placement/", {"act": "skip"})
    for approval in Approval.objects.filter(withdrawn_at__isnull=True):
        withdraw(approval, world.people["educator"], clock.now(), "Under review.")
    page = body(client.get("/today/"))
    assert "Nothing to practise yet" in page
    assert "Start practising" not in page
    assert "Nothing to practise yet" in body(client.get("/practice/"))


def test_a_withdrawn_activity_is_replaced_on_the_next_visit(world: Any, client: Client) -> None:
    client.post("/placement/", {"act": "skip"})
    client.get("/today/")
    attempt = Attempt.objects.get(learner=world.learner, mode="practice", status="open")
    withdraw(attempt.approval, world.people["educator"], clock.now(), "Wrong.")
    assert f"/practice/{attempt.pk}/" not in body(client.get("/today/"))


def test_due_cards_are_shown_by_their_fronts(world: Any, client: Client) -> None:
    assert "Nothing is due." in body(client.get("/today/"))
    then = clock.now() - timedelta(days=9)
    reply(world.learner, loop.offer(world.learner, then), False, then)
    card = ReviewCard.objects.get()
    page = body(client.get("/today/"))
    assert card.approval.content.hidden.body["card"]["front"] in page
    assert "Reply of" not in page
    assert "/review/" in page


def test_the_week_and_what_moved_show_up_after_answers(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner, clock.now() - timedelta(minutes=4))
    empty = body(client.get("/today/"))
    assert 'class="moved"' not in empty
    assert empty.count('aria-label="0 of 20 minutes"') == 7
    reply(world.learner, attempt, True, clock.now())
    page = body(client.get("/today/"))
    assert 'class="moved"' in page
    assert page.count('aria-label="4 of 20 minutes"') == 1
    assert page.count('aria-label="0 of 20 minutes"') == 6


def test_the_last_checkpoint_is_dated(world: Any, client: Client) -> None:
    assert "Last one" not in body(client.get("/today/"))
    sit(world.learner, "checkpoint", clock.now(), most=1)
    client.post("/checkpoint/", {"act": "stop"})
    assert "Last one" in body(client.get("/today/"))


def test_an_account_that_is_not_enrolled_has_no_today(world: Any, sign_in: Any) -> None:
    from preceptor.platform.accounts.models import User

    stray = User.objects.create_user("stray@example.org", "x" * 12, name="Stray", role="learner")
    assert sign_in(stray).get("/today/").status_code == 404
