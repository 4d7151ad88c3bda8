"""Pictures of the pages for the README, from a throw-away installation with its demo; knows the pages by address.

Run by tools/screenshots. Needs the development set, Chromium and pngquant.
"""

from __future__ import annotations

import json
import re
import shutil

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.installation import Installation, installation
from builder import browser
from builder.place import ROOT
from builder.voice import Refusal, run, say

FOLDER = ROOT / "docs" / "images"
LEARNER = "mariam@demo.example"
MOST_BYTES = 150_000
_LISTEN = """
import django
django.setup()
from preceptor.platform.jobs.hearing import learn_to_listen
learn_to_listen.func()
"""
TALK = (
    "Good morning, I'm Mariam, one of the students. What has brought you in?",
    "That sounds hard. How did it begin?",
)
_HISTORY = "import django; django.setup(); from preceptor.platform.learning.simulation import fill; fill()"


def main() -> int:
    """Take every picture anew."""
    if not shutil.which("pngquant"):
        raise Refusal("pngquant is missing: install it (on Debian and Ubuntu: apt-get install pngquant).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with installation() as made, sync_playwright() as playwright:
        say("Giving the demo its history")
        made.python("-c", _HISTORY)
        chromium = playwright.chromium.launch(executable_path=browser.executable(), args=["--no-sandbox"])
        wide = _visit(chromium, made, 1440, 1000, "light")
        feedback = _wrong_answer(wide)
        for name, path in (("today", "/today/"), ("practice", feedback), ("progress", "/progress/")):
            wide.goto(path)
            _save(wide, name)
        room = _patient(made, wide)
        wide.goto(room)
        _save(wide, "patient")
        small = _visit(chromium, made, 390, 844, "dark")
        small.goto(feedback)
        _save(small, "practice-phone")
        chromium.close()
    return 0


def _patient(made: Installation, page: Page) -> str:
    """A patient's room with a few turns of talk."""
    made.python("-c", _LISTEN)
    page.goto("/patients/")
    page.get_by_role("button", name="Go in").first.click()
    page.wait_for_url("**/patients/*-*/**")
    room = page.url.split("?")[0]
    for number, words in enumerate(TALK, 1):
        page.locator("#say").fill(words)
        page.get_by_role("button", name="Say", exact=True).click()
        page.locator(".turn.patient").nth(number - 1).wait_for()
    return room


def _visit(chromium: Browser, made: Installation, width: int, height: int, theme: str) -> Page:
    context = chromium.new_context(
        base_url=f"http://localhost:{made.port}",
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    passwords = json.loads((made.home / "demo-sign-ins.json").read_text(encoding="utf-8"))
    page.goto("/sign-in/")
    page.locator("input[type=email]").fill(LEARNER)
    page.locator("input[type=password]").fill(passwords[LEARNER])
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")
    return page


def _wrong_answer(page: Page) -> str:
    """Answer until one is wrong, as a picture of a right one teaches less; gives that page's path."""
    for _ in range(20):
        page.goto("/practice/")
        for question in page.locator("fieldset.ask-set").all():
            question.locator("label.answer").first.click()
        page.locator(".segmented label", has_text="80").click()
        page.get_by_role("button", name="Answer", exact=True).click()
        page.locator("#verdict").wait_for()
        if page.locator(".verdict-top.wrong").count() and page.locator("fieldset.ask-set").count() == 0:
            break
    return re.sub(r"^https?://[^/]+", "", page.url)


def _save(page: Page, name: str) -> None:
    page.evaluate("() => document.activeElement.blur()")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    run(["pngquant", "--force", "--ext", ".png", "--quality", "70-95", str(path)], f"a smaller {path.name}", cwd=ROOT)
    size = path.stat().st_size
    say(f"{path.relative_to(ROOT)}: {size / 1000:.0f} kB")
    if size > MOST_BYTES:
        raise Refusal(f"{path.name} is larger than {MOST_BYTES} bytes: show less of the page.")


if __name__ == "__main__":
    raise SystemExit(main())
