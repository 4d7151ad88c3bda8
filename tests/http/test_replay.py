"""Replay: folding the log again gives the same projections, and says where they differed."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from preceptor.core.learner import Parameters
from preceptor.platform import clock
from preceptor.platform.approvals.gate import adopt, withdraw
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt, BeliefState, Movement, ReviewCard, Sitting
from preceptor.platform.learning.rebuild import rebuild, snapshot
from preceptor.platform.packs.loading import load
from tests.http.courses import START, change, copied, reply, sit
from tests.http.lives import letters


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def partly(learner: Any, at: datetime) -> bool:
    """Answer the key-feature problem half right, if it is what is offered."""
    waiting = loop.offer(learner, at)
    if waiting.approval.content.meta["type"] != "kf":
        return False
    keys = letters(waiting, True)
    chosen = [keys[0], letters(waiting, False)[1]]
    loop.answer(learner, waiting.pk, loop.Answer(chosen, uuid.uuid4(), 40), at)
    return Attempt.objects.get(pk=waiting.pk).outcome not in (0.0, 1.0)


def mixed_life(world: Any) -> None:
    """Everything that can happen to a learner, over some weeks."""
    learner, educator = world.learner, world.people["educator"]
    sit(learner, "placement", START, most=4)
    loop.stop_sitting(learner, Sitting.objects.get(learner=learner).pk, "stopped", START + timedelta(hours=1))
    at = START + timedelta(days=1)
    for number in range(14):
        at += timedelta(hours=9)
        waiting = loop.offer(learner, at)
        if number % 5 == 2:
            loop.decline(learner, waiting.pk, "harder", None, at)
        elif not partly(learner, at):
            own = uuid.uuid4()
            confidence = (None, 20, 95)[number % 3]
            for _ in range(2):
                reply(learner, waiting, number % 3 > 0, at, client_id=own, confidence=confidence)
        for card in ReviewCard.objects.filter(learner=learner, due__lte=at):
            loop.review(learner, card.pk, 1 + number % 4, uuid.uuid4(), at)
        if number == 7:
            withdraw(loop.offer(learner, at).approval, educator, at, "Wrong.")
            loop.offer(learner, at)
    sit(learner, "checkpoint", at + timedelta(days=2), right=False)
    loop.offer(learner, at + timedelta(days=9))


def test_replay_gives_the_same_projections_after_a_mixed_life(world: Any) -> None:
    mixed_life(world)
    sit(world.foreign, "placement", most=3)
    kinds = set(Event.objects.filter(actor=world.user.actor).values_list("verb", flat=True))
    assert kinds >= {
        "learner.enrolled", "choice.made", "attempt.answered", "attempt.declined", "attempt.closed",
        "sitting.started", "sitting.finished", "card.reviewed",
    }  # fmt: skip
    assert {one.outcome for one in Attempt.objects.filter(learner=world.learner)} >= {0.0, 1.0, None}
    before = [snapshot(one) for one in (world.learner, world.foreign)]
    done = rebuild()
    assert done.same
    assert done.learners == 2
    assert [snapshot(one) for one in (world.learner, world.foreign)] == before
    assert rebuild().same


def test_replay_does_not_look_at_what_changed_since(world: Any, folder: Path) -> None:
    mixed_life(world)
    world.programme.bar = 0.9
    world.programme.save()
    change(folder, "pack.yaml", "version: 1", "version: 2")
    change(folder, "competencies.yaml", "level: clerkship, importance: 4, prerequisites: [zz-airflow-basics]",
           "level: resident, importance: 1, prerequisites: []")  # fmt: skip
    adopt(load(folder).version, world.people["educator"], clock.now())
    type(world.learner).objects.filter(pk=world.learner.pk).update(level="resident")
    assert rebuild().same


TAMPERED = {
    "attempt": lambda learner: Attempt.objects.filter(learner=learner, outcome=1.0).update(outcome=0.0),
    "belief": lambda learner: BeliefState.objects.filter(learner=learner).update(engine="another"),
    "movement": lambda learner: Movement.objects.filter(learner=learner).update(after=[0.9, 0.95, 0.99]),
    "card": lambda learner: ReviewCard.objects.filter(learner=learner).update(reviews=77),
    "sitting": lambda learner: Sitting.objects.filter(learner=learner).update(result={"why": "limit"}),
    "gone": lambda learner: Movement.objects.filter(learner=learner).delete(),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_replay_reports_and_mends_what_was_tampered_with(world: Any, what: str) -> None:
    learner = world.learner
    for number in range(3):
        reply(learner, loop.offer(learner), number != 1)
    sit(learner, "placement", clock.now(), most=1)
    honest = snapshot(learner)
    TAMPERED[what](learner)
    assert snapshot(learner) != honest
    done = rebuild()
    assert done.different == (str(world.user.actor),)
    assert snapshot(learner) == honest
    assert rebuild().same


def test_the_belief_starts_from_the_level_stated_at_enrolment(world: Any) -> None:
    from preceptor.core.curriculum.scale import level_mean
    from preceptor.platform.accounts.joining import enrol
    from preceptor.platform.accounts.models import User
    from preceptor.platform.learning.ledger import Ledger

    user = User.objects.create_user("resident@example.org", "x" * 12, name="Resident", role="learner")
    learner = enrol(user, world.cohort, "resident")
    with transaction.atomic():
        ledger = Ledger.open(learner)
    assert ledger.belief.general.mean == level_mean("resident") > 0
    assert ledger.belief.general.var == Parameters().general_var
