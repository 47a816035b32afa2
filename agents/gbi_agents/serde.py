"""How conversations are stored: JSON with a few named types and nothing else. No pickle, no import by name.

LangGraph keeps plain data, its own `Interrupt` and `Send` (what is to be done side by side) and, after a failure, an
exception; the last is kept as its text.
"""

from __future__ import annotations

import json
from typing import Any

from gbi.errors import StoreError

_TAG = "__gbi__"


class JsonSerializer:
    """LangGraph's serialiser protocol: (type, bytes) with the one type "json". Raises `StoreError` for any other
    stored type, and for a value that is not on the list."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """`obj` as tagged JSON."""
        return "json", json.dumps(_plain(obj), ensure_ascii=False, separators=(",", ":")).encode()

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """The value that `dumps_typed` stored."""
        kind, content = data
        if kind != "json":
            raise StoreError(f"a conversation holds data of the type {kind!r}, which is not read; start a new thread")
        return _restored(json.loads(content))


def _plain(obj: Any) -> Any:
    if obj is None or isinstance(obj, bool | int | float | str):
        return obj
    if isinstance(obj, list):
        return [_plain(item) for item in obj]
    if isinstance(obj, tuple):
        return {_TAG: "tuple", "items": [_plain(item) for item in obj]}
    if isinstance(obj, set | frozenset):
        return {_TAG: "set", "items": sorted(_plain(item) for item in obj)}
    if isinstance(obj, dict):
        return {_TAG: "dict", "items": [[_plain(k), _plain(v)] for k, v in obj.items()]} if _odd(obj) else {
            key: _plain(value) for key, value in obj.items()
        }  # fmt: skip
    if isinstance(obj, BaseException):
        return {_TAG: "error", "text": f"{type(obj).__name__}: {obj}"}
    if type(obj).__module__ == "langgraph.types" and type(obj).__name__ == "Interrupt":
        return {_TAG: "interrupt", "value": _plain(obj.value), "id": obj.id}
    if type(obj).__module__ == "langgraph.types" and type(obj).__name__ == "Send" and obj.timeout is None:
        return {_TAG: "send", "node": obj.node, "arg": _plain(obj.arg)}
    raise StoreError(f"a conversation cannot hold a {type(obj).__name__}")


def _odd(obj: dict[Any, Any]) -> bool:
    return _TAG in obj or not all(isinstance(key, str) for key in obj)


def _restored(obj: Any) -> Any:
    if isinstance(obj, list):
        return [_restored(item) for item in obj]
    if not isinstance(obj, dict):
        return obj
    tag = obj.get(_TAG)
    if tag is None:
        return {key: _restored(value) for key, value in obj.items()}
    if tag == "tuple":
        return tuple(_restored(item) for item in obj["items"])
    if tag == "set":
        return {_restored(item) for item in obj["items"]}
    if tag == "dict":
        return {_restored(key): _restored(value) for key, value in obj["items"]}
    if tag == "error":
        return obj["text"]
    if tag == "interrupt":
        from langgraph.types import Interrupt

        return Interrupt(value=_restored(obj["value"]), id=obj["id"])
    if tag == "send":
        from langgraph.types import Send

        return Send(obj["node"], _restored(obj["arg"]))
    raise StoreError(f"a conversation holds an unknown kind of data, {tag!r}; start a new thread")
