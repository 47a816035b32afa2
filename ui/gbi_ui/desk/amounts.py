"""Numbers, scales and names of columns as a person reads them, in the session's language."""

from __future__ import annotations

from collections.abc import Iterable

from gbi.numbers import parse_unit
from gbi.types import Column, Value
from gbi.workspace import Workspace
from gbi_ui.desk.words import say

SURE, FAIR = 0.85, 0.6
"""Confidence from which an answer is called sure, and fairly sure."""
SCALES = {1e3: "thousand", 1e4: "10k", 1e6: "million", 1e8: "100m", 1e9: "billion", 1e12: "trillion"}


def number_text(value: Value) -> str:
    """A value for a person: digits grouped, no tail of zeros; text as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    if 1000 <= abs(value) < 2200 and float(value).is_integer():
        return f"{value:.0f}"  # most likely a year
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def scale_words(scale: float) -> str:
    """A scale in the session's language ("million"); "" for one that has no word."""
    return say(f"scale.{SCALES[scale]}") if scale in SCALES else ""


def heading(column: Column) -> str:
    """A column's name with its scale and unit, "Sales (million USD)"; what the name says already is not repeated."""
    named = parse_unit(column.name)
    if column.unit is not None and (named.unit, named.scale) == (column.unit, column.scale):
        return column.name
    percent = column.unit == "%"
    scale = "" if column.scale == 1 or percent else scale_words(column.scale) or f"×{column.scale:g}"
    unit = " ".join(filter(None, (scale, column.unit)))
    return f"{column.name} ({unit})" if unit and unit.casefold() not in column.name.casefold() else column.name or " "


def column_names(ws: Workspace, documents: Iterable[str]) -> dict[tuple[str, str], str]:
    """The columns' own names by table and SQL name, of the tables of these documents."""
    return {
        (info.name, sql): column.name or sql
        for info in ws.table_infos(list(documents))
        for sql, column in zip(info.sql_columns, info.columns, strict=True)
    }
