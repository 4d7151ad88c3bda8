"""What virtual patients look like as JSON: the list, the room, one move, the debrief. Knows no storage.

Pydantic's own models: ninja's would look at every entry of a transcript three times more on its way out.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from preceptor.core.patient.moves import Kind
from preceptor.features.encounters.workbench import MOST_ROWS

Mode = Literal["practice", "history", "examination"]
Chance = Field(ge=0, le=1)
Percent = Field(description="From 0 to 100.")
MoveNumber = Field(description="The move that it belongs to; null where there is none.")
Triple = Field(description="low, mid, high of the chance of success on a typical question.")


class Sent(BaseModel):
    """What is sent: a field that does not exist is a mistake, not something to pass over."""

    model_config = ConfigDict(extra="forbid")


# The list.


class Patient(BaseModel):
    """A patient one can go in to, or went in to. Nothing here says what they have."""

    patient: int = Field(description="Send this to go in.")
    title: str
    presentation: str
    setting: str
    minutes: int = Field(description="About how long it takes on the ward clock.")
    met_before: bool = Field(description="Seen to the end before; somebody else brings the same facts now.")


class ProposedPatient(BaseModel):
    """The patient the coach proposes."""

    patient: Patient
    reason: str = Field(description="Why this one; nothing in it cues the diagnosis.")


class Visit(BaseModel):
    """An encounter of one's own, in a line."""

    encounter: uuid.UUID = Field(description="Read it at /api/encounters/{encounter}.")
    patient: Patient
    begun_at: datetime
    ended_at: datetime | None


class Patients(BaseModel):
    """Every patient there is for you."""

    proposal: ProposedPatient | None
    running: list[Visit] = Field(description="Encounters that wait to be gone on with.")
    others: list[Patient]
    finished: list[Visit] = Field(description="The newest finished ones.")
    modes: dict[Mode, list[str]] = Field(description="The modes, each with what it lets you see and do.")
    review_notes: list[str] = Field(description="Whether a clinician has reviewed the content.")


class Meeting(Sent):
    """Whom to go in to, and how."""

    patient: int = Field(ge=1, lt=10**17, strict=True, description="A number that the list gave.")
    mode: Mode = "practice"


# The room.


class Person(BaseModel):
    """Who the patient is."""

    name: str
    address: str
    age: float = Field(description="In years.")
    pronoun: str
    occupation: str
    weight: float = Field(description="In kilograms.")
    speaker: str = Field(description="Who answers for them; empty where they speak for themselves.")


class Vital(BaseModel):
    """One observation as last measured; `word` says what is out of the ordinary, else it is empty."""

    label: str
    value: str
    unit: str
    word: str
    time: str


class Turn(BaseModel):
    """One entry of the transcript."""

    move: int = Field(description="The move it belongs to; 0 is coming in.")
    kind: Literal["you", "patient", "event", "result", "hint"]
    who: str
    time: str = Field(description="On the ward clock.")
    text: str
    erased: bool = Field(description="Whether these were words of yours that were erased.")


class Awaited(BaseModel):
    """A test on its way."""

    label: str
    due: str = Field(description="On the ward clock.")
    minutes: float = Field(description="Until then.")


class Ranked(Sent):
    """One line of a differential: a name that the base knows, or words of your own."""

    name: str
    confidence: int = Field(strict=True, description="How likely, in percent.")
    must_not_miss: bool = Field(default=False, strict=True)


class Encounter(BaseModel):
    """An encounter as it stands: what was met so far, and nothing else."""

    id: uuid.UUID
    status: Literal["open", "finished"]
    mode: Mode
    rules: list[str] = Field(description="What the mode lets you see and do.")
    parts: list[str] = Field(description="The parts that the mode leaves open.")
    hints: bool
    begun_at: datetime
    title: str
    setting: str
    person: Person
    door: str = Field(description="What is seen on coming in.")
    vitals: list[Vital]
    time: str = Field(description="On the ward clock.")
    minutes: float = Field(description="Since coming in.")
    limit: int = Field(description="Minutes that are planned; 0 where nothing is.")
    moves: int = Field(description="How many moves were made.")
    transcript: list[Turn]
    waiting: list[Awaited]
    cost: float = Field(description="Of the tests ordered so far; a full blood count is 1.")
    differential: list[Ranked] = Field(description="As last written down, best first.")
    note: str = Field(description="As last written; empty where none was, or it was erased.")


# A move.

FIELDS: Mapping[str, tuple[str, ...]] = {
    "say": ("said",),
    "examine": ("target", "consent"),
    "order": ("target",),
    "treat": ("treatment", "dose", "unit", "route", "frequency"),
    "rank": ("ranked",),
    "wait": ("minutes",),
    "hint": (),
    "note": ("note",),
    "help": (),
    "finish": ("diagnosis", "explanation"),
}
"""What each kind of move is sent with; everything else would be passed over, and is refused."""


