"""Signing in with more than a password: a code from an authenticator app, and a passkey."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, Place, Visit
from tests.journeys.steps import confirm

FACTORS = "/sign-in/two-factor/"


def test_a_code_from_an_app(place: Place, visit: Visit) -> None:
    page = visit("coder")
    _open(page, f"{FACTORS}totp/activate/")
    secret = page.get_by_label("Secret").input_value()
    page.get_by_label("code", exact=False).last.fill(_code(secret))
    page.get_by_role("button", name="Switch it on").click()
    _open(page, FACTORS)
    expect(page.locator("main")).to_contain_text("On: after your password you are asked for a code")
    _sign_out(page)
    place.inside("forget")  # the code of this half minute has been used already
    _give_password(page, place.people["coder"])
    page.get_by_label("code", exact=False).first.fill(_code(secret))
    page.get_by_role("button", name="Sign in", exact=False).first.click()
    expect(page.get_by_role("heading", name="Items", exact=True)).to_be_visible()


def test_a_passkey(place: Place, visit: Visit) -> None:
    page = visit("keyholder")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    key = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options | more})["authenticatorId"]
    _open(page, f"{FACTORS}webauthn/add/")
    page.get_by_label("Name").fill("This laptop")
    if (passwordless := page.locator("input[name=passwordless]")).count():
        passwordless.check()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    assert len(devices.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    _sign_out(page)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Items", exact=True)).to_be_visible()


def _open(page: Page, path: str) -> None:
    """Go to a page that protects the account; it may ask for the password again."""
    page.goto(path)
    confirm(page)
    assert page.url.endswith(path)


def _sign_out(page: Page) -> None:
    page.goto("/sign-in/out/")
    page.get_by_role("button", name="Sign out").last.click()
    page.wait_for_url("**/sign-in/**")
    page.goto("/items/")
    assert "/sign-in/" in page.url


def _give_password(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/two-factor/**")


def _code(secret: str) -> str:
    """The six digits that an authenticator app shows now (RFC 6238: SHA-1, 30 seconds)."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
