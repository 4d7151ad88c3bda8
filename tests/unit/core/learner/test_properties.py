"""What must hold of the belief whatever the learner did."""

import json
from dataclasses import replace
from math import isfinite

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from preceptor.core.evidence import Evidence, scale_testlet
from preceptor.core.learner import (
    Belief,
    Parameters,
    competency_traits,
    forecast,
    mastery_all,
    new_belief,
    predict,
    update,
)
from tests.unit.core.learner.worlds import (
    DEFAULT,
    IDS,
    LIVELY,
    STILL,
    answer,
    believed,
    graphs,
    histories,
    parameter_sets,
    records,
    successes,
)

MANY = settings(max_examples=100)
ROUNDING = 1e-9
Graph = dict[str, tuple[str, ...]]


@MANY
@given(histories(), records(20_100.0), parameter_sets, graphs)
def test_probabilities_lie_in_the_unit_interval(
    history: tuple[Evidence, ...], asked: Evidence, parameters: Parameters, graph: Graph
) -> None:
    belief = believed(history, parameters, graph)
    expected = predict(belief, asked, parameters, graph)
    assert asked.guess <= expected.probability <= 1.0 - min(parameters.slip, 1.0 - asked.guess)
    assert expected.var > 0.0
    for one in mastery_all(belief, IDS, parameters, graph, 20_100.0):
        assert 0.0 <= one.low < one.mid < one.high <= 1.0


@settings(max_examples=150)
@given(histories(), st.data(), parameter_sets, graphs, st.sampled_from((0.0, 0.5, 90.0)))
def test_an_unassisted_success_lowers_no_mastery_now_or_later(
    history: tuple[Evidence, ...], data: st.DataObject, parameters: Parameters, graph: Graph, pause: float
) -> None:
    at = max([20_000.0, *(one.at for one in history)]) + pause
    before = believed(history, parameters, graph)
    after = update(before, data.draw(successes(at)), parameters, graph)
    for old, new in zip(
        mastery_all(before, IDS, parameters, graph, at),
        mastery_all(after, IDS, parameters, graph, at),
        strict=True,
    ):
        assert new.mid >= old.mid - ROUNDING
        assert new.low >= old.low - ROUNDING
    days = np.array([0.0, 1.0, 30.0, 1000.0])
    for name in IDS:
        waited = forecast(before, name, parameters, graph, at, days)
        gained = forecast(after, name, parameters, graph, at, days)
        assert (gained[:, :2] >= waited[:, :2] - ROUNDING).all()


@MANY
@given(histories(), st.data(), parameter_sets, graphs)
def test_no_attempt_makes_a_belief_less_certain(
    history: tuple[Evidence, ...], data: st.DataObject, parameters: Parameters, graph: Graph
) -> None:
    before = believed(history, parameters, graph)
    at = 20_000.0 if before.at is None else before.at
    after = update(before, data.draw(records(at)), parameters, graph)
    _, old = competency_traits(before, IDS, parameters, graph, at)
    _, new = competency_traits(after, IDS, parameters, graph, at)
    assert (new <= old + ROUNDING).all()
    assert after.general.var <= before.general.var


@st.composite
def exchangeable(draw: st.DrawFn) -> tuple[list[Evidence], list[Evidence]]:
    """Up to five answers of one sitting, within a logit of the reference item, in two orders."""
    plain = st.builds(
        answer,
        outcome=st.one_of(st.sampled_from((0.0, 1.0)), st.floats(0.0, 1.0)),
        competency=st.sampled_from(IDS[:3]),
        difficulty=st.floats(-1.0, 1.0),
        discrimination=st.floats(0.7, 1.0),
        guess=st.sampled_from((0.0, 0.2, 0.25)),
    )
    first = draw(st.lists(plain, min_size=2, max_size=5))
    return first, draw(st.permutations(first))


