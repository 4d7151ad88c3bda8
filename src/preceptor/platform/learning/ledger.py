"""Folding one learner's events into projections. The live path and `preceptor rebuild` run the same code.

Handlers look only at the event and at what was folded before, never at the present state of content or settings.
"""

import uuid
from collections.abc import Callable
from typing import Any

from preceptor.core.coach import remembering
from preceptor.core.learner import Belief, Parameters, mastery, new_belief
from preceptor.platform import clock, statements
from preceptor.platform.accounts.models import Learner
from preceptor.platform.beliefs import versions
from preceptor.platform.beliefs.versions import Version
from preceptor.platform.events.log import of_actor
from preceptor.platform.events.models import Event
from preceptor.platform.kept import Kept
from preceptor.platform.learning import recollection
from preceptor.platform.learning.attempts import attempt_of
from preceptor.platform.learning.fold import Fold, enrolled, folded, learnt
from preceptor.platform.learning.models import Attempt, BeliefState, Movement, ReviewCard, Sitting
from preceptor.platform.learning.shelf import World, world

CARD_SPACE = uuid.UUID("6f1c1d1e-6c0e-4b3e-9a57-6f2b1b0f7f10")
Rows = dict[uuid.UUID, Any]
# What handlers may change of a row that exists.
CHANGING: dict[type, tuple[str, ...]] = {
    Attempt: ("status", "closed_at", "outcome", "answer", "receipt"),
    Sitting: ("finished_at", "result"),
    ReviewCard: ("approval", "due", "memory", "reviews", "last_grade", "receipt"),
}
# Beliefs by learner, as they stood after event `seq`, under the version that `engine` names. A belief never changes, so
# an entry is right or not used: the row's `seq` and `engine`, read under the lock, decide. Saves decoding a state that
# this process has just written.
_kept: Kept[int, tuple[int, str, Belief]] = Kept(512)
Triple = list[float]


def _belief(state: BeliefState) -> Belief:
    """The belief of a row, decoded at most once in this process."""
    kept = _kept.get(state.learner_id)
    if kept is not None and kept[:2] == (state.seq, state.engine):
        return kept[2]
    return Belief.from_dict(state.state)


