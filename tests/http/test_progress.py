"""The pages of progress: every estimate with its interval, how it is known, exports, objections."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from preceptor.platform import clock
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Movement
from preceptor.platform.learning.shelf import shelf
from tests.http.courses import START, reply, sit
from tests.http.test_practice import body


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


def practise(learner: Any, count: int, right: bool = True, **more: Any) -> None:
    for number in range(count):
        at = START + timedelta(minutes=number)
        reply(learner, loop.offer(learner, at), right, at, **more)


def test_the_map_shows_every_competency_and_claims_nothing_without_evidence(world: Any, client: Client) -> None:
    page = body(client.get("/progress/"))
    assessed = [one for one in shelf().world.competencies.values() if one.assessed_in == "items"]
    for one in assessed:
        assert page.count(f'href="/progress/{one.id}/"') == 1
    assert page.count("Not enough to say") == len(assessed)
    assert all(title in page for title in shelf().domains.values())
    assert len(re.findall(r"\d+–\d+</bdi>", page)) == len(assessed)


def test_the_map_moves_with_the_evidence(world: Any, client: Client) -> None:
    with clock.at(START):
        before = body(client.get("/progress/"))
    practise(world.learner, 6)
    with clock.at(START + timedelta(hours=1)):
        after = body(client.get("/progress/"))
    assert before != after
    assert re.search(r'<td class="n">[1-9]\d*</td>', after)


def test_a_competency_shows_how_it_is_known(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner, START)
    reply(world.learner, attempt, True, START, confidence=60)
    name = attempt.approval.content.meta["competency"]
    moved = Movement.objects.get(attempt=attempt, competency=name)
    with clock.at(START):
        page = body(client.get(f"/progress/{name}/"))
    assert shelf().world.competencies[name].title in page
    assert f"/practice/{attempt.pk}/" in page
    assert "60 % sure" in page
    assert f"Best guess {100 * moved.before[1]:.0f} to {100 * moved.after[1]:.0f}." in page
    assert "In 30 days" in page


def test_a_competency_without_answers_says_where_its_estimate_comes_from(world: Any, client: Client) -> None:
    page = body(client.get("/progress/zz-infusion-sums/"))
    assert "Nothing that was answered was about this itself yet" in page
    assert "With what it builds on:" in page
    assert 'href="/progress/zz-sodium-reading/"' in page


def test_steps_of_a_running_sitting_wait_for_its_end(world: Any, client: Client) -> None:
    sit(world.learner, "checkpoint", START, most=1)
    moved = Movement.objects.filter(learner=world.learner).first()
    assert moved is not None
    address = f"/progress/{moved.competency}/"
    assert f"/practice/{moved.attempt_id}/" not in body(client.get(address))
    client.post("/checkpoint/", {"act": "stop"})
    page = body(client.get(address))
    assert f"/practice/{moved.attempt_id}/" in page
    assert "Without help." in page


def test_an_unknown_competency_is_not_there(world: Any, client: Client) -> None:
    assert client.get("/progress/no-such-thing/").status_code == 404
    assert client.post("/progress/no-such-thing/", {"comment": "x"}).status_code == 404
    assert not Event.objects.filter(verb="estimate.contested").exists()


def test_an_objection_records_what_was_shown(world: Any, client: Client) -> None:
    practise(world.learner, 3)
    sent = client.post("/progress/zz-salt-balance/", {"comment": "I teach this."}, follow=True)
    assert "objection is with your educators" in sent.content.decode()
    event = Event.objects.get(verb="estimate.contested")
    assert event.actor == world.user.actor
    low, mid, high = event.payload["estimate"]
    assert 0 <= low < mid < high <= 1
    assert [one.text for one in event.texts.all()] == ["I teach this."]


def test_both_exports_say_what_the_page_says(world: Any, client: Client) -> None:
    practise(world.learner, 5)
    with clock.at(START + timedelta(hours=1)):
        as_json, as_csv, page = (client.get(f"/progress/{one}") for one in ("export.json", "export.csv", ""))
    rows = json.loads(as_json.content)["competencies"]
    table = list(csv.DictReader(io.StringIO(as_csv.content.decode())))
    assert [{name: str(value) for name, value in row.items()} for row in rows] == table
    assert len(rows) == 6
    assert sum(row["evidence"] for row in rows) >= 4
    for row in rows:
        assert 0 <= row["low"] <= row["mid"] <= row["high"] <= 1
        assert row["title"] in body(page)
        assert f"{100 * row['low']:.0f}–{100 * row['high']:.0f}</bdi>" in body(page)
    for found, kind in ((as_json, "json"), (as_csv, "csv")):
        assert found.headers["Content-Disposition"] == f'attachment; filename="progress.{kind}"'


def test_an_export_of_another_kind_is_not_there(world: Any, client: Client) -> None:
    assert client.get("/progress/export.xml").status_code == 404


def test_an_export_holds_nobody_elses_answers(world: Any, client: Client) -> None:
    mine = client.get("/progress/export.json").content
    practise(world.foreign, 6, right=False)
    later = json.loads(client.get("/progress/export.json").content)
    assert [row["evidence"] for row in later["competencies"]] == [0] * 6
    assert [row["state"] for row in json.loads(mine)["competencies"]] == [row["state"] for row in later["competencies"]]


def test_confidence_against_results_appears_once_it_was_stated(world: Any, client: Client) -> None:
    assert "Say how sure you are" in body(client.get("/progress/"))
    practise(world.learner, 6, right=False, confidence=95)
    page = body(client.get("/progress/"))
    assert "Surer than results" in page
    assert re.search(r'<th scope="row">95 %</th><td class="n">0 %</td>', page)
    assert re.search(r'<path class="whisker over" d="M[\d.]+ [\d.]+V[\d.]+"/>', page)
