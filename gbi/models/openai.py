"""Models behind an OpenAI-compatible server: vLLM above all, any other as far as it goes.

Callers are synchronous and may be many threads; the calls run on the private loop over one pool of connections.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from gbi.errors import ModelError
from gbi.models.breaker import Breaker
from gbi.models.endpoint import Endpoint, endpoint
from gbi.models.line import Line
from gbi.models.loop import pieces_of, wait_for
from gbi.models.model import Model, Reply, Request, Usage
from gbi.models.retry import Backoff
from gbi.settings import Settings


class ServedModel:
    """One model name on one server; implements `gbi.models.Model`. A process forked off gets connections of its own."""

    def __init__(
        self, where: Endpoint, *, backoff: Backoff | None = None, breaker: Callable[[], Breaker] = Breaker
    ) -> None:
        self._endpoint = where
        self._backoff = backoff or Backoff()
        self._breaker = breaker
        self._lines: dict[int, Line] = {}  # by process
        self._before = Usage()  # of lines that were closed

    @property
    def name(self) -> str:
        """The served name. Asks the server where none is set, then raises `ModelUnavailable` when it is down."""
        return self._endpoint.model or wait_for(self._line().model_name())

    def ask(self, request: Request) -> Reply:
        """The whole reply. Raises `ModelUnavailable` or `ModelError`, as the face says."""
        return wait_for(self._line().reply(request))

    def ask_all(self, requests: Sequence[Request]) -> list[Reply | ModelError]:
        """Replies in the requests' order, as many in flight as the settings allow; failures in their places."""
        return wait_for(_all(self._line(), requests))

    def stream(self, request: Request) -> Iterator[str]:
        """The reply's pieces as they come. Raises as `ask`, also between pieces."""
        return pieces_of(self._line().pieces(request))

    def usage(self) -> Usage:
        """The sum of all calls in this process."""
        line = self._lines.get(os.getpid())
        return line.spent if line else self._before

    def close(self) -> None:
        """Closes the connections; asking again opens new ones."""
        line = self._lines.pop(os.getpid(), None)
        if line is not None:
            self._before = line.spent
            wait_for(line.close())

    def _line(self) -> Line:
        line = self._lines.get(os.getpid())
        if line is None:  # two threads may both make one; one of them stays, the other was never opened
            fresh = Line(self._endpoint, self._backoff, self._breaker(), self._before)
            line = self._lines.setdefault(os.getpid(), fresh)
        return line


async def _all(line: Line, requests: Sequence[Request]) -> list[Reply | ModelError]:
    return list(await asyncio.gather(*(_or_error(line, request) for request in requests)))


async def _or_error(line: Line, request: Request) -> Reply | ModelError:
    try:
        return await line.reply(request)
    except ModelError as error:
        return error


def connect(settings: Settings, role: Literal["vlm", "llm"]) -> Model:
    """The served model that the settings name for the role. Raises `SettingsError` for a URL that is none."""
    return ServedModel(endpoint(settings, role))
