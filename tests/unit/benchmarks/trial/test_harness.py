"""A cell of the trial: the same from the same seed, the same luck for every policy, time kept."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import coach
from benchmarks.trial.course import Course, Floats, Ints
from benchmarks.trial.harness import Cell, play
from benchmarks.trial.learners_irt import Irt
from benchmarks.trial.policy import REST
from benchmarks.trial.rivals_plain import FixedCurriculum
from benchmarks.trial.roster import POLICIES, SIMULATORS, make

LEARNERS = 40


class Idle(FixedCurriculum):
    """Rests after the first item of each day."""

    name = "idle"

    def begin(self, course: Course, learners: int, chance: np.random.Generator) -> None:
        super().begin(course, learners, chance)
        self.done = np.full(learners, -1)

    def choose(self, day: int, minutes_left: Floats) -> Ints:
        return np.where(self.done == day, REST, super().choose(day, minutes_left))

    def learn(self, who: Ints, items: Ints, outcomes: Floats, minutes: Floats, day: int) -> None:
        super().learn(who, items, outcomes, minutes, day)
        self.done[who] = day


def same(one: Cell, other: Cell) -> bool:
    return all(
        np.array_equal(getattr(one, part), getattr(other, part), equal_nan=True)
        for part in ("before", "after", "later", "minutes_to_mastery", "minutes", "claimed", "false")
    )


@pytest.mark.parametrize("simulator", SIMULATORS)
@pytest.mark.parametrize("policy", ["random", "zpd", "oracle"])
def test_a_seed_decides_everything(simulator: str, policy: str) -> None:
    first, again, other = (play(SIMULATORS[simulator], make(policy), LEARNERS, seed, weeks=2) for seed in (1, 1, 2))
    assert same(first, again)
    assert not same(first, other)


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_every_policy_meets_the_same_learners(simulator: str) -> None:
    cells = [play(SIMULATORS[simulator], make(policy), LEARNERS, 1, weeks=1) for policy in POLICIES]
    assert all((one.before == cells[0].before).all() for one in cells)
    assert all((one.group == cells[0].group).all() for one in cells)


def test_time_is_kept() -> None:
    cell = play(Irt, make("fixed"), LEARNERS, 1, weeks=2)
    assert cell.budget == 300.0
    # The last item of a day may be begun with a moment left: at most a long item over, each day.
    assert (cell.minutes >= cell.budget).all()
    assert (cell.minutes < cell.budget + 10 * 3.0 * 1.15 * 1.6).all()


def test_a_policy_that_rests_is_not_counted_as_quick() -> None:
    cell = play(Irt, Idle(), LEARNERS, 1, weeks=2)
    assert (cell.answers <= 10).all()
    assert (cell.minutes < 60).all()
    slow = np.isnan(cell.minutes_to_mastery)
    assert slow.any()


@pytest.mark.slow
def test_the_oracle_beats_what_knows_less() -> None:
    for simulator in SIMULATORS.values():
        cells = {policy: play(simulator, make(policy), 80, 5, weeks=6) for policy in ("oracle", "random", "fixed")}
        after = {policy: cell.after.mean() for policy, cell in cells.items()}
        assert after["oracle"] > max(after["random"], after["fixed"])
        assert 0.05 < after["random"] < 0.99


@pytest.mark.slow
def test_the_benchmark_reports_every_cell() -> None:
    chosen = ["--simulators", "irt", "--policies", "fixed", "oracle", "--processes", "1", "--seed", "1"]
    found = coach.run(["--learners", "21", "--courses", "2", *chosen])
    assert found["best_in_every_simulator"] is None
    assert found["for_tuning_only"] is True
    assert set(found["cells"]["irt"]) == {"fixed", "oracle"}
    assert found["cells"]["irt"]["oracle"]["false_mastery"]["value"] == 0.0
    assert len(coach.cell("irt", "fixed", 21, 2, 1).before) == 21


def test_more_courses_than_learners_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        coach.run(["--learners", "3", "--courses", "4"])
    assert "--courses" in capsys.readouterr().err
