"""A small stand-in for the store's side of SQL: tables given as rows, kept as Parquet in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gbi.sql.relations import CELLS_COLUMNS
from gbi.types import Basis, Cell, CitedCell, Column, PageBox, Reading, Region, TableInfo, Value

ARROW: Mapping[str, Any] = {"number": pa.float64(), "text": pa.string(), "date": pa.string(), "bool": pa.bool_()}


def reading_of(
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    errors: Mapping[tuple[int, str], float | None] | None = None,
) -> Reading:
    """A table's reading on page 1; `errors[row, column name]` are half-widths, all others 0."""
    region = Region.at(f"document of {name}", 1, PageBox(page=1, box=(0, 0, 500, 500)), "table", caption=name)
    known = errors or {}
    cells = [
        [
            Cell(
                value=value,
                text=str(value),
                basis=Basis.PRINTED,
                error=known.get((r, column.name), 0.0),
                place=PageBox(page=1, box=(50.0 * c, 20.0 * r, 50.0 * c + 40, 20.0 * r + 15)),
            )
            for c, (column, value) in enumerate(zip(columns, row, strict=True))
        ]
        for r, row in enumerate(rows)
    ]
    return Reading.build(region, reader="table", reader_version="1", columns=columns, rows=cells)


class FakeRelations:
    """Tables by SQL name, each made of a reading; `put` replaces one and raises the revision."""

    def __init__(self, folder: Path, tables: Mapping[str, Reading]) -> None:
        self._folder = folder
        self._readings: dict[str, Reading] = {}
        self._revision = 0
        for name, reading in tables.items():
            self.put(name, reading)

    def put(self, name: str, reading: Reading) -> None:
        """Adds or replaces a table."""
        self._readings[name] = reading
        self._revision += 1
        columns = {"_row": pa.array(range(len(reading.rows)), pa.int64())}
        for c, column in enumerate(reading.columns):
            columns[column.name] = pa.array([row[c].value for row in reading.rows], ARROW[column.type])
        pq.write_table(pa.table(columns), self._folder / f"{name}-{self._revision}.parquet")
        self._paths = {**getattr(self, "_paths", {}), name: self._folder / f"{name}-{self._revision}.parquet"}
        for c, column in enumerate(reading.columns):
            columns[column.name] = pa.array([row[c].error for row in reading.rows], pa.float64())
        pq.write_table(pa.table(columns), self._folder / f"{name}-{self._revision}.errors.parquet")
        self._write_cells()

    def revision(self) -> int:
        """Counts the changes."""
        return self._revision

    def tables(self) -> tuple[TableInfo, ...]:
        """All tables; SQL names are the columns' names."""
        return tuple(
            TableInfo(
                name=name,
                reading=reading.id,
                document=reading.region.document,
                document_name=f"{name}.pdf",
                page=1,
                region=reading.region.id,
                columns=reading.columns,
                sql_columns=tuple(column.name for column in reading.columns),
                rows=len(reading.rows),
            )
            for name, reading in self._readings.items()
        )

    def revision_of(self, table: str) -> str:
        """The file's name, which is new with every `put`."""
        return self._paths[table].name

    def parquet(self, name: str) -> Path:
        """The file of a table or of `cells`."""
        return self._paths[name]

    def half_widths(self, name: str) -> Path:
        """The file of the half-widths of a table's cells."""
        return self._paths[name].with_suffix(".errors.parquet")

    def cells(self, table: str, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
        """The cells at these rows and columns."""
        reading = self._readings[table]
        names = [column.name for column in reading.columns]
        found = []
        for r in rows:
            for name in columns:
                if 0 <= r < len(reading.rows) and name in names:
                    cell = reading.rows[r][names.index(name)]
                    found.append(
                        CitedCell(
                            id=cell.id, table=table, row=r, column=name, value=cell.value, text=cell.text,
                            basis=cell.basis, error=cell.error, confidence=cell.confidence, place=cell.place,
                        )
                    )  # fmt: skip
        return tuple(found)

    def _write_cells(self) -> None:
        rows: list[dict[str, Any]] = []
        for name, reading in self._readings.items():
            for r, row in enumerate(reading.rows):
                for column, cell in zip(reading.columns, row, strict=True):
                    shown = {"cell": cell.id, "reading": reading.id, "table_name": name, "row": r}
                    value = None if cell.value is None else str(cell.value)
                    more = {"column_name": column.name, "value": value, "basis": cell.basis.value, "error": cell.error}
                    rows.append(
                        {**dict.fromkeys(CELLS_COLUMNS), **shown, **more, "confidence": cell.confidence, "page": 1}
                    )
        path = self._folder / f"cells-{self._revision}.parquet"
        types = {"row": pa.int64(), "page": pa.int64(), "error": pa.float64(), "confidence": pa.float64()}
        arrays = [pa.array([row[name] for row in rows], types.get(name, pa.string())) for name in CELLS_COLUMNS]
        pq.write_table(pa.table(arrays, names=list(CELLS_COLUMNS)), path)
        self._paths["cells"] = path
