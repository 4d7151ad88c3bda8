"""A learned differential for DDXPlus patients, whose differentials a rule made: what it takes to come near that rule.

Logistic regressions by NumPy. Everything fitted is fitted on other patients than those it is tried on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from preceptor.core.knowledge.reasoner import Reasoner, normalised

Array = NDArray[np.float64]
BANDS = (1, 5, 15, 30, 45, 60, 75)
RIDGE = 1.0
"""Strength of the ridge; anything from .5 to 2 gives the same within .006."""
FLAT = 0.1
"""How far the posterior is flattened for the choice of further questions."""
NEWTON = 25


@dataclass(frozen=True, eq=False)
class Patients:
    """Patients as arrays: `present` and `known` are [patient, evidence], `own` their own top 5 (condition places).

    `first` is the place of the initial evidence; `raw` the file's line, to recognise a patient again.
    """

    present: NDArray[np.bool_]
    diagnosis: NDArray[np.int_]
    first: NDArray[np.int_]
    own: tuple[tuple[int, ...], ...]
    age: Array
    female: NDArray[np.bool_]
    raw: tuple[str, ...]
    known: NDArray[np.bool_] | None = None

    def some(self, places: NDArray[np.int_]) -> Patients:
        """Only the patients at some places."""
        return Patients(
            self.present[places],
            self.diagnosis[places],
            self.first[places],
            tuple(self.own[place] for place in places),
            self.age[places],
            self.female[places],
            tuple(self.raw[place] for place in places),
            None if self.known is None else self.known[places],
        )

    def without(self, others: Patients) -> Patients:
        """Only the patients that are not among others."""
        seen = set(others.raw)
        return self.some(np.array([place for place, raw in enumerate(self.raw) if raw not in seen], dtype=int))

    @property
    def seen(self) -> Array:
        """1 where an evidence is present and known."""
        return (self.present if self.known is None else self.present & self.known).astype(float)


def halves(count: int, seed: int) -> list[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    """Two random halves, each once to fit on and once to try on."""
    order = np.random.default_rng(seed).permutation(count)
    one, other = np.sort(order[: count // 2]), np.sort(order[count // 2 :])
    return [(one, other), (other, one)]


def f1_at_5(told: Patients, differentials: Sequence[Sequence[int]]) -> float:
    """Mean F1 of differentials (at most 5) against the patients' own top 5, as the DDXPlus authors compute it."""
    scores = []
    for own, found in zip(told.own, differentials, strict=True):
        hits = len(set(own) & set(found))
        scores.append(2 * hits / (len(own) + len(found)) if own or found else 1.0)
    return float(np.mean(scores)) if scores else float("nan")


def log_beliefs(reasoner: Reasoner, told: Patients) -> Array:
    """Log posterior [patient, condition] from everything known; the same as Reasoner.posterior without caps."""
    table = reasoner.table
    absent, present = np.log(table.chance[:, table.starts[:-1]]), np.log(table.chance[:, table.starts[:-1] + 1])
    known = np.ones_like(told.present) if told.known is None else told.known
    start = np.log(np.array([reasoner.prior[name] for name in reasoner.conditions]))
    weighed = start + told.seen @ present.T + (known & ~told.present).astype(float) @ absent.T
    return np.log(np.maximum(normalised(weighed), 1e-300))


def longer_interview(reasoner: Reasoner, told: Patients, questions: int) -> Patients:
    """The patients with only what some questions reveal: the most telling under a flattened posterior, so that rivals
    go on being explored once the diagnosis is clear."""
    table = reasoner.table
    places, rows = table.starts[:-1], np.arange(len(told.first))
    chance = table.chance[:, places + 1]
    entropies = chance * np.log(chance) + (1 - chance) * np.log(1 - chance)
    known = np.zeros_like(told.present)
    known[rows, told.first] = True
    for _ in range(questions):
        beliefs = normalised(FLAT * log_beliefs(reasoner, replace(told, known=known)))
        met = beliefs @ chance
        bits = beliefs @ entropies - met * np.log(met) - (1 - met) * np.log(1 - met)
        bits[known] = -1.0
        known[rows, bits.argmax(axis=1)] = True
    return replace(told, known=known)


