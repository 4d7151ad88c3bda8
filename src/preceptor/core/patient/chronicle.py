"""An encounter read back: what was known when, what the reference believed then, what was done and written down.

Knows a patient and the state of an encounter; judges nothing.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from preceptor.core.knowledge.plausible import tempered
from preceptor.core.knowledge.reasoner import Act, Weighed
from preceptor.core.patient.case import Patient
from preceptor.core.patient.disclosure import SPOKEN, matching
from preceptor.core.patient.encounter import Mode
from preceptor.core.patient.moves import Asked, Given, Known, Ranked, State
from preceptor.core.patient.naming import condition_meant
from preceptor.core.patient.standard import Standard


@dataclass(frozen=True, slots=True)
class Done:
    """One act of learning more, with the step and the minute it was done at."""

    act: Act
    number: int
    at: float


@dataclass(frozen=True, slots=True)
class Board:
    """A differential as it was written down: shares of belief by condition (at most 1 in all), in the learner's order.

    What the words of a line do not name is left out; its share stays unassigned.
    """

    number: int
    at: float
    shares: Mapping[str, float]

    @property
    def first(self) -> str:
        """The condition held likeliest; "" on an empty board."""
        return max(self.shares, key=lambda name: self.shares[name]) if self.shares else ""


@dataclass(frozen=True, slots=True)
class Treated:
    """A treatment as it was given."""

    given: Given
    number: int
    at: float


class Chronicle:
    """One encounter with everything the scores need, worked out once."""

    def __init__(self, patient: Patient, mode: Mode, state: State) -> None:
        self.patient, self.mode, self.state = patient, mode, state
        self.base, self.case = patient.base, patient.case
        self.truth = patient.case.hidden.condition
        self.standard = Standard(patient)
        self.reasoner = self.standard.reasoner
        self.learnt = _first_values(state)
        self.last = state.steps[-1].number if state.steps else 0

    # What was known

    @cached_property
    def door(self) -> dict[str, str]:
        """What was known on coming in."""
        return {one.finding: one.value for one in self.learnt if one.step == 0}

    def facts(self, number: int) -> dict[str, str]:
        """What was known after a step."""
        return {one.finding: one.value for one in self.learnt if one.step <= number}

    @cached_property
    def weighed(self) -> tuple[Weighed, ...]:
        """What each fact in turn did to the reference's belief."""
        return self.reasoner.steps({one.finding: one.value for one in self.learnt})

    def posterior(self, number: int) -> Mapping[str, float]:
        """What the reference believed after a step."""
        known = bisect_right([one.step for one in self.learnt], number)
        return self.weighed[known - 1].posterior if known else self.reasoner.prior

    def band(self, number: int) -> dict[str, tuple[float, float]]:
        """What may fairly be believed after a step: from the posterior to its tempered version, lower end first."""
        exact = self.posterior(number)
        soft = tempered(exact)
        return {name: (min(exact[name], soft[name]), max(exact[name], soft[name])) for name in exact}

    # What was done

    @cached_property
    def asked(self) -> tuple[tuple[int, Asked], ...]:
        """Every understood clause with its step."""
        return tuple(
            (step.number, one)
            for step in self.state.steps
            if step.move.kind == "say"
            for one in step.move.asked
            if one.topic
        )

    @cached_property
    def asked_for(self) -> tuple[str, ...]:
        """Every finding that was asked for by name, in order; what was told unasked is not among them."""
        return tuple(
            finding.id
            for _, one in self.asked
            if one.topic in self.base.topics
            for finding in matching(self.patient, one)
        )

    @cached_property
    def questions(self) -> Mapping[str, int]:
        """Findings that were asked for, or told in the talk, with the first step."""
        found: dict[str, int] = {}
        for number, one in self.asked:
            for finding in matching(self.patient, one) if one.topic in self.base.topics else ():
                found.setdefault(finding.id, number)
        talk = {step.number for step in self.state.steps if step.move.kind == "say"}
        for known in self.learnt:
            if known.step in talk and self.base.findings[known.finding].kind in SPOKEN:
                found[known.finding] = min(known.step, found.get(known.finding, known.step))
        return found

    @cached_property
    def done(self) -> tuple[Done, ...]:
        """Every act of learning in order: findings asked for, manoeuvres carried out, tests ordered."""
        first_asked = {number: [] for number in dict.fromkeys(self.questions.values())}  # type: dict[int, list[str]]
        for finding, number in self.questions.items():
            first_asked[number].append(finding)
        found: list[Done] = []
        for step in self.state.steps:
            found += [Done(Act("ask", name), step.number, step.at) for name in first_asked.get(step.number, ())]
            if step.move.kind == "examine" and any(line.who == "find" for line in step.lines):
                found.append(Done(Act("examine", step.move.target), step.number, step.at))
            if step.move.kind == "order":
                found.append(Done(Act("order", step.move.target), step.number, step.at))
        return tuple(found)

    def of_kind(self, kind: str) -> tuple[Done, ...]:
        """The acts of one kind."""
        return tuple(one for one in self.done if one.act.kind == kind)

    @cached_property
    def results(self) -> Mapping[str, int]:
        """Tests whose result was read, with the step."""
        found: dict[str, int] = {}
        for step in self.state.steps:
            for line in step.lines:
                if line.who == "result":
                    found.setdefault(line.title, step.number)
        return found

    @cached_property
    def treated(self) -> tuple[Treated, ...]:
        """Every treatment in order; the minute is the one it was under way at."""
        times = [at for at, _ in self.state.treatments]
        steps = [step for step in self.state.steps if step.move.kind == "treat" and step.move.given is not None]
        return tuple(
            Treated(step.move.given, step.number, at)
            for step, at in zip(steps, times, strict=False)
            if step.move.given is not None
        )

    # What was written down

    @cached_property
    def boards(self) -> tuple[Board, ...]:
        """The differentials in order."""
        return tuple(Board(number, at, self._shares(ranked)) for at, number, ranked in self.state.differential)

    def board(self, number: int) -> Board | None:
        """The last differential written by a step."""
        return next((one for one in reversed(self.boards) if one.number <= number), None)

    @cached_property
    def considered(self) -> Mapping[str, int]:
        """Every condition on any differential or as the diagnosis, with the first step."""
        found: dict[str, int] = {}
        for board in self.boards:
            for name in board.shares:
                found.setdefault(name, board.number)
        if self.diagnosis:
            found.setdefault(self.diagnosis, self.last)
        return found

    @cached_property
    def diagnosis(self) -> str:
        """The condition that the diagnosis means; "" where it names none."""
        return condition_meant(
            self.base, self.state.diagnosis, self.state.diagnosis_words, self.reasoner.conditions
        )  # fmt: skip

    def _shares(self, ranked: tuple[Ranked, ...]) -> dict[str, float]:
        """Confidence as shares of 1. Lines without any confidence count by their rank."""
        weights = [max(0.0, one.confidence / 100) for one in ranked]
        if not any(weights):
            weights = [1 / (place + 2) for place in range(len(ranked))]
        total = max(1.0, sum(weights))
        found: dict[str, float] = {}
        for one, weight in zip(ranked, weights, strict=True):
            name = condition_meant(self.base, one.condition, one.words, self.reasoner.conditions)
            if name:
                found[name] = found.get(name, 0.0) + weight / total
        return found


def _first_values(state: State) -> tuple[Known, ...]:
    """Each finding once, at its first value: what diagnosis is weighed on."""
    found: dict[str, Known] = {}
    for one in state.known:
        found.setdefault(one.finding, one)
    return tuple(found.values())
