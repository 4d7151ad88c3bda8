"""Logistic regression on counts of earlier answers: PFA and Best-LR. Runs in .venv-peers (scikit-learn, scipy).

PFA (Pavlik, Cen & Koedinger 2009): each skill's easiness, and weights of its earlier successes and failures.
Best-LR (Gervet et al. 2020, Journal of Educational Data Mining 12(3)): item and skill one-hot, log counts of earlier
successes and failures of each skill (a weight a skill), of the item, and in total. PFA takes log(1 + n) of its counts
too, as Gervet et al. did: with plain counts, as first published, it reaches .697 and .681 in place of .714 and .689
(AUC on ASSISTments 2009 and Statics).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from benchmarks.peers.counts import Floats, earlier

Arrays = dict[str, NDArray]
ITERATIONS = 1_000


def main(given: str, found: str) -> None:
    """Fit the model asked for on training rows and predict the test rows of the log in `given`."""
    with np.load(given) as held:
        log = dict(held)
    features = FEATURES[str(log["model"])]
    train, test = part(log, ~log["test"]), part(log, log["test"])
    begin = time.perf_counter()
    model = LogisticRegression(solver="lbfgs", max_iter=ITERATIONS).fit(features(train), train["outcome"])
    fitted = time.perf_counter()
    chances = model.predict_proba(features(test))[:, 1]
    np.savez(found, chances=chances, fit_s=fitted - begin, predict_s=time.perf_counter() - fitted)


def part(log: Arrays, rows: NDArray[np.bool_]) -> Arrays:
    """The rows marked true, each with its skills."""
    count = np.diff(log["start"])
    named = {name: log[name][rows] for name in ("learner", "item", "outcome")}
    start = np.concatenate([[0], np.cumsum(count[rows])])
    return named | {"skill": log["skill"][np.repeat(rows, count)], "start": start, "sizes": log["sizes"]}


def pfa(log: Arrays) -> sparse.csr_matrix:
    """(N, 3 K): easiness, successes and failures of each skill of the row."""
    right, wrong = _of_skills(log)
    return sparse.hstack([_skills(log, np.ones(len(right))), _skills(log, right), _skills(log, wrong)]).tocsr()


def best_lr(log: Arrays) -> sparse.csr_matrix:
    """(N, items + 3 K + 4): what PFA has, the item, and its and all earlier successes and failures."""
    right, wrong = _of_skills(log)
    learner, item, outcome = log["learner"], log["item"], log["outcome"]
    items = int(log["sizes"][1])
    shared = [*earlier(learner * items + item, outcome), *earlier(learner, outcome)]
    one_hot = sparse.csr_matrix((np.ones(len(item)), (np.arange(len(item)), item)), (len(item), items))
    columns = [one_hot, _skills(log, np.ones(len(right))), _skills(log, right), _skills(log, wrong)]
    return sparse.hstack([*columns, np.log1p(np.stack(shared, axis=1))]).tocsr()


FEATURES: dict[str, Callable[[Arrays], sparse.csr_matrix]] = {"pfa": pfa, "best_lr": best_lr}


def _of_skills(log: Arrays) -> tuple[Floats, Floats]:
    """log(1 + n) of earlier successes and failures at each needed skill, (M,) over all rows' skills."""
    row = np.repeat(np.arange(len(log["outcome"])), np.diff(log["start"]))
    right, wrong = earlier(log["learner"][row] * int(log["sizes"][2]) + log["skill"], log["outcome"][row])
    return np.log1p(right), np.log1p(wrong)


def _skills(log: Arrays, values: Floats) -> sparse.csr_matrix:
    """(N, K) with a value for each skill that a row needs."""
    return sparse.csr_matrix((values, log["skill"], log["start"]), (len(log["outcome"]), int(log["sizes"][2])))


if __name__ == "__main__":
    main(*sys.argv[1:])
