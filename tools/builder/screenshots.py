"""Pictures of the pages for the README, from a throw-away installation with its demo; knows the pages by address.

Run by tools/screenshots. Needs the development set and Chromium.
"""

from __future__ import annotations

import json
import re
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.installation import Installation, installation
from builder import browser
from builder.place import ROOT
from builder.voice import say

FOLDER = ROOT / "docs" / "images"
LEARNER = "mariam@demo.example"
MOST_BYTES = 150_000
COLOURS = 256
_HISTORY = "import django; django.setup(); from preceptor.platform.learning.simulation import fill; fill()"
_PNG = b"\x89PNG\r\n\x1a\n"


def main() -> int:
    """Take every picture anew."""
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
        small = _visit(chromium, made, 390, 844, "dark")
        small.goto(feedback)
        _save(small, "practice-phone")
        chromium.close()
    return 0


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
    path.write_bytes(reduced(page.screenshot()))
    size = path.stat().st_size
    say(f"{path.relative_to(ROOT)}: {size / 1000:.0f} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES} bytes")


def reduced(png: bytes) -> bytes:
    """The same picture with a palette of its most frequent colours; any other colour becomes the nearest of them.

    Reads what Chromium writes: eight bits a channel, three or four channels, not interlaced.
    """
    pixels = _pixels(png)
    height, width, _ = pixels.shape
    packed = (pixels.astype(np.uint32) << np.array([16, 8, 0], dtype=np.uint32)).sum(axis=2, dtype=np.uint32)
    colours, inverse, counts = np.unique(packed, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-counts, kind="stable")[:COLOURS]]
    channels = np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)], axis=1).astype(np.int32)
    palette = np.stack([(kept >> shift) & 255 for shift in (16, 8, 0)], axis=1).astype(np.int32)
    nearest = ((channels[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    rows = np.zeros((height, width + 1), dtype=np.uint8)
    rows[:, 1:] = nearest[inverse.reshape(-1)].reshape(height, width)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    parts = ((b"IHDR", header), (b"PLTE", palette.astype(np.uint8).tobytes()), (b"IDAT", body), (b"IEND", b""))
    return _PNG + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixels(png: bytes) -> NDArray[np.uint8]:
    """Red, green and blue of every pixel: shape (height, width, 3)."""
    place, data, header = len(_PNG), b"", b""
    while place < len(png):
        size, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + size]
        header = body if kind == b"IHDR" else header
        data += body if kind == b"IDAT" else b""
        place += size + 12
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or colour not in (2, 6) or interlaced:
        raise ValueError("a PNG of a kind that Chromium does not write")
    channels = 3 if colour == 2 else 4
    lines = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(height, width * channels + 1)
    return _unfiltered(lines, channels).reshape(height, width, channels)[:, :, :3]


def _unfiltered(lines: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    """Undo the filter of each line (PNG specification, 9.2)."""
    above = np.zeros(lines.shape[1] - 1, dtype=np.uint8)
    out = np.empty((lines.shape[0], lines.shape[1] - 1), dtype=np.uint8)
    for number, line in enumerate(lines):
        kind, raw = int(line[0]), line[1:]
        if kind == 0:
            above = raw
        elif kind == 1:
            above = np.cumsum(raw.reshape(-1, channels), axis=0, dtype=np.uint8).reshape(-1)
        elif kind == 2:
            above = raw + above
        else:
            above = _by_neighbours(kind, raw, above, channels)
        out[number] = above
    return out


def _by_neighbours(kind: int, raw: NDArray[np.uint8], above: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    """Average (3) and Paeth (4) need the pixel before, so they go one by one."""
    out, up = bytearray(raw.tobytes()), above.tobytes()
    for at in range(len(out)):
        left = out[at - channels] if at >= channels else 0
        corner = up[at - channels] if at >= channels else 0
        guess = (left + up[at]) // 2 if kind == 3 else _paeth(left, up[at], corner)
        out[at] = (out[at] + guess) & 255
    return np.frombuffer(bytes(out), dtype=np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    estimate = left + up - corner
    return min((left, up, corner), key=lambda one: abs(estimate - one))


if __name__ == "__main__":
    raise SystemExit(main())
