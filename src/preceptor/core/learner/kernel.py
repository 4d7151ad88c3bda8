"""The filter over whole logs, compiled by numba; imported by jobs and benchmarks only. Same numbers as `filtering`.

`batch` holds the same model in NumPy alone. Tests hold all three equal to 1e-9.
"""

from collections.abc import Callable
from math import exp, log, log1p, sqrt
from typing import Any, TypeVar

import numpy as np
from numba import njit

from preceptor.core.learner import response
from preceptor.core.learner.responses import (
    ASSISTANCE,
    AT,
    DIFFICULTY,
    DIFFICULTY_VAR,
    DISCRIMINATION,
    GUESS,
    OUTCOME,
    SLIP,
    WEIGHT,
)

F = TypeVar("F", bound=Callable[..., Any])
NODES = np.array([node for node, _ in response.NODES])
MASSES = np.array([mass for _, mass in response.NODES])
PROBIT = response.PROBIT

# Columns of a learner's competencies (K, 7); VAR below zero stands for "not tried".
MEAN, VAR, SUCCESSES, FAILURES, LAST, STABILITY, SLOPE = range(7)
# A learner's other traits (5,): general mean and variance, form of the day, time (nan before anything).
G_MEAN, G_VAR, R_MEAN, R_VAR, NOW = range(5)
# As in `passes`: columns of a bank table, and of the sums.
ITEM_MEAN, ITEM_VAR, ITEM_STEEP = range(3)
SUM_D, INFO_D, WORTH, SUM_A, INFO_A = range(5)


def compiled(function: F) -> F:
    """Compile a function, and keep what was compiled for the next process."""
    found: Any = njit(cache=True)(function)
    kept: F = found
    return kept


@compiled
def logistic(x: float) -> float:
    """As `response.logistic`."""
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    grown = exp(x)
    return grown / (1.0 + grown)


@compiled
def log_likelihood(x, y, guess, slip):
    """As `response.log_likelihood`, of discrimination times ability."""
    span = 1.0 - guess - slip
    log_up = -log1p(exp(-x)) if x > 0.0 else x - log1p(exp(x))
    success = log(guess + span * exp(log_up)) if guess > 0.0 else log(span) + log_up
    log_down = log_up - x
    failure = log(slip + span * exp(log_down)) if slip > 0.0 else log(span) + log_down
    return y * success + (1.0 - y) * failure


@compiled
def sums(eta, spread, y, a, guess, slip, worth):
    """The three sums of `response.posterior`."""
    span = 1.0 - guess - slip
    total, first, second = 0.0, 0.0, 0.0
    for i in range(NODES.size):
        x = a * (eta + spread * NODES[i])
        up = 1.0 / (1.0 + exp(-x)) if x > -700.0 else 0.0
        if y >= 1.0:
            mass = guess + span * up
        elif y <= 0.0:
            mass = slip + span * (1.0 - up)
        else:
            mass = (guess + span * up) ** y * (slip + span * (1.0 - up)) ** (1.0 - y)
        mass = MASSES[i] * (mass if worth == 1.0 else mass**worth)
        total += mass
        first += mass * NODES[i]
        second += mass * NODES[i] * NODES[i]
    return total, first, second


@compiled
def sums_of_logs(eta, spread, y, a, guess, slip, worth):
    """As `response._sums_of_logs`."""
    logs = np.empty(NODES.size)
    for i in range(NODES.size):
        logs[i] = worth * log_likelihood(a * (eta + spread * NODES[i]), y, guess, slip) + log(MASSES[i])
    top = logs.max()
    total, first, second = 0.0, 0.0, 0.0
    for i in range(NODES.size):
        mass = exp(logs[i] - top)
        total += mass
        first += mass * NODES[i]
        second += mass * NODES[i] * NODES[i]
    return total, first, second


