"""Where a group of learners starts, from what is believed of its members. Knows no log and no names of groups."""

from collections.abc import Iterable
from dataclasses import dataclass

from preceptor.core.learner.belief import Trait
from preceptor.core.learner.parameters import Parameters

FEWEST_MEMBERS = 30
"""Of a smaller group nothing is said: it would be a statement about persons (estimate)."""


@dataclass(frozen=True, slots=True)
class Start:
    """By how many logits a group's learners start above their level (`shift`), its standard error, and how many they
    are."""

    shift: float
    error: float
    members: int


def starts(members: Iterable[tuple[str, float, Trait]], parameters: Parameters) -> dict[str, Start]:
    """Return where groups start, from (group, level mean, general trait after some answers) of each member.

    Shrunken means (empirical Bayes: Efron & Morris 1975). With V the prior variance of the general trait, a member
    believed at N(m, v) whose level stands at l has answers that alone say l + (m - l) V / (V - v), with variance
    V² / (V - v) about the group's place. So a group's precision is the sum of (V - v) / V², its score the sum of
    (m - l) / V, and its prior N(0, `programme_var`). Groups of fewer than FEWEST_MEMBERS members are left out.
    """
    spread = parameters.general_var
    sums: dict[str, tuple[float, float, int]] = {}
    for group, level, trait in members:
        score, precision, count = sums.get(group, (0.0, 0.0, 0))
        told = max(0.0, spread - trait.var) / (spread * spread)
        sums[group] = score + (trait.mean - level) / spread, precision + told, count + 1
    found = {}
    for group, (score, precision, count) in sums.items():
        if count >= FEWEST_MEMBERS:
            curvature = precision + 1.0 / parameters.programme_var
            found[group] = Start(score / curvature, curvature**-0.5, count)
    return found
