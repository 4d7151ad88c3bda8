"""What each part of the belief buys on simulated learners where its effect is there, and costs where it is not."""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import parts_newcomers as newcomers
from benchmarks import parts_worlds as worlds
from benchmarks.parts_worlds import Answers, Believed, Trial, World
from preceptor.platform.calibration.comparing import Scored, compare

NAME = "parts"
Z90 = 1.6449
RATINGS = "osce_interview_ratings_tmdu_long.csv.gz"
HIGHEST_RATING = 3.0


@dataclass(frozen=True)
class Part:
    """A part of the belief: the world that tries it, how large its effect is where there is one, and where that size
    comes from."""

    world: World
    size: float
    source: str


PARTS: dict[str, Part] = {
    "form of the day": Part(worlds.form, 0.55, "estimate: half a logit between days"),
    "testlets": Part(worlds.testlets, 0.7, "estimate: variance .5, half of the general level's"),
    "guess per item": Part(worlds.guessing, 1.0, "by format: free text 0, five options .2, two .5"),
    "slip per item": Part(worlds.slipping, 1.0, "estimate: 0, .02, .1"),
    "assistance": Part(worlds.assistance, 1.0, "estimate: one logit; the belief expects half of it"),
    "retries": Part(worlds.retries, 0.5, "same form again: .42 standard deviations (Kulik et al. 1984)"),
    "fractional outcomes": Part(worlds.fractions, 3.0, "estimate: four keys that share a case (.5 logits)"),
    "rater severity": Part(worlds.raters, 0.45, "12 % of variance, candidates 87 % (McManus et al. 2006)"),
    "prerequisites": Part(worlds.prerequisites, 0.5, "estimate: deviations correlate .5"),
    "level": Part(newcomers.levels, 0.7, "estimate: .7 logits a level"),
    "programme": Part(newcomers.programmes, 0.35, "11 % of variance lies between schools (Hecker & Violato 2008)"),
    "self-assessment": Part(newcomers.self_assessment, 0.21, "estimate: r = .21, for it is weak (Davis et al. 2006)"),
    "self-assessment, at best": Part(newcomers.self_assessment, 0.4, "estimate: twice as good, read at .21"),
    "one answer instead": Part(newcomers.one_more, 1.0, "an ordinary item, for comparison"),
    "forgetting": Part(worlds.forgetting, 0.15, "two thirds left after a year (Custers 2010)"),
    "spacing": Part(worlds.spacing, 1.0, "estimate: as shipped"),
    "spacing, steep forgetting": Part(worlds.spacing_steep, 1.0, "estimate: exponent .5"),
}


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Both worlds of every part, and real ratings where there are some."""
    parser = argparse.ArgumentParser(prog="./bench parts")
    parser.add_argument("--part", choices=sorted(PARTS), help="one part only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--draws", type=int, default=3, help="how often each world is drawn anew, a thousand learners each"
    )
    options = parser.parse_args(argv)
    found: dict[str, Any] = {"seed": options.seed, "draws": options.draws, "parts": {}}
    for name, part in PARTS.items():
        if options.part in (None, name):
            found["parts"][name] = both(name, part, options.seed, options.draws)
            print(f"{name}: {_line(found['parts'][name])}", file=sys.stderr)
    if options.part in (None, "rater severity"):
        found["real_ratings"] = rated()
    return found


def both(name: str, part: Part, seed: int, draws: int) -> dict[str, Any]:
    """A part where its effect is present at its stated size, and where there is none: the same chances in both."""
    place = zlib.crc32(name.encode())
    sides = {
        told: weighed([part.world(size, np.random.default_rng([seed, place, draw])) for draw in range(draws)])
        for told, size in (("present", part.size), ("absent", 0.0))
    }
    return {"size": part.size, "source": part.source, **sides}


def weighed(trials: Sequence[Trial]) -> dict[str, Any]:
    """What the part gains in log loss and AUC on the scored answers (95 % intervals by learners), and how the ability
    of those looked at is estimated with and without it."""
    outcomes, chances, learners = zip(*(one.gain() for one in trials), strict=True)
    firsts = np.cumsum([0, *(len(one.scored) for one in trials)])
    learner = np.concatenate([one + first for one, first in zip(learners, firsts, strict=False)])
    apart = compare(Scored(np.concatenate(outcomes), learner, np.concatenate(chances)))["difference"]
    loss, area = apart["log_loss"], apart["auc"]
    gain = [-loss[0], -loss[2], -loss[1]]
    return {
        "answers": len(learner),
        "log_loss_gain": gain,
        "auc_gain": area,
        "verdict": "helps" if gain[1] > 0.0 else "costs" if gain[2] < 0.0 else "no clear difference",
        "with": ability([(one, one.on) for one in trials]),
        "without": ability([(one, one.off) for one in trials]),
    }


def ability(sides: Sequence[tuple[Trial, Believed]]) -> dict[str, float]:
    """Bias and error of estimated abilities in logits, and how many 90 % intervals hold the truth."""
    miss = np.concatenate([(found.mean - one.truth)[one.focus] for one, found in sides])
    var = np.concatenate([found.var[one.focus] for one, found in sides])
    held = np.abs(miss) <= Z90 * np.sqrt(var)
    return {
        "bias": round(float(miss.mean()), 4),
        "rmse": round(float(np.sqrt((miss * miss).mean())), 4),
        "coverage_90": round(float(held.mean()), 4),
    }


def _line(found: dict[str, Any]) -> str:
    return "; ".join(
        f"{told} {one['verdict']} {one['log_loss_gain']} coverage {one['without']['coverage_90']} → "
        f"{one['with']['coverage_90']}, bias {one['without']['bias']} → {one['with']['bias']}, "
        f"rmse {one['without']['rmse']} → {one['with']['rmse']}"
        for told, one in found.items()
        if isinstance(one, dict)
    )


def rated() -> dict[str, Any]:
    """Rater severity on real ratings of interviews: each candidate's ratings predicted in turn, items and raters fitted
    to the other candidates (ten parts)."""
    folder = os.environ.get("PRECEPTOR_DATA")
    path = Path(folder or "") / "kt" / RATINGS
    if not folder or not path.is_file():
        return {"skipped": f"PRECEPTOR_DATA names no folder with kt/{RATINGS}"}
    answers = ratings(path)
    count = len(answers.subject)
    chances = np.empty((*answers.subject.shape, 2))
    for part in range(10):
        held = np.arange(count) % 10 == part
        for side, rater in enumerate((None, answers.rater)):
            one = Answers(answers.subject, answers.outcome, answers.columns, answers.item, rater)
            table = worlds.placed(one.of(~held))
            chances[held, :, side] = worlds.believed(one.of(held), worlds.STILL, table=table).chances
    real = np.broadcast_to(answers.columns["weight"], answers.subject.shape) > 0.0
    learner = np.broadcast_to(np.arange(count)[:, None], real.shape)[real]
    apart = compare(Scored(answers.outcome[real], learner, chances[real]))["difference"]
    errors = [float(np.sqrt(np.mean((chances[real][:, side] - answers.outcome[real]) ** 2))) for side in range(2)]
    table = worlds.placed(answers)
    return {
        "ratings": int(real.sum()),
        "candidates": count,
        "log_loss_gain": [-apart["log_loss"][0], -apart["log_loss"][2], -apart["log_loss"][1]],
        "rmse_without_with": [round(one, 4) for one in errors],
        "severity": {
            key: [round(float(value[0]), 3), round(float(value[1] ** 0.5), 3)]
            for key, value in sorted(table.items())
            if key.startswith("r")
        },
    }


def ratings(path: Path) -> Answers:
    """Real ratings as answers: score of the highest, item, rater; candidates with fewer are filled up by records that
    count nothing. Each candidate's order is drawn, for the file has none."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [(int(r["examinee"]), int(r["item"]), int(r["rater"]), float(r["score"])) for r in csv.DictReader(file)]
    chance = np.random.default_rng(0)
    people = sorted({row[0] for row in rows})
    by_person = [[row for row in rows if row[0] == one] for one in people]
    longest = max(map(len, by_person))
    shape = (len(people), longest)
    item, rater, outcome, weight = (np.zeros(shape) for _ in range(4))
    for place, own in enumerate(by_person):
        for turn, at in enumerate(chance.permutation(len(own))):
            _, item[place, turn], rater[place, turn], score = own[at]
            outcome[place, turn], weight[place, turn] = score / HIGHEST_RATING, 1.0
        item[place, len(own) :], rater[place, len(own) :] = own[0][1], own[0][2]
    subject = np.zeros(shape, dtype=np.int64)
    return Answers(subject, outcome, {"weight": weight}, item.astype(np.int64), rater.astype(np.int64))
