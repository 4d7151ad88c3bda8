"""The debrief of one encounter: steps, checklist, critical errors, faults, curves, feedback, evidence. Knows a patient.

A pure function of patient, mode and moves, so that scoring an encounter again gives the same.
"""

from collections.abc import Sequence

from preceptor.core.curriculum.scale import DIFFICULTY, logits
from preceptor.core.knowledge.condition import Lesson
from preceptor.core.knowledge.plausible import plausible
from preceptor.core.patient import checklist, communication, critical, expense, feedback, management, reasoning
from preceptor.core.patient.case import Patient
from preceptor.core.patient.chronicle import Chronicle
from preceptor.core.patient.encounter import Mode
from preceptor.core.patient.faults import faults
from preceptor.core.patient.moves import State
from preceptor.core.patient.points import leading, points
from preceptor.core.patient.result import STEPS, Critical, Debrief, Fault, Item, StepScore

VERSION = "encounter-score-1"

WEIGHTS: dict[str, float] = {
    "cues": 0.05,  # noticed at once and soon overtaken by what is asked
    "history": 0.15,  # most diagnoses come from it
    "examination": 0.1,  # fewer signs than questions change the list
    "tests": 0.12,  # the right ones decide, the wrong ones cost and mislead
    "hypotheses": 0.13,  # what is not thought of is not looked for
    "weighing": 0.09,  # confidence that follows the evidence is what carries over to the next patient
    "diagnosis": 0.1,  # the outcome of the steps before it, and partly luck: it must not outweigh them
    "management": 0.1,  # what the patient needs, judged only as far as the base is sourced
    "communication": 0.06,  # observable behaviours only, so a part of what matters in talk
    "note": 0.02,  # little can be judged without reading it
    "efficiency": 0.08,  # time, cost and harm are borne by patients
}
"""What each step counts for; they sum to 1. Estimates, held in place by the benchmark of scripted interviewers."""
PHASE: dict[str, str] = {
    "history": "talk", "examination": "examine", "tests": "tests", "management": "treat", "communication": "talk",
    "note": "treat", "hypotheses": "differential", "weighing": "differential",
}  # fmt: skip
"""The phase that a step needs; where the mode closes it, the step is left out."""
WEAK = 0.6
LESSONS = 3
HINT = 0.15
"""How much assistance each hint counts as."""
ABOUT: dict[str, tuple[str, ...]] = {
    "missed-must-not-miss": ("hypotheses", "cues"),
    "premature-closure": ("diagnosis", "hypotheses"),
    "anchoring": ("weighing",),
    "shotgun-testing": ("tests",),
    "base-rate-neglect": ("weighing",),
}
COMPETENCIES: dict[str, str] = {
    "hypotheses": "differential-generation", "must-not-miss": "must-not-miss-thinking", "weighing": "bayesian-updating",
    "communication": "patient-centred-interview", "note": "clinical-documentation",
}  # fmt: skip
"""Competencies of reasoning and talk that every encounter tells of; the others are the condition's own."""


def debrief(patient: Patient, mode: Mode, state: State) -> Debrief:
    """Everything the debrief page shows."""
    seen = Chronicle(patient, mode, state)
    shared = reasoning.overlaps(seen)
    items = _items(seen)
    own, ideal = expense.learner(seen), expense.reference(seen)
    steps = _steps(seen, items, shared, expense.efficiency(seen, own, ideal))
    errors = critical.critical(seen, "treat" in mode.phases)
    found = faults(seen)
    right = seen.diagnosis == seen.truth
    drawn = leading(seen)
    condition = patient.base.conditions[seen.truth]
    all_items = tuple(item for step in STEPS for item in items.get(step, ()))
    return Debrief(
        version=VERSION,
        headline=feedback.headline(seen, right, errors),
        summary=feedback.summary(seen, steps, errors),
        outcome=_outcome(steps),
        condition=seen.truth,
        condition_label=condition.label,
        right=right,
        steps=steps,
        checklist=all_items,
        critical=errors,
        faults=found,
        points=points(seen, drawn),
        conditions={name: patient.base.conditions[name].label for name in drawn},
        plausible=_plausible(seen),
        truth_score=round(reasoning.truth_score(seen), 4),
        plausible_score=round(shared.mean, 4),
        spent=own.spent,
        reference_spent=ideal.spent,
        feedback=feedback.feedback(seen, steps, all_items, found),
        lessons=_lessons(condition.lessons, steps, found, errors),
        weights=_weights(seen, steps, all_items),
        assistance=min(1.0, HINT * state.hints),
    )


