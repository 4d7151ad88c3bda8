"""What an encounter comes to, as values that a page can draw. Knows nothing of how it was worked out."""

from collections.abc import Mapping
from dataclasses import dataclass

from preceptor.core.evidence import Evidence, scale_testlet
from preceptor.core.knowledge.condition import Lesson

STEPS = (
    "cues", "history", "examination", "tests", "hypotheses", "weighing", "diagnosis", "management", "communication",
    "note", "efficiency",
)  # fmt: skip
"""The first seven are the steps of reasoning; the rest are scored beside them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist: binary, with the step of the encounter that earned it, or None where nothing did."""

    id: str
    step: str
    label: str
    earned: bool
    weight: float
    number: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class StepScore:
    """One step's score (0 to 1), or None where the mode leaves it out or nothing could be judged."""

    id: str
    score: float | None
    weight: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Critical:
    """Something that could have harmed: it stands apart from the score. `number` is the move, None for an omission."""

    code: str
    label: str
    why: str
    number: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of reasoning as seen in the learner's own moves (`numbers`)."""

    code: str
    label: str
    why: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One fact as it became known: what the reference believed after it, what the learner had written down by then,
    what the fact did for the leading conditions (log likelihood ratios), and the best act that was open next."""

    number: int
    at: float
    finding: str
    label: str
    reference: Mapping[str, float]
    learner: Mapping[str, float]
    pushed: Mapping[str, float]
    best_next: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes, cost and harm, of the learner and of a reference work-up of the same patient."""

    minutes: float
    cost: float
    harm: float
    acts: int
    useless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything the debrief page shows. `outcome` is 0 to 1; `conditions` maps ids to labels for the curves."""

    version: str
    headline: str
    summary: str
    outcome: float
    condition: str
    condition_label: str
    right: bool
    steps: tuple[StepScore, ...]
    checklist: tuple[Item, ...]
    critical: tuple[Critical, ...]
    faults: tuple[Fault, ...]
    points: tuple[Point, ...]
    conditions: Mapping[str, str]
    plausible: tuple[tuple[str, float, bool], ...]
    """The plausible differential at the end: condition, tempered probability, whether it must not be missed."""
    truth_score: float
    plausible_score: float
    spent: Spent
    reference_spent: Spent
    feedback: Mapping[str, str]
    """Sentences at three levels: task, process, self-regulation."""
    lessons: tuple[Lesson, ...]
    weights: tuple[tuple[str, str, float, float], ...]
    """(step, competency, outcome, difficulty in logits) for each piece of evidence."""
    assistance: float = 0.0

    def evidence(self, activity: str, day: float, source: str) -> tuple[Evidence, ...]:
        """What the encounter says about the learner: one record a competency, together worth at most six items."""
        return scale_testlet(
            Evidence(
                activity=activity,
                competencies=((competency, 1.0),),
                outcome=outcome,
                at=day,
                difficulty=difficulty,
                difficulty_var=0.5,
                assistance=self.assistance,
                source=source,
            )
            for _, competency, outcome, difficulty in self.weights
        )
