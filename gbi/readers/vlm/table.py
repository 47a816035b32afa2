"""From what a model said to a reading: typed columns, parsed values, and how far each cell can be believed.

Every cell is GENERATED. One whose text stands on the page has that place and moderate confidence; one that stands
nowhere (an estimate, or an invention) has no place and little. Only tools that agree raise either (see `agree`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gbi.numbers import Unit, parse_unit
from gbi.readers.grid.columns import Typed, decimal_hint, type_column
from gbi.readers.grid.grid import GridCell
from gbi.readers.hearsay import UNSEEN, listed
from gbi.readers.verdict import ESTIMATED
from gbi.readers.vlm.said import Named, Said
from gbi.readers.vlm.support import Witnesses
from gbi.types import Axis, Basis, Cell, Column, PageBox, Word

SEEN = 0.5
"""Confidence of a cell whose text stands on the page."""
HINTED = 0.4
"""The same where the page's words were given to the model: that it repeats them says less."""

_NOWHERE = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Table:
    """C columns, R x C cells, axes, the table's own confidence and warnings."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    axes: tuple[Axis, ...]
    confidence: float
    warnings: tuple[str, ...]


def table_of(said: Said, views: Sequence[tuple[int, Sequence[Word]]], *, hinted: bool) -> Table:
    """The table that was said; `views` are pages with the words of the places that the model saw."""
    chart = said.chart_type != "table"
    rows, warnings = _fitting(said)
    places = Witnesses(views, chart=chart).rows([[text.lstrip(ESTIMATED).strip() for text in row] for row in rows])
    overall = parse_unit(f"{said.title} ({said.y_axis.unit})" if said.y_axis.unit else said.title)
    typed = _typed(said.columns, rows, Unit(overall.unit, overall.scale), chart=chart)
    sure = HINTED if hinted else SEEN
    columns = [
        [_generated(cell, rows[r][c], places[r][c], sure, label=c == 0) for r, cell in enumerate(column.cells)]
        for c, column in enumerate(typed)
    ]
    cells = tuple(zip(*columns, strict=True))
    warnings += [warning for column in typed for warning in column.warnings]
    warnings += _unseen(cells, [column.column.name for column in typed])
    values = [cell.confidence for row in cells for cell in row[1:] if cell.value is not None] or [UNSEEN]
    return Table(
        columns=tuple(column.column for column in typed),
        rows=cells,
        axes=_axes(said),
        confidence=round(sum(values) / len(values), 3),
        warnings=tuple(warnings),
    )


def _fitting(said: Said) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rows that have a text for each column; one of a label alone heads others, any other is left out: which of
    its values is which column's cannot be known."""
    names = tuple(column.name for column in said.columns)
    width, rows, warnings = len(names), [], []
    for row in said.rows:
        filled = [text for text in row if text]
        if not filled or tuple(row) == names:
            continue
        if len(row) == width:
            rows.append(row)
        elif len(filled) == 1 and row[0]:
            rows.append((row[0], *[""] * (width - 1)))
        else:
            warnings.append(f'row "{row[0]}" was left out: {len(row)} values for {width} columns')
    return rows, warnings


def _typed(columns: Sequence[Named], rows: Sequence[tuple[str, ...]], unit: Unit, *, chart: bool) -> list[Typed]:
    grid = [[_slot(r, c, row[c]) for r, row in enumerate(rows)] for c in range(len(columns))]
    hint = decimal_hint(grid[1:])
    typed = []
    for c, named in enumerate(columns):
        full = f"{named.name} ({named.unit})" if named.unit and named.unit not in named.name else named.name
        column = type_column(full, grid[c], table=unit, hint=hint, ocr=False, first=c == 0)
        warnings = tuple(warning for warning in column.warnings if not warning.endswith("not a value"))
        name = named.name or ("label" if c == 0 else f"column {c + 1}")
        typed.append(Typed(column.column.model_copy(update={"name": name}), column.cells, warnings))
    return typed


def _slot(row: int, col: int, text: str) -> GridCell:
    return GridCell(row, col, 1, 1, text.lstrip(ESTIMATED).strip(), _NOWHERE, _NOWHERE, page=1)


def _generated(cell: Cell, said: str, place: PageBox | None, sure: float, *, label: bool) -> Cell:
    """The cell as a model's word: exact where its text stands on the page, else of unknown error."""
    estimated = said[:1] in ESTIMATED if said else False
    seen = place is not None and not estimated
    exact = seen or label or isinstance(cell.value, str)
    update = {
        "basis": Basis.GENERATED,
        "confidence": sure if seen else UNSEEN,
        "error": 0.0 if exact else None,
        "place": place if seen else None,
        "text": said,
    }
    return cell.model_copy(update=update)


def _unseen(rows: Sequence[Sequence[Cell]], names: Sequence[str]) -> list[str]:
    """A warning about the values that stand nowhere on the page."""
    found = [
        f'"{row[0].text}", "{names[c]}": {cell.text}'
        for row in rows
        for c, cell in enumerate(row)
        if c and cell.value is not None and cell.place is None
    ]
    if not found:
        return []
    return [f"not printed on the page, the model's own word: {listed(found)}"]


def _axes(said: Said) -> tuple[Axis, ...]:
    axes: list[Axis] = []
    for named, direction in ((said.x_axis, "x"), (said.y_axis, "y")):
        if named.name or named.unit:
            unit = parse_unit(f"{named.name} ({named.unit})" if named.unit else named.name)
            kind = "category" if direction == "x" else "linear"
            axes.append(
                Axis.model_validate(
                    {
                        "name": named.name,
                        "direction": direction,
                        "kind": kind,
                        "unit": unit.unit,
                        "scale": unit.scale,
                    }
                )
            )
    return tuple(axes)
