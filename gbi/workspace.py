"""The SDK's workspace: documents and readers in, readings, tables and SQL out, kept in a folder.

Several processes and threads may hold one. Nothing heavy is imported before the first call that needs it.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gbi import glossary as glossary_file
from gbi.cache import cached_path
from gbi.errors import DocumentError, QuestionError, StoreError
from gbi.glossary import Glossary
from gbi.ingest import DocumentDone, DocumentFailed, Event, PageFailed
from gbi.ingest.pages import Pages
from gbi.settings import Settings, current
from gbi.store import Correction, Hit, Store
from gbi.store.conversations import Conversations
from gbi.store.jobs import Jobs
from gbi.store.reviews import Reviews
from gbi.types import Cell, CitedCell, Document, Page, Reading, Region, TableInfo, Value

if TYPE_CHECKING:
    from gbi.pictures import Pictures
    from gbi.sql.engine import Engine
    from gbi.sql.result import Result

Documents = str | Document | Iterable[str | Document] | None
"""Which documents: by id, by name or as values; None for all."""


class Unread(UserWarning):
    """A file or page was left out of `Workspace.add` because it cannot be read."""


class Workspace:
    """The workspace in the folder `path`, made when missing. Close it, or use it in a `with` block.

    Raises `StoreError` when the folder cannot be made or written to, or was made by a newer gbi.
    """

    def __init__(self, path: str | Path, *, settings: Settings | None = None) -> None:
        self.path = Path(path)
        self._settings = settings or current()
        self._store = Store(self.path)
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._pictures: Pictures | None = None

    def __repr__(self) -> str:
        return f"Workspace({str(self.path)!r})"

    @property
    def settings(self) -> Settings:
        """The settings that it was opened with."""
        return self._settings

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the SQL process and releases the files; the workspace may be used again afterwards."""
        with self._lock:
            engine, self._engine = self._engine, None
            pictures, self._pictures = self._pictures, None
        for held in (engine, pictures):
            if held is not None:
                held.close()
        self._store.close()

    # --- documents in

    def add(
        self, *paths: str | Path, pages: Pages = None, readers: str | Sequence[str] | None = None
    ) -> tuple[Document, ...]:
        """Reads the files that were not read yet and returns their documents, in the order of `paths`.

        `pages`: 3, "3-7", "1,4-6" or a list of numbers. Warns with `Unread` for each file or page that cannot be
        read; raises `DocumentError` when that is every file.
        """
        failures: list[str] = []
        found: dict[str, None] = {}
        for event in self.ingest(*paths, pages=pages, readers=readers):
            if isinstance(event, DocumentFailed):
                failures.append(event.error)
            elif isinstance(event, PageFailed):
                warnings.warn(f"{event.name}, page {event.number}: {event.error}", Unread, stacklevel=2)
            elif isinstance(event, DocumentDone):
                found[event.document] = None
        if failures and not found:
            raise DocumentError("; ".join(failures))
        for failure in failures:
            warnings.warn(failure, Unread, stacklevel=2)
        return tuple(self._store.documents.get(document) for document in found)

    def ingest(
        self, *paths: str | Path, pages: Pages = None, readers: str | Sequence[str] | None = None, apart: bool = False
    ) -> Iterator[Event]:
        """The same as a stream of events; a page can be asked about as soon as its event is out.

        Several pages are read in a process of their own; with `apart` a single one is too, for callers that have
        something else to do meanwhile.
        Stopped anywhere (Ctrl-C, kill), what was read is kept and the next call goes on with the first unread page.
        Raises `ReaderError` for an unknown reader, `StoreError` when the workspace cannot be written to.
        """
        from gbi.ingest.run import ingest

        names = (readers,) if isinstance(readers, str) else readers
        yield from ingest(
            self._store,
            [Path(path) for path in paths],
            pages=pages,
            readers=names,
            settings=self._settings,
            apart=apart,
        )

    # --- what is there

    def documents(self) -> tuple[Document, ...]:
        """In the order they were added; `warnings` name the pages that could not be read."""
        return self._store.documents.all()

    def file(self, document: str | Document) -> Path:
        """Where the workspace keeps its copy of a document's bytes. Raises `StoreError` for an unknown one."""
        return self._store.documents.file(self._id(document))

    def pages_read(self, documents: Iterable[str]) -> tuple[int, int]:
        """Of these documents (ids; those not opened yet count nothing): pages read so far, and all pages."""
        return self._store.documents.progress(documents)

    def page(self, document: str | Document, number: int) -> Page:
        """Words, boxes and text of a page (from 1). Raises `StoreError` when it was not read, with the reason."""
        return self._store.documents.page(self._id(document), number)

    def page_image(self, document: str | Document, number: int, scale: float | None = None) -> bytes:
        """A page as PNG, `scale` in px per pt (None: its own resolution, 2 for drawings). Raises `PageError`."""
        return self._drawn().page(self._id(document), number, scale)

    def region_image(self, region_id: str, scale: float | None = None) -> bytes:
        """A chart or table as PNG; one that runs over pages is put together. Raises `PageError`, `StoreError`."""
        return self._drawn().region(self._store.readings.region(region_id), scale)

    def regions(self, document: str | Document | None = None) -> tuple[Region, ...]:
        """Charts and tables, in the order of documents and pages."""
        return self._store.readings.regions(None if document is None else self._id(document))

    def readings(self, document: str | Document | None = None) -> tuple[Reading, ...]:
        """The current reading of each region: agreed among its readers, and corrected."""
        return self._store.readings.current(None if document is None else self._id(document))

    def reading(self, reading_id: str) -> Reading:
        """A reading by id, corrected when it is its region's current one. Raises `StoreError` for an unknown id."""
        return self._store.readings.get(reading_id)

    def states(self) -> dict[str, str]:
        """Id of each document that was read to a digest that changes with its readings, corrections and tables."""
        return self._store.readings.states()

    def readings_of(self, region_id: str) -> tuple[Reading, ...]:
        """Every reading that was made of one region, oldest first, as its reader left it."""
        return self._store.readings.witnesses(self._store.readings.region(region_id).id)

    def search(self, query: str, *, documents: Documents = None, limit: int = 10) -> tuple[Hit, ...]:
        """The best places for words (English or Chinese) in text, captions, titles, column names and row labels.

        "..." asks for a phrase, a trailing * for a prefix. Raises `QuestionError` for a query that is too long.
        """
        if len(query) > self._settings.max_question_chars:
            raise QuestionError(
                f"the query has {len(query):,} characters; {self._settings.max_question_chars:,} at most"
            )
        return self._store.documents.search(query, self._ids(documents), limit)

    # --- SQL (gbi.sql.relations.Relations among it)

    def tables(self, documents: Documents = None) -> list[str]:
        """The names that SQL may use, in the order of documents and pages."""
        return [info.name for info in self.table_infos(documents)]

    def table_infos(self, documents: Documents = None) -> tuple[TableInfo, ...]:
        """Each table's name, columns with units and scales, their SQL names, and where it comes from."""
        wanted = self._ids(documents)
        return tuple(info for info in self._store.tables() if wanted is None or info.document in wanted)

    def sql(self, query: str, *, limit: int | None = None, seconds: float | None = None) -> Result:
        """The result of a read-only query: rows with units, and `witnesses()`, the cells that made them.

        At most `limit` rows in `seconds` seconds (default: the settings'). Raises `SqlError` for a query that is
        refused or fails, `QueryLimitError` for one that was stopped.
        """
        from gbi.sql.run import run

        return run(self._store, self._running(), query, limit=limit, seconds=seconds)

    def warm_up(self) -> None:
        """Starts the SQL process now, while other work is done, so that the first query need not wait for it."""
        self._running().start()

    def cells(self, table: str, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
        """The cells of a table at these `_row`s and SQL column names, row by row; unknown ones are left out."""
        return self._store.cells(table, rows, columns)

    def revision_of(self, table: str) -> str:
        """An id that changes when the table's contents do. Raises `StoreError` for an unknown table."""
        return self._store.revision_of(table)

    # --- more readings, corrections, glossary, jobs

    def read(self, region_id: str, reader: str) -> Reading:
        """Runs one more reader on a region now, keeps what it reads and returns it.

        Raises `ReaderError` when the reader does not exist, fails, or says that this is not its kind of figure.
        """
        return self._drawn().read(self._store.readings.region(region_id), reader)

    def correct(self, cell: Cell | CitedCell | str, value: Value, by: str) -> None:
        """Sets a cell (of a reading, of a citation, or its id) to `value`, beside what was read.

        Raises `StoreError` for an unknown cell or a value that its column's type cannot hold.
        """
        if not by.strip():
            raise StoreError("a correction needs a name: correct(cell, value, by='...')")
        self._store.readings.correct(cell if isinstance(cell, str) else cell.id, value, by)

    def withdraw(self, correction: Correction | int) -> None:
        """Takes a correction back: its cell shows what was read. Raises `StoreError` for an unknown one."""
        self._store.readings.withdraw(correction if isinstance(correction, int) else correction.id)

    def corrections(self) -> tuple[Correction, ...]:
        """The corrections that stand, oldest first; `orphaned` where no current cell answers to one."""
        return self._store.readings.corrections()

    @property
    def reviews(self) -> Reviews:
        """Which readings a person has accepted or rejected; a rejected one is no table."""
        return self._store.reviews

    @property
    def jobs(self) -> Jobs:
        """The batch's ledger: what was read and asked, with the answers and the failures."""
        return self._store.jobs

    @property
    def conversations(self) -> Conversations:
        """What was asked and answered, conversation by conversation."""
        return self._store.conversations

    @property
    def glossary(self) -> Glossary:
        """Synonyms and metrics of `glossary.yaml`, read anew each time. Raises `GlossaryError` for a bad file."""
        return glossary_file.load(self.path / glossary_file.NAME)

    @glossary.setter
    def glossary(self, glossary: Glossary) -> None:
        """Writes `glossary.yaml` in one step. Raises `StoreError` when it cannot."""
        glossary_file.save(self.path / glossary_file.NAME, glossary)

    def _id(self, document: str | Document) -> str:
        if isinstance(document, Document):
            return document.id
        return self._store.documents.named(document)

    def _ids(self, documents: Documents) -> frozenset[str] | None:
        if documents is None:
            return None
        several = (documents,) if isinstance(documents, str | Document) else documents
        return frozenset(self._id(document) for document in several)

    def _running(self) -> Engine:
        from gbi.sql.engine import Engine

        with self._lock:
            if self._engine is None:
                self._engine = Engine(self._store, self._settings)
            return self._engine

    def _drawn(self) -> Pictures:
        from gbi.pictures import Pictures

        with self._lock:
            if self._pictures is None:
                self._pictures = Pictures(self._store, self._settings)
            return self._pictures


def cached_workspace(paths: Sequence[str | Path], settings: Settings | None = None) -> Workspace:
    """The workspace in the user's cache for these files' contents: empty the first time, add the files to it.

    Raises `DocumentError` for a file that cannot be read.
    """
    settings = settings or current()
    return Workspace(cached_path([Path(path) for path in paths], settings), settings=settings)
