"""Items to JSON and back: nothing lost, and nothing hidden in the public part."""

import json

import pytest

from preceptor.core.curriculum.family import draw
from preceptor.core.curriculum.item import Item, Span
from preceptor.platform.packs import codec
from tests.unit.core.curriculum.samples import family, item, menu_item, results


@pytest.mark.parametrize(
    "one", [item(), item(results=results()), menu_item(), family(results=results(name="{weight}"))]
)
def test_what_is_stored_comes_back_as_it_was(one: Item) -> None:
    def stored(data: object) -> dict[str, object]:
        # A database may give keys back in another order than it got them (PostgreSQL's jsonb does).
        found: dict[str, object] = json.loads(json.dumps(data, sort_keys=True))
        return found

    assert codec.paper(stored(codec.public(one.paper))) == one.paper
    assert codec.key(stored(codec.hidden(one.key))) == one.key
    assert stored(codec.meta(one))["family"] is one.paper.is_family


def test_a_family_is_drawn_in_the_order_in_which_it_was_written() -> None:
    written = family(
        parameters={"weight": Span(45, 90, 1), "age": Span(20, 80, 1)},
        derive={"per_kilo": "age * 0.1", "dose": "weight * per_kilo"},
    ).paper
    back = codec.paper(json.loads(json.dumps(codec.public(written), sort_keys=True)))
    assert list(back.parameters) == ["weight", "age"]
    assert list(back.derive) == ["per_kilo", "dose"]
    assert [draw(back, seed) for seed in range(5)] == [draw(written, seed) for seed in range(5)]


def test_the_public_part_says_nothing_of_the_key() -> None:
    one = item(rationale="HIDDEN words of it.", explanation="HIDDEN", teaching_point="HIDDEN")
    text = json.dumps([codec.public(one.paper), codec.meta(one)])
    assert "HIDDEN" not in text
    assert "correct" not in text
    assert "harmful" not in text
