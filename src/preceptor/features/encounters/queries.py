"""What a learner may see of their own encounters: the list of patients, the room, a replay. Writes nothing.

Of a case only the public part and what was already met in the room go to a page.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from preceptor.core.patient.case import Public
from preceptor.core.patient.encounter import MODES, Encounter
from preceptor.features.encounters import bodymap, posted, presenting, unsent, workbench
from preceptor.features.encounters.portrait import described, portrait
from preceptor.features.encounters.rooms import Made, Room, knowledge_of, room
from preceptor.platform import statements
from preceptor.platform.accounts.models import Learner
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.models import Event, FreeText
from preceptor.platform.learning.attempts import attempt_of
from preceptor.platform.learning.models import ENCOUNTER, Attempt
from preceptor.platform.learning.shelf import Shelf, shelf
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion
from preceptor.platform.patients.proposing import propose

SHOWN_FINISHED = 30


def attempts_for(learner: Learner) -> QuerySet[Attempt]:
    """A learner's own encounters, and no other."""
    return Attempt.objects.filter(learner=learner, mode=ENCOUNTER).select_related("approval__content")


def room_of(learner: Learner, key: uuid.UUID) -> Room:
    """One of a learner's own encounters as it stands. 404 for anything else."""
    try:
        return room(attempt_of(learner, key))
    except ObjectDoesNotExist as error:  # no such attempt of theirs, or one of another kind
        raise Http404 from error


# The list.


@dataclass(frozen=True, slots=True)
class Card:
    """A patient as the list shows one."""

    approval: int
    public: Public
    presentation: str
    setting: str
    done: bool


def _card(approval: Approval, shelved: Shelf, done: bool, met: Public | None = None) -> Card:
    public = met or cases.public(approval.content)
    presentation = shelved.presentations.get(public.presentation, "")
    return Card(approval.pk, public, presentation, presenting.setting_name(public.setting), done)


def _met(attempts: list[Attempt]) -> dict[uuid.UUID, Public]:
    """Who was met where somebody else brought the case, by attempt."""
    again = {one.pk: one for one in attempts if one.seed}
    bases: dict[str, ContentVersion] = {}
    found = {}
    for opened in Event.objects.filter(attempt__in=again, verb="encounter.opened"):
        ref = opened.payload["knowledge"]
        base = bases[ref] = bases.get(ref) or knowledge_of(ref)
        one = again[opened.attempt]
        found[one.pk] = cases.brought(one.approval.content, base, one.seed).public
    return found


def open_to(learner: Learner) -> list[int]:
    """The approvals of the patients that a learner's programme may meet: its jurisdiction's, and everybody's."""
    allowed = ("int", learner.cohort.programme.jurisdiction)
    return [one.approval for one in shelf().patients.candidates if one.jurisdiction in allowed]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The patient the coach proposes, and why."""

    card: Card
    reason: str


def patients(learner: Learner) -> dict[str, Any]:
    """The page of all patients: proposed, open, others, finished."""
    shelved = shelf()
    mine = list(attempts_for(learner).order_by("-offered_at"))
    done = {one.approval_id for one in mine if one.status == "answered"}
    rows = Approval.objects.filter(pk__in=open_to(learner))
    cards = {one.pk: _card(one, shelved, one.pk in done) for one in rows.select_related("content")}
    running = [one for one in mine if one.status == "open"]
    finished = [one for one in mine if one.status == "answered"][:SHOWN_FINISHED]
    met = _met([*running, *finished])
    offered = proposal(learner)
    taken = {one.approval_id for one in running}
    if offered and offered.card.approval in taken:
        offered = None  # they wait already
    if offered:
        taken.add(offered.card.approval)
    others = sorted((one for pk, one in cards.items() if pk not in taken), key=lambda one: (one.done, one.public.title))
    return {
        "proposal": offered,
        "running": [(one, _card(one.approval, shelved, False, met.get(one.pk))) for one in running],
        "others": others,
        "finished": [(one, _card(one.approval, shelved, True, met.get(one.pk))) for one in finished],
        "modes": [(name, presenting.mode_name(name)) for name in MODES],
        "review_notes": shelved.review_notes,
    }


def proposal(learner: Learner) -> Proposal | None:
    """The patient the coach would choose now, if there is one."""
    found = propose(learner)
    if found is None:
        return None
    approval = Approval.objects.select_related("content").get(pk=found.approval)
    done = attempts_for(learner).filter(approval=approval, status="answered").exists()
    return Proposal(_card(approval, shelf(), done), found.reason)


# The room.


@dataclass(frozen=True, slots=True)
class Looking:
    """What a learner asked to look at: the part, the region, tests by words or group, and what was done last."""

    part: str = "talk"
    region: str = ""
    find: str = ""
    group: str = ""
    did: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The form that a page answers: its fields, the act that was not taken and why (both empty where it was), and what
    it says of another tab's texts."""

    fields: Mapping[str, str] = field(default_factory=dict)
    act: str = ""
    sentence: str = ""
    clash: str = ""


