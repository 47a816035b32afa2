"""Small tables for the analyst's tests: rows of Python values as a `Grid`, and a DuckDB that holds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gbi.types import Basis, Cell, Column, PageBox, Reading, Region, TableInfo, Value
from gbi_agents.tables import Grid, build_grid


def grid(
    rows: Sequence[Sequence[Value]],
    name: str = "t",
    title: str = "",
    chart_type: str | None = None,
    units: dict[str, tuple[str | None, float]] | None = None,
    page_text: str = "",
) -> Grid:
    """A grid whose first row is the header; columns of numbers are typed so; `units` gives headers unit and scale."""
    head, body = [str(cell) for cell in rows[0]], rows[1:]
    columns = []
    for c, text in enumerate(head):
        numeric = all(isinstance(row[c], int | float) or row[c] is None for row in body)
        unit, scale = (units or {}).get(text, (None, 1.0))
        columns.append(Column(name=text, type="number" if numeric else "text", unit=unit, scale=scale))
    region = Region.at(f"doc-{name}", 1, PageBox(page=1, box=(0, 0, 100, 100)), "chart" if chart_type else "table")
    cells = [
        [
            Cell(value=value, text=str(value), basis=Basis.PRINTED, place=PageBox(page=1, box=(c, r, c + 1, r + 1)))
            for c, value in enumerate(row)
        ]
        for r, row in enumerate(body)
    ]
    reading = Reading.build(
        region, reader="test", reader_version="1", columns=columns, rows=cells, title=title, chart_type=chart_type
    )
    names: list[str] = []
    for text in head:
        base = re.sub(r"\W+", "_", text.lower()).strip("_") or "column"
        names.append(base if base not in names else f"{base}_{len(names)}")
    info = TableInfo(
        name=name, reading=reading.id, document=region.document, document_name="file.pdf", page=1, region=region.id,
        title=title, chart_type=chart_type, columns=tuple(columns), sql_columns=tuple(names), rows=len(body),
    )  # fmt: skip
    return build_grid(info, reading, page_text)


def database(*grids: Grid) -> Any:
    """A DuckDB connection with every grid as a table, `_row` included, as the engine would hold it."""
    import duckdb

    connection = duckdb.connect()
    for one in grids:
        types = {"number": "DOUBLE", "bool": "BOOLEAN"}
        columns = zip(one.info.sql_columns, one.info.columns, strict=True)
        spec = ", ".join(f'"{sql}" {types.get(column.type, "VARCHAR")}' for sql, column in columns)
        connection.execute(f'CREATE TABLE "{one.name}" (_row BIGINT, {spec})')
        for r, row in enumerate(one.cells):
            marks = ", ".join("?" for _ in range(len(row) + 1))
            connection.execute(f'INSERT INTO "{one.name}" VALUES ({marks})', [r, *(cell.value for cell in row)])
    return connection