@settings(max_examples=150)
@given(exchangeable())
@example(
    # Four surprises, the contradictory ones as far apart as they go: the worst that a search found.
    (
        [answer(0.0, difficulty=-1.0), answer(0.0, difficulty=-1.0), answer(1.0, difficulty=1.0), answer(1.0)],
        [answer(1.0, difficulty=1.0), answer(1.0), answer(0.0, difficulty=-1.0), answer(0.0, difficulty=-1.0)],
    )
)
def test_the_order_of_independent_answers_does_not_matter(two: tuple[list[Evidence], list[Evidence]]) -> None:
    first, second = (mastery_all(believed(order, STILL), IDS, STILL, {}, 0.0) for order in two)
    for one, other in zip(first, second, strict=True):
        assert one.mid == pytest.approx(other.mid, abs=0.02)


@MANY
@given(histories(), parameter_sets, graphs, st.floats(0.1, 50.0), st.floats(0.1, 2000.0))
def test_waiting_lowers_what_is_known_and_raises_doubt(
    history: tuple[Evidence, ...], parameters: Parameters, graph: Graph, wait: float, more: float
) -> None:
    belief = believed(history, parameters, graph)
    at = (belief.at or 20_000.0) + wait
    mean, var = competency_traits(belief, IDS, parameters, graph, at)
    later_mean, later_var = competency_traits(belief, IDS, parameters, graph, at + more)
    assert (later_mean <= mean + ROUNDING).all()
    assert (later_var >= var - ROUNDING).all()


@MANY
@given(st.integers(1, 8), st.floats(0.1, 50.0), st.floats(1.0, 2000.0))
def test_a_competency_once_known_is_forgotten_strictly(times: int, wait: float, more: float) -> None:
    belief = believed([answer() for _ in range(times)])
    mean, var = competency_traits(belief, IDS[:1], DEFAULT, {}, wait)
    later_mean, later_var = competency_traits(belief, IDS[:1], DEFAULT, {}, wait + more)
    assert later_mean[0] < mean[0]
    assert later_var[0] > var[0]


@MANY
@given(histories(), parameter_sets, graphs, st.data())
def test_incremental_equals_replay_exactly(
    history: tuple[Evidence, ...], parameters: Parameters, graph: Graph, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(history)))
    stored = json.dumps(believed(history[:cut], parameters, graph).to_dict())
    later = [Evidence.from_dict(json.loads(json.dumps(one.to_dict()))) for one in history[cut:]]
    resumed = believed(later, parameters, graph, start=Belief.from_dict(json.loads(stored)))
    assert resumed == believed(history, parameters, graph)


@MANY
@given(histories(), st.permutations(IDS), parameter_sets, graphs)
def test_relabelling_competencies_changes_nothing(
    history: tuple[Evidence, ...], names: list[str], parameters: Parameters, graph: Graph
) -> None:
    new = dict(zip(IDS, names, strict=True))
    renamed = [
        replace(one, competencies=tuple((new[name], share) for name, share in one.competencies)) for one in history
    ]
    regraphed = {
        new.get(child, child): tuple(new.get(parent, parent) for parent in parents) for child, parents in graph.items()
    }
    belief, other = believed(history, parameters, graph), believed(renamed, parameters, regraphed)
    assert other.general == belief.general
    assert other.items == belief.items
    assert other.competencies == {new[name]: trait for name, trait in belief.competencies.items()}
    found = mastery_all(belief, IDS, parameters, graph, 20_300.0)
    again = mastery_all(other, [new[name] for name in IDS], parameters, regraphed, 20_300.0)
    assert [(one.low, one.mid, one.high) for one in found] == [(one.low, one.mid, one.high) for one in again]


@MANY
@given(
    histories(4),
    st.integers(7, 60),
    st.sampled_from((0.0, 0.5, 1.0)),
    st.floats(-2.0, 2.0),
    st.sampled_from((0.0, 0.25)),
)
def test_a_long_activity_informs_like_at_most_six_items(
    history: tuple[Evidence, ...], length: int, outcome: float, difficulty: float, guess: float
) -> None:
    before = believed(history, STILL)
    parts = [answer(outcome, 20_500.0, difficulty=difficulty, guess=guess) for _ in range(length)]
    long = believed(scale_testlet(parts), STILL, start=before)
    six = believed(parts[:6], STILL, start=before)
    (was,), (was_var,) = competency_traits(before, IDS[:1], STILL, {}, 20_500.0)
    (mean, other), (var, other_var) = (
        [float(part[0]) for part in pair]
        for pair in zip(*(competency_traits(one, IDS[:1], STILL, {}, 20_500.0) for one in (long, six)), strict=True)
    )
    assert was_var - var <= (was_var - other_var) * 1.05 + 0.005
    assert abs(mean - was) <= abs(other - was) * 1.05 + 0.01
    assert (
        long.competencies["k0"].successes + long.competencies["k0"].failures
        <= 6.0 + ROUNDING + sum(share for one in history for name, share in one.competencies if name == "k0") * 2.0
    )


