"""Having a case made and having cases judged: the one place that calls the generator and the validator of the core."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from preceptor.core.generation.casewriter import Wish, generate
from preceptor.core.generation.tables import Tables
from preceptor.core.generation.validator import Check, passes, validate
from preceptor.core.generation.variants import possible
from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.review import Hanging, Presented, sensitivity
from preceptor.core.patient.case import Case, Patient
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion

DRAWS = 3
"""A case that fails a check is drawn again, this often in all."""


class CannotDraft(ValueError):
    """No case can be made to this wish; the message says why."""


def draft(knowledge: ContentVersion, wish: Wish, seed: int, known: Iterable[Case]) -> Case:
    """The first of a seed's draws that passes every check, or the last one. Raises CannotDraft."""
    tables, rest = _tables(knowledge.digest, knowledge.pk), tuple(known)
    chance = np.random.default_rng(seed)
    made = None
    for _ in range(DRAWS):
        try:
            made = generate(tables.base, wish, chance, rest, tables)
        except ValueError as error:
            raise CannotDraft(str(error)) from error
        if passes(validate(tables.base, made, rest, tables)):
            break
    assert made is not None
    return made


def checks(content: ContentVersion, knowledge: ContentVersion) -> tuple[Check, ...]:
    """What every check says of a stored case, against the base it is answered from and all other cases."""
    others = ContentVersion.objects.filter(kind=cases.KIND).exclude(content_id=content.content_id).order_by("pk")
    keys = tuple(others.values_list("pk", flat=True))
    return _checks((content.digest, content.pk), (knowledge.digest, knowledge.pk), keys)


@lru_cache(maxsize=4)
def _tables(digest: str, pk: int) -> Tables:
    return Tables(cases.base_of(ContentVersion.objects.get(pk=pk, digest=digest)))


@lru_cache(maxsize=512)
def _checks(content: tuple[str, int], knowledge: tuple[str, int], others: tuple[int, ...]) -> tuple[Check, ...]:
    # Content never changes, so that its number stands for it; the digests guard against another database in tests.
    digest, pk = content
    tables = _tables(*knowledge)
    case = cases.case(ContentVersion.objects.get(pk=pk, digest=digest))
    known = [cases.case(one) for one in ContentVersion.objects.filter(pk__in=others)]
    return validate(tables.base, case, known, tables)


@dataclass(frozen=True, slots=True)
class People:
    """Of one sex those who may bring a case again, by age in years."""

    sex: str
    youngest: int
    oldest: int


def people(base: Base, case: Case) -> list[People]:
    """Who may bring a case to a learner who has seen it."""
    ages: dict[str, list[int]] = {}
    for age, sex in possible(base, case):
        ages.setdefault(sex, []).append(age)
    return [People(sex, min(found), max(found)) for sex, found in sorted(ages.items())]


def hanging(content: ContentVersion, knowledge: ContentVersion) -> tuple[Hanging, ...]:
    """The single estimates that, moved by one level, would put another diagnosis first. Half a second, once."""
    return _hanging((content.digest, content.pk), (knowledge.digest, knowledge.pk))


@lru_cache(maxsize=512)
def _hanging(content: tuple[str, int], knowledge: tuple[str, int]) -> tuple[Hanging, ...]:
    digest, pk = content
    base = _tables(*knowledge).base
    case = cases.case(ContentVersion.objects.get(pk=pk, digest=digest))
    public = case.public
    facts = {name: fact.value for name, fact in Patient(base, case).facts.items()}
    about = (public.id, public.presentation, *case.who)
    return tuple(sensitivity(base, [Presented(*about, case.hidden.condition, facts)]))


def forget() -> None:
    """Drop what is kept by row (tests change databases under it)."""
    _hanging.cache_clear()
    _tables.cache_clear()
    _checks.cache_clear()
