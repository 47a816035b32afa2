"""What the engine is fed: a table's Parquet as it lies on disk, and the half-widths of a table's cells.

`errors_of(name)` is the name under which the engine knows the half-widths of table `name`: the same columns, one DOUBLE
each (NULL where unknown), in `_row` order.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gbi.errors import StoreError
from gbi.sql.relations import Relations

ERRORS = "~errors~"
_GONE = "the data of table {!r} is missing from the workspace; read its document again"
Stamp = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class Feed:
    """Bytes for one relation: `form` is "parquet" or "arrow" (an IPC stream)."""

    form: str
    body: bytes | memoryview


def errors_of(name: str) -> str:
    """The relation that holds the half-widths of table `name`'s cells."""
    return ERRORS + name


def stamp(relations: Relations, name: str) -> Stamp:
    """Changes when the relation's contents do. Raises `StoreError` when its file is gone."""
    path = _path(relations, "cells" if name.startswith(ERRORS) else name)
    try:
        status = path.stat()
    except OSError as error:
        raise StoreError(
            f"the data of table {name!r} is missing from the workspace; read its document again"
        ) from error
    return str(path), status.st_mtime_ns, status.st_size, status.st_ino


def feed(relations: Relations, name: str) -> Feed:
    """The bytes to load for relation `name`. Raises `StoreError` when its file cannot be read."""
    if name.startswith(ERRORS):
        return Feed("arrow", _half_widths(relations, name.removeprefix(ERRORS)))
    try:
        return Feed("parquet", _path(relations, name).read_bytes())
    except OSError as error:
        raise StoreError(
            f"the data of table {name!r} is missing from the workspace; read its document again"
        ) from error


def _half_widths(relations: Relations, name: str) -> memoryview:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    info = next(info for info in relations.tables() if info.name == name)
    wanted = ["row", "column_name", "error"]
    cells = pq.ParquetFile(_path(relations, "cells")).read(columns=["table_name", *wanted])
    mine = np.asarray(cells["table_name"].to_pylist(), dtype=object) == name  # a comparison in Arrow imports pandas
    rows = np.asarray(cells["row"].to_pylist(), dtype=np.int64)[mine]
    errors = np.asarray(cells["error"].to_pylist(), dtype=float)[mine]
    names = np.asarray(cells["column_name"].to_pylist(), dtype=object)[mine]
    columns: dict[str, Any] = {"_row": _array(np.arange(info.rows, dtype=np.int64), pa.int64())}
    for column in info.sql_columns:
        here = names == column
        widths = np.full(info.rows, np.nan)
        widths[rows[here]] = errors[here]
        columns[column] = _array(widths, pa.float64(), ~np.isnan(widths))
    sink = pa.BufferOutputStream()
    table = pa.table(columns)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return memoryview(sink.getvalue())


def _array(values: Any, kind: Any, valid: Any = None) -> Any:
    """An Arrow array over the buffer of a numpy array; `pa.array` would import pandas, half a second, for the same."""
    import numpy as np
    import pyarrow as pa

    mask = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [mask, pa.py_buffer(values)])


def _path(relations: Relations, name: str) -> Path:
    return relations.parquet(name)
