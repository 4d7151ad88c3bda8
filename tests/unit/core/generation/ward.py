"""A small knowledge base for tests of generation: four conditions that present as chest pain, one in women only; cases
of them."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from preceptor.core.generation.casewriter import Wish, generate
from preceptor.core.generation.tables import Tables
from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition, Lesson
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Attribute, Finding, Manoeuvre, Test, Topic, Value
from preceptor.core.knowledge.probability import Number
from preceptor.core.patient.case import Case

Shares = Mapping[str, float]


def binary(name: str, kind: str = "symptom", share: float = 0.1, **more: object) -> Finding:
    """A finding that is there or not."""
    words = name.replace("-", " ")
    values = (
        Value(ABSENT, "no", (f"There is no {words}.", f"I have not had {words}."), 1 - share),
        Value(PRESENT, "yes", (f"There is {words}.", f"I have had {words}."), share),
    )
    given = {"id": name, "topic": name, "label": words, "kind": kind, "values": values, "tell": "asked", **more}
    return Finding(**given)  # type: ignore[arg-type]


def valued(name: str, shares: Shares, kind: str = "symptom", **more: object) -> Finding:
    """A finding with several values, the first being the one for nothing."""
    values = tuple(
        Value(one, one, (f"{name}: {one}.", f"It is {one} ({name})."), share) for one, share in shares.items()
    )
    given = {"id": name, "topic": name, "label": name, "kind": kind, "values": values, "tell": "asked", **more}
    return Finding(**given)  # type: ignore[arg-type]


def measured(
    name: str, ranges: Mapping[str, tuple[float, float, float]], kind: str = "sign", decimals: int = 0
) -> Finding:
    """A finding with numbers: value → (share, low, high)."""
    values = tuple(
        Value(one, one, (f"{name} {{number}}.",), share, low, high) for one, (share, low, high) in ranges.items()
    )
    return Finding(name, name, name, kind, values, tell="never", decimals=decimals)  # type: ignore[arg-type]


def complaint(attribute: str, shares: Shares) -> Finding:
    """How the complaint goes."""
    return valued(f"complaint-{attribute}", shares, topic="complaint", attribute=attribute)


FINDINGS = (
    complaint("duration", {"hours": 0.5, "days": 0.3, "weeks": 0.1, "months": 0.1}),
    complaint("speed", {"gradual": 0.7, "sudden": 0.3}),
    complaint("pattern", {"constant": 0.7, "comes-and-goes": 0.3}),
    complaint("previous", {"never": 0.7, "before": 0.3}),
    complaint("trigger", {"nothing": 0.8, "exertion": 0.1, "injury": 0.1}),
    binary("chest-pain", share=0.03, tell="open"),
    valued(
        "chest-pain-location",
        {"centre": 0.6, "left": 0.3, "right": 0.1},
        topic="chest-pain",
        attribute="location",
        of="chest-pain",
    ),
    binary("breathlessness", tell="open"),
    binary("sweating"),
    binary("cough"),
    binary("tiredness", share=0.3),
    binary("fever", share=0.03),
    binary("leg-swelling", share=0.05),
    binary("ankle-swelling", share=0.05, topic="leg-swelling", attribute="ankles", implies=("leg-swelling",)),
    binary("missed-period", share=0.03, tell="specific"),
    binary("testicular-pain", share=0.03, tell="specific"),
    binary("past-hypertension", "history", 0.3),
    binary("past-heart-attack", "history"),
    binary("past-asthma", "history"),
    binary("past-reflux", "history", 0.3),
    binary("past-arthritis", "history", 0.3),
    binary("past-clot", "history", 0.03),
    binary("antihypertensive", "history", 0.3),
    binary("antiplatelet", "history"),
    binary("inhaler", "history"),
    binary("nsaid", "history"),
    binary("antibiotic-recent", "history"),
    binary("pregnancy", "history", 0.03),
    binary("recent-injury", "history"),
    binary("malaria-travel", "history", 0.03, implies=("travel-abroad",)),
    binary("travel-abroad", "history"),
    valued("drug-allergy", {"none": 0.8, "penicillin": 0.1, "other": 0.1}, "history"),
    valued("smoker", {"never": 0.5, "former": 0.25, "current": 0.25}, "history"),
    binary("heavy-smoking", "history", of="smoker"),
    binary("vaccinated", "history", 0.85),
    measured("heart-rate", {"normal": (0.86, 60, 99), "fast": (0.12, 100, 129), "very-fast": (0.02, 130, 190)}),
    measured("systolic", {"normal": (0.9, 105, 149), "low": (0.1, 80, 104)}),
    measured("respiratory-rate", {"normal": (0.9, 12, 18), "raised": (0.1, 21, 30)}),
    measured("oxygen", {"normal": (0.95, 95, 99), "low": (0.05, 85, 94)}),
    measured("temperature", {"normal": (0.9, 36.1, 37.5), "high": (0.1, 37.6, 40.5)}, decimals=1),
    binary("pallor", "sign", 0.03, tell="never"),
    binary("chest-wall-tenderness", "sign", 0.1, tell="never"),
    valued("ecg-st", {"normal": 0.97, "raised": 0.03}, "result", tell="never"),
    valued("ecg-rhythm", {"sinus": 0.9, "sinus-tachycardia": 0.1}, "result", tell="never"),
    measured("troponin", {"normal": (0.95, 3, 13), "raised": (0.05, 20, 2500)}, "result"),
    valued("ct-pe", {"none": 0.98, "embolus": 0.02}, "result", tell="never"),
    valued("us-pelvis", {"normal": 0.98, "mass": 0.02}, "result", tell="never"),
)
OTHER_TOPICS = (
    "name",
    "age-question",
    "occupation",
    "sex-gender",
    "education",
    "hobbies",
    "last-meal",
    "why-now",
    "arrival",
)
ADULT = (0.0, 0.0, 0.1)


def condition(
    name: str, label: str, names: tuple[str, ...], weight: float, findings: Mapping[str, Shares], **more: object
) -> Condition:
    """A condition that presents as chest pain; a plain number of a finding is that of its presence."""
    given = {
        "summary": f"A person with {label}.",
        "must_not_miss": True,
        "age": (*ADULT, 1.0, 1.0, 1.0, 1.0),
        "sex": {"f": 1.0, "m": 1.0},
        "setting": {"ed": 1.0, "gp": 0.5, "ward": 0.2},
        **more,
    }
    return Condition(
        id=name,
        label=label,
        names=names,
        presentations={"chest-pain": Number(weight)},
        findings={
            finding: {value: Number(share) for value, share in shares.items()} for finding, shares in findings.items()
        },
        lessons=(Lesson(f"{name}-1", "weighing", "What weighs most?", "The test that decides."),),
        competencies={"diagnosis": f"diagnosing-{name}"},
        **given,  # type: ignore[arg-type]
    )


def there(share: float) -> dict[str, float]:
    """The share of presence."""
    return {PRESENT: share}


CONDITIONS = (
    condition(
        "acute-coronary-syndrome",
        "acute coronary syndrome",
        ("heart attack", "myocardial infarction", "ACS"),
        10,
        {
            "complaint-duration": {"hours": 0.9, "months": 0.01},
            "chest-pain": there(0.9),
            "chest-pain-location": {"centre": 0.8},
            "sweating": there(0.5),
            "past-hypertension": there(0.5),
            "past-heart-attack": there(0.3),
            "antiplatelet": there(0.4),
            "ecg-st": {"raised": 0.6},
            "troponin": {"raised": 0.97},
            "chest-wall-tenderness": there(0.03),
            "heart-rate": {"fast": 0.3, "very-fast": 0.05},
            "systolic": {"low": 0.2},
            "pallor": there(0.3),
        },
        age=(*ADULT, 0.1, 1.0, 2.0, 2.0),
        sex={"f": 0.7, "m": 1.3},
    ),
    condition(
        "pulmonary-embolism",
        "pulmonary embolism",
        ("PE", "lung clot", "pulmonary embolus"),
        6,
        {
            "complaint-duration": {"days": 0.5},
            "complaint-speed": {"sudden": 0.7},
            "chest-pain": there(0.7),
            "breathlessness": there(0.9),
            "leg-swelling": there(0.4),
            "past-clot": there(0.3),
            "ct-pe": {"embolus": 0.97},
            "troponin": {"raised": 0.2},
            "oxygen": {"low": 0.5},
            "heart-rate": {"fast": 0.6},
        },
    ),
    condition(
        "chest-wall-pain",
        "strained intercostal muscle",
        ("chest wall pain", "costochondritis"),
        14,
        {
            "complaint-duration": {"days": 0.6, "weeks": 0.3},
            "complaint-trigger": {"exertion": 0.3, "injury": 0.2},
            "chest-pain": there(0.97),
            "chest-pain-location": {"left": 0.6},
            "chest-wall-tenderness": there(0.9),
            "breathlessness": there(0.05),
        },
        must_not_miss=False,
        age=(*ADULT, 1.5, 1.0, 0.6, 0.0),
    ),
    condition(
        "ovarian-mishap",
        "ovarian mishap",
        ("twisted ovary",),
        2,
        {"chest-pain": there(0.5), "missed-period": there(0.9), "us-pelvis": {"mass": 0.97}, "fever": there(0.03)},
        age=(*ADULT, 1.0, 1.0, 1.0, 0.0),
        sex={"f": 1.0, "m": 0.0},
    ),
)


@cache
def base() -> Base:
    """The whole of it."""
    topics = {one.topic: Topic(one.topic, one.topic, "other") for one in FINDINGS}
    topics |= {name: Topic(name, name, "social") for name in OTHER_TOPICS}
    signs = tuple(one.id for one in FINDINGS if one.kind == "sign" and one.id != "pallor")
    return Base(
        id="ward",
        topics=topics,
        attributes={name: Attribute(name, name) for name in ("duration", "speed", "location")},
        findings={one.id: one for one in FINDINGS},
        manoeuvres={
            "general-look": Manoeuvre("general-look", "Look", "general", "look", 0.5, ("pallor",)),
            "everything": Manoeuvre("everything", "Examine", "chest", "feel", 5, signs),
        },
        tests={one.id: Test(one.id, one.id, "blood", 30, 1, 0, (one.id,)) for one in FINDINGS if one.kind == "result"},
        treatments={},
        conditions={one.id: one for one in CONDITIONS},
    )


@cache
def tables() -> Tables:
    """Compiled once for all tests."""
    return Tables(base())


def case(name: str = "acute-coronary-syndrome", seed: int = 0, **wish: object) -> Case:
    """A generated case."""
    return generate(base(), Wish(condition=name, **wish), np.random.default_rng(seed), (), tables())  # type: ignore[arg-type]


def cases(count: int = 12) -> list[Case]:
    """Some of every condition."""
    return [case(CONDITIONS[number % len(CONDITIONS)].id, number) for number in range(count)]
