"""What is kept about one person: counted, exported, erased. Pages and command line call the same functions."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, QuerySet

from preceptor.platform import clock
from preceptor.platform.accounts.models import ApiToken, Cohort, Learner, User
from preceptor.platform.accounts.roles import Role
from preceptor.platform.approvals.models import Adoption, Approval
from preceptor.platform.events.log import Draft, append, erase_texts
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.learning.models import Attempt, BeliefState, Movement, ReviewCard, Sitting, Unsent, finished

FORMAT = "preceptor-account-1"
ACCOUNT = ("email", "name", "role", "actor", "is_active", "synthetic", "theme", "text_size", "language", "created_at")
UNTIL_ANSWERED = "not shown until this activity is answered"
UNDERSTOOD = ("asked", "signals")
"""What was read out of a learner's words: ids of a knowledge base, which may name what the words do not."""
UNTIL_FINISHED = "not shown until this placement or checkpoint is finished"


class Refused(Exception):
    """This account may not be erased now."""


class SyntheticPerson(Refused):
    """A person of the demonstration."""


class LastAdministrator(Refused):
    """Nobody would be left to look after the installation."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept about a person."""

    events: int
    texts: int
    attempts: int
    movements: int
    cards: int
    sittings: int
    unsent: int
    tokens: int
    keys: int


def kept(user: User) -> Kept:
    """Count what is kept about a person."""
    return Kept(
        events=Event.objects.filter(actor=user.actor).count(),
        texts=_texts(user.actor).count(),
        attempts=Attempt.objects.filter(learner__user=user).count(),
        movements=Movement.objects.filter(learner__user=user).count(),
        cards=ReviewCard.objects.filter(learner__user=user).count(),
        sittings=Sitting.objects.filter(learner__user=user).count(),
        unsent=Unsent.objects.filter(learner__user=user).count(),
        tokens=ApiToken.objects.filter(user=user).count(),
        keys=Authenticator.objects.filter(user=user).count(),
    )


def _texts(actor: uuid.UUID) -> QuerySet[FreeText]:
    return FreeText.objects.filter(event__actor=actor, erased_at__isnull=True)


def export_account(user: User) -> dict[str, Any]:
    """Everything kept about a person, whatever their role, as plain values that `json.dumps` takes with
    DjangoJSONEncoder. Secrets (password hash, token digests, keys) are left out; so is what would give away the
    answer of an activity that is still open, and what would tell right from wrong while a sitting still runs."""
    learner = Learner.objects.select_related("cohort__programme").filter(user=user).first()
    return {
        "format": FORMAT,
        "made_at": clock.now(),
        "account": {name: getattr(user, name) for name in ACCOUNT} | {"last_login": user.last_login},
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "sign_in_methods": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "api_tokens": list(ApiToken.objects.filter(user=user).values("name", "created_at")),
        "cohorts_taught": list(Cohort.objects.filter(educators=user).values("name", "programme__name")),
        "adoptions": list(Adoption.objects.filter(by=user).values("pack__pack", "pack__version", "at")),
        "approvals": list(
            Approval.objects.filter(by=user).values("content__content_id", "content__version", "at", "withdrawn_at")
        ),
        "learner": _learner(learner) if learner else None,
        "events": _events(user.actor),
    }


def _learner(learner: Learner) -> dict[str, Any]:
    settings = ("level", "goal", "goal_date", "daily_minutes", "messages")
    running = _running(learner)
    return {
        **{name: getattr(learner, name) for name in settings},
        "cohort": learner.cohort.name,
        "programme": learner.cohort.programme.name,
        "belief": _belief(learner),
        "movements": [row for row in _rows(Movement, learner, "seq") if row["attempt_id"] not in running],
        "attempts": [_attempt(row, running) for row in _rows(Attempt, learner, "offered_at")],
        "review_cards": [row for row in _rows(ReviewCard, learner, "made_at") if row["attempt_id"] not in running],
        "sittings": _rows(Sitting, learner, "started_at"),
        "unsent": list(Unsent.objects.filter(learner=learner).order_by("at").values("attempt", "texts", "at")),
    }


