"""Demographics follow the stated tables."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from preceptor.core.generation import population
from preceptor.core.knowledge.base import band
from preceptor.core.knowledge.condition import AGES
from tests.unit.core.generation import ward

CORONARY = ward.base().conditions["acute-coronary-syndrome"]
OVARIAN = ward.base().conditions["ovarian-mishap"]


def test_the_standard_population_is_a_hundred_thousand_without_children():
    children = 5000 + 5500 + 5500  # 0–4, 5–9 and 10–14 of the same standard
    assert sum(population.STANDARD.values()) == 100_000 - children


def test_expected_shares_are_population_times_multipliers():
    stated = population.expected(ward.base(), CORONARY)
    assert sum(stated.values()) == pytest.approx(1)
    middle = next(place for place, (low, _) in enumerate(AGES) if low == 40)
    assert stated[middle, "m"] / stated[middle, "f"] == pytest.approx(1.3 / 0.7)
    young = 4 * 5500 / 5 + 6000 + 6000 + 6500 + 7000
    older = 7000 * 3 + 6500 + 6000
    assert stated[middle - 1, "f"] / stated[middle, "f"] == pytest.approx(0.1 * young / older)


def test_children_and_those_whom_the_tables_rule_out_are_never_drawn():
    chance = np.random.default_rng(0)
    people = [population.drawn(ward.base(), OVARIAN, chance) for _ in range(300)]
    assert {sex for _, sex in people} == {"f"}
    assert min(age for age, _ in people) >= population.YOUNGEST
    assert max(age for age, _ in people) <= 54  # a missed period nearly always belongs to it


def test_a_band_keeps_its_share_where_some_of_its_ages_are_impossible():
    stated = population.expected(ward.base(), OVARIAN)
    middle = next(place for place, (low, _) in enumerate(AGES) if low == 40)
    young = 4 * 5500 / 5 + 6000 + 6000 + 6500 + 7000
    assert stated[middle, "f"] / stated[middle - 1, "f"] == pytest.approx(33_000 / young, rel=0.02)


def test_independent_draws_lie_within_the_distance_of_honest_sampling():
    chance = np.random.default_rng(1)
    met = Counter()
    for _ in range(1500):
        age, sex = population.drawn(ward.base(), CORONARY, chance)
        met[band(age), sex] += 1
    stated = population.expected(ward.base(), CORONARY)
    shares = np.array(list(stated.values()))
    seen = np.array([met[key] for key in stated]) / 1500
    honest = np.abs(chance.multinomial(1500, shares, size=500) / 1500 - shares).sum(axis=1) / 2
    assert np.abs(seen - shares).sum() / 2 <= np.quantile(honest, 0.99)


def test_few_cases_are_balanced_against_those_there_are():
    chance = np.random.default_rng(2)
    seen: Counter[tuple[int, str]] = Counter()
    for _ in range(20):
        age, sex = population.drawn(ward.base(), CORONARY, chance, seen)
        seen[band(age), sex] += 1
    stated = population.expected(ward.base(), CORONARY)
    assert all(abs(seen[key] - 20 * share) < 1.5 for key, share in stated.items())


def test_nobody_is_drawn_for_a_condition_of_children():
    childish = replace(CORONARY, age=(1, 1, 1, 0, 0, 0, 0))
    assert population.expected(ward.base(), childish) == {}
    with pytest.raises(ValueError):
        population.drawn(ward.base(), childish, np.random.default_rng(0))


def test_pick_follows_the_weights():
    chance = np.random.default_rng(3)
    counts = Counter(population.pick({"a": 3.0, "b": 1.0, "never": 0.0}, chance) for _ in range(2000))
    assert counts["never"] == 0
    assert counts["a"] / 2000 == pytest.approx(0.75, abs=0.04)


def test_the_setting_follows_the_condition():
    chance = np.random.default_rng(4)
    places = Counter(population.setting(CORONARY, chance) for _ in range(2000))
    total = 0.5 + 0.4 * 0.5 + 0.1 * 0.2
    assert places["ed"] / 2000 == pytest.approx(0.5 / total, abs=0.04)
