"""The core of it by keyboard alone: signing in, skipping to the content, answering, going on, reviewing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, Place, Visit
from tests.journeys.steps import focused, tab_to

MOST_STOPS = 120


def test_by_keyboard_alone(place: Place, visit: Visit) -> None:
    page = visit()
    _sign_in(page, place.people["keyboard"])
    _skip_to_the_content(page)
    tab_to(page, "Skip it and practise")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Find out where you stand")).to_have_count(0)
    tab_to(page, "Start practising")
    page.keyboard.press("Enter")
    _answer(page)
    tab_to(page, "Next question")
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.ask-set").first).to_be_visible()
    tab_to(page, "Something else")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would you rather do?")).to_be_visible()
    tab_to(page, type="radio")
    page.keyboard.press("ArrowUp")
    tab_to(page, "Go", tag="BUTTON")
    page.keyboard.press("Enter")
    _answer(page)
    assert len(place.inside("answers", place.people["keyboard"])) == 2


def _sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    tab_to(page, type="email")
    page.keyboard.type(email)
    tab_to(page, type="password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keyboard")


def _skip_to_the_content(page: Page) -> None:
    """The first stop leaps over the masthead."""
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "Skip to content"
    assert focused(page)["seen"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def _answer(page: Page) -> None:
    """Space chooses, arrows choose another, Tab goes on to the next question, Enter sends."""
    expect(page.locator("fieldset.ask-set").first).to_be_visible()
    questions = page.locator("fieldset.ask-set").count()
    for number in range(questions):
        now = tab_to(page, name=f"q{number}")
        page.keyboard.press("Space")
        if now["type"] == "radio":
            page.keyboard.press("ArrowDown")
            assert focused(page)["value"] == "B"
            assert focused(page)["seen"]
        expect(page.locator(f"input[name=q{number}]:checked")).to_have_count(1)
    tab_to(page, name="confidence")
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[name=confidence]:checked")).to_have_value("40")
    tab_to(page, "Answer", tag="BUTTON")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_focused()


def test_letters_choose_and_enter_sends_inside_the_form_alone(place: Place, visit: Visit) -> None:
    page = visit("careful")
    before = place.inside("answers", place.people["careful"])
    page.goto(place.inside("best_answer", place.people["careful"]))
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    tab_to(page, "Leave")
    page.keyboard.press("c")
    expect(page.locator("input[name=q0]:checked")).to_have_count(0)
    assert place.inside("answers", place.people["careful"]) == before
    tab_to(page, name="q0")
    page.keyboard.press("c")
    expect(page.locator("input[name=q0][value=C]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_focused()
    assert place.inside("answers", place.people["careful"])[-1]["responses"] == [["C"]]


@pytest.mark.parametrize("path", ["/today/", "/review/", "/progress/", "/settings/"])
def test_every_stop_is_seen_and_none_is_a_trap(visit: Visit, path: str) -> None:
    """Tab walks through the whole page and out of it again, on a phone, where bars stand over the content."""
    page = visit("history", viewport={"width": 390, "height": 800})
    page.goto(path)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        now = focused(page)
        if now["tag"] == "BODY":
            return
        assert now["seen"], f"the focus cannot be seen on {now}"
    stops = page.locator("a[href], button, input, select, textarea, summary").count()
    assert stops > MOST_STOPS, "Tab does not leave the page"
