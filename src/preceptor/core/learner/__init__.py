"""The belief about one learner: update, predict, forecast, explain, calibrate. Knows no storage."""

from preceptor.core.learner.belief import Belief, CompetencyTrait, Familiarity, Trait, new_belief
from preceptor.core.learner.calibrate import Difficulty, calibrate
from preceptor.core.learner.explanation import Contribution, explain
from preceptor.core.learner.filtering import update
from preceptor.core.learner.forgetting import Prerequisites
from preceptor.core.learner.mastery import (
    Interval,
    Mastery,
    MasteryState,
    competency_traits,
    forecast,
    interval,
    mastery,
    mastery_all,
)
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.parts import Parts, foreseen, parts
from preceptor.core.learner.prediction import Prediction, Probe, predict

__all__ = [
    "Belief",
    "CompetencyTrait",
    "Contribution",
    "Difficulty",
    "Familiarity",
    "Interval",
    "Mastery",
    "MasteryState",
    "Parameters",
    "Parts",
    "Prediction",
    "Prerequisites",
    "Probe",
    "Trait",
    "calibrate",
    "competency_traits",
    "explain",
    "forecast",
    "foreseen",
    "interval",
    "mastery",
    "mastery_all",
    "new_belief",
    "parts",
    "predict",
    "update",
]