@compiled
def moved(eta, var, y, a, guess, slip, worth):
    """Push and gain of an outcome, as `filtering._gain`."""
    if var <= 0.0 or worth <= 0.0 or 1.0 - guess - slip <= 0.0:
        return 0.0, 0.0
    spread = sqrt(var)
    total, first, second = sums(eta, spread, y, a, guess, slip, worth)
    if total < 1e-200:
        total, first, second = sums_of_logs(eta, spread, y, a, guess, slip, worth)
    shift = first / total
    narrowest = 1.0 / (1.0 + 0.25 * worth * a * a * var)
    left = min(1.0, max(narrowest, second / total - shift * shift))
    return spread * shift / var, (var - var * left) / (var * var)


@compiled
def subject_now(row, prior, general, at, c):
    """As `forgetting.competency_now`; `prior` is the mean that prerequisites lend."""
    if row[VAR] < 0.0:
        return prior, 0.0, c.competency_var
    mean, slope, var = row[MEAN] + row[SLOPE] * general, row[SLOPE], row[VAR]
    if at <= row[LAST]:
        return mean, slope, var
    kept = (1.0 + (at - row[LAST]) / row[STABILITY]) ** -c.forgetting_exponent
    if mean > prior:
        mean = prior + kept * (mean - prior)
    if var < c.competency_var:
        var = c.competency_var - kept * kept * (c.competency_var - var)
    return mean, kept * slope, var


@compiled
def lent(k, starts, parents, means, pull):
    """The prior mean of competency k from its parents' present means."""
    count = starts[k + 1] - starts[k]
    if count == 0:
        return 0.0
    total = 0.0
    for i in range(starts[k], starts[k + 1]):
        total += means[parents[i]]
    return total * (pull / count)


@compiled
def prior_of(k, subjects, ancestry, means, general, at, c):
    """The prior mean of competency k, its ancestors brought up to date first."""
    starts, parents, order_starts, order = ancestry
    for i in range(order_starts[k], order_starts[k + 1]):
        up = order[i]
        prior = lent(up, starts, parents, means, c.prerequisite_pull)
        means[up] = subject_now(subjects[up], prior, general, at, c)[0]
    return lent(k, starts, parents, means, c.prerequisite_pull)


@compiled
def limited(mean, before, limit):
    """As `filtering.limited`."""
    if mean > limit:
        return min(mean, max(before, limit))
    if mean < -limit:
        return max(mean, min(before, -limit))
    return mean


@compiled
def brought_up(traits, at, c):
    """Move the general trait and the form of the day to time `at`; returns that time, never an earlier one."""
    known = traits[NOW] == traits[NOW]
    now = max(at, traits[NOW]) if known else at
    days = now - traits[NOW] if known else 0.0
    if days > 0.0:
        traits[G_VAR] = max(traits[G_VAR], min(c.general_var, traits[G_VAR] + c.general_noise_per_day * days))
    if c.recency_var > 0.0:
        kept = c.recency_decay * exp(-days / c.recency_days)
        traits[R_MEAN] *= kept
        traits[R_VAR] = kept * kept * traits[R_VAR] + (1.0 - kept * kept) * c.recency_var
    traits[NOW] = now
    return now


@compiled
def count(sums_of, item, eta, var, y, a, guess, slip, worth):
    """Add one answer to the sums of its item or rater: slopes of the log-likelihood in difficulty and log steepness."""
    span = 1.0 - guess - slip
    if span <= 0.0:
        return
    root = sqrt(1.0 + PROBIT * a * a * var)
    up, down = logistic(a / root * eta), logistic(-a / root * eta)
    known = span * up / (guess + span * up) if guess > 0.0 else 1.0
    missed = span * down / (slip + span * down) if slip > 0.0 else 1.0
    push = y * down * known - (1.0 - y) * up * missed
    info = up * down * known * missed
    by_difficulty = a / root
    by_steepness = a * eta / (root * root * root)  # d(a / root · eta) / d log a
    sums_of[item, SUM_D] -= worth * push * by_difficulty
    sums_of[item, INFO_D] += worth * info * by_difficulty * by_difficulty
    sums_of[item, WORTH] += worth
    sums_of[item, SUM_A] += worth * push * by_steepness
    sums_of[item, INFO_A] += worth * info * by_steepness * by_steepness


