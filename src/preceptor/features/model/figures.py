"""Figures of the model on benchmarks: each stands word for word in docs/evidence with its command; a test holds it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, the command that measures it again, and what it gave."""

    what: Any
    command: str
    measured: str


FIGURES = (
    Figure(
        gettext_lazy("Predicting answers of real school learners whom it had not seen (ASSISTments 2009)"),
        "PRECEPTOR_DATA=… ./bench learner --dataset assistments09 --evaluations 200 --json",
        "AUC .7798, log loss .5217, calibration error .008",
    ),
    Figure(
        gettext_lazy("How many items a real admission test needs, chosen one by one (2,392 people, 100 items)"),
        "PRECEPTOR_DATA=… ./bench adaptive --json",
        "Items until the estimate correlates .95 with the full score: 18",
    ),
    Figure(
        gettext_lazy("How often intervals hold the full score of that test"),
        "PRECEPTOR_DATA=… ./bench adaptive --json",
        "90 % intervals of the full score hold .874–.883, a little too few",
    ),
    Figure(
        gettext_lazy("One update of the belief, in an answer over HTTP with the whole loop"),
        "./bench loop --json",
        "One update of the belief 18–32 µs",
    ),
    Figure(
        gettext_lazy("Teaching simulated learners of five kinds, beside seven other ways of choosing what comes next"),
        "./bench coach --seed 1002 --json",
        "A seed not used in tuning: no rival teaches better in any of them",
    ),
)
