"""Reads a figure's file with the program's own readers, as the workspace would."""

from __future__ import annotations

from pathlib import Path

from gbi.documents import open_source
from gbi.readers import read_region
from gbi.types import Reading
from gbi_eval.metrics.cells import Grid


def read_figure(path: Path, reader: str | None = None) -> Reading | None:
    """The agreed reading of the file's largest figure (most cells); None when there is none.

    Raises `GbiError` as the documents and readers do.
    """
    source = open_source(path)
    try:
        readings = []
        for page in range(1, source.document.pages + 1):
            for region in source.regions(page):
                found = read_region(source, region, [reader] if reader else None)
                if len(found) > 1:
                    from gbi.readers.agree import agree

                    found = [agree(found)]
                readings += found
    finally:
        source.close()
    return max(readings, key=lambda reading: len(reading.rows) * len(reading.columns), default=None)


def as_rows(reading: Reading | None) -> list[list[str]]:
    """The reading as texts, header first; values as shown, empty where nothing was read."""
    if reading is None:
        return []
    body = [["" if cell.value is None else _text(cell.value) for cell in row] for row in reading.rows]
    return [[column.name for column in reading.columns], *body]


def as_grid(reading: Reading | None) -> Grid:
    """The reading's numbers with their labels; cells that hold text count as no number."""
    if reading is None:
        return Grid((), (), ())
    labels = tuple(_text(row[0].value) if row else "" for row in reading.rows)
    columns = tuple(column.name for column in reading.columns[1:])
    return Grid(labels, columns, tuple(tuple(_number(cell.value) for cell in row[1:]) for row in reading.rows))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)
