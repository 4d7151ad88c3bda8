"""An encounter in words: the transcript, the observations at the door, the rules of a mode, hints. Knows no storage.

Everything here is made from what the learner already met; the hidden part of a case is never read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.reasoner import Act, Doing, Reasoner
from preceptor.core.patient.case import VITALS, Person, Public, share
from preceptor.core.patient.encounter import Encounter
from preceptor.core.patient.moves import Line, Move, Ranked, Step
from preceptor.features.encounters import places

FIRST_ROUND, LAST_ROUND = 8 * 60, 16 * 60 + 30
"""Between these minutes of the day the ward clock stands when a learner comes in."""
RUNGS = 3
"""Steps of the hint ladder: the direction, the area, the exact act."""


def ward_clock(public: Public, minutes: float) -> str:
    """What the clock of the ward shows so many minutes after coming in; each patient has a time of day of their own."""
    now = int(_came_in(public.id) + minutes) % (24 * 60)
    return f"{now // 60:02d}:{now % 60:02d}"


@lru_cache(maxsize=1024)
def _came_in(case: str) -> int:
    return FIRST_ROUND + int(share(case, "ward-clock") * (LAST_ROUND - FIRST_ROUND))


SHAPES = {"you": "", "patient": "patient", "event": "event", "result": "event result", "hint": "event hint"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of the transcript. `kind` is you, patient, event, result or hint; `step` is the move it belongs to."""

    kind: str
    who: str
    time: str
    text: str
    step: int
    erased: bool = False

    @property
    def shape(self) -> str:
        """Its classes in the design."""
        return SHAPES[self.kind]


def turns(encounter: Encounter, said: Mapping[int, str | None], last: int | None = None) -> list[Turn]:
    """The transcript up to a step. `said` maps step numbers to the learner's words, None where they were erased."""
    found = []
    you = _("You")
    for step in encounter.state.steps[: None if last is None else last + 1]:
        time = ward_clock(encounter.patient.case.public, step.at)
        if step.number and (own := _own(encounter, step, said, you, time)):
            found.append(own)
        found += [_met(encounter, step, line, time) for line in step.lines if line.text or line.who == "hint"]
    return found


def _own(encounter: Encounter, step: Step, said: Mapping[int, str | None], you: str, time: str) -> Turn | None:
    if step.move.kind in ("say", "finish"):
        words = said.get(step.number, "")
        if words is None:
            return Turn("you", you, time, _("(erased)"), step.number, erased=True)
        return Turn("you", you, time, words, step.number) if words else None
    done = act_words(encounter.patient.base, step.move)
    return Turn("event", you, time, done, step.number) if done else None


def act_words(base: Base, move: Move) -> str:
    """What a move other than talk is called in the transcript; empty where its lines say it."""
    if move.kind == "examine" and move.target in base.manoeuvres:
        return base.manoeuvres[move.target].label
    if move.kind == "rank":
        return _("Differential: %(rows)s") % {"rows": ranked_words(base, move.ranked)}
    if move.kind == "wait":
        return _("You wait.")
    if move.kind == "note":
        return _("You write the note.")
    return ""


def ranked_words(base: Base, ranked: tuple[Ranked, ...]) -> str:
    """A differential in one line."""
    if not ranked:
        return _("empty")
    return ", ".join(f"{condition_name(base, one.condition, one.words)} {one.confidence} %" for one in ranked)


def condition_name(base: Base, condition: str, words: str) -> str:
    """What a line of a differential is called: the base's label, or the learner's own words."""
    found = base.conditions.get(condition)
    return found.label if found else words


def _met(encounter: Encounter, step: Step, line: Line, time: str) -> Turn:
    base, person = encounter.patient.base, encounter.patient.case.public.person
    now = ward_clock(encounter.patient.case.public, encounter_clock(encounter, step))
    if line.who == "patient":
        return Turn("patient", person.speaker or person.address, time, line.text, step.number)
    if line.who == "result":
        test = base.tests.get(line.title)
        return Turn("result", test.label if test else _("Result"), now, line.text, step.number)
    if line.who == "hint":
        return Turn("hint", _("Hint"), time, hint_words(base, line.title), step.number)
    who = {"see": _("You see"), "find": _("You find")}.get(line.who, _("Note"))
    return Turn("event", who, time, line.text, step.number)


def encounter_clock(encounter: Encounter, step: Step) -> float:
    """The clock after a step: what the next step began with, or the present."""
    steps = encounter.state.steps
    return steps[step.number + 1].at if step.number + 1 < len(steps) else encounter.state.clock


@dataclass(frozen=True, slots=True)
class Vital:
    """One observation as the header shows it; `word` says in words what is out of the ordinary, else it is empty."""

    label: str
    value: str
    unit: str
    word: str
    time: str


