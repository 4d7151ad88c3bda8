"""The same coach for an outside environment: items by id in, outcomes back. Pure; knows no storage and no clock.

```python
tutor = Tutor(materials, prerequisites={"b": ("a",)}, chance=np.random.default_rng(1))
item = tutor.next(at=0.0)
tutor.take(item, outcome=1.0, at=0.001)
```

or, for an environment with `reset(seed)`, `step(item)` and `test()`: `teach(environment, tutor, steps=500)`.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

import numpy as np

from preceptor.core.coach.catalogue import Candidate, Subject, catalogue
from preceptor.core.coach.choosing import Choice, choose
from preceptor.core.coach.situation import History, Situation
from preceptor.core.coach.standing import situation
from preceptor.core.curriculum.competency import Competency, graph
from preceptor.core.evidence import Evidence, checked_weights
from preceptor.core.learner import Belief, Mastery, Parameters, Probe, mastery_all, new_belief, update

LEVEL = "clerkship"
# Of an environment nothing is known: learning as fitted on ASSISTments 2009 (./bench learner), more open to change, and
# with room for insights and slips, a little over half of what knowledge tracing finds there (./bench coach_fit: .157 a
# try and .186). With less, learners who know or do not know are given up too soon.
UNKNOWN = Parameters(
    version="outside", slip=0.1, learning_success=0.36, learning_failure=0.25, learning_shrink=0.77, leap=0.1,
    competency_noise=0.02,
)  # fmt: skip
MINUTE = 1.0 / (24 * 60)


@dataclass(frozen=True, slots=True)
class Material:
    """One item of an environment: what it asks for (competency, share; shares sum to 1), and what is known of it.

    `difficulty` in logits (0 where nothing is known, with the variance `difficulty_var`), `guess` the chance of
    succeeding without knowing, `minutes` what it takes. Raises ValueError where one of these is no such number.
    """

    id: str
    competencies: tuple[tuple[str, float], ...]
    difficulty: float = 0.0
    difficulty_var: float = 0.5
    guess: float = 0.0
    minutes: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what could neither be chosen nor become evidence."""
        try:
            Probe(self.competencies, self.id, self.difficulty, self.difficulty_var, guess=self.guess)
            possible = 0.0 < self.minutes < float("inf")
        except (ValueError, TypeError) as error:
            raise ValueError(f"item {self.id!r}: {error}") from None
        if not possible:
            raise ValueError(f"item {self.id!r}: minutes must be a positive number, not {self.minutes!r}")


@dataclass(frozen=True, slots=True)
class Step:
    """What an environment gives back: the outcome (0..1), whether the lesson is over, and the minutes it took.

    Raises ValueError where minutes are no time that can pass.
    """

    outcome: float
    over: bool = False
    minutes: float | None = None

    def __post_init__(self) -> None:
        """Refuse a clock that goes back."""
        if self.minutes is not None and not 0.0 <= self.minutes < float("inf"):
            raise ValueError(f"a step takes a number of minutes, none or more, not {self.minutes!r}")


class Environment(Protocol):
    """Something that can be taught: a simulator, or a platform behind an interface of its own."""

    materials: Sequence[Material]
    prerequisites: Mapping[str, tuple[str, ...]]

    def reset(self, seed: int) -> None:
        """Begin with another learner."""
        ...

    def step(self, item: str) -> Step | float | tuple[float, bool]:
        """Give the learner an item: its outcome, or (outcome, over), or a Step."""
        ...

    def test(self) -> float:
        """The final test, as a share right (0..1)."""
        ...


