"""The loop over files and pages. Each page is committed when it is read: stopped anywhere, the next call goes on."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from gbi.documents.source import Source
from gbi.errors import DocumentError
from gbi.ingest.events import DocumentDone, DocumentFailed, DocumentOpened, Event, PageFailed, PageRead
from gbi.ingest.pages import Pages, page_numbers
from gbi.ingest.reading import Gathered, Note, attempt, read_page
from gbi.ingest.remote import read_pages
from gbi.readers import MODELS, reader
from gbi.settings import Settings
from gbi.store.files import sha256_of
from gbi.store.store import PageResult, Store
from gbi.types import Document

_LOOKED_AT = frozenset({"image", "svg", "pdf"})


def ingest(
    store: Store,
    paths: Sequence[Path],
    *,
    pages: Pages,
    readers: Sequence[str] | None,
    settings: Settings,
    apart: bool = False,
) -> Iterator[Event]:
    """Reads what was not read yet of the files; one that cannot be opened is reported and the next one taken.

    Several pages are read in a process of their own; with `apart` a single one is too.
    Pages that failed are tried again only where `pages` names them. Raises `StoreError` when the workspace itself
    cannot be written to, `ReaderError` for an unknown reader.
    """
    key = "default" if readers is None else ",".join(_named_reader(name, settings) for name in readers)
    for path in paths:
        try:
            document, source, numbers = _open(store, path, pages, key, settings)
        except DocumentError as error:
            yield DocumentFailed(path=str(path), error=str(error))
            continue
        yield DocumentOpened(document=document.id, name=document.name, pages=document.pages, unread=len(numbers))
        kept = store.documents.file(document.id)
        failed = 0
        for found, seconds in _results(source, kept, numbers, readers, settings, apart):
            result = _named(found, kept.name, document.name)
            store.commit_page(document, key, result)
            failed += result.error is not None
            yield _page_event(document, result, seconds)
        store.write_tables(document.id)
        yield DocumentDone(document=document.id, name=document.name, pages=document.pages, failed=failed)


def _named_reader(name: str, settings: Settings) -> str:
    """The reader's name, with model and way where it asks one: another model's pass over a page is another pass."""
    if name not in MODELS:
        reader(name)
        return name
    return f"{name}@{settings.vlm_model}@{reader(name, settings).version}"


def _open(
    store: Store, path: Path, pages: Pages, key: str, settings: Settings
) -> tuple[Document, Source | None, list[int]]:
    """The document, its opened source where it had to be opened, and the pages that are to be read."""
    document, source = _known(store, path, settings), None
    if document is None:
        from gbi.documents import open_source

        opened = attempt(open_source, path, settings)
        if isinstance(opened, Note):
            raise DocumentError(opened.text)
        source = opened
        document = store.documents.add(source.document, path)
    elif not store.documents.file(document.id).is_file():  # somebody deleted the copy, and brings the file again
        document = store.documents.add(document, path)
    wanted = page_numbers(pages, document.pages)
    done = store.documents.passed(document.id, key)
    failed = store.documents.failed(document.id) if pages is not None else frozenset()
    return document, source, [number for number in wanted if number not in done or number in failed]


def _known(store: Store, path: Path, settings: Settings) -> Document | None:
    try:
        if path.stat().st_size > settings.max_file_bytes or not path.is_file():
            return None
        return store.documents.find(sha256_of(path))
    except (OSError, ValueError):  # open_source says what is wrong
        return None


def _results(
    source: Source | None,
    kept: Path,
    numbers: Sequence[int],
    readers: Sequence[str] | None,
    settings: Settings,
    apart: bool,
) -> Iterator[tuple[PageResult, float]]:
    if len(numbers) > 1 or (numbers and apart):
        if source is not None:
            source.close()
        yield from read_pages(kept, numbers, readers, settings)
        return
    opened = source or (_reopened(kept, settings) if numbers else None)
    if opened is None:
        return
    if opened.document.kind in _LOOKED_AT:
        threading.Thread(target=_load_ahead, name="gbi-load-ahead", daemon=True).start()
    try:
        for number in numbers:
            began, gathered = time.monotonic(), Gathered(number)
            for part in read_page(opened, number, readers, settings):
                gathered.add(part)
            yield gathered.result(), time.monotonic() - began
    finally:
        opened.close()


def _load_ahead() -> None:
    """Imports what the page's figures and tables will need while its words are being recognised."""
    for module in ("gbi.readers.raster", "pyarrow.json", "pyarrow.parquet"):
        importlib.import_module(module)


def _reopened(kept: Path, settings: Settings) -> Source:
    from gbi.documents import open_source

    return open_source(kept, settings)


def _page_event(document: Document, result: PageResult, seconds: float) -> Event:
    at = {"document": document.id, "name": document.name, "number": result.number, "of": document.pages}
    if result.error is not None:
        return PageFailed.model_validate({**at, "error": result.error})
    read = len({reading.region.id for reading in result.readings})
    counts = {"regions": len(result.regions), "readings": read, "seconds": seconds, "notes": result.notes}
    return PageRead.model_validate({**at, **counts})


def _named(result: PageResult, kept: str, name: str) -> PageResult:
    """The result with the document's own name in its messages, not that of the kept copy."""
    notes = tuple(note.replace(kept, name) for note in result.notes)
    error = None if result.error is None else result.error.replace(kept, name)
    return result.model_copy(update={"notes": notes, "error": error})
