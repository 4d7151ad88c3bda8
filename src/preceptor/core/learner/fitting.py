"""The belief's hyper-parameters from answers, by empirical Bayes. Imported by jobs and benchmarks only (SciPy)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Any

import numpy as np

from preceptor.core.learner.calibrate import Bank, fit, fresh, turn
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.passes import Filter
from preceptor.core.learner.responses import GUESS, OUTCOME, Catalog, Floats, Ints, Responses

LOWEST = 1e-5
# How a parameter is searched: positive numbers by their logarithm, shares by their log odds, the rest as they are.
SHARES = ("slip", "leap", "recency_decay", "prerequisite_pull")
PLAIN = ("familiarity_success", "familiarity_failure")
TIMED = (
    "forgetting_exponent", "initial_stability", "stability_growth", "familiarity_exponent", "familiarity_stability",
    "general_noise_per_day", "recency_days",
)  # fmt: skip
UNTIMED = (
    "general_var", "competency_var", "familiarity_var", "difficulty_var", "steepness_var", "slip",
    "learning_success", "learning_failure", "learning_shrink", "leap", "familiarity_success", "familiarity_failure",
    "general_noise", "competency_noise", "recency_var", "recency_decay",
)  # fmt: skip
# What is switched off has no logarithm to begin from.
FROM = {"leap": 0.02}
REACH = 3.0
"""How far a search looks to either side, on its own scale: a factor of twenty."""


@dataclass(frozen=True, slots=True)
class Log:
    """One log to fit on: what was asked and answered, authors' difficulties (N,), and items' groups (N,)."""

    catalog: Catalog
    responses: Responses
    authored: Floats
    group: Ints


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a search found: parameters, the chance of guessing all items share, loss before and after (nats)."""

    parameters: Parameters
    guess: float
    loss: float
    before: float
    evaluations: int


def learners_of(responses: Responses, who: Ints) -> Responses:
    """The answers of some learners only, in the order of `who`."""
    lengths = np.diff(responses.starts)[who]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rows = np.repeat(responses.starts[who] - starts[:-1], lengths) + np.arange(starts[-1])
    pair = responses.pair[rows]
    has = pair >= 0
    pair[has] = np.unique(pair[has], return_inverse=True)[1]
    return Responses(starts, responses.question[rows], pair, responses.values[rows], responses.level[who])


def log_loss(outcomes: Floats, chances: Floats) -> float:
    """Mean negative log-likelihood in nats; outcomes may be fractions."""
    safe = np.clip(chances, 1e-9, 1.0 - 1e-9)
    return float(-np.mean(outcomes * np.log(safe) + (1.0 - outcomes) * np.log(1.0 - safe)))


def calibrated(data: Log, parameters: Parameters, run: Filter, passes: int, start: Bank | None = None) -> Bank:
    """Items fitted to a log, from nothing or from where a bank stands."""

    def sweep(table: Floats) -> Iterable[Floats]:
        yield run(data.catalog, data.responses, table, parameters).sums

    if start is None:
        return fit(sweep, data.authored, parameters, data.group, passes, raters=len(data.catalog.raters))
    bank = start
    for _ in range(passes):
        bank = turn(bank, sweep, data.authored, data.group, parameters)
    return bank


def unmet(bank: Bank, data: Log, parameters: Parameters) -> Floats:
    """The table to predict with: an item that nobody answered stands at its group's place, with the prior doubt."""
    blank = fresh(data.authored, 0, parameters)
    never = np.flatnonzero(bank.answers == 0.0)
    offset = bank.offsets[data.group] if len(bank.offsets) else np.zeros(len(data.authored))
    here = np.where(data.group >= 0, offset, 0.0) + data.authored
    table = bank.table(doubt=True)
    table[never] = np.stack([here, blank.error**2, blank.steep * 0.0], axis=1)[never]
    return table


