"""Parquet: columns with their own types; a table of one page."""

from __future__ import annotations

import datetime as dt
import decimal
import math
from typing import Any

from gbi.documents.columns import whole
from gbi.documents.data_file import DataFileSource, DataTable
from gbi.documents.limits import SourceFile
from gbi.errors import DocumentError, LimitError
from gbi.types import Column, ColumnType, Value
from gbi.units import parse_unit


def open_file(file: SourceFile) -> DataFileSource:
    """The table. Raises `DocumentError` for a damaged file, `LimitError` over the limits on cells or memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    limits = file.settings
    try:
        with pq.ParquetFile(file.path) as parquet:
            meta = parquet.metadata
            cells = meta.num_rows * len(parquet.schema_arrow)
            unpacked = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
            if cells > limits.max_cells:
                raise LimitError(
                    f"{file.name} has {cells:,} values, the limit is {limits.max_cells:,}; "
                    "keep the columns and rows you need, or raise GBI_MAX_CELLS"
                )
            if unpacked > limits.max_unpacked_bytes:
                raise LimitError(
                    f"{file.name} unpacks to {unpacked:,} bytes, the limit is {limits.max_unpacked_bytes:,}; "
                    "split it, or raise GBI_MAX_UNPACKED_BYTES"
                )
            table = parquet.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DocumentError(f"{file.name} is damaged or cut off ({error}); write or download it again") from error
    names = table.schema.names
    pairs = [_column(name, table.column(i).to_pylist()) for i, name in enumerate(names)]
    return DataFileSource(
        file,
        "parquet",
        DataTable(
            columns=tuple(column for column, _ in pairs),
            values=tuple(values for _, values in pairs),
            texts=tuple(tuple("" if v is None else str(v) for v in values) for _, values in pairs),
        ),
    )


def _column(name: str, raw: list[Any]) -> tuple[Column, tuple[Value, ...]]:
    values = tuple(plain_value(value) for value in raw)
    first = next((value for value in raw if value is not None), None)
    kind = kind_of_value(first)
    if kind != "number":
        return Column(name=name, type=kind), values
    unit = parse_unit(name)
    return Column(name=name, type="number", unit=unit.unit, scale=unit.scale), values


def kind_of_value(value: Any) -> ColumnType:
    """The column type that a Python value of a typed file belongs to."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float | decimal.Decimal):
        return "number"
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return "date"
    return "text"


def plain_value(value: Any) -> Value:
    """A value of a typed file as JSON knows it: dates in ISO 8601, NaN as None, nested values as their text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, decimal.Decimal):
        value = float(value)
    if isinstance(value, float):
        return whole(value) if math.isfinite(value) else None
    if isinstance(value, dt.datetime) and (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)
