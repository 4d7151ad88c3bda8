"""Folding the log again: recomputes every projection and says whether anything differed from what was stored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction

from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.log import of_actor
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Attempt, BeliefState, Movement, ReviewCard, Sitting

PROJECTIONS = (Movement, ReviewCard, Attempt, Sitting, BeliefState)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many learners were folded again, from how many events, and which of them differed.

    `failed` names those whose log cannot be folded, with the sentence that says which event and why; their projections
    were left as they are.
    """

    learners: int
    events: int
    different: tuple[str, ...]
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def same(self) -> bool:
        """Whether every projection equalled its replay."""
        return not self.different and not self.failed


class Unreadable(ValueError):
    """An event of the log cannot be folded; the message says which, and what is wrong with it."""


def rebuild(say: Callable[[str], None] = lambda line: None) -> Rebuilt:
    """Recompute the projections of every learner, one transaction each."""
    different: list[str] = []
    failed: list[tuple[str, str]] = []
    events = count = 0
    for learner in Learner.objects.select_related("user", "cohort__programme").order_by("pk"):
        actor = str(learner.user.actor)
        try:
            with transaction.atomic():
                if not hold(learner):
                    continue
                before = snapshot(learner)
                events += _again(learner)
                if snapshot(learner) != before:
                    different.append(actor)
        except Unreadable as error:  # what was believed stays, and everybody else is rebuilt
            failed.append((actor, str(error)))
        count += 1
        if count % 25 == 0:
            say(f"{count} learners, {events} events")
    return Rebuilt(count, events, tuple(different), tuple(failed))


def _again(learner: Learner) -> int:
    """Replace a learner's projections by the fold of their log; returns of how many events. Raises Unreadable."""
    for model in PROJECTIONS:
        model.objects.filter(learner=learner).delete()
    ledger = Ledger.empty(learner)
    folded = 0
    for event in of_actor(learner.user.actor):
        try:
            ledger.apply(event)
        except DatabaseError:
            raise
        except Exception as error:
            raise Unreadable(f"event {event.seq} ({event.verb}): {type(error).__name__}: {error}") from error
        folded += 1
    if ledger.started:
        ledger.flush()
    return folded


def hold(learner: Learner) -> bool:
    """Keep everybody else from folding this learner's events until the transaction ends, by the locks that
    `Ledger.open` takes. Returns False where the learner has been erased meanwhile."""
    found = Learner.objects.select_for_update(no_key=True).filter(pk=learner.pk).first()
    BeliefState.objects.select_for_update().only("seq").filter(learner=learner).first()
    return found is not None


def snapshot(learner: Learner) -> dict[str, list[dict[str, Any]]]:
    """Every projection of a learner as plain values, in a fixed order, without surrogate keys."""
    found = {}
    for model in PROJECTIONS:
        drop = {"id"} if model is Movement else set()
        rows = model.objects.filter(learner=learner).values()
        found[model.__name__] = sorted(
            ({name: value for name, value in row.items() if name not in drop} for row in rows), key=repr
        )
    return found
