"""The reply that a model may give: the action union as a JSON Schema for guided decoding, every part of it bounded.

Trimmed to what a model has to write: regions by their short names in the card, no internals of the rules. Servers that
do not guide get the same form in words; what they send is held to it by `reply.read`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gbi_agents.dispatchers.llm.bounds import Bounds


@dataclass(frozen=True)
class Choices:
    """What the model may name and do now: short names of regions, readers, whether to look, whether to ask back."""

    regions: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    look: bool = False
    clarify: bool = False


def schema(choices: Choices, bounds: Bounds) -> dict[str, Any]:
    """The JSON Schema of one reply: a short plan and one to `bounds.actions` actions."""
    short = _text(min(160, bounds.text_chars))
    kinds = [
        _object("query", {"sql": _text(bounds.sql_chars, least=8)}),
        _object("search", {"query": short}),
        _object("draw", {"mark": _one_of(("bar", "line", "point")), "x": _text(60), "y": _text(60)}),
        _object("answer", {"status": _one_of(("answered", "unanswerable")), "text": _text(bounds.text_chars, least=0),
                           "missing": _list(_text(60), 4)}),
    ]  # fmt: skip
    if choices.regions and choices.readers:
        named = {"region": _one_of(choices.regions), "reader": _one_of(choices.readers)}
        kinds.append(_object("read", named))
    if choices.regions and choices.look:
        kinds.append(_object("look", {"region": _one_of(choices.regions), "question": short}))
    if choices.clarify:
        kinds.append(_object("clarify", {"question": short, "choices": _list(_text(100), 5, least=2)}))
    actions = {"type": "array", "items": {"anyOf": kinds}, "minItems": 1, "maxItems": bounds.actions}
    return _shape({"plan": _text(min(160, bounds.text_chars), least=0), "actions": actions})


def _object(action: str, fields: dict[str, Any]) -> dict[str, Any]:
    return _shape({"action": _one_of((action,)), **fields})


def _shape(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _text(most: int, least: int = 1) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most}


def _list(item: dict[str, Any], most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


def _one_of(names: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}
