"""The next activity: honest propensities, nothing seen twice, foundations first, and the belief decides."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.coach.choosing import FLOOR, PER_COMPETENCY, SLATE, NothingToOffer, choose, demand, draw
from preceptor.core.coach.situation import History, Situation, eligible, success
from tests.unit.core.coach.places import DAY, built, candidate, items, ladder, sequence, situation, situations

FLAT = {"a": "one", "b": "one", "c": "two", "d": "two"}
WIDE = {f"c{number}": f"d{number % 3}" for number in range(9)}
MIXED = built(
    {"a": "one", "b": "one", "c": "two"},
    [
        *items("abc", 3),
        candidate("a-uk", "a", jurisdiction="uk"),
        candidate("b-old", "b", review_by=DAY - 1),
        candidate("c-high", "c", level="resident"),
        candidate("a-family", "a", family=True, presentation="pain"),
    ],
    {"b": ("a",), "c": ("b",)},
    {"c": 5},
)


def drawn(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# The draw.


@given(situations(MIXED), st.integers(0, 2**31))
def test_propensities_sum_to_one_each_at_the_floor_or_above(now: object, seed: int) -> None:
    found = choose(MIXED, now, drawn(seed))  # type: ignore[arg-type]
    shares = [slot.propensity for slot in found.slate]
    assert sum(shares) == pytest.approx(1.0, abs=1e-9)
    assert min(shares) >= FLOOR - 1e-12
    assert len(shares) <= SLATE
    assert found.slot in found.slate
    assert [slot.score for slot in found.slate] == sorted((slot.score for slot in found.slate), reverse=True)
    used = Counter(int(MIXED.primary[slot.place]) for slot in found.slate)
    assert max(used.values()) <= PER_COMPETENCY


@given(situations(MIXED), st.integers(0, 2**31))
def test_the_same_seed_draws_the_same(now: object, seed: int) -> None:
    assert choose(MIXED, now, drawn(seed)) == choose(MIXED, now, drawn(seed))  # type: ignore[arg-type]


def test_the_draw_follows_its_propensities() -> None:
    known = built(WIDE, items(list(WIDE)))
    now = situation(known, np.linspace(-1, 1, 9).tolist())
    chance, count = drawn(7), 6000
    first = choose(known, now, chance)
    hits = Counter(choose(known, now, chance).place for _ in range(count))
    assert set(hits) <= {slot.place for slot in first.slate}
    expected = {slot.place: count * slot.propensity for slot in first.slate}
    statistic = sum((hits[place] - wanted) ** 2 / wanted for place, wanted in expected.items())
    assert len(first.slate) == SLATE
    assert statistic < 18.48  # chi-square, 7 degrees of freedom, p = .01


def test_better_scores_get_better_odds_and_the_worst_keeps_the_floor() -> None:
    known = built(FLAT, items("abcd", 2))
    found = draw(known, np.array([1.0, 0.01, 0.9, 0.01, 0.5, 0.01, 0.01, 0.01]), drawn())
    shares = {slot.place: slot.propensity for slot in found.slate}
    assert shares[0] > shares[2] > shares[4] > shares[1]
    assert shares[1] == pytest.approx(FLOOR, abs=0.002)


def test_a_slate_offers_alternatives_even_where_one_competency_fills_the_front() -> None:
    known = built(FLAT, [*items("a", 150), *items("bcd", 3)])
    scores = np.where(known.primary == 0, 1.0, 0.5)
    found = draw(known, scores, drawn())
    assert len(found.slate) == SLATE
    assert len({int(known.primary[slot.place]) for slot in found.slate}) == 4


# What may be offered.


@given(situations(MIXED), st.integers(0, 2**31))
def test_only_what_is_lawful_in_date_and_within_reach_is_offered(now: object, seed: int) -> None:
    found = choose(MIXED, now, drawn(seed))  # type: ignore[arg-type]
    level = ("pre-clinical", "clerkship", "resident").index(now.level)  # type: ignore[attr-defined]
    for slot in found.slate:
        one = MIXED.candidates[slot.place]
        assert one.jurisdiction in ("int", now.jurisdiction)  # type: ignore[attr-defined]
        assert one.review_by >= DAY
        assert ("pre-clinical", "clerkship", "resident").index(one.level) <= level + 1


def test_each_filter_keeps_what_it_should() -> None:
    def open_to(**more: str) -> set[str]:
        now = situation(MIXED, **more)
        return {one.content for one, may in zip(MIXED.candidates, eligible(MIXED, now), strict=True) if may}

    everything = {one.content for one in MIXED.candidates} - {"b-old"}
    assert open_to(jurisdiction="uk") == everything
    assert open_to(jurisdiction="us") == everything - {"a-uk"}
    assert open_to(jurisdiction="int") == everything - {"a-uk"}
    assert open_to(level="pre-clinical", jurisdiction="uk") == everything - {"c-high"}


def test_nothing_to_offer_is_said() -> None:
    with pytest.raises(NothingToOffer):
        choose(built(FLAT, [candidate("x", "a", review_by=DAY - 1)]), situation(MIXED), drawn())
    with pytest.raises(NothingToOffer):
        choose(built(FLAT, []), situation(built(FLAT, [])), drawn())


@given(st.sets(st.integers(0, 11), max_size=11), st.integers(0, 2**31))
def test_a_fixed_item_is_not_repeated_while_something_is_unseen(past: set[int], seed: int) -> None:
    known = built(FLAT, items("abcd", 3))
    seen = {known.candidates[place].content: DAY - 1 for place in past}
    found = choose(known, situation(known, history=History(seen=seen)), drawn(seed))
    assert {known.candidates[slot.place].content for slot in found.slate}.isdisjoint(seen)


def test_everything_comes_again_once_all_has_been_seen() -> None:
    known = built(FLAT, items("ab", 2))
    seen = {one.content: DAY - 3 for one in known.candidates}
    assert choose(known, situation(known, history=History(seen=seen)), drawn()).slate


def test_what_runs_dry_is_said_by_name() -> None:
    known = built(FLAT, items("abcd", 2))
    mean = [-2.0, 3.0, 3.0, 3.0]
    fresh = choose(known, situation(known, mean), drawn())
    assert fresh.exhausted == ()
    seen = {"a-0": DAY - 1, "a-1": DAY - 1}
    assert choose(known, situation(known, mean, history=History(seen=seen)), drawn()).exhausted == ("a",)


def test_a_family_does_not_run_dry() -> None:
    known = built(FLAT, [candidate("f", "a", family=True), *items("b", 2)])
    now = situation(known, history=History(seen={"f": DAY - 30, "b-0": DAY - 1, "b-1": DAY - 1}))
    found = choose(known, now, drawn())
    assert {known.candidates[slot.place].content for slot in found.slate} == {"f"}
    assert "a" not in found.exhausted


def share_of(known: object, now: object, content: str) -> float:
    found = choose(known, now, drawn())  # type: ignore[arg-type]
    return next(
        (slot.propensity for slot in found.slate if known.candidates[slot.place].content == content),  # type: ignore[attr-defined]
        0.0,
    )


def test_a_family_just_seen_rests() -> None:
    known = built(FLAT, [candidate("f", "a", family=True), candidate("g", "b", family=True)])

    def share(days: float) -> float:
        return share_of(known, situation(known, history=History(seen={"f": DAY - days})), "f")

    assert share(0.01) < share(5) < share(60)
    assert share(0.01) == pytest.approx(FLOOR, abs=0.01)


def test_what_was_declined_rests_for_a_day() -> None:
    known = built(FLAT, [candidate("x", "a"), candidate("y", "b")])
    plain = share_of(known, situation(known), "x")
    assert share_of(known, situation(known, history=History(declined={"x": DAY - 0.5})), "x") < 0.1 < plain
    assert share_of(known, situation(known, history=History(declined={"x": DAY - 1.5})), "x") == pytest.approx(plain)


def test_competencies_and_presentations_are_interleaved() -> None:
    known = built(FLAT, [candidate("x", "a", presentation="pain"), candidate("y", "c", presentation="fever")])
    even = share_of(known, situation(known), "x")
    assert even == pytest.approx(0.5)
    assert share_of(known, situation(known, history=History(competencies=("a",))), "x") < 0.1
    assert share_of(known, situation(known, history=History(presentations=("pain",))), "x") < 0.2
    older = situation(known, history=History(competencies=("c", "a")))
    assert share_of(known, older, "x") > 0.9


def test_practice_is_spread_over_competencies_and_domains() -> None:
    known = built(WIDE, items(list(WIDE), 8))
    given_ = sequence(known, dict.fromkeys(WIDE, 0.0), 30)
    assert len(set(given_)) == len(WIDE)
    assert sum(one == two for one, two in pairwise(given_)) <= 3


# Worth.


def test_what_matters_more_and_is_further_from_the_bar_is_worth_more() -> None:
    known = built(FLAT, items("abcd"), importance={"a": 5, "b": 1, "c": 3, "d": 3})
    worth = demand(known, situation(known, [0, 0, -1.5, 2.5]))
    assert worth[0] > worth[1]
    assert worth[2] > worth[3]


def test_what_the_last_checkpoint_leans_towards_is_worth_more() -> None:
    known = built(FLAT, items("abcd"))
    plain = demand(known, situation(known))
    leaning = demand(known, situation(known, focus={"one": 1.5, "two": 0.6}))
    assert leaning[:2] == pytest.approx(1.5 * plain[:2])
    assert leaning[2:] == pytest.approx(0.6 * plain[2:])


def test_what_was_tried_often_gives_way() -> None:
    known = built(FLAT, items("abcd"))
    now = situation(known)
    tried = replace(now, answers=np.where(np.arange(len(now.answers)) == 0, 30.0, now.answers))
    assert demand(known, tried)[0] < 0.5 * demand(known, now)[0]


def test_competencies_above_the_learners_level_wait() -> None:
    known = built(FLAT, items("abcd"), levels={"a": "pre-clinical", "b": "clerkship", "c": "resident"})
    worth = demand(known, situation(known, level="pre-clinical", mean=[0.0, 0.7, 1.4, 0.7]))
    assert worth[0] > worth[1] > worth[2] == 0.0


def test_items_near_eighty_per_cent_come_first() -> None:
    known = built({"a": "one"}, [candidate(f"x{n}", "a", difficulty=float(n)) for n in range(-4, 5)])
    now = situation(known, 0.0, 0.3)
    expected = success(known, now)
    found = choose(known, now, drawn())
    best = {slot.place for slot in found.slate}
    assert best == set(np.argsort(np.abs(expected - 0.80))[:2].tolist())


# Foundations first, and the belief decides.

CHAIN = {"base": "one", "middle": "two", "top": "three"}
CHAINED = built(CHAIN, items(list(CHAIN)), {"middle": ("base",), "top": ("middle",)})


def test_a_weak_foundation_is_worth_more_than_what_stands_on_it() -> None:
    known = CHAINED
    weak = demand(known, situation(known, [-1.5, -1.0, -1.0], 0.3))
    firm = demand(known, situation(known, [3.0, -1.0, -1.0], 0.3))
    assert weak[0] > 2 * weak[1]
    assert weak[0] > 2 * weak[2]
    assert firm[1] > 2 * firm[0]
    assert firm[1] > firm[2]


# Six foundations, each with one thing that builds on it; domains cut across both.
LAYERS = {f"{layer}{number}": f"d{number % 3}" for number in range(6) for layer in ("base", "upper")}
LAYERED = built(LAYERS, ladder(list(LAYERS)), {f"upper{number}": (f"base{number}",) for number in range(6)})
SHAKY = dict.fromkeys(LAYERS, -2.5)
FIRM = {name: 3.0 if name.startswith("base") else -2.5 for name in LAYERS}


def foundations(truth: dict[str, float], believing: bool) -> float:
    """The share of foundations among the answers ten to forty, over some learners of one kind."""
    given_ = [one for seed in range(3) for one in sequence(LAYERED, truth, 40, believing, seed)[10:]]
    return sum(one.startswith("base") for one in given_) / len(given_)


def foundations_come_first(believing: bool) -> bool:
    """Those who lack the foundations get mostly those, and clearly more of them than those who have them."""
    shaky, firm = foundations(SHAKY, believing), foundations(FIRM, believing)
    return shaky > 0.55 and shaky > firm + 0.1


def test_weak_prerequisites_come_first() -> None:
    assert foundations_come_first(believing=True)


def test_a_coach_that_ignores_the_belief_would_be_found_out() -> None:
    assert not foundations_come_first(believing=False)


# Domains cut across both sides, so that interleaving them says nothing about the sides.
TWO_SIDES = {f"{side}{number}": f"d{number % 3}" for side in ("left", "right") for number in range(6)}


def leans(believing: bool) -> float:
    """How much larger a share a learner gets of the side where they are weak than of the one where they are strong."""
    known = built(TWO_SIDES, ladder(list(TWO_SIDES)))
    shares = []
    for weak in ("left", "right"):
        truth = {name: -0.5 if name.startswith(weak) else 2.5 for name in TWO_SIDES}
        for seed in range(3):
            given_ = sequence(known, truth, 90, believing, seed)[20:]
            shares.append(sum(name.startswith(weak) for name in given_) / len(given_))
    return float(np.mean(shares)) - 0.5


def test_learners_who_truly_differ_get_different_sequences() -> None:
    assert leans(believing=True) > 0.05
    assert abs(leans(believing=False)) < 0.02


def test_the_same_learner_gets_the_same_sequence_and_another_does_not() -> None:
    known = LAYERED
    assert sequence(known, FIRM, 20) == sequence(known, FIRM, 20)
    assert sequence(known, FIRM, 20) != sequence(known, SHAKY, 20)
    ignoring = [sequence(known, truth, 20, believing=False) for truth in (FIRM, SHAKY)]
    assert ignoring[0] == ignoring[1]


def test_constants_in_place_of_the_belief_change_the_worth() -> None:
    known = CHAINED
    now = situation(known, [-1.5, 1.0, -1.0], 0.3)
    flat = replace(now, mean=np.zeros(3), var=np.ones(3))
    assert not np.allclose(demand(known, now), demand(known, flat))


def test_an_accepted_easier_step_raises_the_success_aimed_at() -> None:
    known = built({"c": "d"}, ladder(["c"]))
    plain, eased = situation(known, var=0.1), situation(known, var=0.1, ease=0.12)
    likely = success(known, plain)

    def aimed(now: Situation) -> float:
        slate = choose(known, now, np.random.default_rng(1)).slate
        return float(likely[slate[0].place])

    assert aimed(plain) < aimed(eased) <= 0.95
    assert success(known, plain, [3, 1]) == pytest.approx(likely[[3, 1]])
