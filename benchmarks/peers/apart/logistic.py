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
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from benchmarks.peers.counts import earlier
from benchmarks.peers.log import Log, from_arrays

ITERATIONS = 1_000


def main(given: str, found: str) -> None:
    """Fit the model asked for on training rows and predict the test rows of the log in `given`."""
    with np.load(given) as arrays:
        log, features = from_arrays(arrays), FEATURES[str(arrays["model"])]
    train, test = log.part(~log.test), log.part(log.test)
    begin = time.process_time()
    model = LogisticRegression(solver="lbfgs", max_iter=ITERATIONS).fit(features(train), train.outcome)
    fitted = time.process_time()
    chances = model.predict_proba(features(test))[:, 1]
    np.savez(found, chances=chances, fit_s=fitted - begin, predict_s=time.process_time() - fitted)


def pfa(log: Log) -> sparse.csr_matrix:
    """(N, 3 K): easiness, successes and failures of each skill of the row."""
    row = np.repeat(np.arange(len(log)), np.diff(log.start))
    counts = earlier(log.learner[row] * len(log.skills) + log.skill, log.outcome[row])
    values = (np.ones(len(row)), *map(np.log1p, counts))
    shape = (len(log), len(log.skills))
    return sparse.hstack([sparse.csr_matrix((one, log.skill, log.start), shape) for one in values]).tocsr()


def best_lr(log: Log) -> sparse.csr_matrix:
    """(N, items + 3 K + 4): what PFA has, the item, and its and all earlier successes and failures."""
    rows, items = np.arange(len(log)), len(log.items)
    item = sparse.csr_matrix((np.ones(len(log)), (rows, log.item)), (len(log), items))
    shared = [*earlier(log.learner * items + log.item, log.outcome), *earlier(log.learner, log.outcome)]
    return sparse.hstack([item, pfa(log), np.log1p(np.stack(shared, axis=1))]).tocsr()


FEATURES: dict[str, Callable[[Log], sparse.csr_matrix]] = {"pfa": pfa, "best_lr": best_lr}


if __name__ == "__main__":
    main(*sys.argv[1:])
