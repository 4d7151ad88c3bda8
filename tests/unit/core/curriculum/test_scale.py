"""From an author's difficulty to logits: the shares that the guide promises."""

from math import exp

import pytest

from preceptor.core.curriculum.scale import DIFFICULTY, level_mean, logits, reference


@pytest.mark.parametrize(
    ("difficulty", "low", "high"), [(1, 0.9, 1.0), (2, 0.75, 0.9), (3, 0.55, 0.75), (4, 0.35, 0.55), (5, 0.2, 0.36)]
)
def test_a_learner_of_the_items_level_scores_what_the_guide_says(difficulty: int, low: float, high: float) -> None:
    for level in ("pre-clinical", "clerkship", "resident"):
        eta = level_mean(level) - logits(difficulty, level)
        assert low <= 0.2 + 0.8 / (1 + exp(-eta)) <= high


def test_levels_climb_evenly_and_the_reference_is_the_middle_item() -> None:
    assert level_mean("clerkship") == 0.0
    assert level_mean("resident") == -level_mean("pre-clinical") > 0
    assert reference("resident") == DIFFICULTY[3] + level_mean("resident")
    assert level_mean("unheard of") == 0.0
