"""Pages read in processes of their own: one that hangs or crashes costs its page and is started anew for the next.

Worth its start (about a second) for documents of several pages. Where there are cores for it, several run at a time.
"""

from __future__ import annotations

import contextlib
import math
import re
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from gbi import ahead
from gbi.documents.sessions import usable_cores
from gbi.errors import PageError
from gbi.ingest.reading import Gathered, Note, Part, page_seconds
from gbi.settings import Settings
from gbi.sql import frames
from gbi.store.store import PageResult
from gbi.types import Page, Reading, Region

START_S = 120.0
"""What a process may take to import its libraries and open the file."""
GRACE_S = 2.0
"""What a process may take beyond the page's own limit, which it checks itself between regions."""
MOST_PROCESSES = 4
PAGES_EACH = 8
"""Fewer pages are not worth another process: it takes as long to start as four pages to read."""
PROCESS_BYTES = 1500 * 2**20
"""What a process with all models takes that has recognised a large picture."""
LONGEST_RUN = 8
"""Pages that one process reads on end."""

_PARTS: dict[str, type[Page] | type[Region] | type[Reading] | type[Note]] = {
    "Page": Page,
    "Region": Region,
    "Reading": Reading,
    "Note": Note,
}


def read_pages(
    path: Path, numbers: Sequence[int], readers: Sequence[str] | None, settings: Settings
) -> Iterator[tuple[PageResult, float]]:
    """Each page's result and the seconds it took, in the order in which they are done."""
    crew = [PageProcess(path, readers, settings) for _ in range(processes_for(len(numbers)))]
    left = deque(numbers)
    own: list[deque[int]] = [deque() for _ in crew]
    pools = [ThreadPoolExecutor(1, thread_name_prefix="gbi-pages") for _ in crew]
    running: dict[Future[tuple[PageResult, float]], int] = {}

    def ask(index: int) -> None:
        """Gives a process its next page."""
        if not own[index]:
            own[index].extend(next_run(left, len(crew)))
        if own[index]:
            running[pools[index].submit(_timed, crew[index], own[index].popleft())] = index

    try:
        for index in [*range(len(crew))] * 2:  # one in reserve, so that no process waits for the commit
            ask(index)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                ask(running.pop(future))
            yield from _by_number(done)
    finally:
        for process in crew:
            process.close()
        for pool in pools:
            pool.shutdown(wait=True, cancel_futures=True)


def processes_for(pages: int) -> int:
    """How many processes so many pages are worth: one a core, where there is memory for them and work for each."""
    return max(1, min(MOST_PROCESSES, usable_cores(), math.ceil(pages / PAGES_EACH), _free_bytes() // PROCESS_BYTES))


def next_run(left: deque[int], crew: int) -> list[int]:
    """Takes the next pages for one process of the crew: neighbours, since a table that runs over pages is looked for on
    both; fewer of them towards the end, so that all processes end together."""
    size = max(1, min(LONGEST_RUN, len(left) // (2 * crew)))
    return [left.popleft() for _ in range(min(size, len(left)))]


def _free_bytes() -> int:
    """The memory that the machine says is available; where it does not say, enough for two processes."""
    try:
        told = re.search(r"MemAvailable:\s*(\d+) kB", Path("/proc/meminfo").read_text())
    except OSError:
        told = None
    return int(told[1]) * 1024 if told else 2 * PROCESS_BYTES


def _timed(process: PageProcess, number: int) -> tuple[PageResult, float]:
    began = time.monotonic()
    return process.read(number), time.monotonic() - began


def _by_number(done: set[Future[tuple[PageResult, float]]]) -> list[tuple[PageResult, float]]:
    """Of pages that are done at the same time the first comes first."""
    return sorted((future.result() for future in done), key=lambda result: result[0].number)


class PageProcess:
    """A process that has the document open and reads one page at a time."""

    def __init__(self, path: Path, readers: Sequence[str] | None, settings: Settings) -> None:
        self._hello: dict[str, Any] = {
            "path": str(path.resolve()),  # the process may have been started in another folder
            "readers": None if readers is None else list(readers),
            "settings": settings.model_dump(mode="json", exclude_none=True),
        }
        self._seconds = page_seconds(readers, settings)
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def read(self, number: int) -> PageResult:
        """The page; where the process hangs or dies, what it had read until then with an error."""
        gathered = Gathered(number)
        try:
            process = self._ready()
            _send(process, {"page": number})
            end = time.monotonic() + self._seconds + GRACE_S
            while (part := _receive(process, end)) is not None:
                gathered.add(part)
        except frames.Late:
            self._kill()
            told = (
                f"reading it took more than {self._seconds:g} s and was stopped; raise GBI_PAGE_SECONDS and add it "
                f"again with pages={number}"
            )
            gathered.add(Note(text=told, fatal=True))
        except frames.Ended:
            told = f"reading it ended the process that read it (exit status {self._status()}); please report it"
            gathered.add(Note(text=told, fatal=True))
        except PageError as error:
            self._kill()
            gathered.add(Note(text=str(error), fatal=True))
        return gathered.result()

    def close(self) -> None:
        """Ends the process, in the middle of a page too."""
        self._closed = True
        self._kill()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise PageError("reading was given up")
        if self._process is None:
            self._process = ahead.take()
            _send(self._process, self._hello)
            _receive(self._process, time.monotonic() + START_S)
        return self._process

    def _status(self) -> int | None:
        process = self._process
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):  # its pipe closes a moment before it ends
                process.wait(1.0)
        self._kill()
        return None if process is None else process.returncode

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        process.wait()


def _receive(process: subprocess.Popen[bytes], end: float) -> Part | None:
    """The next part; None for the end of a page or the readiness of the process. Raises `PageError`."""
    assert process.stdout is not None
    header, body = frames.receive(process.stdout.fileno(), end)
    if header["part"] == "Failed":
        raise PageError(header["error"])
    kind = _PARTS.get(header["part"])
    return None if kind is None else kind.model_validate_json(bytes(body))


def _send(process: subprocess.Popen[bytes], header: dict[str, Any]) -> None:
    assert process.stdin is not None
    frames.send(process.stdin.fileno(), header)
