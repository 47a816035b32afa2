"""The table reader: a region's grid on its pages, understood as typed columns with a label, values and units."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi.documents.source import Source
from gbi.errors import PageError
from gbi.numbers import Decimal, Unit, parse_number
from gbi.readers.grid.columns import Typed, decimal_hint, text_column, type_column
from gbi.readers.grid.context import shares_scale, table_unit
from gbi.readers.grid.grid import Grid, GridCell
from gbi.readers.grid.headers import clean_label, column_names, header_rows, without_notes
from gbi.readers.grid.outline import Labelled, outline
from gbi.readers.grid.pages import join_pages
from gbi.readers.grid.place import PageTables
from gbi.readers.grid.row_units import own_units
from gbi.readers.grid.tidy import tidy
from gbi.types import PageBox, Reading, Region

MOST_WARNINGS = 20
LEAST_FILLED = 0.3  # share of the body's slots with text below which a figure is no table

_BLANK = re.compile(r"[\s\-–—−.…*]*")
_TABLES = PageTables()


def read_grid(source: Source, region: Region) -> Grid | None:
    """The region's grid as it stands on its pages, spans and all; None where no table is found.

    Parts on further pages follow, without the headers they repeat. Raises `PageError`, `LimitError`.
    """
    grids = _grids(source, region)
    return join_pages(grids) if grids else None


class TableReader:
    """Reads ruled and borderless tables of PDF pages, scans and pictures."""

    name = "table"
    version = "4"

    def read(self, source: Source, region: Region) -> Reading | None:
        """The region as a table; None when it has no page place or holds no table. Raises `PageError`, `LimitError`."""
        grids = [tidied for grid in _grids(source, region) if (tidied := tidy(grid)).rows]
        if not grids:
            return None
        grid = join_pages(grids)
        head = header_rows(grid)
        if not _is_table(grid, head, strict=region.kind != "table"):
            return None
        return self._build(source, region, grid, head)

    def _build(self, source: Source, region: Region, grid: Grid, head: int) -> Reading:
        names, titles = column_names(grid, head)
        rows = outline(_body(grid, head))
        assert isinstance(region.place, PageBox)
        corner = names[0] if head else ""
        page = source.page(region.place.page)
        around = ([*titles, region.caption], corner, page, region.place.box)
        typed, doubts = own_units(_typed(names, rows, table_unit(*around), ocr=grid.ocr), rows, shares_scale(*around))
        warnings = [w for column in typed for w in column.warnings]
        if len(warnings) > MOST_WARNINGS:
            warnings = [*warnings[:MOST_WARNINGS], f"and {len(warnings) - MOST_WARNINGS} more cells that do not fit"]
        warnings += doubts
        if not head:
            warnings.append("the table has no header that could be found; columns are named by their place")
        return Reading.build(
            region,
            reader=self.name,
            reader_version=self.version,
            columns=[column.column for column in typed],
            rows=list(zip(*(column.cells for column in typed), strict=True)),
            title=region.caption or " ".join(titles),
            confidence=_confidence(grid, typed, head),
            warnings=tuple(warnings),
        )


def _grids(source: Source, region: Region) -> list[Grid]:
    places = [place for place in (region.place, *region.more) if isinstance(place, PageBox)]
    grids: list[Grid] = []
    for place in places:
        try:
            grid = _TABLES.grid(source, place, region.kind)
        except PageError:
            if not grids:
                raise
            continue
        if grid is not None and grid.cells:
            grids.append(grid)
    return grids


def _body(grid: Grid, head: int) -> list[list[GridCell | None]]:
    """Rows below the header. A label that spans rows stands in each; a value that spans stands in its first slot."""
    slots = grid.matrix()
    body: list[list[GridCell | None]] = []
    for r in range(head, grid.rows):
        row: list[GridCell | None] = []
        for c, cell in enumerate(slots[r]):
            again = cell is not None and cell.row != r
            if cell is not None and again and (c > 0 or grid.cols < 3) and parse_number(cell.text) is not None:
                cell = None
            row.append(cell)
        body.append(row)
    return body


def _typed(names: Sequence[str], rows: Sequence[Labelled], unit: Unit, *, ocr: bool) -> list[Typed]:
    columns = [[_anchor(row.cells, c) for row in rows] for c in range(len(names))]
    hint: Decimal | None = decimal_hint(columns[1:])
    typed: list[Typed] = []
    for c, (name, cells) in enumerate(zip(names, columns, strict=True)):
        column = type_column(name, cells, table=unit, hint=hint, ocr=ocr, first=c == 0)
        if c == 0 and column.column.type == "text":
            labels = without_notes(["" if _BLANK.fullmatch(row.label) else row.label for row in rows])
            column = text_column(name, cells, labels, ocr=ocr)
        typed.append(column)
    return typed


def _anchor(row: Sequence[GridCell | None], c: int) -> GridCell | None:
    """The cell of column c, where it is not the further part of one that spans columns."""
    cell = row[c]
    return None if c and cell is not None and row[c - 1] is cell else cell


def _is_table(grid: Grid, head: int, *, strict: bool) -> bool:
    """At least two rows or columns of text; `strict` asks for numbers too, since charts have words in rows as well."""
    body = _body(grid, head)
    filled = sum(1 for row in body for cell in row if cell is not None and cell.text)
    if not body or grid.cols < 2 or filled < LEAST_FILLED * len(body) * grid.cols or filled < 2:
        return False
    if not strict:
        return True
    values = sum(1 for row in body for cell in row[1:] if cell is not None and parse_number(cell.text) is not None)
    labels = sum(1 for row in body if row[0] is not None and clean_label(row[0].text))
    return len(body) >= 2 and values >= 0.5 * len(body) * (grid.cols - 1) and labels >= 0.7 * len(body)


def _confidence(grid: Grid, typed: Sequence[Typed], head: int) -> float:
    """How well it hangs together: a header, cells that fit their columns, words that were read surely."""
    cells = [cell for column in typed for cell in column.cells if cell.text]
    unfit = sum(" is no number" in warning for column in typed for warning in column.warnings)
    words = sum(cell.confidence for cell in cells) / len(cells) if cells else 0.0
    share = 1.0 - min(1.0, unfit / max(len(cells), 1))
    return round((0.95 if head else 0.75) * words * share * (0.95 if grid.ocr else 1.0), 3)
