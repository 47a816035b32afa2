"""What a person put right, keyed by what it is about and not by a cell's number, so that it outlives a reading.

The key is the region, the row's label and the column's name AS READ, and the place. When the region is read again
the correction goes to the cell with that label and name; where these changed, to the cell at that place that still
shares one of them or the original value; else it is orphaned: kept, listed, and not applied.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Sequence

from gbi.errors import StoreError
from gbi.types import Alternative, Cell, Column, Frozen, LazyRows, PageBox, Place, Reading, Value

SAME_PLACE = 0.5
"""Intersection over union from which two boxes are the same place."""


class CellKey(Frozen):
    """What a cell is about, AS READ: enough to find it again in another reading of the region."""

    region: str
    row_label: str
    column_name: str
    row: int  # from 0; decides between cells that have all else in common
    place: Place | None = None
    original: Value
    original_text: str = ""


class Correction(CellKey):
    """A corrected value. `made` is ISO 8601 in UTC; `orphaned` when no current cell answers to its key."""

    id: int
    document: str
    table: str | None = None
    value: Value
    by: str
    made: str
    orphaned: bool = False


class Applied(Frozen):
    """A correction in force: which cell of the agreed reading (counted from 0) shows which value."""

    correction: int
    row: int
    column: int
    value: Value
    by: str


def key_of(reading: Reading, spot: tuple[int, int]) -> CellKey:
    """The key of the cell (row, column) of an uncorrected reading."""
    row, column = spot
    cell = reading.rows[row][column]
    return CellKey(
        region=reading.region.id,
        row_label=row_label(reading, row),
        column_name=reading.columns[column].name,
        row=row,
        place=cell.place,
        original=cell.value,
        original_text=cell.text,
    )


def row_label(reading: Reading, row: int) -> str:
    """What names a row to a person: its leading text (as understood, with the groups that tell it apart) and date
    cells (as printed), joined by " / "; else its first cell."""
    width = 0
    while width < len(reading.columns) and reading.columns[width].type in ("text", "date"):
        width += 1
    cells = reading.rows[row][: min(max(width, 1), max(len(reading.columns) - 1, 1))]
    texts = (
        cell.value if isinstance(cell.value, str) and c.type == "text" else shown(cell)
        for c, cell in zip(reading.columns, cells, strict=False)
    )
    return " / ".join(text for text in texts if text)


def shown(cell: Cell) -> str:
    """The cell's text as printed, else its value as text."""
    return cell.text or ("" if cell.value is None else str(cell.value))


def fit(column: Column, value: Value) -> Value:
    """`value` as the column's type holds it. Raises `StoreError` when it cannot."""
    if value is None:
        return None
    if column.type == "number":
        return _number(column, value)
    if column.type == "bool":
        if isinstance(value, bool):
            return value
        raise StoreError(f"column {column.name!r} holds true and false; {value!r} is neither")
    text = str(value)
    if column.type == "date":
        try:
            datetime.date.fromisoformat(text[:10] if len(text) > 10 else text)
        except ValueError:
            raise StoreError(f"column {column.name!r} holds dates; write {value!r} as YYYY-MM-DD") from None
    return text


def _number(column: Column, value: Value) -> float | int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number: float | int = value
    else:
        try:
            number = float(str(value).replace(",", "").replace("−", "-"))
        except ValueError:
            raise StoreError(f"column {column.name!r} holds numbers; {value!r} is none") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise StoreError(f"column {column.name!r} holds finite numbers; {value!r} is none")
    return number


def locate(reading: Reading, key: CellKey) -> tuple[int, int] | None:
    """The cell (row, column) that has this key, or None when there is none or no telling which."""
    label, name = _fold(key.row_label), _fold(key.column_name)
    rows = {r for r in range(len(reading.rows)) if _fold(row_label(reading, r)) == label}
    columns = {c for c, column in enumerate(reading.columns) if _fold(column.name) == name}
    named = [(r, c) for r in sorted(rows) for c in sorted(columns)]
    if len(named) == 1:
        return named[0]
    at_place = _at_place(reading, key.place)
    if named:
        both = [spot for spot in at_place if spot in set(named)]
        if both:
            return both[0]
        same_row = [spot for spot in named if spot[0] == key.row]
        return same_row[0] if len(same_row) == 1 else None
    for row, column in at_place:
        if row in rows or column in columns or reading.rows[row][column].value == key.original:
            return row, column
    return None


def attach(reading: Reading, corrections: Sequence[Correction]) -> tuple[Applied, ...]:
    """The corrections that are in force on the reading, oldest first; the latest of two for one cell wins."""
    found: dict[tuple[int, int], Applied] = {}
    for correction in corrections:
        spot = locate(reading, correction)
        if spot is None:
            continue
        try:
            value = fit(reading.columns[spot[1]], correction.value)
        except StoreError:  # the column has another type now: the correction has no meaning there
            continue
        found[spot] = Applied(correction=correction.id, row=spot[0], column=spot[1], value=value, by=correction.by)
    return tuple(found.values())


def apply(reading: Reading, applied: Sequence[Applied]) -> Reading:
    """The reading with corrected cells; what was read stays as each one's first alternative."""
    if not applied:
        return reading
    changed: dict[int, tuple[Cell, ...]] = {}
    for change in applied:
        row = [*changed.get(change.row, reading.rows[change.row])]
        row[change.column] = _corrected(row[change.column], change, reading.reader)
        changed[change.row] = tuple(row)
    if isinstance(reading.rows, LazyRows):
        return reading.model_copy(update={"rows": reading.rows.replaced(changed)})
    return reading.model_copy(update={"rows": tuple(changed.get(r, row) for r, row in enumerate(reading.rows))})


def _corrected(cell: Cell, change: Applied, reader: str) -> Cell:
    original = Alternative(
        value=cell.value, text=cell.text, basis=cell.basis, error=cell.error, confidence=cell.confidence, reader=reader
    )
    return cell.model_copy(
        update={
            "value": change.value,
            "text": "" if change.value is None else str(change.value),
            "error": 0.0,
            "confidence": 1.0,
            "alternatives": (original, *cell.alternatives),
            "corrected_by": change.by,
        }
    )


def _at_place(reading: Reading, place: Place | None) -> list[tuple[int, int]]:
    if place is None:
        return []
    found = [
        (overlap(place, cell.place), r, c)
        for r, row in enumerate(reading.rows)
        for c, cell in enumerate(row)
        if cell.place is not None
    ]
    return [(r, c) for share, r, c in sorted(found, key=lambda item: -item[0]) if share >= SAME_PLACE]


def overlap(first: Place, second: Place) -> float:
    """Intersection over union of two boxes on one page; for other places 1 when equal, else 0."""
    if not (isinstance(first, PageBox) and isinstance(second, PageBox)):
        return float(first == second)
    if first.page != second.page:
        return 0.0
    a, b = first.box, second.box
    inner = max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inner
    return inner / union if union > 0 else float(a == b)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
