"""What finding out cost, beside a reference work-up of the same patient. Knows a chronicle and the reasoner.

The reference asks, examines and orders what tells most for its price until it is confident or nothing is worth it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.plausible import tempered
from preceptor.core.knowledge.reasoner import DOINGS, Act, Doing
from preceptor.core.patient.checklist import useless_tests
from preceptor.core.patient.chronicle import Chronicle
from preceptor.core.patient.encounter import CLAUSE_MINUTES, ORDER_MINUTES
from preceptor.core.patient.result import Spent

CONFIDENT, LEFT = 0.85, 0.05
"""The reference stops once it gives one condition this tempered probability, and no danger beside it more than LEFT."""
LONGEST = 30
"""Acts after which the reference stops at the latest."""
TALK = 12.0
"""Minutes that greeting, listening and explaining may take beside finding out."""
SPARE_COST, SPARE_HARM = 10.0, 1.0
"""Cost and harm that nobody is blamed for: a few routine tests, one that was not needed after all."""
PACE = 3.0
"""A clinician may take so many times the reference's minutes: people answer one question at a time."""
_PHASES: dict[str, Doing] = {"talk": "ask", "examine": "examine", "tests": "order"}


@dataclass(frozen=True, slots=True)
class Workup:
    """A way of finding out: what it cost, and what was known at the end."""

    spent: Spent
    facts: dict[str, str]
    acts: tuple[Act, ...]


def doings(seen: Chronicle) -> tuple[Doing, ...]:
    """The kinds of act that are open in this exercise."""
    return tuple(kind for phase, kind in _PHASES.items() if phase in seen.mode.phases) or DOINGS


def reference(seen: Chronicle) -> Workup:
    """The reference's own work-up, from the door and the opening words."""
    facts = dict(seen.standard.start)
    acts: list[Act] = []
    kinds = doings(seen)
    while len(acts) < LONGEST and not _settled(seen, facts):
        best = seen.reasoner.best(facts, kinds, 1)
        if not best or best[0][1] <= 0:
            break
        act = best[0][0]
        acts.append(act)
        for name in _shown(seen.base, act):
            facts.setdefault(name, seen.patient.facts[name].value)
    return Workup(_cost(seen.base, acts, CLAUSE_MINUTES), facts, tuple(acts))


def _settled(seen: Chronicle, facts: dict[str, str]) -> bool:
    """Whether one condition is all but certain and no danger beside it is left."""
    belief = tempered(seen.reasoner.posterior(facts))
    first = max(belief, key=lambda name: belief[name])
    left = [name for name, chance in belief.items() if chance > LEFT and seen.base.conditions[name].must_not_miss]
    return belief[first] >= CONFIDENT and not set(left) - {first}


def learner(seen: Chronicle) -> Workup:
    """What the learner did."""
    acts = [one.act for one in seen.done]
    spent = _cost(seen.base, acts, CLAUSE_MINUTES)
    talk = sum(
        max(CLAUSE_MINUTES, CLAUSE_MINUTES * len(step.move.asked))
        for step in seen.state.steps
        if step.move.kind == "say"
    )
    told = sum(CLAUSE_MINUTES for act in acts if act.kind == "ask")
    useless = tuple(dict.fromkeys(seen.base.tests[one.act.id].label for one in useless_tests(seen)))
    minutes = spent.minutes - told + talk
    return Workup(
        Spent(minutes, spent.cost, spent.harm, spent.acts, useless), seen.facts(seen.last), tuple(acts)
    )  # fmt: skip


def _shown(base: Base, act: Act) -> tuple[str, ...]:
    if act.kind == "ask":
        return (act.id,)
    return base.manoeuvres[act.id].shows if act.kind == "examine" else base.tests[act.id].shows


def _cost(base: Base, acts: Iterable[Act], question: float) -> Spent:
    minutes = cost = harm = 0.0
    number = 0
    for act in acts:
        number += 1
        if act.kind == "ask":
            minutes += question
        elif act.kind == "examine":
            minutes += base.manoeuvres[act.id].minutes
        else:
            minutes += ORDER_MINUTES
            cost += base.tests[act.id].cost
            harm += base.tests[act.id].harm
    return Spent(minutes, cost, harm, number)


def nats(seen: Chronicle, facts: dict[str, str]) -> float:
    """How far the facts moved belief towards the true condition, from the door on; natural logarithms, at least 0."""
    before = seen.reasoner.posterior(seen.door)[seen.truth]
    after = seen.reasoner.posterior(facts)[seen.truth]
    return max(0.0, log(max(after, 1e-9)) - log(max(before, 1e-9)))


def efficiency(seen: Chronicle, own: Workup, ideal: Workup) -> float:
    """Information towards the truth against the reference's, times how the minutes, the cost and the harm compare."""
    wanted = nats(seen, ideal.facts)
    informed = min(1.0, nats(seen, own.facts) / wanted) if wanted > 0 else 1.0
    minutes = _thrift(PACE * ideal.spent.minutes + TALK, own.spent.minutes)
    cost = _thrift(ideal.spent.cost + SPARE_COST, own.spent.cost)
    harm = _thrift(ideal.spent.harm + SPARE_HARM, own.spent.harm)
    return informed * minutes * cost * harm


def _thrift(allowed: float, used: float) -> float:
    return 1.0 if used <= allowed else allowed / used
