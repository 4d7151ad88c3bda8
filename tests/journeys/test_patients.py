"""A patient from briefing to debrief: by mouse, by keyboard, on a phone; authored cases and a generated one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Console, Place, Visit
from tests.journeys.steps import tab_to

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def _go_in(page: Page) -> str:
    """Go in to the patient who is proposed; returns their title."""
    page.goto("/patients/")
    title = page.locator("#next-h").inner_text()
    page.get_by_role("button", name="Go in").first.click()
    expect(page.locator("[role=log]")).to_be_visible()
    return title


def _enter(page: Page) -> None:
    """Go in to any patient."""
    page.goto("/patients/")
    page.get_by_role("button", name="Go in").first.click()
    expect(page.locator("[role=log]")).to_be_visible()


def _replies(page: Page) -> int:
    return page.locator(".turn.patient").count()


def _say(page: Page, words: str) -> str:
    before = _replies(page)
    page.locator("#say").fill(words)
    page.get_by_role("button", name="Say", exact=True).click()
    expect(page.locator(".turn.patient")).to_have_count(before + 1)
    return page.locator(".turn.patient .turn-say").last.inner_text()


def _part(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()
    page.wait_for_url(re.compile(f"part={name.lower()}"))
    expect(page.locator(f"button[aria-current=page]:visible:text-is('{name}')")).to_be_visible()


def _work(page: Page) -> None:
    """Talk, examine, order, wait, think, treat."""
    first = _say(page, "Good morning, my name is Noor. What has brought you in today?")
    assert len(first) > 10
    assert "not sure what you mean" not in first
    _part(page, "Examine")
    page.locator("select[name=region]").select_option("chest")
    page.get_by_role("button", name="Go there").click()
    page.wait_for_url(re.compile("region=chest"))
    page.get_by_role("button", name=re.compile("Listen to the front of the chest")).click()
    _done(page, "examine")
    _part(page, "Tests")
    page.locator("#find").fill("ECG")
    page.get_by_role("button", name="Find", exact=True).click()
    page.wait_for_url(re.compile("find=ECG"))
    page.locator(".test-rows li").filter(has_text="12-lead ECG").get_by_role("button").click()
    _done(page, "order")
    page.get_by_role("button", name=re.compile("Wait")).first.click()
    _done(page, "wait")
    expect(page.locator(".turn.result")).to_have_count(1)
    _part(page, "Differential")
    page.locator("#condition-0").fill("Pneumonia")
    page.locator("#confidence-0").fill("30")
    page.get_by_role("button", name="Write it down").click()
    _done(page, "rank")
    expect(page.locator("#condition-0")).to_have_value(re.compile("neumonia"))


def _done(page: Page, act: str) -> None:
    """Wait until the room shows what an act brought."""
    page.wait_for_url(re.compile(f"did={act}"))


def _hand_over(page: Page) -> None:
    _part(page, "Notes")
    page.locator("#note").fill("Talked, listened, one tracing; nothing urgent found so far.")
    page.locator("#diagnosis").fill("Pneumonia")
    page.locator("#explanation").fill(
        "I think this may be an infection. If it gets worse, call us. Does that make sense?"
    )
    page.get_by_role("button", name="Hand over and finish").click()
    page.wait_for_url(re.compile("/debrief/"))
    expect(page.get_by_role("heading", name="How your thinking moved")).to_be_visible()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_from_the_door_to_the_debrief(place: Place, visit: Visit, options: dict[str, Any]) -> None:
    name = "careful" if not options else "plain"
    page = visit(name, **options)
    _go_in(page)
    if not options:
        _work(page)
    else:
        _say(page, "What has brought you in today?")
        _part(page, "Differential")
        page.locator("#condition-0").fill("Pneumonia")
        page.locator("#confidence-0").fill("30")
        page.get_by_role("button", name="Write it down").click()
        _done(page, "rank")
    _hand_over(page)
    verbs = place.inside("verbs", place.people[name])
    assert verbs.count("encounter.finished") == 1
    page.get_by_role("link", name="Replay step by step").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_nothing_typed_is_lost_on_a_phone(place: Place, visit: Visit, console: Console) -> None:
    """Across parts, at once after the last letter, on another device, and while the server is out of reach."""
    page = visit("drafter", **PHONE)
    _enter(page)
    page.locator("#say").fill("And one more")
    _part(page, "Differential")
    page.locator("#condition-0").fill("Bad air")
    page.locator("label.grave").first.click()
    _part(page, "Treat")
    page.locator("#dose").fill("2.5")
    _part(page, "Notes")
    page.locator("#note").press_sequentially("Half a")
    page.reload()
    expect(page.locator("#note")).to_have_value("Half a")
    with page.expect_response(re.compile("/unsent/$")):
        page.locator("#explanation").fill("I will come back.")
    page.context.set_offline(True)
    page.locator("#note").fill("Half a note")
    expect(page.get_by_role("alert")).to_contain_text("stays in this tab")
    page.context.set_offline(False)
    expect(page.get_by_text("what you type is kept")).to_be_visible()
    console.forgive("net::ERR_INTERNET_DISCONNECTED")
    console.forgive("htmx:")
    other = visit("drafter", java_script_enabled=False)
    for part, fields in {
        "notes": {"#note": "Half a note", "#explanation": "I will come back.", "#say": "And one more"},
        "differential": {"#condition-0": "Bad air", "#grave-0": "yes"},
        "treat": {"#dose": "2.5"},
    }.items():
        other.goto(f"{page.url.split('?')[0]}?part={part}")
        for field, text in fields.items():
            expect(other.locator(field)).to_have_value(text)
        assert part != "differential" or other.locator("#grave-0").is_checked()
    assert "encounter.moved" not in place.inside("verbs", place.people["drafter"])


def test_nothing_typed_is_lost_without_a_script(place: Place, visit: Visit) -> None:
    page = visit("drafter", java_script_enabled=False)
    _enter(page)
    page.locator("#say").fill("Is it worse at night?")
    _part(page, "Notes")
    page.locator("#note").fill("Not sent")
    page.locator("#diagnosis").fill("Plain cold")
    page.locator("#diagnosis").press("Enter")  # which only keeps
    _part(page, "Tests")
    page.locator("#find").fill("ECG")
    page.locator("#find").press("Enter")
    page.wait_for_url(re.compile("find=ECG"))
    expect(page.locator("#say")).to_have_value("Is it worse at night?")
    _part(page, "Notes")
    expect(page.locator("#note")).to_have_value("Not sent")
    page.get_by_role("button", name="Say", exact=True).click()
    expect(page.locator(".turn.patient")).to_have_count(1)
    expect(page.locator("#say")).to_have_value("")
    expect(page.locator("#note")).to_have_value("Not sent")


def test_left_and_resumed_on_another_device(place: Place, visit: Visit) -> None:
    page = visit("patchy")
    _go_in(page)
    words = _say(page, "What has brought you in today?")
    address = page.url
    other = visit("patchy", **PHONE)
    other.goto(address)
    expect(other.locator(".turn.patient .turn-say").last).to_have_text(words)
    foreign = visit("plain")
    assert (foreign.request.get(address)).status == 404


def test_by_keyboard_alone(place: Place, visit: Visit) -> None:
    page = visit("keyboard")
    page.goto("/patients/")
    tab_to(page, "Go in", tag="BUTTON")
    page.keyboard.press("Enter")
    expect(page.locator("[role=log]")).to_be_visible()
    tab_to(page, tag="TEXTAREA")
    page.keyboard.type("What has brought you in today?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.patient")).to_have_count(1)
    page.goto(page.url.split("?")[0] + "?part=notes")
    tab_to(page, "Hand over and finish", tag="BUTTON")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("I will come back to you.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Pneumonia")
    tab_to(page, "Hand over and finish", tag="BUTTON")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/debrief/"))


def test_a_made_patient_waits_for_approval_and_can_then_be_met(place: Place, visit: Visit) -> None:
    """Nobody meets a draft; once an educator has approved that version, it is among the patients."""
    educator = visit("educator")
    educator.goto("/cases/")
    educator.get_by_text("Generate a case").click()
    educator.locator("#g-condition").select_option("pneumonia")
    educator.get_by_role("button", name="Generate a draft").click()
    educator.wait_for_url(re.compile(r"/cases/[^/]+@\d+/"))
    title = educator.get_by_role("heading", level=1).inner_text()
    learner = visit("careful")
    learner.goto("/patients/")
    assert learner.get_by_text(title, exact=True).count() == 0
    educator.get_by_label(re.compile("I have read this case")).check()
    educator.get_by_role("button", name="Approve this version").click()
    expect(educator.get_by_text(re.compile("Approved .* by Educator Person"))).to_be_visible()
    learner.goto("/patients/")
    card = learner.locator("li, article").filter(has_text=title).last
    card.get_by_role("button", name=re.compile("Go in")).click()
    expect(learner.locator("[role=log]")).to_be_visible()
    assert "not sure what you mean" not in _say(learner, "What has brought you in today?")
    _hand_over(learner)
