"""Treatments as fields: what can be ordered, in which dose, and what speaks against it. Knows no patients."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Dose:
    """A range of one single dose, as its source gives it for adults unless `population` says otherwise.

    `per_kg` doses are for each kilogram of body weight. Only a range that was checked twice (`checked` ≥ 2) is judged;
    the others are shown and not judged.
    """

    low: float
    high: float
    unit: str
    routes: tuple[str, ...]
    frequency: str = ""
    per_kg: bool = False
    population: str = "adult"
    jurisdiction: str = "int"
    source: str = ""
    checked: int = 1


@dataclass(frozen=True, slots=True)
class Against:
    """What speaks against a treatment: a finding with this value, and why."""

    finding: str
    value: str
    why: str
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Treatment:
    """Something that can be done for a patient."""

    id: str
    label: str
    kind: Literal["drug", "fluid", "oxygen", "procedure", "referral", "monitoring", "advice", "place"]
    names: tuple[str, ...] = ()
    doses: tuple[Dose, ...] = ()
    against: tuple[Against, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What a condition asks for, or forbids. `within` is minutes from arrival (0: no fixed time)."""

    treatment: str
    role: Literal["essential", "helpful", "harmful"]
    why: str
    within: float = 0.0
    critical: bool = False
    source: str = ""
    instead: tuple[str, ...] = ()
    """Treatments that do as well: any one of them fulfils the step."""
