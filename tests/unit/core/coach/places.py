"""Small catalogues and situations for the tests of the coach, and learners who answer as they truly are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from preceptor.core.coach.catalogue import Candidate, Catalogue, Subject, catalogue, weights
from preceptor.core.coach.choosing import Choice, choose
from preceptor.core.coach.planning import sigmoid
from preceptor.core.coach.situation import History, Situation
from preceptor.core.curriculum.competency import Competency, graph
from preceptor.core.curriculum.scale import DIFFICULTY, LEVELS
from preceptor.core.evidence import Evidence
from preceptor.core.learner import Parameters, competency_traits, new_belief, update

PARAMETERS = Parameters()
FAR = 60_000.0
DAY = 20_000.0


def candidate(content: str, competency: str, **more: Any) -> Candidate:
    """A plain activity on one competency."""
    values: dict[str, Any] = {
        "approval": abs(hash(content)) % 10**6,
        "content": content,
        "ref": f"item/{content}@1",
        "competency": competency,
        "also": (),
        "domain": "",
        "presentation": "",
        "task": "diagnosis",
        "level": "clerkship",
        "jurisdiction": "int",
        "difficulty": DIFFICULTY[3],
        "guess": 0.2,
        "minutes": 1.5,
        "family": False,
        "review_by": FAR,
    }
    return Candidate(**{**values, **more})


def built(
    domains: Mapping[str, str],
    candidates: Sequence[Candidate],
    prerequisites: Mapping[str, tuple[str, ...]] | None = None,
    importance: Mapping[str, int] | None = None,
    levels: Mapping[str, str] | None = None,
) -> Catalogue:
    """A catalogue of competencies (id to domain) and candidates."""
    found = [
        Competency(
            name, name, "", domain, (levels or {}).get(name, "clerkship"), (importance or {}).get(name, 3),
            (prerequisites or {}).get(name, ()),
        )
        for name, domain in domains.items()
    ]  # fmt: skip
    known = [replace(one, domain=domains.get(one.competency, "")) for one in candidates]
    return catalogue(known, [Subject(one.id, one.domain, one.level, one.importance) for one in found], graph(found))


def items(competencies: Sequence[str], each: int = 6, **more: Any) -> list[Candidate]:
    """Some items a competency, of difficulties 1 to 5 in turn."""
    return [
        candidate(f"{name}-{number}", name, difficulty=DIFFICULTY[number % 5 + 1], **more)
        for name in competencies
        for number in range(each)
    ]


def ladder(competencies: Sequence[str], each: int = 24) -> list[Candidate]:
    """Items a competency from very easy to very hard, so that there is always one that suits."""
    steps = np.linspace(-4.0, 4.0, each)
    return [
        candidate(f"{name}-{number}", name, difficulty=float(step))
        for name in competencies
        for number, step in enumerate(steps)
    ]


def situation(known: Catalogue, mean: float | Sequence[float] = 0.0, var: float = 1.0, **more: Any) -> Situation:
    """A learner with these estimates, answers all zero unless said."""
    count = len(known.subjects)
    return Situation(
        mean=np.broadcast_to(np.asarray(mean, dtype=np.float64), (count,)).copy(),
        var=np.full(count, var),
        general_var=more.pop("general_var", 0.4),
        answers=np.asarray(more.pop("answers", np.zeros(count)), dtype=np.float64),
        day=more.pop("day", DAY),
        **more,
    )


@st.composite
def situations(draw: st.DrawFn, known: Catalogue) -> Situation:
    """Any learner who could stand before a catalogue, with a past of their own."""
    count = len(known.subjects)
    contents = [one.content for one in known.candidates]
    past = draw(st.dictionaries(st.sampled_from(contents), st.floats(DAY - 90, DAY), max_size=len(contents)))
    declined = draw(st.dictionaries(st.sampled_from(contents), st.floats(DAY - 2, DAY), max_size=3))
    names = st.lists(st.sampled_from(known.ids), max_size=5)
    return Situation(
        mean=np.array(draw(st.lists(st.floats(-4, 4), min_size=count, max_size=count))),
        var=np.array(draw(st.lists(st.floats(0.05, 3), min_size=count, max_size=count))),
        general_var=draw(st.floats(0.01, 0.05)),
        answers=np.array(draw(st.lists(st.floats(0, 50), min_size=count, max_size=count))),
        day=DAY,
        level=draw(st.sampled_from(LEVELS)),
        jurisdiction=draw(st.sampled_from(("int", "uk", "us"))),
        bar=draw(st.sampled_from((0.6, 0.7, 0.85))),
        history=History(past, tuple(draw(names)), (), declined),
        focus=draw(st.dictionaries(st.sampled_from(known.domains), st.sampled_from((0.6, 1.0, 1.5)))),
    )


def sequence(
    known: Catalogue, truth: Mapping[str, float], steps: int, believing: bool = True, seed: int = 1
) -> list[str]:
    """The competencies that a learner is given who answers by true abilities (logits).

    `believing` off shows the coach constants in place of the belief: what a coach that ignores it would do.
    """
    chance, luck = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    belief = new_belief(PARAMETERS)
    seen: dict[str, float] = {}
    given: list[str] = []
    for step in range(steps):
        day = DAY + step / 100
        now = believed(known, belief, seen, given, day, believing)
        found: Choice = choose(known, now, chance)
        one = known.candidates[found.place]
        expected = one.guess + (1 - one.guess) * float(sigmoid(np.array(truth[one.competency] - one.difficulty)))
        record = Evidence(
            f"a{step}", weights(one), float(luck.random() < expected), day,
            item=one.content, difficulty=one.difficulty, difficulty_var=0.5, guess=one.guess,
        )  # fmt: skip
        belief = update(belief, record, PARAMETERS, known.graph.parents)
        seen[one.content] = day
        given.append(one.competency)
    return given


def believed(
    known: Catalogue, belief: Any, seen: Mapping[str, float], given: Sequence[str], day: float, believing: bool
) -> Situation:
    """What the coach looks at after some answers."""
    mean, var = competency_traits(belief, known.ids, PARAMETERS, known.graph.parents, day)
    if not believing:
        mean, var = np.zeros_like(mean), np.ones_like(var)
    traits = belief.competencies
    answers = [traits[name].successes + traits[name].failures if name in traits else 0.0 for name in known.ids]
    return Situation(
        mean=mean,
        var=var,
        general_var=belief.general.var,
        answers=np.array(answers),
        day=day,
        history=History(dict(seen), tuple(reversed(given[-5:]))),
    )
