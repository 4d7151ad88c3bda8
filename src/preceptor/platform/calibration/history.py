"""The event log as calibration reads it: learner by learner; what cannot be read is counted. Writes nothing."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from preceptor.core.evidence import Evidence
from preceptor.platform.accounts.models import Learner
from preceptor.platform.accounts.roles import Role
from preceptor.platform.events.models import Event
from preceptor.platform.learning.fold import LEARNT

ENROLLED = "learner.enrolled"
ANSWERED = LEARNT[0]


@dataclass(frozen=True, slots=True)
class History:
    """One learner: a pseudonym, the level and programme they started from, their records in the order of the log, and
    for each whether it is the answer to an item. Times may go back: the belief counts that as no time."""

    actor: uuid.UUID
    level: str
    records: tuple[Evidence, ...]
    answers: tuple[bool, ...]
    programme: str = ""


@dataclass(slots=True)
class LeftOut:
    """What was not read, and why. People are counted by account, `events` are those that hold what is no evidence;
    `first` says what was wrong with the first of them that was met."""

    staff: int = 0
    synthetic: int = 0
    erased: int = 0
    events: int = 0
    first: str = ""

    def sentence(self) -> str:
        """One plain sentence, empty where everything was read."""
        people = [
            f"{count} {what}"
            for count, what in (
                (self.staff, "people who are staff now"),
                (self.synthetic, "synthetic people"),
                (self.erased, "erased people"),
            )
            if count
        ]
        said = [f"Left out: {', '.join(people)}."] if people else []
        if self.events:
            said.append(f"{self.events} events could not be read and were left out; the first: {self.first}.")
        return " ".join(said)

    def to_dict(self) -> dict[str, Any]:
        """As a report keeps it."""
        return asdict(self)


class Log:
    """The histories of everybody whose answers may be learnt from, read anew each time.

    Staff, erased people and, unless all are, synthetic people are left out.
    """

    def __init__(self) -> None:
        self.left_out = LeftOut()
        self._damaged: set[int] = set()
        people = list(
            Learner.objects.order_by("pk").values_list("user__actor", "user__role", "user__synthetic").iterator()
        )
        learners = [(actor, synthetic) for actor, role, synthetic in people if role == Role.LEARNER]
        real = [actor for actor, synthetic in learners if not synthetic]
        self.actors: list[uuid.UUID] = real or [actor for actor, _ in learners]
        self.left_out.staff = len(people) - len(learners)
        self.left_out.synthetic = len(learners) - len(self.actors)
        enrolled = set(Event.objects.filter(verb=ENROLLED).values_list("actor", flat=True))
        self.left_out.erased = len(enrolled - {actor for actor, _, _ in people})

    def parted(self, share: float) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
        """Learners to fit to, and those held back."""
        parts: tuple[list[uuid.UUID], list[uuid.UUID]] = ([], [])
        for actor in self.actors:
            parts[held_back(actor, share)].append(actor)
        return parts

    def read(self, actors: Iterable[uuid.UUID]) -> Iterator[History]:
        """The histories of these learners; no more than one is in memory."""
        for actor in actors:
            yield self._history(actor)

    def _history(self, actor: uuid.UUID) -> History:
        level, programme, records, answers = "", "", [], []
        events = Event.objects.filter(actor=actor, verb__in=(ENROLLED, *LEARNT)).order_by("seq")
        for seq, verb, payload in events.values_list("seq", "verb", "payload").iterator(chunk_size=2000):
            if verb == ENROLLED:
                level = level or _text(payload, "level")
                programme = programme or _text(payload, "programme")
                continue
            found = self._records(seq, payload)
            records += found
            answers += [verb == ANSWERED] * len(found)
        return History(actor, level, tuple(records), tuple(answers), programme)

    def _records(self, seq: int, payload: Any) -> list[Evidence]:
        """The evidence of an event: all of it, or none where any is damaged."""
        try:
            return [Evidence.from_dict(one) for one in payload["evidence"]]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._damaged.add(seq)
            self.left_out.events = len(self._damaged)
            self.left_out.first = self.left_out.first or f"event {seq}: {_said(error)}"
            return []


def _text(payload: Any, name: str) -> str:
    """What an enrolment states under a name; nothing where it states none (no level counts as the clinical years)."""
    stated = payload.get(name) if isinstance(payload, dict) else None
    return stated if isinstance(stated, str) else ""


def _said(error: Exception) -> str:
    return f"it lacks {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__


def held_back(actor: uuid.UUID, share: float) -> bool:
    """Whether a learner is among the share (0 to 1) held back from every fit: always the same ones, whoever joins."""
    drawn = int.from_bytes(hashlib.sha256(b"held back" + actor.bytes).digest()[:8], "big")
    return drawn < share * 2**64
