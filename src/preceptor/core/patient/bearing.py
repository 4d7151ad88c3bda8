"""What a finding or an act says about one condition against the rest. Knows the reasoner, no learner."""

from collections.abc import Mapping

import numpy as np

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.reasoner import Reasoner
from preceptor.core.patient.case import Patient

CLEAR = 0.05
"""Bits about "is it this or not", asked at even odds, from which a finding bears on a condition."""
NEAR = 0.4
"""A test bears on a condition when it tells at least this share of what the best test would."""
DECISIVE = 4.0
"""A result settles the true condition when it is at least so many times likelier under it than under its rivals."""
SHARP = 0.7
"""A result settles as well as the best one would from this power of its ratio: one test stands in for another."""


def bearing(reasoner: Reasoner, belief: Mapping[str, float], condition: str) -> dict[str, float]:
    """Bits that each finding tells about one condition against the others as they are believed, at even odds.

    A finding that hangs on another counts by how often that other one is there.
    """
    table = reasoner.table
    mine = table.conditions.index(condition)
    rest = np.array([0.0 if name == condition else belief[name] for name in table.conditions])
    if rest.sum() <= 0:
        return dict.fromkeys(table.findings, 0.0)
    yes, no = table.chance[mine], rest @ table.chance / rest.sum()
    met = (yes + no) / 2
    terms = (yes * np.log2(yes / met) + no * np.log2(no / met)) / 2
    bits = np.maximum(np.add.reduceat(terms, table.starts[:-1]), 0.0)
    there = {name: 1 - met[start] for name, start in zip(table.findings, table.starts, strict=False)}
    parents = (reasoner.base.findings[name].of for name in table.findings)
    return {
        name: float(told * there.get(parent, 1.0))
        for name, told, parent in zip(table.findings, bits, parents, strict=True)
    }


def tests_bearing(base: Base, told: Mapping[str, float]) -> tuple[str, ...]:
    """The tests that can show or refute a condition, best first. `told` are the bits of each finding about it."""
    worth = {test.id: max((told[name] for name in test.shows), default=0.0) for test in base.tests.values()}
    best = max(worth.values(), default=0.0)
    enough = max(CLEAR, NEAR * best)
    return tuple(name for name in sorted(worth, key=lambda one: (-worth[one], one)) if worth[name] >= enough)


def times_likelier(reasoner: Reasoner, belief: Mapping[str, float], condition: str, finding: str, value: str) -> float:
    """How many times likelier a value is under one condition than under the others as they are believed."""
    table = reasoner.table
    column = table.chance[:, table.columns[finding, value]]
    rest = np.array([0.0 if name == condition else belief[name] for name in table.conditions])
    others = float(rest @ column / rest.sum()) if rest.sum() > 0 else 1.0
    return float(column[table.conditions.index(condition)]) / others


def decisive_tests(reasoner: Reasoner, belief: Mapping[str, float], patient: Patient) -> tuple[str, ...]:
    """The tests whose result in this patient settles the true condition, best first; none where it is found by talk."""
    truth = patient.case.hidden.condition
    worth = {
        test.id: max(
            (times_likelier(reasoner, belief, truth, name, patient.facts[name].value) for name in test.shows),
            default=0.0,
        )
        for test in reasoner.base.tests.values()
    }
    enough = max(DECISIVE, max(worth.values(), default=0.0) ** SHARP)
    return tuple(name for name in sorted(worth, key=lambda one: (-worth[one], one)) if worth[name] >= enough)
