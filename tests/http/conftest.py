"""What every HTTP test stands on: a tiny pack loaded once, and a world of people in two programmes.

`world` holds the people; `as_role("educator")` gives a signed-in client. A test that has the fixture `world` runs in a
transaction of its own, and the pack is already adopted.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import pytest
from django.test import Client

# tests/conftest.py named the settings after pytest-django had looked for them; this makes the applications ready.
django.setup()

PACK = Path(__file__).parents[1] / "data" / "pack"
ROLES = ("learner", "educator", "author", "auditor", "administrator")
PASSWORD = "a long pass phrase for tests"


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """Whitenoise warns where there is none, and warnings are errors."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The usual test database, with the tiny pack in it: reading a pack takes longer than a test should."""
    from preceptor.platform.packs.loading import load

    with django_db_blocker.unblock():
        load(PACK)


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> Iterator[None]:
    """Hashing that is fast because it is weak, and nothing kept from another test's database."""
    from django.core.cache import cache

    from preceptor.platform.learning import shelf
    from preceptor.platform.patients import phrases

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    for kept in (shelf, phrases):
        kept.forget()
    yield
    for kept in (shelf, phrases):
        kept.forget()


@dataclass
class World:
    """Who and what there is. `people` has one person for each role; the foreign ones belong to the other cohort."""

    pack: Any
    institution: Any
    programme: Any
    other_programme: Any
    cohort: Any
    other_cohort: Any
    people: dict[str, Any] = field(default_factory=dict)
    foreign_learner: Any = None
    foreign_educator: Any = None

    @property
    def user(self) -> Any:
        """The learner's account."""
        return self.people["learner"]

    @property
    def learner(self) -> Any:
        """The learner whom most tests are about: cohort, programme and user at hand."""
        return learner_row(self.people["learner"])

    @property
    def foreign(self) -> Any:
        """The learner of the other cohort."""
        return learner_row(self.foreign_learner)


def learner_row(user: Any) -> Any:
    """The learner of an account, as the views read it."""
    from preceptor.platform.accounts.models import Learner

    return Learner.objects.select_related("user", "cohort__programme").get(user=user)


@pytest.fixture
def world(db: None) -> World:
    """An institution with two programmes (uk, int), a cohort in each, everybody in it, and the pack adopted."""
    from preceptor.platform import clock
    from preceptor.platform.accounts.joining import enrol
    from preceptor.platform.accounts.models import Cohort, Institution, Programme, User
    from preceptor.platform.approvals.gate import adopt
    from preceptor.platform.packs.models import PackVersion

    pack = PackVersion.objects.get(pack="tiny-pack")
    institution, _ = Institution.objects.get_or_create(pk=1, defaults={"name": "Test Hospital"})
    uk = Programme.objects.create(name="Programme for the UK", jurisdiction="uk")
    anywhere = Programme.objects.create(name="Programme for anywhere", jurisdiction="int")
    cohort = Cohort.objects.create(programme=uk, name="Cohort one")
    other = Cohort.objects.create(programme=anywhere, name="Cohort two")
    made = World(pack, institution, uk, anywhere, cohort, other)

    def person(role: str, name: str) -> Any:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        # The pseudonym seeds every draw: fixed, so that a test sees the same choices each time.
        actor = uuid.uuid5(uuid.NAMESPACE_URL, email)
        return User.objects.create_user(email, PASSWORD, name=name, role=role, actor=actor)

    for role in ROLES:
        made.people[role] = person(role, f"{role.capitalize()} One")
    made.foreign_learner = person("learner", "Foreign Learner")
    made.foreign_educator = person("educator", "Foreign Educator")
    cohort.educators.add(made.people["educator"])
    other.educators.add(made.foreign_educator)
    adopt(pack, made.people["educator"], clock.now() - timedelta(days=30))
    enrol(made.people["learner"], cohort)
    enrol(made.foreign_learner, other)
    return made


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """Give a client that is signed in as a user."""

    def signed_in(user: Any, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def as_role(world: World, sign_in: Callable[..., Client]) -> Callable[..., Client]:
    """Give a client signed in as the world's person of a role; options go to the client (enforce_csrf_checks=True)."""

    def client_of(role: str, **options: Any) -> Client:
        return sign_in(world.people[role], **options)

    return client_of


@pytest.fixture
def token_of(db: None) -> Callable[..., str]:
    """Make a token of the API for a user and give it."""
    from preceptor.platform.accounts.tokens import issue

    def made(user: Any) -> str:
        return issue(user, "tests")[1]

    return made


@pytest.fixture
def hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patients hear by the tests' own few sentences, not by the trained model."""
    from tests.http import wards

    monkeypatch.setattr(wards.HEARING, wards.heard)


@pytest.fixture
def approval(world: World) -> Any:
    """A virtual patient that learners may meet."""
    from tests.http import wards

    return wards.admit(world)[0]
