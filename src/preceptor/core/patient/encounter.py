"""One encounter as a fold over moves: the same patient and the same moves always give the same steps.

Knows a patient; no words of the learner, no storage, no clock of its own: minutes pass as acts take them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from preceptor.core.knowledge.finding import Finding
from preceptor.core.patient import course, manner
from preceptor.core.patient.case import SEEN, VITALS, Patient
from preceptor.core.patient.disclosure import answer
from preceptor.core.patient.moves import Known, Line, Move, Ordered, State, Step

CLAUSE_MINUTES = 0.5
ORDER_MINUTES = 0.5
TREAT_MINUTES = 1.0
LONGEST_WAIT = 120.0
UNSEEN = ("rank", "note")
"""Moves that take no time in the room."""


class Refused(ValueError):
    """A move that cannot be made; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Mode:
    """What is allowed. `phases` are the parts open to the learner; `minutes` bounds the clock (0: the case's own)."""

    id: str
    hints: bool
    guidance: bool
    phases: tuple[str, ...] = ("talk", "examine", "tests", "differential", "treat", "finish")


MODES: dict[str, Mode] = {
    "practice": Mode("practice", hints=True, guidance=True),
    "history": Mode("history", hints=True, guidance=False, phases=("talk", "differential", "finish")),
    "examination": Mode("examination", hints=False, guidance=False),
}


