"""The opening starts a search and does not end it."""

import numpy as np

from preceptor.core.generation.opening import Opening
from preceptor.core.generation.verdict import OPEN
from tests.unit.core.generation import ward
from tests.unit.core.generation.test_sampling import drawn


def test_the_diagnosis_is_open_after_the_opening():
    after = []
    for seed in range(40):
        for truth in ward.base().conditions:
            one = drawn(truth, seed, 45.0, "f")
            opening = Opening(one, "chest-pain", frozenset())
            opening.choose()
            after.append(opening.posterior())
    assert np.mean(np.array(after) <= OPEN) >= 0.95


def test_the_complaint_comes_first_and_how_long_it_has_been_there():
    tells = Opening(drawn(), "chest-pain", frozenset()).choose()
    assert tells[:2] == ("chest-pain", "complaint-duration")
    assert len(set(tells)) == len(tells)


def test_mute_and_shy_findings_are_never_told():
    for seed in range(60):
        one = drawn(seed=seed, sex="f", age=45.0)
        tells = Opening(one, "chest-pain", frozenset({"sweating"})).choose()
        assert "sweating" not in tells
        kinds = {ward.base().findings[name].kind for name in tells}
        assert kinds == {"symptom"}
        assert all(ward.base().findings[name].tell != "specific" for name in tells)


def test_details_are_only_told_of_what_was_told():
    for seed in range(60):
        one = drawn(seed=seed)
        tells = Opening(one, "chest-pain", frozenset()).choose()
        for name in tells:
            parent = ward.base().findings[name].of
            assert not parent or parent in tells
