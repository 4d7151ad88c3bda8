"""Simulated learners in whom one thing is so, or is not, and how the belief sees them with that part and without it.

The truth is drawn here; what is believed of it is the belief's own code (`Batch` and `fit`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from preceptor.core.learner import Parameters
from preceptor.core.learner.batch import Batch
from preceptor.core.learner.calibrate import fit
from preceptor.core.learner.passes import carried, filter_of
from preceptor.core.learner.responses import COLUMNS, Bools, Catalog, Floats, Ints, Kind, Responses, catalog, paired

LEARNERS = 1000
Chance = np.random.Generator
# Nothing moves but by evidence, so that what is seen is the part alone.
STILL = replace(
    Parameters(),
    version="benchmark",
    learning_success=0.0,
    learning_failure=0.0,
    familiarity_var=1e-6,
    familiarity_success=0.0,
    familiarity_failure=0.0,
    forgetting_exponent=0.0,
    familiarity_exponent=0.0,
    general_noise=0.0,
    competency_noise=0.0,
    general_noise_per_day=0.0,
)
SLIP = STILL.slip
PLAIN: Mapping[str, float] = {
    "weight": 1.0, "slip": np.nan, "discrimination": 1.0, "guess": 0.0, "at": 0.0, "assistance": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """T answers of each of L learners: competency, item and rater (−1: none), outcome, (L, T) each, and columns of
    `Responses.values` that broadcast to it."""

    subject: Ints
    outcome: Floats
    columns: Mapping[str, Floats | float]
    item: Ints | None = None
    rater: Ints | None = None
    graph: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def laid(self) -> tuple[Catalog, Responses]:
        """As the belief reads it."""
        size = self.subject.shape
        none = np.full(size, -1)
        told = np.stack([none if one is None else one for one in (self.item, self.subject, self.rater)], axis=-1)
        kinds, question = np.unique(told.reshape(-1, 3), axis=0, return_inverse=True)
        found = catalog((_kind(*row) for row in kinds.tolist()), dict(self.graph))
        values = np.zeros((*size, len(COLUMNS)))
        for name, value in {**PLAIN, "outcome": self.outcome, **self.columns}.items():
            values[..., COLUMNS.index(name)] = value
        begins = np.arange(size[0] + 1, dtype=np.int64) * size[1]
        asked_of = question.reshape(-1).astype(np.int64)
        pair = paired(begins, found.item[asked_of])
        return found, Responses(begins, asked_of, pair, values.reshape(-1, len(COLUMNS)), np.zeros(size[0]))

    def of(self, who: Bools) -> Answers:
        """The answers of some learners."""
        parts = {name: np.broadcast_to(value, self.subject.shape)[who] for name, value in self.columns.items()}
        item, rater = (None if one is None else one[who] for one in (self.item, self.rater))
        return replace(
            self, subject=self.subject[who], outcome=self.outcome[who], columns=parts, item=item, rater=rater
        )

    def told(self, **columns: Floats | float) -> Answers:
        """The same answers, recorded otherwise."""
        return replace(self, columns={**self.columns, **columns})


@dataclass(frozen=True)
class Believed:
    """What the belief made of it: chances before each answer (L, T), then mean and variance of ability (L, K)."""

    chances: Floats
    mean: Floats
    var: Floats


@dataclass(frozen=True)
class Trial:
    """One world: the belief with and without a part, what was true (L, K), which answers are scored (L, T), and who is
    looked at most closely (L,)."""

    answers: Answers
    truth: Floats
    on: Believed
    off: Believed
    scored: Bools
    focus: Bools

    def gain(self) -> tuple[Floats, Floats, Ints]:
        """Of every scored answer: outcome, chances without and with the part (n, 2), and whose it is."""
        learner = np.broadcast_to(np.arange(len(self.scored))[:, None], self.scored.shape)[self.scored]
        chances = np.stack([one.chances[self.scored] for one in (self.off, self.on)], axis=1)
        return self.answers.outcome[self.scored], chances, learner


World = Callable[[float, Chance], Trial]


def _kind(item: int, subject: int, rater: int) -> Kind:
    return Kind(None if item < 0 else f"i{item}", ((f"k{subject}", 1.0),), None if rater < 0 else f"r{rater}")


def believed(
    answers: Answers, parameters: Parameters, level: Floats | None = None, table: Mapping[str, Floats] | None = None
) -> Believed:
    """Carry everybody through their answers. `table` places items and raters: (difficulty, variance, steepness)."""
    found, log = answers.laid()
    batch = Batch(found, parameters, np.zeros(len(log.level)) if level is None else level, log.pairs)
    known = table or {}
    rows = [known.get(key, np.zeros(3)) for key in (*found.items, *found.raters)]
    chances = carried(batch, log, np.array(rows).reshape(-1, 3), parameters).chances
    mean, var = batch.traits(np.arange(len(log.level)), batch.now)
    place = np.argsort([int(name[1:]) for name in found.competencies])
    return Believed(chances.reshape(answers.subject.shape), mean[:, place], var[:, place])


def abilities(learners: int, competencies: int, chance: Chance) -> tuple[Floats, Floats]:
    """General levels (L,) and abilities (L, K)."""
    general = chance.normal(0.0, STILL.general_var**0.5, learners)
    return general, general[:, None] + chance.normal(0.0, STILL.competency_var**0.5, (learners, competencies))


def drawn(eta: Floats, chance: Chance, guess: Floats | float = 0.0, slip: Floats | float = SLIP) -> Floats:
    """Outcomes, right or wrong, of ability less difficulty."""
    return (chance.random(eta.shape) < guess + (1.0 - guess - slip) / (1.0 + np.exp(-eta))).astype(np.float64)


def everything(shape: tuple[int, ...]) -> Bools:
    """All of it."""
    return np.ones(shape, dtype=np.bool_)


def asked(length: int, competencies: int, chance: Chance, learners: int | None = None) -> tuple[Ints, Floats]:
    """Competencies and difficulties (L, T), drawn at random."""
    shape = (learners or LEARNERS, length)
    return chance.integers(0, competencies, shape), chance.normal(0.0, 1.0, shape)


def at_competency(ability: Floats, subject: Ints) -> Floats:
    return np.take_along_axis(ability, subject, axis=1)


def form(size: float, chance: Chance) -> Trial:
    """Twelve sittings of six answers; everybody's day is `size` logits (standard deviation) better or worse."""
    _, ability = abilities(LEARNERS, 4, chance)
    subject, difficulty = asked(72, 4, chance)
    day = np.repeat(chance.normal(0.0, size, (LEARNERS, 12)), 6, axis=1)
    at = np.repeat(np.arange(12.0), 6)[None, :]
    outcome = drawn(at_competency(ability, subject) + day - difficulty, chance)
    answers = Answers(subject, outcome, {"difficulty": difficulty, "at": at})
    with_form = replace(STILL, recency_var=0.3, recency_decay=0.95)
    return Trial(
        answers, ability, believed(answers, with_form), believed(answers, STILL), everything(subject.shape),
        everything((LEARNERS,)),
    )  # fmt: skip


