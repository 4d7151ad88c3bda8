"""Calibrating on the log: read, fit, compare on learners held back, keep as a version. Nothing is adopted unasked."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from django.db import transaction

from preceptor.core.learner import Prerequisites, predict, update
from preceptor.platform import clock
from preceptor.platform.approvals import gate
from preceptor.platform.beliefs import adopting, versions
from preceptor.platform.beliefs.models import BeliefVersion
from preceptor.platform.beliefs.versions import Version
from preceptor.platform.calibration.comparing import Scored, compare
from preceptor.platform.calibration.history import History, Log
from preceptor.platform.calibration.placing import Fitted, place
from preceptor.platform.calibration.programmes import programmes
from preceptor.platform.events.log import Draft, append
from preceptor.platform.jobs.progress import Say
from preceptor.platform.jobs.runners import NAMES
from preceptor.platform.learning.fold import begun
from preceptor.platform.learning.shelf import shelf

HOLD_BACK = 0.2
PASSES = 5


class NothingToFit(ValueError):
    """The log holds no answers to fit to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a calibration is asked for: the share of learners held back (0 to 1), passes over the rest, the runner (for
    Dask with the address of a scheduler, or one is started here), how many steps a search for parameters takes (0 for
    none), and whether the result is to be adopted: where it is better, or `anyway` with a reason."""

    hold_back: float = HOLD_BACK
    passes: int = PASSES
    runner: str = "serial"
    adopt: bool = False
    anyway: bool = False
    why: str = ""
    scheduler: str = ""
    search: int = 0


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The version that was made; `refusal` says why it was not adopted where it was to be."""

    version: BeliefVersion
    refusal: str = ""


def calibrate(wanted: Wanted, by: uuid.UUID, say: Say = lambda stage, done, total: None) -> Calibrated:
    """Make a version from the log. Raises NothingToFit; RunnerMissing and PartitionsMissing where the runner is not
    installed; ValueError for what nobody can want."""
    if wanted.anyway and not wanted.why.strip():
        raise ValueError("Say why the version is to be adopted anyway.")
    if wanted.runner not in NAMES:
        raise ValueError(f"There is no runner {wanted.runner!r}: take one of {', '.join(NAMES)}.")
    active = versions.active()
    parents = shelf().world.graph.parents
    log = Log()
    to_fit, held = log.parted(wanted.hold_back)
    read = partial(_told, log, to_fit, "reading the log", say)
    fitted = place(read, active, parents, wanted.passes, (wanted.runner, wanted.scheduler), say, wanted.search)
    if not fitted.items:
        raise NothingToFit("There are no answers to items in the log of those who may be learnt from.")
    new = Version(0, "", fitted.parameters, fitted.items, fitted.offsets, fitted.raters)
    begins = programmes(_told(log, to_fit, "placing programmes", say), new, parents)
    fitted, new = replace(fitted, programmes=begins), replace(new, programmes=begins)
    scored = scores(_told(log, held, "comparing on learners held back", say), (active, new), parents)
    found = compare(scored)
    found["active"]["version"] = active.number
    report = {
        **found,
        "hold_back": wanted.hold_back,
        "passes": wanted.passes,
        "fitted": {"learners": fitted.learners, "answers": fitted.answers, "items": len(fitted.items)},
        "held_back": {"learners": scored.count, "answers": len(scored.outcomes)},
        "left_out": log.left_out.to_dict(),
    }
    made = _kept(fitted, report, by)
    done = Calibrated(made, _adopted(made, wanted, by))
    say(" ".join(filter(None, (f"version {made.number}: {report['verdict']}.", done.refusal))), 1, 1)
    return done


def _told(log: Log, actors: Sequence[uuid.UUID], stage: str, say: Say) -> Iterator[History]:
    for number, one in enumerate(log.read(actors)):
        say(stage, number, len(actors))
        yield one


def _adopted(made: BeliefVersion, wanted: Wanted, by: uuid.UUID) -> str:
    """Adopt the version where that was asked for; returns why it was not, or nothing."""
    if wanted.adopt:
        try:
            adopting.adopt(made.number, by, clock.now(), wanted.why, wanted.anyway)
        except adopting.NotBetter as refused:
            return str(refused)
    return ""


def scores(histories: Iterable[History], rivals: tuple[Version, Version], prerequisites: Prerequisites) -> Scored:
    """What two versions predicted of every answer to an item before it was given, by the very steps that a learner's
    belief takes. Other activities move the belief only."""
    chances: list[list[float]] = []
    outcomes: list[float] = []
    learners: list[int] = []
    for number, one in enumerate(histories):
        sides = [_predicted(one, version, prerequisites) for version in rivals]
        chances += [list(pair) for pair in zip(*sides, strict=True)]
        answered = [record.outcome for record, answer in zip(one.records, one.answers, strict=True) if answer]
        outcomes += answered
        learners += [number] * len(answered)
    return Scored(
        np.array(outcomes, dtype=np.float64),
        np.array(learners, dtype=np.int64),
        np.array(chances, dtype=np.float64).reshape(-1, 2),
    )


def _predicted(one: History, version: Version, prerequisites: Prerequisites) -> list[float]:
    chances = []
    belief = begun(version, one.level, one.programme)
    for record, answer in zip(one.records, one.answers, strict=True):
        placed = version.placed(record)
        if answer:
            chances.append(predict(belief, placed, version.parameters, prerequisites).probability)
        belief = update(belief, placed, version.parameters, prerequisites)
    return chances


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
            body=versions.body_of(fitted.parameters, fitted.items, fitted.offsets, fitted.raters, fitted.programmes),
            report=report,
        )
        counts = report["fitted"]
        assert isinstance(counts, dict)
        stated = {"version": made.number, "verdict": report["verdict"], **counts}
        append(Draft(by, "belief.calibrated", now, stated, object=f"belief/{made.number}"))
    return made
