"""The nouns of the program: frozen values that survive a JSON round trip.

Every number carries the place it came from. Boxes are `(x0, y0, x1, y1)` in points as displayed (after
CropBox and rotation), origin top left; an image is a page of 1 px = 1 pt after EXIF orientation.
Values are AS SHOWN: a cell of a column "in millions" that reads 409 holds 409, the column's scale is 1e6.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WrapSerializer, WrapValidator

Box = tuple[float, float, float, float]
Value = bool | int | float | str | None
"""What a cell may hold; dates are ISO 8601 strings. NaN and infinity are not values."""


class Frozen(BaseModel):
    """A value: equal by content, hashable, refuses unknown fields, NaN and infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Basis(StrEnum):
    """How a value was come by, from the surest to the least sure."""

    NATIVE = "native"  # the file's own data (chart XML, a cell of a spreadsheet)
    PRINTED = "printed"  # read as text on the page
    MEASURED = "measured"  # from geometry: a bar's length against its axis
    GENERATED = "generated"  # a model said so


class PageBox(Frozen):
    """A box on a page; `page` counts from 1."""

    kind: Literal["page"] = "page"
    page: int
    box: Box


class SheetRange(Frozen):
    """A range of a worksheet in A1 notation, `ref` like "B7" or "B7:C9"."""

    kind: Literal["sheet"] = "sheet"
    sheet: str
    ref: str


class RowRange(Frozen):
    """Rows `first..last` (from 0, inclusive, header not counted) of the named columns of a data file."""

    kind: Literal["rows"] = "rows"
    rows: tuple[int, int]
    columns: tuple[str, ...] = ()


class DocPart(Frozen):
    """A part inside a DOCX, e.g. "word/charts/chart1.xml" or "table/3/row/2/col/1"."""

    kind: Literal["part"] = "part"
    path: str


Place = Annotated[PageBox | SheetRange | RowRange | DocPart, Field(discriminator="kind")]


class Word(Frozen):
    """A run of text with its box. `angle` is the reading direction in degrees, counter-clockwise (0, 90, 180, 270)."""

    text: str
    box: Box
    angle: int = 0
    confidence: float = 1.0  # 1 for text that stands in the file; OCR's own score otherwise


class Page(Frozen):
    """One page (or sheet, or data file) with its words in reading order; sizes in points."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    text: str = ""
    ocr: bool = False  # the words come from OCR


class Document(Frozen):
    """A file by content: `id` is the SHA-256 of its bytes. `pages` counts pages, slides, sheets or 1."""

    id: str
    name: str
    kind: str  # "pdf", "image", "svg", "pptx", "docx", "xlsx", "csv", "parquet"
    pages: int
    warnings: tuple[str, ...] = ()


RegionKind = Literal["chart", "table", "text"]


class Region(Frozen):
    """A figure of a document. `more` holds the further places of a table that runs over pages."""

    id: str
    document: str
    page: int  # the page (sheet, slide) it starts on, from 1
    place: Place
    more: tuple[Place, ...] = ()
    kind: RegionKind
    caption: str = ""
    heading: str = ""

    @classmethod
    def at(
        cls,
        document: str,
        page: int,
        place: PageBox | SheetRange | RowRange | DocPart,
        kind: RegionKind,
        *,
        caption: str = "",
        heading: str = "",
        more: Sequence[PageBox | SheetRange | RowRange | DocPart] = (),
    ) -> Region:
        """The region at `place`; its id depends on document, kind and place alone, so a second reading finds it."""
        key = _digest(document, kind, place.model_dump_json())
        return cls(
            id=key,
            document=document,
            page=page,
            place=place,
            kind=kind,
            caption=caption,
            heading=heading,
            more=tuple(more),
        )


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
        key = _digest(region.document, region.id, reader, reader_version, str(rest.get("model", "")))
        stamped = rows.stamped(key) if isinstance(rows, LazyRows) else _stamped(key, rows, len(cols))
        return cls(
            id=key,
            region=region,
            reader=reader,
            reader_version=reader_version,
            columns=cols,
            rows=stamped,
            **rest,
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
    """One step of the agent's trace: an action, what came of it, how long it took."""

    action: str
    detail: str = ""
    outcome: str = ""
    seconds: float = 0.0
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


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]
