"""A small base of chest pain with two dangers, and a learner who makes moves in one line, for tests of scores."""

from collections.abc import Mapping
from typing import Any

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition, Lesson, Turn
from preceptor.core.knowledge.finding import PRESENT, Finding, Manoeuvre, Test, Topic, Value
from preceptor.core.knowledge.probability import Number
from preceptor.core.knowledge.treatment import Against, Dose, Step, Treatment
from preceptor.core.patient.case import Case, Fact, Hidden, Patient, Person, Public
from preceptor.core.patient.chronicle import Chronicle
from preceptor.core.patient.encounter import MODES, Encounter
from preceptor.core.patient.moves import Asked, Given, Move, Ranked
from tests.unit.core.patient.clinic import binary, measured

CHARACTER = Finding(
    "pain-character",
    "chest-pain",
    "what the pain feels like",
    "symptom",
    (Value("dull", "dull", ("Dull.",), 0.6), Value("sharp", "sharp", ("Sharp.",), 0.2),
     Value("pressing", "pressing", ("It presses.",), 0.2)),
    attribute="character",
    of="chest-pain",
)  # fmt: skip
FINDINGS = (
    binary("chest-pain", base=0.85, tell="open"),
    CHARACTER,
    binary("leg-swelling"),
    binary("sweating"),
    binary("sore-to-touch"),
    binary("cough"),
    *(binary(f"idle-{number}") for number in range(30)),
    binary("past-clot", kind="history"),
    binary("past-ulcer", kind="history", base=0.1),
    *(measured(name, low, high) for name, low, high in (
        ("heart-rate", 60, 99), ("systolic", 105, 149), ("respiratory-rate", 12, 18), ("oxygen", 95, 99),
        ("temperature", 36, 37),
    )),
    binary("calf-size", kind="sign"),
    binary("rib-tender", kind="sign"),
    binary("idle-sign", kind="sign"),
    binary("clot-seen", kind="result", base=0.01),
    binary("st-raised", kind="result", base=0.01),
    *(binary(f"idle-result-{number}", kind="result") for number in range(6)),
)  # fmt: skip
EMBOLISM = {
    "heart-rate": {"high": 0.85}, "pain-character": {"sharp": 0.85}, "leg-swelling": 0.6, "past-clot": 0.6,
    "calf-size": 0.6, "clot-seen": 0.97,
}  # fmt: skip
INFARCT = {"pain-character": {"pressing": 0.85}, "sweating": 0.85, "st-raised": 0.97, "heart-rate": {"high": 0.3}}
STRAIN = {"pain-character": {"sharp": 0.6}, "sore-to-touch": 0.97, "rib-tender": 0.97}
COLD = {"cough": 0.85}
COURSE = (Turn(60, {"oxygen": "high"}, "She turns blue.", ("heparin",), grave=True),)


def _numbers(chances: Mapping[str, Any]) -> dict[str, dict[str, Number]]:
    return {
        name: {value: Number(p) for value, p in (one.items() if isinstance(one, dict) else ((PRESENT, one),))}
        for name, one in chances.items()
    }


def _condition(name: str, weight: float, chances: Mapping[str, Any], grave: bool, **more: Any) -> Condition:
    values: dict[str, Any] = {
        "id": name,
        "label": name,
        "names": (),
        "summary": "",
        "must_not_miss": grave,
        "presentations": {"chest-pain": Number(weight)},
        "age": (1.0,) * 7,
        "sex": {},
        "setting": {},
        "findings": _numbers(chances),
        "sources": ("guide",),
        **more,
    }
    return Condition(**values)


def base() -> Base:
    """Embolism and infarct must not be missed; strain is common, cold commoner."""
    talk = ("opening", "elaborate", "empathy", "greeting", "permission")
    own = ("ideas", "concerns", "expectations")
    topics = {one.topic: Topic(one.topic, one.topic, "other") for one in FINDINGS}
    topics |= {name: Topic(name, name, "conversation") for name in talk}
    topics |= {name: Topic(name, name, "perspective") for name in own}
    idle = {f"idle-test-{number}": Test(f"idle-test-{number}", f"Idle {number}", "blood", 30, 4, 0.5,
                                        (f"idle-result-{number}",)) for number in range(6)}  # fmt: skip
    return Base(
        id="ward",
        topics=topics,
        attributes={},
        findings={one.id: one for one in FINDINGS},
        manoeuvres={
            "general-look": Manoeuvre("general-look", "Look", "general", "look", 0.5, ()),
            "calves": Manoeuvre("calves", "Measure the calves", "calves", "measure", 1, ("calf-size",)),
            "ribs": Manoeuvre("ribs", "Press the ribs", "chest", "feel", 1, ("rib-tender",)),
            "idle-look": Manoeuvre("idle-look", "Look at a toe", "feet", "look", 1, ("idle-sign",)),
        },
        tests={
            "scan": Test("scan", "Lung scan", "imaging", 45, 20, 1.5, ("clot-seen",)),
            "ecg": Test("ecg", "ECG", "bedside", 10, 2, 0, ("st-raised",)),
            **idle,
        },
        treatments={
            "heparin": Treatment(
                "heparin",
                "Heparin",
                "drug",
                doses=(Dose(80, 120, "mg", ("sc",), checked=2), Dose(1, 2, "mg", ("iv",), checked=1),
                       Dose(1, 1.5, "mg", ("sc",), per_kg=True, population="child", checked=2)),
                against=(Against("past-ulcer", PRESENT, "It bleeds.", absolute=True),),
            ),
            "oxygen": Treatment("oxygen", "Oxygen", "oxygen",
                                against=(Against("oxygen", "normal", "Not needed."),)),
            "aspirin": Treatment("aspirin", "Aspirin", "drug",
                                 against=(Against("past-ulcer", PRESENT, "It may bleed."),)),
            "massage": Treatment("massage", "Massage", "procedure"),
            "ward-admission": Treatment("ward-admission", "Admission", "place"),
            "discharge-safety-net": Treatment("discharge-safety-net", "Home with advice", "advice"),
        },
        conditions={one.id: one for one in _conditions()},
    )  # fmt: skip


