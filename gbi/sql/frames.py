"""The words between engine and worker: a frame is a JSON header and a body of bytes, both with their lengths.

No pickle: what the worker sends is parsed as JSON and Arrow, nothing in it can run.
"""

from __future__ import annotations

import json
import os
import select
import struct
import time
from collections.abc import Callable
from typing import Any

_LENGTHS = struct.Struct(">IQ")
_CHUNK = 1 << 20


class Ended(Exception):
    """The other side closed the pipe."""


class Late(Exception):
    """The deadline passed before the frame was whole."""


def send(fd: int, header: dict[str, Any], body: bytes | memoryview = b"") -> None:
    """Writes one frame. Raises `Ended` when nobody reads any more."""
    head = json.dumps(header).encode()
    try:
        for part in (_LENGTHS.pack(len(head), len(body)), head, body):
            view = memoryview(part)
            while len(view):
                view = view[os.write(fd, view[:_CHUNK]) :]
    except BrokenPipeError as error:
        raise Ended from error


def receive(
    fd: int, deadline: float | None = None, watch: Callable[[], None] | None = None, poll_s: float = 0.1
) -> tuple[dict[str, Any], bytearray]:
    """Reads one frame. `deadline` is on `time.monotonic()`; `watch` is called every `poll_s` seconds of waiting.

    Raises `Ended` when the pipe closed, `Late` when the deadline passed; whatever `watch` raises goes through.
    """
    head_size, body_size = _LENGTHS.unpack(_exactly(fd, _LENGTHS.size, deadline, watch, poll_s))
    header = json.loads(bytes(_exactly(fd, head_size, deadline, watch, poll_s)))
    return header, _exactly(fd, body_size, deadline, watch, poll_s)


def _exactly(fd: int, size: int, deadline: float | None, watch: Callable[[], None] | None, poll_s: float) -> bytearray:
    buffer = bytearray(size)
    view = memoryview(buffer)
    while len(view):
        _wait(fd, deadline, watch, poll_s)
        got = os.read(fd, min(len(view), _CHUNK))
        if not got:
            raise Ended
        view[: len(got)] = got
        view = view[len(got) :]
    return buffer


def _wait(fd: int, deadline: float | None, watch: Callable[[], None] | None, poll_s: float) -> None:
    if deadline is None and watch is None:
        return
    poller = select.poll()
    poller.register(fd, select.POLLIN | select.POLLHUP)
    while not poller.poll(poll_s * 1000):
        if deadline is not None and time.monotonic() > deadline:
            raise Late
        if watch is not None:
            watch()
