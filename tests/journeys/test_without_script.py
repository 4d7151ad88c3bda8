"""Without JavaScript: signing in, answering both kinds of item, declining, reporting, reviewing."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Console, Place, Visit
from tests.journeys.steps import moved

LEARNER = "plain"


def test_without_script(place: Place, visit: Visit, console: Console) -> None:
    page = visit(LEARNER, java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plain")
    page.get_by_role("button", name="Skip it and practise").click()
    _refuse_nothing_chosen(place, page)
    console.forgive("status of 422")
    for kind in ("best_answer", "key_features"):
        page.goto(place.inside(kind, place.people[LEARNER]))
        _answer(page)
        assert moved(page)
    _report(place, page)
    _decline(page)
    _review(place, page)
    console.forgive("status of 410")
    given = place.inside("answers", place.people[LEARNER])
    assert [one["confidence"] for one in given] == [80, 80]
    assert len(given[1]["responses"]) > 1


def _answer(page: Page) -> None:
    for question in page.locator("fieldset.ask-set").all():
        question.locator("label.answer").last.click()
    page.locator(".segmented label", has_text="80").click()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#verdict")).to_be_visible()


def _refuse_nothing_chosen(place: Place, page: Page) -> None:
    """Nothing chosen is a clear sentence, and nothing is recorded."""
    page.goto(place.inside("best_answer", place.people[LEARNER]))
    page.locator(".segmented label", has_text="60").click()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("input[name=confidence]:checked")).to_have_value("60")
    assert place.inside("answers", place.people[LEARNER]) == []


def _report(place: Place, page: Page) -> None:
    page.get_by_role("link", name="Report a problem").click()
    page.get_by_label("It is out of date").check()
    page.get_by_label("What should be changed").fill("The dose changed last year.")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("status")).to_contain_text("An educator will read it")
    assert "item.reported" in place.inside("verbs", place.people[LEARNER])


def _decline(page: Page) -> None:
    page.goto("/practice/")
    first = page.url
    page.get_by_role("link", name="Something else").click()
    page.locator("label.answer").first.click()
    page.locator(".segmented label", has_text="Shorter").click()
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator("fieldset.ask-set").first).to_be_visible()
    assert page.url != first
    page.goto(first)
    expect(page.get_by_role("heading", level=1)).to_have_text("This question is closed")


def _review(place: Place, page: Page) -> None:
    assert place.inside("due", place.people[LEARNER]) >= 1
    page.goto("/review/")
    page.get_by_role("link", name="Show the answer").click()
    page.get_by_role("button", name="Hard").click()
    page.wait_for_url("**/review/")
    assert "card.reviewed" in place.inside("verbs", place.people[LEARNER])
