"""Grids of cells (of a sheet, a slide's or a document's table) become figures: header rows, names, typed columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.documents.columns import looks_like_header, type_column, unique_names
from gbi.documents.numfmt import NumberFormat
from gbi.documents.source import NativeFigure
from gbi.numbers import is_missing, parse_number
from gbi.types import Basis, Cell, Column, Place, Value
from gbi.units import parse_unit

MAX_HEADERS = 5


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as shown. `value` is the file's own typed value where it has one (`typed`), dates in ISO 8601;
    `spanned` marks a repetition of a merged cell's text."""

    text: str
    place: Place
    value: Value = None
    typed: bool = False
    form: NumberFormat = NumberFormat()  # noqa: RUF009 - frozen
    spanned: bool = False


Grid = Sequence[Sequence[GridCell]]


def figure_of_grid(grid: Grid, title: str = "") -> NativeFigure | None:
    """The grid's table: R x C cells of rows under the header rows; None when nothing is left under them.

    Rows of one cell above the header are its title. The first row is the header even where nothing tells.
    """
    start = title_rows(grid)
    title = " ".join([title, *(_row_text(row) for row in grid[:start])]).strip()
    count = header_rows(grid[start:])
    header, body = grid[start : start + count], grid[start + count :]
    if not body:
        return None
    names = unique_names([_name([row[c] for row in header]) for c in range(len(grid[0]))])
    warnings = [] if count else ["the first row looks like data: the columns have made-up names"]
    columns, cells = [], []
    for c, name in enumerate(names):
        column, values, told = _column(name, [row[c] for row in body], title)
        columns.append(column)
        cells.append(values)
        warnings += told
    return NativeFigure(
        title=title, columns=tuple(columns), rows=tuple(zip(*cells, strict=True)), warnings=tuple(warnings)
    )


def title_rows(grid: Grid) -> int:
    """How many first rows hold one text alone, over a grid of several columns."""
    count = 0
    while count < min(4, len(grid) - 2) and len(grid[0]) > 1:
        texts = {cell.text for cell in grid[count] if cell.text.strip()}
        own = sum(bool(cell.text.strip()) and not cell.spanned for cell in grid[count])
        wide = own == 1 and (grid[count][0].text.strip() != "" or len(texts) == 1)
        spans = sum(cell.spanned for cell in grid[count])
        if not wide or 0 < spans < len(grid[count]) - 1:
            break
        count += 1
    return count


def header_rows(grid: Grid) -> int:
    """How many first rows name the columns: those before the first row with numbers (years aside), at least the
    first row where it looks like a header."""
    texts = [[cell.text for cell in row] for row in grid]
    first = next((i for i, row in enumerate(grid) if _has_data(row)), None)
    if first is None:
        return 1 if len(grid) > 1 else 0
    if first == 0:
        return int(looks_like_header(texts[0], texts[1:])) if len(grid) > 1 else 0
    if first > MAX_HEADERS:
        return 1
    merged = [any(cell.spanned for cell in row) for row in grid[:first]]
    count = 1
    while count < first and (merged[count - 1] or not grid[count][0].text.strip()):
        count += 1
    return count


def _has_data(row: Sequence[GridCell]) -> bool:
    for cell in row[1:] or row:
        if cell.typed and isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            if not (float(cell.value).is_integer() and 1800 <= cell.value <= 2200 and cell.form == NumberFormat()):
                return True
        elif not cell.typed and cell.text.strip():
            parsed = parse_number(cell.text)
            if parsed and (parsed.unit or not (parsed.value.is_integer() and 1800 <= parsed.value <= 2200)):
                return True
    return False


def _name(cells: Sequence[GridCell]) -> str:
    """A column's name from its header cells, top down, each text once."""
    return " ".join(dict.fromkeys(" ".join(cell.text.split()) for cell in cells if cell.text.strip()))


def _row_text(row: Sequence[GridCell]) -> str:
    return " ".join(dict.fromkeys(cell.text.strip() for cell in row if cell.text.strip()))


def _column(name: str, cells: Sequence[GridCell], title: str) -> tuple[Column, list[Cell], list[str]]:
    filled = [cell for cell in cells if cell.text.strip()]
    numbers = [c for c in filled if c.typed and isinstance(c.value, int | float) and not isinstance(c.value, bool)]
    if numbers and len(numbers) >= 0.5 * sum(not is_missing(c.text) for c in filled):
        return _numbers(name, cells, numbers, title)
    if filled and all(c.typed and (c.form.date or isinstance(c.value, bool)) for c in filled):
        kind = Column(name=name, type="date" if filled[0].form.date else "bool")
        return kind, [_cell(c, c.value) for c in cells], []
    typed = type_column(name, ["" if c.spanned and parse_number(c.text) else c.text for c in cells])
    column = typed.column
    if column.type == "number" and column.scale == 1.0 and column.unit is None:
        column = _with_title(column, title)
    return column, [_cell(c, v) for c, v in zip(cells, typed.values, strict=True)], list(typed.warnings)


def _numbers(
    name: str, cells: Sequence[GridCell], numbers: Sequence[GridCell], title: str
) -> tuple[Column, list[Cell], list[str]]:
    """A column of typed numbers; cells of another scale are turned into the column's, texts have no value."""
    (unit, scale), _ = Counter((c.form.unit, c.form.scale) for c in numbers).most_common(1)[0]
    told = parse_unit(name)
    column = Column(name=name, type="number", unit=unit or told.unit, scale=scale if scale != 1.0 else told.scale)
    if column.unit is None and column.scale == 1.0:
        column = _with_title(column, title)
    values: list[Cell] = []
    stray = 0
    for cell in cells:
        value: Value = None
        if cell.typed and isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and not cell.spanned:
            other = cell.form.scale
            value = cell.value if other == scale else float(f"{cell.value * other / scale:.14g}")
        elif cell.text.strip() and not cell.spanned and not is_missing(cell.text):
            stray += 1
        values.append(_cell(cell, value))
    return column, values, [f"column {name!r}: {stray} cells are not numbers and have no value"] if stray else []


def _with_title(column: Column, title: str) -> Column:
    """The scale (and its currency) that a title like "in millions of USD" gives to its table's plain columns."""
    told = parse_unit(title)
    if told.scale == 1.0 or told.unit == "%":
        return column
    return column.model_copy(update={"unit": told.unit, "scale": told.scale})


def _cell(cell: GridCell, value: Value) -> Cell:
    return Cell(value=value, text=cell.text, basis=Basis.NATIVE, error=0.0, place=cell.place)
