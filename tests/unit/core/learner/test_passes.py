"""One model in three forms: the live filter, NumPy side by side, and the compiled kernel give the same numbers."""

import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Parameters, new_belief, predict, update
from preceptor.core.learner.batch import Batch
from preceptor.core.learner.mastery import competency_traits
from preceptor.core.learner.passes import Filter, carried, compiled_pass, filter_of, numpy_pass
from preceptor.core.learner.responses import Catalog, Floats, Responses, arranged, catalog, gather, joined, register
from tests.unit.core.learner.worlds import LIVELY, answer, graphs, histories, parameter_sets

SAME = 1e-9
Graph = dict[str, tuple[str, ...]]
FILTERS = (numpy_pass, compiled_pass)


def live(logs: Sequence[Sequence[Evidence]], level: Floats, bank: Floats, found: Catalog, parameters: Parameters,
         graph: Graph) -> Floats:  # fmt: skip
    """The chances that the live filter gives, items and raters placed as in the bank."""
    place = {key: number for number, key in enumerate([*found.items, *found.raters])}
    chances = []
    for start, records in zip(level, logs, strict=True):
        belief = new_belief(parameters, float(start))
        for one in records:
            if one.item is not None:
                mean, var, steep = bank[place[one.item]]
                factor = one.discrimination * float(np.exp(steep))
                one = replace(one, difficulty=float(mean), difficulty_var=float(var), discrimination=factor)
            if one.rater is not None:
                severity, doubt, _ = bank[place[one.rater]]
                harder = {"difficulty": one.difficulty + severity, "difficulty_var": one.difficulty_var + doubt}
                one = replace(one, **harder)
            chances.append(predict(belief, one, parameters, graph).probability)
            belief = update(belief, one, parameters, graph)
    return np.array(chances)


@settings(max_examples=60)
@given(st.lists(histories(), min_size=1, max_size=4), parameter_sets, graphs, st.integers(0, 2**32 - 1))
def test_all_three_filters_agree(
    logs: list[tuple[Evidence, ...]], parameters: Parameters, graph: Graph, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    level = rng.normal(size=len(logs))
    found, responses = gather(logs, graph, level.tolist())
    size = len(found.items) + len(found.raters)
    bank = np.stack([rng.normal(size=size), rng.random(size), rng.normal(0.0, 0.2, size)], axis=1)
    expected = live(logs, level, bank, found, parameters, graph)
    compiled, plain = compiled_pass(found, responses, bank, parameters), numpy_pass(found, responses, bank, parameters)
    assert np.allclose(compiled.chances, expected, rtol=0.0, atol=SAME)
    assert np.allclose(plain.chances, expected, rtol=0.0, atol=SAME)
    assert np.allclose(compiled.sums, plain.sums, rtol=SAME, atol=SAME)


@settings(max_examples=30)
@given(st.lists(histories(), min_size=1, max_size=3), parameter_sets, graphs, st.sampled_from((0.0, 60.0)))
def test_a_batch_stands_where_the_live_belief_stands(
    logs: list[tuple[Evidence, ...]], parameters: Parameters, graph: Graph, later: float
) -> None:
    found, responses = gather(logs, graph)
    batch = Batch(found, parameters, responses.level, responses.pairs)
    carried(batch, responses, np.zeros((len(found.items) + len(found.raters), 3)), parameters)
    at = np.full(len(logs), 20_200.0 + later)
    means, variances = batch.traits(np.arange(len(logs)), at)
    for who, log in enumerate(logs):
        belief = new_belief(parameters)
        for one in log:
            plain = one if one.item is None else replace(one, difficulty=0.0, difficulty_var=0.0)
            belief = update(belief, plain, parameters, graph)
        mean, var = competency_traits(belief, found.competencies, parameters, graph, at[who])
        assert np.allclose(means[who], mean, rtol=0.0, atol=SAME)
        assert np.allclose(variances[who], var, rtol=0.0, atol=SAME)


@pytest.mark.parametrize("run", FILTERS)
def test_what_would_underflow_stays_finite_and_equal(run: Filter) -> None:
    log = [answer(float(n % 2), item=f"i{n % 3}", difficulty=900.0 * (-1) ** n, weight=1000.0) for n in range(12)]
    found, responses = gather([log], {})
    bank = np.array([[900.0, 0.0, 0.0], [-900.0, 0.0, 3.0], [0.0, 1e6, 0.0]])
    run_through = run(found, responses, bank, Parameters())
    assert np.isfinite(run_through.chances).all()
    assert np.isfinite(run_through.sums).all()
    other = compiled_pass(found, responses, bank, Parameters())
    assert np.allclose(run_through.chances, other.chances, rtol=0.0, atol=SAME)


@pytest.mark.parametrize("run", FILTERS)
def test_nobody_and_nothing(run: Filter) -> None:
    found, responses = gather([[], []], {})
    empty: Responses = responses
    result = run(found, empty, np.zeros((0, 3)), Parameters())
    assert result.chances.shape == (0,)
    assert result.sums.shape == (0, 5)


@pytest.mark.parametrize("run", FILTERS)
def test_clocks_that_go_back_count_as_no_time(run: Filter) -> None:
    forth = [answer(1.0, at=20_000.0), answer(1.0, at=20_000.0), answer(0.0, at=20_000.0)]
    back = [answer(1.0, at=20_000.0), answer(1.0, at=19_000.0), answer(0.0, at=1.0)]
    first, second = (run(*gather([log], {}), np.zeros((0, 3)), LIVELY).chances for log in (forth, back))
    assert np.allclose(first, second, rtol=0.0, atol=SAME)


def test_without_numba_numpy_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    assert filter_of() is compiled_pass
    assert filter_of(compiled=False) is numpy_pass
    monkeypatch.setitem(sys.modules, "preceptor.core.learner.kernel", None)
    assert filter_of() is numpy_pass
    with pytest.raises(ImportError):
        filter_of(compiled=True)


@settings(max_examples=20)
@given(st.lists(histories(), min_size=2, max_size=4), graphs)
def test_partitions_joined_are_the_whole(logs: list[tuple[Evidence, ...]], graph: Graph) -> None:
    kinds = register(record for log in logs for record in log)
    found = catalog(kinds, graph)
    whole = arranged(logs, kinds, found)
    parts = joined([arranged(part, kinds, found) for part in (logs[:1], logs[1:])])
    bank = np.zeros((len(found.items) + len(found.raters), 3))
    assert parts.starts.tolist() == whole.starts.tolist()
    assert numpy_pass(found, parts, bank, LIVELY).chances == pytest.approx(
        numpy_pass(found, whole, bank, LIVELY).chances
    )
