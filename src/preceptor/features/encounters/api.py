"""JSON shell of virtual patients: the same use cases, rules and queries as the pages."""

import uuid
from collections.abc import Mapping

from django.http import HttpRequest

from preceptor.core.patient.encounter import MODES
from preceptor.core.patient.encounter import Refused as NotTaken
from preceptor.core.patient.result import Debrief, Point, Spent
from preceptor.features.encounters import debriefing, posted, presenting, queries, shapes, use_cases, workbench
from preceptor.features.encounters.rooms import Room, room
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.accounts.roles import May
from preceptor.platform.api.operations import Operations
from preceptor.platform.api.refusals import Refused
from preceptor.platform.api.tokens import Token
from preceptor.platform.approvals.models import Approval
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion

router = Operations(tags=["encounters"])
OWN = Token(May.LEARN, owns="encounter")
ENDED = "This encounter had ended already; nothing was added to it. Its debrief shows what happened."
RUNNING = "This encounter is still running. Its debrief is here when you have handed over."
NOT_OPEN = "This patient is not open to you. Choose one of those that the list gives."


@router.get("/patients", auth=Token(May.LEARN), response=shapes.Patients, summary="Every patient there is for you")
def patients(request: HttpRequest) -> shapes.Patients:
    """The proposed patient with the reason, encounters that wait, the other patients, and the finished ones."""
    page = queries.patients(learner_of(request))
    return shapes.Patients(
        proposal=_proposed(page["proposal"]),
        running=[_visit(attempt, card) for attempt, card in page["running"]],
        others=[_patient(card) for card in page["others"]],
        finished=[_visit(attempt, card) for attempt, card in page["finished"]],
        modes={mode: presenting.mode_rules(mode) for mode in MODES},  # type: ignore[misc]  # pydantic checks it
        review_notes=list(page["review_notes"]),
    )


@router.post("/encounters", auth=Token(May.LEARN), response=shapes.Encounter, refuses=(404,), summary="Go in")
def meet(request: HttpRequest, sent: shapes.Meeting) -> shapes.Encounter:
    """Go in to a patient. Where an encounter with them is open, that one goes on, in the mode it was begun in."""
    learner = learner_of(request)
    try:
        chosen = Approval.objects.select_related("content").get(pk=sent.patient, content__kind=cases.KIND)
        minutes = cases.public(chosen.content).minutes
        attempt = use_cases.meet(learner, chosen.pk, sent.mode, None, minutes, clock.now())
    except (Approval.DoesNotExist, ContentVersion.DoesNotExist) as error:
        raise Refused(404, NOT_OPEN) from error
    except NotTaken as error:
        raise Refused(422, str(error)) from error
    return _shown(room(attempt))


@router.get("/encounters/{uuid:key}", auth=OWN, response=shapes.Encounter, summary="One encounter")
def encounter(request: HttpRequest, key: uuid.UUID) -> shapes.Encounter:
    """The room as it stands: who is there, what was said and found so far, what is on its way."""
    return _shown(queries.room_of(learner_of(request), key))


@router.post("/encounters/{uuid:key}/moves", auth=OWN, response=shapes.Moved, refuses=(409,), summary="Make a move")
def move(request: HttpRequest, key: uuid.UUID, sent: shapes.Move) -> shapes.Moved:
    """Say, examine, order, treat, rank, wait, ask for a hint or help, write the note, or finish. It is acknowledged
    only when it is safe; sent again with the same `client_id` it counts once, and gives `repeated: true`."""
    learner = learner_of(request)
    before = queries.room_of(learner, key)
    receipt = loop.event_id(key, sent.client_id)
    if before.holds(receipt):
        return shapes.Moved(repeated=True, encounter=_shown(before))
    if before.attempt.status != "open":
        raise Refused(409, ENDED)
    try:
        made = posted.read(sent.kind, sent.form(), before.encounter)
        after = use_cases.act(learner, before, made.move, made.said, made.client_id)
    except NotTaken as error:
        raise Refused(422, str(error)) from error
    if not after.holds(receipt):  # it ended while this move was on its way
        raise Refused(409, ENDED)
    return shapes.Moved(repeated=False, encounter=_shown(after))


