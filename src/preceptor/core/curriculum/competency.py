"""Competencies and their prerequisite graph. Knows nothing of learners, items or storage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Competency:
    """One thing a learner can come to be able to do.

    `importance` runs from 1 (useful background) to 5 (an error can kill, or it is used in almost every case).
    `assessed_in` is "items", or "cases" where only whole encounters can show it (a handover, a note).
    """

    id: str
    title: str
    description: str
    domain: str
    level: str
    importance: int
    prerequisites: tuple[str, ...] = ()
    assessed_in: str = "items"
    mappings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    licence: str = ""
    jurisdiction: str = "int"
    review: str = "not-reviewed"
    review_by: str = ""


class CycleError(ValueError):
    """The prerequisites run in a circle; `path` names it."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        super().__init__("prerequisites run in a circle: " + " → ".join(path))


@dataclass(frozen=True, slots=True)
class Graph:
    """The prerequisite graph: `order` lists ids parents first, `parents` maps each id to its direct prerequisites."""

    order: tuple[str, ...]
    parents: Mapping[str, tuple[str, ...]]

    def children(self) -> dict[str, tuple[str, ...]]:
        """Map each competency to those that name it as a direct prerequisite."""
        found: dict[str, list[str]] = {competency: [] for competency in self.order}
        for child in self.order:
            for parent in self.parents[child]:
                found[parent].append(child)
        return {competency: tuple(names) for competency, names in found.items()}


def graph(competencies: Iterable[Competency]) -> Graph:
    """Order competencies parents first (depth-first topological sort).

    Unknown prerequisites are left out here (the pack's rules report them). Raises CycleError.
    """
    known = {competency.id: competency for competency in competencies}
    parents = {
        name: tuple(parent for parent in competency.prerequisites if parent in known)
        for name, competency in known.items()
    }
    order: list[str] = []
    done: set[str] = set()
    for root in known:
        _visit(root, parents, done, order)
    return Graph(tuple(order), parents)


def _visit(root: str, parents: Mapping[str, tuple[str, ...]], done: set[str], order: list[str]) -> None:
    """Depth-first walk with a stack of its own: a pack with a long chain must not exhaust Python's."""
    path: list[str] = []
    stack: list[tuple[str, bool]] = [(root, False)]
    while stack:
        name, leaving = stack.pop()
        if leaving:
            path.pop()
            done.add(name)
            order.append(name)
            continue
        if name in done:
            continue
        if name in path:
            raise CycleError((*path[path.index(name) :], name))
        path.append(name)
        stack.append((name, True))
        stack.extend((parent, False) for parent in reversed(parents[name]) if parent not in done)
