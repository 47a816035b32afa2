"""One server from its start to its end: checks, start, adapters through the gate, then waiting for a signal."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from gbi.errors import ModelError, ServeError
from gbi.models.serving import gate, options, process
from gbi.models.serving.adapters import RunningServer
from gbi.models.serving.options import ServeOptions
from gbi.models.serving.process import ServerProcess


class Stopped(BaseException):
    """A signal asked this program to end; no error, hence not to be caught as one."""


Say = Callable[[float, str], None]
"""Told the seconds since the start, and words."""


def interpreter(python: Path | None) -> Path:
    """The interpreter that has vLLM: the setting's, else this one."""
    return Path(sys.executable) if python is None else python.expanduser().absolute()


def serve(
    wanted: ServeOptions,
    *,
    python: Path,
    log: Path,
    ready_seconds: float,
    say: Say,
    ready: Callable[[tuple[str, ...]], None],
    trusted: bool = False,
) -> None:
    """Runs a server until SIGINT, SIGTERM or SIGHUP, which end it with all its children; then returns.

    `say` gets the stages, `ready` the names of the adapters that passed, once the server can be used. An adapter that
    does not pass is refused in words; the server goes on without it. Raises `ServeError` where the server cannot be
    started or ends by itself, `AdapterError` for an adapter folder that is none.
    """
    options.check(wanted)
    process.check_python(python)
    process.check_port(wanted.host, wanted.port)
    started = time.monotonic()

    def tell(words: str) -> None:
        say(time.monotonic() - started, words)

    fitting = options.fitted(wanted)
    if fitting.context != wanted.context:
        tell(f"the model was made for {fitting.context} tokens of context: served with those, not {wanted.context}")
    server = ServerProcess(options.command(fitting, python), options.environment(wanted, os.environ), log)
    with _signals_raise():
        try:
            server.start()
            tell(f"starting {wanted.model}; log: {log}")
            server.wait_ready(wanted.url.removesuffix("/v1") + "/health", ready_seconds, tell)
            ready(_admit_all(wanted, python, trusted, tell))
            server.wait()
            raise ServeError(server.obituary())
        except Stopped:
            tell("stopping")
        finally:
            _ignore_signals()
            server.stop()


def _admit_all(wanted: ServeOptions, python: Path, trusted: bool, tell: Callable[[str], None]) -> tuple[str, ...]:
    running = RunningServer(url=wanted.url, key=wanted.key)
    passed = []
    for adapter in wanted.adapters:
        if not trusted:
            tell(f"checking the adapter {adapter.name} against peft")
        try:
            verdict = gate.admit(running, adapter, python=python, dtype=wanted.dtype, trusted=trusted)
        except ModelError as error:
            tell(f"REFUSED {adapter.name}: it could not be checked ({error})")
            continue
        tell(f"{'accepted' if verdict.passed else 'REFUSED'} {adapter.name}: {verdict.reason}")
        if verdict.passed:
            passed.append(adapter.name)
    return tuple(passed)


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def _signals_raise() -> Iterator[None]:
    """While it holds, the signals raise `Stopped` in the main thread; before and after, they do what they did."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """The end must not be interrupted half way: children would stay."""
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
