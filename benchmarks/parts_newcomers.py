"""Simulated learners of whom nothing is known but a group or their own word: what that tells of first answers."""

from __future__ import annotations

import numpy as np

from benchmarks.parts_worlds import (
    LEARNERS,
    STILL,
    Answers,
    Chance,
    Trial,
    abilities,
    asked,
    at_competency,
    believed,
    drawn,
    everything,
)
from preceptor.core.learner import Trait
from preceptor.core.learner.batch import Batch
from preceptor.core.learner.groups import starts
from preceptor.core.learner.passes import carried
from preceptor.core.learner.responses import Floats


def _newcomers(shift: Floats, prior: Floats, chance: Chance) -> Trial:
    """Five first answers of learners who stand `shift` (L,) off; with the part `prior` (L,) is expected of them."""
    _, ability = abilities(len(shift), 3, chance)
    ability = ability + shift[:, None]
    subject, difficulty = asked(5, 3, chance, len(shift))
    answers = Answers(subject, drawn(at_competency(ability, subject) - difficulty, chance), {"difficulty": difficulty})
    return Trial(
        answers, ability, believed(answers, STILL, prior), believed(answers, STILL), everything(subject.shape),
        everything((len(shift),)),
    )  # fmt: skip


def levels(size: float, chance: Chance) -> Trial:
    """Three levels of training, `size` logits apart; the part expects .7. Five first answers."""
    step = (np.arange(2 * LEARNERS) % 3 - 1).astype(np.float64)
    return _newcomers(size * step, 0.7 * step, chance)


def programmes(size: float, chance: Chance) -> Trial:
    """Twelve programmes whose means vary by `size`, each known by forty earlier learners' forty answers. Five first
    answers of later ones."""
    place = chance.normal(0.0, size, 12)
    group = np.arange(480) % 12
    _, ability = abilities(480, 3, chance)
    ability = ability + place[group][:, None]
    subject, difficulty = asked(40, 3, chance, 480)
    earlier = Answers(subject, drawn(at_competency(ability, subject) - difficulty, chance), {"difficulty": difficulty})
    found, log = earlier.laid()
    batch = Batch(found, STILL, np.zeros(480), 0)
    carried(batch, log, np.zeros((0, 3)), STILL)
    traits = zip(group.tolist(), batch.general.tolist(), batch.general_var.tolist(), strict=True)
    known = starts(((str(one), 0.0, Trait(mean, var)) for one, mean, var in traits), STILL)
    later = np.arange(2 * LEARNERS) % 12
    prior = np.array([known[str(one)].shift for one in range(12)])
    return _newcomers(place[later], prior[later], chance)


EXPECTED = 0.21


def self_assessment(size: float, chance: Chance) -> Trial:
    """Learners say how good they think they are; it goes with their general level by the correlation `size`, and the
    part reads it at .21. Five first answers."""
    general, ability = abilities(2 * LEARNERS, 3, chance)
    said = size * general + (1.0 - size * size) ** 0.5 * chance.normal(size=len(general))
    subject, difficulty = asked(5, 3, chance, len(general))
    answers = Answers(subject, drawn(at_competency(ability, subject) - difficulty, chance), {"difficulty": difficulty})
    on, off = believed(answers, STILL, EXPECTED * said), believed(answers, STILL)
    return Trial(answers, ability, on, off, everything(subject.shape), everything((len(general),)))


def one_more(size: float, chance: Chance) -> Trial:
    """The same five answers with and without one ordinary answer (of `size` items) before them: what a minute spent on
    an item tells instead."""
    _, ability = abilities(2 * LEARNERS, 3, chance)
    subject, difficulty = asked(6, 3, chance, 2 * LEARNERS)
    answers = Answers(subject, drawn(at_competency(ability, subject) - difficulty, chance), {"difficulty": difficulty})
    scored = np.broadcast_to(np.arange(6) > 0, subject.shape)
    first = np.where(scored, 1.0, 0.0)
    on, off = (
        believed(answers.told(weight=np.where(scored, 1.0, size)), STILL),
        believed(answers.told(weight=first), STILL),
    )
    return Trial(answers, ability, on, off, scored, everything((2 * LEARNERS,)))
