"""From a ledger to what the coach looks at. Reads the shelf; writes nothing."""

from datetime import date
from typing import Any

import numpy as np

from preceptor.core.coach import standing
from preceptor.core.coach.catalogue import Catalogue
from preceptor.core.coach.choosing import Choice
from preceptor.core.coach.situation import History, Situation, success
from preceptor.platform.learning import recollection
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.shelf import Shelf

EPOCH = date(1970, 1, 1)


def situation(ledger: Ledger, shelf: Shelf, day: float) -> Situation:
    """Where the learner stands on a day, in the order of the shelf's competencies."""
    learner, recent = ledger.learner, ledger.recent
    programme = learner.cohort.programme
    return standing.situation(
        ledger.belief,
        shelf.catalogue.ids,
        ledger.parameters,
        shelf.world.graph.parents,
        day,
        goal=None if learner.goal_date is None else float((learner.goal_date - EPOCH).days),
        today=recollection.today(recent, day),
        level=learner.level,
        jurisdiction=programme.jurisdiction,
        bar=programme.bar,
        history=History(
            seen=recent.get("seen", {}),
            competencies=tuple(recent.get("competencies", ())),
            presentations=tuple(recent.get("presentations", ())),
            declined=recent.get("declined", {}),
        ),
        focus=recent.get("focus", {}),
        ease=recollection.ease(recent),
    )


def chance(ledger: Ledger, stream: int = 0) -> np.random.Generator:
    """The generator for the next draw: the same learner at the same event draws the same, so choices can be audited.

    Draws that must not depend on each other (which activity, which numbers of a family) take streams of their own.
    """
    return np.random.default_rng([ledger.learner.user.actor.int % 2**63, ledger.seq, stream])


def slate(catalogue: Catalogue, now: Situation, choice: Choice) -> list[dict[str, Any]]:
    """What was weighed, as the log keeps it: with propensities, and with what another policy would weigh it by."""
    places = [slot.place for slot in choice.slate]
    return [
        {
            "approval": catalogue.candidates[slot.place].approval,
            "object": catalogue.candidates[slot.place].ref,
            "score": round(slot.score, 6),
            "propensity": round(slot.propensity, 6),
            "expected": round(float(expected), 4),
            "minutes": catalogue.candidates[slot.place].minutes,
        }
        for slot, expected in zip(choice.slate, success(catalogue, now, places), strict=True)
    ]
