"""The filter for many learners side by side, in NumPy alone. Same numbers as `filtering`, one array operation a step.

For calibration where numba is missing, and wherever many learners are carried along at once (trials in silico).
"""

from dataclasses import dataclass

import numpy as np

from preceptor.core.learner import response
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.responses import (
    Bools,
    Catalog,
    Constants,
    Floats,
    Ints,
    constants,
)

NODES = np.array([node for node, _ in response.NODES])
LOG_MASSES = np.log([mass for _, mass in response.NODES])
PROBIT = response.PROBIT


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(-x)) without overflow."""
    grown = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0.0, 1.0, grown) / (1.0 + grown), dtype=np.float64)


def limited(mean: Floats, before: Floats, limit: float) -> Floats:
    """As `filtering.limited`."""
    top = np.minimum(mean, np.maximum(before, limit))
    low = np.maximum(mean, np.minimum(before, -limit))
    return np.where(mean > limit, top, np.where(mean < -limit, low, mean))


def moved(
    eta: Floats, var: Floats, y: Floats, a: Floats, guess: Floats, slip: Floats, worth: Floats
) -> tuple[Floats, Floats]:
    """Push and gain of outcomes, each (n,), as `filtering._gain`: by sums of logs, which never underflow."""
    span = 1.0 - guess - slip
    says = (var > 0.0) & (worth > 0.0) & (span > 0.0)
    spread = np.sqrt(np.where(says, var, 1.0))
    x = a[:, None] * (eta[:, None] + spread[:, None] * NODES)
    fallen = np.log1p(np.exp(-np.abs(x)))
    log_up = np.where(x > 0.0, -fallen, x - fallen)
    with np.errstate(divide="ignore", invalid="ignore"):
        safe = np.where(says, span, 1.0)[:, None]
        success = np.where(guess[:, None] > 0.0, np.log(guess[:, None] + safe * np.exp(log_up)), np.log(safe) + log_up)
        log_down = log_up - x
        failure = np.where(
            slip[:, None] > 0.0, np.log(slip[:, None] + safe * np.exp(log_down)), np.log(safe) + log_down
        )
    logs = worth[:, None] * (y[:, None] * success + (1.0 - y[:, None]) * failure) + LOG_MASSES
    mass = np.exp(logs - logs.max(axis=1, keepdims=True))
    total = mass.sum(axis=1)
    shift = mass @ NODES / total
    narrowest = 1.0 / (1.0 + 0.25 * worth * a * a * var)
    left = np.minimum(1.0, np.maximum(narrowest, mass @ (NODES * NODES) / total - shift * shift))
    push, gain = shift / spread, (1.0 - left) / (spread * spread)
    return np.where(says, push, 0.0), np.where(says, gain, 0.0)


@dataclass(slots=True)
class Asked:
    """What n learners are asked in one step. `subjects` and `shares` are (n, S), −1 and 0 where there are fewer."""

    subjects: Ints
    shares: Floats
    pair: Ints
    at: Floats
    difficulty: Floats
    difficulty_var: Floats
    discrimination: Floats
    guess: Floats
    slip: Floats
    assistance: Floats


@dataclass(slots=True)
class Standing:
    """Ability of n learners at what they are asked, and the pieces it is made of (as `prediction.Standing`)."""

    at: Floats
    general: Floats
    general_var: Floats
    recent: Floats
    recent_var: Floats
    means: Floats
    slopes: Floats
    vars: Floats
    familiar: Floats
    familiar_var: Floats
    reach: Floats
    eta: Floats
    var: Floats


def waves(catalog: Catalog) -> list[tuple[Ints, Floats | None]]:
    """Competencies in waves, parents before children, each with the (K, members) matrix that averages its parents.

    Empty where nothing has prerequisites.
    """
    tree = catalog.ancestry
    if not len(tree.parents):
        return []
    size = len(catalog.competencies)
    depth = np.zeros(size, dtype=np.int64)
    for k in range(size):
        for one in [*tree.order[tree.order_starts[k] : tree.order_starts[k + 1]].tolist(), k]:
            parents = tree.parents[tree.starts[one] : tree.starts[one + 1]]
            depth[one] = 1 + depth[parents].max() if len(parents) else 0
    found: list[tuple[Ints, Floats | None]] = []
    for wave in range(int(depth.max()) + 1):
        members = np.flatnonzero(depth == wave)
        average = np.zeros((size, len(members)))
        for column, k in enumerate(members.tolist()):
            parents = tree.parents[tree.starts[k] : tree.starts[k + 1]]
            average[parents, column] = 1.0 / max(1, len(parents))
        found.append((members, average if wave else None))
    return found


class Batch:
    """Beliefs about L learners over K competencies and P (learner, item) pairs, changed in place.

    Arrays of learners are (L,), of competencies (L, K); `last` is nan where a competency was not tried.
    """

    def __init__(self, catalog: Catalog, parameters: Parameters, level: Floats, pairs: int) -> None:
        size = (len(level), len(catalog.competencies))
        self.catalog = catalog
        self.constants: Constants = constants(parameters)
        c = self.constants
        self.general, self.general_var = level.astype(np.float64), np.full(len(level), c.general_var)
        self.recent, self.recent_var = np.zeros(len(level)), np.full(len(level), c.recency_var)
        self.now = np.full(len(level), np.nan)
        self.mean, self.var, self.slope = np.zeros(size), np.full(size, c.competency_var), np.zeros(size)
        self.successes, self.failures = np.zeros(size), np.zeros(size)
        self.last, self.stability = np.full(size, np.nan), np.full(size, c.initial_stability)
        self.known, self.known_var = np.zeros(pairs), np.full(pairs, c.familiarity_var)
        self.known_last, self.known_seen = np.zeros(pairs), np.zeros(pairs)
        self._waves = waves(catalog)

    def states(self, who: Ints, at: Floats, subjects: Ints | None = None) -> tuple[Floats, Floats, Floats]:
        """Mean, slope and variance of competencies' deviations at times `at` (n,): (n, K), or those of `subjects`.

        Where there are prerequisites all are needed, for the untried follow their parents.
        """
        c, everyone = self.constants, who[:, None]
        cells = np.arange(self.mean.shape[1])[None, :] if subjects is None or self._waves else subjects
        slope, var = self.slope[everyone, cells], self.var[everyone, cells]
        mean = self.mean[everyone, cells] + slope * self.general[everyone]
        since = self.last[everyone, cells]
        days = at[:, None] - since
        late = days > 0.0  # false for nan: what was not tried has nothing to forget
        base = 1.0 + np.where(late, days, 0.0) / self.stability[everyone, cells]
        kept = base**-c.forgetting_exponent
        widened = c.competency_var - kept * kept * (c.competency_var - var)
        var = np.where(late & (var < c.competency_var), widened, var)
        tried = ~np.isnan(since)
        if self._waves:
            self._sink(mean, kept, late, tried)
        else:
            mean = np.where(tried, np.where(late & (mean > 0.0), kept * mean, mean), 0.0)
        slope = kept * slope
        if subjects is None or not self._waves:
            return mean, slope, var
        row = np.arange(len(who))[:, None]
        return mean[row, subjects], slope[row, subjects], var[row, subjects]

    def _sink(self, mean: Floats, kept: Floats, late: Bools, tried: Bools) -> None:
        """Let means (n, K) sink towards what prerequisites lend, parents first; changes `mean`."""
        for members, parents in self._waves:
            lent = np.zeros((len(mean), len(members))) if parents is None else mean @ parents
            lent *= self.constants.prerequisite_pull
            own = mean[:, members]
            faded = np.where(late[:, members] & (own > lent), lent + kept[:, members] * (own - lent), own)
            mean[:, members] = np.where(tried[:, members], faded, lent)

    def traits(self, who: Ints, at: Floats) -> tuple[Floats, Floats]:
        """Mean and variance (n, K) of general level plus deviation, as `mastery.competency_traits`."""
        general_var, now = self._general_now(who, at)
        mean, slope, var = self.states(who, now)
        reach = 1.0 + slope
        return self.general[who][:, None] + mean, var + reach * reach * general_var[:, None]

    def _general_now(self, who: Ints, at: Floats) -> tuple[Floats, Floats]:
        c = self.constants
        now = np.fmax(at, self.now[who])
        days = np.nan_to_num(now - self.now[who])
        grown = np.minimum(c.general_var, self.general_var[who] + c.general_noise_per_day * days)
        return np.where(days > 0.0, np.maximum(self.general_var[who], grown), self.general_var[who]), now

    def standing(self, who: Ints, asked: Asked) -> Standing:
        """Where learners `who` (n,) stand at what they are asked."""
        c = self.constants
        general_var, now = self._general_now(who, asked.at)
        recent, recent_var = self._form(who, now)
        mean, slope, var = self.states(who, now, asked.subjects)
        known, known_var = self._familiar(asked.pair, now)
        reach = 1.0 + (asked.shares * slope).sum(axis=1)
        eta = self.general[who] + recent - asked.difficulty + c.assistance_ease * asked.assistance
        eta = eta + (asked.shares * mean).sum(axis=1) + known
        spread = recent_var + asked.difficulty_var + (asked.shares * asked.shares * var).sum(axis=1) + known_var
        spread = spread + reach * reach * general_var
        return Standing(
            now, self.general[who], general_var, recent, recent_var, mean, slope, var, known, known_var, reach, eta,
            spread,
        )  # fmt: skip

    def _form(self, who: Ints, now: Floats) -> tuple[Floats, Floats]:
        c = self.constants
        if c.recency_var == 0.0:
            return np.zeros(len(who)), np.zeros(len(who))
        days = np.nan_to_num(now - self.now[who])
        kept = c.recency_decay * np.exp(-days / c.recency_days)
        return kept * self.recent[who], kept * kept * self.recent_var[who] + (1.0 - kept * kept) * c.recency_var

    def _familiar(self, pair: Ints, now: Floats) -> tuple[Floats, Floats]:
        c = self.constants
        if not self.known.size:
            return np.zeros(len(pair)), np.zeros(len(pair))
        seen = self.known_seen[pair] > 0.0
        days = np.maximum(0.0, now - self.known_last[pair])
        kept = (1.0 + days / c.familiarity_stability) ** -c.familiarity_exponent
        var = self.known_var[pair]
        var = np.where(var < c.familiarity_var, c.familiarity_var - kept * kept * (c.familiarity_var - var), var)
        mean = np.where(seen, kept * self.known[pair], 0.0)
        var = np.where(seen, var, c.familiarity_var)
        return np.where(pair >= 0, mean, 0.0), np.where(pair >= 0, var, 0.0)

    def chances(self, found: Standing, asked: Asked) -> Floats:
        """Chances of success (n,), as `response.chance`."""
        a = asked.discrimination
        slope = a / np.sqrt(1.0 + PROBIT * a * a * found.var)
        return asked.guess + np.maximum(0.0, 1.0 - asked.guess - asked.slip) * logistic(slope * found.eta)

    def take(self, who: Ints, asked: Asked, found: Standing, outcome: Floats, weight: Floats) -> None:
        """Take in outcomes (n,) of what was asked; no learner twice in one step."""
        c = self.constants
        worth = weight * (1.0 - c.assistance_discount * asked.assistance)
        push, gain = moved(found.eta, found.var, outcome, asked.discrimination, asked.guess, asked.slip, worth)
        part, reached = np.minimum(1.0, worth), found.reach * found.general_var
        short = np.maximum(0.0, c.leap_height - found.eta - found.var * push)
        general = found.general + reached * push
        level = limited(general, found.general, c.ability_limit)
        for column in range(asked.subjects.shape[1]):
            has = asked.subjects[:, column] >= 0
            if has.any():
                self._learn(who, asked, found, column, has, general, level, push, gain, worth, outcome, short)
        self.general[who] = level
        left = found.general_var - reached * reached * gain + part * c.general_noise
        self.general_var[who] = np.minimum(found.general_var, np.maximum(0.0, left))
        form = found.recent_var
        self.recent[who] = found.recent + form * push
        self.recent_var[who] = np.minimum(form, np.maximum(0.0, form - form * form * gain))
        self.now[who] = found.at
        self._see(asked.pair, found, push, gain, outcome)

    def _learn(
        self, who: Ints, asked: Asked, found: Standing, column: int, has: Bools, general: Floats,
        level: Floats, push: Floats, gain: Floats, worth: Floats, outcome: Floats, short: Floats,
    ) -> None:  # fmt: skip
        """Condition one column of competencies, let them learn, and store them."""
        c = self.constants
        share, mean, slope, var = (one[has, column] for one in (asked.shares, found.means, found.slopes, found.vars))
        g_var, reach, push, gain = found.general_var[has], found.reach[has], push[has], gain[has]
        worth, y, at, short = worth[has], outcome[has], found.at[has], short[has]
        part, reached, own = np.minimum(1.0, worth), reach * g_var, share * var
        left = g_var - reached * reached * gain
        tie = own * reached * gain
        bend = np.where(left > 0.0, tie / np.where(left > 0.0, left, 1.0), 0.0)
        steepest = np.maximum(slope - bend, -1.0)
        over = steepest - (slope - bend)
        narrowed = np.minimum(var, np.maximum(0.0, var - own * own * gain - tie * bend + over * over * left))
        cell = (who[has], asked.subjects[has, column])
        drift = y * c.learning_success + (1.0 - y) * c.learning_failure
        drift = drift * share * part * (1.0 + self.successes[cell] + self.failures[cell]) ** -c.learning_shrink
        leap = c.leap / (1.0 + c.leap * self.failures[cell])
        drift += leap * part * share * short
        open_again = leap * (1.0 - leap) * part * share * share * short * short
        after = mean + (slope * reached + own) * push + drift
        ability = limited(general[has] + after, found.general[has] + mean, c.ability_limit)
        shared = share * np.minimum(1.0, worth)
        days = np.maximum(0.0, np.nan_to_num(at - self.last[cell]))
        self.stability[cell] += days * (1.0 - shared * (1.0 - y) + c.stability_growth * shared * y)
        self.successes[cell] += share * worth * y
        self.failures[cell] += share * worth * (1.0 - y)
        self.last[cell] = at
        self.slope[cell] = steepest
        self.mean[cell] = ability - (1.0 + steepest) * level[has]
        left = np.minimum(var, narrowed + part * c.competency_noise) + open_again
        self.var[cell] = np.minimum(np.maximum(var, c.competency_var), left)

    def _see(self, pair: Ints, found: Standing, push: Floats, gain: Floats, outcome: Floats) -> None:
        c = self.constants
        has = pair >= 0
        if not has.any():
            return
        one, mean, var, y = pair[has], found.familiar[has], found.familiar_var[has], outcome[has]
        drift = y * c.familiarity_success + (1.0 - y) * c.familiarity_failure
        after = mean + var * push[has] + drift * (1.0 + self.known_seen[one]) ** -c.learning_shrink
        self.known[one] = limited(after, mean, c.ability_limit)
        self.known_var[one] = np.minimum(var, np.maximum(0.0, var - var * var * gain[has]))
        self.known_last[one] = found.at[has]
        self.known_seen[one] += 1.0
