"""Where groups start: known places are found again and shrunken, small groups are left out."""

from dataclasses import replace

import numpy as np
import pytest

from preceptor.core.learner import Trait
from preceptor.core.learner.groups import FEWEST_MEMBERS, Start, starts
from preceptor.core.learner.response import logistic
from tests.unit.core.learner.worlds import STILL, answer, believed

MODEL = replace(STILL, slip=0.0, programme_var=0.12)


def member(group: str, place: float, rng: np.random.Generator, answers: int = 30) -> tuple[str, float, Trait]:
    ability = rng.normal(place, 1.0)
    items = rng.normal(size=answers)
    log = [answer(float(rng.random() < logistic(ability - one)), difficulty=float(one)) for one in items]
    return group, 0.0, believed(log, MODEL).general


def test_places_are_found_again_within_their_errors() -> None:
    rng = np.random.default_rng(4)
    truth = {"strong": 0.5, "middle": 0.0, "weak": -0.4}
    found = starts([member(name, place, rng) for name, place in truth.items() for _ in range(80)], MODEL)
    for name, place in truth.items():
        assert abs(found[name].shift - place) < 2.5 * found[name].error
        assert 0.08 < found[name].error < 0.2
    assert found["strong"].shift > found["middle"].shift > found["weak"].shift


def test_by_hand() -> None:
    """V = 1, thirty members at N(.5, .25) of a level that stands at -.2: score 21, precision 22.5 + 1 / .12."""
    members = [("one", -0.2, Trait(0.5, 0.25))] * 30
    found = starts(members, replace(MODEL, general_var=1.0))
    curvature = 22.5 + 1.0 / 0.12
    assert found == {"one": Start(pytest.approx(21.0 / curvature), pytest.approx(curvature**-0.5), 30)}


def test_a_mean_is_shrunken_by_what_is_not_known() -> None:
    def shift(var: float, mean: float) -> float:
        return starts([("one", 0.0, Trait(mean, var))] * 40, replace(MODEL, general_var=1.0))["one"].shift

    # The same thing said by answers, 1 logit above the level, less and less surely.
    assert 1.0 > shift(0.1, 0.9) > shift(0.5, 0.5) > shift(0.9, 0.1) > 0.0
    assert shift(1.0, 0.0) == 0.0


def test_of_few_nothing_is_said() -> None:
    members = [("few", 0.0, Trait(1.0, 0.2))] * (FEWEST_MEMBERS - 1)
    assert starts(members, MODEL) == {}
    assert set(starts([*members, members[0]], MODEL)) == {"few"}
    assert starts([], MODEL) == {}
