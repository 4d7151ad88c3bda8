"""Items: one clinical decision each, with what a learner may see kept apart from the key. Knows no storage.

Two pairs of types keep hidden things hidden by structure. Authored: `Paper` (public) and `Key` (hidden). Drawn for
one attempt: `Sheet` (what the learner sees) and `Marking` (what scoring needs). See `family` for the drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

type_names = ("sba", "kf")
LETTERS = "ABCDEFGHIJKLMNOPQRST"
Order = Literal["sorted", "given"]


@dataclass(frozen=True, slots=True)
class Result:
    """One row of a table of results. `flag` is "", "H" or "L"."""

    name: str
    value: str
    unit: str = ""
    reference: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """A table under the stem."""

    caption: str
    rows: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The public half of a question: the lead-in, the option texts, how many may be chosen."""

    lead_in: str
    options: tuple[str, ...]
    select: int = 1
    order: Order = "sorted"


@dataclass(frozen=True, slots=True)
class Span:
    """A parameter drawn evenly from low, low + step, … up to high."""

    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A parameter drawn evenly from a list of numbers or words."""

    values: tuple[float | str, ...]


Parameter = Span | Choice


@dataclass(frozen=True, slots=True)
class Paper:
    """All that a learner may see of an item before answering, as authored."""

    stem: str
    questions: tuple[Question, ...]
    results: Results | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    derive: Mapping[str, str] = field(default_factory=dict)
    require: tuple[str, ...] = ()

    @property
    def is_family(self) -> bool:
        """Whether its numbers are drawn anew for each attempt."""
        return bool(self.parameters)


@dataclass(frozen=True, slots=True)
class OptionKey:
    """The hidden half of an option. `correct` is an expression where the key depends on drawn parameters."""

    correct: bool | str = False
    harmful: bool = False
    rationale: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A reference that an item relies on, what for, and whether it was read or remembered."""

    ref: str
    supports: str
    status: str
    checked_on: str


@dataclass(frozen=True, slots=True)
class Card:
    """The fact behind an item as a review card."""

    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Key:
    """All that stays hidden until an item has been answered, aligned with `Paper.questions` and their options."""

    questions: tuple[tuple[OptionKey, ...], ...]
    explanation: str
    teaching_point: str
    card: Card
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a pack at one version.

    `competency` is the one the decision belongs to; `also` names at most two more. `difficulty` is the author's
    estimate from 1 (over 90 % right at the item's level) to 5 (under 35 %). `minutes` is reading and deciding time.
    """

    id: str
    version: int
    type: str
    competency: str
    task: str
    level: str
    difficulty: int
    minutes: float
    paper: Paper
    key: Key
    also: tuple[str, ...] = ()
    presentation: str = ""
    jurisdiction: str = "int"
    review_by: str = ""
    review: str = "not-reviewed"
    licence: str = ""
    allow: Mapping[str, str] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        """How events cite it."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """A drawn question: options as (letter, text) in the order shown."""

    lead_in: str
    select: int
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a learner sees for one attempt."""

    paragraphs: tuple[str, ...]
    results: Results | None
    questions: tuple[SheetQuestion, ...]


@dataclass(frozen=True, slots=True)
class OptionMarking:
    """One option with its reasons, by the letter shown."""

    letter: str
    text: str
    correct: bool
    harmful: bool
    rationale: str
    misconception: str


@dataclass(frozen=True, slots=True)
class Marking:
    """What scoring and feedback need for one attempt; never leaves the server before the answer."""

    questions: tuple[tuple[OptionMarking, ...], ...]
    explanation: str
    teaching_point: str
    card: Card
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome of an answer: the item's (0–1, mean of its questions) and each question's."""

    outcome: float
    questions: tuple[float, ...]

    @property
    def right(self) -> bool:
        """Whether every question earned its full mark."""
        return self.outcome >= 1.0


class UnknownOption(ValueError):
    """A response names an option that the sheet does not have."""


def score(marking: Marking, selects: Sequence[int], responses: Sequence[frozenset[str]]) -> Score:
    """Score one set of letters per question.

    A question scores the share of its correct options that were chosen; a harmful choice, or more choices than
    `selects` allows, scores 0 (Medical Council of Canada, Guidelines for the development of key feature problems,
    2012). Raises UnknownOption.
    """
    if len(responses) != len(marking.questions):
        raise UnknownOption(f"{len(responses)} responses for {len(marking.questions)} questions")
    scores = tuple(
        _question_score(options, select, chosen)
        for options, select, chosen in zip(marking.questions, selects, responses, strict=True)
    )
    return Score(sum(scores) / len(scores), scores)


def _question_score(options: tuple[OptionMarking, ...], select: int, chosen: frozenset[str]) -> float:
    known = {option.letter for option in options}
    if not chosen <= known:
        raise UnknownOption(f"no option {', '.join(sorted(chosen - known))}")
    if len(chosen) > select or any(option.harmful and option.letter in chosen for option in options):
        return 0.0
    correct = {option.letter for option in options if option.correct}
    return len(correct & chosen) / len(correct)


def guess_chance(paper: Paper) -> float:
    """The outcome to expect from choosing blindly: mean over questions of `select` / number of options.

    For a single best answer with five options this is .2; harmful options make the true value a little lower.
    """
    shares = [question.select / len(question.options) for question in paper.questions]
    return sum(shares) / len(shares)