class Encounter:
    """A patient, a mode and the state so far."""

    def __init__(self, patient: Patient, mode: Mode, state: State | None = None) -> None:
        self.patient = patient
        self.mode = mode
        self.state = state or State(trust=patient.case.hidden.manner.trust)

    def copy(self) -> "Encounter":
        """The same encounter, to go on in without touching this one."""
        return Encounter(self.patient, self.mode, self.state.copy())

    def replay(self, moves: Iterable[Move]) -> "Encounter":
        """Fold a whole encounter again, from the door."""
        self.begin()
        for move in moves:
            self.apply(move)
        return self

    def begin(self) -> Step:
        """Come in: what is seen at the door and what triage measured."""
        lines = [Line("see", self.patient.case.public.door)]
        seen = self.patient.base.manoeuvres.get(SEEN)
        names = [*VITALS, *(name for name in (seen.shows if seen else ()) if self.patient.has(name))]
        findings = tuple((name, course.now(self.patient, self.state, name).value) for name in names)
        words = [self._found(name) for name in names if name not in VITALS]
        if words:
            lines.append(Line("see", " ".join(words)))
        lines.append(Line("find", "", title="door", findings=findings))
        return self._step(Move("wait"), lines, "door")

    def apply(self, move: Move) -> Step:
        """Make a move. Raises Refused; then nothing has changed."""
        if self.state.finished:
            raise Refused("This encounter has ended. Its debrief shows what happened.")
        act, minutes = _ACTS[move.kind](self, move)
        before = self.state.clock
        self.state.clock += minutes
        lines = [*act(), *self._arrived(), *course.passed(self.patient, self.state)]
        step = self._step(move, lines, move.target or move.kind, before)
        return step

    def _step(self, move: Move, lines: list[Line], by: str, at: float | None = None) -> Step:
        number = len(self.state.steps)
        step = Step(number, self.state.clock if at is None else at, move, tuple(lines))
        for line in lines:
            source = line.title if line.who in ("find", "result") and line.title else by
            for name, value in line.findings:
                self.state.told[name] = self.state.told.get(name, 0) + 1
                if not name.startswith("@"):
                    measured = course.now(self.patient, self.state, name).number
                    self.state.known.append(Known(name, value, self.state.clock, number, source, measured))
        self.state.steps.append(step)
        return step

    def _found(self, name: str) -> str:
        finding = self.patient.base.findings[name]
        fact = course.now(self.patient, self.state, name)
        say = fact.say or finding.value(fact.value).say
        return worded(finding, say[0], fact.number)

    def _arrived(self) -> list[Line]:
        lines = []
        for place, order in enumerate(self.state.orders):
            if not order.seen and order.due <= self.state.clock:
                self.state.orders[place] = replace(order, seen=True)
                lines.append(self._result(order.test))
        return lines

    def _result(self, name: str) -> Line:
        test = self.patient.base.tests[name]
        findings = tuple((one, course.now(self.patient, self.state, one).value) for one in test.shows)
        text = " ".join(self._found(one) for one in test.shows)
        return Line("result", text, title=name, findings=findings, media=name if name == "ecg" else "")

    # Each act checks first, then answers with what it does and how long that takes.

    def _say(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        return lambda: self._said(move), max(CLAUSE_MINUTES, CLAUSE_MINUTES * len(move.asked))

    def _said(self, move: Move) -> list[Line]:
        state, patient = self.state, self.patient
        signals = [*move.signals, *self._ignored(move)]
        before = frozenset(name for _, name in state.signals)
        state.trust = manner.trusted(state.trust, tuple(signals), before)
        state.signals += [(len(state.steps), name) for name in signals]
        state.worries.clear()
        sentences: list[str] = []
        findings: list[tuple[str, str]] = []
        for asked in move.asked:
            reply = answer(patient, state, asked)
            sentences += [one for one in reply.sentences if one not in sentences]
            findings += reply.findings
            state.topic = reply.topic or state.topic
            if reply.worry:
                state.worries.append(reply.worry)
        if not sentences:
            sentences = [manner.line("unsure", patient, state)]
        said = manner.dressed(" ".join(sentences), patient, state, told=bool(findings))
        return [Line("patient", said, findings=tuple(findings))]

    def _ignored(self, move: Move) -> list[str]:
        """A worry that was voiced and passed over is noticed."""
        met = {"empathy", "explained", "reassured"} & set(move.signals)
        return ["ignored-worry"] if self.state.worries and not met else []

    def _examine(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        self._open("examine")
        found = self.patient.base.manoeuvres.get(move.target)
        if found is None:
            raise Refused("There is no such examination here. Choose one from the list.")
        asked = "permission" in move.signals or any(name == "permission" for _, name in self.state.signals)
        if found.consent and not asked:
            return lambda: [Line("patient", "I'd like you to ask me first, and tell me what you are going to do.")], 0.5

        def act() -> list[Line]:
            self.state.examined.append((self.state.clock, found.id))
            findings = tuple((one, course.now(self.patient, self.state, one).value) for one in found.shows)
            return [Line("find", " ".join(map(self._found, found.shows)), title=found.id, findings=findings)]

        return act, found.minutes

    def _order(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        self._open("tests")
        test = self.patient.base.tests.get(move.target)
        if test is None:
            raise Refused("There is no such test here. Choose one from the list.")
        if any(one.test == test.id and not one.seen for one in self.state.orders):
            raise Refused(f"{test.label} is already on its way.")

        def act() -> list[Line]:
            now = self.state.clock
            self.state.orders.append(Ordered(test.id, now, now + test.minutes))
            return [Line("system", f"{test.label} requested.", title=test.id)]

        return act, ORDER_MINUTES

    def _treat(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        self._open("treat")
        given = move.given
        if given is None or given.treatment not in self.patient.base.treatments:
            raise Refused("There is no such treatment here. Choose one from the list.")

        def act() -> list[Line]:
            self.state.treatments.append((self.state.clock, given))
            label = self.patient.base.treatments[given.treatment].label
            dose = f" {given.dose:g} {given.unit}" if given.dose is not None else ""
            route = f", {given.route}" if given.route else ""
            often = f", {given.frequency}" if given.frequency else ""
            return [Line("system", f"{label}{dose}{route}{often}.", title=given.treatment)]

        return act, TREAT_MINUTES

    def _rank(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        self._open("differential")

        def act() -> list[Line]:
            self.state.differential.append((self.state.clock, len(self.state.steps), move.ranked))
            return []

        return act, 0.0

    def _wait(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        waiting = [one.due for one in self.state.orders if not one.seen]
        minutes = move.minutes or (min(waiting) - self.state.clock if waiting else 5.0)
        if not 0 < minutes <= LONGEST_WAIT:
            raise Refused(f"Wait between 1 and {LONGEST_WAIT:g} minutes.")
        return list, minutes

    def _hint(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        if not self.mode.hints:
            raise Refused("There are no hints in this mode.")

        def act() -> list[Line]:
            self.state.hints += 1
            return [Line("hint", "", title=move.target)]

        return act, 0.0

    def _note(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        return list, 0.0

    def _help(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        return lambda: [Line("system", "You call a senior colleague. They will come; tell them what you have.")], 2.0

    def _finish(self, move: Move) -> tuple[Callable[[], list[Line]], float]:
        if not move.diagnosis and not move.diagnosis_words:
            raise Refused("Name the diagnosis you would act on first.")

        def act() -> list[Line]:
            self.state.finished = True
            self.state.diagnosis, self.state.diagnosis_words = move.diagnosis, move.diagnosis_words
            self.state.signals += [(len(self.state.steps), name) for name in move.signals]
            return [Line("system", "You hand over and finish.")]

        return act, 0.0

    def _open(self, phase: str) -> None:
        if phase not in self.mode.phases:
            raise Refused("This part is closed in this exercise.")


_ACTS: dict[str, Callable[[Encounter, Move], tuple[Callable[[], list[Line]], float]]] = {
    "say": Encounter._say,
    "examine": Encounter._examine,
    "order": Encounter._order,
    "treat": Encounter._treat,
    "rank": Encounter._rank,
    "wait": Encounter._wait,
    "hint": Encounter._hint,
    "note": Encounter._note,
    "help": Encounter._help,
    "finish": Encounter._finish,
}


def worded(finding: Finding, say: str, number: float | None) -> str:
    """A sentence with its number put in."""
    if number is None or "{number}" not in say:
        return say.replace("{unit}", finding.unit)
    shown = f"{number:.{finding.decimals}f}"
    return say.replace("{number}", shown).replace("{unit}", finding.unit)
