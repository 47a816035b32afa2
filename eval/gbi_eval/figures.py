"""Reads a figure's file with the program's own readers, in a workspace, as a user's file would be read."""

from __future__ import annotations

from pathlib import Path

from gbi.types import Reading
from gbi_eval.asking import BOTH, DESK, made_by
from gbi_eval.benchmark import Options
from gbi_eval.metrics.cells import Grid


def read_figure(path: Path, options: Options, *, keep: bool = True) -> tuple[Reading | None, tuple[str, ...]]:
    """The agreed reading of the file's largest figure (most cells), None when there is none, and what went wrong.

    With `options.reader` only what that reader made counts: where a model fails, the tools' reading is not its own.
    With `keep` the reading stays in the run's cache. Raises `GbiError` as documents and readers do.
    """
    ws, notes = DESK.open(path, options.reader, options.cache if keep else None)
    mine = [reading for reading in ws.readings() if options.reader in (None, BOTH) or made_by(reading, options.reader)]
    largest = max(mine, key=lambda reading: len(reading.rows) * len(reading.columns), default=None)
    return largest, notes


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


def picture(path: Path) -> bytes | None:
    """The first page of a figure's file as PNG, 1.5 px a point : a raster image as it is; None if it cannot be."""
    import pymupdf

    try:
        if path.suffix.lower() == ".svg":
            with pymupdf.open(stream=path.read_bytes(), filetype="svg") as drawing:
                return bytes(drawing[0].get_pixmap(matrix=pymupdf.Matrix(1.5, 1.5)).tobytes("png"))
        if path.suffix.lower() == ".pdf":
            with pymupdf.open(path) as document:
                return bytes(document[0].get_pixmap(matrix=pymupdf.Matrix(1.5, 1.5)).tobytes("png"))
        return path.read_bytes()
    except (OSError, RuntimeError, ValueError):
        return None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)
