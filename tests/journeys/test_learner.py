"""A learner's whole way: invited, placed, taught, reviewed, measured, shown the picture, and heard."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, Console, Place, Visit
from tests.journeys.steps import choose_first, moved, range_widths, send, sit_through

NEWCOMER = "newcomer@journeys.example"
SURE = ("", "A guess", "60", "Certain")


def test_from_invitation_to_export(place: Place, visit: Visit) -> None:
    page = _join(visit)
    _be_placed(place, page)
    _practise(place, page)
    _review(place, page)
    _be_measured(place, page)
    _look_back(page)
    _take_away(page)


def _join(visit: Visit) -> Page:
    """An administrator makes a code; whoever has its link makes an account."""
    administrator = visit("administrator")
    administrator.goto("/cohorts/")
    administrator.get_by_role("link", name="Year 3").first.click()
    administrator.get_by_role("link", name="Invite").first.click()
    administrator.get_by_role("button", name="Make a code").click()
    link = administrator.locator("a[href*='?code=']").first.get_attribute("href")
    assert link
    page = visit()
    page.goto(link)
    expect(page.locator("body")).to_contain_text("Year 3")
    page.get_by_label("Your name").fill("Noor Newcomer")
    page.get_by_label("Email").fill(NEWCOMER)
    page.get_by_label("Password", exact=True).fill("three random words here")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Noor")
    return page


def _be_placed(place: Place, page: Page) -> None:
    page.get_by_role("link", name="Begin the placement").click()
    page.get_by_role("button", name="Begin the placement").click()
    count = sit_through(page, "/placement/")
    assert 5 <= count <= 25
    expect(page.get_by_role("heading", level=1)).to_have_text("Where you start")
    assert page.locator(".comp tbody tr").count() >= 5
    assert place.inside("sittings", NEWCOMER)["placement"] in ("enough", "limit")


def _practise(place: Place, page: Page) -> None:
    """Ten activities, each chosen afresh, each saying what it changed."""
    page.get_by_role("link", name="Start practising").click()
    met = set()
    for number in range(10):
        met.add(page.url)
        choose_first(page)
        if sure := SURE[number % len(SURE)]:
            page.locator(".segmented label", has_text=sure).click()
        send(page)
        expect(page.locator("#verdict")).to_be_visible()
        changes = moved(page)
        assert changes
        assert all(0 <= one.before[0] < one.before[1] <= 100 for one in changes)
        assert all(0 <= one.after[0] < one.after[1] <= 100 for one in changes)
        assert all(width > 1 for width in range_widths(page))
        assert page.locator(".is-best").count() >= 1
        assert page.locator(".answer-why").count() == page.locator(".answers > .answer").count()
        page.get_by_role("link", name="Next question").click()
    assert len(met) == 10
    given = [one for one in place.inside("answers", NEWCOMER) if one["mode"] == "practice"]
    assert [one["confidence"] for one in given] == [None, 20, 60, 95, None, 20, 60, 95, None, 20]


def _review(place: Place, page: Page) -> None:
    """Days pass; what was missed comes back."""
    assert place.inside("due", NEWCOMER) >= 1
    page.get_by_role("link", name="Review", exact=True).first.click()
    for number in range(30):
        if page.get_by_role("heading", name="Nothing to review today").count():
            break
        front = page.locator(".recall-front").inner_text()
        page.get_by_role("link", name="Show the answer").click()
        expect(page.locator(".recall-front")).to_have_text(front)
        expect(page.locator(".recall-back")).to_be_visible()
        page.get_by_role("button", name=("Good", "Forgot", "Hard", "Easy")[number % 4]).click()
    assert number >= 1
    assert "card.reviewed" in place.inside("verbs", NEWCOMER)


def _be_measured(place: Place, page: Page) -> None:
    page.get_by_role("link", name="Today", exact=True).first.click()
    page.get_by_role("link", name="Go to the checkpoint").click()
    page.get_by_role("button", name="Begin the checkpoint").click()
    count = sit_through(page, "/checkpoint/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you can do without help")
    assert page.locator("ol.rows > li").count() == count
    # The measurement before this one, the placement, stands beside it.
    assert page.locator(".interval.was").count() >= 1
    assert "checkpoint" in place.inside("sittings", NEWCOMER)


def _look_back(page: Page) -> None:
    page.get_by_role("link", name="Progress", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What we think you can do")
    assert all(width > 1 for width in range_widths(page))
    answered = page.locator(".comp tbody tr").filter(has=page.locator("td:nth-child(4)", has_text="1")).first
    answered.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Where it comes from")).to_be_visible()
    page.get_by_role("link", name="Open the question").first.click()
    expect(page.locator("#verdict")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="I think this is wrong: check me again").click()
    expect(page.get_by_role("button", name="Stop here and see the result so far")).to_be_visible()
    page.go_back()


def _take_away(page: Page) -> None:
    page.get_by_role("link", name="Progress", exact=True).first.click()
    with page.expect_download() as got:
        page.get_by_role("link", name="Export as JSON").click()
    held = json.loads(Path(got.value.path()).read_text(encoding="utf-8"))["competencies"]
    with page.expect_download() as got:
        page.get_by_role("link", name="Export as table").click()
    assert got.value.suggested_filename == "progress.csv"
    with Path(got.value.path()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["competency"] for row in rows] == [one["competency"] for one in held]
    assert len(rows) >= 80
    assert all(0 <= one["low"] <= one["mid"] <= one["high"] <= 1 for one in held)


def test_an_answer_survives_a_lost_network(place: Place, visit: Visit, console: Console) -> None:
    page = visit("patchy")
    page.goto("/practice/")
    choose_first(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Answer", exact=True).click()
    status = page.locator("[data-answer-status]")
    expect(status).to_contain_text("The network did not answer. Your answer is kept")
    expect(page.get_by_role("button", name="Answer", exact=True)).to_be_disabled()
    page.wait_for_timeout(1500)  # a first retry fails, too
    assert place.inside("answers", place.people["patchy"]) == []
    page.context.set_offline(False)
    expect(page.locator("#verdict")).to_be_visible()
    assert len(place.inside("answers", place.people["patchy"])) == 1
    console.forgive("net::ERR_INTERNET_DISCONNECTED")


def test_an_answer_survives_an_ended_session(place: Place, visit: Visit) -> None:
    """Signed out in another tab, the form stays as it is; signed in there again, it goes through, once."""
    page = visit("careful")
    page.goto(place.inside("best_answer", place.people["careful"]))
    sent = page.locator("input[name=client_id]").get_attribute("value")
    before = place.inside("answers", place.people["careful"])
    other = page.context.new_page()
    other.goto("/settings/")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(lambda url: "/settings/" not in url)
    page.locator("label.answer").nth(1).click()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("[data-answer-status]")).to_contain_text("You were signed out. Sign in again in another tab")
    expect(page.locator("input[name=q0][value=B]")).to_be_checked()
    expect(page.locator("input[name=client_id]")).to_have_value(sent or "")
    assert place.inside("answers", place.people["careful"]) == before
    other.goto("/sign-in/")
    other.get_by_label("Email").fill(place.people["careful"])
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.wait_for_url(lambda url: "/sign-in/" not in url)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#verdict")).to_be_visible()
    after = place.inside("answers", place.people["careful"])
    assert [one["responses"] for one in after[len(before) :]] == [[["B"]]]
