"""One competency of one learner, explained: the same numbers for the learner and for their educators. Writes nothing.

Whoever calls has made sure that the learner may be looked at. While a sitting runs, everything is as it stood before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from preceptor.core.curriculum.competency import Competency
from preceptor.core.curriculum.scale import DIFFICULTY_VAR
from preceptor.core.evidence import Evidence
from preceptor.core.learner import Mastery, MasteryState, Parts, forecast, foreseen, mastery, parts
from preceptor.core.learner.mastery import NINETY
from preceptor.core.learner.response import chance
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.beliefs.versions import Version
from preceptor.platform.events.models import Event
from preceptor.platform.learning.fold import records_of
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Movement, finished
from preceptor.platform.learning.picture import words
from preceptor.platform.learning.providers import provider
from preceptor.platform.learning.shelf import Shelf, World, shelf

FORECAST_DAYS = (0, 2, 4, 7, 10, 14, 18, 22, 26, 30)
AHEAD_DAYS = (0, 7, 30)
NEWEST = 30
MOST_MOVERS = 3
LOOKED_AT = 1000
"""Among how many of the newest answers those that moved an estimate most are looked for."""
LEAST_MOVE = 0.005
"""An answer that moved the best guess by less than half a point in a hundred is not named."""
MOST_ANSWERS = 12
SHOWN_ANSWERS = (1, 3, 6)
USUAL_GUESS = 0.2
"""The chance to guess a question where none is at hand (five options)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One answer that moved an estimate. `expected` is the chance of success given it beforehand (0 to 1), None where
    it was not worked out; `page` is the route at which its learner looks at it again."""

    movement: Movement
    result: str
    confidence: int | None
    mode: str
    page: str
    expected: float | None = None

    @property
    def surprise(self) -> str:
        """How far the outcome lay from what was expected: none, some or much; empty where that is not known."""
        if self.expected is None or self.movement.attempt.outcome is None:
            return ""
        apart = abs(self.movement.attempt.outcome - self.expected)
        return "none" if apart < 0.35 else "some" if apart < 0.65 else "much"


@dataclass(frozen=True, slots=True)
class Ahead:
    """The estimate so many days from now if nothing is done, and what is said of it."""

    day: int
    mastery: Mastery
    reading: str


@dataclass(frozen=True, slots=True)
class If:
    """The estimate after so many right, or wrong, answers in a row to new questions, if they came today."""

    right: bool
    answers: int
    mastery: Mastery
    reading: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything that is said of one competency. `turns` is after how many answers in a row the verdict changes (right
    ones, or wrong ones where it is at the target), None where not even `most` would do."""

    competency: Competency
    parents: tuple[Competency, ...]
    mastery: Mastery
    reading: str
    bar: float
    parts: Parts
    movers: tuple[Step, ...]
    steps: tuple[Step, ...]
    fading: tuple[tuple[int, float, float, float], ...]
    ahead: tuple[Ahead, ...]
    ifs: tuple[If, ...]
    turns: int | None
    most: int = MOST_ANSWERS

    @property
    def kind(self) -> str:
        """How its interval is drawn."""
        return {"below": "bad", "unknown": "unsure"}.get(self.mastery.state, "")

    @property
    def reached(self) -> bool:
        """Whether it is at the target."""
        return self.mastery.state == MasteryState.MASTERED


class Reader:
    """What is believed of one competency of one learner now, ready to be asked for."""

    def __init__(self, learner: Learner, name: str, shown: Shelf | None = None) -> None:
        shown = shown or shelf()
        ledger = Ledger.peek(learner)
        self.belief, self.parameters = ledger.shown, ledger.parameters
        self.version: Version = ledger.version
        self.name, self.bar, self.shown = name, learner.cohort.programme.bar, shown
        self.parents = shown.world.graph.parents
        self.reference = shown.world.references.get(name, 0.0)
        self.now = clock.days(clock.now())

    def mastery(self, day: float = 0.0) -> Mastery:
        """The estimate so many days from now, if nothing is done."""
        return mastery(
            self.belief,
            self.name,
            self.parameters,
            self.parents,
            self.now + day,
            reference_difficulty=self.reference,
            bar=self.bar,
        )

    def parts(self) -> Parts:
        """How the best guess is built up."""
        return parts(self.belief, self.name, self.parameters, self.parents, self.now, self.reference)

    def fading(self) -> tuple[tuple[int, float, float, float], ...]:
        """(day, low, mid, high) if nothing is done for a month."""
        days = np.array(FORECAST_DAYS, dtype=np.float64)
        band = forecast(self.belief, self.name, self.parameters, self.parents, self.now, days, self.reference)
        return tuple(
            (day, float(row[0]), float(row[1]), float(row[2])) for day, row in zip(FORECAST_DAYS, band, strict=True)
        )

    def foreseen(self, right: bool) -> tuple[Mastery, ...]:
        """The estimate after 1, 2, … MOST_ANSWERS right (or wrong) answers in a row to new questions today."""
        difficulty, guess = self._typical()
        asked = Evidence(
            activity="foreseen",
            competencies=((self.name, 1.0),),
            outcome=float(right),
            at=self.now,
            difficulty=difficulty,
            difficulty_var=DIFFICULTY_VAR,
            guess=guess,
        )
        return foreseen(self.belief, asked, MOST_ANSWERS, self.parameters, self.parents, self.reference, self.bar)

    def _typical(self) -> tuple[float, float]:
        """Difficulty (logits) and guess chance in the middle of the questions there are on it."""
        catalogue = self.shown.catalogue
        place = catalogue.index.get(self.name, -1)
        on_it = catalogue.primary == place
        if not on_it.any():
            return self.reference, USUAL_GUESS
        return float(np.median(catalogue.difficulty[on_it])), float(np.median(catalogue.guess[on_it]))


