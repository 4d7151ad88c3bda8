"""Medicines by the names patients use, and what an allergy forbids. Knows no condition and no doses.

Facts of pharmacology: which drug belongs to which class. Brand names are left out.
"""

import re
from collections.abc import Iterable, Mapping

import numpy as np

from preceptor.core.patient.case import Fact

ALLERGY = "drug-allergy"
CLASSES: Mapping[str, tuple[str, ...]] = {
    "penicillin": (
        "penicillin", "amoxicillin", "flucloxacillin", "co-amoxiclav", "phenoxymethylpenicillin", "ampicillin",
        "piperacillin", "pivmecillinam", "benzylpenicillin",
    ),
    "anti-inflammatory": ("ibuprofen", "naproxen", "diclofenac", "aspirin", "anti-inflammatory"),
    "opioid": ("codeine", "morphine", "tramadol", "dihydrocodeine", "co-codamol"),
    "trimethoprim": ("trimethoprim", "co-trimoxazole"),
    "macrolide": ("erythromycin", "clarithromycin", "azithromycin"),
    "tetracycline": ("doxycycline", "tetracycline", "lymecycline"),
}  # fmt: skip
"""Drugs that an allergy to one of the class forbids."""
ALLERGIES = {"codeine": "opioid", "trimethoprim": "trimethoprim", "ibuprofen": "anti-inflammatory",
             "erythromycin": "macrolide", "doxycycline": "tetracycline"}  # fmt: skip
"""What people are allergic to besides penicillin."""
REACTIONS = ("it brings me out in a rash", "I came up in hives with it", "my face swelled up with it")
TAKEN: Mapping[str, tuple[str, ...]] = {
    "antihypertensive": ("amlodipine", "ramipril", "losartan", "lisinopril"),
    "diuretic": ("furosemide", "bendroflumethiazide", "indapamide"),
    "statin": ("atorvastatin", "simvastatin", "rosuvastatin"),
    "antiplatelet": ("low-dose aspirin", "clopidogrel"),
    "anticoagulant": ("apixaban", "warfarin", "rivaroxaban"),
    "thyroid-medicine": ("levothyroxine",),
    "antacid-medicine": ("omeprazole", "lansoprazole"),
    "nerve-medicine": ("sertraline", "citalopram", "mirtazapine"),
    "opioid-painkiller": ("codeine", "tramadol", "co-codamol"),
    "steroid-use": ("prednisolone",),
    "antibiotic-recent": ("amoxicillin", "doxycycline", "clarithromycin", "trimethoprim"),
    "insulin-or-sulfonylurea": ("insulin", "gliclazide"),
    "nsaid": ("ibuprofen", "naproxen"),
}
PHRASE: Mapping[str, str] = {
    "antihypertensive": "I take {drug} for my blood pressure.",
    "diuretic": "I take a water tablet, {drug}.",
    "statin": "I'm on {drug} for my cholesterol.",
    "antiplatelet": "I take {drug} every day.",
    "anticoagulant": "I'm on {drug} to thin my blood.",
    "thyroid-medicine": "I take {drug} for my thyroid.",
    "antacid-medicine": "I take {drug} for stomach acid.",
    "nerve-medicine": "I'm on {drug}, for my nerves.",
    "opioid-painkiller": "I've been taking {drug} for pain.",
    "steroid-use": "I'm on steroid tablets, {drug}.",
    "antibiotic-recent": "I've had a course of {drug} recently.",
    "insulin-or-sulfonylurea": "I'm on {drug} for my sugar.",
    "nsaid": "I've been taking {drug} from the chemist.",
}
FACTS = {"nsaid": "anti-inflammatory", "opioid-painkiller": "opioid", "antiplatelet": "anti-inflammatory"}
"""The class that a fact alone may stand for, whatever its words: no allergy to it is drawn beside it."""
_NAMED = {name: re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for names in CLASSES.values() for name in names}
_ALLERGIC = re.compile(r"allerg|react|can't have|can't take|rash|swell|hives", re.IGNORECASE)


def classes(text: str) -> frozenset[str]:
    """The classes of the drugs that a text names."""
    return frozenset(kind for kind, names in CLASSES.items() if any(_NAMED[name].search(text) for name in names))


def worded(facts: Mapping[str, str], chance: np.random.Generator) -> dict[str, tuple[str, ...]]:
    """The patient's own words for each medicine and allergy that is there; no medicine that an allergy forbids."""
    found: dict[str, tuple[str, ...]] = {}
    forbidden: frozenset[str] = frozenset()
    allergy = facts.get(ALLERGY, "none")
    reaction = REACTIONS[int(chance.integers(len(REACTIONS)))]
    if allergy == "penicillin":
        forbidden = frozenset({"penicillin"})
        found[ALLERGY] = (f"I'm allergic to penicillin, {reaction}.",)
    elif allergy == "other":
        busy = {kind for name, kind in FACTS.items() if facts.get(name) == "present"}
        choices = [drug for drug, kind in ALLERGIES.items() if kind not in busy]
        drug = choices[int(chance.integers(len(choices)))]
        forbidden = frozenset({ALLERGIES[drug]})
        found[ALLERGY] = (f"I'm allergic to {drug}, {reaction}.",)
    for name, drugs in TAKEN.items():
        allowed = [drug for drug in drugs if not classes(drug) & forbidden]
        if facts.get(name) == "present" and allowed:
            found[name] = (PHRASE[name].format(drug=allowed[int(chance.integers(len(allowed)))]),)
    return found


def forbidden(facts: Mapping[str, Fact], own: Mapping[str, Iterable[str]]) -> list[str]:
    """Medicines taken that an allergy of the same patient forbids, in words."""
    said = [*(facts[ALLERGY].say if ALLERGY in facts else ()), *own.get("allergies-list", ())]
    kinds = {kind for text in said if _ALLERGIC.search(text) for kind in classes(text)}
    if ALLERGY in facts and facts[ALLERGY].value == "penicillin":
        kinds.add("penicillin")
    taken = [text for name, fact in facts.items() if name != ALLERGY for text in fact.say]
    taken += [text for topic, texts in own.items() if topic != "allergies-list" for text in texts]
    return [f"“{text}” with an allergy to {kind}" for text in taken for kind in sorted(kinds & classes(text))]