class Move(Sent):
    """One act in the room. Besides `kind` and `client_id` only the fields of its kind are sent:
    say: said · examine: target, consent · order: target · treat: treatment, dose, unit, route, frequency ·
    rank: ranked · wait: minutes · note: note · finish: diagnosis, explanation · hint and help: none."""

    kind: Kind
    client_id: uuid.UUID = Field(
        description="Your own id (UUID) for this move, made before it is first sent: a retry counts once."
    )
    said: str = Field(default="", description="What you say, in your own words, up to 2,000 characters.")
    target: str = Field(default="", description="The id of an examination or a test.")
    consent: bool = Field(default=False, strict=True, description="That you asked first and offered a chaperone.")
    treatment: str = Field(default="", description="The id of a treatment.")
    dose: float | None = Field(default=None, strict=True, description="A number; its unit goes beside it.")
    unit: str = ""
    route: str = ""
    frequency: str = ""
    ranked: list[Ranked] = Field(default=[], max_length=MOST_ROWS, description="The whole differential, as it is now.")
    minutes: float | None = Field(default=None, strict=True, description="Left out: until the next result.")
    note: str = ""
    diagnosis: str = Field(default="", description="What you would act on first.")
    explanation: str = Field(default="", description="What you say to the patient about it.")

    @model_validator(mode="after")
    def _only_its_own(self) -> "Move":
        for name in sorted(self.model_fields_set - {"kind", "client_id", *FIELDS[self.kind]}):
            raise ValueError(f"a move of the kind {self.kind} has no field {name}; leave it out")
        return self

    def form(self) -> dict[str, str]:
        """The move as the room's form would send it, so that both are judged by the same rules."""
        fields = {name: _typed(getattr(self, name)) for name in FIELDS[self.kind] if name != "ranked"}
        for place, one in enumerate(self.ranked):
            fields |= {
                f"condition-{place}": one.name,
                f"confidence-{place}": str(one.confidence),
                f"grave-{place}": _typed(one.must_not_miss),
            }
        return fields | {"client_id": str(self.client_id)}


def _typed(value: str | float | bool | None) -> str:
    """A value as it would be typed into a form; a tick is sent, or not."""
    if value is None or value is False:
        return ""
    return "yes" if value is True else str(value)


class Moved(BaseModel):
    """The acknowledgement of a move: it is stored."""

    repeated: bool = Field(description="Whether this move was recorded before; it counts once.")
    encounter: Encounter


# What can be chosen. Everything of the base stands in these lists, so that they say nothing about one patient.


class Examination(BaseModel):
    """One way of examining. `consent`: ask first."""

    id: str
    label: str
    region: str
    minutes: float
    consent: bool
    exposure: str


class Test(BaseModel):
    """One test, with what it costs and when its result comes."""

    id: str
    label: str
    group: str
    minutes: float
    cost: float = Field(description="A full blood count is 1.")
    harm: float = Field(description="From 0, none, to 3, serious.")
    harm_text: str


class Treatment(BaseModel):
    """One treatment. What it is for, and how much of it, is yours to know."""

    id: str
    label: str
    kind: str


class ConditionName(BaseModel):
    """A name one can write in the differential, and the label it stands for."""

    name: str
    label: str


class Choices(BaseModel):
    """Everything the knowledge base has to choose from."""

    examinations: list[Examination]
    tests: list[Test]
    treatments: list[Treatment]
    routes: list[str]
    units: list[str]
    frequencies: list[str]
    conditions: list[ConditionName]


# The debrief.


class Quote(BaseModel):
    """What earned a line: your own words, or what you did."""

    move: int
    time: str
    text: str
    own_words: bool


class ChecklistLine(BaseModel):
    """One line of the checklist."""

    step: str
    label: str
    earned: bool
    why: str
    quote: Quote | None


class StepOfScore(BaseModel):
    """One step of reasoning or care; null where the mode leaves it out or nothing could be judged."""

    step: str
    score: float | None
    weight: float
    why: str


class CriticalError(BaseModel):
    """Something that could have harmed: it stands apart from the score."""

    label: str
    why: str
    move: int | None = MoveNumber


class ReasoningFault(BaseModel):
    """A fault of reasoning as seen in your own moves."""

    label: str
    why: str
    moves: list[int]


class Fact(BaseModel):
    """One fact as it became known: what was believed after it, and what would have been best to do next."""

    move: int
    minutes: float
    label: str
    reference: dict[str, float] = Field(description="Condition → chance, as the reference held it.")
    learner: dict[str, float] = Field(description="Condition → chance, as last written down.")
    pushed: dict[str, float] = Field(description="Condition → natural logarithm of the likelihood ratio.")
    best_next: str


class PlausibleCondition(BaseModel):
    """What a careful clinician would still have held open at the end."""

    condition: str
    chance: float = Chance
    must_not_miss: bool


class Expense(BaseModel):
    """Minutes, cost and harm."""

    minutes: float
    cost: float
    harm: float
    acts: int


class Lesson(BaseModel):
    """A fact that comes back as a review card."""

    front: str
    back: str


class BeliefChange(BaseModel):
    """How the encounter moved what is believed about one competency."""

    competency: str
    title: str
    before: list[float] = Triple
    after: list[float] = Triple


class Debrief(BaseModel):
    """What an encounter came to."""

    encounter: Encounter
    headline: str
    summary: str
    outcome: float = Chance
    pass_mark: float | None
    condition: str
    named: str = Field(description="What you named.")
    right: bool
    scores: list[StepOfScore]
    checklist: list[ChecklistLine]
    critical: list[CriticalError]
    faults: list[ReasoningFault]
    facts: list[Fact]
    plausible: list[PlausibleCondition]
    spent: Expense
    reference_spent: Expense
    useless_tests: list[str] = Field(description="Tests that could tell nothing when they were ordered.")
    feedback: dict[Literal["task", "process", "self-regulation"], str]
    lessons: list[Lesson]
    teaching: str
    first: str | None = Field(description="Whom you met before with the same facts, where somebody else brought them.")
    sources: list[str]
    changes: list[BeliefChange]
    next: ProposedPatient | None = Field(description="Who comes next, and why.")
