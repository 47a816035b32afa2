"""What will be asked of the data and how its result is to be said: the frozen outcome of planning."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from gbi.types import Value
from gbi_agents.dispatchers.planning.expr import Address, Expr, Pick
from gbi_agents.dispatchers.planning.saying import Saying


@dataclass(frozen=True)
class Plan:
    """A query over one or several tables with what it means. `expected` is its value computed apart from SQL."""

    tree: exp.Query
    saying: Saying
    tables: tuple[str, ...]
    value_cells: tuple[Address, ...]
    support_cells: tuple[Address, ...] = ()
    expected: Value | tuple[Value, ...] = None
    expr: Expr | None = None  # what a number is computed by
    fit: float = 1.0  # how well the operation fits the question, 0 to 1
    warnings: tuple[str, ...] = ()


def unit_of(picks: tuple[Pick, ...]) -> tuple[str | None, float]:
    """Unit and scale that the picked columns share; mixed scales meet in base units."""
    columns = [pick.grid.info.columns[c] for pick in picks for c in pick.columns]
    units = {column.unit for column in columns}
    scales = {column.scale for column in columns}
    return (units.pop() if len(units) == 1 else None), (scales.pop() if len(scales) == 1 else 1.0)


def measure_name(picks: tuple[Pick, ...]) -> str:
    """What the picked columns measure: the column's name, else the table's title."""
    names = {pick.grid.info.columns[c].name.strip() for pick in picks for c in pick.columns}
    if len(names) == 1:
        name = names.pop()
        if name and name.lower() not in ("value", "values", "series", "y", "数值"):
            return name
    titles = {pick.grid.info.title or pick.grid.info.caption for pick in picks}
    title = titles.pop() if len(titles) == 1 else ""
    return title if len(title) <= 60 else ""


def tables_of(expr: Expr) -> tuple[str, ...]:
    """Names of the tables that an expression reads."""
    return tuple(dict.fromkeys(pick.grid.name for pick in expr.picks()))
