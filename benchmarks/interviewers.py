"""Scripted interviewers who meet virtual patients in their own ways; none of them calls the reference reasoner.

They know written guidelines (guidelines.yaml) and what they meet in the room. What they make of it is a count of
textbook features, as a clinician might keep on a sheet of paper. The lucky one and the silent one are told the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from preceptor.core.knowledge.base import Base, band
from preceptor.core.patient.case import Patient
from preceptor.core.patient.encounter import MODES, Encounter, Refused
from preceptor.core.patient.moves import Asked, Given, Move, Ranked, State

POINTS = {"for": 1.0, "strong": 2.0, "proof": 5.0, "against": -1.0, "refute": -4.0}
SURENESS = 0.7
"""How steeply confidence follows the count of features."""
LISTED = 5
ALARM = {
    "systolic": ("very-low",), "oxygen": ("low", "very-low"), "heart-rate": ("very-fast",),
    "respiratory-rate": ("very-raised",), "consciousness": ("drowsy", "unresponsive-to-voice"),
}  # fmt: skip
FIRST_AID = ("intravenous-access", "cardiac-monitoring", "senior-help")
CLEAR = 0.8
"""So sure, one treats before the rest is known."""
LONGEST = 90.0
"""Minutes that anybody waits for a result."""


@cache
def guidelines() -> Mapping[str, Any]:
    """The written guidelines."""
    found: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "guidelines.yaml").read_text(encoding="utf-8"))
    return found


class Visit:
    """One encounter with what a scripted interviewer needs: making moves, counting features, a share of noise."""

    def __init__(self, patient: Patient, chance: np.random.Generator, noise: float = 0.0) -> None:
        self.patient, self.chance, self.noise = patient, chance, noise
        self.base: Base = patient.base
        self.room = Encounter(patient, MODES["practice"])
        self.room.begin()
        public = patient.case.public
        self.guide: Mapping[str, Any] = guidelines()["presentations"][public.presentation]
        self.person = public.person
        self.rivals = [name for name in self.base.of_presentation[public.presentation] if self._possible(name)]

    @property
    def state(self) -> State:
        return self.room.state

    def _possible(self, name: str) -> bool:
        one = self.base.conditions[name]
        return one.age[band(self.person.age)] > 0 and one.sex.get(self.person.sex, 1.0) > 0

    def do(self, move: Move) -> None:
        """Make a move; one that is refused is left out."""
        try:
            self.room.apply(move)
        except Refused:
            return

    def say(self, *findings: str, signals: Iterable[str] = (), topics: Iterable[str] = ()) -> None:
        """Ask for findings and general topics in one turn."""
        asked = [Asked(topic) for topic in topics]
        for name in findings:
            one = self.base.findings[name]
            asked.append(Asked(one.topic, one.attribute, one.experiencer))
        shown = [name for name in signals if not self.noise or self.chance.random() >= self.noise]
        self.do(Move("say", asked=tuple(asked), signals=tuple(shown)))

    # Acts that noise may replace by random ones

    def ask(self, name: str) -> None:
        self.say(self._or_random(name, self.questions()))

    def examine(self, name: str) -> None:
        target = self._or_random(name, tuple(self.base.manoeuvres))
        if target not in {done for _, done in self.state.examined}:
            self.do(Move("examine", target=target, signals=("permission",)))

    def order(self, name: str) -> None:
        target = self._or_random(name, tuple(self.base.tests))
        if target not in {one.test for one in self.state.orders}:
            self.do(Move("order", target=target))

    def treat(self, name: str) -> None:
        target = self._or_random(name, tuple(self.base.treatments))
        if target not in {one.treatment for _, one in self.state.treatments}:
            self.do(Move("treat", given=Given(target)))

    def rank(self, held: Mapping[str, float]) -> None:
        """Write a differential of at most LISTED conditions."""
        lines = sorted(held, key=lambda name: -held[name])[:LISTED]
        ranked: list[Ranked] = []
        for name in lines:
            chosen = self._or_random(name, tuple(self.rivals))
            if chosen not in [one.condition for one in ranked]:
                ranked.append(Ranked(chosen, "", round(100 * held[name])))
        self.do(Move("rank", ranked=tuple(ranked)))

    def finish(self, condition: str) -> None:
        self.do(Move("finish", diagnosis=self._or_random(condition, tuple(self.rivals))))

    def wait(self, longest: float = LONGEST) -> None:
        """Wait for the results that come within a while."""
        end = self.state.clock + longest
        while due := [one.due for one in self.state.orders if not one.seen and one.due <= end]:
            self.do(Move("wait", minutes=max(1.0, min(due) - self.state.clock)))

    def _or_random(self, wanted: str, choice: Sequence[str]) -> str:
        if not self.noise or self.chance.random() >= self.noise:
            return wanted
        return choice[int(self.chance.integers(len(choice)))]

    # What is thought of it

    def questions(self) -> tuple[str, ...]:
        """Every finding that can be asked for."""
        return tuple(one.id for one in self.base.findings.values() if one.kind in ("symptom", "history"))

    def listed(self, name: str) -> list[str]:
        """A list of the guideline, with what is added for women."""
        extra = {"ask": "asked-of-women", "first": "tests-of-women"}.get(name, "")
        fertile = self.person.sex == "f" and self.person.age < 50
        return [*self.guide[name], *(self.guide.get(extra, ()) if fertile else ())]

    def points(self, condition: str) -> float:
        """The count of textbook features for and against a condition, as far as they are known."""
        known = {one.finding: one.value for one in self.state.known}
        page = guidelines()["conditions"][condition]
        return float(page["common"]) + sum(
            worth for kind, worth in POINTS.items() for clue in page[kind] if self._met(clue, known)
        )

    def _met(self, clue: str, known: Mapping[str, str]) -> bool:
        name, _, values = clue.partition("=")
        value = known.get(name)
        if value is None:
            return False
        return value in values.split("|") if values else value != self.base.findings[name].nothing

    def confidence(self) -> dict[str, float]:
        """The counts as shares of 1 among the conditions of this complaint."""
        counts = np.array([self.points(name) for name in self.rivals])
        weights = np.exp(SURENESS * (counts - counts.max()))
        return dict(zip(self.rivals, map(float, weights / weights.sum()), strict=True))

    def with_dangers(self) -> dict[str, float]:
        """The leading conditions, the last places held for the two likeliest dangers."""
        held = self.confidence()
        ranked = sorted(held, key=lambda name: -held[name])
        dangers = [name for name in ranked if self.base.conditions[name].must_not_miss][:2]
        first = [name for name in ranked if name not in dangers][: LISTED - len(dangers)]
        return {name: held[name] for name in (*first, *dangers)}

    @property
    def leader(self) -> str:
        held = self.confidence()
        return max(held, key=lambda name: held[name])

    def alarming(self) -> bool:
        """Whether the door shows somebody who may die soon."""
        known = {one.finding: one.value for one in self.state.known}
        return any(known.get(name) in values for name, values in ALARM.items())

    def steps(self, condition: str, *roles: str, within: float = 1e9) -> list[str]:
        """What the textbook does for a condition, the most urgent first."""
        wanted = [one for one in self.base.conditions[condition].management if one.role in roles]
        soon = [one for one in wanted if (one.within or 240.0) <= within]
        return [one.treatment for one in sorted(soon, key=lambda one: (one.within or 240.0, one.role))]


def kept(visit: Visit, names: Sequence[str], share: float) -> list[str]:
    """A list with gaps: each entry stays with this chance."""
    return [name for name in names if visit.chance.random() < share]


def expert(visit: Visit) -> None:
    """The guideline from end to end: safety, story, focused hands, first tests, the test that decides, act, explain."""
    visit.say(signals=("introduced", "open"), topics=("opening",))
    if visit.alarming():
        _first_aid(visit)
    visit.say(signals=("open",), topics=("elaborate",))
    questions = visit.listed("ask")
    for name in questions[:12]:
        visit.ask(name)
    visit.rank(visit.with_dangers())
    if visit.base.conditions[visit.leader].must_not_miss and not visit.alarming():
        _first_aid(visit)
    bedside = [name for name in visit.listed("first") if visit.base.tests[name].minutes <= 15]
    for name in bedside:
        visit.order(name)
    visit.say(signals=("empathy", "worries-asked"), topics=("concerns",))
    for name in questions[12:]:
        visit.ask(name)
    visit.say(signals=("summary", "permission"), topics=("permission",))
    for name in visit.listed("examine"):
        visit.examine(name)
    for name in visit.listed("first"):
        visit.order(name)
    _watch(visit, 15)
    _confirm(visit)
    visit.rank(visit.confidence())
    _watch(visit, LONGEST)
    _confirm(visit)
    _watch(visit, LONGEST)
    visit.rank(visit.confidence())
    _act(visit, 1e9, 0.0)
    visit.say(signals=("explained", "checked", "safety-net"))
    visit.do(Move("note", words=80))
    visit.finish(visit.leader)


def _watch(visit: Visit, longest: float) -> None:
    """Wait, and act as soon as a result makes one condition clear."""
    end = visit.state.clock + longest
    while due := [one.due for one in visit.state.orders if not one.seen and one.due <= end]:
        _act(visit, 240, CLEAR)
        visit.do(Move("wait", minutes=max(1.0, min(due) - visit.state.clock)))
    _act(visit, 240, CLEAR)


def _first_aid(visit: Visit) -> None:
    """What is done for anybody who may be gravely ill, before one knows why."""
    for name in FIRST_AID:
        visit.treat(name)
    if {one.finding: one.value for one in visit.state.known}.get("oxygen") in ALARM["oxygen"]:
        visit.treat("oxygen")


def _act(visit: Visit, within: float, sure: float) -> None:
    """Do what the leading condition asks for, where one is sure enough of it."""
    if visit.confidence()[visit.leader] >= sure:
        for name in visit.steps(visit.leader, "essential", within=within):
            visit.treat(name)


def _confirm(visit: Visit) -> None:
    """Order what decides about the first two, and about a dangerous third."""
    held = sorted(visit.confidence().items(), key=lambda one: -one[1])[:3]
    for place, (name, share) in enumerate(held):
        dangerous = visit.base.conditions[name].must_not_miss
        if share >= 0.1 and (place < 2 or dangerous):
            for test in guidelines()["conditions"][name]["confirm"]:
                visit.order(test)


def follower(visit: Visit) -> None:
    """The same order with gaps: a third of each list is forgotten, and the talk is plainer."""
    visit.say(signals=("introduced", "open"), topics=("opening",))
    for name in kept(visit, visit.listed("ask"), 0.65):
        visit.ask(name)
    visit.rank(visit.confidence())
    visit.say(signals=("permission",), topics=("permission",))
    for name in kept(visit, visit.listed("examine"), 0.65):
        visit.examine(name)
    for name in kept(visit, visit.listed("first"), 0.8):
        visit.order(name)
    if visit.chance.random() < 0.65:
        _confirm(visit)
    visit.wait()
    visit.rank(visit.confidence())
    for name in kept(visit, visit.steps(visit.leader, "essential"), 0.65):
        visit.treat(name)
    visit.say(signals=("explained",))
    visit.do(Move("note", words=40))
    visit.finish(visit.leader)


def at_random(visit: Visit) -> None:
    """Any question, any manoeuvre, any test, any treatment, any diagnosis."""
    visit.noise = 1.0
    expert(visit)


BREATH = 5
"""Questions that the one who asks everything puts into one breath."""


def everything(visit: Visit) -> None:
    """Every question that there is, every manoeuvre, the first tests; thinks at the end."""
    visit.say(signals=("introduced",), topics=("opening",))
    questions = visit.questions()
    for place in range(0, len(questions), BREATH):
        visit.say(*questions[place : place + BREATH])
    visit.say(signals=("permission",), topics=("permission",))
    for name in visit.base.manoeuvres:
        visit.examine(name)
    for name in visit.listed("first"):
        visit.order(name)
    _confirm(visit)
    visit.wait()
    visit.rank(visit.confidence())
    _act(visit, 1e9, 0.0)
    visit.say(signals=("explained",))
    visit.do(Move("note", words=40))
    visit.finish(visit.leader)


PANEL = (
    "ecg", "troponin", "d-dimer", "bnp", "full-blood-count", "urea-electrolytes", "liver-tests", "crp", "lipase",
    "thyroid", "coagulation", "blood-gas", "blood-cultures", "urine-dip", "chest-xray", "abdominal-xray", "ct-head",
    "ct-chest-angiogram", "ct-abdomen", "leg-ultrasound",
)  # fmt: skip


def shotgun(visit: Visit) -> None:
    """Two questions, then every test of the panel at once."""
    visit.say(signals=("introduced",), topics=("opening",))
    for name in visit.listed("ask")[:2]:
        visit.ask(name)
    for name in PANEL:
        visit.order(name)
    for name in visit.listed("examine")[:2]:
        visit.examine(name)
    visit.wait(120)
    visit.rank(visit.confidence())
    _act(visit, 1e9, 0.0)
    visit.say(signals=("explained",))
    visit.do(Move("note", words=40))
    visit.finish(visit.leader)


def anchored(visit: Visit) -> None:
    """The first idea, asked for and held to the end, whatever turns up."""
    visit.say(signals=("introduced", "open"), topics=("opening",))
    idea = visit.leader
    page = guidelines()["conditions"][idea]
    rest = [name for name in visit.rivals if name != idea][:2]
    visit.rank({idea: 0.7, **dict.fromkeys(rest, 0.1)})
    clues = [clue.partition("=")[0] for clue in (*page["strong"], *page["for"])]
    spoken = [name for name in dict.fromkeys(clues) if visit.base.findings[name].kind in ("symptom", "history")]
    for name in spoken:
        visit.ask(name)
    visit.say(signals=("permission",), topics=("permission",))
    for name in [one for one in visit.listed("examine") if set(visit.base.manoeuvres[one].shows) & set(clues)]:
        visit.examine(name)
    for name in (*visit.listed("first"), *page["confirm"]):
        visit.order(name)
    visit.wait()
    visit.rank({idea: 0.85, **dict.fromkeys(rest, 0.05)})
    for name in visit.steps(idea, "essential"):
        visit.treat(name)
    visit.say(signals=("explained",))
    visit.do(Move("note", words=40))
    visit.finish(idea)


def lucky(visit: Visit) -> None:
    """Names the truth after the opening words, without a work-up."""
    truth = visit.patient.case.hidden.condition
    visit.say(signals=("introduced", "open"), topics=("opening",))
    visit.rank({truth: 0.95})
    for name in visit.steps(truth, "essential"):
        visit.treat(name)
    visit.finish(truth)


def silent(visit: Visit) -> None:
    """Does what the guideline asks and knows the truth, but writes nothing down and explains nothing."""
    truth = visit.patient.case.hidden.condition
    visit.say(topics=("opening",))
    for name in visit.listed("ask"):
        visit.ask(name)
    visit.say(signals=("permission",), topics=("permission",))
    for name in visit.listed("examine"):
        visit.examine(name)
    for name in visit.listed("first"):
        visit.order(name)
    for name in guidelines()["conditions"][truth]["confirm"]:
        visit.order(name)
    visit.wait()
    for name in visit.steps(truth, "essential"):
        visit.treat(name)
    visit.finish(truth)


INTERVIEWERS: dict[str, Callable[[Visit], None]] = {
    "expert": expert,
    "follower": follower,
    "random": at_random,
    "everything": everything,
    "shotgun": shotgun,
    "anchored": anchored,
    "lucky": lucky,
    "silent": silent,
}
