"""What happens while files are read. A page is committed, and can be asked about, when its event is out."""

from __future__ import annotations

from typing import Literal

from gbi.types import Frozen


class DocumentOpened(Frozen):
    """A file was opened. `pages` counts all of its pages, `unread` those that this call is going to read."""

    event: Literal["opened"] = "opened"
    document: str
    name: str
    pages: int
    unread: int


class PageRead(Frozen):
    """Page `number` (from 1) `of` so many is committed: how many regions it has and how many of them have a reading."""

    event: Literal["page"] = "page"
    document: str
    name: str
    number: int
    of: int
    regions: int
    readings: int
    seconds: float
    notes: tuple[str, ...] = ()


class PageFailed(Frozen):
    """Page `number` cannot be read, or not all of it; what was read before the failure is committed."""

    event: Literal["page failed"] = "page failed"
    document: str
    name: str
    number: int
    of: int
    error: str


class DocumentDone(Frozen):
    """All pages that were asked for have been read or have failed, now or in an earlier call."""

    event: Literal["done"] = "done"
    document: str
    name: str
    pages: int
    failed: int = 0


class DocumentFailed(Frozen):
    """A file cannot be opened at all; `error` says why and what to do."""

    event: Literal["failed"] = "failed"
    path: str
    error: str


Event = DocumentOpened | PageRead | PageFailed | DocumentDone | DocumentFailed