def estimate(learner: Learner, name: str) -> Mastery:
    """The estimate of one competency, now."""
    return Reader(learner, name).mastery()


def explained(learner: Learner, name: str) -> Explained:
    """Everything that is said of one competency. Raises KeyError for one that is not there."""
    shown = shelf()
    competency = shown.world.competencies[name]
    reader = Reader(learner, name, shown)
    now = reader.mastery()
    right, wrong = reader.foreseen(True), reader.foreseen(False)
    reached = now.state == MasteryState.MASTERED
    path = wrong if reached else right
    turns = next((n for n, one in enumerate(path, 1) if (one.state == MasteryState.MASTERED) != reached), None)
    return Explained(
        competency=competency,
        parents=tuple(shown.world.competencies[one] for one in competency.prerequisites),
        mastery=now,
        reading=words(now.state),
        bar=reader.bar,
        parts=reader.parts(),
        movers=movers(learner, reader),
        steps=known_by(learner, name),
        fading=reader.fading(),
        ahead=tuple(Ahead(day, one, words(one.state)) for day in AHEAD_DAYS for one in [reader.mastery(day)]),
        ifs=tuple(
            If(said, count, path[count - 1], words(path[count - 1].state))
            for said, path in ((True, right), (False, wrong))
            for count in SHOWN_ANSWERS
        ),
        turns=turns,
    )


def _movements(learner: Learner, name: str) -> Any:
    return (
        Movement.objects.filter(finished("attempt__"), learner=learner, competency=name)
        .select_related("attempt__sitting", "attempt__approval__content")
        .defer("attempt__approval__content__public")
    )


def known_by(learner: Learner, name: str, newest: int = NEWEST) -> tuple[Step, ...]:
    """What moved one estimate, newest first."""
    return tuple(_step(one) for one in _movements(learner, name).order_by("-seq")[:newest])


def _step(row: Movement, expected: float | None = None) -> Step:
    attempt = row.attempt
    return Step(
        movement=row,
        result="right" if attempt.outcome == 1 else "partly" if attempt.outcome else "wrong",
        confidence=(attempt.answer or {}).get("confidence"),
        mode=attempt.mode,
        page=provider(attempt.approval.content.kind).page,
        expected=expected,
    )


def movers(learner: Learner, reader: Reader, most: int = MOST_MOVERS) -> tuple[Step, ...]:
    """The answers that moved the best guess most, the one that moved it most first."""
    kept = Movement.objects.filter(finished("attempt__"), learner=learner, competency=reader.name)
    ends = list(kept.order_by("-seq").values_list("pk", "before", "after")[:LOOKED_AT])
    ends = [row for row in ends if abs(row[2][1] - row[1][1]) >= LEAST_MOVE]
    ends.sort(key=lambda row: abs(row[2][1] - row[1][1]), reverse=True)
    rows = {one.pk: one for one in _movements(learner, reader.name).filter(pk__in=[row[0] for row in ends[:most]])}
    picked = [rows[pk] for pk, _, _ in ends[:most]]
    events = Event.objects.in_bulk([one.seq for one in picked])
    return tuple(_step(one, _expected(one, events[one.seq], reader)) for one in picked)


def _expected(row: Movement, event: Event, reader: Reader) -> float | None:
    """The chance of success that an answer was given beforehand, from the estimates kept with it.

    Exact in its mean, for shares add up to 1; doubt is taken as shared by the competencies it names, which makes it a
    little too wide where there are several.
    """
    before = {one.competency: one.before for one in Movement.objects.filter(attempt=row.attempt_id, seq=row.seq)}
    about = [one for one in records_of(event.payload) if any(name == row.competency for name, _ in one.competencies)]
    if not about:
        return None
    return sum(_chance(reader.version.placed(one), before, reader) for one in about) / len(about)


def _chance(asked: Evidence, before: dict[str, Sequence[float]], reader: Reader) -> float:
    known: World = reader.shown.world
    mean, spread = -asked.difficulty + reader.parameters.assistance_ease * asked.assistance, 0.0
    for name, share in asked.competencies:
        low, mid, high = (_logit(one) for one in before[name])
        mean += share * (mid + known.references.get(name, 0.0))
        spread += share * (high - low) / (2 * NINETY)
    slip = reader.parameters.slip if asked.slip is None else asked.slip
    return chance(mean, spread * spread + asked.difficulty_var, asked.discrimination, asked.guess, slip)


def _logit(share: float) -> float:
    kept = min(max(share, 1e-9), 1 - 1e-9)
    return log(kept / (1 - kept))
