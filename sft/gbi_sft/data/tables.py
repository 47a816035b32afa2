"""A table of texts as gold: what its cells, names and units mean, by the program's own rules for printed numbers."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.numbers import parse_column, parse_unit
from gbi.readers.vlm.said import CHART_TYPES
from gbi_sft.folder import DataError
from gbi_sft.sample import Gold, GoldColumn

ESTIMATED = "~"


def gold_of(
    columns: Sequence[GoldColumn | str], rows: Sequence[Sequence[str]], *, title: str = "", chart_type: str = "other"
) -> Gold:
    """Gold of R rows of C texts, the first the row's label. Columns given by name get the unit that the name says.

    Short rows are filled up with "". Raises `DataError` for a table without rows or columns of values, for rows that
    are too long, and for an unknown chart type.
    """
    if chart_type not in CHART_TYPES:
        raise DataError(f"{chart_type!r} is no chart type; there are {', '.join(CHART_TYPES)}")
    width = len(columns)
    if width < 2 or not rows:
        raise DataError("the table needs a column of labels, one of values, and a row")
    if any(len(row) > width for row in rows):
        raise DataError(f"a row has more texts than the table has columns ({width})")
    texts = tuple(tuple(row) + ("",) * (width - len(row)) for row in rows)
    return Gold(
        chart_type=chart_type,
        title=title,
        columns=tuple(column if isinstance(column, GoldColumn) else _named(column) for column in columns),
        texts=texts,
        values=values_of(texts),
    )


def values_of(texts: Sequence[Sequence[str]]) -> tuple[tuple[float | None, ...], ...]:
    """R x (C - 1) numbers as shown, None where a text shows none; a column's texts decide together what "1.234" is."""
    if not texts:
        return ()
    parsed = [parse_column([row[c].removeprefix(ESTIMATED) for row in texts]) for c in range(1, len(texts[0]))]
    return tuple(tuple(cell.value if cell else None for cell in row) for row in zip(*parsed, strict=True))


def scale_of(unit: str) -> float:
    """What a value of a column with this printed unit ("million USD") is multiplied by."""
    return parse_unit(unit).scale if unit else 1.0


def _named(name: str) -> GoldColumn:
    said = parse_unit(name) if name else None
    if said is None or (said.unit is None and said.scale == 1.0):
        return GoldColumn(name=name)
    return GoldColumn(name=name, unit=said.unit or "", scale=said.scale)
