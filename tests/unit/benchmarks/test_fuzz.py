"""The fuzz benchmark's own judgement: what counts as having reached a view, and that its values are what they claim."""

from __future__ import annotations

import json
import random
import re

import pytest

from benchmarks import hostile
from benchmarks.fuzz import Reply, Request, Route, form_fields, reached


def request(address: str = "practice/", sound: bool = True) -> Request:
    route = Route("one", address, re.compile(address), ["GET"], ["learner"], "", {})
    return Request(route, "learner", "GET", f"/{address}", None, {}, sound)


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        (Reply(200), True),
        (Reply(404), True),
        (Reply(422), True),
        (Reply(500), True),
        (Reply(302, "/practice/1/"), True),
        (Reply(302, "/sign-in/?next=/practice/"), False),
        (Reply(400), False),
        (Reply(403), False),
        (Reply(405), False),
        (Reply(413), False),
        (Reply(0), False),
    ],
)
def test_what_counts_as_reached(reply: Reply, wanted: bool) -> None:
    assert reached(request(), reply) is wanted
    assert not reached(request(sound=False), reply)


def test_the_api_reads_its_own_bodies() -> None:
    assert reached(request("api/me"), Reply(400))


def test_fields_are_read_from_forms() -> None:
    page = """<input type="hidden" name="csrfmiddlewaretoken" value="x"><input name="q0" value="A" type="radio">
    <input name="q0" value="B"><textarea name="comment"></textarea><button name="act" value="stop">
    <select id="s" name="role"><option value="author">A</option><option value="auditor" selected>B</option></select>"""
    assert form_fields(page) == {"q0": ["A", "B"], "comment": [], "act": ["stop"], "role": ["author", "auditor"]}


def test_bodies_are_mostly_readable_and_sometimes_not() -> None:
    chance = random.Random(1)
    known = {"kind": "wrong", "comment": "words"}
    documents = [hostile.document(chance, known) for _ in range(400)]
    readable = sum(_is_json(one) for one in documents)
    assert 350 < readable < 400
    forms = [hostile.fields(chance, {"q0": ["A"]}) for _ in range(400)]
    assert any(b"q0=A" in one for one in forms)
    assert any(b"%00" in one for one in forms)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
