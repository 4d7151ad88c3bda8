"""The page of the debrief: the score's values with the learner's own words, the curves and what comes next.

Knows a finished encounter; the hidden part may be shown here, and nowhere before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from django.utils.translation import gettext as _

from preceptor.core.patient.moves import Step
from preceptor.core.patient.result import Debrief, Item, Point, Spent
from preceptor.features.encounters import curves, objections, presenting, queries, use_cases
from preceptor.features.encounters.rooms import Room
from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning.models import Movement
from preceptor.platform.learning.shelf import Shelf, shelf
from preceptor.platform.packs import cases

QUOTED = 160
"""Longest quotation, in characters."""
TELLING = log(1.25)
"""A fact that changed the odds by less than this is folded away."""
FEW = 12
"""So many facts are shown without folding any away."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What earned a line: the learner's own words, or what they did; when, and at which step."""

    text: str
    own: bool
    time: str
    step: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the checklist with what earned it."""

    item: Item
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one step of reasoning, and how it was scored in percent (empty where it was not)."""

    id: str
    name: str
    score: str
    lines: list[Line]

    @property
    def earned(self) -> int:
        """How many lines were earned."""
        return sum(line.item.earned for line in self.lines)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what it did to the odds of the condition shown, what both believed after it, the best act then."""

    number: int
    label: str
    time: str
    step: int
    change: str
    up: bool | None
    learner: str
    reference: str
    best_next: str
    telling: bool


def page(found: Room, learner: Learner, asked: str) -> dict[str, Any]:
    """Everything the debrief shows."""
    result = use_cases.result_of(found)
    shelved = shelf()
    said = queries.said_of(found.moves)
    shown = asked if asked in result.conditions else result.condition
    facts = _facts(found, result, shown)
    public = found.encounter.patient.case.public
    state = found.encounter.state
    groups = _groups(found, result, said)
    return {
        "attempt": found.attempt,
        "result": result,
        "named": presenting.condition_name(found.encounter.patient.base, state.diagnosis, state.diagnosis_words),
        "shown": shown,
        "shown_label": result.conditions.get(shown, result.condition_label),
        "conditions": list(result.conditions.items()),
        "curves": curves.curves(_plotted(result.points), shown),
        "facts": facts if len(facts) <= FEW else [one for one in facts if one.telling],
        "folded": [] if len(facts) <= FEW else facts,
        "plausible": [
            (found.encounter.patient.base.conditions[name].label, chance, grave)
            for name, chance, grave in result.plausible
        ],
        "groups": [one for one in groups if one.id != "communication"],
        "talk": next((one for one in groups if one.id == "communication"), None),
        "critical": [(one, _quote(found, one.number, said)) for one in result.critical],
        "faults": [(one, [number for number in one.numbers if number]) for one in result.faults],
        "scores": [(step_name(one.id), one) for one in result.steps if one.score is not None],
        "spent": _spent(result.spent, result.reference_spent),
        "useless": [_test_label(found, name) for name in result.spent.useless],
        "feedback": [(name, result.feedback[key]) for key, name in _levels().items() if result.feedback.get(key)],
        "begun": presenting.ward_clock(public, 0),
        "ended": presenting.ward_clock(public, state.clock),
        "mode_name": presenting.mode_name(found.opened.mode),
        "pass_mark": found.opened.pass_mark,
        "person": public.person,
        "first": cases.public(found.attempt.approval.content).person if found.attempt.seed else None,
        "again": found.attempt.approval_id if found.attempt.approval.withdrawn_at is None else None,
        "kinds": objections.kinds(),
        **_learnt(found, learner, shelved),
    }


def _learnt(found: Room, learner: Learner, shelved: Shelf) -> dict[str, Any]:
    """What lies behind the case, what the belief changed, and who comes next."""
    bar = learner.cohort.programme.bar
    base = found.encounter.patient.base
    hidden = found.encounter.patient.case.hidden
    condition = base.conditions[hidden.condition]
    moved = Movement.objects.filter(attempt=found.attempt).order_by("pk")
    sources = [shelved.citations[one] for one in (*hidden.sources, *condition.sources) if one in shelved.citations]
    return {
        "about": condition,
        "teaching": hidden.teaching,
        "sources": [one for place, one in enumerate(sources) if one not in sources[:place]],
        "changes": [_change(one, shelved, bar) for one in moved],
        "bar": bar,
        "next": _next(learner, found),
    }


def _change(movement: Movement, shelved: Shelf, bar: float) -> dict[str, Any]:
    known = shelved.world.competencies.get(movement.competency)
    return {
        "competency": movement.competency,
        "title": known.title if known else movement.competency,
        "known": known is not None,
        "before": movement.before,
        "after": movement.after,
        "kind": "bad" if movement.after[2] < bar else "",
    }


def _next(learner: Learner, found: Room) -> dict[str, Any] | None:
    proposal = queries.proposal(learner)
    if proposal is None or proposal.card.approval == found.attempt.approval_id:
        return None
    return {"card": proposal.card, "reason": proposal.reason}


def step_name(step: str) -> str:
    """A step of the score, for people."""
    return {
        "cues": _("Cues at the door"),
        "history": _("History"),
        "examination": _("Examination"),
        "tests": _("Tests"),
        "hypotheses": _("Differential"),
        "weighing": _("Weighing evidence"),
        "diagnosis": _("Diagnosis"),
        "management": _("Treatment"),
        "communication": _("Conversation"),
        "note": _("Note"),
        "efficiency": _("Time, cost and harm"),
    }.get(step, step)


def _levels() -> dict[str, str]:
    return {
        "task": _("About this patient"),
        "process": _("About how you went about it"),
        "self-regulation": _("About how you steer yourself"),
    }


# The learner's own words.


def _quote(found: Room, number: int | None, said: Mapping[int, str | None]) -> Quote | None:
    steps = found.encounter.state.steps
    if number is None or not 0 < number < len(steps):
        return None
    step = steps[number]
    time = presenting.ward_clock(found.encounter.patient.case.public, step.at)
    if step.move.kind not in ("say", "finish", "note"):
        return Quote(_done(found, step), False, time, number)
    words = said.get(number, "")
    if words is None:
        return Quote(_("(erased)"), False, time, number)
    if not words:
        return Quote(_("You handed over.") if step.move.kind == "finish" else "", False, time, number)
    return Quote(_shortened(words), True, time, number)


def _done(found: Room, step: Step) -> str:
    words = presenting.act_words(found.encounter.patient.base, step.move)
    return words or next((line.text for line in step.lines if line.who == "system"), "")


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= QUOTED else words[:QUOTED].rsplit(" ", 1)[0] + " …"


def _groups(found: Room, result: Debrief, said: Mapping[int, str | None]) -> list[Group]:
    lines: dict[str, list[Line]] = {}
    for item in result.checklist:
        lines.setdefault(item.step, []).append(Line(item, _quote(found, item.number, said)))
    scores = {one.id: one.score for one in result.steps}
    return [
        Group(step, step_name(step), "" if scores.get(step) is None else f"{100 * (scores[step] or 0):.0f}", many)
        for step, many in lines.items()
    ]


def _test_label(found: Room, name: str) -> str:
    test = found.encounter.patient.base.tests.get(name)
    return test.label if test else name


# The curve and the facts.


def _plotted(points: Sequence[Point]) -> list[Point]:
    """One point for each step: where the last of its facts left both."""
    found: dict[int, Point] = {}
    for one in points:
        found[one.number] = one
    return list(found.values())


def _facts(found: Room, result: Debrief, shown: str) -> list[Fact]:
    public = found.encounter.patient.case.public
    rows = []
    for number, one in enumerate(result.points, start=1):
        weight = one.pushed.get(shown, 0.0)
        change, up = _pushed(weight)
        mine = one.learner.get(shown)
        rows.append(
            Fact(
                number=number,
                label=one.label[:1].upper() + one.label[1:],
                time=presenting.ward_clock(public, one.at),
                step=one.number,
                change=change,
                up=up,
                learner="" if mine is None else f"{100 * mine:.0f}",
                reference=f"{100 * one.reference.get(shown, 0.0):.0f}",
                best_next=one.best_next,
                telling=abs(weight) >= TELLING or number == 1,
            )
        )
    return rows


def _pushed(weight: float) -> tuple[str, bool | None]:
    """What a fact did to the odds, in words and figures; and whether up, down or neither."""
    times = exp(abs(weight))
    if times < 1.1:
        return _("hardly any"), None
    figure = f"{times:.1f}" if times < 10 else f"{times:.0f}"
    return (_("× %(n)s") if weight > 0 else _("÷ %(n)s")) % {"n": figure}, weight > 0


def _spent(own: Spent, ideal: Spent) -> list[tuple[str, str, str, bool]]:
    """Rows of what was spent: name, the learner's, the reference's, and whether it is a good deal more."""
    rows = [
        (_("Minutes in the room"), own.minutes, ideal.minutes),
        (_("Cost of tests (a full blood count is 1)"), own.cost, ideal.cost),
        (_("Harm of tests (0 none to 3 serious, added up)"), own.harm, ideal.harm),
        (_("Questions, examinations and tests"), float(own.acts), float(ideal.acts)),
    ]
    return [(name, _figure(mine), _figure(theirs), mine > 1.5 * theirs + 1) for name, mine, theirs in rows]


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
