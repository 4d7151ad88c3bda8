"""Adaptive testing on a real admission test: items until the estimate tells the full score, and until it can decide."""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import environment
from preceptor.core.coach.adaptive import (
    Sitting,
    ability,
    answer,
    begin,
    choose,
    full_score,
    passing,
    verdict,
)
from preceptor.core.coach.bank import Bank, fit_bank, log_likelihood

NAME = "adaptive"
FILE = "medical_admission_cz_long.csv.gz"
REACH = 0.95
# One general trait, and one that parts the bank's two series of items (their numbers from 2001 on, and the others).
# A third adds a tenth of a nat a person and saves no item.
TRAITS = 2
AMONG = 5
CUTS = (30, 50, 70)
CONFIDENCE = 0.9
Z90 = 1.6449
DRAWS = 200

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Trail:
    """One way of testing: `order` (N, L) of items asked, and estimates (N, L) by name, each after so many items."""

    order: Ints
    estimates: Mapping[str, Floats]

    def best(self, score: Floats) -> str:
        """The estimate that tells the full score soonest: the kindest reading of this way of testing."""
        return min(self.estimates, key=lambda name: (reached(self.estimates[name], score) or np.inf, name))


def run(argv: list[str]) -> dict[str, Any]:
    """Calibrate on half of the people; the other half take the test adaptively from their recorded answers."""
    parser = argparse.ArgumentParser(prog="./bench adaptive")
    parser.add_argument("--length", type=int, default=45, help="items a sitting may take (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="of the split and of random order (default: %(default)s)")
    parser.add_argument("--splits", type=int, default=4, help="further splits, without catsim (default: %(default)s)")
    options = parser.parse_args(argv)
    folder = os.environ.get("PRECEPTOR_DATA")
    path = Path(folder or ".") / "kt" / FILE
    if not folder or not path.is_file():
        return {"skipped": f"PRECEPTOR_DATA names no folder that holds kt/{FILE}"}
    answers = load(path)
    length = min(options.length, answers.shape[1])
    known, tested = halves(answers, options.seed)
    result: dict[str, Any] = {
        "people": len(answers),
        "items": answers.shape[1],
        "calibrated_on": len(known),
        "tested": len(tested),
        "dichotomised": "an item counts as right only when fully correct (4 of 4 points)",
    }
    say(f"{len(answers)} people, {answers.shape[1]} items")
    plain, bank = fit_bank(known, 1), fit_bank(known, TRAITS)
    result["log_likelihood_by_traits"] = by_traits(known)
    trails = all_trails(known, tested, plain, bank, length, options.seed)
    result |= compared(trails, tested, plain, bank)
    result["by_split"] = [split_again(answers, length, options.seed + 1 + more) for more in range(options.splits)]
    result["classification"] = classified(known, tested, bank, trails, length)
    return result


def load(path: Path) -> Floats:
    """(people, items) of 0 and 1."""
    found: dict[str, dict[str, float]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["user_id"], {})[row["item_id"]] = float(row["graded_0_4"] == "4")
    items = sorted({item for one in found.values() for item in one})
    return np.array([[one[item] for item in items] for one in found.values()])


def halves(answers: Floats, seed: int) -> tuple[Floats, Floats]:
    order = np.random.default_rng(seed).permutation(len(answers))
    return answers[order[: len(answers) // 2]], answers[order[len(answers) // 2 :]]


def by_traits(known: Floats) -> dict[str, float]:
    """Log-likelihood of a person's answers under one, two and three traits: fitted on 3 of 4, judged on the fourth."""
    cut = len(known) * 3 // 4
    return {str(traits): log_likelihood(fit_bank(known[:cut], traits), known[cut:]) for traits in (1, 2, 3)}


def all_trails(known: Floats, tested: Floats, plain: Bank, bank: Bank, length: int, seed: int) -> dict[str, Trail]:
    """Every way of testing the same people. Each but ours may also be read by our estimates, if that is kinder."""
    chance = np.random.default_rng(seed)
    trails = {}
    for name, used, among in (("ours", bank, 1), ("ours_one_trait", plain, 1), (f"ours_among_{AMONG}", bank, AMONG)):
        started = time.process_time()
        order = adaptive_order(used, tested, length, among, chance)
        trails[name] = Trail(order, {"full_score": told(used, tested, order)})
        say(f"{name}: {time.process_time() - started:.0f} s")
    trails["random"] = read(random_order(tested, length, chance), tested, plain, bank)
    form, weights = short_form(known, length)
    order = np.tile(form, (len(tested), 1))
    trails["fixed_form"] = read(order, tested, plain, bank, {"regression": regressed(tested, form, weights)})
    trails |= catsim(tested, plain, bank, length)
    return trails


def read(order: Ints, tested: Floats, plain: Bank, bank: Bank, own: Mapping[str, Floats] | None = None) -> Trail:
    """A trail with its own estimates and both of ours."""
    ours = {"full_score": told(bank, tested, order), "full_score_one_trait": told(plain, tested, order)}
    return Trail(order, {**ours, **(own or {})})


def adaptive_order(bank: Bank, tested: Floats, length: int, among: int, chance: np.random.Generator) -> Ints:
    """(N, L) items as our rule asks them."""
    sitting = begin(bank, len(tested))
    order = np.empty((len(tested), length), dtype=np.int64)
    for place in range(length):
        order[:, place] = choose(sitting, bank, among=among, chance=chance)
        sitting = told_more(sitting, bank, tested, order[:, place])
    return order


def random_order(tested: Floats, length: int, chance: np.random.Generator) -> Ints:
    return chance.permuted(np.tile(np.arange(tested.shape[1]), (len(tested), 1)), axis=1)[:, :length]


def short_form(known: Floats, length: int) -> tuple[Ints, list[Floats]]:
    """The classical fixed test: items by forward selection for the full score, and a regression at each length."""
    score = known.sum(axis=1)
    rest, left = score - score.mean(), known - known.mean(axis=0)
    form: list[int] = []
    weights = []
    for _ in range(length):
        norm = np.maximum((left**2).sum(axis=0), 1e-9)
        worth = (left.T @ rest) ** 2 / norm
        worth[form] = -1.0
        form.append(int(worth.argmax()))
        new = left[:, form[-1]] / np.sqrt(norm[form[-1]])
        rest, left = rest - new * (new @ rest), left - np.outer(new, new @ left)
        weights.append(np.linalg.lstsq(_with_one(known[:, form]), score, rcond=None)[0])
    return np.array(form), weights


def regressed(tested: Floats, form: Ints, weights: list[Floats]) -> Floats:
    return np.stack([_with_one(tested[:, form[: len(one) - 1]]) @ one for one in weights], axis=1)


def catsim(tested: Floats, plain: Bank, bank: Bank, length: int) -> dict[str, Trail]:
    """catsim's rule and estimator on the same one-trait calibration; nothing where its environment cannot be made."""
    slope = plain.item[:, 1]
    given = {
        "item": np.stack([slope, -plain.item[:, 0] / slope], axis=1),
        "answers": tested,
        "length": np.array(length),
    }
    try:
        found = environment.run("maximum_information", given)
    except environment.Unavailable as reason:
        say(f"catsim is left out: {reason}")
        return {}
    return {"catsim": read(found["order"], tested, plain, bank, {"own": found["estimate"]})}


def told(bank: Bank, tested: Floats, order: Ints) -> Floats:
    """(N, L) expected full score after each item of an order."""
    return np.stack([full_score(one, bank)[0] for one in sittings(bank, tested, order)], axis=1)


def sittings(bank: Bank, tested: Floats, order: Ints) -> list[Sitting]:
    """What is known after each item of an order."""
    found = [begin(bank, len(tested))]
    for items in order.T:
        found.append(told_more(found[-1], bank, tested, items))
    return found[1:]


def told_more(sitting: Sitting, bank: Bank, tested: Floats, items: Ints) -> Sitting:
    return answer(sitting, bank, items, tested[np.arange(len(items)), items])


def compared(trails: Mapping[str, Trail], tested: Floats, plain: Bank, bank: Bank) -> dict[str, Any]:
    """How many items each way needs, and what else is to be said about ours."""
    score = tested.sum(axis=1)
    result: dict[str, Any] = {}
    for name, trail in trails.items():
        result[f"items_for_r95_{name}"] = reached(trail.estimates[trail.best(score)], score)
    result.setdefault("items_for_r95_catsim", None)
    result["items_for_r95_by_estimate"] = {
        name: {estimate: reached(values, score) for estimate, values in trail.estimates.items()}
        for name, trail in trails.items()
    }
    result["items_for_r95_ci95"] = {
        name: redrawn(trail.estimates[trail.best(score)], score) for name, trail in trails.items()
    }
    result["items_for_r95_with_full_ability"] = {
        name: reached(abilities(used, tested, trails[name].order), final_ability(used, tested))
        for name, used in (("ours", bank), ("ours_one_trait", plain), ("random", bank), ("catsim", plain))
        if name in trails
    }
    result["r_by_length"] = {
        name: [round(one, 4) for one in correlations(trail.estimates[trail.best(score)], score)]
        for name, trail in trails.items()
    }
    result["exposure_max_after_20"] = {name: exposure(trail.order[:, :20], tested) for name, trail in trails.items()}
    result["coverage90"] = coverage(bank, tested, trails["ours"].order)
    result["ms_per_choice"] = choice_time(bank)
    return result


def reached(estimates: Floats, target: Floats) -> int | None:
    """The fewest items from which on the correlation stays at .95 or above; None when it never does."""
    low = np.flatnonzero(np.array(correlations(estimates, target)) < REACH)
    first = int(low[-1]) + 2 if len(low) else 1
    return first if first <= estimates.shape[1] else None


def correlations(estimates: Floats, target: Floats) -> list[float]:
    centred, wanted = estimates - estimates.mean(axis=0), target - target.mean()
    return list((wanted @ centred / np.sqrt((centred**2).sum(axis=0) * (wanted @ wanted))).tolist())


def redrawn(estimates: Floats, score: Floats) -> list[float]:
    """95 % interval of the items needed, people drawn again; a draw that never gets there counts as one item more."""
    chance = np.random.default_rng(0)
    most = estimates.shape[1] + 1
    rows = (chance.integers(len(score), size=len(score)) for _ in range(DRAWS))
    needed = [reached(estimates[one], score[one]) or most for one in rows]
    return [float(one) for one in np.quantile(needed, (0.025, 0.975))]


def abilities(bank: Bank, tested: Floats, order: Ints) -> Floats:
    return np.stack([ability(one, bank) for one in sittings(bank, tested, order)], axis=1)


def final_ability(bank: Bank, tested: Floats) -> Floats:
    everything = np.tile(np.arange(tested.shape[1]), (len(tested), 1))
    return ability(sittings(bank, tested, everything)[-1], bank)


def exposure(order: Ints, tested: Floats) -> float:
    """The largest share of people who were asked the same item."""
    return float(np.bincount(order.ravel(), minlength=tested.shape[1]).max() / len(tested))


def coverage(bank: Bank, tested: Floats, order: Ints) -> dict[str, float]:
    """Share of people whose full score lies in the 90 % interval, by items answered."""
    score, found = tested.sum(axis=1), {}
    for count, sitting in enumerate(sittings(bank, tested, order), 1):
        if count in {5, 10, 20, 30}:
            mean, var = full_score(sitting, bank)
            found[str(count)] = float(np.mean(np.abs(score - mean) <= Z90 * np.sqrt(var)))
    return found


def choice_time(bank: Bank) -> float:
    """Milliseconds of CPU for one choice for one person."""
    sitting = begin(bank)
    started = time.process_time()
    for _ in range(100):
        choose(sitting, bank)
    return 10.0 * (time.process_time() - started)


def split_again(answers: Floats, length: int, seed: int) -> dict[str, int | None]:
    """Items needed on another split: ours, the fixed form and random order."""
    known, tested = halves(answers, seed)
    score, bank, chance = tested.sum(axis=1), fit_bank(known, TRAITS), np.random.default_rng(seed)
    form, weights = short_form(known, length)
    needed = {
        "ours": told(bank, tested, adaptive_order(bank, tested, length, 1, chance)),
        "fixed_form": regressed(tested, form, weights),
        "random": told(bank, tested, random_order(tested, length, chance)),
    }
    say(f"split {seed}")
    return {name: reached(estimates, score) for name, estimates in needed.items()}


def classified(
    known: Floats, tested: Floats, bank: Bank, trails: Mapping[str, Trail], length: int
) -> dict[str, dict[str, float | int | None]]:
    """Stop as soon as a person is surely above or below a cut, beside tests of one length for all."""
    found = {}
    paths = {name: sittings(bank, tested, trails[name].order) for name in ("ours", "fixed_form", "random")}
    for percentile in CUTS:
        cut = float(np.quantile(known.sum(axis=1), percentile / 100, method="higher"))
        above = tested.sum(axis=1) >= cut
        verdicts = np.stack([verdict(one, bank, cut, CONFIDENCE) for one in paths["ours"]], axis=1)
        decided = verdicts.any(axis=1)
        stop = np.where(decided, (verdicts != 0).argmax(axis=1), length - 1)
        said = verdicts[np.arange(len(stop)), stop]
        # Whoever is still undecided at the last item is placed on the likelier side.
        forced = np.where(decided, said, np.where(passing(paths["ours"][-1], bank, cut) >= 0.5, 1, -1))
        accuracy = float(np.mean((forced > 0) == above))
        found[str(percentile)] = {
            "cut": cut,
            "items_mean": float(np.mean(stop + 1)),
            "items_median": float(np.median(stop + 1)),
            "accuracy": float(np.mean((said[decided] > 0) == above[decided])),
            "undecided": float(np.mean(~decided)),
            "accuracy_all": accuracy,
            "fixed_form_items": same_accuracy(paths["fixed_form"], bank, cut, above, accuracy),
            "random_items": same_accuracy(paths["random"], bank, cut, above, accuracy),
        }
    return found


def same_accuracy(path: list[Sitting], bank: Bank, cut: float, above: NDArray, accuracy: float) -> int | None:
    """The first length at which deciding about everybody is as accurate; None when the path ends before."""
    for count, sitting in enumerate(path, 1):
        if np.mean((passing(sitting, bank, cut) >= 0.5) == above) >= accuracy:
            return count
    return None


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _with_one(answers: Floats) -> Floats:
    return np.hstack([np.ones((len(answers), 1)), answers])