NOTHING = Sent()
Typed = Mapping[str, str]
LABELS = {
    "talk": "talk",
    "examine": "examine",
    "tests": "tests",
    "differential": "differential",
    "treat": "treat",
    "notes": "finish",
}
"""Which phase of a mode opens a part."""


def parts(encounter: Encounter) -> list[tuple[str, str]]:
    """The parts that the mode leaves open, with their names."""
    names = {
        "talk": _("Talk"),
        "examine": _("Examine"),
        "tests": _("Tests"),
        "differential": _("Differential"),
        "treat": _("Treat"),
        "notes": _("Notes"),
    }
    return [(part, names[part]) for part, phase in LABELS.items() if phase in encounter.mode.phases]


def said_of(moves: tuple[Made, ...]) -> dict[int, str | None]:
    """The learner's words by step; None where they were erased."""
    names = ("event", "text", "erased_at")
    texts = statements.rows(FreeText, names, order="event", field="said", event__in=[one.seq for one in moves])
    words = {event: (None if erased_at else text) for event, text, erased_at in texts}
    return {number: words.get(one.seq, "") for number, one in enumerate(moves, start=1)}


def _open_part(encounter: Encounter, asked: str) -> str:
    known = [part for part, _name in parts(encounter)]
    return asked if asked in known else "talk"


def room_page(found: Room, looking: Looking, sent: Sent = NOTHING) -> dict[str, Any]:
    """Everything the room shows now, in answer to a form where one was sent."""
    encounter = found.encounter
    public = encounter.patient.case.public
    part = _open_part(encounter, looking.part)
    said = said_of(found.moves)
    bench = part if part != "talk" else ("examine" if "examine" in encounter.mode.phases else "differential")
    minutes = int(encounter.state.clock)
    limit = found.opened.minutes
    turns, last = presenting.turns(encounter, said), len(encounter.state.steps) - 1
    done = looking.did and not sent.sentence
    return {
        "attempt": found.attempt,
        "client_id": str(uuid.uuid4()),
        "part": part,
        "bench": bench,
        "enter": posted.ENTER.get(bench, f"look/{bench}"),
        "parts": parts(encounter),
        "looking": looking,
        "refusal": sent,
        "clash": sent.clash,
        "turns": turns,
        "news": [one for one in turns if done and one.step == last and one.kind != "you"],
        "fresh": last == 0,
        "mode": found.opened.mode,
        "mode_name": presenting.mode_name(found.opened.mode),
        "rules": presenting.mode_rules(found.opened.mode),
        "hints": encounter.mode.hints,
        "clock": presenting.ward_clock(public, encounter.state.clock),
        "minutes": minutes,
        "limit": limit,
        "late": bool(limit) and minutes > limit,
        "waiting": workbench.waiting(encounter),
        **header(encounter),
        **_written(found, looking, bench, sent, said),
    }


def _written(found: Room, looking: Looking, bench: str, sent: Sent, said: Mapping[int, str | None]) -> dict[str, Any]:
    """What stands in the fields: what was kept unsent, and over it what came back refused."""
    kept = unsent.kept(found.attempt.pk)
    again = {"bench": posted.PART_OF.get(sent.act, ""), **sent.fields} if sent.sentence else {}
    typed = {**kept, **(unsent.shown(again) if again else {})}
    page = _BENCHES[bench](found, looking, typed, said)
    texts = {"said": typed.get("said", ""), **page.pop("texts", {})}
    return {**page, "said": texts["said"], "was": unsent.marks(texts), "unsent": any(kept.values())}


