"""Steps that journeys share: answering a page, reading what it shows. Knows pages as a person sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD

MOST_QUESTIONS = 30


def choose_first(page: Page) -> None:
    """Choose the first option of each question."""
    for question in page.locator("fieldset.ask-set").all():
        question.locator("label.answer").first.click()


def send(page: Page) -> None:
    """Press the answer button and wait for the page that follows."""
    before = page.locator("input[name=client_id]").get_attribute("value")
    page.get_by_role("button", name="Answer", exact=True).click()
    page.wait_for_function(
        "sent => document.querySelector('input[name=client_id]')?.value !== sent && document.readyState === 'complete'",
        arg=before,
    )


def answer(page: Page, sure: str = "") -> None:
    """Answer the item on the page, perhaps saying how sure one is."""
    choose_first(page)
    if sure:
        page.locator(".segmented label", has_text=sure).click()
    send(page)


def sit_through(page: Page, home: str) -> int:
    """Answer until the sitting's own page comes back; no feedback may show in between. Returns the answers."""
    for count in range(MOST_QUESTIONS):
        if page.url.endswith(home):
            return count
        expect(page.locator("fieldset.ask-set").first).to_be_visible()
        assert page.locator(".verdict-top, .is-best, .answer-why, .changes").count() == 0
        answer(page)
    raise AssertionError(f"no end after {MOST_QUESTIONS} questions")


@dataclass(frozen=True)
class Moved:
    """One competency on a feedback page: its range before and now, in percent."""

    title: str
    before: tuple[int, int]
    after: tuple[int, int]


def moved(page: Page) -> list[Moved]:
    """What a feedback page says has changed."""
    found = []
    for row in page.locator(".changes > li").all():
        ranges = [tuple(map(int, re.findall(r"\d+", one))) for one in row.locator("bdi").all_inner_texts()]
        assert len(ranges) == 2
        found.append(Moved(row.get_by_role("link").inner_text(), ranges[0], ranges[1]))  # type: ignore[arg-type]
    return found


def confirm(page: Page) -> None:
    """Give the password again where a page that protects the account asks for it."""
    if "/sign-in/again/" in page.url:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url(lambda url: "/sign-in/again/" not in url)


def range_widths(page: Page) -> list[float]:
    """How wide the range of each visible interval is drawn, in pixels."""
    found: list[float] = page.evaluate(
        """() => [...document.querySelectorAll('svg.interval')].filter(one => one.checkVisibility())
            .map(one => one.querySelector('.range').getBoundingClientRect().width)"""
    )
    return found


def focused(page: Page) -> dict[str, Any]:
    """What has the focus: tag, id, name, text, and whether one can see that it has it.

    Seen means: an outline or a shadow on the element or on the label around it, inside the window, not covered.
    """
    page.wait_for_load_state("domcontentloaded")  # nothing can have the focus while a page is still arriving
    found: dict[str, Any] = page.evaluate(
        """() => {
          const one = document.activeElement, label = one.closest('label');
          const drawn = [one, label].some(part => {
            if (!part) return false;
            const style = getComputedStyle(part);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
          });
          const part = label ?? one, box = part.getBoundingClientRect();
          const x = (Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2;
          const y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
          const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
          const rects = [...part.getClientRects()];
          const open = rects.some(r => {
            const top = document.elementFromPoint(r.left + Math.min(12, r.width / 2), r.top + r.height / 2);
            return top && (part.contains(top) || top.contains(part));
          });
          return {tag: one.tagName, id: one.id, name: one.getAttribute('name') ?? '', value: one.value ?? '',
            text: part.innerText?.trim() ?? '', type: one.type ?? '', seen: drawn && within && open,
            why: JSON.stringify({drawn, within, open, x, y})};
        }"""
    )
    return found


def tab_to(page: Page, text: str = "", most: int = 60, **wanted: str) -> dict[str, Any]:
    """Press Tab until something with this text (or these attributes) has the focus, which must always be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        now = focused(page)
        assert now["seen"], f"the focus cannot be seen on {now} of {page.url}"
        if text in now["text"] and all(now[name] == value for name, value in wanted.items()):
            return now
    raise AssertionError(f"{most} times Tab did not reach {text!r} {wanted} on {page.url}")
