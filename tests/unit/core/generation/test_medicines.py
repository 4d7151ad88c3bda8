"""Medicines and allergies."""

import numpy as np

from preceptor.core.generation import medicines
from preceptor.core.patient.case import Fact


def worded(seed=0, **facts):
    given = {name.replace("_", "-"): value for name, value in facts.items()}
    return medicines.worded(given, np.random.default_rng(seed))


def test_each_medicine_that_is_taken_is_named():
    found = worded(antihypertensive="present", nsaid="present", statin="absent")
    assert set(found) == {"antihypertensive", "nsaid"}
    assert any(drug in found["nsaid"][0] for drug in medicines.TAKEN["nsaid"])


def test_no_medicine_that_an_allergy_forbids_is_drawn():
    for seed in range(60):
        penicillin = worded(seed, drug_allergy="penicillin", antibiotic_recent="present")
        assert "penicillin" not in medicines.classes(penicillin["antibiotic-recent"][0])
        other = worded(
            seed, drug_allergy="other", nsaid="present", opioid_painkiller="present", antibiotic_recent="present"
        )
        facts = {name: Fact("other" if name == "drug-allergy" else "present", None, say) for name, say in other.items()}
        assert set(facts) == {"drug-allergy", "nsaid", "opioid-painkiller", "antibiotic-recent"}
        assert not medicines.forbidden(facts, {})


def test_forbidden_medicines_are_found_in_facts_and_own_words():
    allergic = Fact("penicillin")
    taken = Fact("present", None, ("I'm on co-amoxiclav.",))
    assert medicines.forbidden({"drug-allergy": allergic, "antibiotic-recent": taken}, {})
    assert medicines.forbidden({"drug-allergy": allergic}, {"medicines-list": ("Flucloxacillin, four times a day.",)})
    assert not medicines.forbidden({"drug-allergy": Fact("none"), "antibiotic-recent": taken}, {})
    assert not medicines.forbidden({"drug-allergy": allergic}, {"medicines-list": ("Doxycycline.",)})
    said = {"allergies-list": ("I'm allergic to aspirin.",), "medicines-list": ("Just ibuprofen.",)}
    assert medicines.forbidden({}, said)


def test_an_allergy_in_words_alone_forbids_nothing_of_another_class():
    said = {"allergies-list": ("I'm allergic to codeine.",), "medicines-list": ("Just ibuprofen.",)}
    assert not medicines.forbidden({}, said)
