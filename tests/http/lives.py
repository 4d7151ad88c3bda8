"""What people of a test's world have done: open activities, encounters, cards, sittings, objections; made for real."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

from preceptor.core.coach.noticing import Notice
from preceptor.platform import clock
from preceptor.platform.accounts.models import ApiToken
from preceptor.platform.accounts.tokens import issue
from preceptor.platform.events.log import Draft, append
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop, noticing
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Attempt, ReviewCard
from preceptor.platform.learning.providers import provider
from tests.http import wards
from tests.http.consultations import admitted, encounter, proposal


def letters(attempt: Attempt, right: bool) -> list[frozenset[str]]:
    """An answer that is right in every question, or wrong in every one."""
    marking = provider("item").marking(attempt.approval.content, attempt.seed)
    if right:
        return [frozenset(one.letter for one in options if one.correct) for options in marking.questions]
    return [
        frozenset([next(one.letter for one in options if not one.correct and not one.harmful)])
        for options in marking.questions
    ]


def answered(learner: Any, attempt: Attempt | None = None, right: bool = True) -> Attempt:
    """An answered attempt: the one given, or the next of practice."""
    attempt = attempt or loop.offer(learner)
    loop.answer(learner, attempt.pk, loop.Answer(letters(attempt, right), uuid.uuid4()))
    return Attempt.objects.get(pk=attempt.pk)


def missed(learner: Any) -> ReviewCard:
    """A review card, from a wrong answer."""
    content = answered(learner, right=False).approval.content
    return ReviewCard.objects.get(learner=learner, approval__content=content)


def objection(learner: Any) -> Event:
    """A learner objects to an estimate."""
    payload = {"competency": "zz-salt-balance", "estimate": [0.1, 0.2, 0.3], "sitting": None}
    drafted = Draft(learner.user.actor, "estimate.contested", clock.now(), payload, "competency/zz-salt-balance")
    return append(drafted, {"comment": "I know this."})


def notice(learner: Any) -> Event:
    """A notice that waits for the learner's answer, about an answered question."""
    attempt = answered(learner)
    found = Notice("stuck", {"competency": "zz-salt-balance", "tries": 10, "right": 3, "row": 3}, ("example", "easier"))
    with transaction.atomic():
        ledger = Ledger.open(learner)
        event = noticing.offer(ledger, found, attempt, clock.now())
        ledger.flush()
    return event


def token(user: Any) -> ApiToken:
    """A token of the API."""
    return ApiToken.objects.filter(user=user, name="made before").first() or issue(user, "made before")[0]


def backup() -> str:
    """The name of a file that stands where backups do."""
    from django.conf import settings

    name = "preceptor-20260101-000000.tar.gz"
    (settings.HOME / "backups").mkdir(exist_ok=True)
    (settings.HOME / "backups" / name).write_bytes(b"")
    return name


# For each name that a rule's `owns` may have: (what is the asker's, what is somebody else's), as values for addresses.
Pair = tuple[Any, Any]
BELONGINGS: dict[str, Callable[[Any, Any], Pair]] = {
    "card": lambda world, asker: (missed(world.learner).pk, missed(world.foreign).pk),
    "sitting": lambda world, asker: (
        loop.start_sitting(world.learner, "checkpoint").pk,
        loop.start_sitting(world.foreign, "checkpoint").pk,
    ),
    "cohort": lambda world, asker: (world.cohort.pk, world.other_cohort.pk),
    "learner": lambda world, asker: (world.learner.pk, world.foreign.pk),
    "report": lambda world, asker: (objection(world.learner).id, objection(world.foreign).id),
    "notice": lambda world, asker: (notice(world.learner).id, notice(world.foreign).id),
    "encounter": lambda world, asker: (encounter(world, world.learner).pk, encounter(world, world.foreign).pk),
    # Last: what makes a card answers the open activity.
    "attempt": lambda world, asker: (loop.offer(world.learner).pk, loop.offer(world.foreign).pk),
    "token": lambda world, asker: (token(asker).pk, token(world.foreign_learner).pk),
}
# What an operation of the API needs to get as far as the object in its address; the others are sent {}.
BODIES: dict[str, dict[str, Any]] = {
    "api:answer": {"responses": [["A"]], "client_id": "00000000-0000-4000-8000-000000000001"},
    "api:report": {"kind": "other"},
    "api:answer_notice": {"take": None},
    "api:grade": {"grade": 3, "client_id": "00000000-0000-4000-8000-000000000002"},
    "api:move": {"kind": "wait", "client_id": "00000000-0000-4000-8000-000000000003"},
}
# To these roles nothing of that name is foreign.
SEES_ALL = {"cohort": {"administrator"}, "learner": {"administrator"}, "report": {"administrator"}}


def case(world: Any) -> dict[str, Any]:
    """A case that learners can meet."""
    content = admitted(world)[-1].content
    return {"name": content.content_id, "version": content.version}


# What stands in addresses whose object belongs to nobody, by route.
SAMPLES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "progress:export": lambda world: {"kind": "csv"},
    "progress:competency": lambda world: {"name": "zz-salt-balance"},
    "teaching:competency": lambda world: {"name": "zz-salt-balance"},
    "teaching:educators": lambda world: {"pk": world.cohort.pk},
    "authoring:item": lambda world: {"name": "zq-01-narrow-tubes", "version": 1},
    "authoring:withdraw": lambda world: {"name": "zq-01-narrow-tubes", "version": 1},
    "authoring:restore": lambda world: {"name": "zq-01-narrow-tubes", "version": 1},
    **dict.fromkeys(
        ("operations:person", "operations:role", "operations:active", "operations:reset"),
        lambda world: {"pk": world.foreign_learner.pk},
    ),
    "operations:download": lambda world: {"name": backup()},
    "gate:adopt": lambda world: {"pk": world.pack.pk},
    "knowledge:condition": lambda world: {"name": wards.TRUTH},
    "knowledge:decide": lambda world: {"key": proposal(world)},
    **dict.fromkeys(("knowledge:case", "knowledge:approve", "knowledge:withdraw"), case),
    "api:competency": lambda world: {"name": "zz-salt-balance"},
    "api:contest": lambda world: {"name": "zz-salt-balance"},
}
