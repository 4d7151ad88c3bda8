"""The reference reasoner on DDXPlus patients: right diagnoses, questions asked, honest confidence, differentials.

Nothing is learnt from patients but the learned differential, whose figures come from patients it was not fitted on.
"""

from __future__ import annotations

import argparse
import ast
import csv
import gzip
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.differentials import Patients, f1_at_5, halves, learned, longer_interview
from preceptor.core.knowledge.finding import ABSENT, PRESENT
from preceptor.core.knowledge.outside import DDXPLUS, ddxplus
from preceptor.core.knowledge.plausible import plausible
from preceptor.core.knowledge.reasoner import Reasoner, Settings

NAME = "reasoner"
FOLDER = "patients/ddxplus"
FILES = ("release_conditions.json", "release_evidences.json", "p_evidence_given_condition_train1.03M.json")
PATIENTS = "patients_dev.csv.gz"
# The numbers are counted over a million patients, so that nothing is capped and nothing shared within groups.
COUNTED = Settings(told=math.inf)
# The questioner is done when it is sure, or when no question tells more than a hundredth of a nat.
SURE, TELLING = 0.99, 0.01 / math.log(2)
RULES = ((0.98, TELLING), (SURE, TELLING), (SURE, TELLING / 3), (0.995, TELLING))
MOST_QUESTIONS = 60
AFTER = (3, 6, 10)
AMONG = 10
# Random interviews are held so often with every patient, so that chance counts less.
AGAIN = 3
BINS = 10
BASD = 0.764
SEED = 20_261_122
HOW = (
    "learned: logistic regressions (NumPy) of 'is it in the patient's own top 5' on the evidence, age, sex and the "
    "posterior, because those differentials are made by rule; fitted on {fitted}; sees all evidence of a patient, as "
    "ddf1_at_5_posterior and ddf1_at_5_tempered (no learning) do, while BASD asked 17.5 questions: "
    "ddf1_at_5_after_17 is the learned one after 17 questions"
)


