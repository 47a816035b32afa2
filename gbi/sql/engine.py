"""The engine: DuckDB in a process of its own that may be killed at any time, and is there again for the next query.

Time and memory are enforced from outside: DuckDB has no statement time-out, and its memory limit is not a hard one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gbi.errors import QueryLimitError, SqlError
from gbi.settings import Settings, current
from gbi.sql import frames
from gbi.sql.checked import Checked
from gbi.sql.feed import Stamp, feed, stamp
from gbi.sql.idle import Rest
from gbi.sql.relations import Relations

if TYPE_CHECKING:
    import pyarrow as pa

LOAD_SECONDS = 120.0
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT")
_FRUGAL = {"OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONNOUSERSITE": "1"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A result as it came, values as shown; `truncated` when rows beyond the limit were left out."""

    table: pa.Table
    truncated: bool


class Engine:
    """Runs checked queries, one at a time, from any thread. The process starts with `start()` or the first query.

    `settings` gives the defaults: `sql_seconds` a query, `sql_rows` a result, `sql_memory_bytes` the process. After
    `sql_idle_seconds` without a query the process ends, never during one; the next query starts another.
    """

    def __init__(self, relations: Relations, settings: Settings | None = None) -> None:
        self._relations = relations
        self._settings = settings or current()
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._owner = os.getpid()
        self._ending: weakref.finalize[[subprocess.Popen[bytes], int], Engine] | None = None
        self._rest = Rest(self._settings.sql_idle_seconds, weakref.WeakMethod(self._end_idle))
        self._loaded: dict[str, Stamp] = {}
        self._revision = -1

    def start(self) -> None:
        """Starts the process if none is running and returns at once; it gets ready while other work goes on."""
        with self._lock:
            if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
                return
            self._process = _spawn(self._settings.sql_memory_bytes)
            self._ending = weakref.finalize(self, _end_own, self._process, os.getpid())
            self._rest.begin()
            self._owner, self._ready, self._loaded, self._revision = os.getpid(), False, {}, -1

    def query(
        self,
        checked: Checked,
        *,
        limit: int | None = None,
        seconds: float | None = None,
        also: tuple[str, ...] = (),
    ) -> Fetched:
        """At most `limit` rows of a checked query. `also` names further relations it reads (`errors_of`).

        Raises `QueryLimitError` when it was stopped at `seconds` or at the memory limit, `SqlError` when DuckDB
        refuses or fails it. The next query works in any case.
        """
        rows = self._settings.sql_rows if limit is None else limit
        allowed_s = self._settings.sql_seconds if seconds is None else seconds
        names = (*checked.names, *also)
        with self._lock:
            self.start()
            try:
                self._load(names)
            except QueryLimitError:  # it may have been killed while it was idle: the one started in its place is asked
                self._load(names)
            request = {"do": "query", "sql": checked.sql, "tables": names, "rows": rows, "pivots": checked.pivots}
            header, body = self._ask(request, b"", allowed_s)
            self._rest.begin()
            if "error" in header:
                raise self._error(header)
        import pyarrow as pa

        return Fetched(pa.ipc.open_stream(pa.py_buffer(body)).read_all(), bool(header["more"]))

    def close(self) -> None:
        """Ends the process. A later query starts a new one."""
        with self._lock:
            if self._process is not None and self._owner == os.getpid():
                _end(self._process)
                if self._ending is not None:
                    self._ending.detach()
            self._process = None

    def _end_idle(self) -> None:
        """Ends the process if nothing was asked of it since its rest began. Waits for a query that runs."""
        with self._lock:
            if self._rest.is_over():
                self.close()
            elif self._process is not None:
                self._rest.go_on()

    def _load(self, names: tuple[str, ...]) -> None:
        revision = self._relations.revision()
        if revision != self._revision:
            self._loaded = {name: known for name, known in self._loaded.items() if self._same(name, known)}
            self._revision = revision
        for name in names:
            if name in self._loaded:
                continue
            mark = stamp(self._relations, name)
            body = feed(self._relations, name)
            header, _ = self._ask({"do": "load", "name": name}, body, LOAD_SECONDS)
            if "error" in header:
                raise self._error(header)
            self._loaded[name] = mark

    def _same(self, name: str, known: Stamp) -> bool:
        try:
            return stamp(self._relations, name) == known
        except (SqlError, KeyError, OSError):
            return False

    def _ask(
        self, header: dict[str, Any], body: bytes | memoryview, seconds: float
    ) -> tuple[dict[str, Any], bytearray]:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        watch = _Watch(process.pid, self._settings.sql_memory_bytes)
        try:
            if not self._ready:
                frames.receive(process.stdout.fileno(), time.monotonic() + LOAD_SECONDS)
                self._ready = True
            frames.send(process.stdin.fileno(), header, body)
            return frames.receive(process.stdout.fileno(), time.monotonic() + seconds, watch)
        except frames.Late:
            self._restart()
            raise QueryLimitError(
                f"The query was stopped after {seconds:g} seconds (setting GBI_SQL_SECONDS); "
                "filter or aggregate earlier, or raise the limit"
            ) from None
        except (frames.Ended, MemoryError):
            self._restart()
            raise self._memory_error() from None

    def _restart(self) -> None:
        self.close()
        self.start()

    def _error(self, header: dict[str, Any]) -> SqlError:
        if header["kind"] == "memory":
            self._restart()  # a process that once could not allocate is not to be trusted
            return self._memory_error()
        if header["kind"] == "refused":
            return SqlError(f"The query was refused: {header['error']}")
        return SqlError(str(header["error"]))

    def _memory_error(self) -> QueryLimitError:
        megabytes = self._settings.sql_memory_bytes // 2**20
        return QueryLimitError(
            f"The query was stopped at the memory limit of {megabytes} MB (setting GBI_SQL_MEMORY_BYTES); "
            "select fewer rows or columns, or raise the limit"
        )


class _Watch:
    """Looks at the resident size of the process while it works, where the kernel does not keep it within bounds."""

    def __init__(self, pid: int, extra_bytes: int) -> None:
        self._pid = pid
        self._most = extra_bytes + 400 * 2**20  # the interpreter with DuckDB and Arrow takes about 150 MB

    def __call__(self) -> None:
        """Raises `MemoryError` when the process has grown over its limit."""
        if _resident_bytes(self._pid) > self._most:
            raise MemoryError


def _resident_bytes(pid: int) -> int:
    if sys.platform == "linux":
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")
    listed = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return int(listed.stdout.strip() or 0) * 1024


def _spawn(memory_bytes: int) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[2])
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # -P: a file named like a module in the user's folder must not be imported; no keys in its environment either
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "gbi.sql.worker", str(memory_bytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env={**kept, **_FRUGAL, "PYTHONPATH": root},
        start_new_session=True,  # Ctrl-C is the parent's to handle
    )


def _end_own(process: subprocess.Popen[bytes], owner: int) -> None:
    """Ends the process unless this is a fork of its owner."""
    if os.getpid() == owner:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.wait()