@MANY
@given(histories(3), st.floats(0.0, 0.9), st.floats(0.05, 1.0), st.floats(-3, 3), st.floats(0.3, 1.5))
def test_help_makes_an_outcome_tell_less(
    history: tuple[Evidence, ...], less: float, more: float, difficulty: float, discrimination: float
) -> None:
    before = believed(history, STILL)
    (was,), _ = competency_traits(before, IDS[:1], STILL, {}, 20_500.0)
    for outcome in (0.0, 1.0):
        moves = []
        for assistance in (less, min(1.0, less + more)):
            record = answer(
                outcome,
                20_500.0,
                difficulty=difficulty,
                discrimination=discrimination,
                assistance=assistance,
            )
            after = update(before, record, STILL, {})
            moves.append(abs(competency_traits(after, IDS[:1], STILL, {}, 20_500.0)[0][0] - was))
        assert moves[1] < moves[0]


@MANY
@given(histories(3), st.floats(0.0, 0.5), st.floats(0.01, 0.4), st.floats(-3, 3), st.floats(0.3, 2.0))
def test_a_chance_to_guess_lowers_what_a_success_tells(
    history: tuple[Evidence, ...], less: float, more: float, difficulty: float, discrimination: float
) -> None:
    before = believed(history, STILL)
    low, high = (
        competency_traits(
            update(
                before,
                answer(1.0, 20_500.0, difficulty=difficulty, discrimination=discrimination, guess=guess),
                STILL,
                {},
            ),
            IDS[:1],
            STILL,
            {},
            20_500.0,
        )[0][0]
        for guess in (less + more, less)
    )
    assert low < high


EXTREME = st.builds(
    Evidence,
    activity=st.just("a"),
    competencies=st.sampled_from(((("k0", 1.0),), (("k0", 1e-6), ("k1", 1.0 - 1e-6)))),
    outcome=st.sampled_from((0.0, 1.0, 1e-300, 0.5)),
    at=st.sampled_from((-1e7, 0.0, 1e-300, 1e7)),
    item=st.sampled_from((None, "i")),
    difficulty=st.sampled_from((-1e3, 1e3, 1e-300, 0.0)),
    difficulty_var=st.sampled_from((0.0, 1e-300, 1e6)),
    discrimination=st.sampled_from((1e-300, 1e-3, 1.0, 1e3)),
    guess=st.sampled_from((0.0, 1e-300, 0.5, 0.999999)),
    assistance=st.sampled_from((0.0, 1.0)),
    weight=st.sampled_from((0.0, 1e-300, 1.0, 1e3)),
)


@settings(max_examples=150)
@given(
    st.lists(EXTREME, min_size=1, max_size=8),
    st.sampled_from((DEFAULT, LIVELY, replace(DEFAULT, slip=0.0, general_var=1e3, competency_var=1e-6))),
    st.sampled_from((-1e3, 0.0, 1e3)),
)
def test_huge_and_tiny_values_stay_finite(history: list[Evidence], parameters: Parameters, level: float) -> None:
    belief = believed(history, parameters, {}, start=new_belief(parameters, level))
    expected = predict(belief, history[0], parameters, {})
    assert 0.0 <= expected.probability <= 1.0
    mean, var = competency_traits(belief, IDS, parameters, {}, 1e7)
    assert np.isfinite(mean).all()
    assert (var >= 0.0).all()
    assert np.isfinite(var).all()
    for trait in (belief.general, belief.recent, *belief.competencies.values(), *belief.items.values()):
        assert isfinite(trait.mean)
        assert trait.var >= 0.0
    assert Belief.from_dict(json.loads(json.dumps(belief.to_dict()))) == belief
