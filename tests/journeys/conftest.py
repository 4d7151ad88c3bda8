"""What every journey stands on: one installation and one browser for all, and people whose console must stay empty."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from benchmarks.installation import ROOT, installation

PASSWORD = "correct horse battery staple"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE_MS = 15_000
Visit = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey, and let nobody forget to."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Place:
    """The running installation: its address, its people, and a way to ask or change what lies inside."""

    address: str
    helper: subprocess.Popen[str]
    people: dict[str, str] = field(default_factory=dict)

    def inside(self, command: str, *arguments: str) -> Any:
        """Have a command of tests/journeys/inside.py done in the installation's environment."""
        assert self.helper.stdin
        assert self.helper.stdout
        self.helper.stdin.write(json.dumps([command, *arguments]) + "\n")
        self.helper.stdin.flush()
        said = self.helper.stdout.readline()
        assert said, f"{command} {arguments} failed inside the installation: see above"
        return json.loads(said)


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    """One installation for all journeys, on localhost by name: passkeys refuse an IP address."""
    command = [sys.executable, "-m", "tests.journeys.inside"]
    with (
        installation(workers=1, threads=2) as made,
        subprocess.Popen(
            command, env=made.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as helper,
    ):
        found = Place(f"http://localhost:{made.port}", helper)
        found.people.update(found.inside("people"))
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian packages it."""
    named = os.environ.get("PRECEPTOR_CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, _NAMES)), None)
    assert found, "Chromium is missing: apt-get install chromium, or name one in PRECEPTOR_CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@dataclass
class Console:
    """What pages complained about: errors of scripts, of the content policy, of loading."""

    said: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        """Note everything that the pages of a context complain about."""
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.said.append(f"{error.page and error.page.url}: {error.error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.page and message.page.url}: {message.text}")

    def forgive(self, words: str) -> None:
        """Take away what a journey provoked on purpose."""
        self.said = [one for one in self.said if words not in one]


@pytest.fixture
def console() -> Iterator[Console]:
    """Complaints of this test's pages; any that is left at the end fails it."""
    found = Console()
    yield found
    assert found.said == []


@pytest.fixture
def visit(place: Place, browser: Browser, console: Console) -> Iterator[Visit]:
    """Open a page of a fresh browser profile; with a name, signed in as that person. Options are the context's."""
    contexts = []

    def visited(name: str = "", **options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
        context = browser.new_context(base_url=place.address, **options)
        context.set_default_timeout(_PATIENCE_MS)
        console.listen(context)
        contexts.append(context)
        page = context.new_page()
        if name:
            page.goto("/sign-in/")
            page.get_by_label("Email").fill(place.people[name])
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    yield visited
    for context in contexts:
        context.close()
