"""Belief versions are replaced while learners work: what is believed equals its replay, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from preceptor.core.learner import Belief
from preceptor.platform import clock
from preceptor.platform.accounts.joining import enrol
from preceptor.platform.accounts.models import Learner, User
from preceptor.platform.accounts.oversight import OPERATOR
from preceptor.platform.approvals.gate import shelf_version
from preceptor.platform.beliefs import adopting, versions
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop, picture
from preceptor.platform.learning.erasure import delete_account, export_account
from preceptor.platform.learning.fold import folded
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Attempt, BeliefState, Movement
from preceptor.platform.learning.rebuild import rebuild, snapshot
from preceptor.platform.learning.renewal import behind, renew, renew_one, resume
from preceptor.platform.learning.shelf import shelf
from tests.http.calibrations import adopt, another
from tests.http.courses import START, reply, sit


def work(learner: Any, answers: int, at: Any = None) -> None:
    for number in range(answers):
        moment = at and at + timedelta(hours=9 * number)
        reply(learner, loop.offer(learner, moment), number % 3 > 0, moment)


def stored(learner: Any) -> Belief:
    return Belief.from_dict(BeliefState.objects.get(learner=learner).state)


def engine(learner: Any) -> str:
    return str(BeliefState.objects.get(learner=learner).engine)


def renewals(learner: Any) -> int:
    return Event.objects.filter(verb="belief.renewed", actor=learner.user.actor).count()


def test_nothing_changes_before_a_version_is_adopted(world: Any) -> None:
    work(world.learner, 3)
    before = snapshot(world.learner)
    another()
    assert renew().renewed == 0
    assert snapshot(world.learner) == before
    assert engine(world.learner) == "belief-1"


def test_a_renewed_belief_is_the_whole_past_under_the_new_version(world: Any) -> None:
    work(world.learner, 6)
    old, said = stored(world.learner), list(Movement.objects.values_list("before", "after"))
    adopt(another())
    assert renew().renewed == 2
    new = stored(world.learner)
    assert new == folded(world.user.actor, versions.version(2)).belief
    assert new.general != old.general
    assert (new.answers, set(new.competencies)) == (old.answers, set(old.competencies))
    assert list(Movement.objects.values_list("before", "after")) == said
    assert engine(world.learner) == "belief-2"
    assert rebuild().same


def test_a_version_gives_the_same_belief_whenever_it_is_adopted(world: Any) -> None:
    """Two who answered alike believe alike, though one was renewed half-way and the other at the end."""
    early, late = world.learner, world.foreign
    number = another()
    adopt(number)
    work(early, 4)
    renew_one(early, number, clock.now())
    work(early, 4)
    as_if = folded(early.user.actor, versions.version(number)).belief
    assert stored(early) == as_if
    work(late, 2)
    assert engine(late) == "belief-1"


def test_going_back_gives_what_was_believed_before(world: Any) -> None:
    """The log keeps the authors' difficulties: answers given under a version leave nothing of it behind."""
    work(world.learner, 4)
    adopt(another())
    renew()
    work(world.learner, 4)
    assert adopting.back(OPERATOR, clock.now(), "It was no better.") == 1
    renew()
    assert stored(world.learner) == folded(world.user.actor, versions.version(1)).belief
    answered = Event.objects.filter(verb="attempt.answered").order_by("seq")
    assert {one.payload["evidence"][0]["discrimination"] for one in answered} == {1.0}
    assert adopting.back(OPERATOR, clock.now()) == 2


def test_two_adoptions_and_one_step_back_between_answers_equal_their_replay(world: Any) -> None:
    people, at = (world.learner, world.foreign), START
    for change in (lambda: adopt(another()), lambda: adopt(another(-0.4)), lambda: adopting.back(OPERATOR, START)):
        for one in people:
            work(one, 3, at)
        change()
        at += timedelta(days=3)
        work(world.learner, 2, at)  # the job has not come to anybody yet
        renew_one(world.learner, versions.active_number(), at)
        work(world.learner, 2, at + timedelta(days=1))
        work(world.foreign, 1, at + timedelta(days=1))
        renew()
        assert {engine(one) for one in people} == {versions.active().engine}
    before = [snapshot(one) for one in people]
    done = rebuild()
    assert done.same
    assert [snapshot(one) for one in people] == before
    assert [renewals(one) for one in people] == [3, 3]


