"""Draw: a Vega-Lite specification over the last query's result, or over the cells that were compared for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gbi.errors import QuestionError
from gbi.types import CitedCell
from gbi_agents.actions import Draw, Meaning
from gbi_agents.evidence import cells_of
from gbi_agents.language import year_of
from gbi_agents.state import State
from gbi_agents.workspace import Workspace

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MAX_MARKS = 60
HIGHLIGHT, PLAIN = "#d1495b", "#7a8ca3"


def run(ws: Workspace, action: Draw, state: State) -> dict[str, Any]:
    """The specification under "chart". Raises `QuestionError` when there is no result to draw."""
    last = next((o for o in reversed(state.get("observations", [])) if o["kind"] == "query" and "result" in o), None)
    if last is None:
        raise QuestionError("there is no result to draw; run a query first")
    meaning = last["action"].get("meaning")
    if meaning is not None:
        return {"chart": _of_cells(ws, Meaning.model_validate(meaning), action)}
    names = [column["name"] for column in last["result"]["columns"]]
    if action.x not in names or action.y not in names:
        raise QuestionError(f"the result has no column {action.x!r} or {action.y!r}; it has {', '.join(names)}")
    values = [dict(zip(names, row, strict=True)) for row in last["result"]["rows"][:MAX_MARKS]]
    return {"chart": specification(values, action.mark, action.x, action.y, action.colour)}


def _of_cells(ws: Workspace, meaning: Meaning, action: Draw) -> dict[str, Any] | None:
    """The winner among those it was compared with, or the series over time; None for a single mark."""
    winners = cells_of(ws, meaning.value_cells)
    cells = [*winners, *cells_of(ws, meaning.support_cells)]
    columns = dict.fromkeys(cell.column for cell in cells)
    by_row = len({c.row_label for c in cells}) > 1
    best = {cell.id for cell in winners}
    ordered = _in_order(cells)
    values = [
        {"label": c.row_label if by_row else c.column, "value": c.value, "series": c.column, "chosen": c.id in best}
        for c in ordered[:MAX_MARKS]
        if isinstance(c.value, int | float)
    ]
    if len(values) < 2:
        return None
    series = "series" if len(columns) > 1 and len({v["label"] for v in values}) > 1 else None
    spec = specification(values, action.mark, "label", "value", series)
    spec["encoding"]["y"]["title"] = meaning.saying.measure or None
    if series is None and 0 < len(best) < len(values):
        spec["encoding"]["color"] = {"condition": {"test": "datum.chosen", "value": HIGHLIGHT}, "value": PLAIN}
    return spec


def _in_order(cells: Sequence[CitedCell]) -> list[CitedCell]:
    if cells and all(year_of(cell.row_label) for cell in cells):
        return sorted(cells, key=lambda cell: year_of(cell.row_label) or 0)
    return sorted(cells, key=lambda cell: (cell.table, cell.row))


def specification(values: list[dict[str, Any]], mark: str, x: str, y: str, colour: str | None = None) -> dict[str, Any]:
    """A Vega-Lite specification with its data inside; x keeps the data's order."""
    encoding: dict[str, Any] = {
        "x": {"field": x, "type": "nominal", "sort": None, "title": None},
        "y": {"field": y, "type": "quantitative"},
    }
    if colour:
        encoding["color"] = {"field": colour, "type": "nominal", "title": None}
        if mark == "bar":
            encoding["xOffset"] = {"field": colour}
    return {
        "$schema": SCHEMA,
        "data": {"values": values},
        "mark": {"type": mark, "point": True} if mark == "line" else {"type": mark},
        "encoding": encoding,
    }
