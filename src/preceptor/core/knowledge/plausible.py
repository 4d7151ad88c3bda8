"""The plausible differential: what a careful clinician would still hold open. Knows a posterior, never the truth.

It is for teaching and is scored apart from the diagnosis: somebody who keeps a rival on the list that the facts allow
is right to do so, even where the case's own condition is already the likeliest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.reasoner import Reasoner

TEMPERATURE = 2.0
"""The posterior is raised to 1 / TEMPERATURE: odds between two conditions count by their square root. An estimate: a
table made of estimates is surer of itself than a clinician should be."""
LEAST = 0.1
"""Conditions below this tempered probability (about 3 % of the posterior) are not held open, unless they must not be
missed."""
REFUTED_BELOW, REFUTED_BY = 0.01, 10.0
"""A condition is refuted when its posterior is at most 1 % and the facts have lowered it at least tenfold from its
prior, as one good negative test does. Being rare is not being refuted."""


@dataclass(frozen=True, slots=True)
class Held:
    """A condition held open, with its tempered probability among all conditions, and why it is there."""

    condition: str
    confidence: float
    why: Literal["likely", "must-not-miss"]


def refuted(prior: float, posterior: float) -> bool:
    """Whether the facts have ruled a condition out, as REFUTED_BELOW and REFUTED_BY say."""
    return posterior <= REFUTED_BELOW and posterior * REFUTED_BY <= prior


def tempered(posterior: Mapping[str, float], temperature: float = TEMPERATURE) -> dict[str, float]:
    """The posterior with its odds drawn towards even; sums to 1."""
    raised = {name: chance ** (1 / temperature) for name, chance in posterior.items()}
    total = sum(raised.values())
    return {name: chance / total for name, chance in raised.items()}


def plausible(reasoner: Reasoner, facts: Mapping[str, str], most: int | None = None) -> tuple[Held, ...]:
    """What is still open, likeliest first: the tempered posterior down to LEAST, and every condition that must not be
    missed and is not refuted. `most` cuts the likely ones; the must-not-miss ones stay."""
    posterior = reasoner.posterior(facts)
    shares = tempered(posterior)
    ranked = sorted(shares, key=lambda name: (-shares[name], name))
    likely = [name for name in ranked if shares[name] >= LEAST][:most]
    dangerous = {name for name in unrefuted(reasoner.base, reasoner.prior, posterior) if name not in likely}
    return tuple(
        Held(name, shares[name], "must-not-miss" if name in dangerous else "likely")
        for name in ranked
        if name in dangerous or name in likely
    )


def unrefuted(base: Base, prior: Mapping[str, float], posterior: Mapping[str, float]) -> tuple[str, ...]:
    """The must-not-miss conditions that are not ruled out; what is impossible for this person is."""
    return tuple(
        name
        for name, chance in posterior.items()
        if base.conditions[name].must_not_miss and not refuted(prior[name], chance)
    )