def _conditions() -> tuple[Condition, ...]:
    management = (
        Step("heparin", "essential", "Stops the clot.", 60, True, "guide"),
        Step("ward-admission", "essential", "Watched."),
        Step("oxygen", "helpful", "If low."),
        Step("massage", "harmful", "Loosens the clot.", source="guide"),
    )
    lessons = tuple(
        Lesson(f"lesson-{about}", about, "Front?", "Back.")
        for about in ("history", "tests", "weighing", "management", "hypotheses")
    )
    own = {"diagnosis": "diagnosing-chest-pain", "history": "history-chest", "management": "managing-clots",
           "examination": "examining", "tests": "testing"}  # fmt: skip
    return (
        _condition(
            "embolism", 1.0, EMBOLISM, True, names=("PE", "lung clot", "pulmonary embolus"), management=management,
            course=COURSE, lessons=lessons, competencies=own,
        ),
        _condition("infarct", 1.0, INFARCT, True, names=("MI", "heart attack")),
        _condition("strain", 2.0, STRAIN, False, names=("pulled muscle", "muscle")),
        _condition("cold", 3.0, COLD, False, names=("common cold",)),
    )  # fmt: skip


BASE = base()


def patient(weight: float = 70, age: float = 40, **facts: str) -> Patient:
    """Somebody with an embolism: fast pulse, sharp pain, swollen leg; `facts` add or replace (with _ for -)."""
    stated = {
        "chest-pain": PRESENT, "pain-character": "sharp", "leg-swelling": PRESENT, "heart-rate": "high",
        "calf-size": PRESENT, "clot-seen": PRESENT,
    }  # fmt: skip
    stated |= {name.replace("_", "-"): value for name, value in facts.items()}
    person = Person("Ada Okoro", "Ms Okoro", age, "f", "she", "baker", weight)
    hidden = Hidden(
        "embolism", "My chest hurts.", ("chest-pain",), {name: Fact(value) for name, value in stated.items()},
        concerns="That it is my heart.",
    )  # fmt: skip
    return Patient(BASE, Case(Public("case-one", "A baker", "chest-pain", "ed", person, "She sits."), hidden))


class Learner:
    """Makes moves in one encounter."""

    def __init__(self, mode: str = "practice", whom: Patient | None = None) -> None:
        self.patient = whom or patient()
        self.room = Encounter(self.patient, MODES[mode])
        self.room.begin()

    def act(self, move: Move) -> int:
        """Make a move; its number."""
        return self.room.apply(move).number

    def say(self, *topics: str, signals: tuple[str, ...] = ()) -> int:
        """Ask about topics ("topic@attribute")."""
        asked = [
            Asked(topic, attribute or "presence") for topic, _, attribute in (one.partition("@") for one in topics)
        ]
        return self.act(Move("say", asked=tuple(asked), signals=signals))

    def examine(self, target: str) -> int:
        return self.act(Move("examine", target=target))

    def order(self, target: str) -> int:
        return self.act(Move("order", target=target))

    def treat(self, target: str, dose: float | None = None, unit: str = "", route: str = "") -> int:
        return self.act(Move("treat", given=Given(target, dose, unit, route)))

    def rank(self, **shares: int) -> int:
        return self.act(Move("rank", ranked=tuple(Ranked(name, "", share) for name, share in shares.items())))

    def wait(self, minutes: float) -> int:
        return self.act(Move("wait", minutes=minutes))

    def finish(self, diagnosis: str = "embolism", words: str = "", signals: tuple[str, ...] = ()) -> int:
        return self.act(Move("finish", diagnosis=diagnosis, diagnosis_words=words, signals=signals))

    @property
    def seen(self) -> Chronicle:
        """The encounter so far, read back."""
        return Chronicle(self.patient, self.room.mode, self.room.state)


def exemplary(whom: Patient | None = None) -> Learner:
    """A whole encounter as one would wish it."""
    learner = Learner(whom=whom)
    learner.say("opening", signals=("introduced", "open"))
    learner.say("chest-pain@character")
    learner.say("leg-swelling")
    learner.say("past-clot")
    learner.say("sweating")
    learner.say("sore-to-touch")
    learner.say("cough")
    learner.say("concerns", signals=("empathy",))
    learner.rank(embolism=40, infarct=20, strain=30)
    learner.say(signals=("summary", "permission"))
    learner.examine("calves")
    learner.examine("ribs")
    learner.order("ecg")
    learner.order("scan")
    learner.treat("heparin", 100, "mg", "sc")
    learner.wait(10)
    learner.wait(40)
    learner.rank(embolism=95, infarct=2)
    learner.treat("ward-admission")
    learner.say(signals=("explained", "checked", "safety-net"))
    learner.act(Move("note", words=60))
    learner.finish()
    return learner


def like_an_infarct() -> Patient:
    """An embolism that feels like an infarct: only the tests tell."""
    return patient(
        pain_character="pressing", sweating="present", leg_swelling="absent", calf_size="absent", heart_rate="normal"
    )