def learned(reasoner: Reasoner, fit: Patients, test: Patients) -> list[tuple[int, ...]]:
    """A differential of at most 5 for every patient of `test`, from regressions fitted on `fit`."""
    targets = np.zeros((len(fit.own), len(reasoner.conditions)))
    for row, own in enumerate(fit.own):
        targets[row, list(own)] = 1.0
    listed = _listed(reasoner)
    pooled_fit, pooled_test = (_pooled(reasoner, listed, part) for part in (fit, test))
    mean, spread = pooled_fit.mean(axis=(0, 1)), pooled_fit.std(axis=(0, 1))
    mean[-1], spread[-1] = 0.0, 1.0  # the constant
    pooled_fit, pooled_test = ((part - mean) / (spread + 1e-9) for part in (pooled_fit, pooled_test))
    # First one regression for all conditions, then one for each on top of it.
    width = pooled_fit.shape[-1]
    shared = _fitted(pooled_fit.reshape(-1, width), targets.ravel(), np.zeros(targets.size))
    logits = pooled_test @ shared
    offsets = pooled_fit @ shared
    rows_fit, rows_test = _rows(fit), _rows(test)
    for condition in range(len(reasoner.conditions)):
        weights = _fitted(rows_fit, targets[:, condition], offsets[:, condition])
        logits[:, condition] += rows_test @ weights
    return [_chosen(row) for row in _logistic(logits)]


def _listed(reasoner: Reasoner) -> Array:
    """1 where a condition lists an evidence, [condition, evidence]."""
    findings = [reasoner.base.conditions[name].findings for name in reasoner.conditions]
    return np.array(
        [
            [float(any(number.value > 0 for number in said.get(name, {}).values())) for name in reasoner.table.findings]
            for said in findings
        ]
    )


def _rows(told: Patients) -> Array:
    """Evidence, age band, sex and a constant."""
    ages = np.eye(len(BANDS) + 1)[np.searchsorted(BANDS, told.age, side="right")]
    return np.column_stack([told.seen, ages, told.female, np.ones(len(told.female))])


def _pooled(reasoner: Reasoner, listed: Array, told: Patients) -> Array:
    """What holds for every condition alike, [patient, condition, feature]: how many of its evidences are there, how
    telling they are, how much of the picture it explains, the posterior; each also against the best and the fifth."""
    chance = reasoner.table.chance[:, reasoner.table.starts[:-1] + 1]
    usual = np.array([reasoner.prior[name] for name in reasoner.conditions]) @ chance
    telling = listed * np.maximum(np.log(chance / usual), 0.0)
    told_by = np.array([reasoner.base.findings[name].kind == "symptom" for name in reasoner.table.findings])
    seen = told.seen
    features = [
        seen @ (listed * told_by).T,
        seen @ (listed * ~told_by).T,
        seen @ listed.T / listed.sum(axis=1),
        seen @ (listed * chance).T,
        seen @ telling.T,
        seen @ telling.T / (seen @ np.maximum(np.log(1 / usual), 0.0) + 1e-9)[:, None],
        np.maximum(log_beliefs(reasoner, told), -20.0),
    ]
    more = []
    for one in features:
        ranked = -np.sort(-one, axis=1)
        more += [one - ranked[:, :1], one - ranked[:, 4:5], np.log1p(np.argsort(np.argsort(-one, axis=1), axis=1))]
    return np.stack([*features, *more, np.ones_like(features[0])], axis=-1)


def _fitted(rows: Array, targets: Array, offsets: Array) -> Array:
    """Ridge logistic regression on top of `offsets` by Newton steps; the last column, the constant, is hardly held."""
    hold = np.full(rows.shape[1], RIDGE)
    hold[-1] *= 0.01

    def loss(weights: Array) -> float:
        logits = rows @ weights + offsets
        return float(np.sum(np.logaddexp(0, logits) - targets * logits) + 0.5 * hold @ weights**2)

    weights = np.zeros(rows.shape[1])
    before = loss(weights)
    for _ in range(NEWTON):
        chance = _logistic(rows @ weights + offsets)
        slope = rows.T @ (chance - targets) + hold * weights
        curve = (rows.T * (chance * (1 - chance))) @ rows + np.diag(hold)
        step = np.linalg.solve(curve, slope)
        while (after := loss(weights - step)) > before + 1e-9:
            step /= 2
        weights, gained, before = weights - step, before - after, after
        if gained < 1e-3:
            break
    return weights


def _logistic(logits: Array) -> Array:
    chance: Array = 1 / (1 + np.exp(-np.clip(logits, -40, 40)))
    return chance


def _chosen(chances: Array) -> tuple[int, ...]:
    """The first few conditions for which the expected F1 is highest, about."""
    order = np.argsort(-chances)[:5]
    expected = min(5.0, max(1.0, float(chances.sum())))
    scores = 2 * np.cumsum(chances[order]) / (np.arange(1, len(order) + 1) + expected)
    return tuple(int(place) for place in order[: int(scores.argmax()) + 1])
