"""The nouns of the program: frozen values that survive a JSON round trip.

Every number carries the place it came from. Boxes are `(x0, y0, x1, y1)` in points as displayed (after
CropBox and rotation), origin top left; an image is a page of 1 px = 1 pt after EXIF orientation.
Values are AS SHOWN: a cell of a column "in millions" that reads 409 holds 409, the column's scale is 1e6.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import WrapSerializer, WrapValidator

from gbi.places import (
    Basis as Basis, Box as Box, DocPart as DocPart, Document as Document, Frozen as Frozen, Page as Page,
    PageBox as PageBox, Place as Place, Region as Region, RegionKind as RegionKind, RowRange as RowRange,
    SheetRange as SheetRange, Value as Value, Word as Word, digest,
)  # fmt: skip

ColumnType = Literal["number", "text", "date", "bool"]


class Column(Frozen):
    """A column as shown: `unit` like "USD" or "%", `scale` 1e6 for "in millions", 0.01 for %.

    `colour` ("#rrggbb") is that of the marks of a chart's series, where they have one.
    """

    name: str
    type: ColumnType = "text"
    unit: str | None = None
    scale: float = 1.0
    colour: str | None = None


class Alternative(Frozen):
    """What another witness read at the same cell, kept when it differs."""

    value: Value
    text: str
    basis: Basis
    error: float | None = None
    confidence: float = 0.0
    reader: str = ""


class Cell(Frozen):
    """One value as shown. `error` is a half-width in shown units (0 for text and native, None when unknown).

    `unit` and `scale` are its own where they are not the column's (None: they are): a row "per share" or "%" in a
    column in millions of USD. The unit "" says that it has none.
    """

    id: str = ""  # "<reading id>:<row>:<column>", stamped by Reading.build
    value: Value
    text: str = ""
    basis: Basis
    error: float | None = None
    confidence: float = 1.0
    place: Place | None = None
    alternatives: tuple[Alternative, ...] = ()
    corrected_by: str | None = None
    colour: str | None = None  # "#rrggbb" of the mark, where the marks of one series differ
    unit: str | None = None
    scale: float | None = None


class LazyRows(Sequence[tuple[Cell, ...]]):
    """Rows of a very long table, equal to the tuple of them, that makes the cells of a row when it is asked for."""

    __slots__ = ()

    @abstractmethod
    def stamped(self, key: str) -> LazyRows:
        """The same rows with their cells' ids stamped "<key>:<row>:<column>"."""

    @abstractmethod
    def replaced(self, rows: Mapping[int, tuple[Cell, ...]]) -> LazyRows:
        """The same rows save for those with the numbers (from 0) of `rows`."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LazyRows | tuple):
            return NotImplemented
        return self is other or (len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True)))

    def __hash__(self) -> int:
        return hash(tuple(self))


Rows = Annotated[
    tuple[tuple[Cell, ...], ...],
    WrapValidator(lambda rows, check: rows if isinstance(rows, LazyRows) else check(rows)),
    WrapSerializer(lambda rows, dump: dump(tuple(rows))),
]
"""R rows of C cells. Those of long data files are `LazyRows`, which can do what a tuple of rows can, save for `+`."""

AxisKind = Literal["linear", "log", "date", "category"]


class Axis(Frozen):
    """An axis of a chart: what it spans (in shown units; None for categories) and along which direction."""

    name: str = ""
    direction: Literal["x", "y", "angle"] = "y"
    kind: AxisKind = "linear"
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    scale: float = 1.0


class Reading(Frozen):
    """What one reader made of one region: a typed table. Immutable.

    `columns` has C entries, `rows` is R x C cells. The first column of a chart's reading is its category or x
    (unless the chart has none), each further column is a series; a scatter has x, y and, with several
    series, a leading `series` column.
    """

    id: str
    region: Region
    chart_type: str | None = None  # "bar", "grouped bar", "stacked bar", "line", "area", "pie", "donut", "scatter", ...
    title: str = ""
    columns: tuple[Column, ...] = ()
    rows: Rows = ()
    axes: tuple[Axis, ...] = ()
    reader: str
    reader_version: str = "1"
    model: str = ""  # model and adapter, when one was used
    confidence: float = 1.0
    warnings: tuple[str, ...] = ()

    @classmethod
    def build(
        cls,
        region: Region,
        *,
        reader: str,
        reader_version: str,
        columns: Iterable[Column],
        rows: Iterable[Iterable[Cell]] | LazyRows,
        **rest: Any,
    ) -> Reading:
        """A reading with its id (hash of document, region, reader, version, model) and its cells' ids stamped.

        Raises `ValueError` when a row's length differs from the number of columns.
        """
        cols = tuple(columns)
        key = digest(region.document, region.id, reader, reader_version, str(rest.get("model", "")))
        stamped = rows.stamped(key) if isinstance(rows, LazyRows) else _stamped(key, rows, len(cols))
        return cls(
            id=key, region=region, reader=reader, reader_version=reader_version, columns=cols, rows=stamped, **rest
        )

    def to_pandas(self) -> Any:
        """The values as a `pandas.DataFrame`, one column per `Column`, values as shown."""
        import pandas as pd

        return pd.DataFrame([[cell.value for cell in row] for row in self.rows], columns=[c.name for c in self.columns])


class TableInfo(Frozen):
    """A table as SQL sees it. `sql_columns[i]` is the SQL name of `columns[i]`; `_row` is implied.

    `mixed` are the SQL names of columns in which some cells have a unit or scale of their own.
    """

    name: str
    reading: str
    document: str
    document_name: str
    page: int
    region: str
    title: str = ""
    caption: str = ""
    heading: str = ""
    chart_type: str | None = None
    columns: tuple[Column, ...]
    sql_columns: tuple[str, ...]
    rows: int
    mixed: tuple[str, ...] = ()


class CitedCell(Frozen):
    """A cell as evidence: where it is, what it says, and which row and column of which table it is.

    `unit` and `scale` as in `Cell`: None where they are the column's.
    """

    id: str
    table: str
    row: int
    row_label: str = ""
    column: str
    value: Value
    text: str = ""
    original: Value = None  # what was read, where a person corrected it
    basis: Basis
    error: float | None = None
    confidence: float = 1.0
    place: Place | None = None
    corrected_by: str | None = None
    unit: str | None = None
    scale: float | None = None


Role = Literal["value", "support"]


class Citation(Frozen):
    """One place of one document that an answer rests on, with the cells that stand there.

    `scope` is "table" where the SQL's lineage could not be followed down to cells, "text" for a passage.
    """

    document: str
    name: str
    place: Place
    cells: tuple[CitedCell, ...] = ()
    role: Role = "value"
    scope: Literal["cells", "table", "text"] = "cells"
    text: str = ""


class Check(Frozen):
    """One thing that was verified about an answer: e.g. "every number has a witness"."""

    name: str
    passed: bool
    detail: str = ""


class Step(Frozen):
    """One step of the agent's trace: an action, what came of it, how long it took, what a model's call cost."""

    action: str
    detail: str = ""
    outcome: str = ""
    seconds: float = 0.0
    model: str = ""
    tokens: int = 0  # of the prompt and the reply together


class Piece(Frozen):
    """A piece of a model's reply while it is being made; the pieces of one call joined are its whole text."""

    text: str
    model: str = ""


