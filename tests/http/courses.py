"""What a learner does in a test, made through the loop: answers, whole sittings, and a pack that may be changed."""

import shutil
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt, Sitting
from tests.http.lives import letters

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "data" / "pack"
START = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)


def reply(learner: Any, attempt: Attempt, right: bool = True, at: datetime | None = None, **more: Any) -> loop.Receipt:
    """Answer an attempt, right or wrong, with an id of its own unless one is given."""
    sent = loop.Answer(letters(attempt, right), more.pop("client_id", uuid.uuid4()), **more)
    return loop.answer(learner, attempt.pk, sent, at)


def sit(learner: Any, kind: str, at: datetime = START, right: bool = True, most: int = 99) -> Sitting:
    """Answer a sitting to its end, or so many of its items."""
    sitting = loop.start_sitting(learner, kind, at)
    for number in range(most):
        waiting = loop.current(learner, kind)
        if waiting is None:
            break
        reply(learner, waiting, right, at + timedelta(minutes=number))
    return Sitting.objects.get(pk=sitting.pk)


def copied(tmp_path: Path) -> Path:
    """A copy of the tiny pack that a test may change."""
    return Path(shutil.copytree(TINY, tmp_path / "pack"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Change one place of a file of it."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
