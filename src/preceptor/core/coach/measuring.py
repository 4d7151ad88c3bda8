"""Measuring instead of teaching: placement, checkpoints, re-checks. Which item tells most, when enough is known.

Knows the belief's estimates, no storage. Item choice is by expected information about the domain that is least settled
(Fisher information weighted by what is still unknown; van der Linden and Glas, Elements of Adaptive Testing, 2010).
"""

from dataclasses import dataclass

import numpy as np

from preceptor.core.coach.catalogue import Bools, Catalogue, Floats
from preceptor.core.coach.choosing import Choice, NothingToOffer, draw
from preceptor.core.coach.planning import sigmoid
from preceptor.core.coach.situation import Situation, eligible, last_seen, success

PLACEMENT_ITEMS = 25
PLACEMENT_LEAST = 8
CHECKPOINT_ITEMS = 16
RECHECK_ITEMS = 6
NARROW = 0.25
Z80 = 1.2816


@dataclass(frozen=True, slots=True)
class DomainEstimate:
    """Mean chance of success on the reference items of a domain's competencies: 80 % interval.

    `settled`: narrower than .25, or wholly on one side of the bar.
    """

    domain: str
    low: float
    mid: float
    high: float
    settled: bool


def domains(catalogue: Catalogue, now: Situation) -> tuple[DomainEstimate, ...]:
    """One estimate for each domain.

    By the delta method: the general trait moves all competencies of a domain together, their own parts average out.
    """
    eta = now.mean - catalogue.reference
    p = sigmoid(eta)
    slope = p * (1 - p)
    own = np.maximum(now.var - now.general_var, 1e-9)
    found = []
    for index, domain in enumerate(catalogue.domains):
        members = catalogue.domain_of == index
        count = int(members.sum())
        mid = float(p[members].mean())
        var = float(
            slope[members].mean() ** 2 * now.general_var + (slope[members] ** 2 * own[members]).sum() / count**2
        )
        half = Z80 * np.sqrt(var) / max(mid * (1 - mid), 1e-9)
        centre = np.log(mid / (1 - mid))
        low, high = (float(one) for one in sigmoid(np.array([centre - half, centre + half])))
        settled = high - low < NARROW or low > now.bar or high < now.bar
        found.append(DomainEstimate(domain, low, mid, high, settled))
    return tuple(found)


def choose_measuring(
    catalogue: Catalogue, now: Situation, asked: tuple[str, ...], chance: np.random.Generator, competency: str = ""
) -> Choice:
    """Draw the item that tells most about the domains not yet settled, or about one competency. `asked` are contents of
    this sitting.

    Raises NothingToOffer when nothing unseen is left.
    """
    estimates = domains(catalogue, now)
    width = np.array([one.high - one.low for one in estimates])
    want = np.where([one.settled for one in estimates], 0.15, 1.0) * width
    allowed = fresh(catalogue, now, competency) if competency else _unseen(catalogue, now)
    for content in asked:
        if content in catalogue.contents:
            allowed[catalogue.contents[content]] = False
    if not allowed.any():
        raise NothingToOffer
    scores = want[catalogue.domain_of[catalogue.primary]] * information(catalogue, now) / np.sqrt(catalogue.minutes)
    tested = [catalogue.candidates[catalogue.contents[one]].competency for one in asked if one in catalogue.contents]
    for name in tested:
        scores[catalogue.primary == catalogue.index[name]] *= 0.3
    for name in tested[-2:]:
        same = catalogue.domain_of[catalogue.primary] == catalogue.domain_of[catalogue.index[name]]
        scores[same] *= 0.6
    return draw(catalogue, np.where(allowed, scores, -np.inf), chance)


def fresh(catalogue: Catalogue, now: Situation, competency: str) -> Bools:
    """(N,) what can check one competency anew: items not seen before, and families, whose numbers are new each time."""
    own = catalogue.primary == catalogue.index.get(competency, -1)
    return np.asarray(own & (_unseen(catalogue, now) | (eligible(catalogue, now) & catalogue.family)), dtype=np.bool_)


def _unseen(catalogue: Catalogue, now: Situation) -> Bools:
    return np.asarray(eligible(catalogue, now) & np.isinf(last_seen(catalogue, now)), dtype=np.bool_)


def information(catalogue: Catalogue, now: Situation) -> Floats:
    """(N,) expected share of variance that each item's answer would remove."""
    p = np.clip(success(catalogue, now), 1e-6, 1 - 1e-6)
    free = np.clip((p - catalogue.guess) / (1 - catalogue.guess), 1e-6, 1 - 1e-6)
    slope = (1 - catalogue.guess) * free * (1 - free)
    fisher = slope**2 / (p * (1 - p))
    var = now.var[catalogue.primary]
    return np.asarray(fisher * var / (1 + fisher * var), dtype=np.float64)


def placement_done(estimates: tuple[DomainEstimate, ...], answered: int) -> str:
    """Why a placement may stop now ("enough" or "limit"), or an empty string."""
    if answered >= PLACEMENT_ITEMS:
        return "limit"
    if answered >= PLACEMENT_LEAST and all(one.settled for one in estimates):
        return "enough"
    return ""


def focus(estimates: tuple[DomainEstimate, ...], bar: float) -> dict[str, float]:
    """How the coming week leans: domains that are surely below the bar weigh 1.5, surely above .6, others 1."""
    return {one.domain: 1.5 if one.high < bar else 0.6 if one.low > bar else 1.0 for one in estimates}
