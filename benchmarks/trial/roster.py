"""Who plays in the trial: simulators, rivals, and a place for the coach under test; knows names and factories."""

from __future__ import annotations

from benchmarks.trial.learners_disengaged import Disengaged
from benchmarks.trial.learners_factors import Factors
from benchmarks.trial.learners_irt import Irt
from benchmarks.trial.learners_memory import Memory
from benchmarks.trial.learners_tracing import Tracing
from benchmarks.trial.ours import Preceptor
from benchmarks.trial.policy import Policy
from benchmarks.trial.rivals_bandit import Zpdes
from benchmarks.trial.rivals_elo import TargetElo
from benchmarks.trial.rivals_information import MaximumInformation
from benchmarks.trial.rivals_oracle import Oracle
from benchmarks.trial.rivals_plain import FixedCurriculum, RandomItems
from benchmarks.trial.rivals_spaced import SpacedReview
from benchmarks.trial.rivals_tracing import MasteryThreshold
from benchmarks.trial.simulator import Simulator

OURS = "preceptor"
SIMULATORS: dict[str, type[Simulator]] = {kind.name: kind for kind in (Irt, Tracing, Factors, Memory, Disengaged)}
RIVALS: dict[str, type[Policy]] = {
    kind.name: kind
    for kind in (
        FixedCurriculum,
        RandomItems,
        MasteryThreshold,
        Zpdes,
        MaximumInformation,
        TargetElo,
        SpacedReview,
    )
}
# The coach under test: a class with a constructor that needs nothing, entered here under the name OURS.
COACH: type[Policy] | None = Preceptor
POLICIES = (*RIVALS, Oracle.name, *((OURS,) if COACH else ()))


def make(name: str) -> Policy | type[Oracle]:
    """The policy of that name; the oracle as a class, since it must be given the simulator. Raises KeyError."""
    if name == Oracle.name:
        return Oracle
    if name == OURS and COACH is not None:
        return COACH()
    return RIVALS[name]()
