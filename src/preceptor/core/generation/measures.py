"""Numbers of measured findings: drawn within their value, and judged for body and unit. Knows no condition.

Limits are of what a living adult can have at a bedside; the ranges of each value stand in the knowledge base.
"""

import re
from collections.abc import Iterable, Mapping

import numpy as np

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import Finding
from preceptor.core.patient.case import Fact

LIVING: Mapping[str, tuple[float, float]] = {
    "heart-rate": (25, 220),
    "systolic": (50, 260),
    "respiratory-rate": (5, 60),
    "oxygen": (60, 100),
    "temperature": (28, 42.5),
}
"""Lowest and highest that is met in somebody who can still be spoken with (estimate)."""
DIASTOLIC = (30, 140)
LEAST_PULSE = 15
"""Least difference of systolic and diastolic pressure, mmHg (estimate)."""
SINUS = ("sinus", "sinus-tachycardia")
PRESSURE = re.compile(r"\b(\d{2,3})\s*/\s*(\d{2,3})\b")


def fastest_sinus(age: float) -> float:
    """The fastest sinus rhythm that is plausible at rest: 220 − age per minute, ten more for those who are ill."""
    return 230 - age


def number(
    finding: Finding, value: str, age: float, facts: Mapping[str, str], chance: np.random.Generator
) -> float | None:
    """A number within a value's range; None where it is not measured. A sinus rhythm keeps to what an age allows, and
    a normal heart rate lies high within its range where there is a fever."""
    found = finding.value(value)
    rhythm = facts.get("ecg-rhythm", "sinus")
    if found.low is None or found.high is None:
        return None
    high = found.high
    if finding.id == "heart-rate" and rhythm in SINUS:
        high = max(found.low, min(high, fastest_sinus(age)))
    hot = finding.id == "heart-rate" and value == "normal" and facts.get("temperature") in ("raised", "high")
    spread = (
        0.5 + chance.random() / 2 if hot else chance.beta(1.3, 1.8) if found.high > 1.5 * found.low else chance.random()
    )
    if found.low > 0 and found.high / found.low > 10:  # a marker that spans orders of magnitude
        drawn = found.low * (high / found.low) ** spread
    else:
        drawn = found.low + spread * (high - found.low)
    return min(max(round(float(drawn), finding.decimals), found.low), found.high)


def slips(base: Base, facts: Mapping[str, Fact]) -> list[str]:
    """Numbers that lie outside the range of the value they stand for: another unit, or another value."""
    found = []
    for name, fact in facts.items():
        if fact.number is None:
            continue
        value = base.findings[name].value(fact.value)
        unit = base.findings[name].unit
        if value.low is None or value.high is None:
            found.append(f"{name} {fact.value} has no range and the number {fact.number:g}")
        elif not value.low <= fact.number <= value.high:
            found.append(f"{name} {fact.value} is {fact.number:g} {unit}, outside {value.low:g}–{value.high:g}")
    return found


def implausible(facts: Mapping[str, Fact], age: float, texts: Iterable[str]) -> list[str]:
    """Vital signs that nobody has who can be spoken with, and pressures in words that do not agree with the facts."""
    found = []
    for name, (low, high) in LIVING.items():
        measured = facts[name].number if name in facts else None
        if measured is not None and not low <= measured <= high:
            found.append(f"{name} {measured:g} lies outside {low:g}–{high:g}")
    rate, rhythm = facts.get("heart-rate"), facts.get("ecg-rhythm")
    sinus = rhythm is None or rhythm.value in SINUS
    if rate is not None and rate.number is not None and sinus and rate.number > fastest_sinus(age):
        found.append(f"a sinus rhythm of {rate.number:g} per minute at {age:g} years")
    for text in texts:
        found += _pressures(text, facts)
    return found


def _pressures(text: str, facts: Mapping[str, Fact]) -> list[str]:
    found = []
    systolic = facts["systolic"].number if "systolic" in facts else None
    for upper, lower in PRESSURE.findall(text):
        high, low = float(upper), float(lower)
        if high - low < LEAST_PULSE or not DIASTOLIC[0] <= low <= DIASTOLIC[1]:
            found.append(f"a blood pressure of {upper}/{lower}")
        elif systolic is not None and round(systolic) != high:
            found.append(f"a blood pressure of {upper}/{lower} where the systolic one is {systolic:g}")
    return found
