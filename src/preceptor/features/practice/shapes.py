"""What practice looks like as JSON: an item before its answer, feedback after it, a sitting. Knows no storage."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from preceptor.features.practice.use_cases import LONGEST_COMMENT

Mode = Literal["practice", "placement", "checkpoint", "recheck"]
Letter = Annotated[str, StringConstraints(min_length=1, max_length=4)]
ClientId = Field(description="Your own id (UUID) for this answer, made before it is first sent: a retry counts once.")
Chance = Field(ge=0, le=1)
Triple = Field(description="low, mid, high of the chance of success on a typical question.")


class Sent(Schema):
    """What is sent: a field that does not exist is a mistake, not something to pass over."""

    model_config = ConfigDict(extra="forbid")


class Option(Schema):
    """One option."""

    letter: str
    text: str


class Question(Schema):
    """One question; choose at most `select` of its options."""

    lead_in: str
    select: int
    options: list[Option]


class Result(Schema):
    """One row of a table of results. `flag` is empty, H or L."""

    name: str
    value: str
    unit: str
    reference: str
    flag: str


class Results(Schema):
    """A table under the text."""

    caption: str
    rows: list[Result]


class Item(Schema):
    """What is asked. Nothing here says what is right."""

    paragraphs: list[str]
    results: Results | None
    questions: list[Question]


class Marked(Schema):
    """One option with its reasons."""

    letter: str
    text: str
    correct: bool
    harmful: bool
    rationale: str
    misconception: str = Field(description="The idea behind choosing it, or empty.")


class Source(Schema):
    """A work that the item relies on."""

    citation: str
    year: str
    supports: str
    status: str = Field(description="`verified`, or `from-memory`: not yet checked.")


class Change(Schema):
    """How the answer moved what is believed about one competency."""

    competency: str
    title: str
    before: list[float] = Triple
    after: list[float] = Triple


class Feedback(Schema):
    """Everything about an answered item."""

    verdict: Literal["right", "partly", "wrong"]
    outcome: float = Chance
    responses: list[list[str]] = Field(description="Letters chosen, one list for each question.")
    scores: list[float] = Field(description="Each question's score, 0 to 1.")
    confidence: int | None
    calibration: str = Field(description="What confidence like this has been worth so far, or empty.")
    questions: list[list[Marked]]
    explanation: str
    teaching_point: str
    sources: list[Source]
    changes: list[Change]
    reason: str = Field(description="The full reason why it was given.")
    exhausted: str = Field(description="Where no unseen question is left, or empty.")
    encouragement: str
    card_made: bool = Field(description="Whether the fact behind it comes back as a review card.")
    withdrawn: bool = Field(description="Whether the item has since been withdrawn; do not rely on it then.")


class Attempt(Schema):
    """One activity: before the answer, or after it."""

    id: uuid.UUID
    mode: Mode
    status: Literal["open", "answered"]
    sitting: uuid.UUID | None = Field(description="The placement or checkpoint it belongs to.")
    offered_at: datetime
    domain: str
    presentation: str
    minutes: float
    reason: str = Field(description="Why this; nothing in it cues the answer.")
    review_notes: list[str] = Field(description="Whether a clinician has reviewed the content.")
    item: Item
    feedback: Feedback | None = Field(description="Null before the answer and while the sitting is running.")


class Answer(Sent):
    """An answer."""

    responses: list[Annotated[list[Letter], Field(max_length=20)]] = Field(
        max_length=10, description='Letters chosen, one list for each question: [["A"]].'
    )
    client_id: uuid.UUID = ClientId
    confidence: int | None = Field(
        default=None, ge=0, le=100, strict=True, description="How sure you are, in percent; may be left out."
    )


class Receipt(Schema):
    """The acknowledgement of an answer: it is stored."""

    repeated: bool = Field(description="Whether this answer was recorded before; it counts once.")
    attempt: Attempt
    next: uuid.UUID | None = Field(description="The next activity, or null where there is none.")


class Decline(Sent):
    """Why something else is wanted."""

    why: Literal["shorter", "easier", "harder", "other", "none given"] = "none given"
    instead: int | None = Field(
        default=None, ge=1, lt=10**17, strict=True, description="An alternative that the page offered by this number."
    )


class Declined(Schema):
    """What took the place of the declined activity."""

    next: uuid.UUID


class Report(Sent):
    """What is wrong with an item."""

    kind: Literal["wrong", "unclear", "outdated", "biased", "other"]
    comment: str = Field(default="", max_length=LONGEST_COMMENT)


class Reply(Sent):
    """What of a notice's offers is taken up."""

    take: Literal["easier", "example", "break", "mentor"] | None = Field(description="Null passes it over.")


class Recorded(Schema):
    """It is recorded; what is meant for the educators is with them."""

    recorded: Literal[True] = True


class Start(Sent):
    """Which kind of sitting, and for a re-check of which competency."""

    kind: Literal["placement", "checkpoint", "recheck"]
    competency: str = Field(default="", max_length=80, description="Its id, for a re-check; else empty.")


class Domain(Schema):
    """Mean chance of success over the competencies of a domain, 80 % interval."""

    domain: str
    title: str
    low: float = Chance
    mid: float = Chance
    high: float = Chance
    settled: bool = Field(description="Whether enough is known to say.")


class Rechecked(Schema):
    """The 90 % interval of a competency without and with what a re-check found, and what that means."""

    competency: str
    before: list[float] = Triple
    after: list[float] = Triple
    meaning: str


class Sitting(Schema):
    """A placement, a checkpoint or a re-check: a run of activities without help, with its result at the end."""

    id: uuid.UUID
    kind: Literal["placement", "checkpoint", "recheck"]
    competency: str = Field(description="What a re-check is about, else empty.")
    started_at: datetime
    finished_at: datetime | None
    why: str = Field(description="Why it ended: enough, limit, stopped, skipped or exhausted; empty while it runs.")
    answered: int
    limit: int
    attempt: uuid.UUID | None = Field(description="The activity to answer now.")
    domains: list[Domain]
    rechecked: Rechecked | None = Field(description="The result of a re-check that has ended, else null.")