@router.get("/encounters/{uuid:key}/choices", auth=OWN, response=shapes.Choices, summary="What can be chosen")
def choices(request: HttpRequest, key: uuid.UUID) -> shapes.Choices:
    """Every examination, test, treatment and name of a condition that the knowledge base behind an encounter has."""
    base = queries.room_of(learner_of(request), key).encounter.patient.base
    return shapes.Choices(
        examinations=[
            shapes.Examination(
                id=one.id,
                label=one.label,
                region=one.region,
                minutes=one.minutes,
                consent=one.consent,
                exposure=one.exposure,
            )
            for one in base.manoeuvres.values()
        ],
        tests=[
            shapes.Test(
                id=one.id,
                label=one.label,
                group=one.group,
                minutes=one.minutes,
                cost=one.cost,
                harm=one.harm,
                harm_text=one.harm_text,
            )
            for one in base.tests.values()
        ],
        treatments=[
            shapes.Treatment(id=one.id, label=one.label, kind=one.kind)
            for one in sorted(base.treatments.values(), key=lambda one: one.label)
        ],
        routes=workbench.routes(base),
        units=workbench.units(base),
        frequencies=list(workbench.FREQUENCIES),
        conditions=[
            shapes.ConditionName(name=name, label=label or name) for name, label in workbench.condition_names(base)
        ],
    )


@router.get(
    "/encounters/{uuid:key}/debrief", auth=OWN, response=shapes.Debrief, refuses=(409,), summary="What it came to"
)
def debrief(request: HttpRequest, key: uuid.UUID) -> shapes.Debrief:
    """Score, checklist with your own words, errors and faults, each fact with what it did, and what comes next. While
    the encounter is running there is none."""
    learner = learner_of(request)
    found = queries.room_of(learner, key)
    if found.attempt.status == "open":
        raise Refused(409, RUNNING)
    return _debrief(found, learner)


# The list.


def _patient(card: queries.Card) -> shapes.Patient:
    return shapes.Patient(
        patient=card.approval,
        title=card.public.title,
        presentation=card.presentation,
        setting=card.setting,
        minutes=card.public.minutes,
        met_before=card.done,
    )


def _proposed(found: queries.Proposal | None) -> shapes.ProposedPatient | None:
    return None if found is None else shapes.ProposedPatient(patient=_patient(found.card), reason=found.reason)


def _visit(attempt: Attempt, card: queries.Card) -> shapes.Visit:
    return shapes.Visit(
        encounter=attempt.pk, patient=_patient(card), begun_at=attempt.offered_at, ended_at=attempt.closed_at
    )


# The room: only the public part of the case and what was met.


def _shown(found: Room) -> shapes.Encounter:
    now = found.encounter
    public, state, mode = now.patient.case.public, now.state, found.opened.mode
    said = queries.said_of(found.moves)
    notes = [step.number for step in state.steps if step.move.kind == "note"]
    return shapes.Encounter(
        id=found.attempt.pk,
        status="open" if found.attempt.status == "open" and not state.finished else "finished",
        mode=mode,  # type: ignore[arg-type]  # pydantic checks it
        rules=presenting.mode_rules(mode),
        parts=[part for part, _ in queries.parts(now)],
        hints=now.mode.hints,
        begun_at=found.attempt.offered_at,
        title=public.title,
        setting=presenting.setting_name(public.setting),
        person=_person(found),
        door=public.door,
        vitals=[
            shapes.Vital(label=one.label, value=one.value, unit=one.unit, word=one.word, time=one.time)
            for one in presenting.vitals(now)
        ],
        time=presenting.ward_clock(public, state.clock),
        minutes=state.clock,
        limit=found.opened.minutes,
        moves=len(found.moves),
        transcript=[_turn(one) for one in presenting.turns(now, said)],
        waiting=_waiting(found),
        cost=sum(now.patient.base.tests[one.test].cost for one in state.orders),
        differential=_differential(found),
        note=(said.get(notes[-1]) or "") if notes else "",
    )


def _person(found: Room) -> shapes.Person:
    one = found.encounter.patient.case.public.person
    return shapes.Person(
        name=one.name,
        address=one.address,
        age=one.age,
        pronoun=one.pronoun,
        occupation=one.occupation,
        weight=one.weight,
        speaker=one.speaker,
    )


