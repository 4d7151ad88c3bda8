"""What a journey asks of its installation, in a process of its own: people with a past, addresses, dates, counts.

Run as `python -m tests.journeys.inside` in the installation's environment: reads a command a line, a JSON list of its
name and arguments, and answers each with a line of JSON.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import transaction  # noqa: E402

from preceptor.platform import clock  # noqa: E402
from preceptor.platform.accounts.joining import enrol  # noqa: E402
from preceptor.platform.accounts.models import ApiToken, Cohort, Invitation, Learner, User  # noqa: E402
from preceptor.platform.accounts.reset import reset_path  # noqa: E402
from preceptor.platform.events.models import Event  # noqa: E402
from preceptor.platform.learning import loop  # noqa: E402
from preceptor.platform.learning.models import Attempt, Movement, ReviewCard, Sitting, Unsent  # noqa: E402
from preceptor.platform.learning.shelf import shelf  # noqa: E402
from preceptor.platform.packs.models import ContentVersion  # noqa: E402

PASSWORD = "correct horse battery staple"
NEW = ("keyboard", "plain", "patchy", "careful", "drafter")
STAFF = ("educator", "author", "auditor", "administrator")
# They sign in with more than a password, which would stop those who walk through the pages.
GUARDED = ("coder", "keyholder")
BEGAN = timedelta(days=30)


def address(name: str) -> str:
    """Where a person of the journeys gets mail, and signs in."""
    return f"{name}@journeys.example"


def people() -> dict[str, str]:
    """Learners who start afresh, one with a history, staff of each role; {name: address}, password PASSWORD."""
    cohort = Cohort.objects.order_by("pk").first()
    assert cohort is not None
    for name in NEW:
        enrol(_person(name, f"{name.capitalize()} Learner"), cohort)
    for role in STAFF:
        user = _person(role, f"{role.capitalize()} Person", role=role)
        if role == "educator":
            cohort.educators.add(user)
    for name in GUARDED:
        _person(name, f"{name.capitalize()} Person", role="author")
    _history(enrol(_person("history", "Hannah Story"), cohort, at=clock.now() - BEGAN))
    return {name: address(name) for name in (*NEW, *STAFF, *GUARDED, "history")}


def _person(name: str, called: str, **more: Any) -> User:
    return User.objects.create_user(address(name), PASSWORD, name=called, synthetic=True, **more)


def _history(learner: Learner) -> None:
    """A placement, a checkpoint, practice, cards, a report and an objection, over the last month."""
    at = clock.now() - BEGAN
    with transaction.atomic():
        _sit(learner, "placement", at, 6)
        for number in range(30):
            moment = at + timedelta(days=1 + number * 0.9)
            _answer(learner, loop.offer(learner, moment), moment + timedelta(minutes=1), (20, 60, 95, None)[number % 4])
        _sit(learner, "checkpoint", clock.now() - timedelta(days=2), 6)
        moved = Movement.objects.filter(learner=learner).order_by("seq").first()
        assert moved is not None
        _sit(learner, "recheck", clock.now() - timedelta(days=1), 6, moved.competency)
        other = loop.offer(learner)
        loop.decline(learner, other.pk, "shorter", None)
    from preceptor.features.practice.use_cases import report
    from preceptor.features.progress.use_cases import contest

    answered = Attempt.objects.filter(learner=learner, status="answered").order_by("closed_at").last()
    moved = Movement.objects.filter(learner=learner).order_by("seq").last()
    assert answered is not None
    assert moved is not None
    report(learner.user.actor, answered, "unclear", "Two options say nearly the same.")
    contest(learner, moved.competency, "I was interrupted.")
    ApiToken.objects.create(user=learner.user, name="A script of mine", digest="0" * 64)
    _patients(learner)
    _noticed(learner)


def _noticed(learner: Learner) -> None:
    """A notice that was passed over, and one that waits on the page of a missed question."""
    from preceptor.core.coach.noticing import Notice
    from preceptor.platform.learning import noticing
    from preceptor.platform.learning.ledger import Ledger

    missed = Attempt.objects.filter(learner=learner, status="answered", mode="practice", outcome=0).first()
    assert missed is not None
    evidence = {"competency": missed.approval.content.meta["competency"], "tries": 15, "right": 4, "row": 3}
    for offers in (("example", "easier"), ("example", "mentor")):
        with transaction.atomic():
            ledger = Ledger.open(learner)
            event = noticing.offer(ledger, Notice("stuck", evidence, offers), missed, clock.now())
            ledger.flush()
        if "easier" in offers:
            noticing.reply(learner, event.id, "")


def _patients(learner: Learner) -> None:
    """One patient seen to the end, one who still waits, and a change that somebody proposed."""
    from preceptor.core.patient.moves import Given, Move, Ranked
    from preceptor.features.encounters import use_cases
    from preceptor.features.encounters.rooms import room
    from preceptor.features.knowledge.bases import holding
    from preceptor.features.knowledge.use_cases import propose
    from preceptor.platform.jobs.hearing import learn_to_listen

    learn_to_listen.func()
    approvals = [one.approval for one in shelf().patients.candidates]
    for place, approval in enumerate(approvals[:2]):
        attempt = use_cases.meet(learner, approval, "practice", None, 20, clock.now())
        ranked = (Ranked("pulmonary-embolism", "", 40, True), Ranked("panic-attack", "", 30))
        moves = [
            (Move("say"), "Hello, my name is Hannah. What has brought you in today?"),
            (Move("rank", ranked=ranked), ""),
            (Move("say"), "That sounds hard. Any fever or cough?"),
            (Move("examine", target="vital-signs"), ""),
            (Move("examine", target="heart-listen"), ""),
            (Move("order", target="ecg"), ""),
            (Move("wait"), ""),
            (Move("treat", given=Given("oxygen", 2, "L/min", "nasal cannula")), ""),
            (Move("hint"), ""),
            (Move("note", words=3), "Stable so far."),
        ]
        if not place:
            moves.append((Move("finish", diagnosis="pulmonary-embolism", words=4), "I think we should scan you."))
        for move, said in moves:
            use_cases.act(learner, room(attempt), move, said, uuid.uuid4())
    Unsent.objects.create(attempt=attempt.pk, learner=learner, texts={"said": "And"}, by={}, at=clock.now())
    author = User.objects.get(email=address("author"))
    held = holding("pneumonia")
    assert held is not None
    propose(held, "pneumonia", author, "The weight in cough seems low to me.")


def _sit(learner: Learner, kind: str, at: Any, answers: int, competency: str = "") -> None:
    sitting = loop.start_sitting(learner, kind, at, competency)
    for number in range(answers):
        attempt = Attempt.objects.filter(sitting=sitting, status="open").first()
        if attempt is None:
            break
        _answer(learner, attempt, at + timedelta(minutes=1 + number), None)
    loop.stop_sitting(learner, sitting.pk, "stopped", at + timedelta(minutes=30))


def _answer(learner: Learner, attempt: Attempt, at: Any, confidence: int | None) -> None:
    """The first option of each question: right now and then."""
    chosen = tuple(frozenset({"A"}) for _ in attempt.approval.content.public["questions"])
    loop.answer(learner, attempt.pk, loop.Answer(chosen, attempt.pk, confidence), at)


def pages() -> list[dict[str, Any]]:
    """Every address that answers GET, once for each role that may enter it, with real ids: name, path, visitor."""
    from preceptor.platform.accounts.roles import may
    from preceptor.project.features import FEATURES

    learner = Learner.objects.get(user__email=address("history"))
    ids = _ids(learner)
    found = []
    for feature in FEATURES:
        for route in feature.routes:
            if "GET" not in route.methods or route.may is None:
                continue
            name = f"{feature.name}:{route.name}"
            for values in ids.get(name, [{}]):
                path = _filled(route.address, values)
                for visitor in ("history", *STAFF):
                    role = "learner" if visitor == "history" else visitor
                    if may(role, route.may):
                        found.append({"name": name, "path": path, "visitor": visitor})
    return found


def _filled(template: str, values: dict[str, Any]) -> str:
    """An address with its parts filled in. Raises KeyError for a part that nobody named: add it in `_ids`."""
    import re

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(values[part[1]]), template)


def _ids(learner: Learner) -> dict[str, list[dict[str, Any]]]:
    mine = Attempt.objects.filter(learner=learner)
    current = loop.offer(learner)
    answered = mine.filter(status="answered", mode="practice")
    wrong, right = answered.filter(outcome=0).first(), answered.filter(outcome=1).first()
    declined = mine.filter(status="declined").first()
    measured = mine.filter(status="answered", mode="checkpoint").first()
    checked = mine.filter(status="answered", mode="recheck").first()
    card = ReviewCard.objects.filter(learner=learner).order_by("due").first()
    moved = Movement.objects.filter(learner=learner).order_by("seq").last()
    objected = Sitting.objects.get(learner=learner, kind="recheck")
    assert moved is not None
    met = set(Movement.objects.filter(learner=learner).values_list("competency", flat=True))
    unknown = next(name for name in shelf().world.competencies if name not in met)
    cohort = {"pk": learner.cohort_id}
    content = ContentVersion.objects.filter(meta__type="sba").order_by("pk").first()
    problem = ContentVersion.objects.filter(meta__type="kf").order_by("pk").first()
    items = [{"name": one.content_id, "version": one.version} for one in (content, problem) if one]
    sent = Event.objects.filter(verb__in=("item.reported", "estimate.contested"))
    reports = [one for one in sent if not one.payload.get("sitting")]  # a re-check answers the others, not a person
    people = [{"pk": learner.user_id}, {"pk": User.objects.get(email=address("educator")).pk}]
    patients = [{"key": one.pk} for one in mine.filter(mode="encounter").order_by("status")]
    seen = [{"key": one.pk} for one in mine.filter(mode="encounter", status="answered")]
    case = ContentVersion.objects.filter(kind="case").order_by("pk").first()
    proposed = Event.objects.filter(verb="knowledge.proposed")
    return {
        "encounters:room": patients,
        "encounters:debrief": seen,
        "encounters:replay": seen,
        "encounters:sound": [],  # to be heard
        "knowledge:condition": [{"name": "pneumonia"}],
        "knowledge:decide": [{"key": one.id} for one in proposed],
        "knowledge:case": [{"name": case.content_id, "version": case.version}] if case else [],
        "practice:attempt": [{"key": one.pk} for one in (current, wrong, right, declined, measured, checked) if one],
        "practice:decline": [{"key": current.pk}],
        "practice:report": [{"key": wrong.pk if wrong else current.pk}],
        "review:card": [{"key": card.pk}] if card else [],
        "progress:competency": [{"name": one} for one in (moved.competency, objected.competency, unknown)],
        "progress:export": [{"kind": "csv"}, {"kind": "json"}],
        "teaching:cohort": [cohort],
        "teaching:invite": [cohort],
        "teaching:educators": [cohort],
        "teaching:learner": [{"pk": learner.pk}],
        "teaching:competency": [{"pk": learner.pk, "name": one} for one in (objected.competency, unknown)],
        "authoring:item": items,
        "gate:report": [{"key": one.id} for one in reports],
        "operations:person": people,
        "operations:download": [],  # a file, and there is none yet
    }


def entrance() -> list[str]:
    """The pages of sign-in for those who are out: with a good code, with a stale one, with a reset link."""
    cohort = Cohort.objects.order_by("pk").first()
    code = Invitation.objects.create(cohort=cohort, expires_at=clock.now() + timedelta(days=1)).code
    reset = reset_path(User.objects.get(email=address("patchy")))
    return [
        "/sign-in/", f"/sign-in/join/?code={code}", "/sign-in/join/?code=GONE", "/sign-in/password/reset/",
        "/sign-in/inactive/", "/sign-in/password/reset/done/", reset, "/nowhere/",
    ]  # fmt: skip


def due(email: str) -> int:
    """Let time pass for a learner's cards: all are due since an hour. Returns how many."""
    return ReviewCard.objects.filter(learner__user__email=email).update(due=clock.now() - timedelta(hours=1))


