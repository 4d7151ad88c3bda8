"""Calibrating on the log: read, fit, compare on learners held back, keep as a version. Nothing is adopted unasked."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from preceptor.core.learner import Prerequisites, predict, update
from preceptor.platform import clock
from preceptor.platform.approvals import gate
from preceptor.platform.beliefs import adopting, versions
from preceptor.platform.beliefs.models import BeliefVersion
from preceptor.platform.beliefs.versions import Version
from preceptor.platform.calibration.comparing import Scored, compare
from preceptor.platform.calibration.placing import Fitted, fit
from preceptor.platform.calibration.history import History, Log, held_back
from preceptor.platform.events.log import Draft, append
from preceptor.platform.jobs.progress import Say
from preceptor.platform.learning.fold import begun
from preceptor.platform.learning.shelf import shelf

HOLD_BACK = 0.2
PASSES = 5


class NothingToFit(ValueError):
    """The log holds no answers to fit to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a calibration is asked for: the share of learners held back (0 to 1), passes over the rest, who runs them,
    and whether the result is to be adopted: where it is better, or `anyway` with a reason."""

    hold_back: float = HOLD_BACK
    passes: int = PASSES
    runner: str = "serial"
    adopt: bool = False
    anyway: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The version that was made; `refusal` says why it was not adopted where it was to be."""

    version: BeliefVersion
    refusal: str = ""


def calibrate(wanted: Wanted, by: uuid.UUID, say: Say = lambda stage, done, total: None) -> Calibrated:
    """Make a version from the log. Raises NothingToFit; ValueError for what nobody can want."""
    if wanted.anyway and not wanted.why.strip():
        raise ValueError("Say why the version is to be adopted anyway.")
    active = versions.active()
    parents = shelf().world.graph.parents
    log = Log()
    fitted_to, held = _read(log, wanted.hold_back, say)
    if not any(record.item for one in fitted_to for record in one.records):
        raise NothingToFit("There are no answers to items in the log of those who may be learnt from.")
    fitted = fit(fitted_to, active, parents, wanted.passes, wanted.runner, say)
    new = Version(0, "", fitted.parameters, fitted.items, fitted.offsets)
    scored = scores(held, (active, new), parents, say)
    found = compare(scored)
    found["active"]["version"] = active.number
    answers = sum(sum(one.answers) for one in fitted_to)
    report = {
        **found,
        "hold_back": wanted.hold_back,
        "passes": wanted.passes,
        "fitted": {"learners": len(fitted_to), "answers": answers, "items": len(fitted.items)},
        "held_back": {"learners": scored.count, "answers": len(scored.outcomes)},
        "left_out": log.left_out.to_dict(),
    }
    made = _kept(fitted, report, by)
    done = Calibrated(made, _adopted(made, wanted, by))
    say(" ".join(filter(None, (f"version {made.number}: {report['verdict']}.", done.refusal))), 1, 1)
    return done


def _adopted(made: BeliefVersion, wanted: Wanted, by: uuid.UUID) -> str:
    """Adopt the version where that was asked for; returns why it was not, or nothing."""
    if wanted.adopt:
        try:
            adopting.adopt(made.number, by, clock.now(), wanted.why, wanted.anyway)
        except adopting.NotBetter as refused:
            return str(refused)
    return ""


def _read(log: Log, share: float, say: Say) -> tuple[list[History], list[History]]:
    """Histories to fit to, and those held back; who answered nothing is in neither."""
    parts: tuple[list[History], list[History]] = ([], [])
    for number, one in enumerate(log):
        say("reading the log", number, len(log))
        if one.records:
            parts[held_back(one.actor, share)].append(one)
    return parts


def scores(histories: Sequence[History], rivals: Iterable[Version], prerequisites: Prerequisites, say: Say) -> Scored:
    """What versions predicted of every answer to an item before it was given. Other activities move the belief only."""
    columns: list[list[float]] = []
    outcomes: list[float] = []
    learners: list[int] = []
    for version in rivals:
        chances, outcomes, learners = [], [], []
        for number, one in enumerate(histories):
            say("comparing on learners held back", number, len(histories))
            belief = begun(version, one.level)
            for record, answer in zip(one.records, one.answers, strict=True):
                placed = version.placed(record)
                if answer:
                    chances.append(predict(belief, placed, version.parameters, prerequisites).probability)
                    outcomes.append(record.outcome)
                    learners.append(number)
                belief = update(belief, placed, version.parameters, prerequisites)
        columns.append(chances)
    return Scored(
        np.array(outcomes, dtype=np.float64), np.array(learners, dtype=np.int64), np.array(columns, dtype=np.float64).T
    )


def _kept(fitted: Fitted, report: dict[str, object], by: uuid.UUID) -> BeliefVersion:
    """Write the version and its event; two calibrations at once get two numbers."""
    now = clock.now()
    with transaction.atomic():
        gate.hold()
        made = BeliefVersion.objects.create(
            number=versions.next_number(),
            name=f"calibrated {now:%Y-%m-%d}",
            made_at=now,
            made_by=by,
            body=versions.body_of(fitted.parameters, fitted.items, fitted.offsets),
            report=report,
        )
        counts = report["fitted"]
        assert isinstance(counts, dict)
        stated = {"version": made.number, "verdict": report["verdict"], **counts}
        append(Draft(by, "belief.calibrated", now, stated, object=f"belief/{made.number}"))
    return made
