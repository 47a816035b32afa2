"""What a conversation may hold when it is stored, and what is refused."""

from __future__ import annotations

import json
import pickle

import pytest

from gbi.errors import StoreError
from gbi_agents.serde import JsonSerializer

SERDE = JsonSerializer()


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, None, True, "中"]},
        (1, (2, "x")),
        {1: "a", "b": {"c": ()}},
        {"__gbi__": "tuple"},
        "",
        {"s": {"a"}},
    ],
)
def test_round_trip(value: object) -> None:
    kind, data = SERDE.dumps_typed(value)
    assert kind == "json" and SERDE.loads_typed((kind, data)) == value


def test_an_interrupt_survives() -> None:
    from langgraph.types import Interrupt

    value = Interrupt(value={"choices": ["a"]}, id="x")
    assert SERDE.loads_typed(SERDE.dumps_typed([value])) == [value]


def test_pickles_and_unknown_tags_are_not_read() -> None:
    with pytest.raises(StoreError, match="pickle"):
        SERDE.loads_typed(("pickle", pickle.dumps({"a": 1})))
    with pytest.raises(StoreError, match="unknown"):
        SERDE.loads_typed(("json", json.dumps({"__gbi__": "os.system", "items": ["ls"]}).encode()))


def test_objects_are_not_written() -> None:
    with pytest.raises(StoreError, match="cannot hold"):
        SERDE.dumps_typed({"frame": object()})


def test_errors_are_kept_as_text() -> None:
    assert SERDE.loads_typed(SERDE.dumps_typed(ValueError("bad"))) == "ValueError: bad"
