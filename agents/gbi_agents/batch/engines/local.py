"""Tasks in processes of this machine: one that hangs or dies costs its document and is replaced for the next."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, TimeoutError, wait

from pebble import ProcessFuture, ProcessPool

from gbi_agents.batch.work import Task, work

TASKS_A_PROCESS = 25
"""After so many documents a process is replaced, so that what libraries leak stays small."""
LOOK_S = 0.5


def run(tasks: Sequence[Task], workers: int, seconds: float) -> Iterator[tuple[Task, str | None] | None]:
    """As `Engine`."""
    pool = ProcessPool(workers, max_tasks=TASKS_A_PROCESS, context=multiprocessing.get_context("spawn"))
    running: dict[ProcessFuture[None], Task] = {}
    try:
        for task in tasks:
            running[pool.schedule(work, args=(task,), timeout=seconds)] = task
        while running:
            done, _ = wait(running, timeout=LOOK_S, return_when=FIRST_COMPLETED)
            for future in [future for future in running if future in done]:
                yield running.pop(future), _reason(future.exception(), seconds)
            if not done:
                yield None
    finally:
        pool.stop()  # type: ignore[no-untyped-call]  # the package leaves it without a type
        pool.join()


def _reason(error: BaseException | None, seconds: float) -> str | None:
    """Why a task ended before its work did, in words."""
    if error is None:
        return None
    if isinstance(error, TimeoutError):
        return f"it took more than {seconds:g} s and was stopped; what was read until then is kept: raise --seconds"
    return f"the process that read it ended ({type(error).__name__}: {error}); please report it"
