"""A person's own account over HTTP: settings, tokens, what is kept, export, leaving."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from preceptor.platform import clock
from preceptor.platform.accounts import tokens
from preceptor.platform.accounts.models import ApiToken, Learner, User
from preceptor.platform.events.log import Draft, append
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.learning import erasure, loop
from preceptor.platform.learning.models import Attempt, BeliefState
from tests.http.conftest import PASSWORD, ROLES

As = Callable[..., Client]
SETTINGS = {
    "name": "Leila H",
    "theme": "dark",
    "text_size": "large",
    "language": "en",
    "level": "clerkship",
    "goal": "finals",
    "goal_date": "2999-06-01",
    "daily_minutes": "30",
}


@pytest.fixture
def client(world: Any) -> Client:
    """The learner, signed in with the password."""
    made = Client()
    made.post("/sign-in/", {"login": world.user.email, "password": PASSWORD})
    return made


def contest(user: Any, words: str) -> Event:
    """An objection in somebody's own words."""
    payload = {"competency": "c", "estimate": [0.1, 0.2, 0.3], "sitting": None}
    return append(Draft(user.actor, "estimate.contested", clock.now(), payload), {"comment": words})


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_settings_are_saved_with_a_sentence(world: Any, client: Client) -> None:
    page = text_of(client.post("/settings/", SETTINGS, follow=True))
    learner = world.learner
    assert "Your settings are saved." in page
    assert "new level" not in page
    assert 'data-theme="dark"' in page
    assert 'data-text="large"' in page
    assert (learner.user.name, learner.goal, learner.daily_minutes) == ("Leila H", "finals", 30)
    assert learner.goal_date.isoformat() == "2999-06-01"
    assert learner.messages is False


def test_a_new_level_changes_what_is_chosen_not_what_is_believed(world: Any, client: Client) -> None:
    loop.offer(world.learner)
    before = BeliefState.objects.get(learner=world.learner).state
    page = text_of(client.post("/settings/", SETTINGS | {"level": "resident"}, follow=True))
    assert "changes what is chosen for you from now on" in page
    assert world.learner.level == "resident"
    assert BeliefState.objects.get(learner=world.learner).state == before


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "  ", "Enter the name"),
        ("name", "x" * 121, "at most 120"),
        ("theme", "neon", "not one of the available choices"),
        ("language", "xx", "not one of the available choices"),
        ("level", "professor", "not one of the available choices"),
        ("goal", "x" * 201, "at most 200"),
        ("goal_date", "2001-01-01", "This date has passed"),
        ("goal_date", "soon", "year-month-day"),
        ("daily_minutes", "4", "At least 5 minutes"),
        ("daily_minutes", "241", "At most 240 minutes"),
        ("daily_minutes", "ten", "whole number of minutes"),
        ("daily_minutes", "9" * 400, "minutes"),
    ],
)
def test_a_bad_setting_is_refused_beside_its_field(
    world: Any, client: Client, field: str, value: str, sentence: str
) -> None:
    response = client.post("/settings/", SETTINGS | {field: value})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert f'id="id_{field}_error"' in text_of(response)
    assert world.learner.user.name == "Learner One"
    assert world.learner.goal == ""


def test_a_goal_date_that_has_passed_since_does_not_block_saving(world: Any, client: Client) -> None:
    Learner.objects.update(goal_date="2020-02-02")
    assert client.post("/settings/", SETTINGS | {"goal_date": "2020-02-02"}).status_code == 303


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_settings_and_only_learners_have_goals(as_role: As, role: str) -> None:
    page = text_of(as_role(role).get("/settings/"))
    assert ("daily_minutes" in page) == (role == "learner")
    assert "/sign-in/password/" in page
    assert "/sign-in/two-factor/" in page


