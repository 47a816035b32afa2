"""Cells with a unit or scale of their own ("per share", "%" in a column in millions): what an answer over them is in.

Not covered: bringing such cells to one scale. A computation over cells of differing scale is refused instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from gbi.types import CitedCell
from gbi_agents.actions import Meaning
from gbi_agents.language import Language
from gbi_agents.workspace import Workspace

Measure = tuple[str | None, float]
"""Unit and scale."""

_COMPUTED = frozenset(
    ("sum", "avg", "median", "difference", "growth", "trend", "share", "ratio", "product", "cagr", "truth")
)
_ACROSS_UNITS = frozenset(("ratio", "product"))  # net income by shares is a number; net income plus shares is none


def measures_of(ws: Workspace, cells: Sequence[CitedCell]) -> tuple[Measure, ...]:
    """The different units and scales of the cells' numbers; `()` where none has one of its own."""
    if all(cell.unit is None and cell.scale is None for cell in cells):
        return ()
    infos = {info.name: info for info in ws.table_infos()}
    found: dict[Measure, None] = {}
    for cell in cells:
        info = infos.get(cell.table)
        if info is None or isinstance(cell.value, bool | str) or cell.column not in info.sql_columns:
            continue
        column = info.columns[info.sql_columns.index(cell.column)]
        unit = column.unit if cell.unit is None else cell.unit or None
        found[(unit, column.scale if cell.scale is None else cell.scale)] = None
    return tuple(found)


def as_measured(meaning: Meaning, measures: Sequence[Measure]) -> Meaning:
    """The meaning with the unit and scale that all value cells have of their own; unchanged where they have none."""
    saying = meaning.saying
    if len(measures) != 1 or saying.shape not in ("scalar", "label") or saying.operation in ("ratio", "product"):
        return meaning
    if saying.unit == "%" and saying.operation in ("growth", "share", "cagr"):
        return meaning
    unit, scale = measures[0]
    change = {"unit": unit, "value_scale": scale} | ({"scale": scale} if saying.shape == "scalar" else {})
    return meaning.model_copy(update={"saying": saying.model_copy(update=change)})


def apart(meaning: Meaning, measures: Sequence[Measure]) -> bool:
    """Whether the operation puts values together that are not in one unit and scale."""
    operation = meaning.saying.operation
    if operation not in _COMPUTED:
        return False
    return len({measure if operation not in _ACROSS_UNITS else measure[1] for measure in measures}) > 1


def mixture(language: Language) -> str:
    """The warning that compared or listed values are in several units."""
    return (
        "所比较的值单位或数量级不同"
        if language == "zh"
        else "the values stand in different units or scales; see the cells"
    )
