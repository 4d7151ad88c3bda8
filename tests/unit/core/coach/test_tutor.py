"""The coach in somebody else's environment: prerequisites first, what is known is left, nothing is lost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from preceptor.core.coach.tutor import Environment, Lesson, Material, Step, Tutor, teach
from preceptor.core.learner.response import logistic

GRAPH = {"b": ("a",), "c": ("b",)}
ITEMS = tuple(
    Material(f"{name}{number}", ((name, 1.0),), difficulty=float(number - 2), guess=0.2)
    for name in "abc"
    for number in range(5)
)


class Blocked:
    """A learner who gains .4 logits a try, but nothing where the prerequisite is not in place."""

    materials: Sequence[Material] = ITEMS
    prerequisites: Mapping[str, tuple[str, ...]] = GRAPH

    def reset(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.ability = {"a": -0.5, "b": -1.0, "c": -1.5}
        self.given: list[str] = []

    def step(self, item: str) -> float:
        one = next(each for each in ITEMS if each.id == item)
        name = one.competencies[0][0]
        self.given.append(name)
        right = 0.2 + 0.8 * logistic(self.ability[name] - one.difficulty)
        if all(self.ability[up] >= 0.0 for up in GRAPH.get(name, ())):
            self.ability[name] += 0.4
        return float(self.chance.random() < right)

    def test(self) -> float:
        return float(np.mean([logistic(one) for one in self.ability.values()]))


def taught(steps: int = 60, seed: int = 1, environment: Environment | None = None) -> tuple[Lesson, Tutor]:
    tutor = Tutor(ITEMS, GRAPH, np.random.default_rng(seed))
    return teach(environment or Blocked(), tutor, steps, seed), tutor


def test_a_learner_is_taught_what_builds_on_what() -> None:
    environment = Blocked()
    lesson, _ = taught(environment=environment)
    assert lesson.after > lesson.before + 0.4
    assert len(lesson.items) == len(lesson.outcomes) == 60
    assert lesson.minutes == pytest.approx(60.0)


def test_foundations_come_before_what_builds_on_them() -> None:
    early: Counter[str] = Counter()
    for seed in range(12):
        environment = Blocked()
        taught(20, seed, environment)
        early += Counter(environment.given)
    assert early["a"] > early["b"] > early["c"]


def test_it_beats_chance_in_the_same_environment() -> None:
    def by_chance(seed: int) -> float:
        environment, chance = Blocked(), np.random.default_rng(seed)
        environment.reset(seed)
        for _ in range(30):
            environment.step(ITEMS[int(chance.integers(len(ITEMS)))].id)
        return environment.test()

    ours = [taught(30, seed)[0].after for seed in range(6)]
    assert np.mean(ours) > np.mean([by_chance(seed) for seed in range(6)]) + 0.02


def test_the_same_seeds_give_the_same_lesson_and_a_tutor_may_be_used_again() -> None:
    first, tutor = taught(20)
    assert taught(20)[0] == first
    assert tutor.belief.answers == 20
    tutor.reset()
    assert tutor.belief.answers == 0
    assert all(one.evidence == 0 for one in tutor.mastery())


def test_an_environment_may_say_that_it_is_over_and_how_long_things_took() -> None:
    class Short(Blocked):
        def step(self, item: str) -> Step:  # type: ignore[override]
            return Step(super().step(item), over=len(self.given) == 3, minutes=7.0)

    lesson, tutor = taught(environment=Short())
    assert len(lesson.items) == 3
    assert lesson.minutes == 21.0
    assert tutor.at == pytest.approx(21.0 / 1440)

    class Paired(Blocked):
        def step(self, item: str) -> tuple[float, bool]:  # type: ignore[override]
            return super().step(item), True

    assert len(taught(environment=Paired())[0].items) == 1


def test_an_item_rests_while_its_competency_has_others() -> None:
    tutor = Tutor(ITEMS[:5], {}, np.random.default_rng(3))
    given = []
    for _ in range(12):
        given.append(tutor.next())
        tutor.take(given[-1], 1.0)
    assert all(one not in given[max(0, place - 1) : place] for place, one in enumerate(given))


def test_outcomes_of_items_chosen_elsewhere_count_and_unknown_ones_are_named() -> None:
    tutor = Tutor(ITEMS, GRAPH, np.random.default_rng(0))
    tutor.take("a4", 1.0, at=3.0)
    tutor.take("a4", 0.0, at=1.0)  # a clock that went back
    assert tutor.at == 3.0
    assert {one.competency: one.evidence for one in tutor.mastery()} == {"a": 2.0, "b": 0.0, "c": 0.0}
    with pytest.raises(KeyError):
        tutor.take("nothing", 1.0)


def test_a_tutor_needs_something_to_teach() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        Tutor([], {}, np.random.default_rng(1))
    with pytest.raises(ValueError, match="an id of its own"):
        Tutor([Material("x", (("a", 1.0),))] * 2, {}, np.random.default_rng(1))
    with pytest.raises(ValueError, match="tuple of ids, not text"):
        Tutor(ITEMS, {"b": "a"}, np.random.default_rng(1))  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="run in a circle"):
        Tutor(ITEMS, {"a": ("b",), "b": ("a",)}, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("field", "value"),
    [("minutes", 0.0), ("minutes", float("nan")), ("minutes", "long"), ("difficulty", float("inf")),
     ("difficulty", None), ("guess", 1.0), ("guess", -0.1), ("difficulty_var", -1.0), ("competencies", (("a", 0.4),)),
     ("competencies", ())],
)  # fmt: skip
def test_an_item_that_could_not_be_chosen_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match="item 'x': "):
        Material(**{"id": "x", "competencies": (("a", 1.0),)} | {field: value})


@pytest.mark.parametrize("at", [float("nan"), float("inf")])
def test_a_time_is_a_number_of_days(at: float) -> None:
    _, tutor = taught(1)
    for ask in (lambda: tutor.next(at), lambda: tutor.take("a1", 1.0, at)):
        with pytest.raises(ValueError, match="finite number of days"):
            ask()
    assert tutor.belief.answers == 1


def test_a_clock_that_goes_back_counts_as_no_time_and_one_far_ahead_as_forgetting() -> None:
    _, tutor = taught(5)
    tutor.take("a1", 1.0, at=9.0)
    tutor.take("a1", 1.0, at=2.0)
    assert tutor.at == tutor.belief.at == 9.0
    tutor.take("a2", 0.0, at=40_000.0)
    assert tutor.next(at=3.0) in {one.id for one in ITEMS}
    assert all(0.0 <= one.low <= one.mid <= one.high <= 1.0 for one in tutor.mastery())


def test_an_unknown_item_or_no_outcome_changes_nothing() -> None:
    _, tutor = taught(3)
    before = tutor.belief
    with pytest.raises(KeyError, match="no item 'nope'"):
        tutor.take("nope", 1.0)
    for outcome in (float("nan"), 1.5, "right"):
        with pytest.raises(ValueError, match="outcome"):
            tutor.take("a1", outcome)  # type: ignore[arg-type]
    assert tutor.belief == before


@pytest.mark.parametrize("answer", [None, "right", (1.0,), (1.0, True, {}), float("nan"), 2.0])
def test_an_environment_that_gives_no_outcome_is_told_what_one_is(answer: Any) -> None:
    class Odd(Blocked):
        def step(self, item: str) -> Any:
            return answer

    with pytest.raises(ValueError, match="outcome"):
        taught(2, environment=Odd())


def test_a_step_takes_time() -> None:
    for minutes in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="number of minutes"):
            Step(1.0, minutes=minutes)
