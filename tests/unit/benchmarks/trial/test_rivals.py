"""The rivals: they live on the course and on answers alone, and each does what its name says."""

from __future__ import annotations

import ast
from pathlib import Path

import fsrs
import numpy as np
import pytest

from benchmarks.trial import rivals_spaced
from benchmarks.trial.course import Course, Floats, Ints, course
from benchmarks.trial.harness import play
from benchmarks.trial.learners_irt import Irt
from benchmarks.trial.policy import Policy
from benchmarks.trial.rivals_bandit import Zpdes
from benchmarks.trial.rivals_elo import TargetElo
from benchmarks.trial.rivals_plain import FixedCurriculum
from benchmarks.trial.rivals_spaced import SpacedReview
from benchmarks.trial.rivals_tracing import MasteryThreshold
from benchmarks.trial.roster import RIVALS

LEARNERS = 12
TRUTH = ("learners_", "people", "harness", "rivals_oracle")


@pytest.fixture(scope="module")
def plan() -> Course:
    return course(1)


def begun(policy: Policy, plan: Course, learners: int = LEARNERS) -> Policy:
    policy.begin(plan, learners, np.random.default_rng([1, 4]))
    return policy


class Listener:
    """Passes everything on to a rival and writes down what it heard and chose."""

    def __init__(self, rival: Policy) -> None:
        self.rival, self.name = rival, rival.name
        self.heard: list[tuple[str, tuple[object, ...]]] = []

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        self.rival.begin(course, learners, chance)

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        chosen = self.rival.choose(day, minutes_left)
        self.heard.append(("choose", (day, minutes_left.copy(), np.array(chosen))))
        return chosen

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        self.heard.append(("learn", (who.copy(), items.copy(), outcomes.copy(), minutes.copy(), day)))
        self.rival.learn(who, items, outcomes, minutes, day)

    def claims(self, day: int) -> np.ndarray:
        return self.rival.claims(day)


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_chooses_the_same_from_the_transcript_alone(name: str) -> None:
    listener = Listener(RIVALS[name]())
    play(Irt, listener, LEARNERS, 1, weeks=1)
    twin = begun(RIVALS[name](), course(1, 1))
    assert len(listener.heard) > 50
    for what, said in listener.heard:
        if what == "choose":
            day, left, chosen = said
            assert (np.asarray(twin.choose(day, left)) == chosen).all()  # type: ignore[arg-type]
        else:
            twin.learn(*said)  # type: ignore[arg-type]
    assert (twin.claims(7) == listener.claims(7)).all()


def test_no_rival_imports_the_truth() -> None:
    folder = Path(rivals_spaced.__file__).parent
    seen = []
    for path in (one for one in folder.glob("rivals_*.py") if one.stem != "rivals_oracle"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("benchmarks.trial."):
                module = node.module.removeprefix("benchmarks.trial.")
                seen.append(module)
                assert not module.startswith(TRUTH), path.name
                assert [one.name for one in node.names if one.name == "Simulator"] == [], path.name
    assert seen


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_offers_items_and_claims_nothing_at_the_start(name: str, plan: Course) -> None:
    rival = begun(RIVALS[name](), plan)
    items = np.asarray(rival.choose(0, np.full(LEARNERS, 30.0)))
    assert items.shape == (LEARNERS,)
    assert ((items >= 0) & (items < len(plan.difficulty))).all()
    assert not rival.claims(0).any()


def answer(policy: Policy, plan: Course, right: float, day: int = 0) -> Ints:
    """One item each, all answered alike; returns the competencies."""
    items = np.asarray(policy.choose(day, np.full(LEARNERS, 30.0)))
    outcomes = np.full(LEARNERS, right)
    policy.learn(np.arange(LEARNERS), items, outcomes, plan.minutes[items], day)
    return plan.competency[items]


def test_the_fixed_curriculum_gives_ten_each_in_order(plan: Course) -> None:
    rival = begun(FixedCurriculum(), plan)
    given = [int(answer(rival, plan, 1.0)[0]) for _ in range(310)]
    assert given[:300] == np.repeat(plan.order, 10).tolist()
    assert given[300:] == [int(plan.order[0])] * 10


def test_the_threshold_goes_on_after_mastery_and_after_spinning_wheels(plan: Course) -> None:
    able = begun(MasteryThreshold(), plan)
    given = [int(answer(able, plan, 1.0)[0]) for _ in range(8)]
    first = given.count(int(plan.order[0]))
    assert 2 <= first <= 5
    assert given[first] == plan.order[1]
    assert able.claims(0)[0, plan.order[0]]
    stuck = begun(MasteryThreshold(), plan)
    assert [int(answer(stuck, plan, 0.0)[0]) for _ in range(16)] == [int(plan.order[0])] * 15 + [int(plan.order[1])]


def test_the_bandit_opens_the_zone_by_success(plan: Course) -> None:
    rival = begun(Zpdes(), plan)
    assert isinstance(rival, Zpdes)
    assert (rival.zone() == (plan.depth == 0)).all()
    for _ in range(60):
        answer(rival, plan, 1.0)
    assert (rival.zone()[:, plan.depth > 0].any(axis=1)).all()


def test_elo_rises_with_success_and_aims_at_its_target(plan: Course) -> None:
    rival = begun(TargetElo(), plan)
    assert isinstance(rival, TargetElo)
    start = rival.predicted()
    for _ in range(40):
        answer(rival, plan, 1.0)
    assert (rival.predicted().mean(axis=1) > start.mean(axis=1)).all()


def test_spaced_review_brings_lapses_back_and_schedules_like_the_library(plan: Course) -> None:
    rival = begun(SpacedReview(), plan)
    assert np.allclose(rivals_spaced.W, fsrs.scheduler.DEFAULT_PARAMETERS)
    first = answer(rival, plan, 0.0)
    later = [answer(rival, plan, 1.0) for _ in range(3)]
    assert all((first != one).all() for one in later[:2])
    assert (first == answer(rival, plan, 1.0)).all() or (first == later[2]).all()
    scheduler = fsrs.Scheduler()
    ours = rivals_spaced.next_stability(
        np.array([5.0, 5.0]), np.array([4.0, 4.0]), np.array([0.8, 0.8]), np.array([True, False]), np.zeros(2, bool)
    )
    theirs = [
        scheduler._next_stability(difficulty=4.0, stability=5.0, retrievability=0.8, rating=rating)
        for rating in (fsrs.Rating.Good, fsrs.Rating.Again)
    ]
    assert ours == pytest.approx(theirs)
