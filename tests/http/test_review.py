"""The pages of review: recall first, then the answer and a grade; a backlog is no wall."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from preceptor.core.coach.remembering import SECONDS_A_CARD
from preceptor.platform import clock
from preceptor.platform.approvals.gate import withdraw
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import ReviewCard
from tests.http.courses import START, reply

LATER = START + timedelta(days=20)


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


def miss(learner: Any, count: int) -> list[ReviewCard]:
    """Miss so many items at the start of the test's time."""
    for number in range(count):
        at = START + timedelta(minutes=number)
        reply(learner, loop.offer(learner, at), False, at)
    return list(ReviewCard.objects.filter(learner=learner).order_by("made_at"))


def front_of(card: ReviewCard) -> str:
    text: str = card.approval.content.hidden.body["card"]["front"]
    return text


def test_nothing_is_due_before_anything_was_missed(world: Any, client: Client) -> None:
    page = client.get("/review/").content.decode()
    assert "Nothing to review today" in page
    assert "/practice/" in page


def test_a_missed_fact_is_due_when_it_would_be_forgotten_and_shows_its_front_alone(world: Any, client: Client) -> None:
    (card,) = miss(world.learner, 1)
    with clock.at(card.due - timedelta(minutes=1)):
        assert "Nothing to review today" in client.get("/review/").content.decode()
    with clock.at(card.due):
        page = client.get("/review/").content.decode()
    assert front_of(card) in page
    assert "Reply of" not in page
    assert f"/review/{card.pk}/" in page
    assert "1 card for today" in page


def test_the_other_side_shows_the_answer_its_source_and_where_it_came_from(world: Any, client: Client) -> None:
    (card,) = miss(world.learner, 1)
    page = client.get(f"/review/{card.pk}/").content.decode()
    assert front_of(card) in page
    assert "Reply of" in page
    assert "not yet checked" in page
    assert f"/practice/{card.attempt_id}/" in page
    assert all(f'name="grade" value="{grade}"' in page for grade in (1, 2, 3, 4))


def test_a_grade_counts_once_and_sends_on_to_the_next(world: Any, client: Client) -> None:
    first, second = miss(world.learner, 2)
    own = str(uuid.uuid4())
    with clock.at(LATER):
        for _ in range(2):
            sent = client.post(f"/review/{first.pk}/", {"grade": "3", "client_id": own})
            assert (sent.status_code, sent.headers["Location"]) == (303, "/review/")
        page = client.get("/review/").content.decode()
    assert front_of(second) in page
    assert front_of(first) not in page
    graded = ReviewCard.objects.get(pk=first.pk)
    assert (graded.reviews, graded.last_grade) == (1, 3)
    assert graded.due > LATER
    assert Event.objects.filter(verb="card.reviewed").count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"grade": "5"}, {"grade": "3"}, {"grade": "3", "client_id": "x"}, {"grade": "three"}]
)
def test_a_grade_that_does_not_fit_changes_nothing(world: Any, client: Client, sent: dict[str, str]) -> None:
    (card,) = miss(world.learner, 1)
    assert client.post(f"/review/{card.pk}/", sent).headers["Location"] == f"/review/{card.pk}/"
    assert ReviewCard.objects.get(pk=card.pk).reviews == 0


def test_somebody_elses_card_is_not_there(world: Any, client: Client) -> None:
    (card,) = miss(world.foreign, 1)
    assert client.get(f"/review/{card.pk}/").status_code == 404
    sent = client.post(f"/review/{card.pk}/", {"grade": "4", "client_id": str(uuid.uuid4())})
    assert sent.status_code == 404
    assert ReviewCard.objects.get(pk=card.pk).reviews == 0


def test_a_card_of_withdrawn_content_goes_away(world: Any, client: Client) -> None:
    (card,) = miss(world.learner, 1)
    withdraw(card.approval, world.people["educator"], START, "Wrong.")
    with clock.at(LATER):
        assert front_of(card) not in client.get("/review/").content.decode()
        assert client.get(f"/review/{card.pk}/").status_code == 404


def test_a_backlog_takes_half_of_the_minutes_and_the_rest_waits(world: Any, client: Client) -> None:
    miss(world.learner, 8)
    type(world.learner).objects.filter(pk=world.learner.pk).update(daily_minutes=4)
    fit = 4 * 60 // 2 // SECONDS_A_CARD
    with clock.at(LATER):
        page = client.get("/review/").content.decode()
    assert f"{fit} cards for today" in page
    assert f"{8 - fit} more are due" in page
