"""What was ordered and is not done yet: kept in a file, so that a desk that was ended in the middle can go on.

A report's bytes lie in the workspace once it was opened; before, an uploaded one lies in a folder of its own here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from gbi.store.files import replace_file
from gbi.types import Document, Frozen
from gbi.workspace import Workspace
from gbi_ui.desk.uploads import plain_name

FOLDER = "reports"
NAME = "order.json"


class Wanted(Frozen):
    """One report: the SHA-256 of its bytes, the name to show, and where its bytes are to be read from."""

    document: str
    name: str
    path: str


class Order(Frozen):
    """Each of the reports is asked each of the questions."""

    reports: tuple[Wanted, ...] = ()
    questions: tuple[str, ...] = ()


def load(ws: Workspace) -> Order | None:
    """The order that is not done yet; None when there is none, or when its file is not ours."""
    try:
        return Order.model_validate_json((ws.path / FOLDER / NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def save(ws: Workspace, order: Order) -> None:
    """Keeps the order until `finish`. Raises `StoreError` when it cannot be written."""
    replace_file(ws.path / FOLDER / NAME, lambda path: path.write_text(order.model_dump_json(), "utf-8"))


def finish(ws: Workspace) -> None:
    """Forgets the order."""
    (ws.path / FOLDER / NAME).unlink(missing_ok=True)


def left(ws: Workspace, order: Order) -> tuple[Wanted, ...]:
    """The reports of the order of which something has not ended yet."""
    return tuple(report for report in order.reports if ws.jobs.to_do(report.document, order.questions))


def path_of(ws: Workspace, document: Document) -> Path:
    """A file under the document's own name with the bytes that the workspace keeps; it costs no room on the disk."""
    path = ws.path / FOLDER / document.id[:24] / plain_name(document.name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = ws.file(document)
        try:
            os.link(kept, path)
        except OSError:  # a disk without hard links
            replace_file(path, lambda target: shutil.copyfile(kept, target))
    return path


def tidy(ws: Workspace, documents: Sequence[str]) -> None:
    """Removes the files of these documents that the workspace has a copy of; what could not be read is kept for
    another try."""
    known = {document.id for document in ws.documents()}
    for document in documents:
        if document in known:
            discard(ws, document)


def discard(ws: Workspace, document: str) -> None:
    """Removes the file of a document that lies here, if one does."""
    shutil.rmtree(ws.path / FOLDER / document[:24], ignore_errors=True)