def _open(seen: Chronicle, step: str) -> bool:
    return PHASE.get(step, "finish") in seen.mode.phases


def _items(seen: Chronicle) -> dict[str, tuple[Item, ...]]:
    made = {
        "cues": checklist.cues,
        "history": checklist.history,
        "examination": checklist.examination,
        "tests": checklist.tests,
        "hypotheses": reasoning.hypotheses,
        "weighing": reasoning.weighing,
        "diagnosis": reasoning.diagnosis,
        "management": management.management,
        "communication": communication.communication,
        "note": communication.note,
    }
    return {step: make(seen) for step, make in made.items() if _open(seen, step)}


def _steps(
    seen: Chronicle, items: dict[str, tuple[Item, ...]], shared: reasoning.Overlap, thrift: float
) -> tuple[StepScore, ...]:
    scores: dict[str, float | None] = {
        "cues": checklist.earned(items["cues"]),
        "history": checklist.earned_focused(items.get("history", ())),
        "examination": checklist.earned_focused(items.get("examination", ())),
        "tests": checklist.earned(items.get("tests", ())),
        "hypotheses": reasoning.hypotheses_score(items.get("hypotheses", ()), shared),
        "weighing": reasoning.weighing_score(seen),
        "diagnosis": reasoning.diagnosis_score(seen),
        "management": management.management_score(seen, items.get("management", ())),
        "communication": checklist.earned(items.get("communication", ())),
        "note": communication.note_score(items["note"]) if "note" in items else None,
        "efficiency": thrift,
    }
    return tuple(
        StepScore(step, _rounded(scores[step]) if _open(seen, step) else None, WEIGHTS[step]) for step in STEPS
    )


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _outcome(steps: Sequence[StepScore]) -> float:
    """The weighted mean of what was scored; 0 where nothing was."""
    scored = [(one.score, one.weight) for one in steps if one.score is not None]
    total = sum(weight for _, weight in scored)
    return round(sum(score * weight for score, weight in scored) / total, 4) if total else 0.0


def _plausible(seen: Chronicle) -> tuple[tuple[str, float, bool], ...]:
    return tuple(
        (one.condition, round(one.confidence, 4), seen.base.conditions[one.condition].must_not_miss)
        for one in plausible(seen.reasoner, seen.facts(seen.last))
    )


def _lessons(
    lessons: Sequence[Lesson], steps: Sequence[StepScore], found: Sequence[Fault], errors: Sequence[Critical]
) -> tuple[Lesson, ...]:
    """At most LESSONS of the condition's lessons: those about what could have harmed, then faults, then weak steps."""
    weak = sorted(
        (one for one in steps if one.score is not None and one.score < WEAK), key=lambda one: one.score or 0.0
    )
    about = ["safety", "management"] if errors else []
    about += [step for fault in found for step in ABOUT[fault.code]]
    about += [one.id for one in weak]
    order = {step: place for place, step in reversed(list(enumerate(about)))}
    chosen = [lesson for lesson in lessons if lesson.about in order]
    return tuple(sorted(chosen, key=lambda lesson: order[lesson.about])[:LESSONS])


def _weights(
    seen: Chronicle, steps: Sequence[StepScore], items: Sequence[Item]
) -> tuple[tuple[str, str, float, float], ...]:
    """Evidence by competency. A competency that two steps speak of keeps the earlier step's name and their mean."""
    public = seen.case.public
    hard = logits(public.difficulty if public.difficulty in DIFFICULTY else 3, public.level)
    own = seen.base.conditions[seen.truth].competencies
    scored = {one.id: one.score for one in steps if one.score is not None}
    dangers = checklist.earned(item for item in items if item.id.startswith("hypotheses:danger:"))
    if dangers is not None:
        scored["must-not-miss"] = dangers
    found: dict[str, tuple[str, list[float]]] = {}
    for step, outcome in scored.items():
        competency = own.get(step) or COMPETENCIES.get(step, "")
        if competency:
            found.setdefault(competency, (step, []))[1].append(outcome)
    return tuple((step, name, round(sum(all_) / len(all_), 4), hard) for name, (step, all_) in found.items())
