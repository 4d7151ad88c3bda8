"""The balance of a case: one or two facts that mislead, and a full work-up that decides all the same.

Knows the true condition, its rivals and the reasoner; draws again only what speaks too loudly for a rival.
"""

import numpy as np

from preceptor.core.generation.population import pick
from preceptor.core.generation.sampling import FLOOR, Sampler
from preceptor.core.generation.verdict import AGAINST, SURE, rivals, worked_up
from preceptor.core.knowledge.finding import Finding
from preceptor.core.knowledge.table import Array

MARGIN = 0.07
"""How far above the verdict's bound the balance aims: a little room for what comes after."""
ROUNDS = 30
MISLEADS = 2.0
"""A distractor is at least so many times likelier under the rival it is borrowed from."""
BORROWED = 0.25
"""Findings met in at least this share of a rival's patients are borrowed."""
TELLABLE = ("volunteered", "open", "asked")


def distractors(sampler: Sampler, count: int) -> tuple[str, ...]:
    """Add up to `count` facts borrowed from rivals or from everyday complaints; returns their findings."""
    added: list[str] = []
    while len(added) < count:
        options = _borrowable(sampler)
        if not options:
            break
        name, value = pick(options, sampler.chance)
        sampler.set(name, value)
        sampler.fixed.add(name)
        added.append(name)
    return tuple(added)


def _borrowable(sampler: Sampler) -> dict[tuple[str, str], float]:
    """Symptoms that the patient does not have yet, by how common the rival is that they are typical of."""
    room, weighing = sampler.room, sampler.weighing
    found: dict[tuple[str, str], float] = {}
    for finding in sampler.base.findings.values():
        if not _unused(sampler, finding):
            continue
        block = room.table.of(finding.id)
        for place, value in enumerate(finding.values[1:], start=1):
            mine = sampler.open(finding.id).get(value.id, 0.0)
            if mine < FLOOR:
                continue
            typical = (block[:, place] >= BORROWED) & (block[:, place] >= MISLEADS * mine)
            typical[room.row[sampler.truth]] = False
            weight = float(weighing.prior[typical].sum()) + 0.1 * mine
            found[finding.id, value.id] = weight
    return found


def _unused(sampler: Sampler, finding: Finding) -> bool:
    nothing_yet = sampler.facts.get(finding.id, finding.nothing) == finding.nothing
    return finding.kind == "symptom" and not finding.of and finding.tell in TELLABLE and nothing_yet and (
        finding.topic != "complaint"
    )  # fmt: skip


def settle(sampler: Sampler) -> None:
    """Draw again what speaks most for an open rival, until the full work-up decides or nothing more can be drawn."""
    tried: set[str] = set()
    for _ in range(ROUNDS):
        rival = open_rival(sampler)
        if rival is None or not _redraw(sampler, rival, tried):
            return


def open_rival(sampler: Sampler) -> str | None:
    """The condition that most disturbs the diagnosis; None where the work-up decides with MARGIN."""
    whole = worked_up(sampler.room, sampler.settled())
    posterior = sampler.weighing.reasoner.posterior(whole)
    others = {name: chance for name, chance in posterior.items() if name != sampler.truth}
    first = max(others, key=lambda name: others[name], default=None)
    if first is not None and posterior[sampler.truth] < SURE + MARGIN:
        return first
    left = rivals(sampler.base, sampler.room, sampler.weighing, sampler.truth, whole, posterior)
    standing = [one for one in left if not (one.refuted and one.fact)]
    return max(standing, key=lambda one: one.posterior).condition if standing else None


def _redraw(sampler: Sampler, rival: str, tried: set[str]) -> bool:
    """Change the fact that speaks most for a rival into a value that speaks less for it."""
    apart = _apart(sampler, rival)
    settled = sampler.settled()
    now = {name: float(apart[sampler.room.table.columns[name, settled[name]]]) for name in sampler.room.telling}
    for name in sorted(now, key=lambda one: now[one]):
        if now[name] >= np.log(AGAINST):
            break
        if name in sampler.fixed or name in tried:
            continue
        better = {
            value: chance
            for value, chance in sampler.open(name, besides=settled[name]).items()
            if apart[sampler.room.table.columns[name, value]] > now[name] + 0.1
        }
        if better:
            tried.add(name)
            sampler.set(name, pick(better, sampler.chance))
            return True
    return False


def _apart(sampler: Sampler, rival: str) -> Array:
    """What each column of the table says for the true condition against a rival: log likelihood ratios."""
    weights, row = sampler.weighing.weights, sampler.room.row
    difference: Array = weights[row[sampler.truth]] - weights[row[rival]]
    return difference
