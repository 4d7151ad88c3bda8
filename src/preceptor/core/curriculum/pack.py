"""A content pack as one value: competencies, items, references. Knows no files and no storage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from preceptor.core.curriculum.competency import Competency
from preceptor.core.curriculum.item import Item


@dataclass(frozen=True, slots=True)
class Reference:
    """A work that items cite. `read` says how far it was read: page, secondary or memory."""

    id: str
    citation: str
    year: int
    jurisdiction: str = "int"
    read: str = "memory"
    licence: str = ""
    review: str = "not-reviewed"
    review_by: str = ""


@dataclass(frozen=True, slots=True)
class Titled:
    """An id with the words people see for it (a domain, a presentation)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A published framework that competencies are mapped to."""

    id: str
    title: str
    effective_from: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a pack holds, as loaded: whole or not at all."""

    id: str
    version: int
    title: str
    summary: str
    language: str
    licence: str
    review: str
    review_note: str
    review_by: str
    jurisdictions: tuple[str, ...]
    domains: tuple[Titled, ...]
    levels: tuple[str, ...]
    competencies: tuple[Competency, ...]
    items: tuple[Item, ...]
    references: tuple[Reference, ...]
    presentations: tuple[Titled, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    abbreviations: frozenset[str] = field(default_factory=frozenset)

    @property
    def ref(self) -> str:
        """How events cite it."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a pack: where (a path of keys into its data), what, and what to do.

    `serious` problems refuse the pack; the others are listed and let it pass.
    """

    where: tuple[str | int, ...]
    code: str
    message: str
    serious: bool = True


Titles = Mapping[str, str]
