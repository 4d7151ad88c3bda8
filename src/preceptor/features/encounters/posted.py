"""From a form of the room to a move, every field checked with a sentence that says what to do. Knows the base's ids.

What was typed is kept (`Posted.typed`), so that a refused form comes back as it was sent.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preceptor.core.knowledge.base import Base
from preceptor.core.patient.encounter import LONGEST_WAIT, Encounter, Refused
from preceptor.core.patient.moves import Given, Move, Ranked
from preceptor.core.patient.signals import signals
from preceptor.features.encounters import presenting
from preceptor.features.encounters.workbench import MOST_ROWS, Row

LONGEST = 2000
LONGEST_NOTE = 2000
LONGEST_NAME = 120
LARGEST_DOSE = 1_000_000.0
PARTS = ("talk", "examine", "tests", "differential", "treat", "notes")
PART_OF = {
    "say": "talk",
    "hint": "talk",
    "help": "talk",
    "examine": "examine",
    "order": "tests",
    "wait": "tests",
    "rank": "differential",
    "treat": "treat",
    "note": "notes",
    "finish": "notes",
}
ANYWHERE = ("say", "hint", "help")
"""Acts of the talk, which stands beside every part."""
ABOUT = {"look": "part", "examine": "target", "order": "target", "wait": "minutes"}
"""Which field a button's value carries after its act: `order/ecg` orders the ECG."""
ENTER = {"differential": "rank", "treat": "treat"}
"""What the Enter key sends in a field of a bench; elsewhere it only looks."""
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Posted:
    """A move as sent, the learner's words with it, and the client's own id."""

    move: Move
    said: str
    client_id: uuid.UUID


def pressed(fields: Fields) -> tuple[str, dict[str, str]]:
    """The act of the button that was pressed, and the fields with what its value says besides."""
    act, slash, about = fields.get("act", "").partition("/")
    return act, {**fields, "act": act, **({ABOUT[act]: about} if slash and act in ABOUT else {})}


def client_id(fields: Fields) -> uuid.UUID:
    """The form's own number. Raises Refused."""
    try:
        return uuid.UUID(fields.get("client_id", ""))
    except ValueError as error:
        raise Refused(_("The form had lost its number. What you wrote is still here; send it once more.")) from error


def read(act: str, fields: Fields, encounter: Encounter) -> Posted:
    """A form as a move in an encounter. Raises Refused."""
    if act not in _READERS:
        raise Refused(_("That cannot be done here. Choose one of the buttons."))
    own = client_id(fields)
    move, said = _READERS[act](fields, encounter)
    return Posted(move, said, own)


