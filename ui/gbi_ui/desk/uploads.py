"""Files that a person drops in: kept under names of our own, read in the background, watched page by page."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import streamlit as st

from gbi.errors import GbiError
from gbi.ingest import DocumentDone, DocumentFailed, DocumentOpened, PageFailed, PageRead
from gbi.store.files import replace_file
from gbi.workspace import Workspace

FOLDER = "uploads"
MOST_NAME = 150


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
    figures: int = 0
    done: list[str] = field(default_factory=list)  # ids of documents
    failures: list[str] = field(default_factory=list)
    thread: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> bool:
        """Whether files are being read now."""
        return self.thread is not None and self.thread.is_alive()


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
    """Has the files read in the background, after those that already wait."""
    work = work_of(ws)
    with work.lock:
        work.waiting += paths
        if not work.running:
            work.thread = threading.Thread(target=_run, args=(ws, work), name="gbi-desk-reading", daemon=True)
            work.thread.start()


def work_of(ws: Workspace) -> Work:
    """The background work of a workspace, one object for all sessions of this process."""
    return _work(str(ws.path))


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
        try:
            for event in ws.ingest(path):
                _note(work, event)
        except GbiError as error:
            work.failures.append(f"{path.name}: {error}")
        finally:
            if path.is_relative_to(ws.path / FOLDER):  # the workspace keeps a copy of its own
                shutil.rmtree(path.parent, ignore_errors=True)


def _note(work: Work, event: object) -> None:
    if isinstance(event, DocumentOpened):
        work.of = event.pages
    elif isinstance(event, PageRead):
        work.page, work.figures = work.page + 1, work.figures + event.readings
    elif isinstance(event, PageFailed):
        work.page += 1
        work.failures.append(f"{event.name}, {event.number}: {event.error}")
    elif isinstance(event, DocumentFailed):
        work.failures.append(event.error)
    elif isinstance(event, DocumentDone):
        work.done.append(event.document)
