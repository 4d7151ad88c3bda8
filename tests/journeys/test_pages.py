"""Every page for everybody who may enter it: accessible, in both themes, at every width, in both directions, quiet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from tests.journeys.conftest import Console, Place, Visit
from tests.journeys.steps import confirm, range_widths

AXE = Path(__file__).parents[2] / "islands" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only these depend on the theme; everything else is asked once for each width.
ABOUT_COLOUR = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 390, 768, 1440, 1600)
ACCESSIBLE_AT = (390, 1440)
MIRRORED_AT = (320, 390, 1440)
FILES = {"progress:export", "profile:export", "operations:download"}
MAY_FAIL = {"/nowhere/": 404, "/sign-in/inactive/": 200}
CLOSED = 410
# The pages of passkeys and of a second factor, which allauth draws from our templates.
FACTORS = (
    "/sign-in/two-factor/", "/sign-in/two-factor/totp/activate/", "/sign-in/two-factor/webauthn/",
    "/sign-in/two-factor/webauthn/add/", "/sign-in/password/", "/sign-in/again/", "/sign-in/out/",
)  # fmt: skip

RUN_AXE = """options => axe.run(document, options).then(found => found.violations.flatMap(one =>
    one.nodes.map(node => {
        const why = node.any[0] ?? node.all[0] ?? node.none[0];
        return `${one.id}: ${node.target.join(' ')}: ${why?.message}`;
    })))"""
OVERFLOW = """() => {
    const width = document.documentElement.clientWidth;
    const over = document.scrollingElement.scrollWidth - width;
    if (over <= 0) return '';
    const outside = [...document.body.querySelectorAll('*')].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width && (box.right > width + 1 || box.left < -1);
    });
    return `${over} px too wide: ` + outside.slice(-3).map(one => one.outerHTML.slice(0, 80)).join(' | ');
}"""
# A chart is never mirrored: its range begins as far from the left as its lower end says.
MIRRORED_CHARTS = """() => [...document.querySelectorAll('svg.interval')].filter(one => {
    if (!one.checkVisibility()) return false;
    const box = one.getBoundingClientRect(), range = one.querySelector('.range');
    const low = parseFloat(range.getAttribute('x1')) / 100;
    const drawn = (range.getBoundingClientRect().left - box.left) / box.width;
    return getComputedStyle(one).direction !== 'ltr' || Math.abs(drawn - low) > 0.06;
}).length"""
# Which kinds of element stand in which: the same for two pages that differ in words and in the length of lists.
SHAPE = """() => {
    const kind = one => one ? `${one.tagName}.${one.getAttribute('class') ?? ''}` : '';
    const kinds = [...document.querySelectorAll('*')].map(one => `${kind(one.parentElement)}>${kind(one)}`);
    return [...new Set(kinds)].sort().join(' ');
}"""
DIRECTION = """([direction, language]) => {
    document.documentElement.dir = direction;
    document.documentElement.lang = language;
}"""


@dataclass
class Sweep:
    """What has been looked at, and what was found."""

    script: str
    shapes: set[str] = field(default_factory=set)
    visited: set[tuple[str, str]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def look(self, page: Page, visitor: str, path: str) -> None:
        """Open a page and examine it, unless the same page was examined already."""
        status = _status(page.goto(path))
        if status not in (200, MAY_FAIL.get(path, 200), CLOSED):
            self.wrong.append(f"{visitor} {path}: answered {status}")
        self._examine(page, visitor, path)
        if "/sign-in/again/?" in page.url:
            confirm(page)
            self._examine(page, visitor, path)

    def _examine(self, page: Page, visitor: str, path: str) -> None:
        if (visitor, page.url) in self.visited:
            return
        self.visited.add((visitor, page.url))
        page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
        # Another role often meets the very same page with other words in it.
        shape: str = page.evaluate(SHAPE)
        if shape in self.shapes:
            return
        self.shapes.add(shape)
        where = f"{visitor or 'nobody'} {path}"
        if any(width <= 0 for width in range_widths(page)):
            self.wrong.append(f"{where}: an interval without width")
        page.evaluate(self.script)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            self._widths(page, f"{where} at {width}", mirror=width in MIRRORED_AT)
            if width in ACCESSIBLE_AT:
                self._accessible(page, f"{where} at {width}")

    def _widths(self, page: Page, where: str, mirror: bool) -> None:
        if over := page.evaluate(OVERFLOW):
            self.wrong.append(f"{where}: {over}")
        if not mirror:
            return
        page.evaluate(DIRECTION, ["rtl", "ar"])
        if over := page.evaluate(OVERFLOW):
            self.wrong.append(f"{where} from right to left: {over}")
        if page.evaluate(MIRRORED_CHARTS):
            self.wrong.append(f"{where} from right to left: a chart is mirrored")
        page.evaluate(DIRECTION, ["ltr", "en"])

    def _accessible(self, page: Page, where: str) -> None:
        everything = {"type": "tag", "values": TAGS}
        for theme, only in (("light", everything), ("dark", {"type": "rule", "values": ABOUT_COLOUR})):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            options = {"runOnly": only, "resultTypes": ["violations"]}
            if theme == "light":
                options["rules"] = {"target-size": {"enabled": True}}
            self.wrong += [f"{where}, {theme}: {one}" for one in page.evaluate(RUN_AXE, options)]
        page.emulate_media(color_scheme="light")


def _status(response: Response | None) -> int:
    return response.status if response else 0


def test_every_page(place: Place, visit: Visit, console: Console) -> None:
    """One sweep over all of them, so that one run names everything that is wrong."""
    assert AXE.is_file(), "axe-core is missing: ./check islands installs it"
    sweep = Sweep(AXE.read_text(encoding="utf-8"))
    routes: list[dict[str, Any]] = place.inside("pages")
    for visitor in dict.fromkeys(one["visitor"] for one in routes):
        page = visit(visitor, color_scheme="light")
        for one in routes:
            if one["visitor"] == visitor and one["name"] not in FILES:
                sweep.look(page, visitor, one["path"])
        for path in FACTORS if visitor == "history" else ():
            sweep.look(page, visitor, path)
        page.context.close()
    stranger = visit(color_scheme="light")
    for path in place.inside("entrance"):
        sweep.look(stranger, "", path)
    console.forgive("status of 404")
    console.forgive("status of 410")
    assert len(sweep.shapes) >= 25
    if sweep.wrong:
        pytest.fail("\n".join(sorted(set(sweep.wrong))), pytrace=False)


def test_what_is_wrong_is_found(visit: Visit, console: Console) -> None:
    """The sweep sees what it is there for: planted in a page, each fault is named."""
    sweep = Sweep(AXE.read_text(encoding="utf-8"))
    page = visit("history", color_scheme="light")
    page.route("**/progress/", lambda route: route.fulfill(response=(got := route.fetch()), body=_spoilt(got.text())))
    sweep.look(page, "history", "/progress/")
    for fault in ("px too wide", "image-alt", "a chart is mirrored", "dark: color-contrast"):
        assert any(fault in one for one in sweep.wrong), f"{fault} was not found in {sweep.wrong}"
    page.goto("/today/")
    page.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">Red</p>'); }")
    assert any("Content Security Policy" in one for one in console.said)
    console.forgive("Content Security Policy")


def _spoilt(page: str) -> str:
    faults = (
        '<img src="/static/icon.svg">',
        f"<pre>{'wide' * 500}</pre>",
        '<svg class="interval"><line class="range" x1="10%" x2="20%" y1="9" y2="9" transform="scale(3 1)"/></svg>',
        '<link rel="stylesheet" href="/static/css/sign-in.css"><p class="plate">Ink on white</p>',
    )
    return page.replace("</h1>", f"</h1>{''.join(faults)}", 1)
