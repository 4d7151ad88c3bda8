"""Placement and checkpoint: intervals that hold, items that tell, stopping in time, what the week leans towards."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.coach.catalogue import Catalogue, weights
from preceptor.core.coach.choosing import FLOOR, NothingToOffer
from preceptor.core.coach.measuring import (
    PLACEMENT_ITEMS,
    PLACEMENT_LEAST,
    DomainEstimate,
    choose_measuring,
    domains,
    focus,
    fresh,
    information,
    placement_done,
)
from preceptor.core.coach.planning import sigmoid
from preceptor.core.coach.situation import History
from preceptor.core.evidence import Evidence
from preceptor.core.learner import new_belief, update
from tests.unit.core.coach.places import (
    DAY,
    PARAMETERS,
    believed,
    built,
    candidate,
    items,
    ladder,
    situation,
    situations,
)

THREE = {f"{domain}{number}": domain for domain in ("one", "two", "three") for number in range(4)}
KNOWN = built(THREE, items(list(THREE), 4))


def drawn(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# Intervals.


@pytest.mark.parametrize("general", [0.02, 0.15, 0.3])
@pytest.mark.parametrize("mean", [-1.0, 0.0, 0.8, 2.0])
def test_a_domains_interval_agrees_with_simulation(mean: float, general: float) -> None:
    spread = [mean + step for step in (-0.6, -0.2, 0.2, 0.6)] * 3
    own = 0.35
    now = situation(KNOWN, spread, general + own, general_var=general)
    chance = np.random.default_rng(11)
    shared = chance.normal(0, np.sqrt(general), (40_000, 1))
    traits = now.mean + shared + chance.normal(0, np.sqrt(own), (40_000, len(spread)))
    shares = sigmoid(traits - KNOWN.reference)[:, KNOWN.domain_of == 0].mean(axis=1)
    low, mid, high = np.quantile(shares, [0.1, 0.5, 0.9])
    found = domains(KNOWN, now)[0]
    assert (found.low, found.mid, found.high) == pytest.approx((low, mid, high), abs=0.035)


@given(situations(KNOWN))
def test_intervals_are_ordered_and_settled_means_what_it_says(now: object) -> None:
    for one in domains(KNOWN, now):  # type: ignore[arg-type]
        assert 0.0 <= one.low <= one.mid <= one.high <= 1.0
        bar = now.bar  # type: ignore[attr-defined]
        assert one.settled == (one.high - one.low < 0.25 or one.low > bar or one.high < bar)


def test_what_is_shared_does_not_average_out() -> None:
    shared = domains(KNOWN, situation(KNOWN, 0.0, 0.5, general_var=0.45))[0]
    own = domains(KNOWN, situation(KNOWN, 0.0, 0.5, general_var=0.05))[0]
    assert shared.high - shared.low > 1.4 * (own.high - own.low)


# Choosing what tells most.


@given(situations(KNOWN), st.integers(0, 2**31))
def test_a_measuring_draw_is_honest_and_never_shows_what_was_seen(now: object, seed: int) -> None:
    asked = tuple(one.content for one in KNOWN.candidates[:3])
    try:
        found = choose_measuring(KNOWN, now, asked, drawn(seed))  # type: ignore[arg-type]
    except NothingToOffer:
        return
    shares = [slot.propensity for slot in found.slate]
    assert sum(shares) == pytest.approx(1.0, abs=1e-9)
    assert min(shares) >= FLOOR - 1e-12
    contents = {KNOWN.candidates[slot.place].content for slot in found.slate}
    assert contents.isdisjoint(asked)
    assert contents.isdisjoint(now.history.seen)  # type: ignore[attr-defined]


def test_the_domain_that_is_least_settled_is_asked_about() -> None:
    now = situation(KNOWN, [4.0] * 4 + [0.4] * 4 + [4.0] * 4, 0.5)
    estimates = {one.domain: one.settled for one in domains(KNOWN, now)}
    assert estimates == {"one": True, "two": False, "three": True}
    assert {
        KNOWN.subjects[KNOWN.primary[choose_measuring(KNOWN, now, (), drawn(seed)).place]].domain for seed in range(8)
    } == {"two"}


def test_an_item_of_fitting_difficulty_tells_most() -> None:
    known = built({"a": "one"}, [candidate(f"x{n}", "a", difficulty=float(n), guess=0.0) for n in range(-3, 4)])
    for mean in (-2.0, 0.0, 2.0):
        told = information(known, situation(known, mean, 0.5))
        assert int(np.argmax(told)) == 3 + int(mean)
        assert 0 < told.min() <= told.max() < 1
    guessed = built({"a": "one"}, [candidate("x", "a", guess=0.5)])
    assert information(guessed, situation(guessed))[0] < information(known, situation(known))[3]


def test_the_same_competency_is_not_asked_twice_while_others_wait() -> None:
    asked: tuple[str, ...] = ()
    for seed in range(12):
        now = situation(KNOWN, 0.4, 0.8)
        asked += (KNOWN.candidates[choose_measuring(KNOWN, now, asked, drawn(seed)).place].content,)
    assert len({content.rpartition("-")[0] for content in asked}) >= 9


def test_a_sitting_without_anything_unseen_says_so() -> None:
    seen = {one.content: DAY - 1 for one in KNOWN.candidates}
    with pytest.raises(NothingToOffer):
        choose_measuring(KNOWN, situation(KNOWN, history=History(seen=seen)), (), drawn())
    with pytest.raises(NothingToOffer):
        choose_measuring(KNOWN, situation(KNOWN), tuple(seen), drawn())


# Stopping.


def estimate(settled: bool, low: float = 0.4, high: float = 0.6) -> DomainEstimate:
    return DomainEstimate("one", low, (low + high) / 2, high, settled)


@pytest.mark.parametrize(
    ("answered", "settled", "why"),
    [
        (PLACEMENT_LEAST - 1, True, ""),
        (PLACEMENT_LEAST, True, "enough"),
        (PLACEMENT_ITEMS - 1, False, ""),
        (PLACEMENT_ITEMS, False, "limit"),
        (PLACEMENT_ITEMS, True, "limit"),
    ],
)
def test_a_placement_stops_when_enough_is_known_or_at_its_limit(answered: int, settled: bool, why: str) -> None:
    assert placement_done((estimate(True), estimate(settled)), answered) == why


def place(known: Catalogue, ability: float, seed: int) -> tuple[int, str]:
    """Sit a whole placement as somebody of one true ability throughout."""
    chance, luck = drawn(seed), drawn(seed + 100)
    belief, asked, seen = new_belief(PARAMETERS), (), {}  # type: ignore[var-annotated]
    while True:
        now = believed(known, belief, seen, [], DAY + len(asked) / 1000, True)
        why = placement_done(domains(known, now), len(asked))
        if why:
            return len(asked), why
        one = known.candidates[choose_measuring(known, now, asked, chance).place]
        right = float(luck.random() < one.guess + (1 - one.guess) * float(sigmoid(np.array(ability - one.difficulty))))
        record = Evidence(
            f"a{len(asked)}", weights(one), right, now.day, item=one.content, difficulty=one.difficulty, guess=one.guess
        )
        belief = update(belief, record, PARAMETERS, known.graph.parents)
        asked, seen[one.content] = (*asked, one.content), now.day


def test_a_placement_takes_at_most_25_and_clear_cases_need_fewer() -> None:
    known = built(THREE, ladder(list(THREE)))
    clear = [place(known, ability, seed) for seed in range(3) for ability in (-4.0, 5.0)]
    near = [place(known, 0.6, seed) for seed in range(3)]
    assert all(PLACEMENT_LEAST <= count <= PLACEMENT_ITEMS for count, _ in (*clear, *near))
    assert np.mean([count for count, _ in clear]) < np.mean([count for count, _ in near])
    assert {why for _, why in clear} == {"enough"}


# What follows from a checkpoint.


def test_what_checks_one_competency_anew_is_unseen_or_has_new_numbers() -> None:
    banks = [candidate(name, "one0") for name in ("a", "b")]
    known = built(THREE, [*banks, candidate("family", "one0", family=True), candidate("other", "one1")])
    now = situation(known, history=History(seen={"a": DAY - 9.0, "family": DAY - 1.0}))
    assert [known.candidates[place].content for place in np.flatnonzero(fresh(known, now, "one0"))] == ["b", "family"]
    assert not fresh(known, now, "gone").any()
    for seed in range(5):
        assert choose_measuring(known, now, ("b",), drawn(seed), "one0").place == known.contents["family"]
    with pytest.raises(NothingToOffer):
        choose_measuring(known, now, ("b", "family"), drawn(), "one0")


def test_the_week_leans_towards_what_is_surely_below_the_bar() -> None:
    estimates = (
        DomainEstimate("below", 0.3, 0.45, 0.6, True),
        DomainEstimate("unsure", 0.5, 0.7, 0.85, False),
        DomainEstimate("above", 0.75, 0.85, 0.9, True),
    )
    assert focus(estimates, 0.7) == {"below": 1.5, "unsure": 1.0, "above": 0.6}