def best_answer(email: str) -> str:
    """Decline until the activity offered is a single best answer; returns the path of its page."""
    return _offered(email, "sba")


def key_features(email: str) -> str:
    """Decline until the activity offered is a key-feature problem; returns the path of its page."""
    return _offered(email, "kf")


def _offered(email: str, kind: str) -> str:
    learner = Learner.objects.get(user__email=email)
    attempt = loop.offer(learner)
    for _ in range(600):
        if attempt.approval.content.meta["type"] == kind:
            return f"/practice/{attempt.pk}/"
        attempt = loop.decline(learner, attempt.pk, "none given", None)
    raise RuntimeError(f"no {kind} was offered")


def answers(email: str) -> list[dict[str, Any]]:
    """What the log holds of a learner's answers: attempt, mode, responses, confidence; in order."""
    actor = User.objects.get(email=email).actor
    events = Event.objects.filter(actor=actor, verb="attempt.answered").order_by("seq")
    return [
        {"attempt": str(one.attempt), **{name: one.payload[name] for name in ("mode", "responses", "confidence")}}
        for one in events
    ]


def verbs(email: str) -> list[str]:
    """The verbs of everything that a person did, in order."""
    actor = User.objects.get(email=email).actor
    return list(Event.objects.filter(actor=actor).order_by("seq").values_list("verb", flat=True))


def sittings(email: str) -> dict[str, str]:
    """How each kind of sitting of a learner ended: {kind: why}."""
    rows = Sitting.objects.filter(learner__user__email=email, finished_at__isnull=False).order_by("finished_at")
    return {one.kind: one.result["why"] for one in rows}


def forget() -> bool:
    """Forget which one-time codes were used and how often somebody tried: waiting half a minute would do the same."""
    cache.clear()
    return True


COMMANDS: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (people, pages, entrance, due, best_answer, key_features, answers, verbs, sittings, forget)
}

if __name__ == "__main__":
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(COMMANDS[name](*arguments)), flush=True)
