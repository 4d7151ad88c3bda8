"""From a belief to what a choice looks at. Pure; knows no storage."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from preceptor.core.coach.planning import AHEAD, Growth, renewal
from preceptor.core.coach.situation import Situation
from preceptor.core.learner import Belief, Parameters, competency_traits
from preceptor.core.learner.forgetting import Prerequisites

# What an answer teaches, from the belief's own parameters, once they were fitted to answers; until then the plan's own.
SHIPPED = Parameters().version


def growth(parameters: Parameters) -> Growth:
    """What a plan expects an answer to teach: a fitted version's figures, or the published ones."""
    if parameters.version == SHIPPED:
        return Growth()
    return Growth(parameters.learning_success, parameters.learning_failure, parameters.learning_shrink, parameters.leap)


def situation(
    belief: Belief,
    ids: Sequence[str],
    parameters: Parameters,
    prerequisites: Prerequisites,
    day: float,
    goal: float | None = None,
    today: Mapping[str, float] | None = None,
    **more: Any,
) -> Situation:
    """Where a learner stands on a day (days since 1970-01-01), in the order of `ids`.

    `goal` is the day of the exam, None where there is none; forgetting is looked at until then, and at most `AHEAD`
    days. `today` counts the day's answers by competency. `more` are further fields of a Situation.
    """
    ahead = AHEAD if goal is None else min(AHEAD, max(0.0, goal - day))
    mean, var = competency_traits(belief, ids, parameters, prerequisites, day)
    later, _ = competency_traits(belief, ids, parameters, prerequisites, day + ahead)
    known = belief.competencies
    answers = np.array([known[name].successes + known[name].failures if name in known else 0.0 for name in ids])
    failures = np.array([known[name].failures if name in known else 0.0 for name in ids])
    lasting = np.array([known[name].stability if name in known else parameters.initial_stability for name in ids])
    last = np.array([one.last if (one := known.get(name)) and one.last is not None else day for name in ids])
    paused, fading = np.maximum(0.0, day - last), parameters.forgetting_exponent
    saved = renewal(paused, ahead, lasting, fading, parameters.stability_growth)
    done = today or {}
    return Situation(
        mean=mean,
        var=var,
        general_var=belief.general.var,
        answers=answers,
        failures=failures,
        day=day,
        later=later,
        renewed=later + saved * (mean - later),
        kept=(1.0 + ahead / lasting) ** -fading,
        today=np.array([done.get(name, 0.0) for name in ids]),
        growth=growth(parameters),
        early=ahead / AHEAD,
        **more,
    )