@compiled
def learnt(row, state, share, g, push, gain, part, worth, y, at, short, c):
    """Condition one competency, let it learn, and store it: `filtering._conditioned`, `_learnt` and `_noted`.

    `state` is (mean, slope, var) before; `g` is (mean, var, reach, new mean) of the general trait; `short` is how far
    ability lies below where an insight brings it.
    """
    mean, slope, var = state
    reached = g[2] * g[1]
    own = share * var
    left = g[1] - reached * reached * gain
    tie = own * reached * gain
    bend = tie / left if left > 0.0 else 0.0
    steepest = max(slope - bend, -1.0)
    over = steepest - (slope - bend)
    narrowed = min(var, max(0.0, var - own * own * gain - tie * bend + over * over * left))
    tried = row[VAR] >= 0.0
    answers = row[SUCCESSES] + row[FAILURES] if tried else 0.0
    drift = y * c.learning_success + (1.0 - y) * c.learning_failure
    drift *= share * part * (1.0 + answers) ** -c.learning_shrink
    leap = c.leap / (1.0 + c.leap * (row[FAILURES] if tried else 0.0))
    drift += leap * part * share * short
    open_again = leap * (1.0 - leap) * part * share * share * short * short
    after = mean + (slope * reached + own) * push + drift
    ability = limited(g[3] + after, g[0] + mean, c.ability_limit)
    if not tried:
        row[SUCCESSES], row[FAILURES], row[STABILITY] = 0.0, 0.0, c.initial_stability
    else:
        days, shared = max(0.0, at - row[LAST]), share * min(1.0, worth)
        row[STABILITY] += days * (1.0 - shared * (1.0 - y) + c.stability_growth * shared * y)
    row[SUCCESSES] += share * worth * y
    row[FAILURES] += share * worth * (1.0 - y)
    row[LAST] = at
    row[SLOPE] = steepest
    return ability, min(max(var, c.competency_var), min(var, narrowed + part * c.competency_noise) + open_again)


@compiled
def familiar(known, pair, at, c):
    """Mean and variance of familiarity with an item, as `forgetting.familiarity_now`."""
    if known[pair, 3] == 0.0:
        return 0.0, c.familiarity_var
    kept = (1.0 + max(0.0, at - known[pair, 2]) / c.familiarity_stability) ** -c.familiarity_exponent
    var = known[pair, 1]
    if var < c.familiarity_var:
        var = c.familiarity_var - kept * kept * (c.familiarity_var - var)
    return kept * known[pair, 0], var


@compiled
def seen(known, pair, before, push, gain, y, at, c):
    """Store the familiarity of an item after it was seen once more, as `filtering._seen`."""
    mean, var = before
    drift = y * c.familiarity_success + (1.0 - y) * c.familiarity_failure
    after = mean + var * push + drift * (1.0 + known[pair, 3]) ** -c.learning_shrink
    known[pair, 0] = limited(after, mean, c.ability_limit)
    known[pair, 1] = min(var, max(0.0, var - var * var * gain))
    known[pair, 2] = at
    known[pair, 3] += 1.0


@compiled
def asked_of(row, bank, item, rater, c):
    """As `passes._asked`: difficulty with the rater's severity, its variance, discrimination and slip."""
    slip = row[SLIP] if row[SLIP] == row[SLIP] else c.slip
    difficulty, doubt, a = row[DIFFICULTY], row[DIFFICULTY_VAR], row[DISCRIMINATION]
    if item >= 0:
        difficulty, doubt, a = bank[item, ITEM_MEAN], bank[item, ITEM_VAR], a * exp(bank[item, ITEM_STEEP])
    if rater >= 0:
        difficulty, doubt = difficulty + bank[rater, ITEM_MEAN], doubt + bank[rater, ITEM_VAR]
    return difficulty, doubt, a, slip


@compiled
def standing(names, shares, learner, ancestry, at, c):
    """Ability of the asked mixture of competencies: mean and variance beside the general level, and reach.

    Leaves the competencies' states in the learner's scratch rows.
    """
    traits, subjects, _, means, states = learner
    mean, var, reach = 0.0, 0.0, 1.0
    for i in range(names.size):
        prior = prior_of(names[i], subjects, ancestry, means, traits[G_MEAN], at, c)
        own, slope, spread = subject_now(subjects[names[i]], prior, traits[G_MEAN], at, c)
        states[i, 0], states[i, 1], states[i, 2] = own, slope, spread
        reach += shares[i] * slope
        mean += shares[i] * own
        var += shares[i] * shares[i] * spread
    return mean, var, reach


