"""The course and its people: a graph as promised, groups as stated, the same from the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.trial.course import Course, course
from benchmarks.trial.people import GROUPS, START, people


@pytest.fixture(scope="module")
def plan() -> Course:
    return course(1)


def test_prerequisites_are_shallower_and_come_first(plan: Course) -> None:
    child, parent = np.nonzero(plan.parents)
    place = np.argsort(plan.order)
    assert (plan.depth[parent] < plan.depth[child]).all()
    assert (place[parent] < place[child]).all()
    assert (plan.parents.any(axis=1) == (plan.depth > 0)).all()
    assert plan.depth.max() == 5


def test_items_belong_to_their_competency_and_are_ordered_by_difficulty(plan: Course) -> None:
    assert (plan.competency[plan.items] == np.arange(plan.competencies)[:, None]).all()
    assert (np.diff(plan.difficulty[plan.items], axis=1) >= 0).all()
    assert np.allclose(plan.difficulty[plan.items].mean(axis=1), plan.reference)
    assert plan.minutes.min() >= 1.0
    assert plan.minutes.max() <= 3.0


def test_study_is_on_weekdays_before_the_goal(plan: Course) -> None:
    assert set(plan.days % 7) == {0, 1, 2, 3, 4}
    assert plan.days.max() < plan.goal
    assert plan.budget == len(plan.days) * 30.0


def test_a_seed_is_a_course(plan: Course) -> None:
    assert (course(1).parents == plan.parents).all()
    assert not np.allclose(course(2).difficulty, plan.difficulty)


def test_groups_have_their_shares_and_the_same_start_levels(plan: Course) -> None:
    them = people(plan, 1000, 3)
    assert np.bincount(them.group, minlength=len(GROUPS)).tolist() == [500, 150, 150, 100, 100]
    deep = plan.depth > 1  # weak foundations are weak at depth 0 and 1 alone
    levels = [them.start[them.group == one][:, deep].mean() for one in range(len(GROUPS))]
    assert np.allclose(levels, START, atol=0.12)
    shallow = them.start[:, ~deep]
    assert shallow[them.group == 1].mean() < shallow[them.group == 0].mean() - 0.2
    assert them.pace[them.group == 3].mean() > 1.1 * them.pace[them.group == 0].mean()
    assert them.rate[them.group == 2].mean() < 0.9 * them.rate[them.group == 0].mean()
    assert (them.part_time == (them.group == 4)).all()
