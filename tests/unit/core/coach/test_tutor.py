"""The coach in somebody else's environment: prerequisites first, what is known is left, nothing is lost."""

from collections import Counter
from collections.abc import Mapping, Sequence

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


def test_learners_are_taught_in_the_order_of_what_builds_on_what() -> None:
    environment = Blocked()
    lesson, _ = taught(environment=environment)
    assert lesson.after > lesson.before + 0.4
    assert Counter(environment.given[:8]).most_common(1)[0][0] == "a"
    assert np.mean([environment.given[:30].count("c"), 0]) < environment.given[30:].count("c")
    assert len(lesson.items) == len(lesson.outcomes) == 60
    assert lesson.minutes == pytest.approx(60.0)


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


@pytest.mark.parametrize("materials", [[], [Material("x", (("a", 0.4),))]])
def test_what_cannot_be_taught_is_refused(materials: list[Material]) -> None:
    with pytest.raises(ValueError):
        Tutor(materials, {}, np.random.default_rng(0))
