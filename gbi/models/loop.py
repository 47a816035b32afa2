"""One private event loop in a daemon thread, so that asynchronous clients serve synchronous callers.

It never meets the caller's own loop: notebooks and Streamlit, which run one, work as scripts do. A forked child gets a
loop of its own, for a thread does not survive the fork. Ctrl-C while waiting cancels the work and is raised at once.
"""

from __future__ import annotations

import asyncio
import os
import queue
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def private_loop() -> asyncio.AbstractEventLoop:
    """The process's loop, started on first use."""
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="gbi-models", daemon=True).start()
        return _loop


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Runs the coroutine on the private loop and returns what it returns or raises."""
    future = asyncio.run_coroutine_threadsafe(work, private_loop())
    try:
        return future.result()
    finally:
        future.cancel()  # of no effect when it is done; on Ctrl-C it ends the work


def pieces_of(work: AsyncIterator[T]) -> Iterator[T]:
    """The items of an asynchronous iterator, as they come; leaving off early cancels the work."""
    arrived: queue.SimpleQueue[tuple[T] | None] = queue.SimpleQueue()

    async def pump() -> None:
        try:
            async for item in work:
                arrived.put((item,))
        finally:
            arrived.put(None)

    future = asyncio.run_coroutine_threadsafe(pump(), private_loop())
    try:
        while (item := arrived.get()) is not None:
            yield item[0]
        future.result()
    finally:
        future.cancel()


def _forget() -> None:
    global _lock, _loop
    _lock, _loop = threading.Lock(), None


os.register_at_fork(after_in_child=_forget)
