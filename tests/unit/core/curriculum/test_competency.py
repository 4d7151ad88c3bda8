"""The prerequisite graph: parents first, circles named, long chains walked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.core.curriculum.competency import Competency, CycleError, graph


def named(name: str, *prerequisites: str) -> Competency:
    return Competency(name, name, "", "d", "clerkship", 3, prerequisites)


@st.composite
def acyclic(draw: st.DrawFn) -> list[Competency]:
    """Competencies in any order whose prerequisites point to lower numbers."""
    count = draw(st.integers(1, 12))
    made = [
        named(f"c{one}", *(f"c{parent}" for parent in sorted(draw(st.sets(st.integers(0, one - 1), max_size=3)))))
        if one
        else named("c0")
        for one in range(count)
    ]
    return draw(st.permutations(made))


@given(acyclic())
def test_every_parent_comes_before_its_children(competencies: list[Competency]) -> None:
    found = graph(competencies)
    assert sorted(found.order) == sorted(one.id for one in competencies)
    place = {name: number for number, name in enumerate(found.order)}
    assert all(place[parent] < place[one.id] for one in competencies for parent in one.prerequisites)
    assert {(parent, child) for parent, names in found.children().items() for child in names} == {
        (parent, one.id) for one in competencies for parent in one.prerequisites
    }


def test_a_circle_is_named_in_its_order() -> None:
    with pytest.raises(CycleError) as caught:
        graph([named("free"), named("a", "b"), named("b", "c"), named("c", "a")])
    path = caught.value.path
    assert path[0] == path[-1]
    assert set(path) == {"a", "b", "c"}
    assert " → ".join(path) in str(caught.value)


def test_a_competency_that_needs_itself_is_a_circle() -> None:
    with pytest.raises(CycleError) as caught:
        graph([named("a", "a")])
    assert caught.value.path == ("a", "a")


def test_a_chain_longer_than_the_stack_is_walked() -> None:
    chain = [named(f"c{one}", *([f"c{one - 1}"] if one else [])) for one in reversed(range(3000))]
    assert graph(chain).order == tuple(f"c{one}" for one in range(3000))


def test_a_diamond_is_no_circle_and_unknown_prerequisites_are_left_out() -> None:
    found = graph([named("top", "left", "right"), named("left", "base"), named("right", "base"), named("base", "gone")])
    assert found.order[0] == "base"
    assert found.order[-1] == "top"
    assert found.parents["base"] == ()
