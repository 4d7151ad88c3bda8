"""An encounter between turns: what a process keeps of it is right or not used, and a long one costs no more queries."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from preceptor.core.patient.encounter import Refused
from preceptor.core.patient.moves import Asked, Given, Move, Ranked
from preceptor.features.encounters import rooms, use_cases
from preceptor.features.encounters.rooms import Room, room
from preceptor.platform.events.models import Event
from preceptor.platform.kept import Kept
from preceptor.platform.learning.models import Attempt, BeliefState
from tests.http.consultations import encounter
from tests.http.wards import HEARING, act, heard

MOVES = [
    (Move("say"), "What brings you in?"),
    (Move("examine", target="calves-feel"), ""),
    (Move("order", target="ecg"), ""),
    (Move("say"), "Any fever?"),
    (Move("rank", ranked=(Ranked("plain-cold", "", 40),)), ""),
    (Move("wait"), ""),
    (Move("treat", given=Given("zorbicillin", 2.0, "mg")), ""),
    (Move("note", words=2), "A cough."),
    (Move("say"), "Any cough?"),
]


@pytest.fixture(autouse=True)
def _hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HEARING, heard)
    monkeypatch.setattr(rooms, "_kept", Kept(8))


@pytest.fixture
def attempt(world: Any) -> Attempt:
    return encounter(world, world.learner)


def moved(world: Any, attempt: Attempt, move: Move, said: str = "", own: uuid.UUID | None = None) -> Room:
    return use_cases.act(world.learner, room(attempt), move, said, own or uuid.uuid4())


def fresh(attempt: Attempt) -> Room:
    """The room as a process reads it that has kept nothing; what this one keeps stays."""
    here, rooms._kept = rooms._kept, Kept(8)
    try:
        return room(attempt)
    finally:
        rooms._kept = here


def same(one: Room, other: Room) -> bool:
    return (one.encounter.state, one.moves, one.opened) == (other.encounter.state, other.moves, other.opened)


def test_after_every_move_the_room_is_what_all_moves_give(world: Any, attempt: Attempt) -> None:
    for number, (move, said) in enumerate(MOVES, start=1):
        after = moved(world, attempt, move, said)
        assert len(after.moves) == number
        assert same(room(attempt), after)
        assert same(fresh(attempt), after)


def test_a_turn_folds_the_moves_that_came_since(world: Any, attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    for move, said in MOVES:
        moved(world, attempt, move, said)
    folded: list[str] = []
    read = Move.from_dict
    monkeypatch.setattr(Move, "from_dict", lambda data: folded.append(data["kind"]) or read(data))
    room(attempt)
    assert folded == ["say"]  # the last move was made after what is kept had been read
    room(attempt)
    assert folded == ["say"]
    assert len(fresh(attempt).moves) == len(folded) - 1 == len(MOVES)


def test_two_processes_take_turns_in_one_encounter(
    world: Any, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes: list[Kept[uuid.UUID, Room]] = [Kept(8), Kept(8)]
    chance = random.Random(3)
    for move, said in MOVES:
        monkeypatch.setattr(rooms, "_kept", chance.choice(processes))
        assert same(moved(world, attempt, move, said), fresh(attempt))
    for one in processes:
        monkeypatch.setattr(rooms, "_kept", one)
        assert same(room(attempt), fresh(attempt))
        assert len(room(attempt).moves) == len(MOVES)


def test_what_the_log_does_not_hold_after_all_is_not_kept(world: Any, attempt: Attempt) -> None:
    moved(world, attempt, *MOVES[0])
    with transaction.atomic():
        moved(world, attempt, Move("examine", target="calves-feel"))
        assert len(room(attempt).moves) == 2  # kept now, and taken back
        transaction.set_rollback(True)
    assert len(room(attempt).moves) == 1
    assert same(room(attempt), fresh(attempt))


def test_another_move_under_the_number_of_one_taken_back_is_read(
    world: Any, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = rooms._kept
    with transaction.atomic():
        moved(world, attempt, Move("examine", target="calves-feel"))
        room(attempt)
        transaction.set_rollback(True)
    monkeypatch.setattr(rooms, "_kept", Kept(8))  # another process
    moved(world, attempt, Move("order", target="ecg"))  # SQLite gives it the number of the one taken back
    monkeypatch.setattr(rooms, "_kept", here)
    assert [one.move.kind for one in room(attempt).moves] == ["order"]
    assert same(room(attempt), fresh(attempt))


def test_nobody_goes_on_in_the_encounter_that_is_kept(world: Any, attempt: Attempt) -> None:
    moved(world, attempt, Move("order", target="ecg"))
    taken = room(attempt)
    taken.encounter.apply(Move("wait"))
    taken.encounter.apply(Move("say", asked=(Asked("cough"),)))
    assert same(room(attempt), fresh(attempt))
    assert [one.seen for one in room(attempt).encounter.state.orders] == [False]


def test_a_refused_move_leaves_the_room_as_it_was(world: Any, attempt: Attempt) -> None:
    moved(world, attempt, Move("order", target="ecg"))
    with pytest.raises(Refused):
        moved(world, attempt, Move("order", target="ecg"))
    assert len(room(attempt).moves) == 1
    assert same(room(attempt), fresh(attempt))


def test_a_tab_that_saw_less_is_understood_where_the_talk_is_now(
    world: Any, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that leans on what was talked of means what the other tab led to meanwhile."""
    topics: list[str] = []

    def follows(text: str, _knowledge: Any, topic: str, _complaint: str) -> tuple[Asked, ...]:
        topics.append(topic)
        return (Asked(topic or "cough"),) if "that" in text else heard(text)

    monkeypatch.setattr(HEARING, follows)
    before = room(attempt)
    moved(world, attempt, Move("say"), "Any fever?")
    after = use_cases.act(world.learner, before, Move("say"), "How long has that been so?", uuid.uuid4())
    assert [one.move.asked[0].topic for one in after.moves] == ["fever", "fever"]
    assert topics == ["", "", "fever"]


def test_a_move_sent_twice_from_an_old_view_counts_once(world: Any, attempt: Attempt) -> None:
    before, own = room(attempt), uuid.uuid4()
    for _ in range(2):
        after = use_cases.act(world.learner, before, Move("wait"), "", own)
    assert len(after.moves) == 1
    assert after.holds(Event.objects.get(verb="encounter.moved").id)


def test_talk_moves_no_belief(world: Any, attempt: Attempt) -> None:
    def believed() -> Any:
        return BeliefState.objects.values_list("seq", "state", "recent").get(learner=world.learner)

    before = believed()
    with CaptureQueriesContext(connection) as asked:
        moved(world, attempt, Move("say"), "Any fever?")
    assert believed() == before
    assert not [one for one in asked.captured_queries if one["sql"].startswith("UPDATE")]
    moved(world, attempt, Move("finish", diagnosis="plain-cold", diagnosis_words="plain cold"))
    assert believed()[0] > before[0]


@pytest.mark.parametrize("htmx", [True, False])
def test_a_long_talk_asks_the_database_no_more_often(
    world: Any, attempt: Attempt, sign_in: Callable[..., Client], htmx: bool
) -> None:
    client, address = sign_in(world.user), f"/patients/{attempt.pk}/"

    def turn() -> int:
        with CaptureQueriesContext(connection) as asked:
            told = act(client, address, "say", said="Any cough?", htmx=htmx)
            if not htmx:
                client.get(told.headers["Location"])
        return len(asked)

    turn()
    short = turn()
    for _ in range(12):
        turn()
    assert turn() == short
