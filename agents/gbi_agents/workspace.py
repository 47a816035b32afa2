"""What the analyst needs of a workspace: the part of `gbi.Workspace`'s face that it calls, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from gbi.glossary import Glossary
from gbi.settings import Settings
from gbi.types import CitedCell, Column, Document, Page, Reading, Region, TableInfo, Value


class Outcome(Protocol):
    """A query's result; `witnesses()` leads back to the cells (see `gbi.sql.result`)."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The output columns with unit and scale where they could be followed."""

    @property
    def rows(self) -> Sequence[tuple[Value, ...]]:
        """The output rows."""

    @property
    def errors(self) -> Sequence[tuple[float | None, ...]]:
        """Half-widths of the rows' values."""

    @property
    def sql(self) -> str:
        """What ran."""

    @property
    def truncated(self) -> bool:
        """True when rows were cut off."""

    def witnesses(self) -> Sequence[Any]:
        """The cells behind every output value, as `gbi.sql.result.Witness`."""


class Workspace(Protocol):
    """The analyst's side of `gbi.Workspace`."""

    path: Path

    @property
    def glossary(self) -> Glossary:
        """Synonyms, and metrics as SQL expressions."""

    @property
    def settings(self) -> Settings:
        """Limits, and which models there are."""

    def documents(self) -> tuple[Document, ...]:
        """All documents."""

    def page(self, document: str, number: int) -> Page:
        """A page with its words. Raises `PageError`."""

    def regions(self, document: str | None = None) -> tuple[Region, ...]:
        """Figures of a document or of all."""

    def readings(self, document: str | None = None) -> tuple[Reading, ...]:
        """Current readings, corrected."""

    def table_infos(self, documents: Sequence[str] | None = None) -> tuple[TableInfo, ...]:
        """Tables that SQL may name."""

    def region_image(self, region_id: str, scale: float | None = None) -> bytes:
        """A figure as PNG. Raises `PageError`, `StoreError`."""

    def search(self, query: str, *, documents: Sequence[str] | None = None, limit: int = 10) -> Sequence[Any]:
        """Pages that hold the words: `Hit(document, name, page, snippet, score)`."""

    def sql(self, query: str, *, limit: int | None = None, seconds: float | None = None) -> Outcome:
        """Runs a guarded query. Raises `SqlError`."""

    def read(self, region_id: str, reader: str) -> Reading:
        """Runs one more reader on a region. Raises `ReaderError`."""

    def cells(self, table: str, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
        """Cells of a table by `_row` and SQL column name."""

    def revision_of(self, table: str) -> str:
        """The id of the table's current revision."""
