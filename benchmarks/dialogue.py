"""Understanding of real questions to patients: right meaning first, rejection of the rest, milliseconds a turn.

Trained on the knowledge base's own phrasings alone. Of the 260 questions only odd rows were looked at while the rules
were made: `top1` counts the even ones, `top1_all` both. Another file's rows all count.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.dialogue_map import INTENTS, right
from preceptor.core.coach.calibration import wilson

if TYPE_CHECKING:
    from preceptor.core.patient.understanding import Focus, Meaning, Understanding

NAME = "dialogue"
FOLDER = "patients/questions"
PACK = Path(__file__).resolve().parent.parent / "packs" / "acute-general-medicine"
OUTSIDE = "X"
Z95 = 1.959964
WARM = 20


@dataclass(frozen=True)
class Question:
    """One real question, the intents it may have, and the patient's words before it where they are known."""

    number: int
    text: str
    intents: tuple[str, ...]
    before: str = ""

    @property
    def outside(self) -> bool:
        """Whether it was labelled as having no intent at all."""
        return self.intents == (OUTSIDE,)


@dataclass(frozen=True)
class Reading:
    """What came of one question: the readings of its clauses, best first, and the time it took."""

    question: Question
    clauses: list[tuple[Meaning, ...]]
    answered: tuple[Meaning, ...]
    ms: float

    def right_within(self, first: int) -> bool:
        """Whether any clause has a right meaning among its first ones."""
        return any(self._right(one) for some in self.clauses for one in some[:first])

    @property
    def right_and_answered(self) -> bool:
        """Whether the patient would have answered it rightly, unsure meanings being left unanswered."""
        return any(self._right(one) for one in self.answered)

    @property
    def confidence(self) -> float:
        return max((some[0].confidence for some in self.clauses), default=0.0)

    def _right(self, meaning: Meaning) -> bool:
        return any(right(intent, meaning.topic, meaning.attribute) for intent in self.question.intents)


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Train on the built-in pack, read every question once, count."""
    parser = argparse.ArgumentParser(prog="./bench dialogue")
    parser.add_argument("--questions", type=Path, help="tab-separated: number, interview, question[, words before]")
    parser.add_argument("--labels", type=Path, help="their intents, ';' between questions, ',' between any of these")
    parser.add_argument("--embedding", type=Path, help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--errors", action="store_true", help="print what was missed (odd rows of the built-in set)")
    options = parser.parse_args(argv)
    given = options.questions is not None
    named = os.environ.get("PRECEPTOR_DATA")
    if not given and not named:
        return {
            "skipped": f"PRECEPTOR_DATA is unset: name the folder that holds {FOLDER}, or give --questions, --labels"
        }
    folder = Path(named or "") / FOLDER
    asked = questions(options.questions or folder / "sample.txt", options.labels or folder / "labels.txt")
    # Two threads make small products ten times slower; NumPy reads this when first imported, hence the late imports.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    model, seconds = trained(options.embedding)
    focus = focus_by(model)
    for one in asked[:WARM]:
        model.read(one.text, focus(""))
    read = [reading(model, one, focus(one.before)) for one in asked]
    if options.errors:
        show_errors(read, odd_only=not given)
    return figures(read, seconds, every=given)


def questions(path: Path, labels: Path) -> list[Question]:
    """The rows of a file of questions with their labels. Raises ValueError where they do not match."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    intents = [one.strip() for one in re.split(r"[;\n]", labels.read_text(encoding="utf-8")) if one.strip()]
    if len(rows) != len(intents):
        raise ValueError(f"{path.name} has {len(rows)} questions, {labels.name} has {len(intents)} labels.")
    return [
        Question(int(row[0]), row[2], tuple(name.strip() for name in some.split(",")), row[3] if len(row) > 3 else "")
        for row, some in zip(rows, intents, strict=True)
    ]


def trained(embedding: Path | None) -> tuple[Understanding, float]:
    """The model and the seconds its training took, the reading of the pack left out."""
    from preceptor.core.patient.understanding import Understanding
    from preceptor.platform.embedding import embedder
    from preceptor.platform.packs.folder import read

    base = read(PACK).knowledge
    if base is None:
        raise ValueError("The built-in pack has no knowledge base that can be read.")
    network = embedder(embedding) if embedding else None
    print(f"{len(base.topics)} topics, {len(base.findings)} findings", file=sys.stderr)
    began = time.process_time()
    model = Understanding.train(base, embed=network.embed if network else None)
    return model, time.process_time() - began


def focus_by(model: Understanding) -> Callable[[str], Focus]:
    """What is being talked about, told by the patient's last words; nothing where they are unknown."""
    from preceptor.core.patient.understanding import Focus

    def focus(before: str) -> Focus:
        return Focus(topic=model.mentioned(before) if before else "")

    return focus


def reading(model: Understanding, question: Question, focus: Focus) -> Reading:
    """Read one question as a turn is read; the time is that of one turn."""
    began = time.process_time()
    answered = model.read(question.text, focus)
    ms = 1000 * (time.process_time() - began)
    return Reading(question, model.readings(question.text, focus), answered, ms)


def figures(read: Sequence[Reading], seconds: float, every: bool) -> dict[str, Any]:
    """What is reported. Questions that were labelled as outside count only for their rejection."""
    inside = [one for one in read if not one.question.outside]
    odd = [one for one in inside if one.question.number % 2]
    counted = inside if every else [one for one in inside if not one.question.number % 2]
    first = [some[0] for one in inside for some in one.clauses]
    return {
        **_share("top1", [one.right_within(1) for one in counted]),
        **({} if every else {"top1_odd": _mean([one.right_within(1) for one in odd])}),
        **_share("top1_all", [one.right_within(1) for one in inside]),
        "top3": _mean([one.right_within(3) for one in counted]),
        "top1_answered": _mean([one.right_and_answered for one in counted]),
        "out_of_scope_auc": _auc(
            [one.confidence for one in inside], [one.confidence for one in read if one.question.outside]
        ),
        "clauses_per_question": round(len(first) / max(1, len(inside)), 2),
        "ms_p95": round(sorted(one.ms for one in read)[int(0.95 * (len(read) - 1))], 2),
        "train_s": round(seconds, 2),
        "questions": len(read),
        "questions_counted": len(counted),
        "out_of_scope": len(read) - len(inside),
        "unknown_intents": sorted({name for one in inside for name in one.question.intents} - {*INTENTS, OUTSIDE}),
    }


def show_errors(read: Sequence[Reading], odd_only: bool) -> None:
    """What was missed, to standard error; of the built-in set the odd rows only, as the even ones are not looked at."""
    for one in read:
        looked_at = one.question.number % 2 or not odd_only
        if looked_at and not one.question.outside and not one.right_within(1):
            best = [f"{some[0].topic}@{some[0].attribute} {some[0].confidence:.2f}" for some in one.clauses]
            print(one.question.number, one.question.text, "|", one.question.intents, "|", best, file=sys.stderr)


def _mean(hits: Sequence[bool]) -> float | None:
    return round(sum(hits) / len(hits), 4) if hits else None


def _share(name: str, hits: Sequence[bool]) -> dict[str, Any]:
    share = _mean(hits)
    interval = None if share is None else [round(one, 4) for one in wilson(sum(hits) / len(hits), len(hits), Z95)]
    return {name: share, f"{name}_ci95": interval}


def _auc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """How often a question inside is held with more confidence than one outside."""
    wins = [(one > other) + 0.5 * (one == other) for one in inside for other in outside]
    return round(sum(wins) / len(wins), 4) if wins else None