class Ledger:
    """One learner's projections in memory. `live` ledgers read rows from the database as they are needed."""

    def __init__(self, learner: Learner, state: BeliefState | None, live: bool) -> None:
        self.learner = learner
        self.live = live
        self.seq = state.seq if state else 0
        self.version: Version = versions.of_engine(state.engine) if state else versions.version(versions.FIRST)
        self.belief: Belief = _belief(state) if state else new_belief(self.version.parameters)
        self.recent: dict[str, Any] = state.recent if state else {}
        self.attempts: Rows = {}
        self.cards: Rows = {}
        self.sittings: Rows = {}
        self.movements: list[Movement] = []
        self.ahead: Fold | None = None
        """The past under the version that is about to be renewed to, as far as it was folded before the lock."""
        self._fresh: set[uuid.UUID] = set()
        self._dirty: set[uuid.UUID] = set()
        self._state_is_new = state is None
        self._started = state is not None
        self._written = self.seq

    @classmethod
    def open(cls, learner: Learner) -> "Ledger":
        """Open a learner's ledger for writing, under a lock; the caller holds a transaction."""
        # The state itself is read only where this process does not hold it already (see `_belief`).
        state: BeliefState | None
        try:
            state = statements.fetch(BeliefState, learner=learner.pk, lock=True, defer="state")
        except BeliefState.DoesNotExist:
            # Whoever is first holds the learner meanwhile; whoever waited for that locks the state it left. Not FOR
            # UPDATE: the rows that another ledger writes refer to the learner, and must not wait for this one.
            Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
            state = BeliefState.objects.select_for_update().filter(learner=learner).first()
        return cls._begun(learner, state, live=True)

    @classmethod
    def peek(cls, learner: Learner) -> "Ledger":
        """A learner's ledger for reading what is believed; nothing may be written with it."""
        return cls._begun(learner, BeliefState.objects.filter(learner=learner).first(), live=False)

    @classmethod
    def _begun(cls, learner: Learner, state: BeliefState | None, live: bool) -> "Ledger":
        ledger = cls(learner, state, live)
        if state is None:  # the first time: what the log already holds (the enrolment) comes before
            for event in of_actor(learner.user.actor):
                ledger.apply(event)
        return ledger

    @classmethod
    def empty(cls, learner: Learner) -> "Ledger":
        """A ledger that knows nothing yet, for replay and for bulk work."""
        return cls(learner, None, live=False)

    def attempt(self, key: uuid.UUID) -> Attempt:
        """An attempt of this learner. Raises Attempt.DoesNotExist."""
        if key not in self.attempts:
            if not self.live:
                raise Attempt.DoesNotExist(f"no choice was made for the attempt {key}")
            self.attempts[key] = attempt_of(self.learner, key)
        found: Attempt = self.attempts[key]
        return found

    def sitting(self, key: uuid.UUID) -> Sitting:
        """A sitting of this learner. Raises Sitting.DoesNotExist."""
        if key not in self.sittings:
            if not self.live:
                raise Sitting.DoesNotExist
            self.sittings[key] = Sitting.objects.get(pk=key, learner=self.learner)
        found: Sitting = self.sittings[key]
        return found

    def card(self, key: uuid.UUID) -> ReviewCard | None:
        """A review card of this learner, or None."""
        if key not in self.cards and self.live:
            try:
                self.cards[key] = statements.fetch(ReviewCard, id=key, learner=self.learner.pk)
            except ReviewCard.DoesNotExist:
                return None
        return self.cards.get(key)

    def card_key(self, content: str) -> uuid.UUID:
        """The id of the card of one content: the same in every replay, one card a fact."""
        return uuid.uuid5(CARD_SPACE, f"{self.learner.user.actor}/{content}")

    @property
    def shown(self) -> Belief:
        """The belief that a learner may see: as it stood before a sitting that still runs, for a moving estimate would
        tell right from wrong."""
        before = self.recent.get("shown")
        return Belief.from_dict(before) if before else self.belief

    @property
    def started(self) -> bool:
        """Whether anything beyond enrolment has happened."""
        return self._started

    @property
    def parameters(self) -> Parameters:
        """What this learner's belief is read with."""
        return self.version.parameters

    def apply(self, event: Event) -> None:
        """Fold one event. Events must come in order."""
        handler = _HANDLERS.get(event.verb)
        if handler:
            handler(self, event)
            self.seq = event.seq
            self._started = self._started or event.verb != "learner.enrolled"

    def flush(self) -> None:
        """Write what changed since the ledger was opened."""
        kinds = ((self.sittings, Sitting), (self.attempts, Attempt), (self.cards, ReviewCard))
        for rows, _ in kinds:  # what closes goes first: only one attempt and one sitting of a kind may be open
            for key, row in rows.items():
                if key in self._dirty and key not in self._fresh:
                    statements.update(row, CHANGING[type(row)])
        for rows, model in kinds:
            fresh = [row for key, row in rows.items() if key in self._fresh]
            if len(fresh) == 1:
                statements.insert(fresh[0])
            elif fresh:
                model.objects.bulk_create(fresh, batch_size=200)
        if len(self.movements) == 1:
            statements.insert(self.movements[0])
        elif self.movements:
            Movement.objects.bulk_create(self.movements, batch_size=200)
        if self._state_is_new or self.seq != self._written:  # many a move of an encounter moves no belief
            self._flush_state()
        self._fresh, self._dirty, self.movements = set(), set(), []

    def _flush_state(self) -> None:
        state = BeliefState(
            learner=self.learner,
            seq=self.seq,
            engine=self.version.engine,
            state=self.belief.to_dict(),
            recent=self.recent,
        )
        if self._state_is_new:
            statements.insert(state)
        else:
            statements.update(state, ("seq", "engine", "state", "recent"))
        _kept.put(state.learner_id, (state.seq, state.engine, self.belief))
        self._state_is_new, self._written = False, self.seq

    def _add(self, rows: Rows, key: uuid.UUID, row: Any) -> None:
        rows[key] = row
        self._fresh.add(key)

    def _touch(self, key: uuid.UUID) -> None:
        self._dirty.add(key)

    def estimate(self, competency: str, known: World, day: float) -> Triple:
        """Low, mid, high of the chance of success on a competency's reference item."""
        found = mastery(
            self.belief,
            competency,
            self.parameters,
            known.graph.parents,
            day,
            reference_difficulty=known.references.get(competency, 0.0),
        )
        return [found.low, found.mid, found.high]


def _enrolled(ledger: Ledger, event: Event) -> None:
    if ledger.belief.answers == 0:
        ledger.version = versions.version(event.payload.get("version", versions.FIRST))
        ledger.belief = enrolled(ledger.version, event.payload)


def _renewed(ledger: Ledger, event: Event) -> None:
    """Movements stay as they were said then; what is believed is what the same past means under this version."""
    ledger.version = versions.version(event.payload["version"])
    past = folded(ledger.learner.user.actor, ledger.version, ledger.ahead, before=event.seq)
    ledger.belief = past.belief
    if past.shown is not None:
        ledger.recent["shown"] = past.shown.to_dict()


def _chosen(ledger: Ledger, event: Event) -> None:
    payload = event.payload
    sitting = uuid.UUID(payload["sitting"]) if payload["sitting"] else None
    assert event.attempt is not None
    ledger._add(
        ledger.attempts,
        event.attempt,
        Attempt(
            id=event.attempt,
            learner=ledger.learner,
            approval_id=payload["approval"],
            sitting_id=sitting,
            mode=payload["mode"],
            seed=payload["seed"],
            reason={"before": payload["reason"], "after": payload["full_reason"]},
            offered_at=event.at,
        ),
    )
    recollection.chose(ledger.recent, payload)


