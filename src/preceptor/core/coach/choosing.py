"""Choosing the next activity: scores, a slate, a seeded draw with known propensities. Knows no storage.

A choice is drawn by softmax over the best few candidates, each with a floor of .02, so that what was not chosen is
still learned about and policies can be compared later from the log (Swaminathan and Joachims 2015).
"""

from dataclasses import dataclass

import numpy as np

from preceptor.core.coach.catalogue import Bools, Catalogue, Floats, Ints
from preceptor.core.coach.planning import Course, worth
from preceptor.core.coach.situation import Situation, eligible, last_seen, logit, success
from preceptor.core.curriculum.scale import LEVELS

POLICY = "planned-gain-1"
SLATE = 8
PER_COMPETENCY = 2
FLOOR = 0.02
TEMPERATURE = 0.12
TARGET_SUCCESS = 0.80
"""Near the .85 at which learning machines and brains learn fastest (Wilson et al. 2019), a little below it for what a
failure tells; in the trial (./bench coach, tuning seeds) .85 taught faster than .75."""
SUCCESS_WIDTH = 0.18
ABOVE_LEVEL = 0.25
FAMILY_REST = 14.0
FAMILY_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Slot:
    """One candidate of a slate, by its place in the catalogue."""

    place: int
    score: float
    propensity: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What was drawn, from which slate. `exhausted` names competencies wanted more but with nothing unseen left."""

    slot: Slot
    slate: tuple[Slot, ...]
    exhausted: tuple[str, ...] = ()

    @property
    def place(self) -> int:
        """The drawn candidate's place in the catalogue."""
        return self.slot.place


class NothingToOffer(LookupError):
    """No candidate is eligible: nothing approved for this jurisdiction and level, or all past its review date."""


def choose(catalogue: Catalogue, now: Situation, chance: np.random.Generator) -> Choice:
    """Draw the next practice activity. Raises NothingToOffer."""
    allowed = eligible(catalogue, now)
    if not allowed.any():
        raise NothingToOffer
    wanted = demand(catalogue, now)
    since = last_seen(catalogue, now)
    unseen = np.isinf(since) | catalogue.family
    fresh = allowed & unseen
    exhausted = _exhausted(catalogue, now, wanted, allowed, fresh)
    scores = wanted[catalogue.primary] * _edge(catalogue, now) * _variety(catalogue, now, since) / _length(catalogue)
    pool = fresh if fresh.any() else allowed
    return draw(catalogue, np.where(pool, scores, -np.inf), chance, exhausted)


def demand(catalogue: Catalogue, now: Situation) -> Floats:
    """(K,) how much a minute on each competency is worth now: the plan's expected gain, within the learner's level.

    What the last checkpoint leans towards counts more, and so does what matters more.
    """
    level = LEVELS.index(now.level) if now.level in LEVELS else 1
    within = np.where(catalogue.subject_level <= level, 1.0, ABOVE_LEVEL)
    within = np.where(catalogue.subject_level > level + 1, 0.0, within)
    focus = np.array([now.focus.get(domain, 1.0) for domain in catalogue.domains])[catalogue.domain_of]
    target = catalogue.reference + logit(now.bar)
    course = Course(target, catalogue.reference, catalogue.importance, np.ones(len(focus)), catalogue.above)
    return np.asarray(within * focus * worth(course, now.outlook, now.growth, now.early), dtype=np.float64)


def _edge(catalogue: Catalogue, now: Situation) -> Floats:
    """(N,) best near 80 % expected success: hard enough to teach, easy enough to go on; higher where somebody asked."""
    off = (success(catalogue, now) - TARGET_SUCCESS - now.ease) / SUCCESS_WIDTH
    return np.asarray(np.exp(-(off**2)), dtype=np.float64)


def _length(catalogue: Catalogue) -> Floats:
    """(N,) what an item's minutes count: longer ones hold several decisions and teach more, though not in proportion
    (estimate); by minutes alone key-feature problems would never be offered beside single best answers."""
    return np.asarray(np.sqrt(catalogue.minutes), dtype=np.float64)


