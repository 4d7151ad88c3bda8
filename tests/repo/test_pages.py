"""Pages under a strict content security policy: nothing inline, which the browser would silently drop."""

from __future__ import annotations

import re

import pytest

from tests.repo.tree import texts

INLINE = {
    "an inline script": re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[a-z][^>{}]*(?:\{[{%][^}]*[}%]\}[^>{}]*)*\sstyle=", re.IGNORECASE),
    "a script attribute": re.compile(r"<[a-z][^>]*\son[a-z]+=", re.IGNORECASE),
    "script in htmx": re.compile(r"\bhx-on\b|\bhx-[a-z]+=[\"'](?:js|javascript):|hx-trigger=\"[^\"]*\["),
    "an address that is a script": re.compile(r"(?:href|src|action)=[\"']\s*javascript:", re.IGNORECASE),
}


def pages() -> list[tuple[str, str]]:
    return [(name, text) for name, text in texts() if name.startswith("src/") and name.endswith((".html", ".svg"))]


@pytest.mark.parametrize("what", INLINE)
def test_no_page_has(what: str) -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}"
        for name, text in pages()
        for match in INLINE[what].finditer(text)
    ]
    assert found == []


def test_what_is_inline_is_found() -> None:
    planted = {
        "an inline script": "<script>go()</script>",
        "a style element": "<style>",
        "a style attribute": '<p class="{{ a }}" style="--lo: 1">',
        "a script attribute": '<button onclick="go()">',
        "script in htmx": '<b hx-vals="js:{a: 1}">',
        "an address that is a script": '<a href="javascript:go()">',
    }
    assert [what for what, text in planted.items() if not INLINE[what].search(text)] == []
    assert not INLINE["an inline script"].search('<script type="module" src="/static/islands/answer.js"></script>')
