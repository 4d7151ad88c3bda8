"""Plants spoil exactly one thing."""

import numpy as np
import pytest

from preceptor.core.generation.violations import EXPECTED, plant
from tests.unit.core.generation import ward


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_plant_changes_the_case(kind):
    chance = np.random.default_rng(0)
    planted = [plant(ward.base(), case, kind, chance) for case in ward.cases()]
    assert any(one is not None for one in planted)
    assert all(one != case for one, case in zip(planted, ward.cases(), strict=True) if one is not None)


def test_there_are_ten_kinds():
    assert len(EXPECTED) == 10


def test_unknown_kinds_are_refused():
    with pytest.raises(KeyError):
        plant(ward.base(), ward.case(), "weather", np.random.default_rng(0))


def test_a_copy_keeps_nearly_all_facts_and_loses_its_id():
    case = ward.case()
    copy = plant(ward.base(), case, "near-copy", np.random.default_rng(0))
    assert copy.public.id != case.public.id
    assert len(set(case.hidden.facts) ^ set(copy.hidden.facts)) <= 2
