"""The model's card: for everybody signed in, about nobody in particular, true to the log and to docs/evidence."""

from collections import Counter
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from preceptor.core.learner import Parameters, explain
from preceptor.features.model.figures import FIGURES
from preceptor.features.model.parameters import ROWS, parameters
from preceptor.platform import clock
from preceptor.platform.beliefs import versions
from preceptor.platform.beliefs.models import Reliability
from preceptor.platform.calibration import reliability
from preceptor.platform.calibration.reliability import FIRST_ANSWERS, NEW_ITEM, check, predicted, refresh
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.fold import begun, records_of
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.renewal import renew
from preceptor.platform.learning.shelf import shelf
from tests.http.calibrations import School, adopt, another
from tests.http.conftest import ROLES
from tests.http.courses import ROOT, START, reply
from tests.http.test_practice import body

EVIDENCE = Path(ROOT / "docs" / "evidence" / "README.md")


def practise(learner: Any, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        at = START + timedelta(hours=number)
        reply(learner, loop.offer(learner, at), number % 3 > 0, at)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_the_same_card(world: Any, as_role: Any, role: str) -> None:
    page = body(as_role(role).get("/model/"))
    assert "Limits" in page
    assert "came with the software" in page
    assert "Not computed yet" in page
    assert ("Compute it again" in page) == (role in ("auditor", "administrator"))


def test_it_is_reached_from_progress_and_by_auditors(world: Any, as_role: Any) -> None:
    assert 'href="/model/"' in body(as_role("learner").get("/progress/"))
    assert 'href="/model/"' in body(as_role("learner").get("/progress/zz-salt-balance/"))
    for role in ROLES:
        frame = as_role(role).get("/settings/").content.decode()
        assert '<a href="/model/">How estimates are made</a>' in frame
        assert ('<a href="/model/">Model</a>' in frame) == (role == "auditor")


def test_every_parameter_is_told_with_where_it_comes_from(world: Any) -> None:
    assert set(ROWS) == {one.name for one in fields(Parameters)} - {"version"}
    shipped = parameters(versions.version(versions.FIRST))
    assert all(one.meaning and one.unit and one.source for one in shipped)
    assert not any("fitted" in one.source for one in shipped)
    fitted = {one.name: one.source for one in parameters(versions.version(another()))}
    assert "fitted" in fitted["slip"]
    assert "fitted" not in fitted["learning_shrink"]


def test_figures_stand_in_the_evidence_word_for_word() -> None:
    text = EVIDENCE.read_text(encoding="utf-8")
    for one in FIGURES:
        line = next((line for line in text.splitlines() if one.measured in line), "")
        assert f"`{one.command}`" in line, one.measured


def test_what_was_expected_is_what_the_belief_said_then(world: Any) -> None:
    """Also across a renewal: answers before it under the version of then, answers after it under the new one."""
    learner = world.learner
    practise(learner, 4)
    before = list(predicted(learner.user.actor, 0))
    adopt(another())
    renew()
    practise(learner, 3, first=4)
    found = list(predicted(learner.user.actor, 0))
    assert found[:4] == before
    ledger = Ledger.peek(learner)
    assert ledger.version.number != versions.FIRST
    events = Event.objects.filter(actor=learner.user.actor, verb="attempt.answered").order_by("seq")
    records = [ledger.version.placed(one) for event in events for one in records_of(event.payload)]
    parents, start = shelf().world.graph.parents, begun(ledger.version, learner.level)
    surprises: dict[str, float] = {}
    for name in shelf().world.competencies:
        for one in explain(records, name, ledger.parameters, parents, start):
            surprises[one.evidence.activity] = one.surprise
    for event, one in list(zip(events, found, strict=True))[4:]:
        assert one.outcome - one.chance == pytest.approx(surprises[str(event.attempt)])
    assert [one.number for one in found] == list(range(1, 8))


def test_too_few_answers_are_not_plotted(world: Any, as_role: Any) -> None:
    practise(world.learner, 5)
    kept = check()
    assert kept.body["all"] == {"answers": 5, "learners": 1, "tenths": []}
    page = body(as_role("auditor").get("/model/"))
    assert page.count("Not enough answers: a plot needs 200, of 5 people or more") == 3
    assert "whisker" not in page


def test_one_persons_answers_are_never_a_plot(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reliability, "FEWEST_ANSWERS", 3)
    practise(world.learner, 5)
    assert check().body["all"]["tenths"] == []


def test_the_plots_show_the_log(world: Any, as_role: Any) -> None:
    School(learners=30, each=20).open(world.cohort)
    kept = check()
    assert kept.body["all"]["answers"] == 600
    assert kept.body["first"]["answers"] == 30 * FIRST_ANSWERS
    asked = Counter(one.payload["content"] for one in Event.objects.filter(verb="attempt.answered"))
    assert kept.body["new"]["answers"] == sum(min(NEW_ITEM, count) for count in asked.values()) < 600
    assert sum(row[-1] for row in kept.body["all"]["tenths"]) == 600
    page = body(as_role("learner").get("/model/"))
    assert page.count('class="whisker') == 30
    low, high = kept.body["all"]["tenths"][0][2:4]
    assert f"{100 * low:.0f}–{100 * high:.0f}</bdi>" in page
    again = check()
    assert (again.pk, again.body) == (kept.pk, kept.body)
    assert Reliability.objects.count() == 1


def test_a_page_computes_nothing_and_auditors_may_ask_for_it(world: Any, as_role: Any) -> None:
    auditor = as_role("auditor")
    auditor.get("/model/")
    assert not DBTaskResult.objects.exists()
    assert "It is being computed" in auditor.post("/model/check/", follow=True).content.decode()
    assert "being computed already" in auditor.post("/model/check/", follow=True).content.decode()
    assert DBTaskResult.objects.filter(task_path__endswith=".check_predictions").count() == 1


def test_a_worker_that_starts_computes_it_once_a_day(world: Any) -> None:
    assert refresh()
    check()
    assert not refresh()
    with clock.at(clock.now() + timedelta(days=2)):
        assert refresh()


def test_versions_and_their_adoption_are_told_and_no_one_is_named(world: Any, as_role: Any) -> None:
    practise(world.learner, 2)
    number = another()
    adopt(number)
    check()
    page = body(as_role("educator").get("/model/"))
    assert f"{number}, made up {number}" in page
    assert "not compared" in page
    assert "never" not in page.partition('id="ve-h"')[2].partition("</section>")[0]
    for user in [*world.people.values(), world.foreign_learner]:
        assert user.name not in page
        assert str(user.actor) not in page


def test_the_api_says_the_same(world: Any, token_of: Any) -> None:
    School(learners=12, each=20).open(world.cohort)
    check()
    client = Client(headers={"authorization": f"Bearer {token_of(world.people['auditor'])}"})
    told = client.get("/api/model").json()
    assert told["version"] == 1
    assert len(told["parameters"]) == len(ROWS)
    assert [(one["name"], len(one["tenths"])) for one in told["reliability"]] == [
        ("all", 10),
        ("first", 0),
        ("new", 10),
    ]
    assert [one["number"] for one in told["versions"]] == [1]
