"""Facts drawn from the table are coherent."""

import numpy as np
import pytest

from preceptor.core.generation import bodies
from preceptor.core.generation.sampling import FLOOR, Sampler
from tests.unit.core.generation import ward

BASE = ward.base()


def sampler(truth="acute-coronary-syndrome", seed=0, age=60.0, sex="m"):
    one = Sampler(ward.tables(), "chest-pain", truth, (age, sex, "ed"), np.random.default_rng(seed))
    one.fixed.add("chest-pain")
    one.course_of_complaint()
    one.set("chest-pain", "present")
    return one


def drawn(truth="acute-coronary-syndrome", seed=0, age=60.0, sex="m"):
    one = sampler(truth, seed, age, sex)
    one.disease()
    one.background()
    one.mend()
    return one


def test_findings_are_drawn_as_often_as_the_table_says():
    met = np.mean([drawn(seed=seed).facts["ecg-st"] == "raised" for seed in range(300)])
    assert met == pytest.approx(0.6, abs=0.09)


def test_the_very_ill_are_ill_in_several_ways():
    """Correlated through one degree of illness, each finding keeping its own share."""
    people = [drawn(seed=seed) for seed in range(400)]
    fast = np.array([one.facts["heart-rate"] != "normal" for one in people])
    low = np.array([one.facts["systolic"] == "low" for one in people])
    assert low[fast].mean() > low[~fast].mean() + 0.05


def test_facts_never_contradict_each_other():
    for seed in range(60):
        for truth in BASE.conditions:
            sex = "f" if truth == "ovarian-mishap" else "m"
            one = drawn(truth, seed, 50.0 if seed % 2 else 30.0, sex)
            assert not bodies.contradictions(BASE, one.settled())
            assert not bodies.orphans(BASE, one.stated())


def test_what_hangs_on_a_finding_comes_and_goes_with_it():
    one = sampler()
    assert "chest-pain-location" in one.facts
    one.set("chest-pain", "absent")
    assert "chest-pain-location" not in one.facts


def test_implied_findings_come_along():
    one = sampler()
    one.set("ankle-swelling", "present")
    assert one.facts["leg-swelling"] == "present"
    assert "absent" not in one.open("leg-swelling")


def test_rare_values_impossible_bodies_and_contrary_results_are_not_open():
    man = sampler()
    assert "months" not in man.open("complaint-duration")  # "never" in the table
    assert man.open("missed-period").keys() == {"absent"}
    assert "embolus" not in man.open("ct-pe")  # it would be the hallmark of a rival
    assert "normal" not in man.open("troponin")  # it would deny the diagnosis
    assert all(chance >= FLOOR for value, chance in man.open("sweating").items())


def test_medicines_have_a_reason():
    for seed in range(80):
        facts = drawn(seed=seed).facts
        if facts.get("antihypertensive") == "present":
            assert facts["past-hypertension"] == "present"
        if facts.get("antiplatelet") == "present":
            assert facts["past-heart-attack"] == "present"


def test_the_young_bring_fewer_illnesses():
    old = np.mean(
        [drawn("chest-wall-pain", seed, 75.0).facts.get("past-hypertension") == "present" for seed in range(80)]
    )
    young = np.mean(
        [drawn("chest-wall-pain", seed, 25.0).facts.get("past-hypertension") == "present" for seed in range(80)]
    )
    assert young < 0.2 < old


def test_what_is_not_as_usual_is_stated_and_the_complaint_always():
    one = drawn()
    stated = one.stated()
    assert {"complaint-duration", "complaint-speed", "chest-pain"} <= set(stated)
    assert one.settled() == ward.tables().usual | one.facts
    assert all(value != ward.tables().usual[name] or _always(name) for name, value in stated.items())


def _always(name):
    return BASE.findings[name].topic == "complaint" or BASE.findings[name].of


def test_the_trigger_is_only_what_the_condition_names():
    triggers = {drawn("pulmonary-embolism", seed).facts["complaint-trigger"] for seed in range(40)}
    assert triggers == {"nothing"}


def test_mending_changes_what_cannot_stand():
    one = sampler()
    one.facts |= {"ecg-rhythm": "sinus-tachycardia", "heart-rate": "normal"}
    one.mend()
    assert not bodies.clashes(one.settled())