def _say(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    text = fields.get("said", "").strip()
    if not text:
        raise Refused(_("Write what you want to say, then press Say."))
    if len(text) > LONGEST:
        raise Refused(
            _("That is %(n)s characters; say at most %(most)s at once. Nothing was sent, shorten it and try again.")
            % {"n": len(text), "most": LONGEST}
        )
    return Move("say"), text


def _examine(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    asked = ("permission",) if fields.get("consent") else ()
    return Move("examine", target=fields.get("target", ""), signals=asked), ""


def _order(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    return Move("order", target=fields.get("target", "")), ""


def _treat(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    base = encounter.patient.base
    treatment = fields.get("treatment", "").strip()
    if not treatment:
        raise Refused(_("Choose a treatment."))
    if treatment not in base.treatments:
        raise Refused(_("There is no such treatment here. Choose one from the list."))
    dose = _dose(fields.get("dose", ""))
    unit = _short(fields.get("unit", ""), _("unit"))
    if dose is not None and not unit:
        raise Refused(_("Give the unit of the dose, for instance mg."))
    route, often = _short(fields.get("route", ""), _("route")), _short(fields.get("frequency", ""), _("frequency"))
    return Move("treat", given=Given(treatment, dose, unit, route, often)), ""


def _dose(text: str) -> float | None:
    text = text.strip().replace(" ", "").replace(",", ".")
    if not text:
        return None
    try:
        dose = float(text)
    except ValueError as error:
        raise Refused(_("The dose must be a number, for instance 500 or 2.5. The unit goes beside it.")) from error
    if not 0 < dose <= LARGEST_DOSE:
        raise Refused(_("The dose must be more than 0."))
    return dose


def _short(text: str, what: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_NAME:
        raise Refused(_("The %(what)s is too long; use a few words.") % {"what": what})
    return text


def rows(fields: Fields) -> list[Row]:
    """The rows of the differential as they were sent, empty ones left out."""
    found = []
    for place in range(MOST_ROWS):
        row = Row(
            fields.get(f"condition-{place}", "").strip(),
            fields.get(f"confidence-{place}", "").strip(),
            bool(fields.get(f"grave-{place}")),
        )
        if row.words or row.confidence:
            found.append(row)
    return found


def _rank(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    found: dict[str, Ranked] = {}
    base = encounter.patient.base
    for row in rows(fields):
        one = _ranked(row, base)
        key = one.condition or one.words.lower()
        if key in found:
            raise Refused(_("%(name)s stands there twice. Keep one of the two.") % {"name": row.words})
        found[key] = one
    ordered = sorted(found.values(), key=lambda one: -one.confidence)
    return Move("rank", ranked=tuple(ordered)), ""


def _ranked(row: Row, base: Base) -> Ranked:
    if not row.words:
        raise Refused(_("One line has a confidence and no diagnosis. Name it, or empty the line."))
    if len(row.words) > LONGEST_NAME:
        raise Refused(_("A diagnosis is too long; use a few words."))
    try:
        confidence = round(float(row.confidence.rstrip("% ").replace(",", ".")))
    except (ValueError, OverflowError) as error:
        raise Refused(_("Say how likely %(name)s is, from 0 to 100 percent.") % {"name": row.words}) from error
    if not 0 <= confidence <= 100:
        raise Refused(_("Say how likely %(name)s is, from 0 to 100 percent.") % {"name": row.words})
    condition = condition_of(base, row.words)
    return Ranked(condition, "" if condition else row.words, confidence, row.must_not_miss)


def condition_of(base: Base, words: str) -> str:
    """The id of the condition that somebody's words name, or nothing."""
    wanted = " ".join(words.lower().replace("-", " ").split())
    for one in base.conditions.values():
        if wanted in {" ".join(name.lower().replace("-", " ").split()) for name in (one.label, *one.names)}:
            return one.id
    return ""


def _wait(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    text = fields.get("minutes", "").strip()
    if not text:
        return Move("wait"), ""
    try:
        minutes = float(text.replace(",", "."))
    except ValueError as error:
        raise Refused(_("Say in minutes how long you wait, for instance 10.")) from error
    if not 0 < minutes <= LONGEST_WAIT:
        raise Refused(_("Wait between 1 and %(most)s minutes.") % {"most": f"{LONGEST_WAIT:g}"})
    return Move("wait", minutes=minutes), ""


def _hint(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    return Move("hint", target=presenting.hint(encounter) if encounter.mode.hints else ""), ""


def _help(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    return Move("help"), ""


def _note(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    text = _long(fields.get("note", ""), _("note"))
    if not text:
        raise Refused(_("Write the note first."))
    return Move("note", words=len(text.split())), text


def _finish(fields: Fields, encounter: Encounter) -> tuple[Move, str]:
    words = fields.get("diagnosis", "").strip()
    if not words:
        raise Refused(_("Name the diagnosis you would act on first."))
    if len(words) > LONGEST_NAME:
        raise Refused(_("The diagnosis is too long; use a few words."))
    explanation = _long(fields.get("explanation", ""), _("explanation"))
    condition = condition_of(encounter.patient.base, words)
    move = Move(
        "finish",
        diagnosis=condition,
        diagnosis_words=words,
        signals=signals(explanation) if explanation else (),
        words=len(explanation.split()),
    )
    return move, explanation


def _long(text: str, what: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_NOTE:
        raise Refused(
            _("The %(what)s has %(n)s characters; %(most)s fit. Nothing was sent, shorten it and try again.")
            % {"what": what, "n": len(text), "most": LONGEST_NOTE}
        )
    return text


_READERS: dict[str, Callable[[Fields, Encounter], tuple[Move, str]]] = {
    "say": _say,
    "examine": _examine,
    "order": _order,
    "treat": _treat,
    "rank": _rank,
    "wait": _wait,
    "hint": _hint,
    "note": _note,
    "help": _help,
    "finish": _finish,
}
