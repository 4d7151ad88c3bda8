"""What people bring along whatever they come with: illnesses by age, their medicines, families, habits, homes.

All shares are estimates for adults of a city clinic. Knows findings by id; a base that lacks one is served without it.
"""

from collections.abc import Mapping

import numpy as np

from preceptor.core.knowledge.base import band
from preceptor.core.knowledge.condition import AGES

ADULT = next(place for place, (low, _) in enumerate(AGES) if low >= 16)
"""The first adult age band; the tables below have one share a band from there: 16–40, 40–65, 65–80, 80 and over."""

ILLNESSES: Mapping[str, tuple[float, float, float, float]] = {
    "past-hypertension": (0.05, 0.3, 0.55, 0.6),
    "past-diabetes": (0.03, 0.1, 0.2, 0.2),
    "past-high-cholesterol": (0.03, 0.2, 0.35, 0.3),
    "past-heart-attack": (0.002, 0.04, 0.1, 0.15),
    "past-angina": (0.002, 0.03, 0.08, 0.1),
    "past-heart-failure": (0.002, 0.01, 0.06, 0.12),
    "past-atrial-fibrillation": (0.003, 0.02, 0.08, 0.15),
    "past-valve-disease": (0.005, 0.01, 0.04, 0.08),
    "past-stroke": (0.002, 0.02, 0.07, 0.12),
    "past-clot": (0.01, 0.03, 0.05, 0.06),
    "past-cancer": (0.01, 0.05, 0.15, 0.2),
    "past-asthma": (0.12, 0.1, 0.09, 0.08),
    "past-copd": (0.002, 0.05, 0.12, 0.12),
    "past-pneumonia": (0.02, 0.04, 0.06, 0.08),
    "past-hay-fever": (0.2, 0.15, 0.08, 0.05),
    "past-kidney-stones": (0.02, 0.06, 0.07, 0.05),
    "past-kidney-disease": (0.01, 0.03, 0.1, 0.2),
    "past-gallstones": (0.02, 0.07, 0.12, 0.13),
    "past-ulcer": (0.01, 0.03, 0.05, 0.05),
    "past-reflux": (0.08, 0.15, 0.2, 0.18),
    "past-bowel-disease": (0.05, 0.05, 0.06, 0.06),
    "past-migraine": (0.13, 0.12, 0.05, 0.03),
    "past-epilepsy": (0.01, 0.01, 0.01, 0.01),
    "past-thyroid": (0.02, 0.05, 0.08, 0.08),
    "past-anaemia": (0.06, 0.05, 0.06, 0.08),
    "past-back-pain": (0.15, 0.25, 0.25, 0.22),
    "past-arthritis": (0.02, 0.15, 0.35, 0.4),
    "past-gout": (0.005, 0.03, 0.06, 0.06),
    "past-depression-anxiety": (0.2, 0.18, 0.12, 0.1),
    "past-varicose-veins": (0.04, 0.12, 0.2, 0.2),
    "past-aneurysm": (0.001, 0.005, 0.02, 0.03),
    "past-immune-suppression": (0.01, 0.02, 0.03, 0.03),
    "past-abdominal-surgery": (0.08, 0.18, 0.3, 0.35),
}
MEDICINES: Mapping[str, Mapping[str, float]] = {
    "antihypertensive": {"past-hypertension": 0.8},
    "diuretic": {"past-heart-failure": 0.8, "past-hypertension": 0.15},
    "statin": {"past-high-cholesterol": 0.55, "past-heart-attack": 0.9, "past-angina": 0.8, "past-stroke": 0.8},
    "antiplatelet": {"past-heart-attack": 0.85, "past-angina": 0.7, "past-stroke": 0.7},
    "anticoagulant": {"past-atrial-fibrillation": 0.75, "past-clot": 0.25},
    "nitrate-medicine": {"past-angina": 0.7, "past-heart-attack": 0.3},
    "inhaler": {"past-asthma": 0.8, "past-copd": 0.9},
    "insulin-or-sulfonylurea": {"past-diabetes": 0.35},
    "thyroid-medicine": {"past-thyroid": 0.8},
    "antacid-medicine": {"past-reflux": 0.6, "past-ulcer": 0.6},
    "nerve-medicine": {"past-depression-anxiety": 0.45},
    "steroid-use": {"past-immune-suppression": 0.3, "past-bowel-disease": 0.05, "past-copd": 0.05},
    "opioid-painkiller": {"past-back-pain": 0.05, "past-arthritis": 0.06, "past-cancer": 0.1},
    "antibiotic-recent": {"recent-infection": 0.4},
    "nsaid": {"past-arthritis": 0.2, "past-back-pain": 0.15, "": 0.06},
    "supplements": {"": 0.06},
    "drug-allergy": {"": 0.12},
    "food-allergy": {"": 0.04},
}
"""How often a medicine is taken by those with an illness; "" by anybody."""

