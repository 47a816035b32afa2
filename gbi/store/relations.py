"""Tables as SQL sees them: a Parquet file for each current revision, one for `cells`, and the cells behind rows.

The files are derived from the catalogue: each is named after the content it holds, written under a temporary name
and renamed, made again when it is missing, and removed some time after a newer one has taken its place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from gbi.sql.relations import CELLS_COLUMNS
from gbi.store.corrections import row_label
from gbi.store.files import replace_file
from gbi.types import Cell, CitedCell, Column, PageBox, Reading, TableInfo, Value

_NO_BOX = (None, None, None, None)
KEEP_S = 600.0
"""How long a file outlives its revision, for processes that were just told its path."""


def table_path(folder: Path, info: TableInfo, revision: str) -> Path:
    """Where the Parquet file of a table's revision stands."""
    return folder / f"{info.name}-{revision}.parquet"


def write_table(path: Path, info: TableInfo, reading: Reading) -> None:
    """Writes `_row` and the table's columns with the reading's effective values."""
    import pyarrow as pa

    arrays: list[Any] = [pa.array(range(len(reading.rows)), pa.int64())]
    for position, column in enumerate(reading.columns):
        values = [_stored(column, row[position]) for row in reading.rows]
        arrays.append(pa.array(values, _arrow_type(column)))
    _write(path, pa.table(arrays, names=["_row", *info.sql_columns]))


def write_cells(path: Path, tables: Iterable[tuple[TableInfo, Reading]]) -> None:
    """Writes the relation `cells`: one row for each cell of each table."""
    import pyarrow as pa

    types = {"row": pa.int64(), "page": pa.int64()} | dict.fromkeys(
        ("error", "confidence", "x0", "y0", "x1", "y1"), pa.float64()
    )
    columns: dict[str, list[Any]] = {name: [] for name in CELLS_COLUMNS}
    for info, reading in tables:
        for key, values in _cell_columns(info, reading).items():
            columns[key] += values
    arrays = [pa.array(columns[name], types.get(name, pa.string())) for name in CELLS_COLUMNS]
    _write(path, pa.table(arrays, names=list(CELLS_COLUMNS)))


def cited(info: TableInfo, reading: Reading, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
    """The cells at these rows and SQL column names, row by row; unknown ones are left out."""
    positions = {name: position for position, name in enumerate(info.sql_columns)}
    found = []
    for r in rows:
        if not 0 <= r < len(reading.rows):
            continue
        label = row_label(reading, r)
        for name in columns:
            if name in positions:
                found.append(_citation(info, label, r, name, reading.rows[r][positions[name]]))
    return tuple(found)


def collect(folder: Path, wanted: Callable[[], set[str]], keep_s: float = KEEP_S) -> None:
    """Removes files of `folder` that are older than `keep_s` seconds and not among the `wanted` names."""
    border = time.time() - keep_s
    old = [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < border]
    kept = wanted() if old else set()
    for path in old:
        if path.name not in kept:
            path.unlink(missing_ok=True)


def original(cell: Cell) -> Value:
    """What was read where a person corrected the cell, else None."""
    return cell.alternatives[0].value if cell.corrected_by is not None and cell.alternatives else None


def _citation(info: TableInfo, label: str, row: int, column: str, cell: Cell) -> CitedCell:
    return CitedCell(
        id=cell.id,
        table=info.name,
        row=row,
        row_label=label,
        column=column,
        value=cell.value,
        text=cell.text,
        original=original(cell),
        basis=cell.basis,
        error=cell.error,
        confidence=cell.confidence,
        place=cell.place,
        corrected_by=cell.corrected_by,
    )


def _cell_columns(info: TableInfo, reading: Reading) -> dict[str, list[Any]]:
    cells = [cell for row in reading.rows for cell in row]
    boxes = [_NO_BOX if not isinstance(cell.place, PageBox) else cell.place.box for cell in cells]
    x0, y0, x1, y1 = (list(edge) for edge in zip(*boxes, strict=True))
    return {
        "cell": [cell.id for cell in cells],
        "reading": [info.reading] * len(cells),
        "table_name": [info.name] * len(cells),
        "row": [r for r in range(len(reading.rows)) for _ in info.sql_columns],
        "column_name": list(info.sql_columns) * len(reading.rows),
        "value": [_text(cell.value) for cell in cells],
        "original": [_text(original(cell)) for cell in cells],
        "basis": [cell.basis.value for cell in cells],
        "error": [cell.error for cell in cells],
        "confidence": [cell.confidence for cell in cells],
        "page": [cell.place.page if isinstance(cell.place, PageBox) else info.page for cell in cells],
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "corrected_by": [cell.corrected_by for cell in cells],
    }


def _text(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _stored(column: Column, cell: Cell) -> Value:
    """The cell's value in the column's one type; null for a stray value of another type in a number or bool column."""
    value = cell.value
    if column.type == "number":
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if column.type == "bool":
        return value if isinstance(value, bool) else None
    return cell.text or _text(value) if isinstance(value, int | float) else value


def _arrow_type(column: Column) -> Any:
    import pyarrow as pa

    return {"number": pa.float64(), "bool": pa.bool_()}.get(column.type, pa.string())


def _write(path: Path, table: Any) -> None:
    import pyarrow.parquet as pq

    replace_file(path, lambda temporary: pq.write_table(table, temporary))