def _running(learner: Learner) -> set[uuid.UUID]:
    """Attempts answered in a sitting that still runs."""
    found = Attempt.objects.filter(learner=learner, status="answered").exclude(finished())
    return set(found.values_list("id", flat=True))


def _belief(learner: Learner) -> dict[str, Any] | None:
    """What is believed; as it stood before a sitting that still runs."""
    row = BeliefState.objects.filter(learner=learner).values("seq", "engine", "state", "recent").first()
    if row and "shown" in row["recent"]:
        row["state"] = row["recent"].pop("shown")
    return row


def _rows(model: type[Model], learner: Learner, order: str) -> list[dict[str, Any]]:
    found = model._default_manager.filter(learner=learner).order_by(order).values()
    return [{name: value for name, value in row.items() if name != "learner_id"} for row in found]


def _attempt(row: dict[str, Any], running: set[uuid.UUID]) -> dict[str, Any]:
    if row["id"] in running:
        answer = row["answer"] | {"scores": UNTIL_FINISHED}
        return row | {"outcome": UNTIL_FINISHED, "answer": answer, "reason": UNTIL_FINISHED}
    if row["status"] != "open":
        return row
    hidden = dict.fromkeys(("approval_id", "seed"), UNTIL_ANSWERED)
    return row | hidden | {"reason": {"before": row["reason"].get("before"), "after": UNTIL_ANSWERED}}


def _events(actor: uuid.UUID) -> list[dict[str, Any]]:
    """All events of a person in order, each with what they wrote. The key of an open activity stays hidden."""
    written: dict[int, dict[str, str]] = {}
    for seq, field, text in _texts(actor).values_list("event_id", "field", "text"):
        written.setdefault(seq, {})[field] = text
    own = Attempt.objects.filter(learner__user__actor=actor)
    still_open = set(own.filter(status="open").values_list("id", flat=True))
    running = set(own.filter(status="answered").exclude(finished()).values_list("id", flat=True))
    rows = Event.objects.filter(actor=actor).order_by("seq").values().iterator(chunk_size=2000)
    return [_event(row, still_open, running) | {"texts": written.get(row["seq"], {})} for row in rows]


def _event(row: dict[str, Any], still_open: set[uuid.UUID], running: set[uuid.UUID]) -> dict[str, Any]:
    if row["verb"] == "attempt.answered" and row["attempt"] in running:
        hidden = dict.fromkeys(("outcome", "scores", "evidence", "recall"), UNTIL_FINISHED)
        return row | {"payload": row["payload"] | hidden}
    if row["verb"] == "encounter.moved" and row["attempt"] in still_open:
        move = {name: UNTIL_ANSWERED if name in UNDERSTOOD else one for name, one in row["payload"]["move"].items()}
        return row | {"payload": row["payload"] | {"move": move}}
    if row["verb"] != "choice.made" or row["attempt"] not in still_open:
        return row
    shown = {name: row["payload"][name] for name in ("mode", "sitting", "reason", "by")}
    return row | {"object": UNTIL_ANSWERED, "payload": shown, "slate": UNTIL_ANSWERED}


def may_erase(user: User) -> None:
    """Raise Refused where an account may not be erased."""
    if user.synthetic:
        raise SyntheticPerson
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.role == Role.ADMINISTRATOR and not others.exists():
        raise LastAdministrator


def delete_account(user: User, at: datetime) -> None:
    """Erase a person: the account with its ways to sign in, the learner with every projection, what they wrote, and
    their open sessions, all or nothing. Events stay; the pseudonym they carry leads to nobody. Raises Refused."""
    with transaction.atomic():
        # Two administrators who leave at the same moment must not both find the other one still there.
        list(User.objects.select_for_update().filter(role=Role.ADMINISTRATOR).values_list("pk", flat=True))
        may_erase(user)
        erase_texts(user.actor, at)
        _end_sessions(user)
        append(Draft(user.actor, "account.erased", at, {}))
        user.delete()


def _end_sessions(user: User) -> None:
    """A session's data holds the address it was opened with, so it goes too."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
