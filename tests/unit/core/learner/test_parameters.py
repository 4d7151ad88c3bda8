"""The hyper-parameters: what they refuse."""

from dataclasses import fields, replace
from typing import Any

import pytest

from preceptor.core.learner import Parameters


@pytest.mark.parametrize("name", [part.name for part in fields(Parameters) if part.name != "version"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -11.0, "1", True])
def test_every_number_is_checked(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        replace(Parameters(), **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("general_var", 0.0),
        ("competency_var", 0.0),
        ("initial_stability", 0.0),
        ("recency_days", 0.0),
        ("slip", 0.6),
        ("assistance_discount", 1.1),
        ("recency_decay", 1.1),
        ("prerequisite_pull", 1.1),
        ("max_width", 1.1),
        ("learning_success", -0.1),
    ],
)
def test_values_that_would_break_the_model_are_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=name):
        replace(Parameters(), **{name: value})


def test_a_set_has_a_name() -> None:
    with pytest.raises(ValueError, match="version"):
        Parameters(version="")


def test_every_parameter_is_documented() -> None:
    text = Parameters.__doc__ or ""
    assert [part.name for part in fields(Parameters) if f"`{part.name}`" not in text] == []
