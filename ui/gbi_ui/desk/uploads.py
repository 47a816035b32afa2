"""Files that a person drops in: kept under names of our own, read in the background, watched page by page."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import streamlit as st

from gbi.errors import GbiError
from gbi.files import TEMPORARY
from gbi.ingest import DocumentDone, DocumentFailed, DocumentOpened, PageFailed, PageRead
from gbi.store.files import replace_file
from gbi.workspace import Workspace

FOLDER = "uploads"
MOST_NAME = 150
MOST_FAILURES = 200
"""That are remembered of one file, each of which may be a page."""


@dataclass(frozen=True)
class Came:
    """A file that has been read: its name, pages, and the charts and tables that were found in it."""

    name: str
    pages: int
    figures: int


class Uploaded(Protocol):
    """What Streamlit hands over."""

    name: str

    def getvalue(self) -> bytes:
        """The file's bytes."""


@dataclass
class Work:
    """What the background thread of one workspace has come to; read by the page that shows it."""

    waiting: list[Path] = field(default_factory=list)
    name: str = ""
    page: int = 0
    of: int = 0
    done: dict[str, Came] = field(default_factory=dict)  # by the file's name, until somebody has seen it
    failures: dict[str, list[str]] = field(default_factory=dict)  # the same; a file that is read again starts anew
    thread: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    begun: bool = False  # whether what an ended desk left unread was looked for

    @property
    def running(self) -> bool:
        """Whether files are being read now."""
        return self.thread is not None and self.thread.is_alive()

    def seen(self) -> None:
        """Forgets what has been told: what was read, and what could not be."""
        self.done, self.failures = {}, {}


def keep(ws: Workspace, files: Sequence[Uploaded], folder: str = FOLDER) -> list[Path]:
    """The files on disk, each in a folder of its own named after its bytes; the given name is a plain file name."""
    kept = []
    for file in files:
        content = file.getvalue()
        path = ws.path / folder / hashlib.sha256(content).hexdigest()[:24] / plain_name(file.name)
        if not path.exists():
            replace_file(path, lambda target, body=content: target.write_bytes(body))  # type: ignore[misc]
        kept.append(path)
    return kept


def plain_name(name: str) -> str:
    """A file name without anything that could lead elsewhere: no folders, no control characters, no leading dots."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable() and c not in '/:*?"<>|').strip().lstrip(".")
    stem, dot, suffix = shown.rpartition(".")
    return (f"{stem[:MOST_NAME]}{dot}{suffix[:12]}" if stem else shown[:MOST_NAME]) or "file"


def read(ws: Workspace, paths: Sequence[Path]) -> None:
    """Has the files read in the background, after those that already wait; one that waits is not taken twice."""
    work = work_of(ws)
    with work.lock:
        work.waiting += [path for path in dict.fromkeys(paths) if path not in work.waiting]
        if work.waiting and not work.running:
            work.thread = threading.Thread(target=_run, args=(ws, work), name="gbi-desk-reading", daemon=True)
            work.thread.start()


def work_of(ws: Workspace) -> Work:
    """The background work of a workspace, one object for all sessions of this process.

    Asked for the first time, it goes on with what lay there unread when the desk was ended.
    """
    work = _work(str(ws.path))
    if not work.begun:
        work.begun = True
        read(ws, left(ws))
    return work


def left(ws: Workspace) -> list[Path]:
    """Uploaded files that have not been read to their end, the oldest first."""
    found = [path for path in (ws.path / FOLDER).glob("*/*") if not path.name.startswith(TEMPORARY)]
    return sorted(found, key=lambda path: path.parent.stat().st_mtime)


@st.cache_resource(show_spinner=False)
def _work(path: str) -> Work:
    return Work()


def _run(ws: Workspace, work: Work) -> None:
    while True:
        with work.lock:
            if not work.waiting:
                work.name, work.thread = "", None
                return
            path = work.waiting.pop(0)
            work.name, work.page, work.of = path.name, 0, 0
        uploaded = path.is_relative_to(ws.path / FOLDER)
        if uploaded and not path.exists():  # dropped again while it was being read, and read by now
            continue
        work.failures.pop(path.name, None)
        try:
            for event in ws.ingest(path):
                _note(ws, work, path.name, event)
        except GbiError as error:
            _failed(work, path.name, f"{path.name}: {error}")
        finally:
            if uploaded:  # the workspace keeps a copy of its own
                _remove(path)


def _remove(path: Path) -> None:
    """The file, and its folder where the same bytes do not lie there under another name."""
    try:
        path.unlink(missing_ok=True)
        path.parent.rmdir()
    except OSError:
        return


def _note(ws: Workspace, work: Work, name: str, event: object) -> None:
    if isinstance(event, DocumentOpened):
        work.of = event.pages
    elif isinstance(event, PageRead):
        work.page += 1
    elif isinstance(event, PageFailed):
        work.page += 1
        _failed(work, name, f"{event.name}, page {event.number}: {event.error}")
    elif isinstance(event, DocumentFailed):
        _failed(work, name, event.error)
    elif isinstance(event, DocumentDone):
        work.done[name] = Came(name, event.pages, len(ws.table_infos([event.document])))


def _failed(work: Work, name: str, error: str) -> None:
    known = work.failures.setdefault(name, [])
    if len(known) < MOST_FAILURES:
        known.append(error)
