"""A data file (CSV, TSV, Parquet) as a document of one page with one table region, read cell by cell on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gbi.data_rows import DataRows
from gbi.documents.limits import SourceFile
from gbi.documents.source import Image, NativeFigure
from gbi.errors import LimitError, PageError
from gbi.types import Box, Column, Document, Page, Region, RowRange, Value

PREVIEW_ROWS = 2000  # rows that go into the page's text, which full-text search sees


@dataclass(frozen=True, slots=True)
class DataTable:
    """The file's table: C columns, each with R values and R texts as shown."""

    columns: tuple[Column, ...]
    values: tuple[Sequence[Value], ...]
    texts: tuple[Sequence[str], ...]
    title: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """R, the number of data rows."""
        return len(self.values[0]) if self.values else 0


class DataFileSource:
    """An opened data file. There is no picture of it: `image` raises `PageError`."""

    def __init__(self, file: SourceFile, kind: str, table: DataTable) -> None:
        self._file = file
        self._table = table
        self._document = Document(id=file.id, name=file.name, kind=kind, pages=1, warnings=table.warnings)

    @property
    def document(self) -> Document:
        """Identity, name, kind and one page."""
        return self._document

    def page(self, number: int) -> Page:
        """The header and the first rows as tab-separated text; no words, since nothing has a place on paper."""
        self._check(number)
        table = self._table
        lines = ["\t".join(column.name for column in table.columns)]
        lines += ["\t".join(text[r] for text in table.texts) for r in range(min(table.rows, PREVIEW_ROWS))]
        return Page(number=1, width=0, height=0, text="\n".join(([table.title] if table.title else []) + lines))

    def regions(self, number: int) -> tuple[Region, ...]:
        """The whole table; none for a file without rows."""
        self._check(number)
        if not self._table.rows:
            return ()
        names = tuple(column.name for column in self._table.columns)
        place = RowRange(rows=(0, self._table.rows - 1), columns=names)
        return (Region.at(self._file.id, 1, place, "table", caption=self._table.title),)

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        """Raises `PageError`: rows of data have no picture."""
        raise PageError(f"{self._file.name} is a data file and has no picture; its rows are the evidence")

    def scale_of(self, number: int, box: Box | None = None) -> float:
        """1; there are no pixels."""
        return 1.0

    def vector_page(self, number: int) -> Any | None:
        """None: there are no drawings."""
        return None

    def native(self, region: Region) -> NativeFigure | None:
        """Every cell with its `RowRange`. Raises `LimitError` over `settings.max_cells`."""
        if not isinstance(region.place, RowRange):
            return None
        table, limit = self._table, self._file.settings.max_cells
        if table.rows * len(table.columns) > limit:
            raise LimitError(
                f"{self._file.name} has {table.rows * len(table.columns):,} values, the limit is {limit:,}; "
                "keep the columns and rows you need, or raise GBI_MAX_CELLS"
            )
        rows = DataRows([column.name for column in table.columns], table.values, table.texts)
        figure = {"title": table.title, "columns": table.columns, "rows": rows, "warnings": table.warnings}
        return NativeFigure.model_validate(figure)

    def close(self) -> None:
        """Nothing is held open."""

    def _check(self, number: int) -> None:
        if number != 1:
            raise PageError(f"{self._file.name} has one page, there is no page {number}")
