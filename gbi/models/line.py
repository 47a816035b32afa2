"""The connection to one OpenAI-compatible server: tries, time limits, breaker, and how many calls are in flight.

A line lives on the private loop and in one process. Retries are ours, not the client library's, for only so do the
breaker and the accounting see every attempt. A time-out is retried once: a slow server gets slower by being asked more.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from json import JSONDecodeError
from typing import TypeVar

import httpx2
from openai import APIError, APIStatusError, AsyncStream, NotFoundError, RateLimitError
from openai.types.chat import ChatCompletionChunk

from gbi.errors import ModelError, ModelUnavailable, ReplyError
from gbi.models.breaker import Breaker
from gbi.models.chat import Dialect, body, pictures_of
from gbi.models.endpoint import Endpoint
from gbi.models.model import Reply, Request, Usage
from gbi.models.pictures import is_sent_as_it_is
from gbi.models.refusals import passing, refusal, server_text, unreachable
from gbi.models.retry import Backoff, retry_after_s
from gbi.models.wire import Completion, Tokens

T = TypeVar("T")
CHAT = "/chat/completions"
FAIR_S = 10.0
"""A call that had less time than this (and than the setting) tells the breaker nothing when its time is over."""


@dataclass
class _Call:
    request: Request
    left_out: set[str]
    started: float = field(default_factory=time.monotonic)
    sent: frozenset[str] = frozenset()  # the names in `data`
    data: bytes = b""
    retries: int = 0
    slow: int = 0

    def left_s(self, most: float) -> float:
        """Seconds that an attempt may take now."""
        if self.request.seconds is None:
            return most
        return min(most, self.started + self.request.seconds - time.monotonic())

    def spent(self) -> Usage:
        """What the call cost so far, tokens not counted."""
        seconds = time.monotonic() - self.started
        return Usage(images=len(pictures_of(self.request)), calls=1, retries=self.retries, seconds=seconds)


class Line:
    """One process's connection to `endpoint`. All coroutines run on the private loop, hence no locks."""

    def __init__(self, endpoint: Endpoint, backoff: Backoff, breaker: Breaker, spent: Usage) -> None:
        self.spent = spent
        self._endpoint = endpoint
        self._backoff = backoff
        self._breaker = breaker
        self._dialect = Dialect()
        self._slots = asyncio.Semaphore(endpoint.concurrency)
        self._client = endpoint.client()
        self._model = endpoint.model
        self._last = ""  # what went wrong last

    async def reply(self, request: Request) -> Reply:
        """The whole reply. Raises as `Model.ask`."""
        call = _Call(request, set(self._dialect.unknown))
        cost = Usage()
        try:
            async with self._slot(call):
                done = await self._through(call, self._complete)
            cost = done.usage.usage() if done.usage else cost
            return self._reply(done, call.spent() + cost)
        finally:
            self.spent += call.spent() + cost

    async def pieces(self, request: Request) -> AsyncIterator[str]:
        """The reply's pieces; tries end with the first of them. Raises as `Model.ask`."""
        call = _Call(request, set(self._dialect.unknown))
        cost = Usage()
        try:
            async with self._slot(call):
                stream = await self._through(call, self._open)
                try:
                    async with asyncio.timeout(call.left_s(self._endpoint.seconds)):
                        ended = False
                        async for chunk in stream:
                            if chunk.usage:
                                cost = Tokens.model_validate(chunk.usage.model_dump()).usage()
                            for choice in chunk.choices:
                                ended = ended or choice.finish_reason is not None
                                if choice.delta.content:
                                    yield choice.delta.content
                except (TimeoutError, APIError, JSONDecodeError) as error:
                    self._breaker.failed()
                    raise ModelUnavailable(f"the stream from {self._endpoint.url} broke off: {_why(error)}") from error
                finally:
                    await stream.close()
            if not ended:
                self._breaker.failed()
                raise ModelUnavailable(f"the stream from {self._endpoint.url} ended before the reply did")
        finally:
            self.spent += call.spent() + cost

    async def model_name(self) -> str:
        """The model asked for, or the first that the server names. Raises `ModelUnavailable`."""
        if self._model is None:
            call = _Call(Request(turns=()), set())
            await self._through(call, self._discover)
        return self._model or ""

    async def close(self) -> None:
        """Closes all connections."""
        await self._client.close()

    @asynccontextmanager
    async def _slot(self, call: _Call) -> AsyncIterator[None]:
        wait_s = None if call.request.seconds is None else call.request.seconds
        try:
            async with asyncio.timeout(wait_s):
                await self._slots.acquire()
        except TimeoutError as error:
            raise ModelUnavailable(
                f"all {self._endpoint.concurrency} calls to {self._endpoint.url} were busy for {wait_s:g} s"
            ) from error
        try:
            yield
        finally:
            self._slots.release()

    async def _through(self, call: _Call, send: Callable[[_Call], Awaitable[T]]) -> T:
        """Tries until it works or there is no use in trying. Raises `ModelError`."""
        while True:
            try:
                return await self._attempt(call, send)
            except TimeoutError as error:
                call.slow += 1
                if call.slow > 1 or call.retries >= self._endpoint.retries or call.left_s(1.0) <= 0:
                    took = time.monotonic() - call.started
                    raise ModelUnavailable(f"no answer from {self._endpoint.url} within {took:.1f} s") from error
                wait_s = self._backoff.wait_s(call.retries)
            except APIError as error:
                if self._adapted(call, error):
                    continue
                if not passing(error):
                    raise await self._refusal(error) from error
                asked_s = retry_after_s(error.response.headers) if isinstance(error, APIStatusError) else None
                wait_s = self._backoff.wait_s(call.retries, asked_s)
                if wait_s is None or call.retries >= self._endpoint.retries or call.left_s(wait_s + 1.0) <= wait_s:
                    raise unreachable(error, self._endpoint, call.retries + 1) from error
            call.retries += 1
            await asyncio.sleep(wait_s or 0.0)

    async def _attempt(self, call: _Call, send: Callable[[_Call], Awaitable[T]]) -> T:
        if not self._breaker.admit():
            again = self._breaker.wait_s()
            raise ModelUnavailable(
                f"the model server at {self._endpoint.url} failed too often, and is tried again in {again:.0f} s; "
                f"last: {self._last}"
            )
        verdict = self._breaker.abandoned
        limit_s = call.left_s(self._endpoint.seconds)
        try:
            async with asyncio.timeout(limit_s):
                outcome = await send(call)
            verdict = self._breaker.succeeded
            return outcome
        except TimeoutError:
            self._last = f"no answer within {limit_s:g} s"
            if limit_s >= min(FAIR_S, self._endpoint.seconds):
                verdict = self._breaker.failed
            raise
        except APIError as error:
            self._last = server_text(error)
            down = passing(error) and not isinstance(error, RateLimitError)
            verdict = self._breaker.failed if down else self._breaker.succeeded
            raise
        except ReplyError as error:
            self._last = str(error)
            verdict = self._breaker.failed
            raise
        finally:
            verdict()

    async def _complete(self, call: _Call) -> Completion:
        # Not `chat.completions.create`: walking through body and reply by their types took it 6 ms of CPU a call.
        data = await self._data(call, stream=False)
        response = await self._client.post(CHAT, content=data, cast_to=httpx2.Response)
        return Completion.read(response.content, self._endpoint.url)

    async def _open(self, call: _Call) -> AsyncStream[ChatCompletionChunk]:
        data = await self._data(call, stream=True)
        pieces = AsyncStream[ChatCompletionChunk]
        return await self._client.post(CHAT, content=data, cast_to=ChatCompletionChunk, stream=True, stream_cls=pieces)

    async def _discover(self, call: _Call) -> None:
        names = [model.id async for model in self._client.models.list()]
        if not names:
            raise ModelUnavailable(f"the server at {self._endpoint.url} serves no model")
        self._model = names[0]

    async def _data(self, call: _Call, *, stream: bool) -> bytes:
        if self._model is None:
            await self._discover(call)
        if not call.data:
            make = partial(_written, call.request, self._model or "", frozenset(call.left_out), stream=stream)
            quick = all(is_sent_as_it_is(picture) for picture in pictures_of(call.request))
            call.sent, call.data = make() if quick else await asyncio.to_thread(make)
        return call.data

    def _adapted(self, call: _Call, error: APIError) -> bool:
        """Whether the server refused a part that can be left out, which the next attempt then does."""
        if not isinstance(error, APIStatusError) or error.status_code not in (400, 422, 501):
            return False
        part = self._dialect.refused(server_text(error), call.sent)
        if part is None or part in call.left_out:
            return False
        call.left_out.add(part)
        call.data = b""
        return True

    async def _refusal(self, error: APIError) -> ModelError:
        served = None
        if isinstance(error, NotFoundError):
            try:
                async with asyncio.timeout(FAIR_S):
                    served = tuple([model.id async for model in self._client.models.list()])
            except (APIError, TimeoutError, JSONDecodeError):
                served = None
        asked, self._model = self._model or "", self._endpoint.model
        return refusal(error, self._endpoint, asked, served)

    def _reply(self, done: Completion, usage: Usage) -> Reply:
        choice = done.choices[0]
        if choice.finish_reason == "content_filter":
            raise ModelError(f"the server at {self._endpoint.url} withheld the reply (content filter)")
        finish = "length" if choice.finish_reason == "length" else "stop"
        return Reply(text=choice.message.content or "", finish=finish, model=self._model or "", usage=usage)


def _written(request: Request, model: str, left_out: frozenset[str], *, stream: bool) -> tuple[frozenset[str], bytes]:
    values = body(request, model, left_out, stream=stream)
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return frozenset(values), text.encode("utf-8", "replace")  # text of documents may hold halves of characters


def _why(error: Exception) -> str:
    return server_text(error) if isinstance(error, APIError) else str(error) or "time is over"
