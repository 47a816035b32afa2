"""The SQLite file that is the truth of a workspace: all else in the folder can be made again from it and `files/`.

Write-ahead log, so that readers never wait for a writer; each write is one `BEGIN IMMEDIATE` transaction, so that a
process killed at any point leaves either all of it or nothing. One connection per process, behind a lock: threads
may share a catalogue, a forked child opens its own. WAL needs a local disk: network file systems are not covered.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from gbi.errors import StoreError
from gbi.store.schema import APPLICATION_ID, CREATE, REVIEWS, UPGRADES, VERSION

BUSY_S = 30.0
"""How long a process waits for another one's write before it gives up."""


class Catalogue:
    """`catalog.sqlite` at `path`, made when missing. Raises `StoreError` when it cannot be opened or is too new."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0
        self._connect()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a SELECT, from the last committed state."""
        with self._lock, _explained(self.path):
            return self._connect().execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of a SELECT, or None."""
        with self._lock, _explained(self.path):
            found: sqlite3.Row | None = self._connect().execute(sql, parameters).fetchone()
            return found

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed at the end of the block, rolled back when the block raises."""
        with self._lock, _explained(self.path), _transaction(self._connect()) as connection:
            yield connection

    def close(self) -> None:
        """Closes the connection; the next use opens it again."""
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None or self._pid != os.getpid():
            self._pid = os.getpid()
            self._connection = _open(self.path)
        return self._connection


def _open(path: Path) -> sqlite3.Connection:
    with _explained(path):
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        with ExitStack() as undo:
            undo.callback(connection.close)
            _prepare(connection, path)
            undo.pop_all()
        return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    if _number(connection, "user_version") == VERSION and _number(connection, "application_id") == APPLICATION_ID:
        _run_script(connection, REVIEWS)
        return
    with _transaction(connection):  # two processes may both find a new file: the second waits and looks again
        _bring_up_to_date(connection, path)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    whole = False
    try:
        yield connection
        whole = True
    finally:
        connection.execute("COMMIT" if whole else "ROLLBACK")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    version, owner = _number(connection, "user_version"), _number(connection, "application_id")
    if owner != APPLICATION_ID:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreError(f"{path} is a database of another program; name another folder for the workspace")
        _run_script(connection, CREATE)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    elif version > VERSION:
        raise StoreError(
            f"{path.parent} was made by a newer gbi (its catalogue has version {version}, this gbi knows {VERSION}); "
            "update gbi, or name another folder"
        )
    else:
        for step in range(version, VERSION):
            _run_script(connection, UPGRADES[step])
    connection.execute(f"PRAGMA user_version={VERSION}")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # SQLite does not wait by itself while another process makes the same switch
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _run_script(connection: sqlite3.Connection, script: str) -> None:
    # executescript() would commit the transaction that it runs in
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {error}{_advice(str(error))}") from error


def _advice(message: str) -> str:
    advice = {
        "locked": "; another process is writing: try again when it is done",
        "readonly": "; the folder cannot be written to: check its permissions",
        "unable to open": "; check that the folder exists and can be written to",
        "not a database": "; the file is damaged or of another program: name another folder",
        "malformed": "; the file is damaged: add the documents to a new workspace (their bytes are in files/)",
        "disk": "; check the space left on the disk",
    }
    return next((text for key, text in advice.items() if key in message), "")