def test_an_answer_between_the_fold_and_the_lock_is_not_lost(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from preceptor.platform.learning import renewal

    learner = world.learner
    work(learner, 3)
    number = another()
    adopt(number)

    def and_an_answer(*arguments: Any) -> Any:
        found = folded(*arguments)
        work(learner, 2)
        return found

    monkeypatch.setattr(renewal, "folded", and_an_answer)
    assert renew_one(learner, number, clock.now())
    assert stored(learner).answers == 5
    assert stored(learner) == folded(learner.user.actor, versions.version(number)).belief
    assert rebuild().same


def test_a_job_cut_short_goes_on_where_it_stopped(world: Any) -> None:
    people = [world.learner, world.foreign]
    for number in range(4):
        user = User.objects.create_user(f"more{number}@example.org", None, name="More", role="learner")
        people.append(enrol(user, world.cohort))
    for one in people:
        work(one, 2)
    adopt(another())

    def killed(stage: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        renew(killed)
    assert sorted(map(engine, people)) == ["belief-1"] * 3 + ["belief-2"] * 3
    for one in people:
        work(one, 1)
    told: list[tuple[int, int]] = []
    assert renew(lambda stage, done, total: told.append((done, total))).renewed == 3
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [renewals(one) for one in people] == [1] * 6
    assert renew().renewed == 0
    assert rebuild().same


def test_a_worker_takes_up_what_was_cut_short(world: Any) -> None:
    from preceptor.platform.jobs.queue import unfinished

    work(world.learner, 1)
    assert not resume()
    adopt(another())
    assert resume()
    assert unfinished("renew_beliefs")
    renew()
    assert not behind(2).exists()
    assert not resume()


def test_a_job_gives_way_to_a_later_adoption(world: Any) -> None:
    work(world.learner, 1)
    work(world.foreign, 1)
    adopt(another())
    later = another(-0.5)

    def overtaken(stage: str, done: int, total: int) -> None:
        if done == 1:
            adopt(later)

    assert renew(overtaken).renewed == 1
    assert renew().renewed == 2
    assert {engine(one) for one in (world.learner, world.foreign)} == {"belief-3"}


def test_a_damaged_log_of_one_learner_stops_nobody_else(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    from tests.http.calibrations import School, answer_of

    work(world.learner, 2)
    work(world.foreign, 2)
    broken = answer_of(world.user.actor, 1, School().record(1, 0.0, 1.0), evidence=[{"outcome": "much"}])
    broken.event().save()
    adopt(another())
    done = renew()
    assert (done.renewed, done.failed) == (1, (str(world.user.actor),))
    assert str(world.user.actor) in caplog.text
    assert (engine(world.learner), engine(world.foreign)) == ("belief-1", "belief-2")
    work(world.learner, 1)
    assert picture.picture(world.learner)


def test_who_joins_starts_with_the_version_in_use(world: Any) -> None:
    def joined(name: str) -> Learner:
        return enrol(User.objects.create_user(f"{name}@example.org", None, name=name), world.cohort, "resident")

    before = joined("before")
    adopt(another())
    after = joined("after")
    stated = [Event.objects.get(actor=one.user.actor, verb="learner.enrolled") for one in (before, after)]
    assert [(one.schema, one.payload["version"]) for one in stated] == [(3, 1), (3, 2)]
    assert {one.payload["programme"] for one in stated} == {str(world.cohort.programme_id)}
    assert Ledger.peek(after).version.number == 2
    assert Ledger.peek(after).belief.general.var == versions.version(2).parameters.general_var
    work(after, 2)
    assert engine(after) == "belief-2"
    renew()
    assert (renewals(before), renewals(after)) == (1, 0)
    work(before, 2)
    assert engine(before) == "belief-2"
    assert stored(before).general.mean != 0.0
    assert rebuild().same


def test_a_log_that_names_no_version_is_of_the_first(world: Any) -> None:
    user = User.objects.create_user("old@example.org", None, name="Old", role="learner")
    learner = Learner.objects.create(user=user, cohort=world.cohort, level="clerkship")
    Event.objects.create(
        actor=user.actor, verb="learner.enrolled", at=START, schema=1, engine="x", payload={"level": "clerkship"}
    )
    adopt(another())
    work(learner, 2)
    assert engine(learner) == "belief-1"
    assert rebuild().same
    renew()
    assert engine(learner) == "belief-2"
    assert rebuild().same


def test_a_learner_who_did_nothing_yet_is_renewed_and_rebuilt(world: Any) -> None:
    adopt(another())
    assert renew().renewed == 2
    assert [engine(one) for one in (world.learner, world.foreign)] == ["belief-2"] * 2
    assert rebuild().same
    assert renew().renewed == 0


def test_a_running_placement_is_renewed_and_tells_nothing(world: Any) -> None:
    learner = world.learner
    work(learner, 4)
    sitting = loop.start_sitting(learner, "placement")
    before_sitting = Event.objects.filter(actor=learner.user.actor, verb="sitting.started").get().seq
    reply(learner, loop.current(learner, "placement"), False)
    adopt(another())
    renew()
    version = versions.version(2)
    at_the_start = folded(learner.user.actor, version, before=before_sitting).belief
    ledger = Ledger.peek(learner)
    assert ledger.shown == at_the_start
    assert ledger.belief != ledger.shown
    assert export_account(world.user)["learner"]["belief"]["state"] == at_the_start.to_dict()
    while waiting := loop.current(learner, "placement"):
        reply(learner, waiting)
    sitting.refresh_from_db()
    assert sitting.result["domains"]
    assert Ledger.peek(learner).shown == stored(learner)
    assert rebuild().same


def test_an_open_activity_outlives_its_learners_renewal(world: Any) -> None:
    learner = world.learner
    waiting = loop.offer(learner)
    own = uuid.uuid4()
    adopt(another())
    renew()
    assert loop.offer(learner).pk == waiting.pk
    assert reply(learner, waiting, client_id=own).status == "accepted"
    assert reply(learner, waiting, client_id=own).status == "repeated"
    assert stored(learner) == folded(learner.user.actor, versions.version(2)).belief
    assert Attempt.objects.get(pk=waiting.pk).status == "answered"


def test_choosing_goes_by_the_version_in_use(world: Any) -> None:
    authored = {one.content: one.difficulty for one in shelf().catalogue.candidates}
    version = shelf_version()
    adopt(another())
    assert shelf_version() > version
    placed = versions.version(2).items
    found = {one.content: one.difficulty for one in shelf().catalogue.candidates}
    assert found == {name: placed[name].difficulty for name in authored}
    assert found != authored
    assert shelf().catalogue.difficulty.tolist() == [found[one.content] for one in shelf().catalogue.candidates]
    adopting.back(OPERATOR, clock.now())
    assert {one.content: one.difficulty for one in shelf().catalogue.candidates} == authored


def test_pages_read_a_belief_with_its_own_version(world: Any, as_role: Any) -> None:
    def states() -> set[str]:
        return {row.mastery.state for group in picture.picture(world.learner) for row in group.rows}

    def thin() -> set[bool]:
        state = BeliefState.objects.get(learner=world.learner)
        return {one.thin for one in picture.by_domain(world.learner, state, shelf(), clock.days(clock.now()))}

    work(world.learner, 2)
    adopt(another(min_evidence=0.0, max_width=1.0))
    assert states() == {"unknown"}
    assert thin() == {True}
    renew()
    assert "unknown" not in states()
    assert thin() == {False}
    pages = ("/progress/", "/progress/zz-salt-balance/", "/today/", "/practice/", "/review/")
    assert {as_role("learner").get(one, follow=True).status_code for one in pages} == {200}
    assert as_role("educator").get(f"/cohorts/{world.cohort.pk}/").status_code == 200


def test_nothing_is_written_about_the_erased(world: Any) -> None:
    work(world.learner, 3)
    work(world.foreign, 3)
    adopt(another())
    actor = world.user.actor
    there = {one.pk: one for one in (world.learner, world.foreign)}
    delete_account(world.user, clock.now())
    events = Event.objects.filter(actor=actor).count()
    assert renew().renewed == 1
    for one in there.values():
        if one.user.actor == actor:
            with pytest.raises(Learner.DoesNotExist):
                renew_one(one, 2, clock.now())
    assert Event.objects.filter(actor=actor).count() == events
    assert BeliefState.objects.count() == 1


def test_why_somebody_adopted_is_erased_with_them(world: Any) -> None:
    administrator = world.people["administrator"]
    number = another()
    adopting.adopt(number, administrator.actor, clock.now(), "Ward three asked for it.", anyway=True)
    assert versions.adoptions()[0].why == "Ward three asked for it."
    User.objects.create_user("other@example.org", None, name="Other", role="administrator")
    delete_account(administrator, clock.now())
    assert [(one.version, one.why) for one in versions.adoptions()] == [(number, "")]
    assert versions.active_number() == number


@pytest.mark.parametrize(("what", "sentence"), [("fold", "preceptor rebuild"), ("version", "no version 9")])
def test_a_belief_of_an_unknown_version_says_what_to_do(world: Any, what: str, sentence: str) -> None:
    work(world.learner, 1)
    BeliefState.objects.update(engine="another" if what == "fold" else "belief-9")
    with pytest.raises((ValueError, LookupError), match=sentence):
        loop.answer(world.learner, loop.current(world.learner, "practice").pk, loop.Answer([], uuid.uuid4()))
    rebuild()
    work(world.learner, 1)
    assert sit(world.learner, "checkpoint", clock.now(), most=1)


@pytest.mark.slow
def test_versions_change_while_learners_answer_in_threads(tmp_path: Path) -> None:
    """On a database file, as it is run: nothing lost, nothing refused, every belief as if never folded otherwise."""
    root = Path(__file__).parents[2]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "preceptor.project.settings",
        "PRECEPTOR_HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", str(root / "tests" / "http" / "renewal_life.py")],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-6000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told.pop("renewals") >= 8
    assert told.pop("pages") >= 20
    assert told == {
        "failures": [], "other pages": 0, "acknowledged": ["accepted"], "lost": 0, "unanswered": 0, "open": 0,
        "version": 0, "engines": 0, "as if always": [True] * 4, "different": [],
    }  # fmt: skip
