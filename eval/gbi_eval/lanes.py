"""Worker processes that take one item at a time: what breaks, hangs or kills its process costs that one item.

Items of one group stay in one lane, for they share a reading; the groups with most work start first, so that no long
one is left at the end. Each lane has its own share of the cores.
"""

from __future__ import annotations

import logging
import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from gbi_eval.benchmark import Item, Options, Outcome
from gbi_eval.benchmarks import load

ITEM_SECONDS = 1800.0
"""After so long an item's process is killed; the longest honest item is a report of some hundred pages."""
ASK_SECONDS = 0.5
"""What an item takes beside its group's reading, roughly."""

Group = deque[Item]


def outcomes(name: str, items: Sequence[Item], options: Options, workers: int) -> Iterator[Outcome]:
    """The items' outcomes as they come, in no order; with one worker they run in this process."""
    groups = grouped(items)
    if workers <= 1:
        yield from (attempt(name, item, options) for group in groups for item in group)
        return
    waiting = deque(groups)
    lanes = [Lane(name, options, i, workers) for i in range(min(workers, len(groups)))]
    try:
        busy = [lane for lane in lanes if lane.next(waiting)]
        while busy:
            ready = wait([lane.connection for lane in busy], timeout=1.0)
            for lane in busy:
                if lane.connection in ready or lane.overdue:
                    yield lane.take()
                    lane.next(waiting)
            busy = [lane for lane in busy if lane.item is not None]
    finally:
        for lane in lanes:
            lane.close()


def grouped(items: Sequence[Item]) -> list[Group]:
    """The items by group, the group with most work first; within a group in their order."""
    groups: dict[str, Group] = {}
    for item in items:
        groups.setdefault(item.group or item.id, deque()).append(item)
    return sorted(groups.values(), key=lambda group: -work(group))


def work(group: Sequence[Item]) -> float:
    """A rough number of seconds for a group: its reading once, and something for each item."""
    return max((item.cost for item in group), default=0.0) + ASK_SECONDS * len(group)


def attempt(name: str, item: Item, options: Options) -> Outcome:
    """The item's outcome; any fault of the program is one, with score 0 and the fault in its trace."""
    started = time.monotonic()
    try:
        return load(name).run(item, options)
    except Exception as error:  # the worker's boundary: one broken item never loses a run
        logging.getLogger(__name__).exception("%s: a fault of the program", item.id)
        fault = f"{type(error).__name__}: {error}"
        return broken(name, item, [fault, traceback.format_exc(limit=-4)], time.monotonic() - started)


def broken(name: str, item: Item, trace: list[str], seconds: float) -> Outcome:
    """The outcome of an item that broke the program: 0 on every score."""
    scores = dict.fromkeys(load(name).scores, 0.0)
    gold = item.payload.get("gold")
    return Outcome(id=item.id, scores=scores, gold=gold, seconds=seconds, slices=item.slices, trace=trace, failed=True)


class Lane:
    """One worker process (number `index` of `of`) and the group that it works on."""

    def __init__(self, name: str, options: Options, index: int, of: int) -> None:
        self.item: Item | None = None
        self._group: Group = deque()
        self._arguments = (name, options, index, of)
        self._start()

    @property
    def overdue(self) -> bool:
        """Whether the item under way has had its time."""
        return self.item is not None and time.monotonic() - self._began > ITEM_SECONDS

    def next(self, waiting: deque[Group]) -> bool:
        """Sends the next item of the group, or of the next group; False when there is none."""
        if not self._group and waiting:
            self._group = waiting.popleft()
        self.item = self._group.popleft() if self._group else None
        self._began = time.monotonic()
        if self.item is None:
            return False
        with suppress(OSError):  # the process has died meanwhile: `take` says so
            self.connection.send(self.item)
        return True

    def take(self) -> Outcome:
        """The outcome of the item under way; where its process has died or hangs, that of a broken item."""
        assert self.item is not None
        try:
            if self.connection.poll():
                outcome: Outcome = self.connection.recv()
                return outcome
            fault = f"its process was stopped after {ITEM_SECONDS:.0f} s"
        except (EOFError, OSError):
            self._process.join(5)
            fault = f"its process died with exit code {self._process.exitcode}"
        self.close()
        self._start()
        return broken(self._arguments[0], self.item, [fault], time.monotonic() - self._began)

    def close(self) -> None:
        """Ends the process."""
        self.connection.close()
        self._process.kill()
        self._process.join()

    def _start(self) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, *self._arguments))
        self._process.start()
        theirs.close()
        self._began = time.monotonic()


def serve(connection: Connection, name: str, options: Options, index: int, of: int) -> None:
    """The worker's loop: item in, outcome out, until the other end is closed. Ctrl-C is the parent's matter."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[index % len(cores) :: of] or cores)
    while True:
        try:
            item = connection.recv()
            connection.send(attempt(name, item, options))
        except (EOFError, OSError):
            return