class ResultTable(Frozen):
    """A small table that goes with an answer; values as shown."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


Status = Literal["answered", "unanswerable", "needs-clarification"]


class Answer(Frozen):
    """What the analyst says. `value` is as shown, with `unit` and `scale` beside it."""

    id: str
    question: str
    status: Status
    text: str
    value: Value | tuple[Value, ...] = None
    unit: str | None = None
    scale: float = 1.0
    error: float | None = None
    basis: Basis | None = None
    table: ResultTable | None = None
    chart: dict[str, Any] | None = None  # a Vega-Lite specification
    sql: str | None = None
    citations: tuple[Citation, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()
    confidence: float = 0.0
    missing: tuple[str, ...] = ()  # what a refusal lacks
    suggestions: tuple[str, ...] = ()  # what could be asked instead, or the choices of a clarification
    trace: tuple[Step, ...] = ()
    revisions: tuple[str, ...] = ()  # the reading revisions that were used
    thread: str | None = None


def _stamped(key: str, rows: Iterable[Iterable[Cell]], width: int) -> tuple[tuple[Cell, ...], ...]:
    stamped = []
    for r, row in enumerate(rows):
        cells = tuple(cell.model_copy(update={"id": f"{key}:{r}:{c}"}) for c, cell in enumerate(row))
        if len(cells) != width:
            raise ValueError(f"row {r} has {len(cells)} cells, the reading has {width} columns")
        stamped.append(cells)
    return tuple(stamped)
