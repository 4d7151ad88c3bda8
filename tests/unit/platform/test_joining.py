"""Invitations: who may come in, as what, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django
import pytest

django.setup()

from preceptor.platform import clock  # noqa: E402
from preceptor.platform.accounts import joining  # noqa: E402
from preceptor.platform.accounts.models import Cohort, Invitation, Learner, Programme, User, invitation_code  # noqa: E402
from preceptor.platform.accounts.reset import reset_path  # noqa: E402

pytestmark = pytest.mark.django_db
NEW = "quiet copper lantern field"


@pytest.fixture(autouse=True)
def _weak_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cohort() -> Cohort:
    return Cohort.objects.create(programme=Programme.objects.create(name="P"), name="C")


def invitation(**fields: Any) -> Invitation:
    return Invitation.objects.create(**{"expires_at": clock.now() + timedelta(hours=1)} | fields)


def test_a_learner_is_enrolled_and_one_use_is_gone(cohort: Cohort) -> None:
    one = invitation(cohort=cohort, uses_left=2)
    user = joining.join(one.code, "Nia@Example.org", "Nia", NEW)
    one.refresh_from_db()
    assert user.email == "nia@example.org"
    assert Learner.objects.get(user=user).cohort == cohort
    assert one.uses_left == 1


def test_an_educator_teaches_the_cohort(cohort: Cohort) -> None:
    user = joining.join(invitation(cohort=cohort, role="educator").code, "e@example.org", "E", NEW)
    assert list(user.teaches.all()) == [cohort]
    assert not Learner.objects.exists()


def test_used_up_and_ended_codes_are_refused(cohort: Cohort) -> None:
    for one in (invitation(uses_left=0), invitation(expires_at=clock.now() - timedelta(seconds=1))):
        assert not joining.is_usable(one)
        with pytest.raises(Invitation.DoesNotExist):
            joining.join(one.code, "n@example.org", "N", NEW)
    assert not User.objects.exists()


def test_who_comes_second_at_the_last_use_gets_nothing(cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    one = invitation(cohort=cohort)
    monkeypatch.setattr(joining, "usable", lambda code: one)
    joining.join(one.code, "first@example.org", "F", NEW)
    with pytest.raises(Invitation.DoesNotExist):
        joining.join(one.code, "second@example.org", "S", NEW)
    assert list(User.objects.values_list("email", flat=True)) == ["first@example.org"]


def test_a_use_comes_back_when_the_account_cannot_be_made(cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    one = invitation(cohort=cohort)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(joining, "enrol", broken)
    with pytest.raises(RuntimeError):
        joining.join(one.code, "n@example.org", "N", NEW)
    one.refresh_from_db()
    assert one.uses_left == 1
    assert not User.objects.exists()


def test_the_first_administrators_invitation_waits_and_then_is_none() -> None:
    first = joining.first_administrator()
    assert first is not None
    assert joining.first_administrator() == first
    joining.join(first.code, "a@example.org", "A", NEW)
    assert joining.first_administrator() is None


def test_a_reset_path_ends_when_the_password_changes(client: Any) -> None:
    user = User.objects.create_user("n@example.org", NEW, name="N")
    path = reset_path(user)
    assert client.get(path).status_code == 302
    user.set_password("another long pass phrase")
    user.save()
    assert client.get(path).status_code == 200


def test_codes_hold_no_characters_that_look_alike() -> None:
    codes = {invitation_code() for _ in range(200)}
    assert len(codes) == 200
    assert not set("IO01") & set("".join(codes))
