"""A table as CSV, Parquet or Excel, made when it is asked for. Text never becomes a formula of Excel's."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from gbi.sql.result import Result
from gbi_ui.desk.safe import for_csv
from gbi_ui.desk.words import say

MOST_CHARACTERS = 32_000  # Excel takes 32,767 in a cell
MOST_EXCEL_ROWS = 1_048_575


def offer(result: Callable[[], Result], name: str, source: str, key: str) -> None:
    """The three buttons. `result` runs when one is clicked; `source` says in words where the numbers come from."""
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    makers: tuple[tuple[str, str, str, Callable[[], bytes]], ...] = (
        ("CSV", "csv", "text/csv", lambda: csv(result())),
        ("Parquet", "parquet", "application/vnd.apache.parquet", lambda: parquet(result())),
        ("Excel", "xlsx", excel, lambda: workbook(result(), source)),
    )
    for column, (label, suffix, mime, make) in zip(st.columns([1, 1, 1, 3]), makers, strict=False):
        column.download_button(
            label, make, f"{name}.{suffix}", mime, key=f"{key}.{suffix}", on_click="ignore", icon=":material/download:",
            width="stretch",
        )  # fmt: skip


def csv(result: Result) -> bytes:
    """UTF-8 with the mark that Excel wants, one header line."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    table = result.to_arrow()
    columns = [
        pa.array([for_csv(value) for value in column.to_pylist()], field.type) if field.type == pa.string() else column
        for column, field in zip(table.columns, table.schema, strict=True)
    ]
    out = io.BytesIO()
    arrow_csv.write_csv(pa.table(columns, names=[for_csv(name) for name in table.column_names]), out)
    return "\ufeff".encode() + out.getvalue()


def parquet(result: Result) -> bytes:
    """With DuckDB's own types; units and scales stand in the columns' metadata as `unit` and `scale`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = result.to_arrow()
    fields = [
        field.with_metadata({"unit": column.unit or "", "scale": f"{column.scale:g}"})
        for field, column in zip(table.schema, result.columns, strict=True)
    ]
    out = io.BytesIO()
    pq.write_table(table.cast(pa.schema(fields)), out)
    return out.getvalue()


def workbook(result: Result, source: str) -> bytes:
    """An Excel file: the rows with units and scales above them, and a sheet with the SQL and the source."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    rows = book.create_sheet("Table")
    _append(rows, [column.name for column in result.columns])
    if any(column.unit or column.scale != 1 for column in result.columns):
        _append(rows, [_unit(column.unit, column.scale) for column in result.columns])
    for row in result.rows[:MOST_EXCEL_ROWS]:
        _append(rows, row)
    about = book.create_sheet("Source")
    _append(about, [say("data.document"), source])
    _append(about, ["SQL", result.sql])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unit(unit: str | None, scale: float) -> str:
    return " ".join(filter(None, (f"×{scale:g}" if scale != 1 and unit != "%" else "", unit or "")))


def _append(sheet: Any, values: Sequence[Any]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=None if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:MOST_CHARACTERS]
            cell.data_type = "s"
            cell.quotePrefix = bool(re.match(r"[=+\-@]", value))
        cells.append(cell)
    sheet.append(cells)
