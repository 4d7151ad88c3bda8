"""A very small knowledge base and one case, for tests of encounters."""

from collections.abc import Mapping

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition, Lesson, Turn
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Attribute, Finding, Manoeuvre, Test, Topic, Value
from preceptor.core.knowledge.probability import Number
from preceptor.core.knowledge.treatment import Step, Treatment
from preceptor.core.patient.case import Case, Fact, Hidden, Manner, Patient, Person, Public


def binary(name: str, kind: str = "symptom", base: float = 0.1, **more: object) -> Finding:
    """A finding that is there or not."""
    values = (
        Value(ABSENT, "no", (f"No {name}.", f"No {name} at all."), 1 - base),
        Value(PRESENT, "yes", (f"Yes, {name}.", f"There is {name}."), base),
    )
    return Finding(**{"id": name, "topic": name, "label": name, "kind": kind, "values": values, **more})  # type: ignore[arg-type]


def measured(name: str, low: float, high: float) -> Finding:
    """A sign with a number, normal or high."""
    values = (
        Value("normal", "normal", (f"{name} is {{number}}.",), 0.9, low, high),
        Value("high", "high", (f"{name} is high at {{number}}.",), 0.1, high + 1, high * 2),
    )
    return Finding(name, name, name, "sign", values)


FINDINGS = (
    binary("cough", tell="open"),
    binary("fever", tell="open"),
    binary("itching", tell="specific"),
    binary("drinking", kind="history", tell="rapport", topic="alcohol"),
    binary("past-asthma", kind="history"),
    binary("past-gout", kind="history"),
    binary("past-stroke", kind="history"),
    binary("vaccinated", kind="history", base=0.85),
    binary("travel", kind="history"),
    binary("malaria-travel", kind="history", implies=("travel",)),
    binary("family-asthma", kind="history", topic="past-asthma", experiencer="family"),
    Finding(
        "cough-colour",
        "cough",
        "What comes up",
        "symptom",
        (
            Value("clear", "clear", ("It's clear.", "Just clear."), 0.7),
            Value("green", "green", ("It's green.", "Green stuff."), 0.3),
        ),
        attribute="colour",
        of="cough",
    ),
    Finding(
        "complaint-duration",
        "complaint",
        "How long",
        "symptom",
        (Value("hours", "hours", ("Hours.", "Since today."), 0.5), Value("days", "days", ("Days.", "Some days."), 0.5)),
        attribute="duration",
    ),
    measured("heart-rate", 60, 99),
    measured("systolic", 105, 149),
    measured("respiratory-rate", 12, 18),
    measured("oxygen", 95, 99),
    measured("temperature", 36, 37),
    binary("jaundice", kind="sign"),
    binary("crackles", kind="sign"),
    binary("rectal-blood", kind="sign"),
    binary("shadow", kind="result"),
)
AREAS = {"past-asthma": "past", "past-gout": "past", "past-stroke": "past"}


def base(course: tuple[Turn, ...] = ()) -> Base:
    """Pneumonia or bronchitis."""
    topics = {
        one.topic: Topic(one.topic, one.topic, AREAS.get(one.topic, "other"), ("any of it",) * 4) for one in FINDINGS
    }
    for name in ("opening", "elaborate", "anything-else", "empathy", "greeting"):
        topics[name] = Topic(name, name, "conversation")
    topics["past-medical-list"] = Topic("past-medical-list", "illnesses", "past")
    for name in ("ideas", "concerns", "expectations", "pets", "name"):
        topics[name] = Topic(name, name, "perspective")
    pneumonia = condition("pneumonia", {"fever": 0.85, "crackles": 0.6, "shadow": 0.97}, True, course)
    return Base(
        id="small",
        topics=topics,
        attributes={name: Attribute(name, name, ("{it}",) * 4) for name in ("colour", "duration", "onset", "severity")},
        findings={one.id: one for one in FINDINGS},
        manoeuvres={
            "general-look": Manoeuvre("general-look", "Look", "general", "look", 0.5, ("jaundice",)),
            "listen": Manoeuvre("listen", "Listen to the chest", "chest", "listen", 2.0, ("crackles",)),
            "rectal": Manoeuvre("rectal", "Rectal", "pelvis", "feel", 2.0, ("rectal-blood",), consent=True),
        },
        tests={"film": Test("film", "Chest film", "imaging", 30, 3, 0.2, ("shadow",))},
        treatments={
            "oxygen": Treatment("oxygen", "Oxygen", "oxygen"),
            "amoxicillin": Treatment("amoxicillin", "Amoxicillin", "drug"),
        },
        conditions={"pneumonia": pneumonia, "bronchitis": condition("bronchitis", {"fever": 0.1}, False)},
    )


def condition(name: str, chances: Mapping[str, float], grave: bool, course: tuple[Turn, ...] = ()) -> Condition:
    """A condition that presents as cough."""
    findings = {finding: {PRESENT: Number(chance)} for finding, chance in chances.items()}
    findings["complaint-duration"] = {"days": Number(0.97)}
    findings["cough-colour"] = {"green": Number(0.97 if grave else 0.03)}
    return Condition(
        id=name,
        label=name.capitalize(),
        names=(name,),
        summary=f"A person with {name}.",
        must_not_miss=grave,
        presentations={"cough": Number(1.0)},
        age=(1.0,) * 7,
        sex={"f": 1.0, "m": 1.0},
        setting={"ed": 1.0},
        findings=findings,
        management=(Step("oxygen", "essential", "It helps.", 30, True),),
        course=course,
        lessons=(Lesson(f"{name}-1", "history", "Front?", "Back."),),
        competencies={"diagnosis": "diagnosing-breathlessness"},
    )


def case(**hidden: object) -> Case:
    """A woman with pneumonia who coughs and has a fever."""
    person = Person("Ada Okoro", "Ms Okoro", 40, "f", "she", "baker", 70)
    facts = {
        "cough": Fact(PRESENT),
        "fever": Fact(PRESENT, say=("I've been burning up.",)),
        "crackles": Fact(PRESENT),
        "shadow": Fact(PRESENT),
        "heart-rate": Fact("high", 112),
        "drinking": Fact(PRESENT),
        "past-asthma": Fact(PRESENT),
        "past-gout": Fact(PRESENT),
        "past-stroke": Fact(PRESENT),
        "malaria-travel": Fact(PRESENT),
    }
    given = {
        "condition": "pneumonia",
        "opening": "I've got this cough.",
        "opening_tells": ("cough",),
        "facts": facts,
        "manner": Manner(),
        "ideas": "A cold, I thought.",
        "concerns": "My father died of his chest.",
        "own": {"pets": ("I keep pigeons.",)},
        **hidden,
    }
    public = Public("case-one", "A baker who coughs", "cough", "ed", person, "She sits up and coughs.")
    return Case(public, Hidden(**given))  # type: ignore[arg-type]


def patient(course: tuple[Turn, ...] = (), **hidden: object) -> Patient:
    """The case, settled."""
    return Patient(base(course), case(**hidden))
