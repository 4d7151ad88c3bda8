"""Core items to and from the JSON of the database: the public part, the hidden part and the facts about them."""

from dataclasses import asdict
from typing import Any

from preceptor.core.curriculum.item import (
    Card,
    Choice,
    Item,
    Key,
    OptionKey,
    Paper,
    Parameter,
    Question,
    Result,
    Results,
    Source,
    Span,
    guess_chance,
)

META = (
    "type",
    "competency",
    "also",
    "presentation",
    "task",
    "level",
    "difficulty",
    "minutes",
    "jurisdiction",
    "review_by",
    "review",
)
# What of a paper is worked through in the order in which it was written.
ORDERED = ("parameters", "derive")


def meta(item: Item) -> dict[str, Any]:
    """What an item is about."""
    values = {name: getattr(item, name) for name in META}
    return {
        **values,
        **({"licence": item.licence} if item.licence else {}),
        "also": list(item.also),
        "family": item.paper.is_family,
        "guess": guess_chance(item.paper),
        "questions": len(item.paper.questions),
    }


def public(paper: Paper) -> dict[str, Any]:
    """What may be shown of an item.

    A family's parameters and derived names are pairs, not mappings: they are drawn in their order, and a database may
    forget the order of keys (PostgreSQL's jsonb does).
    """
    data = asdict(paper)
    return {**data, **{name: [list(pair) for pair in data[name].items()] for name in ORDERED}}


def hidden(key: Key) -> dict[str, Any]:
    """What stays hidden until an item is answered."""
    return asdict(key)


def paper(data: dict[str, Any]) -> Paper:
    """The public part back from JSON."""
    results = data["results"]
    return Paper(
        stem=data["stem"],
        questions=tuple(
            Question(one["lead_in"], tuple(one["options"]), one["select"], one["order"]) for one in data["questions"]
        ),
        results=Results(results["caption"], tuple(Result(**row) for row in results["rows"])) if results else None,
        parameters={name: _parameter(one) for name, one in dict(data["parameters"]).items()},
        derive=dict(data["derive"]),
        require=tuple(data["require"]),
    )


def key(data: dict[str, Any]) -> Key:
    """The hidden part back from JSON."""
    return Key(
        questions=tuple(tuple(OptionKey(**option) for option in options) for options in data["questions"]),
        explanation=data["explanation"],
        teaching_point=data["teaching_point"],
        card=Card(**data["card"]),
        sources=tuple(Source(**source) for source in data["sources"]),
    )


def _parameter(data: dict[str, Any]) -> Parameter:
    return Choice(tuple(data["values"])) if "values" in data else Span(**data)
