"""What a belief about one competency is made of, and what answers would make of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from preceptor.core.evidence import Evidence
from preceptor.core.learner import MasteryState, Parameters, foreseen, mastery, new_belief, parts, update

GRAPH = {"child": ("parent",)}
PARAMETERS = Parameters()


def answer(name: str, outcome: float, at: float = 100.0) -> Evidence:
    return Evidence("a", ((name, 1.0),), outcome=outcome, at=at, guess=0.2)


def after(*answers: tuple[str, float]):  # type: ignore[no-untyped-def]
    belief = new_belief(PARAMETERS)
    for name, outcome in answers:
        belief = update(belief, answer(name, outcome), PARAMETERS, GRAPH)
    return belief


def test_the_last_part_is_the_best_guess() -> None:
    belief = after(("child", 1.0), ("parent", 0.0), ("child", 1.0))
    found = parts(belief, "child", PARAMETERS, GRAPH, 130.0, 0.4)
    assert found.own == mastery(belief, "child", PARAMETERS, GRAPH, 130.0, 0.4).mid


def test_each_part_says_what_it_adds() -> None:
    nothing = parts(new_belief(PARAMETERS, 0.5), "child", PARAMETERS, GRAPH, 0.0, 0.5)
    assert nothing.general == nothing.prerequisites == nothing.own == 0.5
    above = parts(after(*[("parent", 1.0)] * 4), "child", PARAMETERS, GRAPH, 100.0)
    assert 0.5 < above.general < above.prerequisites == above.own
    itself = parts(after(*[("child", 1.0)] * 4), "child", PARAMETERS, GRAPH, 100.0)
    assert itself.prerequisites == itself.general < itself.own
    below = parts(after(*[("child", 0.0)] * 4), "child", PARAMETERS, GRAPH, 100.0)
    assert below.own < below.prerequisites


def test_right_answers_would_reach_the_target_and_wrong_ones_would_not() -> None:
    belief = after(("child", 1.0))
    right = foreseen(belief, answer("child", 1.0), 40, PARAMETERS, GRAPH)
    assert len(right) == 40
    assert all(one.low <= two.low and one.mid <= two.mid for one, two in pairwise(right))
    assert right[0].state != MasteryState.MASTERED == right[-1].state
    wrong = foreseen(belief, answer("child", 0.0), 5, PARAMETERS, GRAPH)
    assert wrong[-1].mid < mastery(belief, "child", PARAMETERS, GRAPH, 100.0).mid


def test_what_is_foreseen_is_what_such_answers_do() -> None:
    belief = after(("child", 0.0), ("parent", 1.0))
    seen = foreseen(belief, answer("child", 1.0), 3, PARAMETERS, GRAPH, 0.3, 0.6)
    for _ in range(3):
        belief = update(belief, answer("child", 1.0), PARAMETERS, GRAPH)
    assert seen[-1] == mastery(belief, "child", PARAMETERS, GRAPH, 100.0, 0.3, 0.6)


def test_a_bar_beyond_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="bar"):
        foreseen(after(), answer("child", 1.0), 1, PARAMETERS, GRAPH, bar=1.0)
