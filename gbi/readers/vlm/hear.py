"""Requests to the model and replies understood, each with one shorter second try."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gbi.errors import ModelError, ReplyError
from gbi.models import Model, Reply, Request
from gbi.readers.vlm.said import Limits, Said

Ask = Callable[[Limits], Request]
"""Makes the request for a table within the limits."""
Understand = Callable[[Reply], Said]
"""Raises `ReplyError` for a reply that cannot be used."""


def hear(model: Model, asks: Sequence[Ask], understand: Understand, limits: Limits) -> list[Said | ModelError]:
    """What was said to each request, in order; several are in flight at a time.

    A reply that cannot be used (another form, repetition, nothing whole) is asked for once more, shorter and drawn
    otherwise. Where that fails too, or the model cannot be reached, the error stands in its place.
    """
    heard = [_heard(reply, understand) for reply in model.ask_all([ask(limits) for ask in asks])]
    again = [n for n, said in enumerate(heard) if isinstance(said, ReplyError)]
    if again:
        shorter = limits.shorter()
        for n, reply in zip(again, model.ask_all([asks[n](shorter) for n in again]), strict=True):
            heard[n] = _heard(reply, understand)
    return heard


def _heard(reply: Reply | ModelError, understand: Understand) -> Said | ModelError:
    if isinstance(reply, ModelError):
        return reply
    try:
        return understand(reply)
    except ReplyError as error:
        return error
