"""Whom conditions strike: their stated tables times a stated population. Knows conditions and no patients.

Age bands and sexes only; who a patient is besides (name, skin, work) is drawn without knowing the condition.
"""

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from preceptor.core.generation.bodies import ages
from preceptor.core.knowledge.base import Base, band
from preceptor.core.knowledge.condition import AGES, Condition

YOUNGEST, OLDEST = 16, 95
"""Findings, their words, vital signs and doses of the base are those of adults: younger patients are not generated."""
STANDARD = {
    15: 5500, 20: 6000, 25: 6000, 30: 6500, 35: 7000, 40: 7000, 45: 7000, 50: 7000, 55: 6500, 60: 6000, 65: 5500,
    70: 5000, 75: 4000, 80: 2500, 85: 1500, 90: 1000,
}  # fmt: skip
"""European Standard Population 2013 (Eurostat, Revision of the European Standard Population, 2013): people by the first
year of their five-year group, of 100,000. It is the same for both sexes; its last group, 90 and over, is taken as 90–95
here."""
SEXES = ("f", "m")
SETTINGS = {"ed": 0.5, "gp": 0.4, "ward": 0.1}
"""How many patients are met where, before the condition's own multipliers (estimate)."""

T = TypeVar("T")
Share = Mapping[tuple[int, str], float]
"""(place of the age band in AGES, sex) → share; sums to 1."""


def _people(age: int) -> float:
    """How many of the standard population are in one year of age."""
    start = max(first for first in STANDARD if first <= age)
    return STANDARD[start] / (6 if start == 90 else 5)


PEOPLE = {age: _people(age) for age in range(YOUNGEST, OLDEST + 1)}


def years(base: Base, condition: Condition) -> range:
    """The ages at which a condition is generated: adult, and no age that its nearly constant findings rule out."""
    return ages(base, condition, range(YOUNGEST, OLDEST + 1))


def weights(base: Base, condition: Condition) -> dict[tuple[int, str], float]:
    """Relative number of patients by year of age and sex: population × the condition's age and sex tables.

    Within a band the population alone decides, over the ages that are possible there. A year that is ruled out gives
    its people to the rest of its band, so that the band keeps what the tables state.
    """
    possible = set(years(base, condition))
    found: dict[tuple[int, str], float] = {}
    for place, (low, high) in enumerate(AGES):
        band_years = range(max(low, YOUNGEST), min(high, OLDEST + 1))
        open_years = [age for age in band_years if age in possible]
        whole, left = sum(map(PEOPLE.__getitem__, band_years)), sum(map(PEOPLE.__getitem__, open_years))
        for age in open_years:
            for sex in SEXES:
                times = condition.age[place] * condition.sex.get(sex, 1.0)
                found[age, sex] = PEOPLE[age] * whole / left * times
    return {key: value for key, value in found.items() if value > 0}


def expected(base: Base, condition: Condition) -> Share:
    """The stated distribution over age bands and sexes. Empty where no adult can have the condition."""
    found: dict[tuple[int, str], float] = {}
    for (age, sex), weight in weights(base, condition).items():
        key = band(age), sex
        found[key] = found.get(key, 0.0) + weight
    total = sum(found.values())
    return {key: value / total for key, value in found.items()} if total else {}


def drawn(
    base: Base, condition: Condition, chance: np.random.Generator, seen: Mapping[tuple[int, str], int] | None = None
) -> tuple[int, str]:
    """Age in years and sex of one patient. Raises ValueError where no adult can have the condition.

    `seen` counts the cases of the condition that there are already, by band and sex: what the stated shares still lack
    of one case more is drawn, so that even a few cases look like the tables and not like an accident. Without it every
    patient is drawn independently.
    """
    table = weights(base, condition)
    if not table:
        raise ValueError(f"no adult can have {condition.id} by its tables")
    if seen:
        total = sum(seen.values()) + 1
        lack = {key: max(0.0, share * total - seen.get(key, 0)) for key, share in expected(base, condition).items()}
        cell = pick(lack, chance)
        table = {key: weight for key, weight in table.items() if (band(key[0]), key[1]) == cell}
    return pick(table, chance)


def setting(condition: Condition, chance: np.random.Generator) -> str:
    """Where the patient is met: SETTINGS times the condition's multipliers."""
    return pick({name: share * condition.setting.get(name, 1.0) for name, share in SETTINGS.items()}, chance)


def pick(weights: Mapping[T, float], chance: np.random.Generator) -> T:
    """One key, as often as its weight says."""
    keys = list(weights)
    cumulative = np.cumsum(list(weights.values()))
    return keys[int(np.searchsorted(cumulative, chance.random() * cumulative[-1], side="right"))]
