"""The batch of one workspace in the background: a thread that follows it, with processes that do the work."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import streamlit as st

from gbi.errors import GbiError
from gbi.store.files import sha256_of
from gbi.workspace import Workspace
from gbi_agents.analyst import check_question
from gbi_agents.batch import Counted, Outcome
from gbi_agents.batch import run as run_batch
from gbi_ui.desk.reports import order as orders
from gbi_ui.desk.reports.order import Order, Wanted

SECONDS = 1800.0
"""The most that one report may take."""


@dataclass
class Batch:
    """How far the batch is; written by its thread, read by the page that shows it."""

    ended: int = 0
    of: int = 0  # reports; 0 until they are counted
    pages: int = 0
    pages_of: int = 0
    failures: list[str] = field(default_factory=list)  # files that could not even be opened
    error: str = ""  # why all of it ended
    order: Order | None = None  # what runs now
    stopping: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> bool:
        """Whether work is being done now."""
        return self.thread is not None and self.thread.is_alive()


def batch_of(ws: Workspace) -> Batch:
    """The batch of a workspace, one object for all sessions of this process."""
    return _batch(str(ws.path))


@st.cache_resource(show_spinner=False)
def _batch(path: str) -> Batch:
    return Batch()


def start(ws: Workspace, files: Sequence[Path], questions: Sequence[str], *, retry: bool = False) -> bool:
    """Has the files read and asked in the background; False when a batch of this workspace runs already.

    It takes the place of an order that is not done yet; with `retry`, what failed is tried again beside that order,
    which stands. Raises `QuestionError` for a question that cannot be taken.
    """
    asked = tuple(dict.fromkeys(check_question(question, ws.settings) for question in questions))
    batch = batch_of(ws)
    with batch.lock:
        if batch.running:
            return False
        batch.ended = batch.of = batch.pages = batch.pages_of = 0
        batch.failures, batch.error = [], ""
        batch.stopping.clear()
        batch.thread = threading.Thread(
            target=_run, args=(ws, batch, tuple(files), asked, retry), name="gbi-desk-batch", daemon=True
        )
        batch.thread.start()
    return True


def stop(ws: Workspace) -> None:
    """Has the batch end soon; what has ended is kept, what runs is done again when it goes on."""
    batch_of(ws).stopping.set()


def _run(ws: Workspace, batch: Batch, files: Sequence[Path], questions: tuple[str, ...], retry: bool) -> None:
    ordered: Order | None = None
    try:
        beside = retry and orders.load(ws) is not None
        batch.order = ordered = Order(reports=_wanted(batch, files), questions=questions)
        if not beside:
            orders.save(ws, ordered)
        _follow(ws, batch, ordered, retry)
        if not beside and not batch.stopping.is_set():
            orders.finish(ws)
    except (GbiError, OSError) as error:
        batch.error = str(error)
    finally:
        batch.order = None
        if ordered is not None:
            orders.tidy(ws, [report.document for report in ordered.reports])


def _wanted(batch: Batch, files: Sequence[Path]) -> tuple[Wanted, ...]:
    """The files by content, each content once; those that cannot be opened are noted as failures."""
    found: dict[str, Wanted] = {}
    for file in files:
        if batch.stopping.is_set():
            break
        try:
            document = sha256_of(file)
        except OSError as error:
            batch.failures.append(f"{file.name}: {error.strerror or error}")
            continue
        found.setdefault(document, Wanted(document=document, name=file.name, path=str(file.absolute())))
    return tuple(found.values())


def _follow(ws: Workspace, batch: Batch, order: Order, retry: bool) -> None:
    crew = max(1, (os.cpu_count() or 1) - 1)
    paths = [Path(report.path) for report in order.reports]
    events = run_batch(ws, paths, order.questions, workers=crew, seconds=SECONDS, retry=retry)
    with closing(cast(Generator[Counted | Outcome, None, None], events)):
        for event in events:
            if isinstance(event, Counted):
                batch.ended, batch.of = event.ended, event.of
                batch.pages, batch.pages_of = event.pages, event.pages_of
            elif not event.document:
                batch.failures.append(event.error or event.name)
            if batch.stopping.is_set():
                return
