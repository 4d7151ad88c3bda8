"""Why an activity was chosen, as a code and values; the words are written where they are shown. Knows no storage.

Before the answer a reason may name only what cannot cue it: domain, presentation, step of reasoning, time since last
seen. The full reason, with the competency and the estimates, is for after the answer.
"""

from dataclasses import dataclass

from preceptor.core.coach.catalogue import Catalogue
from preceptor.core.coach.choosing import Choice
from preceptor.core.coach.situation import Situation, at_bar, success

FEW_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` names a sentence; `values` fill it. `values` of a reason shown before the answer never cue it."""

    code: str
    values: dict[str, str | float]


def before(catalogue: Catalogue, now: Situation, choice: Choice) -> Reason:
    """The reason that is shown with the activity."""
    candidate = catalogue.candidates[choice.place]
    domain = catalogue.domain_of[catalogue.primary[choice.place]]
    members = catalogue.domain_of == domain
    answers = float(now.answers[members].sum())
    values: dict[str, str | float] = {
        "domain": candidate.domain,
        "presentation": candidate.presentation,
        "task": candidate.task,
        "answers": answers,
    }
    seen = now.history.seen.get(candidate.content)
    if seen is not None:
        return Reason(
            "new-numbers" if candidate.family else "seen-before", {**values, "days": round(max(0.0, now.day - seen))}
        )
    if answers < FEW_ANSWERS:
        return Reason("little-evidence", values)
    if candidate.presentation and candidate.presentation not in now.history.presentations:
        return Reason("fresh-presentation", values)
    if float(at_bar(catalogue, now)[members].mean()) < 0.5:
        return Reason("below-target", values)
    return Reason("keep-up", values)


def after(catalogue: Catalogue, now: Situation, choice: Choice) -> Reason:
    """The full reason, for after the answer."""
    candidate = catalogue.candidates[choice.place]
    place = catalogue.primary[choice.place]
    reached = float(at_bar(catalogue, now)[place])
    children = [name for name, parents in catalogue.graph.parents.items() if candidate.competency in parents]
    values: dict[str, str | float] = {
        "competency": candidate.competency,
        "expected": round(float(success(catalogue, now)[choice.place]), 3),
        "reached": round(reached, 3),
        "answers": float(now.answers[place]),
        "unlocks": float(len(children)),
    }
    if now.answers[place] < FEW_ANSWERS:
        return Reason("little-evidence", values)
    if reached < 0.5 and children:
        return Reason("prerequisite", values)
    return Reason("most-gain" if reached < 0.5 else "keep-up", values)
