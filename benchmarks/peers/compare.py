"""Other people's learner models on one log: what each predicts for the learners held back, and what it costs.

Every model is fitted on training rows and predicts each test row from that learner's own earlier rows; item parameters
stand still while test learners are predicted. Item difficulty and Elo run here, the others in .venv-peers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.peers import elo, environment
from benchmarks.peers.environment import Unavailable
from benchmarks.peers.log import Floats, Log
from benchmarks.peers.scoring import (
    auc,
    auc_difference_interval,
    auc_interval,
    calibration_error,
    log_loss,
    tables,
)

__all__ = [
    "APART",
    "PEERS",
    "Peer",
    "Unavailable",
    "auc",
    "auc_difference_interval",
    "auc_interval",
    "calibration_error",
    "compare",
    "log_loss",
    "scores",
    "tables",
]

# Pseudo-answers that pull an item's share of correct answers towards the mean.
SMOOTHING = 5.0


@dataclass(frozen=True)
class Peer:
    """`predictions` (rows held back,) in the log's order; seconds to fit; microseconds to predict one answer.

    Times are of the processor, so that neighbours on the machine do not disturb them. The fit of Elo includes the
    search for its constants.
    """

    predictions: Floats
    fit_s: float
    us_per_response: float


def compare(log: Log, names: Iterable[str]) -> dict[str, Peer]:
    """Fit and run the peers named (of PEERS), with progress on standard error.

    Raises Unavailable when one of APART is asked for and .venv-peers cannot be made, and ValueError for an
    unknown name or a log without rows on both sides of the split.
    """
    wanted = list(names)
    unknown = sorted(set(wanted) - set(PEERS))
    if unknown:
        raise ValueError(f"no peer is called {', '.join(unknown)}; there are {', '.join(PEERS)}")
    if log.test.all() or not log.test.any():
        raise ValueError("the log needs rows of training learners and of learners held back")
    found = {}
    for name in wanted:
        begin = time.monotonic()
        found[name] = PEERS[name](log)
        print(f"{name}: {time.monotonic() - begin:.0f} s", file=sys.stderr)
    return found


def scores(log: Log, peer: Peer) -> dict[str, Any]:
    """Return a peer's figures, ready for JSON."""
    held = log.part(log.test)
    return {
        "auc": auc(held.outcome, peer.predictions),
        "auc_ci95": auc_interval(held.outcome, peer.predictions, held.learner),
        "log_loss": log_loss(held.outcome, peer.predictions),
        "ece": calibration_error(held.outcome, peer.predictions),
        "us_per_response": peer.us_per_response,
        "fit_s": peer.fit_s,
    }


def item_difficulty(log: Log) -> Peer:
    """The smoothed share of training learners who answered the item correctly."""
    begin = time.process_time()
    train = log.part(~log.test)
    right = np.bincount(train.item, weights=train.outcome, minlength=len(log.items))
    total = np.bincount(train.item, minlength=len(log.items))
    shares = (right + SMOOTHING * train.outcome.mean()) / (total + SMOOTHING)
    fitted = time.process_time()
    chances = shares[log.item[log.test]]
    return _peer(chances, fitted - begin, time.process_time() - fitted)


def rated(log: Log) -> Peer:
    """Elo with constants searched on training learners."""
    begin = time.process_time()
    train, held = log.part(~log.test), log.part(log.test)
    constants = elo.search(train)
    print(f"elo: {constants}", file=sys.stderr)
    ratings = elo.fit(train, constants)
    fitted = time.process_time()
    chances = elo.predict(held, constants, ratings)
    return _peer(chances, fitted - begin, time.process_time() - fitted)


def pfa(log: Log) -> Peer:
    return _apart("logistic", log, model="pfa")


def best_lr(log: Log) -> Peer:
    return _apart("logistic", log, model="best_lr")


def traced(log: Log) -> Peer:
    """Bayesian knowledge tracing by pyBKT; minutes on a log of some hundred thousand rows."""
    return _apart("tracing", log)


PEERS: dict[str, Callable[[Log], Peer]] = {
    "item_difficulty": item_difficulty,
    "elo": rated,
    "pfa": pfa,
    "best_lr": best_lr,
    "pybkt": traced,
}
# Those that need .venv-peers.
APART = ("pfa", "best_lr", "pybkt")


def _apart(script: str, log: Log, **options: Any) -> Peer:
    given = log.arrays() | {name: np.array(value) for name, value in options.items()}
    found = environment.run(script, given)
    return _peer(found["chances"], float(found["fit_s"]), float(found["predict_s"]))


def _peer(chances: Floats, fit_s: float, predict_s: float) -> Peer:
    return Peer(chances, fit_s, 1e6 * predict_s / len(chances))
