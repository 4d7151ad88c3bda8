"""Items to JSON and back: nothing lost, and nothing hidden in the public part."""

import json

import pytest

from preceptor.core.curriculum.item import Item
from preceptor.platform.packs import codec
from tests.unit.core.curriculum.samples import family, item, menu_item, results


@pytest.mark.parametrize(
    "one", [item(), item(results=results()), menu_item(), family(results=results(name="{weight}"))]
)
def test_what_is_stored_comes_back_as_it_was(one: Item) -> None:
    def stored(data: object) -> dict[str, object]:
        found: dict[str, object] = json.loads(json.dumps(data))
        return found

    assert codec.paper(stored(codec.public(one.paper))) == one.paper
    assert codec.key(stored(codec.hidden(one.key))) == one.key
    assert stored(codec.meta(one))["family"] is one.paper.is_family


def test_the_public_part_says_nothing_of_the_key() -> None:
    one = item(rationale="HIDDEN words of it.", explanation="HIDDEN", teaching_point="HIDDEN")
    text = json.dumps([codec.public(one.paper), codec.meta(one)])
    assert "HIDDEN" not in text
    assert "correct" not in text
    assert "harmful" not in text