class Tutor:
    """One learner's coach: belief, plan and draw, as in the product. Times are in days; they may stand still.

    What was practised much on one day gives way to the rest; with a `calendar`, where times are real days, practice is
    also interleaved as in the product; without, a competency may come as often in a row as the plan asks for.

    It takes the best of the plan; with `explore` it draws from the best few, as the product does so that policies can
    be compared later.

    Raises ValueError where there is nothing to teach, two items share an id, or prerequisites run in a circle.
    """

    def __init__(
        self,
        materials: Sequence[Material],
        prerequisites: Mapping[str, tuple[str, ...]],
        chance: np.random.Generator,
        parameters: Parameters | None = None,
        bar: float = 0.7,
        goal: float | None = None,
        calendar: bool = False,
        explore: bool = False,
    ) -> None:
        if not materials:
            raise ValueError("a tutor needs at least one item")
        self.parameters = parameters or UNKNOWN
        self._chance, self._bar, self._goal, self._calendar = chance, bar, goal, calendar
        self._explore = explore
        self._materials = {one.id: one for one in materials}
        if len(self._materials) < len(materials):
            raise ValueError("every item of a tutor needs an id of its own")
        if text := [name for name, parents in prerequisites.items() if isinstance(parents, str)]:
            raise ValueError(f"the prerequisites of {text[0]!r} must be a tuple of ids, not text")
        names = list(dict.fromkeys(name for one in materials for name, _ in checked_weights(one.competencies)))
        found = [
            Competency(name, name, "", name, LEVEL, 5, tuple(p for p in prerequisites.get(name, ()) if p in names))
            for name in names
        ]
        self._catalogue = catalogue(
            [_candidate(number, one) for number, one in enumerate(materials)],
            [Subject(one.id, one.domain, one.level, one.importance) for one in found],
            graph(found),
        )
        self._prerequisites = {one.id: one.prerequisites for one in found}
        self.reset()

    def reset(self) -> None:
        """Begin with another learner of whom nothing is known."""
        self.belief: Belief = new_belief(self.parameters)
        self.at = 0.0
        self._given: deque[str] = deque(maxlen=5)
        # An item rests until half of its competency's others have been used.
        counts: dict[str, int] = {}
        for one in self._catalogue.candidates:
            counts[one.competency] = counts.get(one.competency, 0) + 1
        self._resting = {name: deque[str](maxlen=count // 2) for name, count in counts.items()}
        self._number = 0
        self._today: dict[str, float] = {}

    def next(self, at: float | None = None) -> str:
        """The id of the item to give now."""
        self._reach(at)
        found: Choice = choose(self._catalogue, self._situation(), self._chance)
        slot = found.slot if self._explore else found.slate[0]
        return self._catalogue.candidates[slot.place].content

    def take(self, item: str, outcome: float, at: float | None = None, assistance: float = 0.0) -> None:
        """Take in what came of an item, chosen here or not. Raises KeyError for an unknown one, and ValueError for
        what is no outcome (0..1), no share of help (0..1) or no time."""
        one = self._materials.get(item)
        if one is None:
            raise KeyError(f"this tutor was given no item {item!r}")
        self._reach(at)
        self._number += 1
        record = Evidence(
            f"step-{self._number}", one.competencies, outcome, self.at, item=item, difficulty=one.difficulty,
            difficulty_var=one.difficulty_var, guess=one.guess, assistance=assistance,
        )  # fmt: skip
        self.belief = update(self.belief, record, self.parameters, self._prerequisites)
        name = self._primary(one)
        self._given.appendleft(name)
        self._resting[name].append(item)
        self._today[name] = self._today.get(name, 0.0) + 1.0

    def _reach(self, at: float | None) -> None:
        """Move on to a time; a new day begins a new count. An earlier time counts as no time passed."""
        if at is not None and not isfinite(at):
            raise ValueError(f"a time must be a finite number of days, not {at}")
        now = self.at if at is None else max(at, self.at)
        if int(now) > int(self.at):
            self._today.clear()
        self.at = now

    def mastery(self, at: float | None = None) -> tuple[Mastery, ...]:
        """What is believed of each competency, as the product shows it."""
        names = self._catalogue.ids
        when = self.at if at is None else at
        return mastery_all(self.belief, names, self.parameters, self._prerequisites, when, self._reference(), self._bar)

    def _reference(self) -> list[float]:
        return [float(one) for one in self._catalogue.reference]

    @staticmethod
    def _primary(one: Material) -> str:
        return max(one.competencies, key=lambda pair: pair[1])[0]

    def _situation(self) -> Situation:
        names = self._catalogue.ids
        seen = {item: self.at for waiting in self._resting.values() for item in waiting}
        return situation(
            self.belief, names, self.parameters, self._prerequisites, self.at, self._goal,
            self._today,
            level=LEVEL, bar=self._bar,
            history=History(seen=seen, competencies=tuple(self._given) if self._calendar else ()),
        )  # fmt: skip


def _candidate(number: int, one: Material) -> Candidate:
    """An item as the coach weighs it: it may come again, like a family with other numbers."""
    first, *others = sorted(one.competencies, key=lambda pair: -pair[1])
    return Candidate(
        approval=number, content=one.id, ref=one.id, competency=first[0], also=tuple(name for name, _ in others),
        domain=first[0], presentation="", task="", level=LEVEL, jurisdiction="int", difficulty=one.difficulty,
        guess=one.guess, minutes=one.minutes, family=True, review_by=float("inf"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of teaching one learner: items and outcomes in order, minutes, the test before and after."""

    items: tuple[str, ...]
    outcomes: tuple[float, ...]
    minutes: float
    before: float
    after: float


def teach(environment: Environment, tutor: Tutor, steps: int, seed: int = 0) -> Lesson:
    """Teach one learner of an environment for so many steps, or until it says that the lesson is over."""
    environment.reset(seed)
    tutor.reset()
    before = environment.test()
    items: list[str] = []
    outcomes: list[float] = []
    minutes = 0.0
    lengths = {one.id: one.minutes for one in environment.materials}
    for _ in range(steps):
        item = tutor.next(minutes * MINUTE)
        got = _stepped(environment.step(item))
        minutes += lengths[item] if got.minutes is None else got.minutes
        tutor.take(item, got.outcome, minutes * MINUTE)
        items.append(item)
        outcomes.append(got.outcome)
        if got.over:
            break
    return Lesson(tuple(items), tuple(outcomes), minutes, before, environment.test())


def _stepped(got: Step | float | tuple[float, bool]) -> Step:
    if isinstance(got, Step):
        return got
    try:
        if isinstance(got, (tuple, list)):
            outcome, over = got
            return Step(float(outcome), bool(over))
        return Step(float(got))
    except (TypeError, ValueError):
        raise ValueError(f"a step gives an outcome (0..1), (outcome, over) or a Step, not {got!r}") from None
