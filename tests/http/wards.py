"""A small ward for tests: a knowledge base of invented conditions, a case, and people who meet it. Nobody should learn
from it."""

import re
import uuid
from typing import Any

from django.test import Client

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition, Lesson, Turn
from preceptor.core.knowledge.finding import Attribute, Finding, Kind, Manoeuvre, Test, Topic, Value
from preceptor.core.knowledge.probability import Number
from preceptor.core.knowledge.treatment import Dose, Step, Treatment
from preceptor.core.patient.case import Case, Fact, Hidden, Look, Manner, Person, Public
from preceptor.core.patient.moves import Asked
from preceptor.platform import clock
from preceptor.platform.approvals.gate import restore
from preceptor.platform.approvals.models import Approval
from preceptor.platform.packs import cases
from preceptor.platform.packs.loading import store
from preceptor.platform.packs.pieces import Piece
from preceptor.platform.packs.records import plain

TRUTH, SECRET = "zorbic-lung", "zz-secret-case"
HTMX = {"HTTP_HX_REQUEST": "true"}
HEARING = "preceptor.platform.patients.hearing.heard"
WORDS = {"bring": "opening", "cough": "cough", "fever": "fever"}


def _binary(name: str, topic: str, kind: Kind = "symptom", **more: Any) -> Finding:
    say = (f"Yes, {topic}.",), (f"No {topic}.",)
    values = (Value("absent", "no", say[1], 0.8), Value("present", "yes", say[0], 0.2))
    return Finding(name, topic, name.replace("-", " "), kind, values, **more)


def _measured(name: str, low: float, high: float, fast: str) -> Finding:
    values = (
        Value("normal", "normal", ("It is {number}.",), 0.7, low, high),
        Value("high", fast, ("It is {number}.",), 0.3, high + 1, high + 20),
    )
    return Finding(name, "exam", name.replace("-", " "), "sign", values, tell="never")


def _condition(name: str, label: str, chances: dict[str, float], grave: bool = False, **more: Any) -> Condition:
    findings = {finding: {"present": Number(chance)} for finding, chance in chances.items()}
    return Condition(
        id=name,
        label=label,
        names=(f"{label} disease",),
        summary=f"{label} is invented.",
        must_not_miss=grave,
        presentations={"breathlessness": Number(1.0)},
        age=(1.0,) * 7,
        sex={},
        setting={},
        findings=findings,
        competencies={"diagnosis": "zz-wheeze-naming", "management": "zz-wheeze-care"},
        **more,
    )


def base() -> Base:
    """Three conditions that a question, a touch and a test tell apart."""
    findings = [
        _binary("cough", "cough", tell="volunteered"),
        _binary("fever", "fever"),
        _binary("calf-tenderness", "exam", "sign", tell="never"),
        _binary("inside-tenderness", "exam", "sign", tell="never"),
        _binary("quell-factor", "tests", "result", tell="never"),
        Finding(
            "ecg-rhythm", "tests", "rhythm", "result",
            (Value("sinus", "sinus", ("The rhythm is sinus.",), 0.8),
             Value("atrial-fibrillation", "irregular", ("The rhythm is irregular.",), 0.2)), tell="never",
        ),
        _measured("heart-rate", 60, 99, "fast"),
        _measured("systolic", 100, 139, "raised"),
        _measured("respiratory-rate", 12, 20, "raised"),
        _measured("oxygen", 94, 99, "odd"),
        _measured("temperature", 36, 37, "raised"),
    ]  # fmt: skip
    topics = [
        Topic("opening", "what brings them", "conversation"),
        Topic("cough", "cough", "lungs"),
        Topic("fever", "fever", "general"),
        Topic("exam", "examination", "examination"),
        Topic("tests", "tests", "tests"),
    ]
    manoeuvres = [
        Manoeuvre("calves-feel", "Feel the calves", "calves", "feel", 1, ("calf-tenderness",)),
        Manoeuvre("inside-feel", "Feel inside", "pelvis", "feel", 2, ("inside-tenderness",), consent=True),
    ]
    tests = [
        Test("ecg", "12-lead ECG", "bedside", 10, 2, 0, ("ecg-rhythm",), ("heart tracing",)),
        Test("quell-test", "Quell test", "blood", 30, 1, 0, ("quell-factor",), (), "needle"),
    ]
    conditions = [
        _condition(
            TRUTH, "zorbic lung", {"cough": 0.9, "calf-tenderness": 0.8, "quell-factor": 0.9}, grave=True,
            management=(Step("zorbicillin", "essential", "It ends zorbic lung.", critical=True),),
            course=(Turn(60, {"oxygen": "high"}, "They look greyer.", ("zorbicillin",), grave=True),),
            lessons=(Lesson("zorbic-1", "tests", "What does a quell test tell?", "Zorbic lung."),),
        ),
        _condition("marnic-fever", "marnic fever", {"fever": 0.9, "cough": 0.5}),
        _condition("plain-cold", "plain cold", {"cough": 0.7, "fever": 0.4}),
    ]  # fmt: skip
    dose = Dose(100, 200, "mg", ("by mouth",))
    return Base(
        id="tiny-pack",
        topics={one.id: one for one in topics},
        attributes={"presence": Attribute("presence", "presence")},
        findings={one.id: one for one in findings},
        manoeuvres={one.id: one for one in manoeuvres},
        tests={one.id: one for one in tests},
        treatments={"zorbicillin": Treatment("zorbicillin", "Zorbicillin", "drug", (), (dose,))},
        conditions={one.id: one for one in conditions},
        regions=("calves", "pelvis"),
    )


