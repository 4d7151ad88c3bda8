"""The frame around every page: navigation for each role, where one is, whose page it is, themes, honesty."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preceptor.platform.accounts.roles import may
from preceptor.project.features import FEATURES
from tests.http.conftest import ROLES

MOST_DESTINATIONS = 5
FIRST = {
    "learner": "/today/",
    "educator": "/cohorts/",
    "author": "/items/",
    "auditor": "/items/",
    "administrator": "/overview/",
}


def page_of(client: Client, path: str) -> str:
    """The page behind an address, redirects followed."""
    return client.get(path, follow=True).content.decode()


def links(page: str, label: str) -> list[tuple[str, bool]]:
    """(address, whether it is marked as the current one) of each link in the navigation with a label."""
    nav = re.search(rf'<nav[^>]*aria-label="{label}"[^>]*>(.*?)</nav>', page, re.DOTALL)
    assert nav, f"no navigation called {label}"
    return [(href, bool(current)) for href, current in re.findall(r'<a href="([^"]+)"( aria-current="page")?', nav[1])]


@pytest.mark.parametrize("role", ROLES)
def test_the_front_door_leads_each_role_to_a_page_of_its_own(role: str, as_role: Callable[..., Client]) -> None:
    response = as_role(role).get("/")
    assert (response.status_code, response.headers["Location"]) == (302, FIRST[role])


def test_whoever_is_out_is_led_to_the_sign_in_page(client: Client, world: Any) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("role", ROLES)
def test_navigation_shows_what_the_role_may_enter_and_marks_where_one_is(
    role: str, as_role: Callable[..., Client]
) -> None:
    client = as_role(role)
    shown = links(page_of(client, FIRST[role]), "Main")
    assert 1 <= len(shown) <= MOST_DESTINATIONS
    assert [address for address, current in shown if current] == [FIRST[role]]
    for address, _ in shown:
        assert client.get(address, follow=True).status_code == 200
    allowed = sum(may(role, nav.may) for feature in FEATURES for nav in feature.nav)
    assert len(shown) == min(allowed, MOST_DESTINATIONS)


@pytest.mark.parametrize("role", ROLES)
def test_the_bar_of_a_phone_holds_the_same_destinations(role: str, as_role: Callable[..., Client]) -> None:
    page = page_of(as_role(role), FIRST[role])
    assert links(page, "Main, small screens") == links(page, "Main")


def test_every_page_can_be_skipped_into_and_says_whose_it_is(world: Any, as_role: Callable[..., Client]) -> None:
    page = page_of(as_role("learner"), "/today/")
    assert re.search(r'<body[^>]*>\s*<a class="skip" href="#main">', page)
    assert page.count('<main id="main"') == 1
    assert page.count("<h1") == 1
    assert re.search(r"<title>Today · Preceptor</title>", page)
    assert "No AI service is used" in page
    assert f"hosted by {world.institution.name}" in page
    assert "For education, not for patient care." in page


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_so_on_every_page(demo: bool, world: Any, as_role: Callable[..., Client]) -> None:
    world.institution.demo = demo
    world.institution.save()
    assert ("every learner and every history here is synthetic" in page_of(as_role("learner"), "/today/")) is demo


@pytest.mark.parametrize(("theme", "wanted"), [("system", None), ("light", "light"), ("dark", "dark")])
def test_the_theme_is_the_persons_or_the_devices(
    theme: str, wanted: str | None, world: Any, as_role: Callable[..., Client]
) -> None:
    world.user.theme = theme
    world.user.save()
    found = re.search(r'<html[^>]*data-theme="(\w+)"', page_of(as_role("learner"), "/today/"))
    assert (found[1] if found else None) == wanted


@pytest.mark.parametrize("size", ["normal", "large", "larger"])
def test_the_size_of_text_is_the_persons(size: str, world: Any, as_role: Callable[..., Client]) -> None:
    world.user.text_size = size
    world.user.save()
    found = re.search(r'<html[^>]*data-text="(\w+)"', page_of(as_role("learner"), "/today/"))
    assert (found[1] if found else "normal") == size


def test_every_page_comes_with_a_strict_content_policy(as_role: Callable[..., Client], world: Any) -> None:
    for path in ("/today/", "/progress/", "/nowhere/", "/sign-in/out/"):
        policy = as_role("learner").get(path, follow=True).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy


def test_a_name_with_markup_stays_text(world: Any, as_role: Callable[..., Client]) -> None:
    world.user.name = "<b>Robin</b> O'Neil"
    world.user.save()
    page = page_of(as_role("learner"), "/today/")
    assert "<b>Robin" not in page
    assert "&lt;b&gt;Robin" in page


def test_a_part_drawn_once_is_what_its_template_gives_in_each_language() -> None:
    from django.template.loader import render_to_string
    from django.utils import translation

    from preceptor.features.encounters.presenting import Vital
    from preceptor.platform.ui.templatetags.design import once

    part, seen = "encounters/vitals.html", (Vital("Pulse", "112", "/min", "<fast>", "09:41"),)
    for language in ("en", "fr", "en"):
        with translation.override(language):
            assert once(part, vitals=seen) == render_to_string(part, {"vitals": seen}).rstrip()
    assert "&lt;fast&gt;" in once(part, vitals=seen)
    assert hasattr(once(part, vitals=seen), "__html__")  # a page does not escape it again
    assert once(part, vitals=()) == ""
