"""What a model wrote, as JSON: with or without guided decoding, cut off, in a fence, or going round in circles.

Nothing is completed or guessed: of a reply that was cut off only what had been closed is kept.
"""

from __future__ import annotations

import json
import re
from typing import Any

from gbi.errors import ReplyError

LONGEST = 400_000
"""Characters of a reply that are looked at; no reading needs more."""
LOOP_CHARS, LOOP_TIMES = 120, 6
"""A piece of text that stands so many times in a row, and so many characters in all, at the end is a loop."""

_COMMA = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', re.DOTALL)
_FENCE = re.compile(r"```(?:json|JSON)?\s*\n?(.*?)(?:```|\Z)", re.DOTALL)


def object_of(text: str) -> dict[str, Any]:
    """The first JSON object of a reply, prose and fences around it set aside, trailing commas forgiven.

    Raises `ReplyError` for a reply that holds none, or one that is cut off.
    """
    for candidate in _candidates(text):
        at = candidate.find("{")
        if at < 0:
            continue
        found = _decoded(candidate[at:])
        if isinstance(found, dict):
            return found
    raise ReplyError(f"the model's reply holds no JSON object: {text.strip()[:80]!r}")


def salvaged(text: str, last: str) -> tuple[dict[str, Any], list[Any]]:
    """Of an object that was cut off inside its array `last`: what stands before it, and the array's closed items.

    Raises `ReplyError` when not even what stands before the array is whole.
    """
    body = text[:LONGEST]
    match = re.search(rf'"{re.escape(last)}"\s*:\s*\[', body)
    start = body.find("{")
    if match is None or not 0 <= start < match.start():
        raise ReplyError("the model's reply was cut off before its first row")
    head = _decoded(body[start : match.start()].rstrip().rstrip(",") + "}")
    if not isinstance(head, dict):
        raise ReplyError("the model's reply was cut off, and what stands before its rows is no JSON")
    return head, _items(body[match.end() :])


def loops(text: str) -> bool:
    """Whether the text's end is one piece over and over: the model goes round in circles."""
    tail = text[:LONGEST].rstrip()[-2000:]
    for size in range(1, 161):
        piece, times = tail[-size:], 1
        while len(tail) >= (times + 1) * size and tail[-(times + 1) * size : -times * size] == piece:
            times += 1
        if times >= LOOP_TIMES and times * size >= LOOP_CHARS:
            return True
    return False


def _candidates(text: str) -> list[str]:
    body = text[:LONGEST]
    return [match.group(1) for match in _FENCE.finditer(body)] + [body]


def _decoded(text: str) -> Any:
    """The JSON value at the start of the text, None where there is none."""
    for body in (text, _COMMA.sub(lambda m: "" if m.group() == "," else m.group(), text)):
        try:
            return _DECODER.raw_decode(body)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _items(text: str) -> list[Any]:
    """The whole values of an array's inside, up to the first that is not."""
    items: list[Any] = []
    at = 0
    while True:
        gap = re.compile(r"[\s,]*").match(text, at)
        at = gap.end() if gap else at
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return items
        items.append(item)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant, strict=False)  # SQL comes with line breaks in its string
