"""The work on one document, as one function of its task: read it, then ask it what has not been asked yet.

It leaves its results in the workspace alone, each as soon as it is there: killed at any point, the next call with the
same task goes on where this one stopped.
"""

from __future__ import annotations

import time
from pathlib import Path

from gbi.errors import GbiError, StoreError
from gbi.ingest import DocumentDone, DocumentFailed
from gbi.settings import load
from gbi.store.jobs import READING, Job
from gbi.types import Frozen
from gbi.workspace import Workspace


class Task(Frozen):
    """One document's share: a file, its SHA-256, the workspace's folder, and what to do of it, `READING` first."""

    workspace: str
    path: str
    name: str
    document: str
    to_do: tuple[str, ...]


class Outcome(Frozen):
    """What stands in the ledger for one document after its task: how many questions ended in which way."""

    path: str
    name: str
    document: str
    was_read: bool = False
    answered: int = 0
    refused: int = 0
    failed: int = 0
    error: str | None = None  # why the document, or a page of it, could not be read
    seconds: float = 0.0


def work(task: Task) -> None:
    """Does the task. An error of the document or of a question is kept in the ledger; raises `StoreError` when the
    workspace itself cannot be written to."""
    with Workspace(task.workspace, settings=load()) as ws:
        if READING in task.to_do and not _read(ws, task):
            return
        questions = [question for question in task.to_do if question != READING]
        there = any(known.id == task.document for known in ws.documents())
        for question in questions:
            if there:
                _ask(ws, task, question)
            else:
                ws.jobs.finish(failure(task, question, "the document could not be read: see its failure", 0.0))


def _read(ws: Workspace, task: Task) -> bool:
    """Reads the document; False when it cannot be opened, for which its questions fail too."""
    began = time.monotonic()
    error = None
    for event in ws.ingest(Path(task.path)):
        if isinstance(event, DocumentFailed):
            for question in task.to_do:
                ws.jobs.finish(failure(task, question, event.error, time.monotonic() - began))
            return False
        if isinstance(event, DocumentDone) and event.failed:
            error = f"{event.failed} of {event.pages} pages could not be read whole: see the document's warnings"
    ws.jobs.finish(
        Job(
            document=task.document, question=READING, name=task.name, path=task.path, status="done", error=error,
            seconds=time.monotonic() - began,
        )
    )  # fmt: skip
    return True


def _ask(ws: Workspace, task: Task, question: str) -> None:
    from gbi_agents.analyst import Analyst

    began = time.monotonic()
    try:
        answer = Analyst(ws).ask(question, documents=[task.document])
    except StoreError:
        raise
    except GbiError as error:
        ws.jobs.finish(failure(task, question, str(error), time.monotonic() - began))
        return
    ws.jobs.finish(
        Job(
            document=task.document, question=question, name=task.name, path=task.path, status="done", answer=answer,
            seconds=time.monotonic() - began,
        )
    )  # fmt: skip


def failure(task: Task, question: str, error: str, seconds: float) -> Job:
    """The ledger's row for a job of the task that failed after so many seconds."""
    return Job(
        document=task.document, question=question, name=task.name, path=task.path, status="failed", error=error,
        seconds=seconds,
    )  # fmt: skip
