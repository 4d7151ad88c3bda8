"""Whether a policy's value can be told from logged choices: simulated learners for whom it is known."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

import numpy as np

from preceptor.core.coach import offpolicy
from preceptor.core.coach.choosing import POLICY, shares
from preceptor.core.coach.intervals import Interval
from preceptor.core.coach.offpolicy import Log

NAME = "policies"
SLATE, SUBJECTS = 8, 20
TARGETS = ("uniform", "greedy")


def slates(people: int, each: int, chance: np.random.Generator, apart: float = 0.15) -> tuple[dict[str, Any], Any]:
    """Features of slates and the true mean reward of every candidate: a curve in expected success, an effect of the
    competency, one of the learner (spread `apart`, mean zero), and something that no feature shows."""
    n = people * each
    score = np.sort(chance.gamma(2.0, 1.0, (n, SLATE)), axis=1)[:, ::-1]
    expected = chance.uniform(0.2, 0.95, (n, SLATE))
    minutes = chance.choice([1.0, 1.5, 2.0, 3.0], (n, SLATE))
    subject = chance.integers(0, SUBJECTS, (n, SLATE))
    who = np.repeat(np.arange(people), each)
    hidden = chance.normal(0, 0.15, (n, SLATE))
    best = score / score[:, :1]
    true = 0.4 + expected * (1 - expected) + 0.3 * best * expected + 0.15 * np.sin(subject) + hidden
    true = true + chance.normal(0, apart, people)[who][:, None]
    return {"people": who, "score": score, "expected": expected, "minutes": minutes, "subject": subject}, true


def drawn(people: int, each: int, chance: np.random.Generator) -> tuple[Log, Any]:
    """A log of the coach's own draw, with rewards about the true mean; and that mean for every candidate."""
    made, true = slates(people, each, chance)
    propensity = np.array([shares(row) for row in made["score"]])
    chosen = (propensity.cumsum(axis=1) > chance.random(len(true))[:, None]).argmax(axis=1)
    reward = true[np.arange(len(true)), chosen] + chance.normal(0, 0.4, len(true))
    return Log(chosen=chosen, reward=reward, propensity=propensity, **made), true


def worth(policy: str, people: int, chance: np.random.Generator) -> float:
    """The true value of a policy, over many learners who do not differ: their mean effect is zero."""
    made, true = slates(people, 10, chance, apart=0.0)
    propensity = np.array([shares(row) for row in made["score"]])
    nobody = np.zeros(len(true), dtype=np.int64)
    log = Log(chosen=nobody, reward=true[:, 0], propensity=propensity, **made)
    return float((offpolicy.POLICIES[policy](log) * true).sum(axis=1).mean())


def covers(found: Interval, true: float) -> bool:
    """Whether an interval holds the truth."""
    return found.low <= true <= found.high


def repeated(policy: str, people: int, each: int, times: int, seed: int = 1) -> dict[str, float]:
    """Coverage of each interval and the spread of each estimate, over repetitions with a known truth."""
    true = worth(policy, 8_000, np.random.default_rng([seed, 0]))
    found = [
        offpolicy.estimate(drawn(people, each, np.random.default_rng([seed, 1, number]))[0], policy)
        for number in range(times)
    ]
    made = {"ips": [one.ips for one in found], "normalised": [one.normalised for one in found]}
    made["robust"] = [one.robust for one in found]
    result = {"true": round(true, 4), "effective": round(float(np.mean([one.effective for one in found])), 1)}
    for name, many in made.items():
        values = np.array([one.value for one in many])
        result[f"{name}_coverage"] = round(float(np.mean([covers(one, true) for one in many])), 3)
        result[f"{name}_bias"] = round(float(values.mean() - true), 5)
        result[f"{name}_spread"] = round(float(values.std()), 5)
    return result


def told(people: int, each: int, times: int, seed: int = 2) -> dict[str, float]:
    """How often uniform is told from greedy, which is truly better, and how often wrongly."""
    found = [
        offpolicy.compare(drawn(people, each, np.random.default_rng([seed, number]))[0], "greedy", "uniform")
        for number in range(times)
    ]
    share = {name: sum(one.better == name for one in found) / times for name in TARGETS}
    return {"right": round(share["greedy"], 3), "wrong": round(share["uniform"], 3)}


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Coverage near .95, no bias, the doubly robust spread below that of inverse propensities."""
    parser = argparse.ArgumentParser(prog="./bench policies")
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--times", type=int, default=300)
    options = parser.parse_args(argv)
    found: dict[str, Any] = {"people": options.people, "choices": options.people * options.each, "logged_by": POLICY}
    for policy in TARGETS:
        found[policy] = repeated(policy, options.people, options.each, options.times)
    return {**found, "told_apart": told(options.people, options.each, min(100, options.times))}
