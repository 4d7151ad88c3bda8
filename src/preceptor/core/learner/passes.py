"""One pass of the filter over a log: each answer's predicted chance, each item's sums. Compiled where it can be."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from preceptor.core.learner.batch import PROBIT, Asked, Batch, Standing, logistic
from preceptor.core.learner.parameters import Parameters
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
    Catalog,
    Floats,
    Ints,
    Responses,
    constants,
)

# Columns of a bank table (N + M, 3), items and then raters: difficulty (of a rater severity), its variance, logarithm
# of the factor on discrimination.
ITEM_MEAN, ITEM_VAR, ITEM_STEEP = range(3)
# Columns of the sums (N + M, 5): score and information of difficulty, answers' worth, the same of steepness.
SUM_D, INFO_D, WORTH, SUM_A, INFO_A = range(5)


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass found: `chances` (R,) predicted before each answer, `sums` (N + M, 5) of items and raters."""

    chances: Floats
    sums: Floats


Filter = Callable[[Catalog, Responses, Floats, Parameters], Pass]


def numpy_pass(catalog: Catalog, responses: Responses, bank: Floats, parameters: Parameters) -> Pass:
    """Filter all learners side by side, in NumPy. `bank` is (N + M, 3)."""
    return carried(Batch(catalog, parameters, responses.level, responses.pairs), responses, bank, parameters)


def carried(batch: Batch, responses: Responses, bank: Floats, parameters: Parameters) -> Pass:
    """Carry a batch through its learners' answers: the n-th answers of everybody in one step."""
    catalog = batch.catalog
    subjects, shares = padded(catalog)
    lengths = np.diff(responses.starts)
    order = np.argsort(-lengths, kind="stable")
    longest = lengths[order]
    chances = np.empty(len(responses.question))
    slopes = np.zeros((len(responses.question), 5))
    for number in range(int(longest[0]) if len(longest) else 0):
        who = order[: int(np.searchsorted(-longest, -number, side="left"))]
        rows = responses.starts[who] + number
        asked = _asked(catalog, responses, bank, parameters, rows, subjects, shares)
        values = responses.values[rows]
        found = batch.standing(who, asked)
        chances[rows] = batch.chances(found, asked)
        worth = values[:, WEIGHT] * (1.0 - parameters.assistance_discount * values[:, ASSISTANCE])
        slopes[rows] = _slopes(found, asked, values[:, OUTCOME], worth)
        batch.take(who, asked, found, values[:, OUTCOME], values[:, WEIGHT])
    rows_of = (catalog.item[responses.question], catalog.rater[responses.question])
    size = len(catalog.items) + len(catalog.raters)
    return Pass(chances, sum((_summed(slopes, one, size) for one in rows_of), np.zeros((size, 5))))


def padded(catalog: Catalog) -> tuple[Ints, Floats]:
    """Competencies and shares of questions as (Q, S) tables, −1 and 0 where there are fewer than S."""
    counts = np.diff(catalog.starts)
    column = np.arange(int(counts.max(initial=1)))
    has = column[None, :] < counts[:, None]
    subjects, shares = np.full(has.shape, -1, dtype=np.int64), np.zeros(has.shape)
    subjects[has], shares[has] = catalog.subjects, catalog.shares
    return subjects, shares


def _asked(
    catalog: Catalog, responses: Responses, bank: Floats, parameters: Parameters, rows: Ints, subjects: Ints,
    shares: Floats,
) -> Asked:  # fmt: skip
    """What records `rows` ask, with the bank's numbers where it knows the item, and harder by the rater's severity."""
    values, question = responses.values[rows], responses.question[rows]
    item, rater = catalog.item[question], catalog.rater[question]
    known, judged = item >= 0, rater >= 0
    table, severity = (bank[one] if len(bank) else np.zeros((len(rows), 3)) for one in (item, rater))
    slip = values[:, SLIP]
    return Asked(
        subjects=subjects[question],
        shares=shares[question],
        pair=responses.pair[rows],
        at=values[:, AT],
        difficulty=np.where(known, table[:, ITEM_MEAN], values[:, DIFFICULTY])
        + np.where(judged, severity[:, ITEM_MEAN], 0.0),
        difficulty_var=np.where(known, table[:, ITEM_VAR], values[:, DIFFICULTY_VAR])
        + np.where(judged, severity[:, ITEM_VAR], 0.0),
        discrimination=values[:, DISCRIMINATION] * np.where(known, np.exp(table[:, ITEM_STEEP]), 1.0),
        guess=values[:, GUESS],
        slip=np.where(np.isnan(slip), parameters.slip, slip),
        assistance=values[:, ASSISTANCE],
    )


def _slopes(found: Standing, asked: Asked, y: Floats, worth: Floats) -> Floats:
    """Each answer's part of its item's and rater's sums, (n, 5): slopes of the log-likelihood, ability's doubt averaged
    in."""
    a, guess, slip = asked.discrimination, asked.guess, asked.slip
    span = np.maximum(0.0, 1.0 - guess - slip)
    root = np.sqrt(1.0 + PROBIT * a * a * found.var)
    up, down = logistic(a / root * found.eta), logistic(-a / root * found.eta)
    with np.errstate(invalid="ignore"):
        right = np.where(guess > 0.0, span * up / (guess + span * up), 1.0)
        missed = np.where(slip > 0.0, span * down / (slip + span * down), 1.0)
    push, info = y * down * right - (1.0 - y) * up * missed, up * down * right * missed
    says = worth * (span > 0.0)
    by_difficulty, by_steepness = a / root, a * found.eta / root**3
    return np.stack(
        [
            -says * push * by_difficulty,
            says * info * by_difficulty * by_difficulty,
            says,
            says * push * by_steepness,
            says * info * by_steepness * by_steepness,
        ],
        axis=1,
    )


def _summed(slopes: Floats, row: Ints, size: int) -> Floats:
    has = row >= 0
    return np.stack([np.bincount(row[has], slopes[has, column], size) for column in range(5)], axis=1)


def compiled_pass(catalog: Catalog, responses: Responses, bank: Floats, parameters: Parameters) -> Pass:
    """As `numpy_pass`, by the compiled kernel. Raises ImportError where numba is not installed."""
    from preceptor.core.learner import kernel

    chances = np.empty(len(responses.question))
    size = len(catalog.items) + len(catalog.raters)
    sums = np.zeros((max(1, size), 5))
    tree = catalog.ancestry
    kernel.follow(
        responses.starts,
        responses.question,
        responses.pair,
        responses.values,
        responses.level,
        (catalog.starts, catalog.subjects, catalog.shares, catalog.item, catalog.rater, len(catalog.competencies)),
        (tree.starts, tree.parents, tree.order_starts, tree.order),
        bank if len(bank) else np.zeros((1, 3)),
        np.zeros((max(1, responses.pairs), 4)),
        constants(parameters),
        chances,
        sums,
    )
    return Pass(chances, sums[:size])


def filter_of(compiled: bool | None = None) -> Filter:
    """Return the compiled filter where numba is installed, else NumPy's; True or False asks for one of them.

    Raises ImportError where the compiled one is asked for and numba is missing.
    """
    if compiled is False:
        return numpy_pass
    try:
        import preceptor.core.learner.kernel  # noqa: F401
    except ImportError:
        if compiled:
            raise
        return numpy_pass
    return compiled_pass
