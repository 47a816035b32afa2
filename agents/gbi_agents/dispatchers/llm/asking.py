"""One call of the model: within the tokens and seconds that are left, in pieces when somebody listens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from gbi.errors import ModelUnavailable
from gbi.models.model import Model, Reply, Request, Usage
from gbi.types import Piece
from gbi_agents.dispatchers.dispatcher import Tell
from gbi_agents.dispatchers.llm.bounds import tokens_of

LEAST_REPLY = 96
"""Tokens under which no action can be written; nothing is asked then."""


@dataclass(frozen=True)
class Asked:
    """A reply with what it cost: tokens in and out as the server counted them, else as guessed."""

    reply: Reply
    tokens: int
    prompt_tokens: int
    seconds: float


def ask(model: Model, request: Request, guessed: int, tell: Tell | None) -> Asked:
    """The reply to the request, whose prompt was `guessed` to take so many tokens. Raises `ModelError`."""
    began = time.monotonic()
    if tell is None:
        reply = model.ask(request)
        usage = reply.usage
    else:
        before = model.usage()
        reply = _in_pieces(model, request, tell)
        usage = _spent(before, model.usage())
    prompt = usage.prompt_tokens or guessed
    return Asked(reply, prompt + (usage.completion_tokens or tokens_of(reply.text)), prompt, time.monotonic() - began)


def _in_pieces(model: Model, request: Request, tell: Tell) -> Reply:
    """The reply as it is made; one that runs over the request's seconds or far over its tokens is broken off."""
    until = time.monotonic() + (request.seconds or float("inf"))
    most = 12 * request.max_tokens  # characters; no tokenizer puts more into a token on average
    text = ""
    for piece in model.stream(request):
        text += piece
        tell(Piece(text=piece, model=model.name))
        if time.monotonic() > until:
            raise ModelUnavailable(f"the model had not ended its reply after {request.seconds:.0f} seconds")
        if len(text) > most:
            return Reply(text=text, finish="length", model=model.name)
    return Reply(text=text, model=model.name)


def _spent(before: Usage, after: Usage) -> Usage:
    """What one call added; nothing where others asked the same model at the same time, so that it cannot be told."""
    if after.calls - before.calls != 1:
        return Usage()
    return Usage(
        prompt_tokens=max(0, after.prompt_tokens - before.prompt_tokens),
        completion_tokens=max(0, after.completion_tokens - before.completion_tokens),
        calls=1,
    )


Connect = Callable[[], Model]
"""Makes the model when it is first needed. Raises `GbiError`."""
