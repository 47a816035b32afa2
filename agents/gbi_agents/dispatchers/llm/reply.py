"""From a model's text to actions: JSON found in fences or prose, held to the union, names turned back into ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from gbi.errors import ReplyError, first_fault
from gbi.models.replies import loops, object_of
from gbi_agents.actions import ACTION, Action
from gbi_agents.dispatchers.llm.bounds import Bounds
from gbi_agents.dispatchers.llm.form import Choices

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
FIELDS: dict[str, tuple[str, ...]] = {
    "query": ("sql",),
    "search": ("query",),
    "read": ("region", "reader"),
    "look": ("region", "question"),
    "draw": ("mark", "x", "y", "colour"),
    "clarify": ("question", "choices"),
    "answer": ("status", "text", "value", "missing"),
}
"""What a model may fill in of each action; anything else that it writes is dropped."""
MOST_CHARS = 40_000
MOST_BRACES = 64


def read(text: str, regions: Mapping[str, str], choices: Choices, bounds: Bounds) -> tuple[str, tuple[Action, ...]]:
    """The plan in words and the actions, regions by id; what follows an action that ends the turn is dropped.

    Raises `ReplyError`, with words that tell the model what to mend, when the text holds no usable action.
    """
    found = next(_candidates(text[:MOST_CHARS]), None)
    if found is None and loops(text):
        raise ReplyError("the reply says the same again and again; write a short one")
    if found is None:
        raise ReplyError('the reply holds no JSON object with "actions"; reply with that object alone')
    plan, given = found
    if not given:
        raise ReplyError('"actions" is empty; name at least one action')
    actions: list[Action] = []
    for raw in given[: bounds.actions]:
        action = _checked(raw, regions, choices, bounds)
        if action not in actions:
            actions.append(action)
        if action.action in ("answer", "clarify"):
            break
    return plan, tuple(actions)


def _candidates(text: str) -> Iterator[tuple[str, list[Any]]]:
    """Plans with their actions in the text, in order: a bare list of actions, then what begins at each brace."""
    bare = _THOUGHT.sub("", text).strip()
    braces = [match.start() for match in re.finditer("{", bare)][:MOST_BRACES]
    listed = [f'{{"actions": {bare}}}'] if bare.startswith("[") else []
    for candidate in (*listed, *(bare[at:] for at in braces)):
        try:
            yield from _as_reply(object_of(candidate))
        except ReplyError:
            continue


def _as_reply(value: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The object as a reply, where it is one: with its list of actions, or one action alone."""
    if isinstance(value.get("actions"), list):
        plan = value.get("plan")
        yield (_clean(plan) if isinstance(plan, str) else ""), value["actions"]
    elif isinstance(value.get("action"), dict):
        yield "", [value["action"]]
    elif isinstance(value.get("action"), str):
        yield "", [value]


def _checked(raw: Any, regions: Mapping[str, str], choices: Choices, bounds: Bounds) -> Action:
    if not isinstance(raw, dict):
        raise ReplyError('each of "actions" must be an object with the field "action"')
    kind = raw.get("action")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise ReplyError("that action does not exist; actions: " + ", ".join(FIELDS))
    fields = {"action": kind} | {key: _clean(raw[key]) for key in FIELDS[kind] if key in raw}
    if kind in ("read", "look"):
        name = fields.get("region")
        if not isinstance(name, str) or name not in regions:
            raise ReplyError("that region is not in the catalogue; use one of its short names, like " + _few(regions))
        fields["region"] = regions[name]
    if kind == "read" and fields.get("reader") not in choices.readers:
        raise ReplyError("that reader does not exist; readers: " + ", ".join(choices.readers))
    if kind == "look" and not choices.look:
        raise ReplyError('there is no model to "look" with; use "query" or "search"')
    if kind == "clarify" and not choices.clarify:
        raise ReplyError("nobody can be asked now; choose the likeliest meaning and go on")
    try:
        action = ACTION.validate_python(fields)
    except ValidationError as error:
        raise ReplyError(f"the action does not fit: {first_fault(error)}") from error
    _bounded(action, bounds)
    return action


def _clean(value: Any) -> Any:
    """The value with texts that can be stored: no NUL, no half of a surrogate pair."""
    if isinstance(value, str):
        return value.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return [_clean(item) for item in value] if isinstance(value, list) else value


def _bounded(action: Action, bounds: Bounds) -> None:
    """Raises `ReplyError` for texts far over what the form allows; a server that does not guide may send them."""
    limits = {"sql": 2 * bounds.sql_chars, "query": 400, "question": 400, "text": 4 * bounds.text_chars}
    for name, most in limits.items():
        text = getattr(action, name, "")
        if len(text) > most:
            raise ReplyError(f'"{name}" has {len(text)} characters; at most {most} are taken')
    blank = next((name for name in ("sql", "query", "question") if not getattr(action, name, "x").strip()), None)
    if blank is not None:
        raise ReplyError(f'"{blank}" of the action is empty')
    if action.action == "clarify" and not 2 <= len(action.choices) <= 8:
        raise ReplyError("a clarifying question needs two to eight choices")


def _few(regions: Mapping[str, str]) -> str:
    return ", ".join(list(regions)[:5]) or "(it has none)"