def testlets(size: float, chance: Chance) -> Trial:
    """Six activities of twelve records; what an activity is about suits a learner by `size` logits. Scored: the first
    record of each activity, which nothing of it has coloured."""
    _, ability = abilities(LEARNERS, 3, chance)
    subject, difficulty = asked(72, 3, chance)
    shared = np.repeat(chance.normal(0.0, size, (LEARNERS, 6)), 12, axis=1)
    outcome = drawn(at_competency(ability, subject) + shared - difficulty, chance)
    answers = Answers(subject, outcome, {"difficulty": difficulty})
    scored = np.broadcast_to(np.arange(72) % 12 == 0, subject.shape)
    return Trial(
        answers, ability, believed(answers.told(weight=0.5), STILL), believed(answers, STILL), scored,
        everything((LEARNERS,)),
    )  # fmt: skip


def _pool(name: str, values: tuple[float, ...]) -> World:
    """A world in which items differ in their chance of guessing or slipping, `size` times as much as `values`."""

    def world(size: float, chance: Chance) -> Trial:
        _, ability = abilities(LEARNERS, 3, chance)
        subject, difficulty = asked(40, 3, chance)
        middle = float(np.mean(values))
        own = middle + size * (chance.choice(values, subject.shape) - middle)
        outcome = drawn(at_competency(ability, subject) - difficulty, chance, **{name: own})
        answers = Answers(subject, outcome, {"difficulty": difficulty})
        return Trial(
            answers, ability, believed(answers.told(**{name: own}), STILL),
            believed(answers.told(**{name: middle}), STILL), everything(subject.shape), everything((LEARNERS,)),
        )  # fmt: skip

    return world


guessing = _pool("guess", (0.0, 0.2, 0.5))
slipping = _pool("slip", (0.0, 0.02, 0.1))


