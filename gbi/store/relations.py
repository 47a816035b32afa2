"""Tables as SQL sees them: a Parquet file for each current revision, one for `cells`, and the cells behind rows.

The files are derived from the catalogue: each is named after the content it holds, written under a temporary name
and renamed, made again when it is missing, and removed some time after a newer one has taken its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from gbi.sql.relations import CELLS_COLUMNS
from gbi.store.corrections import row_label
from gbi.store.files import replace_file
from gbi.types import Cell, CitedCell, Column, PageBox, Reading, TableInfo, Value

GROUP_ROWS = 20_000

_NO_BOX = (None, None, None, None)


def table_path(folder: Path, name: str, revision: str) -> Path:
    """Where the Parquet file of a table's revision stands."""
    return folder / f"{name}-{revision}.parquet"


def half_widths_path(folder: Path, name: str, revision: str) -> Path:
    """Where the half-widths of a table's revision stand."""
    return folder / f"{name}-{revision}.errors.parquet"


def write_table(path: Path, info: TableInfo, reading: Reading) -> None:
    """Writes `_row` and the table's columns with the reading's effective values."""
    import pyarrow as pa

    types = {"number": pa.float64(), "bool": pa.bool_()}
    fields = [(name, types.get(c.type, pa.string())) for name, c in zip(info.sql_columns, reading.columns, strict=True)]
    _write(path, pa.schema([("_row", pa.int64()), *fields]), _table_rows(reading))


def write_half_widths(path: Path, info: TableInfo, reading: Reading) -> None:
    """Writes `_row` and, under the table's column names, the half-width of each cell in shown units."""
    import pyarrow as pa

    fields = [(name, pa.float64()) for name in info.sql_columns]
    rows = ((number, *(cell.error for cell in row)) for number, row in enumerate(reading.rows))
    _write(path, pa.schema([("_row", pa.int64()), *fields]), rows)


def write_cells(path: Path, tables: Iterable[tuple[TableInfo, Reading]]) -> None:
    """Writes the relation `cells`: one row for each cell of each table."""
    import pyarrow as pa

    types = {"row": pa.int64(), "page": pa.int64()} | dict.fromkeys(
        ("error", "confidence", "x0", "y0", "x1", "y1", "scale"), pa.float64()
    )
    schema = pa.schema([(name, types.get(name, pa.string())) for name in CELLS_COLUMNS])
    _write(path, schema, (row for info, reading in tables for row in _cell_rows(info, reading)))


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
        unit=cell.unit,
        scale=cell.scale,
    )


def _table_rows(reading: Reading) -> Iterator[tuple[Value, ...]]:
    for number, row in enumerate(reading.rows):
        yield number, *(_stored(column, cell) for column, cell in zip(reading.columns, row, strict=True))


def _cell_rows(info: TableInfo, reading: Reading) -> Iterator[tuple[Value, ...]]:
    """Rows of `CELLS_COLUMNS`."""
    for number, row in enumerate(reading.rows):
        for name, column, cell in zip(info.sql_columns, reading.columns, row, strict=True):
            place = cell.place
            page, box = (place.page, place.box) if isinstance(place, PageBox) else (info.page, _NO_BOX)
            yield (
                cell.id, info.reading, info.name, number, name, _text(cell.value), _text(original(cell)),
                cell.basis.value, cell.error, cell.confidence, page, *box, cell.corrected_by,
                column.unit if cell.unit is None else cell.unit, column.scale if cell.scale is None else cell.scale,
            )  # fmt: skip


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


def _write(path: Path, schema: Any, rows: Iterable[tuple[Value, ...]]) -> None:
    """Writes rows as Parquet, a group of them at a time.

    They go through Arrow's JSON reader: from Python lists Arrow makes arrays only after it has imported pandas, which
    takes longer than all the rest of adding an image.
    """
    import pyarrow.parquet as pq

    def write(temporary: Path) -> None:
        with pq.ParquetWriter(temporary, schema) as writer:
            waiting = iter(rows)
            while group := list(islice(waiting, GROUP_ROWS)):
                writer.write_table(_arrow(schema, group))

    replace_file(path, write)


def _arrow(schema: Any, rows: Sequence[tuple[Value, ...]]) -> Any:
    import pyarrow.json as arrow_json

    lines = (json.dumps(dict(zip(schema.names, row, strict=True)), ensure_ascii=False) for row in rows)
    data = "\n".join(lines).encode("utf-8", "replace")
    return arrow_json.read_json(
        BytesIO(data),
        read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(data) + 1),
        parse_options=arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
    )