def _answered(ledger: Ledger, event: Event) -> None:
    payload = event.payload
    attempt = _close(ledger, event, "answered")
    attempt.outcome = payload["outcome"]
    attempt.answer = {name: payload[name] for name in ("responses", "scores", "confidence", "seconds")}
    attempt.receipt = event.id
    _learn(ledger, event, attempt)
    expected = attempt.reason["after"]["values"].get("expected")
    recollection.answered(ledger.recent, payload, expected, clock.days(event.at))
    if payload["recall"]:
        _missed(ledger, event, attempt)


def _learn(ledger: Ledger, event: Event, attempt: Attempt) -> None:
    """Fold the evidence of an event into the belief, and note how far it moved."""
    payload = event.payload
    known = world(tuple(payload["packs"]))
    records = payload["evidence"]
    names = list(dict.fromkeys(name for record in records for name, _ in record["competencies"]))
    day = float(records[0]["at"]) if records else clock.days(event.at)
    before = {name: ledger.estimate(name, known, day) for name in names}
    ledger.belief = learnt(ledger.belief, ledger.version, payload)
    ledger.movements += [
        Movement(
            learner=ledger.learner,
            attempt=attempt,
            seq=event.seq,
            at=event.at,
            competency=name,
            before=before[name],
            after=ledger.estimate(name, known, day),
        )
        for name in names
    ]


def _handed_over(ledger: Ledger, event: Event) -> None:
    payload = event.payload
    attempt = _close(ledger, event, "answered")
    attempt.outcome = payload["outcome"]
    attempt.answer = {name: payload[name] for name in ("mode", "scores", "critical", "seconds", "scoring")}
    attempt.receipt = event.id
    _learn(ledger, event, attempt)
    recollection.encountered(ledger.recent, payload, clock.days(event.at))
    for lesson in payload["lessons"]:
        _missed(ledger, event, attempt, lesson)


def _missed(ledger: Ledger, event: Event, attempt: Attempt, part: str = "") -> None:
    key = ledger.card_key(event.payload["content"] + (f"#{part}" if part else ""))
    card = ledger.card(key)
    if card is None:
        memory = remembering.new(key.int % 2**53, event.at)
        card = ReviewCard(
            id=key,
            learner=ledger.learner,
            approval_id=attempt.approval_id,
            attempt=attempt,
            part=part,
            made_at=event.at,
            due=memory.due,
            memory=memory.data,
        )
        ledger._add(ledger.cards, key, card)
    else:
        _grade(card, 1, event)
        card.approval_id = attempt.approval_id
        ledger._touch(key)


def _grade(card: ReviewCard, grade: int, event: Event) -> None:
    memory = remembering.grade(remembering.Memory(card.memory, card.due), grade, event.at)
    card.memory, card.due, card.last_grade = memory.data, memory.due, grade


def _reviewed(ledger: Ledger, event: Event) -> None:
    card = ledger.card(uuid.UUID(event.payload["card"]))
    if card is None:
        return
    _grade(card, event.payload["grade"], event)
    card.reviews += 1
    card.receipt = event.id
    ledger._touch(card.pk)
    recollection.came(ledger.recent, clock.days(event.at))


def _noticed(ledger: Ledger, event: Event) -> None:
    recollection.offered(ledger.recent, str(event.id), event.payload, clock.days(event.at))


def _replied(ledger: Ledger, event: Event) -> None:
    recollection.replied(ledger.recent, event.payload)


def _close(ledger: Ledger, event: Event, status: str) -> Attempt:
    assert event.attempt is not None
    attempt = ledger.attempt(event.attempt)
    attempt.status, attempt.closed_at = status, event.at
    ledger._touch(attempt.pk)
    return attempt


def _declined(ledger: Ledger, event: Event) -> None:
    _close(ledger, event, "declined")
    ledger.recent.setdefault("declined", {})[event.payload["content"]] = clock.days(event.at)


def _closed(ledger: Ledger, event: Event) -> None:
    _close(ledger, event, "closed")


def _sat_down(ledger: Ledger, event: Event) -> None:
    key = uuid.UUID(event.payload["sitting"])
    ledger.recent.setdefault("shown", ledger.belief.to_dict())
    ledger._add(ledger.sittings, key, Sitting.begun(key, ledger.learner, event.payload, event.at))


def _stood_up(ledger: Ledger, event: Event) -> None:
    sitting = ledger.sitting(uuid.UUID(event.payload["sitting"]))
    sitting.finished_at = event.at
    ledger.recent.pop("shown", None)
    sitting.result = {"why": event.payload["why"], **event.payload["result"]}
    if event.payload["result"].get("focus"):
        ledger.recent["focus"] = event.payload["result"]["focus"]
    ledger._touch(sitting.pk)


_HANDLERS: dict[str, Callable[[Ledger, Event], None]] = {
    "learner.enrolled": _enrolled,
    "belief.renewed": _renewed,
    "choice.made": _chosen,
    "attempt.answered": _answered,
    "encounter.finished": _handed_over,
    "attempt.declined": _declined,
    "attempt.closed": _closed,
    "card.reviewed": _reviewed,
    "sitting.started": _sat_down,
    "sitting.finished": _stood_up,
    "notice.offered": _noticed,
    "notice.answered": _replied,
}
