"""Planning under uncertainty: what a minute on each competency is expected to bring by the goal date. Pure arrays.

Everything broadcasts over learners: (..., K) stands for one learner's K competencies, or for many learners'.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sigmoid(x: Floats) -> Floats:
    """The logistic function, safe for large arguments."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), dtype=np.float64)


def normal_cdf(z: Floats) -> Floats:
    """Φ by its logistic approximation, 1/(1+exp(−1.702 z)): within .0095 (Camilli 1994), and SciPy stays out."""
    return sigmoid(1.702 * z)


TRIES = (1, 2, 4, 8, 16)
"""Plans looked at: so many tries at one competency. The best rate counts, for gains far below the bar start slowly."""
UNLOCKING = 0.75
"""What opening a competency is worth beside mastering one (estimate)."""
IN_PLACE = 0.5
"""Chance on its reference item from which a prerequisite counts as in place."""
GATE_FLOOR = 0.05
"""Nothing is ever shut off wholly: prerequisites are believed, not known."""
MASSING = 0.5
"""What a further try on the same day is worth less by: spaced practice lasts (Cepeda et al. 2006)."""
SCORE = 4.0
"""What a point of expected chance on the reference item is worth beside a point of probability of mastery."""
INFORMATION = 0.1
"""What it is worth, far from the goal, to settle by one answer whether a competency is mastered (estimate)."""
DOUBT = 4.0
"""Variance (squared logits) that halves what one answer tells: the inverse of its information at even chances."""
AHEAD = 30.0
"""How far ahead forgetting is looked at, in days, where the goal is further away or there is none."""


@dataclass(frozen=True, slots=True)
class Course:
    """K competencies as a plan needs them.

    `target` (K,) is the ability (logits) that reaches the bar on the reference item, `reference` (K,) its difficulty,
    `importance` (K,) in 0..1, `minutes` (K,) what one activity takes, `parents` (K, K) true where the column is a
    prerequisite of the row, as numbers.
    """

    target: Floats
    reference: Floats
    importance: Floats
    minutes: Floats
    parents: Floats


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where learners stand, (..., K) each: ability now; ability on the day looked ahead to if nothing is done, and if
    it is practised today without anything new being learnt; the variance; answers so far, and the failures among them;
    answers today; and the share of something learnt today that is left on that day."""

    now: Floats
    later: Floats
    renewed: Floats
    var: Floats
    answers: Floats
    failures: Floats
    today: Floats
    kept: Floats


@dataclass(frozen=True, slots=True)
class Growth:
    """What a try teaches: logits after a success and after a failure, over (1 + tries) ** shrink; and the chance `leap`
    that it brings an insight, as `Parameters` says it.

    The defaults are those fitted on ASSISTments 2009: .12 logits a try over the first ten, beside the .1 that Koedinger
    et al. (PNAS 2023) found in 27 data sets. A calibrated version of the belief brings its own.
    """

    success: float = 0.36
    failure: float = 0.25
    shrink: float = 0.77
    leap: float = 0.0


def renewal(days: Floats, ahead: float, stability: Floats, exponent: float, spacing: float) -> Floats:
    """(..., K) the part of what would be lost in `ahead` days that a practice today saves.

    After `days` without practice the share R(days) of a deviation is left (`forgetting.retention`). After a success
    today R begins anew at a stability grown by the days it was spaced by: of the loss 1 - R(days + ahead) / R(days)
    that saves R'(ahead) - R(days + ahead) / R(days).
    """
    further = ((1.0 + (days + ahead) / stability) / (1.0 + days / stability)) ** -exponent
    anew = (1.0 + ahead / (stability + (1.0 + spacing) * days)) ** -exponent
    lost = 1.0 - further
    return np.asarray(np.where(lost > 1e-12, np.maximum(0.0, anew - further) / np.maximum(lost, 1e-12), 0.0))


def in_place(course: Course, outlook: Outlook) -> Floats:
    """(..., K) probability that a competency carries what builds on it."""
    line = course.reference + np.log(IN_PLACE / (1 - IN_PLACE))
    return normal_cdf((outlook.now - line) / np.sqrt(outlook.var))


def readiness(course: Course, held: Floats) -> Floats:
    """(..., K) probability that all prerequisites are in place, never below the floor."""
    logs = np.log(np.maximum(held, 1e-3))
    return np.asarray(np.maximum(GATE_FLOOR, np.exp(logs @ course.parents.T)), dtype=np.float64)


def wanted(course: Course, short: Floats) -> Floats:
    """(..., K) what is still to be won at a competency and, discounted, at what builds on it."""
    own = course.importance * short
    total = own
    for _ in range(4):  # four steps down the graph; beyond that the discount leaves little
        total = own + UNLOCKING * (total @ course.parents)
    return np.asarray(total, dtype=np.float64)


def gain(outlook: Outlook, growth: Growth, tries: int) -> Floats:
    """(..., K) logits that so many tries add by the day looked ahead to, half of them successes."""
    first = 1.0 + outlook.answers
    step = 0.5 * (growth.success + growth.failure)
    last = first + tries
    if growth.shrink == 1.0:
        total = step * np.log(last / first)
    else:
        rest = 1.0 - growth.shrink
        total = step * (last**rest - first**rest) / rest
    return np.asarray(outlook.kept * total, dtype=np.float64)


def insight(outlook: Outlook, growth: Growth, tries: int) -> Floats:
    """(..., K) chance that so many tries bring an insight: 1 - Π (1 - leap / (1 + leap (failures + i))), i < tries."""
    return np.asarray(growth.leap * tries / (1.0 + growth.leap * (outlook.failures + tries - 1.0)), dtype=np.float64)


def leaping(chance: Floats, leapt: Floats) -> Floats:
    """A chance when with probability `leapt` an insight came."""
    return chance + leapt * (1.0 - chance)


def worth(course: Course, outlook: Outlook, growth: Growth, early: float = 1.0) -> Floats:
    """(..., K) what a minute of work is expected to bring, by the best of a few plans.

    Mastery and expected score are won at the competency itself, and at what builds on it through a better chance that
    its prerequisites are in place. What is practised today comes back to its full strength, so a competency that would
    be forgotten by then is worth a review. `early` (0..1, 1 far from the goal) weighs what an answer would tell.
    """
    spread = np.sqrt(outlook.var)
    scale = np.sqrt(1.0 + np.pi * outlook.var / 8)
    stands = normal_cdf((outlook.later - course.target) / spread)
    scores = sigmoid((outlook.later - course.reference) / scale)
    held = in_place(course, outlook)
    ready = readiness(course, held)
    opened = (ready * wanted(course, 1.0 - stands)) @ course.parents / np.maximum(held, 0.05)
    line = course.reference + np.log(IN_PLACE / (1 - IN_PLACE))
    best = np.zeros_like(stands)
    for tries in TRIES:
        risen = gain(outlook, growth, tries)
        leapt = outlook.kept * insight(outlook, growth, tries)
        mastered = leaping(normal_cdf((outlook.renewed + risen - course.target) / spread), leapt) - stands
        better = leaping(sigmoid((outlook.renewed + risen - course.reference) / scale), leapt) - scores
        carried = leaping(normal_cdf((outlook.now + risen - line) / spread), leapt) - held
        won = course.importance * (mastered + SCORE * better) + UNLOCKING * opened * carried
        best = np.maximum(best, won / tries)
    told = INFORMATION * early * course.importance * stands * (1.0 - stands) * outlook.var / (outlook.var + DOUBT)
    return np.asarray((ready * best + told) / (course.minutes * (1.0 + MASSING * outlook.today)), dtype=np.float64)
