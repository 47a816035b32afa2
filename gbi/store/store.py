"""A workspace's folder: `catalog.sqlite` and `files/` (the documents' bytes) are the truth, the rest is derived.

Several processes and threads may hold it. What a method has returned from is committed: killed at any later point,
the folder opens again with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from gbi.errors import StoreError
from gbi.store import files, relations, revisions, search
from gbi.store.catalogue import Catalogue
from gbi.store.codec import no_collection, pack
from gbi.store.conversations import Conversations
from gbi.store.documents import Documents
from gbi.store.jobs import Jobs
from gbi.store.readings import CURRENT, ORDER, Readings
from gbi.store.reviews import Reviews
from gbi.types import CitedCell, Document, Frozen, Page, Reading, Region, TableInfo

PICTURES_KEPT_S = 14 * 86_400.0
"""How long a picture of a page or region is kept before it is made anew when it is asked for."""


class PageResult(Frozen):
    """What one pass of readers over one page has given. `page` is None and `error` says why when it cannot be read.

    With `again` the pass does not count as done: a model that it needed could not be reached.
    """

    number: int
    page: Page | None = None
    regions: tuple[Region, ...] = ()
    readings: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()
    error: str | None = None
    again: bool = False


class Store:
    """The store at the folder `path`, made when missing. Implements `gbi.sql.relations.Relations`.

    Raises `StoreError` when the folder cannot be made or written to, or is of a newer gbi.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._tables = self.path / "tables"
        try:
            for folder in ("tables", "images", "files"):
                (self.path / folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot make the workspace {self.path}: {error.strerror}; name another folder") from error
        self._catalogue = Catalogue(self.path / "catalog.sqlite")
        self.documents = Documents(self._catalogue, self.path / "files")
        self.readings = Readings(self._catalogue)
        self.reviews = Reviews(self._catalogue, self.readings)
        self.jobs = Jobs(self._catalogue)
        self.conversations = Conversations(self._catalogue)
        self._known: tuple[int, tuple[TableInfo, ...]] = (-1, ())
        self._sweep()

    def close(self) -> None:
        """Closes the catalogue and forgets decoded readings; a later call opens it again."""
        self._catalogue.close()
        self.readings.forget()

    def commit_page(self, document: Document, readers: str, result: PageResult) -> None:
        """Keeps all that came of one pass of `readers` (a name for the set) over a page, in one transaction.

        A page that failed this time keeps what an earlier pass had read of it.
        """
        with self._catalogue.write() as connection:
            _keep_page(connection, document, result)
            for seq, region in enumerate(result.regions):
                connection.execute(
                    "INSERT INTO regions(id, document, page, seq, body) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT(id) DO UPDATE SET body = excluded.body, seq = excluded.seq",
                    (region.id, region.document, region.page, seq, region.model_dump_json()),
                )
            added = [reading for reading in result.readings if revisions.add_reading(connection, reading, witness=True)]
            fresh = {reading.id: reading for reading in added}
            for region in result.regions:
                shown = revisions.publish(connection, region, fresh)
                if shown is not None:
                    self.readings.remember(shown)
            if not result.again:
                row = (document.id, result.number, readers)
                connection.execute("INSERT OR IGNORE INTO passes VALUES (?, ?, ?)", row)

    def write_tables(self, document: str) -> None:
        """Writes the Parquet files of a document's tables that are not there yet."""
        for info in self.tables():
            if info.document == document:
                self.parquet(info.name)

    # --- gbi.sql.relations.Relations

    def revision(self) -> int:
        """Rises with every change of a table's contents, whichever process made it."""
        row = self._catalogue.row("SELECT value FROM meta WHERE key = 'revision'")
        return int(row["value"]) if row else 0

    def tables(self) -> tuple[TableInfo, ...]:
        """All tables that SQL may name, in the order of documents and pages."""
        number = self.revision()
        known = self._known
        if known[0] != number:
            rows = self._catalogue.rows(f"{CURRENT} WHERE v.info IS NOT NULL {ORDER}")
            known = self._known = (number, tuple(TableInfo.model_validate_json(row["info"]) for row in rows))
        return known[1]

    def parquet(self, name: str) -> Path:
        """The Parquet file of a table, or of "cells"; made when it is not there yet. Raises `StoreError`."""
        if name == "cells":
            return self._cells_file()
        row, info = self._current(name)
        path = relations.table_path(self._tables, info.name, row["id"])
        if not path.exists():
            relations.write_table(path, info, self._effective(row))
        return path

    def half_widths(self, name: str) -> Path:
        """The Parquet file of the half-widths of a table's cells; made when it is not there. Raises `StoreError`."""
        row, info = self._current(name)
        path = relations.half_widths_path(self._tables, info.name, row["id"])
        if not path.exists():
            relations.write_half_widths(path, info, self._effective(row))
        return path

    def cells(self, table: str, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
        """The cells at these `_row`s and SQL column names, row by row; unknown ones are left out."""
        row, info = self._current(table)
        return relations.cited(info, self._effective(row), rows, columns)

    def revision_of(self, table: str) -> str:
        """The id of a table's current revision; it changes when the table's contents do. Raises `StoreError`."""
        return str(self._current(table)[0]["id"])

    def _cells_file(self) -> Path:
        path = self._tables / f"cells-{self.revision()}.parquet"
        if path.exists():
            return path
        # number and rows in one statement: the tables may change while the file is written
        rows = self._catalogue.rows(
            "SELECT meta.value AS number, current.* FROM meta LEFT JOIN "
            f"({CURRENT} WHERE v.info IS NOT NULL) current WHERE meta.key = 'revision'"
        )
        path = self._tables / f"cells-{rows[0]['number']}.parquet"
        shown = ((TableInfo.model_validate_json(row["info"]), self._effective(row)) for row in rows if row["info"])
        with no_collection():
            relations.write_cells(path, shown)
        return path

    def _current(self, table: str) -> tuple[sqlite3.Row, TableInfo]:
        row = self._catalogue.row(
            f"{CURRENT} JOIN names ON names.region = r.id WHERE names.folded = ? AND v.info IS NOT NULL",
            (table.lower(),),
        )
        if row is None:
            raise StoreError(f"no table {table!r} in this workspace; ws.tables() lists those that are")
        return row, TableInfo.model_validate_json(row["info"])

    def _effective(self, row: sqlite3.Row) -> Reading:
        return self.readings.effective(row["id"], row["reading"], row["applied"])

    def _sweep(self) -> None:
        """Removes derived files that nothing refers to any more, and what killed processes left half written."""
        files.sweep(self._tables, self._wanted())
        files.sweep(self.path / "images", (), PICTURES_KEPT_S)
        for folder in (self.path, self.path / "files"):
            files.sweep(folder)

    def _wanted(self) -> set[str]:
        rows = self._catalogue.rows("SELECT name, revision FROM names JOIN regions ON regions.id = names.region")
        kinds = (relations.table_path, relations.half_widths_path)
        tables = {path(self._tables, row["name"], row["revision"]).name for row in rows for path in kinds}
        return tables | {f"cells-{self.revision()}.parquet"}


def _keep_page(connection: sqlite3.Connection, document: Document, result: PageResult) -> None:
    key = (document.id, result.number)
    body = pack(result.page) if result.page else None
    connection.execute(
        "INSERT INTO pages(document, number, body, error, notes) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT(document, number) DO UPDATE "
        "SET body = coalesce(excluded.body, body), error = excluded.error, notes = excluded.notes",
        (*key, body, result.error, json.dumps(result.notes, ensure_ascii=False)),
    )
    if result.page is not None:
        search.index_page(connection, *key, result.page.text)
