"""Plans along an order: what stands before or after, and how something developed over time."""

from __future__ import annotations

from dataclasses import replace

from gbi_agents.dispatchers.planning.compute import scalar_plan, subjects_of
from gbi_agents.dispatchers.planning.expr import Agg, Bin, Pick, Where
from gbi_agents.dispatchers.planning.operands import function_of
from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.rank import rank_plan
from gbi_agents.dispatchers.planning.ranking import Ranking
from gbi_agents.dispatchers.planning.selection import Linked, pick_of, select


def neighbour_plan(linked: Linked) -> Plan | None:
    """ "the year before 2015", "what came after A": the label of the next row."""
    cue = linked.intent.first("previous", "next", "before", "after")
    selection = select(linked, ranges=False)
    rows = pick_of(linked, selection).rows() if selection.rows else ()
    if cue is None or linked.intent.ask != "label" or len(rows) != 1 or linked.grid.key is None:
        return None
    row = rows[0] + (1 if cue.kind in ("next", "after") else -1)
    if not 0 <= row < len(linked.grid.cells):
        return None
    pick = Pick(linked.grid, linked.grid.values[:1], (Where(-1, "in", (row,)),))
    return rank_plan(linked, Ranking(pick, "row", "one"), "neighbour")


def trend_plan(linked: Linked) -> Plan | None:
    """ "How did X develop": the first and last value in time and the change between them."""
    intent, grid = linked.intent, linked.grid
    if not intent.has("trend", "change", "up", "down") or intent.ask not in ("value", "count") or function_of(intent):
        return None
    selection = select(linked)
    pick = pick_of(linked, selection)
    if len(pick.columns) == 1 and grid.row_years and grid.key is not None:
        rows = [r for r in pick.rows() if r in grid.row_years and grid.number(r, pick.columns[0]) is not None]
        if len(rows) < 2:
            return None
        ends = [max(rows, key=lambda r: grid.row_years[r]), min(rows, key=lambda r: grid.row_years[r])]
        a, b = (
            Agg("value", Pick(grid, pick.columns, (Where(grid.key, "in", (grid.value(r, grid.key),)),))) for r in ends
        )
    elif len(pick.columns) > 1 and all(c in grid.column_years for c in pick.columns) and len(pick.rows()) == 1:
        last, first = (f(pick.columns, key=lambda c: grid.column_years[c]) for f in (max, min))
        a, b = Agg("value", replace(pick, columns=(last,))), Agg("value", replace(pick, columns=(first,)))
    else:
        return None
    return scalar_plan(linked, Bin("-", a, b), "trend", (subjects_of(a), subjects_of(b)))