def case(name: str = SECRET, title: str = "A gardener who coughs", age: float = 40) -> Case:
    """Somebody with zorbic lung."""
    look = Look("olive", "grey", "bun", "large", "blue shirt", "glasses, wheelchair")
    person = Person("Ines Moreau", "Ms Moreau", age, "f", "she", "gardener", 70, look)
    public = Public(name, title, "breathlessness", "ed", person, "She sits forward and coughs.", review_by="2099-01-01")
    facts = {
        "cough": Fact("present"),
        "calf-tenderness": Fact("present"),
        "quell-factor": Fact("present"),
        "heart-rate": Fact("high", 112),
    }
    hidden = Hidden(TRUTH, "I cannot stop coughing.", ("cough",), facts, Manner(), concerns="Is it my lungs?")
    return Case(public, hidden)


def admit(world: Any, *many: Case) -> list[Approval]:
    """Put the base and cases (the usual one unless others are given) before learners, and give the approvals."""
    known = base()
    pieces = [Piece("knowledge", known.id, 1, {}, {}, plain(known))]
    pieces += [cases.piece(one, known) for one in many or (case(),)]
    return [restore(one, world.people["educator"], clock.now()) for one in store(pieces, world.pack)][1:]


def heard(text: str, *_: Any) -> tuple[Asked, ...]:
    """Understanding by a few key words, for tests that are about pages."""
    found = [topic for word, topic in WORDS.items() if word in text.lower()]
    return tuple(Asked(topic) for topic in found) or (Asked("", confidence=0.0),)


# What a learner does in the pages.


def body(response: Any) -> str:
    """The page without its frame, and without the lists of every name there is."""
    text = response.content.decode()
    found = re.search(r"<main.*</main>", text, re.S)
    assert found, text[:400]
    return re.sub(r"<datalist.*?</datalist>|<select.*?</select>", "", found[0], flags=re.S)


def enter(client: Client, approval: Any, mode: str = "practice") -> str:
    response = client.post("/patients/", {"patient": approval.pk, "mode": mode})
    assert response.status_code == 303
    return str(response.headers["Location"])


def act(client: Client, room: str, name: str, /, **fields: Any) -> Any:
    headers = HTMX if fields.pop("htmx", False) else {}
    own = {"client_id": str(uuid.uuid4()), **fields, "act": name}
    return client.post(room, own, **headers)


def said(client: Client, room: str, text: str) -> str:
    assert act(client, room, "say", said=text).status_code == 303
    return body(client.get(room))


def finish(client: Client, room: str, **fields: Any) -> str:
    response = act(client, room, "finish", **{"diagnosis": "zorbic lung", **fields})
    assert response.status_code == 303
    return str(response.headers["Location"])