def assistance(size: float, chance: Chance) -> Trial:
    """Half of the learners take full help on half of the answers, which makes them `size` logits easier. Scored: what
    was answered alone; looked at: those who take help."""
    _, ability = abilities(LEARNERS, 3, chance)
    subject, difficulty = asked(40, 3, chance)
    takers = np.arange(LEARNERS) % 2 == 0
    share = (takers[:, None] & (chance.random(subject.shape) < 0.5)).astype(np.float64)
    outcome = drawn(at_competency(ability, subject) + size * share - difficulty, chance)
    answers = Answers(subject, outcome, {"difficulty": difficulty})
    return Trial(
        answers, ability, believed(answers.told(assistance=share), STILL), believed(answers, STILL),
        (share == 0.0) & takers[:, None], takers,
    )  # fmt: skip


def retries(size: float, chance: Chance) -> Trial:
    """Twenty items, each met twice; the second time it is `size` logits easier. Scored: the second halves."""
    _, ability = abilities(LEARNERS, 3, chance)
    items = chance.normal(0.0, 1.0, 60)
    first = np.argsort(chance.random((LEARNERS, 60)), axis=1)[:, :20]
    item = np.concatenate([first, first], axis=1)
    again = (np.arange(40) >= 20)[None, :]
    outcome = drawn(at_competency(ability, item % 3) + size * again - items[item], chance)
    answers = Answers(item % 3, outcome, {}, item)
    table = {f"i{n}": np.array([difficulty, 0.0, 0.0]) for n, difficulty in enumerate(items.tolist())}
    ours = Parameters()
    knows = replace(
        STILL, familiarity_var=ours.familiarity_var, familiarity_success=ours.familiarity_success,
        familiarity_failure=ours.familiarity_failure,
    )  # fmt: skip
    return Trial(
        answers, ability, believed(answers, knows, table=table), believed(answers, STILL, table=table),
        np.broadcast_to(again, item.shape), everything((LEARNERS,)),
    )  # fmt: skip


def fractions(size: float, chance: Chance) -> Trial:
    """Twenty tasks marked on a rubric of `size` + 1 keys that share a case, then ten right-or-wrong items, which are
    scored. Without the part a task is passed when half of its keys are."""
    _, ability = abilities(LEARNERS, 3, chance)
    subject, difficulty = asked(30, 3, chance)
    keys = int(size) + 1
    case = chance.normal(0.0, 0.5 if size else 0.0, subject.shape)
    eta = at_competency(ability, subject) - difficulty + case
    marks = np.mean([drawn(eta, chance) for _ in range(keys)], axis=0)
    probe = np.broadcast_to(np.arange(30) >= 20, subject.shape)
    marks = np.where(probe, drawn(eta - case, chance), marks)
    answers = Answers(subject, marks, {"difficulty": difficulty})
    passed = replace(answers, outcome=(marks >= 0.5).astype(np.float64))
    return Trial(answers, ability, believed(answers, STILL), believed(passed, STILL), probe, everything((LEARNERS,)))


def raters(size: float, chance: Chance) -> Trial:
    """Twenty-four raters whose severity varies by `size`; each learner is judged by two of them, twelve times each.
    Items and raters are fitted to half of the learners. Looked at: the sixth of learners with the severest raters."""
    _, ability = abilities(2 * LEARNERS, 3, chance)
    items, severity = chance.normal(0.0, 1.0, 30), chance.normal(0.0, size, 24)
    item = chance.integers(0, 30, (2 * LEARNERS, 24))
    pair = np.argsort(chance.random((2 * LEARNERS, 24)), axis=1)[:, :2]
    rater = np.repeat(pair, 12, axis=1)
    outcome = drawn(at_competency(ability, item % 3) - items[item] - severity[rater], chance)
    answers = Answers(item % 3, outcome, {}, item, rater)
    train = np.arange(2 * LEARNERS) < LEARNERS
    blind = replace(answers, rater=None)
    on, off = (believed(one.of(~train), STILL, table=placed(one.of(train))) for one in (answers, blind))
    faced = severity[pair].mean(axis=1)
    focus = faced >= np.quantile(faced, 5 / 6)
    held = answers.of(~train)
    return Trial(held, ability[~train], on, off, everything(held.subject.shape), focus[~train])


