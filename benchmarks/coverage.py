"""Whether 90 % intervals hold the truth of learners drawn from the belief's own model; a part of ./bench learner."""

from __future__ import annotations

import numpy as np

from preceptor.core.learner import Parameters
from preceptor.core.learner.batch import Asked, Batch, logistic
from preceptor.core.learner.responses import Floats, Ints, Kind, catalog

Z90 = 1.6449
LEARNERS, COMPETENCIES, ANSWERS = 2000, 6, 60
GUESS = 0.2


def run_through(parameters: Parameters | None = None, seed: int = 7) -> dict[str, float]:
    """Share of intervals that hold the truth: tried competencies after 10, 30 and 60 answers, and one never tried."""
    model = parameters or Parameters()
    chance = np.random.default_rng(seed)
    names = [f"k{n}" for n in range(COMPETENCIES)]
    batch = Batch(catalog((Kind(None, ((name, 1.0),)) for name in names), {}), model, np.zeros(LEARNERS), 0)
    general = chance.normal(0.0, model.general_var**0.5, LEARNERS)
    own = chance.normal(0.0, model.competency_var**0.5, (LEARNERS, COMPETENCIES))
    found: dict[str, float] = {}
    for number in range(ANSWERS):
        own = answered(batch, model, general, own, chance)
        if number + 1 in (10, 30, 60):
            held = held_by(batch, general[:, None] + own)
            tried = batch.successes + batch.failures > 0
            found[f"after_{number + 1}"] = round(float(held[tried].mean()), 4)
    found["never_tried"] = round(float(held_by(batch, general[:, None] + own)[:, -1].mean()), 4)
    return found


def answered(batch: Batch, model: Parameters, general: Floats, own: Floats, chance: np.random.Generator) -> Floats:
    """One answer of everybody, to an item of known difficulty; returns the true deviations after it."""
    who = np.arange(LEARNERS)
    subject: Ints = chance.integers(0, COMPETENCIES - 1, LEARNERS)  # the last one is never asked
    difficulty, one = chance.normal(0.0, 1.0, LEARNERS), np.ones(LEARNERS)
    eta = general + own[who, subject] - difficulty
    right = GUESS + (1 - GUESS - model.slip) * logistic(eta)
    outcome = (chance.random(LEARNERS) < right).astype(np.float64)
    before = batch.successes[who, subject] + batch.failures[who, subject]
    asked = Asked(
        subjects=subject[:, None], shares=one[:, None], pair=np.full(LEARNERS, -1), at=0.0 * one,
        difficulty=difficulty, difficulty_var=0.0 * one, discrimination=one, guess=GUESS * one,
        slip=model.slip * one, assistance=0.0 * one,
    )  # fmt: skip
    batch.take(who, asked, batch.standing(who, asked), outcome, one)
    taught = np.where(outcome > 0, model.learning_success, model.learning_failure)
    moved = own.copy()
    moved[who, subject] += taught * (1.0 + before) ** -model.learning_shrink
    moved[who, subject] += chance.normal(0.0, model.competency_noise**0.5, LEARNERS)
    return moved


def held_by(batch: Batch, truth: Floats) -> np.ndarray:
    """(L, K) whether the 90 % interval of ability holds the true one."""
    mean, var = batch.traits(np.arange(LEARNERS), np.zeros(LEARNERS))
    return np.abs(truth - mean) <= Z90 * np.sqrt(var)