@compiled
def taken(names, shares, learner, reach, push, gain, worth, y, at, short, c):
    """Move the general trait, the form of the day and the competencies by an outcome."""
    traits, subjects, _, _, states = learner
    before, before_var = traits[G_MEAN], traits[G_VAR]
    part, reached = min(1.0, worth), reach * before_var
    general = before + reached * push
    level = limited(general, before, c.ability_limit)
    for i in range(names.size):
        subject, state = subjects[names[i]], (states[i, 0], states[i, 1], states[i, 2])
        g = (before, before_var, reach, general)
        ability, left = learnt(subject, state, shares[i], g, push, gain, part, worth, y, at, short, c)
        subject[MEAN], subject[VAR] = ability - (1.0 + subject[SLOPE]) * level, left
    traits[G_MEAN] = level
    traits[G_VAR] = min(before_var, max(0.0, before_var - reached * reached * gain + part * c.general_noise))
    form = traits[R_VAR]
    if form > 0.0:
        traits[R_MEAN] += form * push
        traits[R_VAR] = min(form, max(0.0, form - form * form * gain))


@compiled
def answered(row, names, shares, pair, learner, bank, item, rater, ancestry, sums_of, c):
    """Predict one answer, count it, and take it in. Returns the predicted chance of success.

    `learner` is (traits, competencies, familiarity of pairs, scratch means, scratch states).
    """
    traits, known = learner[0], learner[2]
    at = brought_up(traits, row[AT], c)
    difficulty, doubt, a, slip = asked_of(row, bank, item, rater, c)
    guess, y = row[GUESS], row[OUTCOME]
    mean, var, reach = standing(names, shares, learner, ancestry, at, c)
    eta = traits[G_MEAN] + traits[R_MEAN] + mean - difficulty + c.assistance_ease * row[ASSISTANCE]
    var += traits[R_VAR] + doubt
    fam = (0.0, 0.0)
    if pair >= 0:
        fam = familiar(known, pair, at, c)
        eta, var = eta + fam[0], var + fam[1]
    var += reach * reach * traits[G_VAR]
    worth = row[WEIGHT] * (1.0 - c.assistance_discount * row[ASSISTANCE])
    if item >= 0:
        count(sums_of, item, eta, var, y, a, guess, slip, worth)
    if rater >= 0:
        count(sums_of, rater, eta, var, y, a, guess, slip, worth)
    chance = guess + max(0.0, 1.0 - guess - slip) * logistic(a / sqrt(1.0 + PROBIT * a * a * var) * eta)
    push, gain = moved(eta, var, y, a, guess, slip, worth)
    short = max(0.0, c.leap_height - eta - var * push)
    taken(names, shares, learner, reach, push, gain, worth, y, at, short, c)
    if pair >= 0:
        seen(known, pair, fam, push, gain, y, at, c)
    return chance


@compiled
def follow(
    starts: Any, question: Any, pair: Any, values: Any, level: Any, catalog: Any, ancestry: Any, bank: Any, known: Any,
    c: Any, chances: Any, sums_of: Any,
) -> None:  # fmt: skip
    """Filter every learner's answers in order: fills `chances` (R,) and adds to `sums_of` (N + M, 5)."""
    bounds, names, shares, items, raters, competencies = catalog
    subjects, means = np.empty((competencies, 7)), np.zeros(competencies)
    traits, states = np.empty(5), np.empty((names.size, 3))
    for who in range(starts.size - 1):
        subjects[:, VAR] = -1.0
        traits[:] = level[who], c.general_var, 0.0, c.recency_var, np.nan
        learner = (traits, subjects, known, means, states)
        for r in range(starts[who], starts[who + 1]):
            q = question[r]
            few, parts = names[bounds[q] : bounds[q + 1]], shares[bounds[q] : bounds[q + 1]]
            chances[r] = answered(
                values[r], few, parts, pair[r], learner, bank, items[q], raters[q], ancestry, sums_of, c
            )
