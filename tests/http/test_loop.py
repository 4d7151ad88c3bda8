"""The loop: answers with their retries, choices, cards, sittings, and two requests at once."""

import sqlite3
import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from preceptor.core.coach.choosing import FLOOR
from preceptor.core.coach.measuring import CHECKPOINT_ITEMS, PLACEMENT_ITEMS
from preceptor.core.learner import Belief
from preceptor.platform import clock
from preceptor.platform.approvals.gate import withdraw
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt, BeliefState, Movement, ReviewCard, Sitting
from preceptor.platform.learning.providers import BadAnswer
from preceptor.platform.learning.rebuild import rebuild, snapshot
from tests.http.courses import START, reply, sit
from tests.http.lives import letters


def test_an_answer_is_one_event_moves_the_belief_and_opens_the_next(world: Any) -> None:
    learner = world.learner
    attempt = loop.offer(learner)
    assert loop.offer(learner) == attempt
    receipt = reply(learner, attempt, confidence=80)
    assert receipt.status == "accepted"
    event = Event.objects.get(verb="attempt.answered")
    assert event.attempt == attempt.pk
    assert event.object == attempt.approval.content.ref
    assert event.payload["confidence"] == 80
    assert event.payload["outcome"] == 1.0
    assert [Belief.from_dict(state.state).answers for state in BeliefState.objects.filter(learner=learner)] == [1]
    moved = Movement.objects.get(attempt=attempt, competency=attempt.approval.content.meta["competency"])
    assert moved.after[1] > moved.before[1]
    assert receipt.next is not None
    assert loop.offer(learner).pk == receipt.next.pk != attempt.pk


def test_a_choice_is_logged_with_its_slate_and_propensity(world: Any) -> None:
    attempt = loop.offer(world.learner)
    event = Event.objects.get(verb="choice.made")
    assert sum(slot["propensity"] for slot in event.slate) == pytest.approx(1.0, abs=1e-5)
    assert min(slot["propensity"] for slot in event.slate) >= FLOOR - 1e-6
    drawn = next(slot for slot in event.slate if slot["approval"] == attempt.approval_id)
    assert drawn["propensity"] == pytest.approx(event.propensity, abs=1e-6)
    assert event.payload["by"] == "coach"
    assert set(event.payload["reason"]["values"]) <= {"domain", "presentation", "task", "answers", "days"}


def test_a_retry_finds_its_receipt_and_a_second_answer_does_not_count(world: Any) -> None:
    learner, attempt, own = world.learner, loop.offer(world.learner), uuid.uuid4()
    assert reply(learner, attempt, True, client_id=own).status == "accepted"
    before = snapshot(learner)
    assert reply(learner, attempt, True, client_id=own).status == "repeated"
    assert reply(learner, attempt, False, client_id=own).status == "repeated"
    assert reply(learner, attempt, False).status == "answered"
    assert snapshot(learner) == before
    assert Event.objects.filter(verb="attempt.answered").count() == 1


def test_a_clients_id_cannot_take_anothers_place(world: Any) -> None:
    own = uuid.uuid4()
    for learner in (world.learner, world.foreign):
        assert reply(learner, loop.offer(learner), client_id=own).status == "accepted"
    assert len(set(Event.objects.filter(verb="attempt.answered").values_list("id", flat=True))) == 2


def test_somebody_elses_attempt_does_not_exist(world: Any) -> None:
    attempt = loop.offer(world.foreign)
    with pytest.raises(Attempt.DoesNotExist):
        reply(world.learner, attempt)
    with pytest.raises(Attempt.DoesNotExist):
        loop.decline(world.learner, attempt.pk, "other", None)
    assert Attempt.objects.get(pk=attempt.pk).status == "open"


@pytest.mark.parametrize("responses", [[frozenset()], [frozenset("Z")], [frozenset("A"), frozenset("A")] * 3])
def test_an_answer_that_does_not_fit_changes_nothing(world: Any, responses: list[frozenset[str]]) -> None:
    attempt = loop.offer(world.learner)
    before, events = snapshot(world.learner), Event.objects.count()
    with pytest.raises(BadAnswer):
        loop.answer(world.learner, attempt.pk, loop.Answer(responses, uuid.uuid4()))
    assert snapshot(world.learner) == before
    assert Event.objects.count() == events


