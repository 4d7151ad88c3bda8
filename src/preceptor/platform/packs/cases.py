"""Cases and the knowledge base to and from content versions, decoded once in each process.

Content never changes, so what is kept by digest stays right.
"""

from functools import lru_cache

from preceptor.core.generation.variants import variant
from preceptor.core.knowledge.base import Base
from preceptor.core.patient.case import Case, Hidden, Patient, Public
from preceptor.platform.packs.models import ContentVersion, HiddenPart
from preceptor.platform.packs.pieces import Piece
from preceptor.platform.packs.records import plain, record

KIND, KNOWLEDGE = "case", "knowledge"


def piece(case: Case, base: Base) -> Piece:
    """A case as content: what the coach needs to weigh it, the public part, the hidden part."""
    condition = base.conditions[case.hidden.condition]
    public = case.public
    meta = {
        "competency": condition.competencies.get("diagnosis", ""),
        "also": sorted({name for step, name in condition.competencies.items() if step != "diagnosis"})[:2],
        "presentation": public.presentation,
        "task": "interview-a-patient",
        "level": public.level,
        "difficulty": public.difficulty,
        "minutes": public.minutes,
        "jurisdiction": public.jurisdiction,
        "review": public.review,
        "review_by": public.review_by,
        "base": base.id,
        "generated": public.generated,
    }
    return Piece(KIND, public.id, case.version, meta, plain(public), plain(case.hidden))


def public(content: ContentVersion) -> Public:
    """What anybody may see of a case."""
    return record(Public, content.public)


@lru_cache(maxsize=256)
def _hidden(digest: str, pk: int) -> Hidden:
    return record(Hidden, HiddenPart.objects.values_list("body", flat=True).get(pk=pk))


def case(content: ContentVersion) -> Case:
    """Both parts of a case: for the encounter itself, never for a page."""
    return Case(public(content), _hidden(content.digest, content.pk), content.version)


@lru_cache(maxsize=4)
def _base(digest: str, pk: int) -> Base:
    return record(Base, HiddenPart.objects.values_list("body", flat=True).get(pk=pk))


def base_of(content: ContentVersion) -> Base:
    """The knowledge base of a content version of its kind."""
    return _base(content.digest, content.pk)


def knowledge_for(content: ContentVersion) -> ContentVersion:
    """The newest approved knowledge base that a case is answered from. Raises ContentVersion.DoesNotExist."""
    return (
        ContentVersion.objects.filter(
            kind=KNOWLEDGE,
            content_id=content.meta["base"],
            approvals__withdrawn_at__isnull=True,
            approvals__isnull=False,
        )
        .order_by("-version")[:1]
        .get()
    )


@lru_cache(maxsize=1024)
def _brought(case_digest: str, case_pk: int, base_digest: str, base_pk: int, seed: int) -> Case:
    written = case(ContentVersion.objects.get(pk=case_pk))
    return variant(_base(base_digest, base_pk), written, seed) if seed else written


def brought(content: ContentVersion, knowledge: ContentVersion, seed: int) -> Case:
    """A case as the person of a seed brings it; with 0 the one it was written with."""
    return _brought(content.digest, content.pk, knowledge.digest, knowledge.pk, seed)


@lru_cache(maxsize=256)
def _patient(case_digest: str, case_pk: int, base_digest: str, base_pk: int, seed: int) -> Patient:
    return Patient(_base(base_digest, base_pk), _brought(case_digest, case_pk, base_digest, base_pk, seed))


def patient(content: ContentVersion, knowledge: ContentVersion, seed: int) -> Patient:
    """The patient of a case as `brought`, every finding settled."""
    return _patient(content.digest, content.pk, knowledge.digest, knowledge.pk, seed)


def forget() -> None:
    """Drop what is kept by row (tests change databases under it)."""
    for kept in (_hidden, _base, _brought, _patient):
        kept.cache_clear()
