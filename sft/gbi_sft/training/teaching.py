"""Which characters of a conversation are taught: the assistant's, with the mark that ends its turn.

A chat template is a program, so nothing is known of its marks. What it writes up to a turn, and with that turn, differ
by the turn; where a template is not that simple (it opens the assistant's turn otherwise when asked to generate, or
drops something of earlier turns), the turn is rendered with two other contents: where the texts part, its own begins.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Any

from gbi_sft.training.config import TrainingError

Message = dict[str, Any]
Render = Callable[[list[Message], bool], str]
"""The template: messages, and whether the assistant is to speak next."""


def taught_spans(messages: list[Message], render: Render) -> tuple[str, list[tuple[int, int]]]:
    """The conversation's text and the spans [start, end) of what is taught in it.

    Raises `TrainingError` where the template does not show what the assistant said.
    """
    whole = render(messages, False)
    spans = [_span(messages, turn, whole, render) for turn, one in enumerate(messages) if one["role"] == "assistant"]
    return whole, spans


def _span(messages: list[Message], turn: int, whole: str, render: Render) -> tuple[int, int]:
    said = "".join(part["text"] for part in messages[turn]["content"])
    before, upto = render(messages[:turn], True), render(messages[: turn + 1], False)
    start = len(before) if whole.startswith(before) else _begin(messages, turn, whole, render)
    stated = whole.find(said.strip(), start)
    if stated < 0:
        raise TrainingError("the model's chat template does not show what the assistant says; it cannot be trained on")
    stop = _shared([whole, upto])
    content = stated + len(said.strip())
    return start, content + len(whole[content : max(stop, content)].rstrip())


def _begin(messages: list[Message], turn: int, whole: str, render: Render) -> int:
    """Where the turn's content begins: the first place at which other contents change the text."""
    shared = [whole]
    for other in ("\u2460", "\u2461"):
        changed = {**messages[turn], "content": [{"type": "text", "text": other}]}
        shared.append(render([*messages[:turn], changed, *messages[turn + 1 :]], False))
    return _shared(shared)


def _shared(texts: list[str]) -> int:
    """How many characters the texts begin with alike."""
    return sum(1 for _ in takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False)))