HOME: Mapping[str, tuple[float, float, float, float]] = {
    "smoker": (0.35, 0.45, 0.5, 0.45),
    "alcohol": (0.4, 0.45, 0.35, 0.2),
    "living-situation": (0.2, 0.2, 0.35, 0.55),
    "marital-status": (0.5, 0.8, 0.8, 0.85),
    "children": (0.3, 0.75, 0.85, 0.85),
    "vaccinated": (0.85, 0.85, 0.9, 0.9),
    "sleep": (0.15, 0.2, 0.2, 0.2),
    "stress": (0.2, 0.2, 0.08, 0.05),
    "exercise": (0.5, 0.45, 0.4, 0.4),
    "daily-activities": (0.0, 0.01, 0.05, 0.3),
    "driving": (0.25, 0.35, 0.3, 0.15),
    "caffeine": (0.1, 0.1, 0.06, 0.05),
    "pets": (0.1, 0.1, 0.08, 0.06),
    "companion": (0.2, 0.2, 0.3, 0.5),
    "contraception": (0.15, 0.05, 0.0, 0.0),
}
"""How often there is something to say (any value but the one for nothing)."""

LEANS: Mapping[tuple[str, str], tuple[float, float, float, float]] = {
    ("marital-status", "widowed"): (0.02, 0.3, 3.0, 12.0),
    ("marital-status", "separated"): (0.3, 1.5, 1.5, 1.0),
    ("smoker", "former"): (0.3, 1.0, 2.0, 4.0),
}
"""How much oftener than the base says a value is met at each age, among those with something to say."""

FAMILY: Mapping[str, float] = {
    "family-heart-disease": 0.15,
    "family-cancer": 0.15,
    "family-diabetes": 0.15,
    "family-hypertension": 0.15,
    "family-migraine": 0.08,
    "family-stroke": 0.06,
    "family-arthritis": 0.08,
    "family-lung-disease": 0.04,
    "family-thyroid": 0.04,
}


def share(name: str, age: float) -> float | None:
    """How often somebody of this age has a background finding for reasons of their own; None where none is stated."""
    place = max(0, band(age) - ADULT)
    if name in ILLNESSES:
        return ILLNESSES[name][place]
    return HOME[name][place] if name in HOME else FAMILY.get(name)


def lean(name: str, value: str, age: float) -> float:
    """The factor of LEANS for a value; 1 where there is none."""
    factors = LEANS.get((name, value))
    return factors[max(0, band(age) - ADULT)] if factors else 1.0


def by_age(name: str, probability: float, age: float) -> float:
    """A condition's own probability of an illness moved to an age: its odds times the illness's odds at that age over
    its odds at all adult ages. A young patient with heart disease has had less of everything."""
    if name not in ILLNESSES:
        return probability
    shares = np.array(ILLNESSES[name])
    odds = shares / (1 - shares)
    mine = max(1e-6, odds[max(0, band(age) - ADULT)])
    usual = float(np.exp(np.mean(np.log(odds))))
    moved = probability / (1 - min(probability, 0.999)) * mine / usual
    return float(moved / (1 + moved))


def taken(medicine: str, illnesses: frozenset[str]) -> float:
    """How often a medicine is taken by somebody with these illnesses."""
    left = 1.0
    for illness, chance in MEDICINES.get(medicine, {}).items():
        if not illness or illness in illnesses:
            left *= 1 - chance
    return 1 - left