def _turn(one: presenting.Turn) -> shapes.Turn:
    return shapes.Turn(
        move=one.step,
        kind=one.kind,  # type: ignore[arg-type]  # pydantic checks it
        who=one.who,
        time=one.time,
        text=one.text,
        erased=one.erased,
    )


def _waiting(found: Room) -> list[shapes.Awaited]:
    patient, state = found.encounter.patient, found.encounter.state
    return [
        shapes.Awaited(
            label=patient.base.tests[one.test].label,
            due=presenting.ward_clock(patient.case.public, one.due),
            minutes=one.due - state.clock,
        )
        for one in sorted(state.orders, key=lambda one: one.due)
        if not one.seen
    ]


def _differential(found: Room) -> list[shapes.Ranked]:
    return [
        shapes.Ranked(name=one.words, confidence=int(one.confidence), must_not_miss=one.must_not_miss)
        for one in workbench.differential(found.encounter)
    ]


# The debrief: after the end the hidden part may be told.


def _debrief(found: Room, learner: Learner) -> shapes.Debrief:
    page = debriefing.page(found, learner, "")
    result: Debrief = page["result"]
    groups: list[debriefing.Group] = [*page["groups"], *([page["talk"]] if page["talk"] else [])]
    return shapes.Debrief(
        encounter=_shown(found),
        headline=result.headline,
        summary=result.summary,
        outcome=result.outcome,
        pass_mark=page["pass_mark"],
        condition=result.condition_label,
        named=page["named"],
        right=result.right,
        scores=[
            shapes.StepOfScore(step=one.id, score=one.score, weight=one.weight, why=one.why) for one in result.steps
        ],
        checklist=[_line(group.id, line) for group in groups for line in group.lines],
        critical=[shapes.CriticalError(label=one.label, why=one.why, move=one.number) for one in result.critical],
        faults=[
            shapes.ReasoningFault(label=one.label, why=one.why, moves=[number for number in one.numbers if number])
            for one in result.faults
        ],
        facts=[_fact(one, result.conditions) for one in result.points],
        plausible=[
            shapes.PlausibleCondition(condition=name, chance=chance, must_not_miss=grave)
            for name, chance, grave in page["plausible"]
        ],
        spent=_spent(result.spent),
        reference_spent=_spent(result.reference_spent),
        useless_tests=page["useless"],
        feedback={key: text for key, text in result.feedback.items() if text},  # type: ignore[misc]
        lessons=[shapes.Lesson(front=one.front, back=one.back) for one in result.lessons],
        teaching=page["teaching"],
        first=page["first"].name if page["first"] else None,
        sources=[one["citation"] for one in page["sources"]],
        changes=[
            shapes.BeliefChange(**{name: one[name] for name in ("competency", "title", "before", "after")})
            for one in page["changes"]
        ],
        next=_following(page["next"]),
    )


def _following(found: Mapping[str, object] | None) -> shapes.ProposedPatient | None:
    return None if found is None else _proposed(queries.Proposal(found["card"], found["reason"]))  # type: ignore[arg-type]


def _line(step: str, line: debriefing.Line) -> shapes.ChecklistLine:
    quote = line.quote
    return shapes.ChecklistLine(
        step=step,
        label=line.item.label,
        earned=line.item.earned,
        why=line.item.why,
        quote=None
        if quote is None
        else shapes.Quote(move=quote.step, time=quote.time, text=quote.text, own_words=quote.own),
    )


def _fact(one: Point, labels: Mapping[str, str]) -> shapes.Fact:
    def named(chances: Mapping[str, float]) -> dict[str, float]:
        return {labels[name]: chance for name, chance in chances.items() if name in labels}

    return shapes.Fact(
        move=one.number,
        minutes=one.at,
        label=one.label,
        reference=named(one.reference),
        learner=named(one.learner),
        pushed=named(one.pushed),
        best_next=one.best_next,
    )


def _spent(one: Spent) -> shapes.Expense:
    return shapes.Expense(minutes=one.minutes, cost=one.cost, harm=one.harm, acts=one.acts)
