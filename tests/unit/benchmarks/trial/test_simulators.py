"""The simulated learners: luck shared by all policies, forgetting, blocked growth, disengagement as stated."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.trial.chance import Stream
from benchmarks.trial.course import Course, course
from benchmarks.trial.learners_disengaged import GUESSING, SKIPPING, Disengaged
from benchmarks.trial.learners_factors import Factors
from benchmarks.trial.learners_irt import Irt
from benchmarks.trial.learners_memory import Memory
from benchmarks.trial.learners_tracing import LOST_A_DAY, Tracing
from benchmarks.trial.people import people
from benchmarks.trial.roster import SIMULATORS
from benchmarks.trial.simulator import Simulator

LEARNERS = 60
EVERYONE = np.arange(LEARNERS)


@pytest.fixture(scope="module")
def plan() -> Course:
    return course(1)


def made(kind: type[Simulator], plan: Course, learners: int = LEARNERS) -> Simulator:
    simulator = kind(plan, people(plan, learners, 1), 1)
    simulator.begin_day(0)
    return simulator


def practise(simulator: Simulator, competency: int, times: int, day: int = 0) -> np.ndarray:
    items = simulator.course.items[competency]
    who = np.arange(simulator.learners)
    return np.array(
        [simulator.answer(who, np.full(len(who), items[turn % len(items)]), day)[0] for turn in range(times)]
    )


@pytest.mark.parametrize("kind", SIMULATORS.values(), ids=list(SIMULATORS))
def test_luck_does_not_depend_on_what_was_done_before(kind: type[Simulator], plan: Course) -> None:
    one, other = made(kind, plan), made(kind, plan)
    practise(one, 0, 3)
    for stream in Stream:
        assert (
            one.draw(stream, EVERYONE, np.full(LEARNERS, 5)) == other.draw(stream, EVERYONE, np.full(LEARNERS, 5))
        ).all()
    assert (
        one.draw(Stream.OUTCOME, EVERYONE, np.zeros(LEARNERS, int))
        != other.draw(Stream.OUTCOME, EVERYONE, np.zeros(LEARNERS, int))
    ).any()


@pytest.mark.parametrize("kind", SIMULATORS.values(), ids=list(SIMULATORS))
def test_chances_are_chances_and_practice_helps(kind: type[Simulator], plan: Course) -> None:
    simulator = made(kind, plan)
    before = simulator.chances(0.0)
    roots = np.flatnonzero(plan.depth == 0)
    outcomes = np.concatenate([practise(simulator, int(root), 8) for root in roots])
    after = simulator.chances(0.0)
    assert set(np.unique(outcomes)) == {0.0, 1.0}
    assert before.min() >= 0.0
    assert after.max() <= 1.0
    assert (after[:, roots] >= before[:, roots] - 1e-12).all()
    assert after[:, roots].mean() > before[:, roots].mean() + 0.02
    assert (after[:, plan.depth > 0] == before[:, plan.depth > 0]).all()
    assert simulator.final_test(0.0) == pytest.approx(after.mean(axis=1))


@pytest.mark.parametrize("kind", [Irt, Tracing, Memory, Disengaged])
def test_without_study_what_was_learnt_fades(kind: type[Simulator], plan: Course) -> None:
    simulator = made(kind, plan)
    practise(simulator, 0, 10)
    now, week, month = (simulator.chances(day)[:, 0] for day in (0.0, 7.0, 30.0))
    assert (week <= now).all()
    assert (month <= week).all()
    assert month.mean() < week.mean() < now.mean()


def test_factors_forget_nothing(plan: Course) -> None:
    simulator = made(Factors, plan)
    practise(simulator, 0, 10)
    assert (simulator.chances(30.0) == simulator.chances(0.0)).all()


@pytest.mark.parametrize("kind", [Tracing, Factors])
def test_nothing_is_learnt_where_prerequisites_are_missing(kind: type[Simulator], plan: Course) -> None:
    simulator = made(kind, plan, 200)
    child = int(np.flatnonzero(plan.depth == 2)[0])
    before = simulator.chances(0.0)
    reach = simulator.within_reach(before)[:, child]
    practise(simulator, child, 15)
    gained = simulator.chances(0.0)[:, child] - before[:, child]
    assert 10 < reach.sum() < 190
    assert (gained[~reach] == 0).all()
    assert gained[reach].mean() > 0.02
    assert (simulator.gains(0.0, 1.0)[~reach, child] == 0).all()


def test_knowledge_is_lost_at_the_stated_rate_a_day(plan: Course) -> None:
    simulator = made(Tracing, plan, 300)
    assert isinstance(simulator, Tracing)
    simulator.known[:] = True
    simulator.begin_day(30)
    assert simulator.known.mean() == pytest.approx((1 - LOST_A_DAY) ** 30, abs=0.01)


def test_spaced_practice_outlasts_massed_practice(plan: Course) -> None:
    massed, spaced = made(Memory, plan), made(Memory, plan)
    practise(massed, 0, 6)
    for day in (0, 7, 14, 21, 28, 35):
        spaced.begin_day(day)
        practise(spaced, 0, 1, day)

    def kept(simulator: Simulator, day: float) -> float:
        learnt = simulator.chances(day) - made(Memory, plan).chances(0.0)
        later = simulator.chances(day + 30) - made(Memory, plan).chances(0.0)
        return float(later[:, 0].sum() / learnt[:, 0].sum())

    assert kept(spaced, 35.0) > kept(massed, 0.0) + 0.2


def test_an_item_seen_within_a_week_teaches_half(plan: Course) -> None:
    again, fresh = made(Factors, plan), made(Factors, plan)
    simulators = ((again, plan.items[0, 0]), (fresh, plan.items[0, 1]))
    gained = []
    for simulator, second in simulators:
        assert isinstance(simulator, Factors)
        simulator.answer(EVERYONE, np.full(LEARNERS, plan.items[0, 0]), 0)
        start = simulator.ability[:, 0].copy()
        outcomes, _ = simulator.answer(EVERYONE, np.full(LEARNERS, second), 0)
        gained.append((simulator.ability[:, 0] - start)[outcomes > 0] / simulator.people.rate[outcomes > 0])
    assert gained[0] == pytest.approx(gained[1].mean() / 2)


def test_disengagement_is_as_stated(plan: Course) -> None:
    simulator = made(Disengaged, plan, 2000)
    assert isinstance(simulator, Disengaged)
    assert simulator.disengaged.mean() == pytest.approx(0.15, abs=0.025)
    everyone = np.arange(2000)
    guessing = simulator.guessing(everyone)
    assert guessing[simulator.disengaged] == pytest.approx(GUESSING[1])
    assert guessing[~simulator.disengaged] == pytest.approx(GUESSING[0])
    there = np.mean([simulator.attends(day) for day in plan.days.tolist()], axis=0)
    assert there[simulator.disengaged].mean() == pytest.approx(1 - SKIPPING[1], abs=0.01)
    assert there[~simulator.disengaged].mean() == pytest.approx(1 - SKIPPING[0], abs=0.01)
    simulator.failures[:] = 5
    assert (simulator.guessing(everyone) > guessing).all()
    off = simulator.truth - plan.difficulty
    assert off.std() == pytest.approx((0.8**2 + 0.4**2) ** 0.5, abs=0.15)


def test_a_rapid_guess_is_quick_and_teaches_nothing(plan: Course) -> None:
    simulator = made(Disengaged, plan, 500)
    assert isinstance(simulator, Disengaged)
    simulator.failures[:] = 100
    before = simulator.chances(0.0)
    outcomes, minutes = simulator.answer(np.arange(500), np.zeros(500, dtype=np.int64), 0)
    assert outcomes.mean() == pytest.approx(0.2, abs=0.06)
    assert minutes == pytest.approx(plan.minutes[0] * simulator.people.pace / 5)
    assert (simulator.chances(0.0) == before).all()


def test_part_time_learners_are_offered_as_much_on_half_of_the_days(plan: Course) -> None:
    simulator = made(Irt, plan, 100)
    offered = np.array([simulator.minutes_offered(day) for day in plan.days.tolist()])
    part_time = simulator.people.part_time
    assert (offered.sum(axis=0) == plan.budget).all()
    assert ((offered > 0).mean(axis=0)[part_time] == 0.5).all()
    assert (offered[:, ~part_time] == 30.0).all()