def test_a_token_is_shown_once_and_kept_as_a_digest(world: Any, client: Client) -> None:
    response = client.post("/settings/tokens/", {"name": "notebook"})
    secret = response.context["made"]
    assert secret in text_of(response)
    assert response["Cache-Control"] == "no-store"
    assert secret not in text_of(client.get("/settings/tokens/"))
    row = ApiToken.objects.get(user=world.user)
    assert row.digest == tokens.digest(secret)
    assert len(row.digest) == 64
    assert secret not in json.dumps(list(ApiToken.objects.values("name", "digest")))
    assert tokens.holder(secret) == world.user
    client.post(f"/settings/tokens/{row.pk}/revoke/")
    assert tokens.holder(secret) is None


def test_a_token_of_a_switched_off_account_does_not_work(world: Any) -> None:
    _row, secret = tokens.issue(world.user, "x")
    User.objects.filter(pk=world.user.pk).update(is_active=False)
    assert tokens.holder(secret) is None


def test_somebody_elses_token_is_not_there(world: Any, client: Client) -> None:
    row, secret = tokens.issue(world.foreign_learner, "theirs")
    assert client.post(f"/settings/tokens/{row.pk}/revoke/").status_code == 404
    assert tokens.holder(secret) == world.foreign_learner
    assert "theirs" not in text_of(client.get("/settings/tokens/"))


def test_tokens_need_a_name_and_have_a_limit(world: Any, client: Client) -> None:
    assert "Give it a name" in text_of(client.post("/settings/tokens/", {"name": ""}))
    for place in range(tokens.MOST_TOKENS):
        tokens.issue(world.user, str(place))
    response = client.post("/settings/tokens/", {"name": "one more"})
    assert response.status_code == 422
    assert ApiToken.objects.count() == tokens.MOST_TOKENS


def test_what_is_kept_is_counted(world: Any, client: Client) -> None:
    contest(world.user, "I disagree")
    contest(world.foreign_learner, "not mine")
    loop.offer(world.learner)
    kept = client.get("/settings/data/").context["kept"]
    assert (kept.events, kept.texts, kept.attempts) == (3, 1, 1)


def test_the_export_holds_everything_and_nothing_of_others(world: Any, client: Client) -> None:
    contest(world.user, "I know my murmurs")
    contest(world.foreign_learner, "somebody else")
    tokens.issue(world.user, "notebook")
    response = client.get("/settings/data/export/")
    assert "attachment" in response["Content-Disposition"]
    found = json.loads(response.content)
    assert found["account"]["email"] == world.user.email
    assert [one["verb"] for one in found["events"]] == ["learner.enrolled", "estimate.contested"]
    assert found["events"][1]["texts"] == {"comment": "I know my murmurs"}
    assert found["api_tokens"][0]["name"] == "notebook"
    assert found["learner"]["cohort"] == "Cohort one"
    assert "somebody else" not in text_of(response)
    for secret in (world.user.password, ApiToken.objects.get().digest):
        assert secret not in text_of(response)


def test_the_export_does_not_give_away_an_open_question(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner)
    found = json.loads(client.get("/settings/data/export/").content)
    chosen = next(one for one in found["events"] if one["verb"] == "choice.made")
    row = found["learner"]["attempts"][0]
    for value in (chosen["object"], chosen["slate"], row["approval_id"], row["seed"], row["reason"]["after"]):
        assert value == erasure.UNTIL_ANSWERED
    assert "full_reason" not in chosen["payload"]
    assert attempt.approval.content.content_id not in json.dumps(found)
    Attempt.objects.update(status="closed")
    found = json.loads(client.get("/settings/data/export/").content)
    assert attempt.approval.content.content_id in json.dumps(found)


