"""Answering, declining, reporting: what forms and the API share. Knows the loop, no requests."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from preceptor.core.coach.choosing import NothingToOffer
from preceptor.core.coach.noticing import EASIER
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.log import Draft, append
from preceptor.platform.learning import loop, noticing
from preceptor.platform.learning.models import Attempt
from preceptor.platform.learning.providers import BadAnswer

CONFIDENCES = (20, 40, 60, 80, 95)
REPORT_KINDS = ("wrong", "unclear", "outdated", "biased", "other")
DECLINE_REASONS = ("shorter", "easier", "harder", "other", "none given")
LONGEST_COMMENT = 2000


def parse_answer(responses: Mapping[int, list[str]], client_id: str, confidence: str | int | None) -> loop.Answer:
    """An answer from what was sent: letters by the question's place. Raises BadAnswer with what to do."""
    questions = max(responses, default=-1) + 1
    try:
        own = uuid.UUID(client_id)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadAnswer("The form had lost its number. Open the page again and answer once more.") from error
    chosen = tuple(frozenset(one.strip().upper() for one in responses.get(place, [])) for place in range(questions))
    if any(not one or len(one) > 1 for many in chosen for one in many):
        raise BadAnswer("That option is not on this page. Open the page again and choose from it.")
    return loop.Answer(chosen, own, _confidence(confidence))


def _confidence(value: str | int | None) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(str(value))
    except ValueError as error:
        raise BadAnswer("Confidence is a number from 0 to 100, or nothing.") from error
    if not 0 <= number <= 100:
        raise BadAnswer("Confidence is a number from 0 to 100, or nothing.")
    return number


def report(learner_actor: uuid.UUID, attempt: Attempt, kind: str, comment: str, at: datetime | None = None) -> None:
    """Report a problem with an item. Raises BadAnswer."""
    if kind not in REPORT_KINDS:
        raise BadAnswer("Choose what is wrong with it.")
    append(
        Draft(
            learner_actor,
            "item.reported",
            at or clock.now(),
            {"kind": kind},
            object=attempt.approval.content.ref,
            attempt=attempt.pk,
        ),
        {"comment": comment[:LONGEST_COMMENT]},
    )


def decline(learner: Learner, key: uuid.UUID, why: str, instead: str) -> Attempt:
    """Decline an activity, perhaps for another of its slate. Raises BadAnswer."""
    if why not in DECLINE_REASONS:
        raise BadAnswer("Choose a reason, or leave it at none given.")
    if instead and not (instead.isascii() and instead.isdecimal()):
        raise BadAnswer("That activity was not offered. Choose one of those shown.")
    return loop.decline(learner, key, why, int(instead[:18]) if instead else None)


def answer_notice(learner: Learner, key: uuid.UUID, taken: str) -> dict[str, Any]:
    """Take up what a notice offers, or dismiss it with an empty `taken`. An easier step begins with the next question:
    the one that waits gives way. Raises Event.DoesNotExist, NoSuchOffer."""
    with transaction.atomic():
        payload, first = noticing.reply(learner, key, taken)
        waiting = loop.current(learner, "practice") if first and taken == EASIER else None
        if waiting is not None:
            with suppress(NothingToOffer):  # it stays then; whatever comes after it is easier
                loop.decline(learner, waiting.pk, "easier", None)
    return payload