def placed(answers: Answers) -> dict[str, Floats]:
    """Items and raters fitted to answers, with their doubt."""
    found, log = answers.laid()
    run = filter_of()
    bank = fit(
        lambda table: [run(found, log, table, STILL).sums], np.zeros(len(found.items)), STILL, raters=len(found.raters)
    )
    return dict(zip((*found.items, *found.raters), bank.table(doubt=True), strict=True))


def prerequisites(size: float, chance: Chance) -> Trial:
    """Thirty answers on three competencies, then one on each of three that build on them; deviations of the two go
    together with the correlation `size`. Scored: the three first answers."""
    general, ability = abilities(LEARNERS, 3, chance)
    own = chance.normal(0.0, STILL.competency_var**0.5, (LEARNERS, 3))
    children = size * (ability - general[:, None]) + (1.0 - size * size) ** 0.5 * own
    ability = np.concatenate([ability, general[:, None] + children], axis=1)
    subject, difficulty = asked(33, 3, chance)
    subject[:, 30:] = np.arange(3, 6)
    outcome = drawn(at_competency(ability, subject) - difficulty, chance)
    graph = {f"k{n + 3}": (f"k{n}",) for n in range(3)}
    answers = Answers(subject, outcome, {"difficulty": difficulty}, graph=graph)
    scored = np.broadcast_to(np.arange(33) >= 30, subject.shape)
    on, off = (believed(answers, replace(STILL, prerequisite_pull=pull)) for pull in (0.5, 0.0))
    return Trial(answers, ability, on, off, scored, everything((LEARNERS,)))


def spaced(size: tuple[float, float], chance: Chance, on: Parameters, off: Parameters) -> Trial:
    """Six competencies met once a sitting, with growing pauses, and forgotten with (exponent, growth of stability) of
    `size`; answers teach as in the belief, but four times as much, so that there is something to forget.
    Scored: the last two sittings, months after the one before."""
    exponent, growth = size
    general, ability = abilities(LEARNERS, 6, chance)
    deviation = ability - general[:, None]
    pauses = np.array([0.0, 1.0, 2.0, 5.0, 12.0, 30.0, 60.0, 90.0])
    days = np.cumsum(pauses[None, :] * chance.uniform(0.5, 1.5, (LEARNERS, 8)), axis=1)
    difficulty = chance.normal(0.0, 1.0, (LEARNERS, 8, 6))
    outcome = np.empty((LEARNERS, 8, 6))
    stability = np.full((LEARNERS, 6), STILL.initial_stability)
    for sitting in range(8):
        passed = (days[:, sitting] - days[:, sitting - 1] if sitting else np.zeros(LEARNERS))[:, None]
        kept = (1.0 + passed / stability) ** -exponent
        deviation = np.where(deviation > 0.0, kept * deviation, deviation)
        right = drawn(general[:, None] + deviation - difficulty[:, sitting], chance)
        outcome[:, sitting] = right
        stability += passed * right * (1.0 + growth)
        taught = right * on.learning_success + (1.0 - right) * on.learning_failure
        deviation = deviation + taught * (1.0 + sitting) ** -on.learning_shrink
    subject = np.broadcast_to(np.arange(6), (LEARNERS, 8, 6)).reshape(LEARNERS, 48)
    columns = {"difficulty": difficulty.reshape(LEARNERS, 48), "at": np.repeat(days, 6, axis=1)}
    answers = Answers(subject, outcome.reshape(LEARNERS, 48), columns)
    scored = np.broadcast_to(np.arange(48) >= 36, subject.shape)
    return Trial(
        answers, general[:, None] + deviation, believed(answers, on), believed(answers, off), scored,
        everything((LEARNERS,)),
    )  # fmt: skip


TAUGHT = replace(STILL, learning_success=0.48, learning_failure=0.4)


def forgetting(size: float, chance: Chance) -> Trial:
    """Forgetting by a power law with the exponent `size`; the part expects .15, as shipped."""
    return spaced((size, 1.0), chance, replace(TAUGHT, forgetting_exponent=0.15), TAUGHT)


def spacing(size: float, chance: Chance) -> Trial:
    """Stability that grows by `size` extra days for each day a success was spaced by, forgetting as shipped."""
    ours = replace(TAUGHT, forgetting_exponent=0.15)
    return spaced((0.15, size), chance, ours, replace(ours, stability_growth=0.0))


def spacing_steep(size: float, chance: Chance) -> Trial:
    """The same where forgetting is steep, an exponent of .5."""
    ours = replace(TAUGHT, forgetting_exponent=0.5)
    return spaced((0.5, size), chance, ours, replace(ours, stability_growth=0.0))
