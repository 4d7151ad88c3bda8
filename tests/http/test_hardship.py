"""What a live installation meets: broken events, skewed clocks, competencies that left the pack. Nothing is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from preceptor.core.learner import Belief
from preceptor.platform import clock
from preceptor.platform.accounts.oversight import OPERATOR
from preceptor.platform.approvals.gate import adopt as adopt_pack
from preceptor.platform.calibration.calibrating import Wanted, calibrate
from preceptor.platform.calibration.reliability import predicted
from preceptor.platform.events.log import Draft, PayloadError, append
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import BeliefState
from preceptor.platform.learning.rebuild import rebuild
from preceptor.platform.learning.renewal import renew
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.packs.loading import load
from tests.http.calibrations import School, adopt, another, answer_of
from tests.http.conftest import PACK
from tests.http.courses import START, reply

PAGES = ("/today/", "/practice/", "/progress/", "/progress/zz-salt-balance/", "/review/", "/model/")


def work(learner: Any, answers: int, at: Any = None) -> None:
    for number in range(answers):
        reply(learner, loop.offer(learner, at), number % 3 > 0, at)


def stored(learner: Any) -> Belief:
    return Belief.from_dict(BeliefState.objects.get(learner=learner).state)


def pages_are_right(world: Any, as_role: Any) -> None:
    client = as_role("learner")
    assert {page: client.get(page, follow=True).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
    staff = as_role("educator")
    for page in (f"/cohorts/{world.cohort.pk}/", f"/cohorts/{world.cohort.pk}/learners/{world.learner.pk}/"):
        assert staff.get(page, follow=True).status_code in (200, 404)
    assert staff.get(f"/cohorts/{world.cohort.pk}/").status_code == 200


def broken(world: Any, **payload: Any) -> Event:
    draft = answer_of(world.user.actor, 3, School().record(1, 0.0, 1.0), **payload)
    event = replace(draft, attempt=loop.offer(world.learner).pk).event()
    event.save()
    return event


RUINS: list[dict[str, Any]] = [
    {"evidence": [{"activity": "a", "competencies": [["x", 1.0]], "outcome": 7, "at": 1}]},
    {"evidence": [{"activity": "a", "competencies": [["x", 1.0]], "outcome": 1.0, "at": "soon"}]},
    {"evidence": [{"outcome": 1.0}]},
    {"evidence": [{"activity": "a", "competencies": [["x", 1.0]], "outcome": 1.0, "at": 1, "mood": "fair"}]},
    {"evidence": 3},
    {"packs": ["acute@99"]},
]


@pytest.mark.parametrize("payload", RUINS)
def test_a_broken_event_stops_nobody(world: Any, payload: dict[str, Any], as_role: Any) -> None:
    """It is named; its learner goes on with the belief there was, everybody else is rebuilt and renewed."""
    work(world.learner, 3)
    work(world.foreign, 2)
    before = stored(world.learner)
    event = broken(world, **payload)
    done = rebuild()
    assert done.failed == ((str(world.user.actor), done.failed[0][1]),)
    assert f"event {event.seq}" in done.failed[0][1]
    assert not done.same
    assert stored(world.learner) == before
    adopt(another())
    assert renew().failed == (str(world.user.actor),)
    work(world.learner, 1)
    assert stored(world.learner).answers == before.answers + 1
    pages_are_right(world, as_role)


def test_what_is_no_event_is_never_written(world: Any) -> None:
    """Unknown verbs, fields too many or too few, and numbers that are none, whoever writes them."""
    sent = answer_of(world.user.actor, 1, School().record(1, 0.0, 1.0))
    for wrong in (
        replace(sent, verb="attempt.imagined"),
        replace(sent, payload={**sent.payload, "mood": "fair"}),
        replace(sent, payload={name: value for name, value in sent.payload.items() if name != "evidence"}),
    ):
        with pytest.raises(PayloadError, match=r"payload .* is not what the catalogue says"):
            append(wrong)
    for number in (float("nan"), float("inf")):  # JSON has no such numbers: whoever reads it finds none
        written = append(replace(sent, payload={**sent.payload, "outcome": number}))
        assert Event.objects.get(pk=written.pk).payload["outcome"] is None


def test_an_event_of_a_kind_that_this_software_does_not_know_is_passed_over(world: Any, as_role: Any) -> None:
    work(world.learner, 3)
    Event.objects.create(
        actor=world.user.actor, verb="attempt.dreamt", at=START, schema=9, engine="later", payload={"outcome": "blue"}
    )
    work(world.learner, 1)
    assert rebuild().same
    assert stored(world.learner).answers == 4
    pages_are_right(world, as_role)


@pytest.mark.parametrize("skew", [timedelta(days=-2), timedelta(days=1), timedelta(days=4000)])
def test_a_server_clock_that_jumps_is_no_time_or_long_forgetting(world: Any, skew: timedelta, as_role: Any) -> None:
    """The clock of one answer is wrong by days; before and after it is right."""
    now = clock.now()
    work(world.learner, 3, now)
    work(world.learner, 1, now + skew)
    work(world.learner, 2, now + timedelta(minutes=5))
    belief = stored(world.learner)
    assert belief.answers == 6
    assert belief.at == clock.days(now + max(skew, timedelta(minutes=5)))
    assert Belief.from_dict(belief.to_dict()) == belief
    assert rebuild().same
    pages_are_right(world, as_role)
    adopt(another())
    assert renew().failed == ()
    assert stored(world.learner).answers == 6


def test_a_competency_that_left_the_pack_leaves_its_learners_evidence(
    world: Any, as_role: Any, tmp_path: Path, token_of: Any
) -> None:
    """It is taught and shown no more; what was known of it stays in the log, the belief, and its replay."""
    gone, client = "zz-salt-balance", as_role("learner")
    while gone not in stored_names(world.learner):
        work(world.learner, 1)
    waiting = loop.offer(world.learner)
    folder = without(gone, tmp_path)
    adopt_pack(load(folder).version, world.people["educator"], clock.now())
    assert gone not in shelf().world.competencies
    reply(world.learner, waiting)  # what was begun under the old pack may be finished
    work(world.learner, 3)
    assert gone in stored_names(world.learner)
    assert client.get(f"/progress/{gone}/").status_code == 404
    assert gone not in client.get("/progress/").content.decode()
    for page in ("/today/", "/practice/", "/progress/", "/review/", "/model/"):
        assert client.get(page, follow=True).status_code == 200
    assert as_role("educator").get(f"/cohorts/{world.cohort.pk}/").status_code == 200
    headers = {"Authorization": f"Bearer {token_of(world.user)}"}
    assert client.get("/api/progress", headers=headers).status_code == 200
    assert rebuild().same
    adopt(another())
    assert renew().failed == ()
    made = calibrate(Wanted(0.01, 2), OPERATOR).version
    assert made.report["left_out"]["events"] == 0
    assert gone in made.body["offsets"]


def stored_names(learner: Any) -> set[str]:
    state = BeliefState.objects.filter(learner=learner).first()
    return set(state.state["competencies"]) if state else set()


def without(gone: str, tmp_path: Path) -> Path:
    """The tiny pack's next version, with one competency, what asks for it and what builds on it by name taken out."""
    folder = tmp_path / "pack"
    shutil.copytree(PACK, folder)
    for name, change in (("pack.yaml", _next), ("competencies.yaml", _leave), ("items/all.yaml", _items)):
        path = folder / name
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(yaml.safe_dump(change(body, gone), sort_keys=False, allow_unicode=True), encoding="utf-8")
    return folder


def _next(body: Any, gone: str) -> Any:
    return {**body, "version": 2}


def _leave(body: Any, gone: str) -> Any:
    kept = [one for one in body["competencies"] if one["id"] != gone]
    return {"competencies": [{**one, "prerequisites": [p for p in one["prerequisites"] if p != gone]} for one in kept]}


def _items(body: Any, gone: str) -> Any:
    items = [one for one in body["items"] if one["competency"] != gone and gone not in one.get("also", [])]
    return {**body, "items": items}


def test_predictions_are_checked_over_what_can_be_read(world: Any) -> None:
    work(world.learner, 3)
    broken(world, **RUINS[0])
    adopt(another())
    number = 2
    append(Draft(world.user.actor, "belief.renewed", clock.now(), {"version": number}))
    found = list(predicted(world.user.actor, 0))
    assert len(found) == 3
    assert all(0.0 < one.chance < 1.0 for one in found)
