"""A million answers of one learner: time linear, state bounded, numbers finite, and the belief still listens."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable

import numpy as np
import pytest

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Belief, Parameters, new_belief, predict, update
from preceptor.core.learner.passes import Filter, compiled_pass, numpy_pass
from preceptor.core.learner.responses import COLUMNS, Catalog, Floats, Kind, Responses, catalog, paired

PARAMETERS = Parameters(recency_var=0.3)
GRAPH = {"c1": ("c0",), "c2": ("c1",)}
COMPETENCIES, ITEMS = 12, 120
KINDS = [Kind(f"i{one}", ((f"c{one % COMPETENCIES}", 1.0),)) for one in range(ITEMS)]


def outcomes(count: int) -> Floats:
    """Seven in ten right, but none of the last tenth."""
    found = (np.random.default_rng(3).random(count) < 0.7).astype(np.float64)
    found[-count // 10 :] = 0.0
    return found


def one_learner(count: int) -> tuple[Catalog, Responses, Floats]:
    """One learner's answers, a hundred a day, as arrays, and a bank for their items."""
    found = catalog(KINDS, GRAPH)
    question = np.arange(count) % ITEMS
    values = np.zeros((count, len(COLUMNS)))
    values[:, COLUMNS.index("at")] = 20_000.0 + np.arange(count) / 100.0
    values[:, COLUMNS.index("outcome")] = outcomes(count)
    values[:, COLUMNS.index("weight")] = values[:, COLUMNS.index("discrimination")] = 1.0
    values[:, COLUMNS.index("guess")], values[:, COLUMNS.index("slip")] = 0.2, np.nan
    starts = np.array([0, count])
    bank = np.zeros((ITEMS, 3))
    bank[:, 0], bank[:, 1] = np.linspace(-1.0, 1.0, ITEMS), 0.2
    return found, Responses(starts, question, paired(starts, found.item[question]), values, np.zeros(1)), bank


def records(count: int) -> Iterable[Evidence]:
    for number, outcome in enumerate(outcomes(count).tolist()):
        item, competencies, _ = KINDS[number % ITEMS]
        yield Evidence("a", competencies, outcome, 20_000.0 + number / 100.0, item, 0.0, 0.2, 1.0, 0.2)


def size(belief: Belief) -> int:
    return len(json.dumps(belief.to_dict(), allow_nan=False))


def test_the_live_belief_stays_as_small_and_as_quick_as_it_was() -> None:
    """Evidence of a million answers would take a minute: a twentieth shows whether anything grows with them."""
    belief, sizes, seconds = new_belief(PARAMETERS), [], []
    asked = list(records(50_000))
    for start in range(0, len(asked), 5_000):
        began = time.process_time()
        for one in asked[start : start + 5_000]:
            belief = update(belief, one, PARAMETERS, GRAPH)
        seconds.append(time.process_time() - began)
        sizes.append(size(belief))
    assert belief.answers == 50_000
    assert (len(belief.competencies), len(belief.items)) == (COMPETENCIES, ITEMS)
    assert max(sizes) < 1.1 * sizes[0]
    assert min(seconds[5:]) < 2.0 * min(seconds[:5])
    assert Belief.from_dict(json.loads(json.dumps(belief.to_dict()))) == belief
    assert predict(belief, asked[-1], PARAMETERS, GRAPH).probability < 0.5


def test_the_compiled_pass_takes_a_million_of_one_learner() -> None:
    pytest.importorskip("numba")
    found, responses, bank = one_learner(1_000_000)
    began = time.process_time()
    done = compiled_pass(found, responses, bank, PARAMETERS)
    assert time.process_time() - began < 60.0  # 1 s where nobody disturbs, and compiling it
    heard(done.chances)
    assert np.isfinite(done.sums).all()


@pytest.mark.parametrize("run", [numpy_pass, compiled_pass])
def test_both_passes_stay_finite_and_agree_with_themselves_on_the_way(run: Filter) -> None:
    """What came later changes nothing of what was predicted before; 6,000 answers, for NumPy takes .3 ms each."""
    if run is compiled_pass:
        pytest.importorskip("numba")
    found, responses, bank = one_learner(6_000)
    done = run(found, responses, bank, PARAMETERS)
    heard(done.chances)
    half = Responses(
        np.array([0, 3_000]), responses.question[:3_000], responses.pair[:3_000], responses.values[:3_000], np.zeros(1)
    )
    assert np.allclose(run(found, half, bank, PARAMETERS).chances, done.chances[:3_000], rtol=0.0, atol=1e-12)


def heard(chances: Floats) -> None:
    """Predictions are chances, and a run of failures at the end was believed, however long the successes before."""
    assert np.isfinite(chances).all()
    assert ((chances > 0.0) & (chances < 1.0)).all()
    count = len(chances)
    assert chances[-1] < chances[count // 2 : count // 2 + 100].mean() - 0.1
