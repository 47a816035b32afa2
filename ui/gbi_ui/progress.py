"""Progress of reading on stderr: a line that moves on a terminal, silence when nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gbi.errors import DocumentError

if TYPE_CHECKING:
    from gbi.ingest import Event

QUIET_SECONDS = 1.0


def follow(events: Iterable[Event]) -> list[str]:
    """Runs the events to their end and shows where they are; returns the ids of the documents that were opened.

    A page or file that fails is named on stderr and costs nothing else. Raises `DocumentError` with the first
    failure's words when no document at all could be opened.
    """
    from gbi.ingest import DocumentDone, DocumentFailed, PageFailed, PageRead

    started, failures, opened = time.monotonic(), [], []
    for event in events:
        if isinstance(event, PageRead):
            for note in event.notes:
                _line(f"gbi: {event.name}, page {event.number}: {note}")
            if event.of > 1 and time.monotonic() - started > QUIET_SECONDS:
                _show(f"reading {event.name}: page {event.number} of {event.of}, {event.readings} figures")
        elif isinstance(event, PageFailed):
            _line(f"gbi: {event.name}, page {event.number}: {event.error}")
        elif isinstance(event, DocumentFailed):
            failures.append(event.error)
            _line(f"gbi: {event.error}")
        elif isinstance(event, DocumentDone):
            opened.append(event.document)
    _show("")
    if failures and not opened:
        raise DocumentError("no file could be read" if len(failures) > 1 else failures[0])
    return opened


def _show(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def _line(text: str) -> None:
    _show("")
    print(text, file=sys.stderr)