def test_an_answer_to_what_was_withdrawn_does_not_count(world: Any) -> None:
    learner, attempt = world.learner, loop.offer(world.learner)
    withdraw(attempt.approval, world.people["educator"], clock.now(), "Wrong.")
    assert reply(learner, attempt).status == "withdrawn"
    assert reply(learner, attempt).status == "closed"
    assert not Event.objects.filter(verb="attempt.answered").exists()
    following = loop.offer(learner)
    assert following.approval.content_id != attempt.approval.content_id


def test_an_offer_grows_stale_and_is_replaced(world: Any) -> None:
    learner = world.learner
    first = loop.offer(learner, START)
    assert loop.offer(learner, START + timedelta(hours=11)) == first
    second = loop.offer(learner, START + timedelta(hours=13))
    assert second.pk != first.pk
    assert Attempt.objects.get(pk=first.pk).status == "closed"
    assert Event.objects.get(verb="attempt.closed").payload == {"why": "stale"}


def test_declining_for_another_of_the_slate_is_recorded_as_the_learners_choice(world: Any) -> None:
    learner, first = world.learner, loop.offer(world.learner)
    slate = Event.objects.get(verb="choice.made").slate
    wanted = next(slot["approval"] for slot in slate if slot["approval"] != first.approval_id)
    second = loop.decline(learner, first.pk, "easier", wanted)
    assert second.approval_id == wanted
    event = Event.objects.filter(verb="choice.made").latest("seq")
    assert (event.payload["by"], event.propensity) == ("learner", None)
    assert Event.objects.get(verb="attempt.declined").payload["why"] == "easier"
    assert loop.decline(learner, first.pk, "easier", wanted).pk == second.pk  # twice is harmless
    assert Event.objects.filter(verb="attempt.declined").count() == 1


def test_what_is_declined_for_something_never_offered_goes_to_the_coach(world: Any) -> None:
    first = loop.offer(world.learner)
    second = loop.decline(world.learner, first.pk, "other", 10**9)
    assert second.pk != first.pk
    assert Event.objects.filter(verb="choice.made").latest("seq").payload["by"] == "coach"


def test_a_missed_item_becomes_one_card_that_comes_back(world: Any) -> None:
    learner, attempt = world.learner, loop.offer(world.learner, START)
    reply(learner, attempt, False, START)
    card = ReviewCard.objects.get(learner=learner)
    assert card.attempt_id == attempt.pk
    assert START < card.due < START + timedelta(days=3)
    own = uuid.uuid4()
    for _ in range(2):
        assert loop.review(learner, card.pk, 3, own, card.due)
    again = ReviewCard.objects.get(pk=card.pk)
    assert (again.reviews, again.last_grade) == (1, 3)
    assert again.due > card.due
    assert Event.objects.filter(verb="card.reviewed").count() == 1
    assert not loop.review(world.foreign, card.pk, 3, uuid.uuid4())


# Sittings.


@pytest.mark.parametrize(("kind", "most"), [("placement", PLACEMENT_ITEMS), ("checkpoint", CHECKPOINT_ITEMS)])
def test_a_sitting_ends_by_itself_and_every_answer_counts(world: Any, kind: str, most: int) -> None:
    sitting = sit(world.learner, kind)
    assert sitting.finished_at is not None
    assert sitting.result["why"] in ("enough", "limit", "exhausted")
    attempts = Attempt.objects.filter(sitting=sitting)
    assert {one.status for one in attempts} == {"answered"}
    assert len(attempts) <= most
    assert len({one.approval_id for one in attempts}) == len(attempts)
    assert Belief.from_dict(BeliefState.objects.get(learner=world.learner).state).answers == len(attempts)
    assert set(sitting.result["focus"]) == {"groundwork", "finding-out", "looking-after"}
    assert all(one["low"] <= one["mid"] <= one["high"] for one in sitting.result["domains"])


