"""The fuzz benchmark's own judgement: what counts as having reached a view, and that its values are what they claim."""

from __future__ import annotations

import json
import random
import re

import pytest

from benchmarks import hostile
from benchmarks.fuzz import FORM_TO, Reply, Request, Route, form_fields, reached


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


def test_a_form_that_goes_elsewhere_keeps_its_own_fields() -> None:
    page = """<form method="post"><input name="here"></form>
    <form method="post" class="row" action="/cases/one@1/withdraw/" data-x><textarea name="reason"></textarea></form>
    <form action="#make" method="post"><input name="seed"></form>
    <form action="/settings/tokens/?a=1"><button name="go" value="1"></button></form>"""
    assert [(address, form_fields(form)) for address, form in FORM_TO.findall(page)] == [
        ("/cases/one@1/withdraw/", {"reason": []}),
        ("/settings/tokens/", {"go": ["1"]}),
    ]


def test_bodies_are_mostly_readable_and_sometimes_not() -> None:
    chance = random.Random(1)
    known = {"kind": "wrong", "comment": "words"}
    documents = [hostile.document(chance, known) for _ in range(400)]
    readable = sum(_is_json(one) for one in documents)
    assert 350 < readable < 400
    forms = [hostile.fields(chance, {"q0": ["A"]}) for _ in range(400)]
    assert any(b"q0=A" in one for one in forms)
    assert any(b"%00" in one for one in forms)


GOOD = {
    "client_id": "00000000-0000-4000-8000-000000000004",
    "said": "What brings you in?",
    "dose": "100",
    "target": "ecg",
}


def test_nearly_sensible_bodies_are_half_untouched_and_never_a_repetition() -> None:
    chance = random.Random(1)
    made = [hostile.near(chance, GOOD, typed=True) for _ in range(400)]
    own = [{name: one for name, one in body.items() if name != "client_id"} for body in made]
    plain = {name: one for name, one in GOOD.items() if name != "client_id"}
    assert 180 < sum(one == plain for one in own) < 280
    assert all(sum(one[name] != GOOD[name] for name in one) <= 2 for one in own)
    assert len({str(body["client_id"]) for body in made}) > 300
    assert all(isinstance(one, str) for body in made for one in body.values())
    assert GOOD["client_id"].endswith("4")


def test_hostile_values_are_of_the_sort_that_a_field_asks_for() -> None:
    chance = random.Random(1)
    made = [hostile.near(chance, GOOD, typed=True) for _ in range(600)]
    assert {body["dose"] for body in made} >= {"nan", "inf", "-1", "½"}
    assert {body["said"] for body in made} >= {one for one in hostile.WORDS if "diagnosis" in one or len(one) > 5_000}
    assert any(len(body["target"]) > 1_000 for body in made)


def test_hostile_values_reach_into_lists() -> None:
    chance = random.Random(1)
    rows = {"ranked": [{"name": "Bad air", "confidence": 60}, {"name": "plain cold", "confidence": 20}]}
    made = [hostile.near(chance, rows, typed=False)["ranked"] for _ in range(400)]
    changed = [one[0] for one in made if isinstance(one, list) and len(one) == 2 and one[1] == rows["ranked"][1]]
    assert any(one["name"] == "Bad air" and one["confidence"] != 60 for one in changed)
    assert any(one["name"] != "Bad air" and one["confidence"] == 60 for one in changed)
    assert rows["ranked"][0] == {"name": "Bad air", "confidence": 60}
    assert sum(_is_json(json.dumps(one).encode()) for one in made) > 390


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
