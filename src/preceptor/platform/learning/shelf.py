"""What is approved, laid out for choosing, and the words people see for it. Read once per change, kept per process."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Max

from preceptor.core.coach.catalogue import Candidate, Catalogue, Subject, catalogue, weights
from preceptor.core.curriculum.competency import Competency, Graph, graph
from preceptor.core.curriculum.scale import reference
from preceptor.platform.approvals.gate import shelf_version
from preceptor.platform.approvals.models import Adoption, Approval
from preceptor.platform.beliefs import versions
from preceptor.platform.learning.providers import candidates
from preceptor.platform.packs import cases, contents
from preceptor.platform.packs.models import PackVersion

PackRefs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """The competencies of some pack versions: what a belief is read with. Immutable, as pack versions are."""

    competencies: Mapping[str, Competency]
    graph: Graph
    references: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything learners may meet now."""

    version: int
    packs: PackRefs
    beliefs: versions.Version
    """The version of the belief in use: where it places items, they are weighed."""
    world: World
    catalogue: Catalogue
    patients: Catalogue
    domains: Mapping[str, str]
    presentations: Mapping[str, str]
    citations: Mapping[str, dict[str, Any]]
    review_notes: tuple[str, ...]


@lru_cache(maxsize=16)
def world(packs: PackRefs) -> World:
    """The competencies of pack versions named as id@version."""
    found: dict[str, Competency] = {}
    for body in _bodies(packs):
        for one in body["competencies"]:
            fields = {**one, "prerequisites": tuple(one["prerequisites"]), "mappings": one["mappings"]}
            found[one["id"]] = Competency(**fields)
    return World(found, graph(found.values()), {name: reference(one.level) for name, one in found.items()})


def _bodies(packs: PackRefs) -> list[dict[str, Any]]:
    bodies = []
    for ref in packs:
        name, _, version = ref.rpartition("@")
        bodies.append(PackVersion.objects.get(pack=name, version=int(version)).body)
    return bodies


_lock = threading.Lock()
_kept: Shelf | None = None


def shelf() -> Shelf:
    """What is approved now. One small query tells whether it changed since this process last read it."""
    global _kept
    version = shelf_version()
    kept = _kept
    if kept is not None and kept.version == version:
        return kept
    with _lock:
        if _kept is None or _kept.version != version:
            _kept = _read(version)
        return _kept


def forget() -> None:
    """Drop what this process keeps (tests change databases under it)."""
    global _kept
    _kept = None
    world.cache_clear()
    versions.forget()
    contents.forget()
    cases.forget()


def _read(version: int) -> Shelf:
    latest = Adoption.objects.values("pack__pack").annotate(newest=Max("pack__version"))
    packs = tuple(sorted(f"{one['pack__pack']}@{one['newest']}" for one in latest))
    known = world(packs)
    beliefs = versions.active()
    rows = list(Approval.objects.filter(withdrawn_at__isnull=True).select_related("content").order_by("content_id"))
    contents.prime(approval.content for approval in rows)
    domain_of = {name: one.domain for name, one in known.competencies.items()}
    found = candidates(((approval.content, approval.pk) for approval in rows), domain_of)
    assessed = [one for one in known.competencies.values() if one.assessed_in == "items"]
    subjects = [Subject(c.id, c.domain, c.level, c.importance) for c in assessed]
    bodies = _bodies(packs)
    return Shelf(
        version=version,
        packs=packs,
        beliefs=beliefs,
        world=known,
        catalogue=_moved(
            catalogue([_placed(one, beliefs) for one in found if one.kind == "item"], subjects, known.graph), beliefs
        ),
        patients=catalogue([one for one in found if one.kind == cases.KIND], subjects, known.graph),
        domains={one["id"]: one["title"] for body in bodies for one in body["domains"]},
        presentations={one["id"]: one["title"] for body in bodies for one in body["presentations"]},
        citations={one["id"]: one for body in bodies for one in body["references"]},
        review_notes=tuple(body["review_note"] for body in bodies if body["review"] != "reviewed"),
    )


def _placed(one: Candidate, beliefs: versions.Version) -> Candidate:
    return replace(one, difficulty=beliefs.difficulty(one.content, weights(one), one.difficulty))


def _moved(found: Catalogue, beliefs: versions.Version) -> Catalogue:
    """Where a competency's items turned out harder than their authors thought, so did what the coach aims at there."""
    offsets = np.array([beliefs.offsets.get(name, 0.0) for name in found.ids], dtype=np.float64)
    return replace(found, reference=found.reference + offsets)
