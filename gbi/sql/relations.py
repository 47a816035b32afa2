"""What the SQL side needs of a store: names, Parquet files, and the cells behind rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from gbi.types import CitedCell, TableInfo

CELLS_COLUMNS = (
    "cell", "reading", "table_name", "row", "column_name", "value", "original", "basis", "error",
    "confidence", "page", "x0", "y0", "x1", "y1", "corrected_by", "unit", "scale",
)  # fmt: skip


class Relations(Protocol):
    """The current revision of a workspace's tables. A table's Parquet has `_row` BIGINT (0..R-1), then
    `sql_columns` with effective values AS SHOWN: number DOUBLE, text VARCHAR, date VARCHAR (ISO), bool BOOLEAN."""

    def revision(self) -> int:
        """Rises with every change of a table's contents; cheap."""

    def tables(self) -> tuple[TableInfo, ...]:
        """All tables that SQL may name, `cells` not among them."""

    def revision_of(self, table: str) -> str:
        """An id that changes when the table's contents do (a new reading, a correction). Raises `StoreError`."""

    def parquet(self, name: str) -> Path:
        """The Parquet file of a table, or of the relation "cells" (columns `CELLS_COLUMNS`, value VARCHAR)."""

    def half_widths(self, name: str) -> Path:
        """A Parquet file like the table's, with the half-width of each cell, DOUBLE, null where unknown."""

    def cells(self, table: str, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
        """The cells at these `_row`s and SQL column names, row by row. Unknown ones are left out."""
