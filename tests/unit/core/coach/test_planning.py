"""What a minute brings: near the bar first, foundations before what stands on them, reviews in time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.coach.planning import Course, Growth, Outlook, gain, insight, readiness, renewal, wanted, worth

CHAIN = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def course(parents: np.ndarray | None = None, count: int = 3) -> Course:
    above = np.zeros((count, count)) if parents is None else parents
    return Course(np.full(count, 0.85), np.zeros(count), np.ones(count), np.ones(count), above)


def outlook(mean: list[float], var: float = 0.3, answers: float = 3.0, failures: float = 1.0) -> Outlook:
    now = np.array(mean)
    flat = np.zeros_like(now)
    return Outlook(now, now.copy(), now.copy(), flat + var, flat + answers, flat + failures, flat.copy(), flat + 1.0)


def test_near_the_bar_before_far_below_and_both_before_what_is_mastered() -> None:
    near, far, done = worth(course(), outlook([0.3, -2.0, 4.0]), Growth())
    assert near > far > done


def test_growth_by_hand() -> None:
    # .305 logits a try, over tries four to six, growing as the integral of x ** -.77 from 4 to 6.
    one = gain(outlook([0.0], answers=3.0), Growth(), 2)
    assert one[0] == pytest.approx(0.305 * (6**0.23 - 4**0.23) / 0.23)
    assert gain(outlook([0.0], answers=3.0), Growth(0.3, 0.3, 1.0), 2)[0] == pytest.approx(0.3 * np.log(6 / 4))


def test_insights_come_as_a_beta_of_tries_in_vain_has_it() -> None:
    growth = Growth(leap=0.1)
    chances = [0.1 / (1 + 0.1 * (3 + i)) for i in range(4)]
    found = insight(outlook([0.0], failures=3.0), growth, 4)
    assert found[0] == pytest.approx(1 - np.prod([1 - one for one in chances]))
    assert insight(outlook([0.0]), Growth(), 4)[0] == 0.0


def test_where_insights_come_the_far_below_are_not_given_up() -> None:
    far = outlook([-3.0, 1.5])
    low, high = worth(course(count=2), far, Growth(0.05, 0.05, leap=0.1))
    hopeless, _ = worth(course(count=2), far, Growth(0.05, 0.05))
    assert low > high
    assert low > 3 * hopeless


def test_a_shaky_foundation_is_worth_more_than_what_stands_on_it() -> None:
    shaky = worth(course(CHAIN), outlook([-0.3, -0.3, -0.3]), Growth())
    assert shaky[0] > shaky[1] > shaky[2]
    firm = worth(course(CHAIN), outlook([3.0, 0.3, 0.3]), Growth())
    assert firm[1] > firm[2] > firm[0]


def test_readiness_is_the_chance_that_all_prerequisites_hold_and_never_nothing() -> None:
    both = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    assert readiness(course(both), np.array([0.5, 0.8, 0.1])).tolist() == pytest.approx([1.0, 1.0, 0.4])
    assert readiness(course(both), np.array([0.0, 0.0, 0.1]))[2] == 0.05


def test_what_much_builds_on_is_wanted_more() -> None:
    found = wanted(course(CHAIN), np.ones(3))
    assert found.tolist() == [2.3125, 1.75, 1.0]


def test_what_would_be_forgotten_by_then_is_worth_a_review() -> None:
    steady = outlook([1.2, 1.2, 1.2])
    fallen = steady.now - 0.8
    fading = replace(steady, later=fallen, renewed=fallen + np.array([0.6, 0.0, 0.0]))
    found = worth(course(), fading, Growth())
    assert found[0] > 1.5 * found[1]


def test_a_review_saves_nothing_of_what_was_practised_just_now_and_more_after_a_pause() -> None:
    saved = renewal(np.array([0.0, 3.0, 30.0, 300.0]), 30.0, np.full(4, 20.0), 0.3, 1.0)
    assert saved[0] == 0.0
    assert 0.0 < saved[1] < saved[2]
    assert (saved <= 1.0).all()
    assert renewal(np.array([9.0]), 0.0, np.array([20.0]), 0.3, 1.0)[0] == 0.0


def test_a_further_try_on_the_same_day_is_worth_less() -> None:
    found = worth(course(), replace(outlook([0.0, 0.0, 0.0]), today=np.array([0.0, 2.0, 6.0])), Growth())
    assert found[0] == pytest.approx(2 * found[1])
    assert found[0] == pytest.approx(4 * found[2])


def test_information_counts_early_and_most_where_nothing_is_known() -> None:
    unknown, known = outlook([0.85], var=2.0), outlook([0.85], var=0.05)
    one = course(count=1)
    gained = [
        float((worth(one, each, Growth(), 1.0) - worth(one, each, Growth(), 0.0))[0]) for each in (unknown, known)
    ]
    assert gained[0] > 5 * gained[1] > 0


def test_minutes_divide() -> None:
    long = replace(course(), minutes=np.array([1.0, 2.0, 4.0]))
    found = worth(long, outlook([0.0, 0.0, 0.0]), Growth())
    assert found.tolist() == pytest.approx([found[0], found[0] / 2, found[0] / 4])


@given(
    st.lists(st.floats(-6, 6), min_size=3, max_size=3),
    st.floats(1e-3, 9),
    st.floats(0, 200),
    st.sampled_from((0.0, 0.5, 1.0)),
)
def test_worth_is_finite_and_not_negative_and_learners_do_not_mix(
    mean: list[float], var: float, answers: float, early: float
) -> None:
    one = outlook(mean, var, answers)
    alone = worth(course(CHAIN), one, Growth(), early)
    assert np.isfinite(alone).all()
    assert (alone >= 0).all()
    pair = Outlook(
        *(
            np.stack([each, each + 0.1])
            for each in (one.now, one.later, one.renewed, one.var, one.answers, one.failures, one.today, one.kept)
        )
    )
    assert worth(course(CHAIN), pair, Growth(), early)[0] == pytest.approx(alone)
