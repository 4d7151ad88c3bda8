"""Who a patient is besides age and sex."""

import inspect
from collections import Counter

import numpy as np

from preceptor.core.generation import demographics
from preceptor.core.generation.names import REGIONS

SKINS = {"pale", "light", "tan", "olive", "brown", "dark"}
HAIRS = {"black", "brown", "fair", "red", "grey", "white"}
STYLES = {"short", "long", "curly", "coily", "bald", "bun", "headscarf", "turban", "hijab", "braids"}
WEARS = {"shirt", "jumper", "suit", "gown", "tshirt", "sari", "overall", "hoodie"}
EXTRAS = {"", "glasses", "beard", "hearing-aid", "wheelchair", "stick", "walker", "oxygen"}


def people(count=400, age=50, sex="f"):
    chance = np.random.default_rng(0)
    return [demographics.person(age, sex, chance) for _ in range(count)]


def test_no_condition_has_a_say():
    names = set(inspect.signature(demographics.person).parameters)
    assert names == {"age", "sex", "chance"}
    assert not {"Condition", "Base", "Case"} & set(vars(demographics))


def test_looks_are_those_that_can_be_drawn():
    for one in [*people(), *people(sex="m"), *people(age=85)]:
        look = one.look
        assert look.skin in SKINS
        assert look.hair in HAIRS
        assert look.style in STYLES
        assert look.wear in WEARS
        assert look.extra in EXTRAS
        assert look.build in {"slim", "medium", "large"}


def test_a_city_clinic_is_seen():
    found = people(1500)
    skins = Counter(one.look.skin for one in found)
    assert all(skins[skin] > 20 for skin in SKINS)
    assert any(one.look.style in ("hijab", "headscarf") for one in found)
    assert 0.005 < np.mean([one.pronoun == "they" for one in found]) < 0.05
    assert len({one.name for one in found}) > 400


def test_work_goes_with_age():
    assert np.mean([one.occupation.startswith("retired") for one in people(age=80)]) > 0.9
    assert not any(one.occupation.startswith("retired") for one in people(age=40))
    assert {one.occupation for one in people(age=16)} == {"student"}
    assert not any(one.occupation == "student" for one in people(age=60))


def test_weights_are_those_of_adults():
    women, men = [one.weight for one in people()], [one.weight for one in people(sex="m")]
    assert min(women) > 35
    assert max(men) < 190
    assert np.mean(men) > np.mean(women)


def test_the_old_are_grey_and_the_young_are_not():
    assert np.mean([one.look.hair in ("grey", "white") for one in people(age=85)]) > 0.8
    assert not any(one.look.hair in ("grey", "white") for one in people(age=30))


def test_regions_are_whole():
    assert abs(sum(one.share for one in REGIONS) - 1) < 1e-9
    for one in REGIONS:
        assert len(set(one.women)) == len(one.women) >= 5
        assert len(set(one.men)) == len(one.men) >= 5
        assert set(one.skin) <= SKINS
        assert set(one.hair) <= HAIRS