def test_a_sitting_is_started_once_stopped_once_and_skipped_without_a_plan(world: Any) -> None:
    learner = world.learner
    first = loop.start_sitting(learner, "placement", START)
    assert loop.start_sitting(learner, "placement", START) == first
    assert Attempt.objects.filter(sitting=first, status="open").count() == 1
    for why in ("skipped", "stopped"):
        loop.stop_sitting(learner, first.pk, why, START)
    assert Sitting.objects.get(pk=first.pk).result["why"] == "skipped"
    assert "focus" not in Sitting.objects.get(pk=first.pk).result
    assert Attempt.objects.get(sitting=first).status == "closed"
    with pytest.raises(Sitting.DoesNotExist):
        loop.stop_sitting(world.foreign, first.pk, "stopped")


@pytest.mark.parametrize("answered_first", [True, False])
def test_a_sitting_goes_on_when_its_item_is_withdrawn(world: Any, answered_first: bool) -> None:
    learner = world.learner
    sitting = loop.start_sitting(learner, "checkpoint", START)
    waiting = loop.current(learner, "checkpoint")
    assert waiting is not None
    withdraw(waiting.approval, world.people["educator"], START, "Wrong.")
    if answered_first:
        assert reply(learner, waiting, at=START).status == "withdrawn"
    assert loop.start_sitting(learner, "checkpoint", START) == sitting
    following = loop.current(learner, "checkpoint")
    assert following is not None
    assert following.approval_id != waiting.approval_id
    assert Attempt.objects.get(pk=waiting.pk).status == "closed"
    assert sit(learner, "checkpoint").finished_at is not None
    assert rebuild().same


def test_a_checkpoint_leans_the_coming_week(world: Any) -> None:
    sitting = sit(world.learner, "checkpoint", right=False)
    assert set(sitting.result["focus"].values()) <= {0.6, 1.0, 1.5}
    assert BeliefState.objects.get(learner=world.learner).recent["focus"] == sitting.result["focus"]


# Two at once.


@pytest.fixture
def on_disk(world: Any, tmp_path: Path) -> dict[str, Any]:
    """The test's database as a file that several connections can open; gives the settings of such a connection."""
    if connection.vendor != "sqlite":
        pytest.skip("this makes a copy of an SQLite database; test_postgres.py has threads meet on PostgreSQL")
    loop.offer(world.learner)
    path = tmp_path / "copy.sqlite3"
    copy = sqlite3.connect(path)
    copy.executescript("\n".join(connection.connection.iterdump()))
    copy.close()
    return {**connection.settings_dict, "NAME": str(path)}


def at_once(settings: dict[str, Any], acts: list[Any]) -> list[Any]:
    """Run acts in threads that start together, each on a connection of its own."""
    from preceptor.platform.sqlite.base import DatabaseWrapper

    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def work(place: int) -> None:
        connections["default"] = DatabaseWrapper(settings, "default")
        try:
            gate.wait(20)
            results[place] = acts[place]()
        except Exception as error:
            results[place] = error
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(acts))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return results


@pytest.mark.parametrize("same", [True, False])
def test_the_same_attempt_answered_at_once_counts_once(world: Any, on_disk: dict[str, Any], same: bool) -> None:
    learner, attempt = world.learner, loop.current(world.learner, "practice")
    assert attempt is not None
    own = uuid.uuid4()
    sent = [loop.Answer(letters(attempt, True), own if same else uuid.uuid4()) for _ in range(4)]
    found = at_once(on_disk, [lambda one=one: loop.answer(learner, attempt.pk, one).status for one in sent])
    assert sorted(found, key=str) == sorted(["accepted"] + ["repeated" if same else "answered"] * 3)
    file = sqlite3.connect(on_disk["NAME"])
    (events,) = file.execute("select count(*) from events_event where verb = 'attempt.answered'").fetchone()
    (opened,) = file.execute("select count(*) from learning_attempt where status = 'open'").fetchone()
    file.close()
    assert (events, opened) == (1, 1)


def test_offers_at_once_open_one_attempt(world: Any, on_disk: dict[str, Any]) -> None:
    learner = world.foreign
    found = at_once(on_disk, [lambda: loop.offer(learner).pk] * 4)
    assert len(set(found)) == 1
    assert isinstance(found[0], uuid.UUID)
