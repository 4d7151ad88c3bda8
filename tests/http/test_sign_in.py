"""Sign-in, joining by invitation, passkeys and the second factor, over HTTP."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as live
from django.test import Client
from django.urls import reverse

from preceptor.platform import clock
from preceptor.platform.accounts import joining
from preceptor.platform.accounts.models import Invitation, Learner, User
from preceptor.platform.accounts.reset import reset_path
from preceptor.platform.events.models import Event
from tests.http.conftest import PASSWORD

NEW = "quiet copper lantern field"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def enter(client: Client, user: Any, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"login": user.email, "password": password, **more})


def invitation(world: Any, **fields: Any) -> Invitation:
    given = {"role": "learner", "cohort": world.cohort, "expires_at": clock.now() + timedelta(days=1)} | fields
    return Invitation.objects.create(**given)


def joining_form(given: str, **fields: str) -> dict[str, str]:
    return {"code": given, "name": "Nia Evans", "email": "nia@example.org", "password1": NEW} | fields


def test_the_right_password_signs_in_and_the_session_is_a_new_one(world: Any, client: Client) -> None:
    client.session.save()
    planted = "a" * 32
    client.cookies[live.SESSION_COOKIE_NAME] = planted
    enter(client, world.user)
    first = client.cookies[live.SESSION_COOKIE_NAME].value
    assert signed_in(client)
    assert first != planted
    client.post("/sign-in/out/")
    assert not signed_in(client)
    enter(client, world.user)
    assert client.cookies[live.SESSION_COOKIE_NAME].value != first


def test_staying_signed_in_is_a_choice(world: Any, client: Client) -> None:
    enter(client, world.user)
    assert client.cookies[live.SESSION_COOKIE_NAME]["max-age"] == ""
    client.post("/sign-in/out/")
    enter(client, world.user, remember="on")
    assert int(client.cookies[live.SESSION_COOKIE_NAME]["max-age"]) > 86400


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"login": "learner.one@example.org", "password": "wrong"}, "Address and password do not fit together"),
        ({"login": "nobody@example.org", "password": "wrong"}, "Address and password do not fit together"),
        ({"login": "learner.one", "password": "x"}, "Enter the whole address"),
        ({}, "Enter your address."),
    ],
)
def test_a_refusal_is_one_plain_sentence(world: Any, client: Client, sent: dict[str, str], sentence: str) -> None:
    response = client.post("/sign-in/", sent)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not signed_in(client)


def test_guessing_is_stopped_even_for_the_right_password(world: Any, client: Client) -> None:
    for _ in range(5):
        enter(client, world.user, "wrong")
    response = enter(client, world.user)
    assert "Too many failed tries" in response.content.decode()
    assert not signed_in(client)


def test_a_switched_off_account_stays_outside(world: Any, client: Client) -> None:
    User.objects.filter(pk=world.user.pk).update(is_active=False)
    response = enter(client, world.user)
    assert not signed_in(client)
    assert "switched off" in client.get(response["Location"]).content.decode()


def test_joining_makes_account_and_enrolment(world: Any, client: Client) -> None:
    code = invitation(world).code
    page = client.get(f"/sign-in/join/?code={code}").content.decode()
    assert f'value="{code}"' in page
    assert "Cohort one" in page
    response = client.post("/sign-in/join/", joining_form(f"{code[:5].lower()}-{code[5:].lower()}"))
    assert response.status_code == 302
    assert signed_in(client)
    learner = Learner.objects.get(user__email="nia@example.org")
    assert learner.cohort == world.cohort
    assert Event.objects.filter(actor=learner.user.actor, verb="learner.enrolled").count() == 1
    assert Invitation.objects.get(code=code).uses_left == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": "WRONG"}, "This code is not known"),
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"email": "nia"}, "Enter the whole address"),
        ({"email": "learner.one@example.org"}, "There is an account with this address already"),
        ({"password1": "short"}, "at least 10 characters"),
        ({"password1": "password123"}, "too common"),
    ],
)
def test_joining_is_refused_beside_the_field(world: Any, client: Client, fields: dict[str, str], sentence: str) -> None:
    code = invitation(world).code
    response = client.post("/sign-in/join/", joining_form(code, **fields))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert Invitation.objects.get(code=code).uses_left == 1


def test_the_last_use_of_a_code_goes_to_one_person(world: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one = invitation(world)
    known = joining.usable

    def overtaken(code: str) -> Invitation:
        """Both forms were found good; the other person is first to write."""
        found = known(code)
        Invitation.objects.filter(pk=found.pk).update(uses_left=0)
        return found

    monkeypatch.setattr(joining, "usable", overtaken)
    response = client.post("/sign-in/join/", joining_form(one.code))
    assert response.status_code == 422
    assert "Somebody else used this code just now" in response.content.decode()
    assert not User.objects.filter(email="nia@example.org").exists()
    assert not signed_in(client)


def test_a_fault_while_joining_leaves_nothing(world: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("after the account")

    monkeypatch.setattr("allauth.account.forms.setup_user_email", broken)
    one = invitation(world)
    with pytest.raises(RuntimeError):
        client.post("/sign-in/join/", joining_form(one.code))
    assert not User.objects.filter(email="nia@example.org").exists()
    assert Invitation.objects.get(pk=one.pk).uses_left == 1


def test_the_first_administrator_joins_on_the_same_page(db: None, client: Client) -> None:
    first = joining.first_administrator()
    assert first is not None
    assert "an administrator of this installation" in client.get(f"/sign-in/join/?code={first.code}").content.decode()
    client.post("/sign-in/join/", joining_form(first.code))
    assert User.objects.get(email="nia@example.org").role == "administrator"
    assert joining.first_administrator() is None


def test_a_stale_link_says_so_at_once(world: Any, client: Client) -> None:
    old = invitation(world, expires_at=clock.now() - timedelta(minutes=1))
    assert "no longer valid" in client.get(f"/sign-in/join/?code={old.code}").content.decode()
    assert "no longer valid" not in client.get("/sign-in/join/").content.decode()


def test_without_mail_an_administrators_link_sets_a_new_password_once(world: Any, client: Client) -> None:
    assert "An administrator can make a link" in client.get("/sign-in/password/reset/").content.decode()
    link = reset_path(world.user)
    form = client.get(link)["Location"]
    assert link not in form
    client.post(form, {"password1": NEW, "password2": NEW})
    world.user.refresh_from_db()
    assert world.user.check_password(NEW)
    assert "works no longer" in Client().get(link).content.decode()


def test_with_mail_the_link_is_sent(world: Any, client: Client, settings: Any, mailoutbox: list[Any]) -> None:
    settings.MAIL_ON = True
    response = client.post("/sign-in/password/reset/", {"email": world.user.email})
    assert response["Location"] == reverse("account_reset_password_done")
    link = re.search(r"/sign-in/password/reset/\S+", mailoutbox[0].body)
    assert link
    assert client.get(link.group()).status_code == 302


def confirmed(client: Client, user: Any) -> None:
    """Signed in, and confirmed to be the same person just now."""
    enter(client, user)
    client.post("/sign-in/again/", {"password": PASSWORD})


def test_an_app_is_asked_for_after_the_password(world: Any, client: Client) -> None:
    confirmed(client, world.user)
    page = client.get("/sign-in/two-factor/totp/activate/")
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    assert (
        "This code is not right" in client.post("/sign-in/two-factor/totp/activate/", {"code": "12"}).content.decode()
    )
    client.post("/sign-in/two-factor/totp/activate/", {"code": code})
    assert Authenticator.objects.filter(user=world.user, type="totp").exists()
    spare = Authenticator.objects.get(user=world.user, type="recovery_codes").wrap().get_unused_codes()
    shown = client.get("/sign-in/two-factor/recovery-codes/").content.decode()
    assert [code for code in spare if f"{code}\n" not in shown] == []
    client.post("/sign-in/out/")
    assert enter(client, world.user)["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    client.post("/sign-in/two-factor/authenticate/", {"code": spare[0]})
    assert signed_in(client)
    client.post("/sign-in/out/")
    enter(client, world.user)
    client.post("/sign-in/two-factor/authenticate/", {"code": spare[0]})
    assert not signed_in(client)


HOSTILE = ("", "{", "5", "[]", "null", '"x"', "{}", '{"response": 5}', '{"response": {"userHandle": "%%"}}')
SHAPED = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA"}}
HALF = {"attestationObject": "AA", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}


@pytest.mark.parametrize(
    "credential", [*HOSTILE, json.dumps(SHAPED), json.dumps(SHAPED | {"response": SHAPED["response"] | HALF})]
)
def test_a_malformed_passkey_is_refused_in_words(world: Any, client: Client, credential: str) -> None:
    client.get("/sign-in/two-factor/webauthn/login/", headers={"accept": "application/json"})
    assert client.post("/sign-in/two-factor/webauthn/login/", {"credential": credential}).status_code == 302
    assert not signed_in(client)
    confirmed(client, world.user)
    client.get("/sign-in/two-factor/webauthn/add/")
    response = client.post("/sign-in/two-factor/webauthn/add/", {"name": "x", "credential": credential})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    response = client.post("/sign-in/two-factor/webauthn/reauthenticate/", {"credential": credential})
    assert response.status_code == 302
    assert not Authenticator.objects.exists()


PAGES = (
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_activate_totp",
)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_account_has_the_house_look(world: Any, client: Client, name: str) -> None:
    confirmed(client, world.user)
    response = client.get(reverse(name))
    page = response.content.decode()
    assert response.status_code == 200
    assert "css/sign-in.css" in page
    assert page.count("<h1") == 1
    assert "style=" not in page
    inline = re.findall(r"<script(?![^>]*src=)[^>]*>", page)
    assert [one for one in inline if "application/json" not in one] == []


def test_changing_protection_asks_who_you_are(world: Any, client: Client) -> None:
    enter(client, world.user)
    assert reverse("account_reauthenticate") in client.get(reverse("mfa_activate_totp"))["Location"]


def test_passwords_are_kept_with_argon2() -> None:
    from preceptor.project import settings as written

    assert written.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_too_many_requests_get_a_page(world: Any, client: Client) -> None:
    statuses = {client.post("/sign-in/join/", {}).status_code for _ in range(25)}
    assert statuses == {422, 429}
    assert "Too many tries" in client.post("/sign-in/join/", {}).content.decode()


def test_a_sign_in_leads_back_but_never_elsewhere(world: Any, client: Client) -> None:
    assert enter(client, world.user, next="/settings/data/")["Location"] == "/settings/data/"
    client.post("/sign-in/out/")
    assert "evil" not in enter(client, world.user, next="https://evil.example/")["Location"]