def header(encounter: Encounter) -> dict[str, Any]:
    """The patient as the head of the page shows them."""
    public = encounter.patient.case.public
    return {
        "public": public,
        "person": public.person,
        "person_words": presenting.person_words(public.person),
        "setting": presenting.setting_name(public.setting),
        "vitals": presenting.vitals(encounter),
        "portrait": portrait(public.person),
        "portrait_words": described(public.person),
        "pulse": next((one.number for one in encounter.state.known[::-1] if one.finding == "heart-rate"), None),
    }


def _examine(found: Room, looking: Looking, typed: Typed, said: Any) -> dict[str, Any]:
    encounter = found.encounter
    region = workbench.region_of(encounter.patient.base, looking.region)
    many = workbench.regions(encounter, region)
    by_id = {one.id: one for one in many}
    child = encounter.patient.case.public.person.child
    return {
        "regions": many,
        "region": by_id.get(region),
        "figures": [workbench.drawn(view, by_id, child) for view in bodymap.VIEWS],
        "doings": workbench.doings(encounter, region),
        "examined": workbench.found_by(encounter, "find"),
    }


def _tests(found: Room, looking: Looking, typed: Typed, said: Any) -> dict[str, Any]:
    return {
        "groups": workbench.tests(found.encounter, looking.find, looking.group),
        "results": workbench.found_by(found.encounter, "result"),
        "spent": workbench.spent(found.encounter),
        "waits": workbench.WAITS,
    }


def _differential(found: Room, looking: Looking, typed: Typed, said: Any) -> dict[str, Any]:
    rows = workbench.overlaid(workbench.differential(found.encounter), typed)
    known = [float(row.confidence) for row in rows if row.confidence.isdecimal() and len(row.confidence) <= 3]
    texts = {}
    for place, row in enumerate(workbench.padded(rows)):
        texts[f"condition-{place}"], texts[f"confidence-{place}"] = row.words, row.confidence
        texts[f"grave-{place}"] = "yes" if row.must_not_miss else ""
    return {
        "rows": workbench.padded(rows),
        "shared": round(sum(known)),
        "left": 100 - round(sum(known)),
        "conditions": workbench.condition_names(found.encounter.patient.base),
        "revised": len(found.encounter.state.differential),
        "texts": texts,
    }


def _treat(found: Room, looking: Looking, typed: Typed, said: Any) -> dict[str, Any]:
    base = found.encounter.patient.base
    texts = {name: typed.get(name, "") for name in unsent.TREAT}
    return {
        "treatments": workbench.treatment_groups(base),
        "routes": workbench.routes(base),
        "units": workbench.units(base),
        "frequencies": workbench.FREQUENCIES,
        "given": workbench.given(found.encounter),
        "typed": texts,
        "texts": texts,
    }


def _notes(found: Room, looking: Looking, typed: Typed, said: Mapping[int, str | None]) -> dict[str, Any]:
    notes = [step.number for step in found.encounter.state.steps if step.move.kind == "note"]
    ranked = workbench.differential(found.encounter)
    texts = {
        "note": typed.get("note", (said.get(notes[-1]) or "") if notes else ""),
        "diagnosis": typed.get("diagnosis", ranked[0].words if ranked else ""),
        "explanation": typed.get("explanation", ""),
    }
    conditions = workbench.condition_names(found.encounter.patient.base)
    return {"conditions": conditions, "note_saved": bool(notes), **texts, "texts": texts}


_BENCHES = {
    "examine": _examine,
    "tests": _tests,
    "differential": _differential,
    "treat": _treat,
    "notes": _notes,
}


# The replay of a finished encounter.


def replay_page(found: Room, asked: int) -> dict[str, Any]:
    """A finished encounter as it stood after one of its steps."""
    last = len(found.encounter.state.steps) - 1
    step = max(0, min(last, asked))
    encounter = Encounter(found.encounter.patient, found.encounter.mode)
    encounter.replay(one.move for one in found.moves[:step])
    public = encounter.patient.case.public
    said = said_of(found.moves)
    return {
        "attempt": found.attempt,
        "step": step,
        "last": last,
        "turns": presenting.turns(encounter, said),
        "rows": workbench.differential(encounter),
        "examined": workbench.found_by(encounter, "find"),
        "results": workbench.found_by(encounter, "result"),
        "given": workbench.given(encounter),
        "waiting": workbench.waiting(encounter),
        "clock": presenting.ward_clock(public, encounter.state.clock),
        "minutes": int(encounter.state.clock),
        "mode_name": presenting.mode_name(found.opened.mode),
        **header(encounter),
    }
