"""Processes that work for a command: Ctrl-C is the command's own affair, which ends them in good order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def deaf() -> Iterator[None]:
    """Processes that are started within never hear Ctrl-C, from their first moment; this one does when the block ends.

    A terminal sends it to all: workers that die of it on their way up break the pool, with a traceback each.
    """
    resource_tracker.ensure_running()  # it starts with the first process, and its start lets signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