def _variety(catalogue: Catalogue, now: Situation, since: Floats) -> Floats:
    """(N,) interleaving (Rohrer 2012): not the same competency or presentation twice running; declined ones rest."""
    factor = np.ones(len(catalogue.candidates))
    for age, name in enumerate(now.history.competencies[:3]):
        if name in catalogue.index:
            subject = catalogue.index[name]
            factor[catalogue.primary == subject] *= (0.15, 0.5, 0.75)[age]
            factor[catalogue.domain_of[catalogue.primary] == catalogue.domain_of[subject]] *= (0.7, 0.85, 0.95)[age]
    for age, name in enumerate(now.history.presentations[:2]):
        if name in catalogue.presentations:
            factor[catalogue.presentations[name]] *= (0.5, 0.75)[age]
    rested = FAMILY_AGAIN * (1 - np.exp(-np.minimum(since, 1e6) / FAMILY_REST))
    factor *= np.where(catalogue.family & np.isfinite(since), rested, 1.0)
    for content, day in now.history.declined.items():
        place = catalogue.contents.get(content)
        if place is not None and now.day - day < 1.0:
            factor[place] *= 0.05
    return factor


def _exhausted(catalogue: Catalogue, now: Situation, worth: Floats, allowed: Bools, fresh: Bools) -> tuple[str, ...]:
    """The three most wanted competencies, less those that still have something unseen."""
    have = np.zeros(len(catalogue.subjects), dtype=np.bool_)
    have[catalogue.primary[fresh]] = True
    had = np.zeros(len(catalogue.subjects), dtype=np.bool_)
    had[catalogue.primary[allowed]] = True
    wanted = np.argsort(-np.where(had, worth, -np.inf))[:3]
    return tuple(catalogue.subjects[place].id for place in wanted if had[place] and not have[place])


def draw(catalogue: Catalogue, scores: Floats, chance: np.random.Generator, exhausted: tuple[str, ...] = ()) -> Choice:
    """Draw from the best few by softmax with a floor. `scores` is (N,), −inf for what may not be offered."""
    places = _best(catalogue, scores)
    if not places:
        raise NothingToOffer
    best = scores[places]
    propensities = shares(best)
    slate = tuple(
        Slot(place, float(score), float(share)) for place, score, share in zip(places, best, propensities, strict=True)
    )
    drawn = int(np.searchsorted(np.cumsum(propensities), chance.random() * propensities.sum()))
    return Choice(slate[min(drawn, len(slate) - 1)], slate, exhausted)


def shares(best: Floats) -> Floats:
    """(m,) the chance of each candidate of a slate from its scores, the best first."""
    scaled = best / max(float(best[0]), 1e-12)
    odds = np.exp((scaled - scaled[0]) / TEMPERATURE)
    return np.asarray(FLOOR + (1 - FLOOR * len(best)) * odds / odds.sum(), dtype=np.float64)


def _best(catalogue: Catalogue, scores: Floats) -> list[int]:
    """The best places, at most two of one competency, so that a slate offers real alternatives."""
    count = min(len(scores), SLATE * 12)
    places = _first(catalogue, scores, np.argpartition(-scores, count - 1)[:count])
    if len(places) < SLATE and count < len(scores):  # one or two competencies filled the whole front
        places = _first(catalogue, scores, np.arange(len(scores)))
    return places


def _first(catalogue: Catalogue, scores: Floats, front: Ints) -> list[int]:
    places: list[int] = []
    used: dict[int, int] = {}
    for place in front[np.argsort(-scores[front], kind="stable")]:
        subject = int(catalogue.primary[place])
        if not np.isfinite(scores[place]) or len(places) == SLATE:
            break
        if used.get(subject, 0) < PER_COMPETENCY:
            used[subject] = used.get(subject, 0) + 1
            places.append(int(place))
    return places
