"""What there is to choose from, as arrays, so that ten thousand items are weighed in a few array operations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from preceptor.core.curriculum.competency import Graph
from preceptor.core.curriculum.scale import LEVELS, reference

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One activity that could be offered. `difficulty` in logits, `review_by` in days since 1970-01-01."""

    approval: int
    content: str
    ref: str
    competency: str
    also: tuple[str, ...]
    domain: str
    presentation: str
    task: str
    level: str
    jurisdiction: str
    difficulty: float
    guess: float
    minutes: float
    family: bool
    review_by: float
    kind: str = "item"


@dataclass(frozen=True, slots=True)
class Subject:
    """A competency as the coach needs it."""

    id: str
    domain: str
    level: str
    importance: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """N candidates over K competencies. Arrays are (N,) unless said otherwise; (K,) for competencies.

    `primary` indexes competencies; `others` is (N, 2), −1 where absent. `parents` is (E, 2): child, parent; `above`
    (K, K) is the same as a table, 1 where the column is a prerequisite of the row.
    """

    candidates: tuple[Candidate, ...]
    subjects: tuple[Subject, ...]
    index: Mapping[str, int]
    primary: Ints
    others: Ints
    difficulty: Floats
    guess: Floats
    minutes: Floats
    family: Bools
    level: Ints
    review_by: Floats
    jurisdictions: Mapping[str, Bools]
    presentations: Mapping[str, Ints]
    contents: Mapping[str, int]
    domains: tuple[str, ...]
    domain_of: Ints
    importance: Floats
    subject_level: Ints
    reference: Floats
    parents: Ints
    graph: Graph
    above: Floats

    @property
    def ids(self) -> tuple[str, ...]:
        """The competencies, in the order of every (K,) array."""
        return tuple(subject.id for subject in self.subjects)


def catalogue(candidates: Sequence[Candidate], subjects: Sequence[Subject], graph: Graph) -> Catalogue:
    """Lay candidates and competencies out as arrays. Candidates of unknown competencies are left out."""
    index = {subject.id: place for place, subject in enumerate(subjects)}
    kept = tuple(one for one in candidates if one.competency in index)
    others = np.full((len(kept), 2), -1, dtype=np.int64)
    presentations: dict[str, list[int]] = {}
    for place, one in enumerate(kept):
        for column, name in enumerate([name for name in one.also if name in index][:2]):
            others[place, column] = index[name]
        if one.presentation:
            presentations.setdefault(one.presentation, []).append(place)
    domains = tuple(dict.fromkeys(subject.domain for subject in subjects))
    pairs = [
        (index[child], index[parent]) for child in index for parent in graph.parents.get(child, ()) if parent in index
    ]
    above = np.zeros((len(subjects), len(subjects)))
    for child, parent in pairs:
        above[child, parent] = 1.0
    jurisdictions = {one.jurisdiction for one in kept} | {"int"}
    return Catalogue(
        candidates=kept,
        subjects=tuple(subjects),
        index=index,
        primary=np.array([index[one.competency] for one in kept], dtype=np.int64),
        others=others,
        difficulty=np.array([one.difficulty for one in kept], dtype=np.float64),
        guess=np.array([one.guess for one in kept], dtype=np.float64),
        minutes=np.array([one.minutes for one in kept], dtype=np.float64),
        family=np.array([one.family for one in kept], dtype=np.bool_),
        level=np.array([_level(one.level) for one in kept], dtype=np.int64),
        review_by=np.array([one.review_by for one in kept], dtype=np.float64),
        jurisdictions={
            name: np.array([one.jurisdiction in ("int", name) for one in kept], dtype=np.bool_)
            for name in jurisdictions
        },
        presentations={name: np.array(places, dtype=np.int64) for name, places in presentations.items()},
        contents={one.content: place for place, one in enumerate(kept)},
        domains=domains,
        domain_of=np.array([domains.index(subject.domain) for subject in subjects], dtype=np.int64),
        importance=np.array([subject.importance / 5 for subject in subjects], dtype=np.float64),
        subject_level=np.array([_level(subject.level) for subject in subjects], dtype=np.int64),
        reference=np.array([reference(subject.level) for subject in subjects], dtype=np.float64),
        parents=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        graph=graph,
        above=above,
    )


def _level(name: str) -> int:
    return LEVELS.index(name) if name in LEVELS else 1


PRIMARY_SHARE = 0.7


def weights(candidate: Candidate) -> tuple[tuple[str, float], ...]:
    """How an item's evidence is shared: .7 to its own competency, the rest among those it also needs (estimate)."""
    if not candidate.also:
        return ((candidate.competency, 1.0),)
    rest = (1 - PRIMARY_SHARE) / len(candidate.also)
    return ((candidate.competency, PRIMARY_SHARE), *((name, rest) for name in candidate.also))
