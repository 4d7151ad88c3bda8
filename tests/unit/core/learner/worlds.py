"""Hypothesis strategies for learners' histories, shared by the tests of the belief."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Belief, Parameters, new_belief, update

IDS = ("k0", "k1", "k2", "k3", "k4")
DEFAULT = Parameters()
# Every mechanism switched on, and larger than life.
LIVELY = replace(
    DEFAULT,
    version="lively",
    recency_var=0.6,
    learning_success=0.5,
    learning_failure=0.4,
    leap=0.15,
    familiarity_success=-0.4,
    general_noise=0.02,
    competency_noise=0.05,
    general_noise_per_day=0.02,
    forgetting_exponent=0.8,
    initial_stability=3.0,
    prerequisite_pull=1.0,
)
# Nothing moves but by evidence.
STILL = replace(
    DEFAULT,
    version="still",
    learning_success=0.0,
    learning_failure=0.0,
    familiarity_success=0.0,
    familiarity_failure=0.0,
    forgetting_exponent=0.0,
    familiarity_exponent=0.0,
    general_noise=0.0,
    competency_noise=0.0,
    general_noise_per_day=0.0,
)
GRAPHS = (
    {},
    {"k1": ("k0",), "k2": ("k1",), "k3": ("k2",), "k4": ("k3",)},
    {"k2": ("k0", "k1"), "k3": ("k1", "k2"), "k4": ("k0", "unseen"), "unseen": ("k1",)},
)
parameter_sets = st.sampled_from((DEFAULT, LIVELY, STILL))
graphs = st.sampled_from(GRAPHS)
outcomes = st.one_of(st.sampled_from((0.0, 1.0)), st.floats(0.0, 1.0))


@st.composite
def shares(draw: st.DrawFn) -> tuple[tuple[str, float], ...]:
    """One to three competencies whose weights sum to 1."""
    names = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True))
    raw = [draw(st.floats(0.1, 1.0)) for _ in names]
    return tuple((name, one / sum(raw)) for name, one in zip(names, raw, strict=True))


@st.composite
def records(draw: st.DrawFn, at: float = 0.0) -> Evidence:
    """Any record within what content may really hold."""
    return Evidence(
        activity="activity",
        competencies=draw(shares()),
        outcome=draw(outcomes),
        at=at,
        item=draw(st.sampled_from((None, "i0", "i1"))),
        difficulty=draw(st.floats(-4.0, 4.0)),
        difficulty_var=draw(st.sampled_from((0.0, 0.3, 1.0))),
        discrimination=draw(st.floats(0.1, 3.0)),
        guess=draw(st.sampled_from((0.0, 0.2, 0.5))),
        assistance=draw(st.sampled_from((0.0, 0.0, 0.5, 1.0))),
        weight=draw(st.sampled_from((1.0, 1.0, 0.1, 2.0))),
        slip=draw(st.sampled_from((None, None, 0.0, 0.1))),
        rater=draw(st.sampled_from((None, None, "hawk", "dove"))),
    )


@st.composite
def histories(draw: st.DrawFn, most: int = 7) -> tuple[Evidence, ...]:
    """Records of one learner in the order in which they were taken in; a clock may have gone back."""
    at, found = 20_000.0, []
    for _ in range(draw(st.integers(0, most))):
        at += draw(st.sampled_from((0.0, 0.01, 1.0, 40.0, -2.0)))
        found.append(draw(records(at)))
    return tuple(found)


@st.composite
def successes(draw: st.DrawFn, at: float) -> Evidence:
    """An unassisted success on anything."""
    return replace(draw(records(at)), outcome=1.0, assistance=0.0)


def believed(
    history: tuple[Evidence, ...] | list[Evidence],
    parameters: Parameters = DEFAULT,
    graph: dict[str, tuple[str, ...]] | None = None,
    start: Belief | None = None,
) -> Belief:
    """The belief after a history."""
    belief = new_belief(parameters) if start is None else start
    for record in history:
        belief = update(belief, record, parameters, graph or {})
    return belief


def answer(outcome: float = 1.0, at: float = 0.0, competency: str = "k0", activity: str = "a", **more: Any) -> Evidence:
    """A plain answer on one competency."""
    return Evidence(activity, ((competency, 1.0),), outcome, at, **more)
