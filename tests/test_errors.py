"""What other libraries' errors say, in messages of ours."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from gbi.errors import first_fault, first_line


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    width: int


class Tree(BaseModel):
    leaves: tuple[Leaf, ...]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"leaves": [{"width": 1}, {}]}, "leaves.1.width: Field required"),
        ({"leaves": [{"width": 1, "colour": 2}]}, "leaves.0.colour: Extra inputs are not permitted"),
        ({}, "leaves: Field required"),
        ([], "Input should be a valid dictionary or instance of Tree"),
    ],
)
def test_the_first_fault_has_its_spot(said: object, fault: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Tree.model_validate(said)
    assert first_fault(caught.value) == fault


@pytest.mark.parametrize(
    ("error", "line"),
    [(ValueError("\n  no such layer\nsecond"), "no such layer"), (KeyError(), "KeyError"), (OSError("  "), "OSError")],
)
def test_a_long_error_is_one_line(error: Exception, line: str) -> None:
    assert first_line(error) == line
