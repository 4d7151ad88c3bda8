"""An encounter as it stands, folded from its moves in the event log. Reads only.

Between turns the last fold is kept, so that a turn folds the moves that came since and not all of them. What is kept
is a beginning of what the log holds: the log is read from its last event on, and where that one is not found there, or
is another, everything is folded anew. So it does not matter which process took the last turn.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from preceptor.core.patient.encounter import MODES, Encounter
from preceptor.core.patient.moves import Move
from preceptor.platform import statements
from preceptor.platform.events.models import Event
from preceptor.platform.kept import Kept
from preceptor.platform.learning.models import Attempt
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion


@dataclass(frozen=True, slots=True)
class Opened:
    """How an encounter began: its event, and what holds in it. `minutes` 0: no limit; `pass_mark` None: none."""

    seq: int
    id: uuid.UUID
    mode: str
    minutes: int
    pass_mark: float | None


@dataclass(frozen=True, slots=True)
class Made:
    """A move as the log holds it. `at` is the server's time."""

    seq: int
    id: uuid.UUID
    at: datetime
    move: Move


@dataclass(frozen=True, slots=True)
class Room:
    """An encounter as it stands: the attempt, the knowledge its patient answers from, the fold of its moves."""

    attempt: Attempt
    knowledge: ContentVersion
    encounter: Encounter
    opened: Opened
    moves: tuple[Made, ...] = ()

    @property
    def last(self) -> Opened | Made:
        """The newest event of it."""
        return self.moves[-1] if self.moves else self.opened

    def holds(self, receipt: uuid.UUID) -> bool:
        """Whether a move with this id was made."""
        return any(one.id == receipt for one in self.moves)


Row = tuple[int, uuid.UUID, datetime, str, dict[str, Any]]
# Copies are put in and handed out: nobody goes on in the encounter that is kept.
_kept: Kept[uuid.UUID, Room] = Kept(256)


def room(attempt: Attempt) -> Room:
    """The encounter of an attempt. Raises Event.DoesNotExist for an attempt of another kind."""
    kept = _kept.get(attempt.pk)
    rows = _rows(attempt, kept.last.seq if kept else 0)
    if kept is not None and (not rows or rows[0][1] != kept.last.id):
        kept, rows = None, _rows(attempt, 0)
    found = replace(kept, attempt=attempt, encounter=kept.encounter.copy()) if kept else _begun(attempt, rows)
    moved = [row for row in rows if row[3] == "encounter.moved" and row[0] > found.last.seq]
    if moved or kept is None:
        made = tuple(Made(seq, key, at, Move.from_dict(payload["move"])) for seq, key, at, _, payload in moved)
        for one in made:
            found.encounter.apply(one.move)
        found = replace(found, moves=(*found.moves, *made))
        _kept.put(attempt.pk, replace(found, encounter=found.encounter.copy()))
    return found


def knowledge_of(ref: str) -> ContentVersion:
    """The knowledge base behind an encounter by its knowledge/id@version. Raises ContentVersion.DoesNotExist."""
    kind, _, version = ref.partition("@")
    return ContentVersion.objects.get(kind=cases.KNOWLEDGE, content_id=kind.split("/", 1)[1], version=int(version))


def _rows(attempt: Attempt, since: int) -> list[Row]:
    names = ("seq", "id", "at", "verb", "payload")
    return statements.rows(Event, names, attempt=attempt.pk, seq__gte=since, order="seq")


def _begun(attempt: Attempt, rows: list[Row]) -> Room:
    """The room at the door."""
    opened = next((row for row in rows if row[3] == "encounter.opened"), None)
    if opened is None:
        raise Event.DoesNotExist
    seq, key, _, _, payload = opened
    knowledge = knowledge_of(payload["knowledge"])
    patient = cases.patient(attempt.approval.content, knowledge, attempt.seed)
    encounter = Encounter(patient, MODES[payload["mode"]])
    encounter.begin()
    terms = Opened(seq, key, payload["mode"], payload["minutes"], payload["pass_mark"])
    return Room(attempt, knowledge, encounter, terms)