def test_the_export_does_not_mark_a_sitting_that_still_runs(world: Any, client: Client) -> None:
    sitting = loop.start_sitting(world.learner, "placement")
    attempt = loop.current(world.learner, "placement")
    assert attempt is not None
    letters = [frozenset("A") for _ in range(attempt.approval.content.meta["questions"])]
    loop.answer(world.learner, attempt.pk, loop.Answer(letters, uuid.uuid4()))
    found = json.loads(client.get("/settings/data/export/").content)
    row = next(one for one in found["learner"]["attempts"] if one["id"] == str(attempt.pk))
    event = next(one for one in found["events"] if one["verb"] == "attempt.answered")
    assert row["outcome"] == row["answer"]["scores"] == event["payload"]["outcome"] == erasure.UNTIL_FINISHED
    assert event["payload"]["evidence"] == event["payload"]["recall"] == erasure.UNTIL_FINISHED
    assert found["learner"]["movements"] == found["learner"]["review_cards"] == []
    assert found["learner"]["belief"]["state"]["answers"] == 0
    loop.stop_sitting(world.learner, sitting.pk, "stopped")
    found = json.loads(client.get("/settings/data/export/").content)
    assert erasure.UNTIL_FINISHED not in json.dumps(found)
    assert found["learner"]["movements"]
    assert found["learner"]["belief"]["state"]["answers"] == 1


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_export(as_role: As, world: Any, role: str) -> None:
    found = json.loads(as_role(role).get("/settings/data/export/").content)
    assert found["account"]["role"] == role
    assert (found["learner"] is not None) == (role == "learner")


def test_leaving_erases_the_person_and_keeps_the_events(world: Any, client: Client) -> None:
    contest(world.user, "in my own words")
    loop.offer(world.learner)
    actor = world.user.actor
    before = Event.objects.filter(actor=actor).count()
    other = contest(world.foreign_learner, "theirs stays")
    tokens.issue(world.user, "notebook")
    Client().post("/sign-in/", {"login": world.user.email, "password": PASSWORD})
    page = text_of(client.get("/settings/data/delete/"))
    assert "cannot be undone" in page
    response = client.post("/settings/data/delete/", {"password": PASSWORD}, follow=True)
    assert "Your account is erased" in text_of(response)
    assert not User.objects.filter(email=world.user.email).exists()
    assert not User.objects.filter(actor=actor).exists()
    assert not Attempt.objects.exists()
    assert not BeliefState.objects.exists()
    assert not ApiToken.objects.exists()
    assert Event.objects.filter(actor=actor).count() == before + 1  # and the erasure itself is an event
    assert set(FreeText.objects.filter(event__actor=actor).values_list("text", flat=True)) == {""}
    assert FreeText.objects.get(event=other).text == "theirs stays"
    assert [one for one in Session.objects.all() if "_auth_user_id" in one.get_decoded()] == []
    assert client.get("/settings/").status_code == 302


@pytest.mark.parametrize(("sent", "sentence"), [("wrong", "This is not your password"), ("", "Enter your password")])
def test_leaving_needs_the_password(world: Any, client: Client, sent: str, sentence: str) -> None:
    response = client.post("/settings/data/delete/", {"password": sent})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert User.objects.filter(pk=world.user.pk).exists()


def test_the_password_cannot_be_guessed_here(world: Any, client: Client) -> None:
    for _ in range(5):
        client.post("/settings/data/delete/", {"password": "wrong"})
    assert "Too many failed tries" in text_of(client.post("/settings/data/delete/", {"password": PASSWORD}))
    assert User.objects.filter(pk=world.user.pk).exists()


def test_people_of_the_demonstration_stay(world: Any, client: Client) -> None:
    User.objects.filter(pk=world.user.pk).update(synthetic=True)
    page = text_of(client.post("/settings/data/delete/", {"password": PASSWORD}))
    assert "person of the demonstration" in page
    assert User.objects.filter(pk=world.user.pk).exists()


def test_the_last_administrator_stays_until_there_is_another(world: Any) -> None:
    last = world.people["administrator"]
    with pytest.raises(erasure.LastAdministrator):
        erasure.delete_account(last, clock.now())
    second = User.objects.create_user("second@example.org", PASSWORD, name="S", role="administrator", is_active=False)
    with pytest.raises(erasure.LastAdministrator):
        erasure.delete_account(last, clock.now())
    User.objects.filter(pk=second.pk).update(is_active=True)
    erasure.delete_account(last, clock.now() + timedelta(seconds=1))
    assert not User.objects.filter(pk=last.pk).exists()