class Search:
    """The loss of held-out learners as a function of a vector of free parameters."""

    def __init__(self, data: Log, start: Parameters, free: Sequence[str], run: Filter, held: float, seed: int) -> None:
        count = len(data.responses.starts) - 1
        drawn = np.random.default_rng(seed).permutation(count)
        cut = max(1, int(held * count))
        self.data, self.start, self.run = data, start, run
        self.free = tuple(name for name in free if name != "guess")
        self.guessing = "guess" in free
        self.fitting = replace(data, responses=learners_of(data.responses, np.sort(drawn[cut:])))
        self.held = replace(data, responses=learners_of(data.responses, np.sort(drawn[:cut])))
        begin = [max(float(getattr(start, name)), FROM.get(name, 0.0)) for name in self.free]
        self.centre = np.array([*map(self._out, self.free, begin), *self._guess0()])
        self.reference = calibrated(self.fitting, start, run, 5)
        self.evaluations = 0

    def _guess0(self) -> list[float]:
        return [log(0.05 / 0.95)] if self.guessing else []

    @staticmethod
    def _out(name: str, value: float) -> float:
        if name in PLAIN:
            return value
        value = max(value, LOWEST)
        return log(value / (1.0 - min(value, 1.0 - LOWEST))) if name in SHARES else log(value)

    @staticmethod
    def _back(name: str, value: float) -> float:
        if name in PLAIN:
            return value
        if name in SHARES:
            most = 0.5 if name == "slip" else 1.0
            return most if value > 30.0 else min(most, 1.0 / (1.0 + exp(-value)))
        return exp(value)

    def at(self, place: Floats) -> tuple[Parameters, float]:
        """The parameters, and the common chance of guessing, at a place of the search."""
        found: dict[str, Any] = {
            name: self._back(name, float(value)) for name, value in zip(self.free, place, strict=False)
        }
        guess = self._back("slip", float(place[-1])) if self.guessing else 0.0
        return replace(self.start, **found), guess

    def loss(self, place: Floats) -> float:
        """Log loss of held-out learners when items are fitted to the others."""
        self.evaluations += 1
        try:
            parameters, guess = self.at(place)
        except ValueError:
            return 10.0  # beyond what parameters may be
        fitting, held = guessed(self.fitting, guess), guessed(self.held, guess)
        bank = calibrated(fitting, parameters, self.run, 2, self.reference)
        chances = self.run(held.catalog, held.responses, unmet(bank, held, parameters), parameters).chances
        return log_loss(held.responses.values[:, OUTCOME], chances)


def guessed(data: Log, guess: float) -> Log:
    """The log with a chance of guessing that all items share; 0 leaves what the records say."""
    if guess == 0.0:
        return data
    values = data.responses.values.copy()
    values[:, GUESS] = guess
    return replace(data, responses=replace(data.responses, values=values))


def fit_parameters(
    data: Log,
    start: Parameters,
    run: Filter,
    free: Sequence[str] = UNTIMED,
    evaluations: int = 400,
    seed: int = 0,
    held: float = 0.25,
    say: Callable[[int, float], None] = lambda number, loss: None,
) -> Fitted:
    """Search the free parameters for the least loss on a quarter of the learners, items fitted to the rest.

    The sum of log-losses of one-step-ahead predictions is the negative log marginal likelihood of the held-out
    learners' answers (prequential: Dawid 1984), so this is empirical Bayes. A trust region with quadratic models
    (COBYQA: Ragonneau & Zhang 2023) needs no derivatives, and a fifth of the steps that Powell's (1964) method
    takes by one parameter at a time. "guess" among `free` searches a chance of guessing that all items share.
    """
    from scipy.optimize import minimize

    search = Search(data, start, free, run, held, seed)
    best: list[tuple[float, Floats]] = [(search.loss(search.centre), search.centre)]
    before = best[0][0]

    def watched(place: Floats) -> float:
        loss = search.loss(place)
        if loss < best[0][0]:
            best[0] = (loss, place.copy())
        if search.evaluations % 25 == 0:
            say(search.evaluations, best[0][0])
        return loss

    bounds = [(one - REACH, one + REACH) for one in search.centre]
    options = {"maxfev": evaluations, "initial_tr_radius": 0.7, "final_tr_radius": 0.03}
    minimize(watched, search.centre, method="COBYQA", bounds=bounds, options=options)
    parameters, guess = search.at(best[0][1])
    return Fitted(parameters, guess, best[0][0], before, search.evaluations)
