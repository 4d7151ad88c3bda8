"""Choosing the next activity at 300 competencies × 10,000 items: CPU time, belief read and reasons included."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from preceptor.core.coach.catalogue import Candidate, Catalogue, Subject, catalogue, weights
from preceptor.core.coach.choosing import choose
from preceptor.core.coach.reasons import after, before
from preceptor.core.coach.situation import History, Situation
from preceptor.core.curriculum.competency import Competency, graph
from preceptor.core.curriculum.scale import LEVELS, logits
from preceptor.core.evidence import Evidence
from preceptor.core.learner import Belief, Parameters, competency_traits, new_belief, update

NAME = "choice"
PARAMETERS = Parameters()
DAY = 20_000.0
TASKS = ("mechanism", "history", "examination", "test", "diagnosis", "management")


def run(argv: Sequence[str]) -> dict[str, Any]:
    """Time whole choices for one learner with a history, on synthetic content of a fixed seed."""
    parser = argparse.ArgumentParser(prog="./bench choice")
    parser.add_argument("--competencies", type=int, default=300)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--answers", type=int, default=400)
    parser.add_argument("--repetitions", type=int, default=200)
    options = parser.parse_args(argv)
    chance = np.random.default_rng(20_261_122)
    known = content(options.competencies, options.items, chance)
    print(f"{len(known.subjects)} competencies, {len(known.candidates)} items", file=sys.stderr)
    belief, history = past(known, options.answers, chance)
    spent, whole = [], []
    for number in range(options.repetitions + 10):
        began, began_wall = time.process_time(), time.perf_counter()
        one_choice(known, belief, history, DAY + number / 100, np.random.default_rng([7, number]))
        spent.append(1000 * (time.process_time() - began))
        whole.append(1000 * (time.perf_counter() - began_wall))
    spent, whole = spent[10:], whole[10:]  # the first few warm the caches
    return {
        "competencies": len(known.subjects),
        "items": len(known.candidates),
        "answers_before": options.answers,
        "repetitions": options.repetitions,
        "next_choice_ms_p50": round(float(np.quantile(spent, 0.5)), 3),
        "next_choice_ms_p95": round(float(np.quantile(spent, 0.95)), 3),
        "next_choice_wall_ms_p50": round(float(np.quantile(whole, 0.5)), 3),
    }


def one_choice(known: Catalogue, belief: Belief, history: History, day: float, chance: np.random.Generator) -> None:
    """All that happens between an answer's belief and the next activity: traits, choice, both reasons."""
    mean, var = competency_traits(belief, known.ids, PARAMETERS, known.graph.parents, day)
    traits = belief.competencies
    answers = np.array(
        [traits[name].successes + traits[name].failures if name in traits else 0.0 for name in known.ids]
    )
    now = Situation(
        mean=mean,
        var=var,
        general_var=belief.general.var,
        answers=answers,
        day=day,
        jurisdiction="uk",
        history=history,
    )
    choice = choose(known, now, chance)
    before(known, now, choice)
    after(known, now, choice)


def content(competencies: int, items: int, chance: np.random.Generator) -> Catalogue:
    """Competencies in twelve domains, each with up to three prerequisites among the earlier ones; items over them."""
    names = [f"competency-{number}" for number in range(competencies)]
    levels = [LEVELS[int(chance.integers(3))] for _ in names]
    made = [
        Competency(
            name,
            name,
            "",
            f"domain-{number % 12}",
            levels[number],
            int(chance.integers(1, 6)),
            tuple({names[int(parent)] for parent in chance.integers(number, size=int(chance.integers(4)))})
            if number
            else (),
        )
        for number, name in enumerate(names)
    ]
    found = [_item(number, made[int(chance.integers(competencies))], names, chance) for number in range(items)]
    return catalogue(found, [Subject(one.id, one.domain, one.level, one.importance) for one in made], graph(made))


def _item(number: int, about: Competency, names: list[str], chance: np.random.Generator) -> Candidate:
    also = {names[int(one)] for one in chance.integers(len(names), size=int(chance.integers(3)))} - {about.id}
    return Candidate(
        approval=number,
        content=f"item-{number}",
        ref=f"item/item-{number}@1",
        competency=about.id,
        also=tuple(sorted(also)),
        domain=about.domain,
        presentation=f"presentation-{int(chance.integers(40))}",
        task=TASKS[int(chance.integers(len(TASKS)))],
        level=about.level,
        jurisdiction=("int", "int", "uk", "us")[int(chance.integers(4))],
        difficulty=logits(int(chance.integers(1, 6)), about.level),
        guess=0.2,
        minutes=float(chance.choice([1.0, 1.5, 2.0, 3.0])),
        family=bool(chance.random() < 0.05),
        review_by=DAY + 365,
    )


def past(known: Catalogue, answers: int, chance: np.random.Generator) -> tuple[Belief, History]:
    """A learner's belief and memory after some months of answers."""
    belief = new_belief(PARAMETERS)
    seen: dict[str, float] = {}
    last: list[Candidate] = []
    for number in range(answers):
        one = known.candidates[int(chance.integers(len(known.candidates)))]
        day = DAY - 90 + 90 * number / answers
        record = Evidence(
            f"activity-{number}",
            weights(one),
            float(chance.random() < 0.65),
            day,
            item=one.content,
            difficulty=one.difficulty,
            difficulty_var=0.5,
            guess=one.guess,
        )
        belief = update(belief, record, PARAMETERS, known.graph.parents)
        seen[one.content] = day
        last.insert(0, one)
    return belief, History(
        seen=seen,
        competencies=tuple(one.competency for one in last[:5]),
        presentations=tuple(one.presentation for one in last[:3]),
    )