@dataclass
class Interview:
    """One interview: the posterior (condition order) after each number of known facts, and where it would stop."""

    beliefs: list[NDArray[np.float64]] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)

    def stop(self, sure: float, telling: float) -> int:
        """Questions asked until one is sure enough or no question tells enough."""
        for asked, (belief, gain) in enumerate(zip(self.beliefs, self.gains, strict=True)):
            if belief.max() > sure or gain < telling:
                return asked
        return len(self.beliefs) - 1


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Interview every patient of a file of DDXPlus patients and compare with what they have."""
    parser = argparse.ArgumentParser(prog="./bench reasoner")
    parser.add_argument("--patients", type=Path, help="another file in the format of DDXPlus patients")
    parser.add_argument("--limit", type=int, help="only the first so many patients")
    options = parser.parse_args(argv)
    named = os.environ.get("PRECEPTOR_DATA")
    if not named:
        return {"skipped": f"PRECEPTOR_DATA is unset: name the folder that holds {FOLDER}"}
    folder = Path(named) / FOLDER
    missing = [name for name in FILES if not (folder / name).is_file()]
    path = options.patients or folder / PATIENTS
    if missing or not path.is_file():
        return {"skipped": f"{', '.join(missing) or path.name} is not in {FOLDER} of the folder PRECEPTOR_DATA names"}
    base = ddxplus(*(json.loads((folder / name).read_text(encoding="utf-8")) for name in FILES))
    reasoner = Reasoner(base, DDXPLUS, 40, "f", "ed", settings=COUNTED)
    told = read(path, reasoner, options.limit)
    other = None if options.patients is None else read(folder / PATIENTS, reasoner, None).without(told)
    began = time.perf_counter()
    result = {"patients": len(told.diagnosis), **interviewed(reasoner, told), **differentials(reasoner, told, other)}
    print(f"took {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return result


def read(path: Path, reasoner: Reasoner, limit: int | None) -> Patients:
    """DDXPlus patients as arrays. Values of evidences are not used. Raises KeyError for a strange name."""
    text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("utf-8")
    rows = list(csv.DictReader(text.splitlines()))[:limit]
    place = reasoner.table.place
    condition = {name: number for number, name in enumerate(reasoner.conditions)}
    present = np.zeros((len(rows), len(place)), dtype=bool)
    own = []
    for number, row in enumerate(rows):
        for name in ast.literal_eval(row["features"]):
            present[number, place[name.partition("_@_")[0]]] = True
        pairs = sorted(ast.literal_eval(row["top5_diagnoses"]), key=lambda pair: -pair[1])
        own.append(tuple(condition[name] for name, chance in pairs if chance > 0.01)[:5])
    return Patients(
        present=present,
        diagnosis=np.array([condition[row["diagnosis"]] for row in rows], dtype=int),
        first=np.array([place[row["feature_id"]] for row in rows], dtype=int),
        own=tuple(own),
        age=np.array([float(row["age"]) for row in rows]),
        female=np.array([row["sex"] == "F" for row in rows]),
        raw=tuple("|".join(row.values()) for row in rows),
    )


def interviewed(reasoner: Reasoner, told: Patients) -> dict[str, Any]:
    """Three ways of learning about every patient, and how the diagnosis fares in each."""
    steps: list[float] = []
    asked = [ask(reasoner, told, number, steps) for number in range(len(told.diagnosis))]
    print(f"{len(asked)} interviews of the most telling questions", file=sys.stderr)
    chance = np.random.default_rng(SEED)
    loose = [ask(reasoner, told, number, [], chance) for _ in range(AGAIN) for number in range(len(told.diagnosis))]
    print(f"{len(loose)} interviews of plausible questions", file=sys.stderr)
    ways = {
        "most telling question": asked,
        f"any of the {AMONG} most telling": loose,
        "what the patient has, unasked": [one for _ in range(AGAIN) for one in volunteered(reasoner, told, chance)],
    }
    ece = {way: calibration(interviews, told) for way, interviews in ways.items()}
    honest = {way: calibration(interviews, told, chance) for way, interviews in ways.items()}
    rules = {
        f"p > {sure:g} or gain < {telling:.4f} bits": stopped(asked, told, sure, telling) for sure, telling in RULES
    }
    head = stopped(asked, told, SURE, TELLING)
    return {
        "gtpa1": head["gtpa1"],
        "gtpa1_interval": interval(head["gtpa1"], len(asked)),
        "questions_mean": head["questions_mean"],
        "questions_p90": float(np.quantile([one.stop(SURE, TELLING) for one in asked], 0.9)),
        "questions_note": "after the initial evidence, one finding each; other rules of stopping differ little",
        "stopping_rules": rules,
        "ece_partial": max(error for errors in ece.values() for error in errors.values()),
        "ece_after_facts": ece,
        "ece_of_perfect_honesty": honest,
        "ms_per_step": 1000 * float(np.mean(steps)),
        "ms_per_step_p95": 1000 * float(np.quantile(steps, 0.95)),
    }


def ask(
    reasoner: Reasoner, told: Patients, number: int, steps: list[float], chance: np.random.Generator | None = None
) -> Interview:
    """Ask the most telling question (with `chance`, any of the AMONG most telling) until surely done.

    `steps` collects seconds of one step: posterior after the last answer, and the choice among all questions.
    """
    names = reasoner.table.findings
    present = told.present[number]
    facts = {names[told.first[number]]: PRESENT}
    found = Interview()
    strictest, least = max(sure for sure, _ in RULES), min(telling for _, telling in RULES)
    for _ in range(MOST_QUESTIONS + 1):
        began = time.perf_counter()
        belief = reasoner.posterior(facts)
        best = reasoner.best(facts, ("ask",), AMONG if chance else 1)
        steps.append(time.perf_counter() - began)
        found.beliefs.append(np.array(list(belief.values())))
        found.gains.append(best[0][1] + COUNTED.minute * COUNTED.question if best else 0.0)
        done = max(belief.values()) > strictest or found.gains[-1] < least
        if not best or (len(facts) >= AFTER[-1] and (done or chance is not None)):
            break
        act = best[int(chance.integers(len(best))) if chance else 0][0]
        facts[act.id] = PRESENT if present[reasoner.table.place[act.id]] else ABSENT
    return found


def volunteered(reasoner: Reasoner, told: Patients, chance: np.random.Generator) -> list[Interview]:
    """What a patient has, in random order after the initial evidence, and nothing of what they do not have."""
    names, found = reasoner.table.findings, []
    hanging = np.array([bool(reasoner.base.findings[name].of) for name in names])
    for number, first in enumerate(told.first):
        rest = np.flatnonzero(told.present[number] & ~hanging)
        order = [first, *chance.permutation(rest[rest != first])]
        facts = {names[place]: PRESENT for place in order[: AFTER[-1]]}
        found.append(Interview([np.array(list(one.posterior.values())) for one in reasoner.steps(facts)]))
    return found


def stopped(asked: Sequence[Interview], told: Patients, sure: float, telling: float) -> dict[str, float]:
    """How often the first diagnosis is right where a stopping rule ends the interview, and after how many questions."""
    stops = [one.stop(sure, telling) for one in asked]
    right = [one.beliefs[stop].argmax() == true for one, stop, true in zip(asked, stops, told.diagnosis, strict=True)]
    return {"gtpa1": float(np.mean(right)), "questions_mean": float(np.mean(stops))}


def calibration(
    asked: Sequence[Interview], told: Patients, chance: np.random.Generator | None = None
) -> dict[str, float]:
    """Expected calibration error of the first diagnosis after AFTER known facts, the initial evidence among them.

    An interview that has no more to tell counts with what it ended on. With `chance`, the error that chance alone makes
    of so many patients when every confidence is right, on average of 100 draws.
    """
    found = {}
    truth = np.resize(told.diagnosis, len(asked))
    for facts in AFTER:
        beliefs = np.array([one.beliefs[min(facts, len(one.beliefs)) - 1] for one in asked])
        sure = beliefs.max(axis=1)
        if chance is None:
            found[str(facts)] = calibration_error(sure, beliefs.argmax(axis=1) == truth)
        else:
            # Interviews of one patient share their truth: so do the draws.
            drawn = chance.random((100, len(told.diagnosis)))
            errors = [calibration_error(sure, np.resize(one, len(asked)) < sure) for one in drawn]
            found[str(facts)] = float(np.mean(errors))
    return found


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Mean absolute difference of confidence and share right over BINS equal bins, weighted by their size."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    apart = [abs(confidence[bins == one].sum() - right[bins == one].sum()) for one in range(BINS)]
    return float(np.sum(apart) / len(right))


def interval(share: float, count: int) -> list[float]:
    """Wilson's 95 % interval of a share."""
    z = 1.96
    middle, width = share + z * z / (2 * count), z * math.sqrt(share * (1 - share) / count + z * z / (4 * count**2))
    return [round((middle - width) / (1 + z * z / count), 4), round((middle + width) / (1 + z * z / count), 4)]


