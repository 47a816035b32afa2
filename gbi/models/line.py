"""The connection to one OpenAI-compatible server: tries, time limits, breaker, and how many calls are in flight.

A line lives on the private loop and in one process. Retries are ours, not the client library's, for only so do the
breaker and the accounting see every attempt. A time-out is retried once: a slow server gets slower by being asked more.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from json import JSONDecodeError
from typing import Any, TypeVar

from openai import APIError, APIStatusError, AsyncStream, NotFoundError, RateLimitError
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from gbi.errors import ModelError, ModelUnavailable, ReplyError
from gbi.models.breaker import Breaker
from gbi.models.chat import OPTIONAL, Dialect, body, image_count
from gbi.models.endpoint import Endpoint
from gbi.models.model import Reply, Request, Usage
from gbi.models.refusals import passing, refusal, server_text, unreachable
from gbi.models.retry import Backoff, retry_after_s

T = TypeVar("T")
FAIR_S = 10.0
"""A call that had less time than this (and than the setting) tells the breaker nothing when its time is over."""


@dataclass
class _Call:
    request: Request
    left_out: set[str]
    started: float = field(default_factory=time.monotonic)
    arguments: dict[str, Any] | None = None
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
        return Usage(images=image_count(self.request), calls=1, retries=self.retries, seconds=seconds)


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
            cost = _tokens(done)
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
                            cost = _tokens(chunk) if chunk.usage else cost
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

    async def _complete(self, call: _Call) -> ChatCompletion:
        arguments = await self._arguments(call, stream=False)
        try:
            done: object = await self._client.chat.completions.create(**arguments)
        except JSONDecodeError as error:
            raise ReplyError(f"the reply of {self._endpoint.url} is not JSON: {error}") from error
        if not isinstance(done, ChatCompletion) or not done.choices or done.choices[0].message is None:
            raise ReplyError(f"the reply of {self._endpoint.url} is not a chat completion: is GBI_VLM_URL right?")
        return done

    async def _open(self, call: _Call) -> AsyncStream[ChatCompletionChunk]:
        arguments = await self._arguments(call, stream=True)
        opened: AsyncStream[ChatCompletionChunk] = await self._client.chat.completions.create(**arguments)
        return opened

    async def _discover(self, call: _Call) -> None:
        names = [model.id async for model in self._client.models.list()]
        if not names:
            raise ModelUnavailable(f"the server at {self._endpoint.url} serves no model")
        self._model = names[0]

    async def _arguments(self, call: _Call, *, stream: bool) -> dict[str, Any]:
        if self._model is None:
            await self._discover(call)
        if call.arguments is None:
            make = partial(body, call.request, self._model or "", frozenset(call.left_out), stream=stream)
            # Scaling a picture takes a while: the loop goes on with other calls.
            call.arguments = await asyncio.to_thread(make) if image_count(call.request) else make()
        return call.arguments

    def _adapted(self, call: _Call, error: APIError) -> bool:
        """Whether the server refused a part that can be left out, which the next attempt then does."""
        if not isinstance(error, APIStatusError) or error.status_code not in (400, 422, 501) or not call.arguments:
            return False
        extra = call.arguments.get("extra_body", {})
        sent = {part for part in OPTIONAL if part in call.arguments or part in extra}
        part = self._dialect.refused(server_text(error), sent)
        if part is None or part in call.left_out:
            return False
        call.left_out.add(part)
        call.arguments = None
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

    def _reply(self, done: ChatCompletion, usage: Usage) -> Reply:
        choice = done.choices[0]
        if choice.finish_reason == "content_filter":
            raise ModelError(f"the server at {self._endpoint.url} withheld the reply (content filter)")
        finish = "length" if choice.finish_reason == "length" else "stop"
        return Reply(text=choice.message.content or "", finish=finish, model=self._model or done.model, usage=usage)


def _tokens(done: ChatCompletion | ChatCompletionChunk) -> Usage:
    if done.usage is None:
        return Usage()
    return Usage(prompt_tokens=done.usage.prompt_tokens or 0, completion_tokens=done.usage.completion_tokens or 0)


def _why(error: Exception) -> str:
    return server_text(error) if isinstance(error, APIError) else str(error) or "time is over"