def vitals(encounter: Encounter) -> tuple[Vital, ...]:
    """The observations, each as last measured."""
    base, public = encounter.patient.base, encounter.patient.case.public
    labels = {
        "heart-rate": (_("Pulse"), _("/min")),
        "systolic": (_("Systolic"), _("mmHg")),
        "respiratory-rate": (_("Breaths"), _("/min")),
        "oxygen": (_("SpO₂"), _("% air")),
        "temperature": (_("Temp"), _("°C")),
    }
    latest = {one.finding: one for one in encounter.state.known if one.finding in VITALS}
    found = []
    for name in VITALS:
        if name not in latest or name not in base.findings:
            continue
        one, finding = latest[name], base.findings[name]
        label, unit = labels[name]
        value = finding.value(one.value)
        shown = value.label if one.number is None else f"{one.number:.{finding.decimals}f}"
        word = "" if one.value == finding.nothing else value.label
        found.append(Vital(label, shown, unit if one.number is not None else "", word, ward_clock(public, one.at)))
    return tuple(found)


def mode_name(mode: str) -> str:
    """A mode, for people."""
    return {
        "practice": _("Practice"),
        "history": _("History only"),
        "examination": _("Under examination rules"),
    }.get(mode, mode)


def mode_rules(mode: str) -> list[str]:
    """What a mode lets one see and do, as sentences."""
    common = [
        _("You see what you would see in the room."),
        _("The patient answers what you ask, in their own words."),
    ]
    room = [
        _("Signs appear when you examine."),
        _("Results arrive when the laboratory would send them."),
    ]
    return {
        "practice": [
            *common, *room, _("Hints are there if you ask; each one makes the result count as more helped."),
            _("Nothing is judged until you hand over."),
        ],
        "history": [
            *common, _("You talk and think here; examining, tests and treatment are closed."),
            _("Nothing is judged until you hand over."),
        ],
        "examination": [*common, *room, _("There are no hints, and nothing is said about how you do until you end.")],
    }[mode]  # fmt: skip


def person_words(person: Person) -> str:
    """Age and occupation."""
    if person.age < 2:
        months = round(person.age * 12)
        age = ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    else:
        age = str(int(person.age))
    return ", ".join(filter(None, [age, person.occupation]))


def setting_name(setting: str) -> str:
    """Where one meets the patient."""
    return {
        "ed": _("Emergency department"),
        "gp": _("General practice"),
        "ward": _("Hospital ward"),
    }.get(setting, setting)


# Hints: a rung of the ladder and an act, as a move's target: "1/ask", "2/ask/AREA", "3/ask/FINDING".


def hint(encounter: Encounter) -> str:
    """The next hint as a move's target: one rung higher where the last act was a hint, else the first.

    The act is the reasoner's best for what is known, among the parts that the mode leaves open.
    """
    rung = min(RUNGS, 1 + _asked_in_a_row(encounter))
    act = _best(encounter)
    if act is None:
        return f"{rung}/decide"
    if rung == 1:
        return f"1/{act.kind}"
    return f"2/{act.kind}/{_area(encounter.patient.base, act)}" if rung == 2 else f"3/{act.kind}/{act.id}"


def _asked_in_a_row(encounter: Encounter) -> int:
    count = 0
    for step in reversed(encounter.state.steps):
        if step.move.kind == "hint":
            count += 1
        elif step.move.kind not in ("rank", "note"):
            break
    return count


def _best(encounter: Encounter) -> Act | None:
    case = encounter.patient.case
    kinds: list[Doing] = ["ask"]
    if "examine" in encounter.mode.phases:
        kinds.append("examine")
    if "tests" in encounter.mode.phases:
        kinds.append("order")
    base = encounter.patient.base
    try:
        reasoner = Reasoner(base, case.public.presentation, *case.who)
        best = reasoner.best(encounter.state.facts(), kinds, 8)
    except (KeyError, ValueError):
        return None
    done = {name for _, name in encounter.state.examined} | {one.test for one in encounter.state.orders}
    return next((act for act, value in best if value > 0 and act.id not in done), None)


def _area(base: Base, act: Act) -> str:
    if act.kind == "ask":
        return base.topics[base.findings[act.id].topic].area
    return base.manoeuvres[act.id].region if act.kind == "examine" else base.tests[act.id].group


def hint_words(base: Base, target: str) -> str:
    """A hint as a sentence."""
    rung, _slash, rest = target.partition("/")
    kind, _slash, name = rest.partition("/")
    if kind == "decide" or not kind:
        return _("What you know should be enough to decide. Write down your differential and act on it.")
    if rung == "1":
        return {
            "ask": _("There is more to learn by asking."),
            "examine": _("There is more to learn by examining."),
            "order": _("A test would tell you more than another question now."),
        }[kind]
    if rung == "2":
        return _area_words(kind, name)
    return _exact_words(base, kind, name)


def _area_words(kind: str, name: str) -> str:
    if kind == "ask":
        return _("Ask more about this area: %(area)s.") % {"area": places.area_name(name)}
    if kind == "examine":
        return _("Examine here: %(region)s.") % {"region": places.region_name(name).lower()}
    return _("Look among these tests: %(group)s.") % {"group": places.group_name(name).lower()}


def _exact_words(base: Base, kind: str, name: str) -> str:
    if kind == "ask" and name in base.findings:
        return _("Ask about this: %(what)s.") % {"what": base.findings[name].label}
    if kind == "examine" and name in base.manoeuvres:
        return _("Do this: %(what)s.") % {"what": base.manoeuvres[name].label}
    if kind == "order" and name in base.tests:
        return _("Order this: %(what)s.") % {"what": base.tests[name].label}
    return _("Go on with what you know.")