def differentials(reasoner: Reasoner, told: Patients, other: Patients | None) -> dict[str, Any]:
    """Every patient's own top 5 against three differentials made from all evidence: see HOW."""
    posterior, tempered = everything(reasoner, told)
    enough = other is not None and len(other.diagnosis) >= 200
    if enough and other is not None:
        pairs = [(other, told, np.arange(len(told.diagnosis)))]
        fitted = f"{len(other.diagnosis)} development patients that are not in the file"
    else:
        pairs = [(told.some(one), told.some(rest), rest) for one, rest in halves(len(told.diagnosis), SEED)]
        fitted = "one half of the patients for the other, both ways"
    full: dict[int, tuple[int, ...]] = {}
    short: dict[int, tuple[int, ...]] = {}
    for fit, test, places in pairs:
        full |= dict(zip(places, learned(reasoner, fit, test), strict=True))
        both = (longer_interview(reasoner, part, 17) for part in (fit, test))
        short |= dict(zip(places, learned(reasoner, *both), strict=True))
    print(f"differentials fitted on {fitted}", file=sys.stderr)
    return {
        "ddf1_at_5": f1_at_5(told, [full[place] for place in range(len(told.diagnosis))]),
        "ddf1_at_5_basd": BASD,
        "ddf1_at_5_posterior": f1_at_5(told, posterior),
        "ddf1_at_5_tempered": f1_at_5(told, tempered),
        "ddf1_at_5_after_17": f1_at_5(told, [short[place] for place in range(len(told.diagnosis))]),
        "ddf1_how": HOW.format(fitted=fitted),
    }


def everything(reasoner: Reasoner, told: Patients) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """The first 5 of the posterior (above 1 %, as the DDXPlus authors cut) and of the plausible differential, each from
    all evidence of a patient."""
    names = reasoner.table.findings
    place = {name: number for number, name in enumerate(reasoner.conditions)}
    posteriors, held = [], []
    for present in told.present:
        facts = {name: PRESENT if there else ABSENT for name, there in zip(names, present, strict=True)}
        belief = reasoner.posterior(facts)
        order = sorted(belief, key=lambda name: -belief[name])[:5]
        posteriors.append(tuple(place[name] for name in order if belief[name] > 0.01))
        held.append(tuple(place[one.condition] for one in plausible(reasoner, facts))[:5])
    return posteriors, held
