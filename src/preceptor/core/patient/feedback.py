"""What is said to the learner after an encounter: headline, summary, and feedback on task, process and self-regulation.

The three levels follow Hattie and Timperley (2007): what was done, how it was gone about, how one steers oneself. It
never praises or blames the person. Knows scores and a chronicle.
"""

from collections.abc import Mapping, Sequence

from preceptor.core.patient.chronicle import Chronicle
from preceptor.core.patient.reasoning import agreement, late
from preceptor.core.patient.result import Critical, Fault, Item, StepScore
from preceptor.core.patient.wordings import capital, lowered

WEAK = 0.6
NAMES: dict[str, str] = {
    "cues": "the cues at the door",
    "history": "the history",
    "examination": "the examination",
    "tests": "the tests",
    "hypotheses": "the differential",
    "weighing": "weighing the evidence",
    "diagnosis": "the diagnosis",
    "management": "the treatment",
    "communication": "the conversation",
    "note": "the note",
    "efficiency": "time, cost and harm",
}
STRATEGIES: dict[str, str] = {
    "cues": "Before the first question, name the vital signs that are abnormal and what could explain each.",
    "history": "For each condition on your list, ask the one question whose answer would move it most.",
    "examination": "Decide before you touch the patient which sign would change your list, and look for that one.",
    "tests": "Before each order, say what you would do differently with either result; if nothing, leave it out.",
    "hypotheses": "Write three conditions after the opening words, one of them the worst it could be.",
    "weighing": "After each result, ask how much more often it is seen with your first condition than with the second.",
    "diagnosis": "Before you name it, list what does not fit, and what else would explain that.",
    "management": "Once a danger is likely, start what cannot wait, and find out the rest meanwhile.",
    "communication": "Begin open, ask what worries the patient, and end with what you think and when to call.",
    "note": "Write the note for the colleague who comes after you: the problem, what you found, what you plan.",
    "efficiency": "Stop asking when no answer would change what you do.",
}
FAULT_STRATEGIES: dict[str, str] = {
    "missed-must-not-miss": "Ask at every complaint: what would I regret having missed?",
    "premature-closure": "When it seems settled, name the danger that is still possible and what would refute it.",
    "anchoring": "When a fact does not fit the first idea, lower it in writing before you go on.",
    "shotgun-testing": "Take the history first; it tells which few tests have something to answer.",
    "base-rate-neglect": "Start from how common a condition is in such a person, then let each fact move it.",
}


def headline(seen: Chronicle, right: bool, critical: Sequence[Critical]) -> str:
    """What happened, in one sentence."""
    label = seen.base.conditions[seen.truth].label
    if right:
        return _right(seen, critical)
    if seen.truth in seen.considered:
        return f"{capital(label)} was on your list, and you settled on something else"
    if seen.base.conditions[seen.truth].must_not_miss:
        return f"{capital(label)} was there to be found, and was not on your list"
    return f"It was {label}, which was not on your list"


def _right(seen: Chronicle, critical: Sequence[Critical]) -> str:
    if any(one.code == "grave-turn" for one in critical):
        return "The right diagnosis, and the patient got worse before you acted on it"
    if any(one.code in ("harmful-treatment", "contraindicated", "overdose", "sent-home") for one in critical):
        return "The right diagnosis, and a treatment that could have harmed"
    first = next((board for board in seen.boards if board.first == seen.truth), None)
    wanted = {step.treatment for step in seen.base.conditions[seen.truth].management if step.role == "essential"}
    acted = next((one.at for one in seen.treated if one.given.treatment in wanted), None)
    if first is not None and acted is not None and acted - first.at >= 10:
        return f"The right diagnosis, and {_minutes(acted - first.at)} before you acted on it"
    if first is None and seen.boards:
        return "The right diagnosis, which your differential never put first"
    if not seen.boards:
        return "The right diagnosis, with no differential written down on the way"
    return "The right diagnosis, and it led your list before the end"


def _minutes(span: float) -> str:
    if 25 <= span <= 35:
        return "half an hour"
    if 50 <= span <= 70:
        return "an hour"
    return f"{span:.0f} minutes"


def summary(seen: Chronicle, steps: Sequence[StepScore], critical: Sequence[Critical]) -> str:
    """Two sentences: what carried the encounter, and what would have changed it most."""
    scored = sorted((one for one in steps if one.score is not None), key=lambda one: (-(one.score or 0.0), one.id))
    if not scored:
        return "Nothing could be scored here. Take a history and name a diagnosis next time."
    best, worst = scored[0], scored[-1]
    first = (
        f"What went furthest was {NAMES[best.id]} ({best.score or 0.0:.0%}), "
        f"what fell shortest {NAMES[worst.id]} ({worst.score or 0.0:.0%})."
    )
    if critical:
        return f"{first} What could have harmed comes first: {lowered(critical[0].label)}."
    return f"{first} {STRATEGIES[worst.id]}"


def feedback(
    seen: Chronicle, steps: Sequence[StepScore], items: Sequence[Item], faults: Sequence[Fault]
) -> Mapping[str, str]:
    """One or two sentences for each level."""
    weak = sorted(
        (one for one in steps if one.score is not None and one.score < WEAK), key=lambda one: one.score or 0.0
    )
    return {"task": _task(weak, items), "process": _process(weak, faults), "self-regulation": _steering(seen)}


def _task(weak: Sequence[StepScore], items: Sequence[Item]) -> str:
    told = []
    for step in weak[:2]:
        missed = sorted((one for one in items if one.step == step.id and not one.earned), key=lambda one: -one.weight)
        if missed:
            names = "; ".join(lowered(one.label) for one in missed[:2])
            told.append(f"Missing in {NAMES[step.id]}: {names}.")
    return " ".join(told) or "Every step reached what this patient called for."


def _process(weak: Sequence[StepScore], faults: Sequence[Fault]) -> str:
    if faults:
        return FAULT_STRATEGIES[faults[0].code]
    return STRATEGIES[weak[0].id] if weak else "The same order of steps will serve with the next patient of this kind."


def _steering(seen: Chronicle) -> str:
    last = late(seen)
    if last is None or not last.first:
        return "Write down how sure you are before each result: only then can you see whether you were right to be."
    mine, (low, high) = last.shares[last.first], seen.band(last.number).get(last.first, (0.0, 0.0))
    label = seen.base.conditions[last.first].label
    if mine > high + 0.15:
        return (
            f"You ended {mine:.0%} sure of {label}, where the facts you had allowed {high:.0%} at most. "
            "Ask what you would expect to see if you were wrong."
        )
    if mine < low - 0.15:
        return (
            f"You ended {mine:.0%} sure of {label}, where the facts you had bore out at least {low:.0%}. "
            "Notice when the next answer could no longer change what you do."
        )
    if agreement(seen, last) < WEAK:
        return f"Your confidence in {label} fits the facts, and the rest of the list does not. Weigh the rivals too."
    return f"Your {mine:.0%} for {label} fits the facts you had. Keep writing it down, so that you can check it again."
