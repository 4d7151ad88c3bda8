"""Bayesian knowledge tracing by pyBKT (Badrinath, Wang & Pardos 2021), as it comes. Runs in .venv-peers.

A row's skills are taken as one label. Labels that no training learner met get the training rows' share of correct
answers; pyBKT itself would say .5. Fitted parameters are left as they are, degenerate or not.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np
import pandas
from pyBKT.models import Model

from benchmarks.peers.log import Log, from_arrays

SEED = 42
# Starts of expectation maximisation for each label. pyBKT's default of 5 takes five times the minutes.
FITS = 1


def main(given: str, found: str) -> None:
    """Fit on training rows and predict the test rows of the log in `given`."""
    warnings.simplefilter("ignore")
    with np.load(given) as arrays:
        log = from_arrays(arrays)
    table = frame(log)
    train, held = table[~log.test].reset_index(drop=True), table[log.test].reset_index(drop=True)
    model = Model(seed=SEED, num_fits=FITS, parallel=False)
    begin = time.process_time()
    model.fit(data=train.copy())
    fit_s = time.process_time() - begin
    begin = time.process_time()
    known = held["skill_name"].isin(model.fit_model)
    chances = np.full(len(held), float(train["correct"].mean()))
    # pyBKT sorts what it is given; the index leads back to the rows.
    answer = model.predict(data=held[known].copy())
    chances[answer.index.to_numpy()] = answer["correct_predictions"].to_numpy()
    predict_s = time.process_time() - begin
    np.savez(found, chances=np.clip(chances, 0.0, 1.0), fit_s=fit_s, predict_s=predict_s)


def frame(log: Log) -> pandas.DataFrame:
    """The log under pyBKT's own column names, in order."""
    return pandas.DataFrame(
        {
            "order_id": np.arange(len(log)),
            "user_id": log.learner,
            "skill_name": [f"s{one}" for one in log.label.tolist()],
            "correct": log.outcome.astype(int),
        }
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
