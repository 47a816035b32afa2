"""Progress of reading on stderr: a line that moves on a terminal, silence when nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gbi.errors import DocumentError
from gbi_agents.chinese import in_language

if TYPE_CHECKING:
    from gbi.ingest import Event

QUIET_SECONDS = 1.0


def follow(events: Iterable[Event], language: str = "en") -> list[str]:
    """Runs the events to their end and shows where they are; returns the ids of the documents that were opened.

    A page or file that fails is named on stderr, in the language, and costs nothing else. Raises `DocumentError` with
    the first failure's words when no document at all could be opened.
    """
    from gbi.ingest import DocumentDone, DocumentFailed, PageFailed, PageRead

    started, failures, opened = time.monotonic(), [], []
    for event in events:
        if isinstance(event, PageRead):
            for note in event.notes:
                _line(_said(event.name, event.number, note, language))
            if event.of > 1 and time.monotonic() - started > QUIET_SECONDS:
                _show(f"reading {event.name}: page {event.number} of {event.of}, {event.readings} figures")
        elif isinstance(event, PageFailed):
            _line(_said(event.name, event.number, event.error, language))
        elif isinstance(event, DocumentFailed):
            failures.append(event.error)
            _line(f"gbi: {in_language(event.error, language)}")
        elif isinstance(event, DocumentDone):
            opened.append(event.document)
    _show("")
    if failures and not opened:
        raise DocumentError("no file could be read" if len(failures) > 1 else failures[0])
    return opened


def _said(name: str, page: int, what: str, language: str) -> str:
    return f"gbi: {name}{'，' if language == 'zh' else ', '}{in_language(f'page {page}: {what}', language)}"


def _show(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def _line(text: str) -> None:
    _show("")
    print(text, file=sys.stderr)
