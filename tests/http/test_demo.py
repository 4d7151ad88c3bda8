"""Demo people sign in from this computer alone, unless somebody asked for more."""

import pytest
from django.test import Client

from preceptor.platform.accounts.models import User

PASSWORD = "river-anvil-lamp-42"


@pytest.fixture
def demo_person(db) -> User:
    return User.objects.create_user("leila@demo.example", PASSWORD, name="Leila Haddad", role="author", synthetic=True)


def sign_in(client: Client, user: User):
    return client.post("/sign-in/", {"login": user.email, "password": PASSWORD})


def test_on_this_computer(client, demo_person, settings):
    settings.DEMO_SIGN_IN = True
    assert sign_in(client, demo_person).status_code == 302
    assert client.get("/settings/").status_code == 200


def test_not_from_the_network(client, demo_person, settings):
    settings.DEMO_SIGN_IN = False
    response = sign_in(client, demo_person)
    assert response.status_code == 403
    assert "--allow-demo-on-network" in response.content.decode()
    assert client.get("/settings/").status_code == 302


def test_real_people_from_the_network(client, demo_person, settings):
    settings.DEMO_SIGN_IN = False
    demo_person.synthetic = False
    demo_person.save()
    assert sign_in(client, demo_person).status_code == 302
