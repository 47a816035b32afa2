"""A small world of tables with an engine beside it, to ask SQL of, and cells written shortly: "sales.3.revenue"."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gbi.settings import Settings
from gbi.sql.engine import Engine
from gbi.sql.result import Result
from gbi.sql.run import run
from gbi.types import Column, Reading
from support.relations import FakeRelations, reading_of


class Laboratory:
    """Relations, engine and `ask`."""

    def __init__(self, folder: Path, tables: Mapping[str, Reading], settings: Settings | None = None) -> None:
        self.relations = FakeRelations(folder, tables)
        self.engine = Engine(self.relations, settings or Settings())

    def ask(self, sql: str, limit: int | None = None, seconds: float | None = None) -> Result:
        """Runs a query."""
        return run(self.relations, self.engine, sql, limit=limit, seconds=seconds)


def cited(result: Result, row: int, column: int, role: str) -> set[str]:
    """The cells of one output value in one role, as "table.row.column"."""
    found = [w for w in result.witnesses() if (w.row, w.column, w.role) == (row, column, role)]
    assert all(witness.scope == "cells" for witness in found), found
    return {f"{cell.table}.{cell.row}.{cell.column}" for witness in found for cell in witness.cells}


def cells(text: str) -> set[str]:
    """{"sales.3.revenue", "sales.4.revenue"} from "sales.revenue 3 4; ..."."""
    found = set()
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, *rows = part.split()
        table, column = name.split(".")
        found |= {f"{table}.{row}.{column}" for row in rows}
    return found


def business() -> dict[str, Reading]:
    """Sales of three regions over two years (in million USD, rows 0 to 5), people by region (in thousands), and a wide
    table with a year to a column, one value of it missing."""
    usd = {"type": "number", "unit": "USD", "scale": 1e6}
    sales = reading_of(
        "sales",
        [
            Column(name="region"),
            Column(name="year", type="number"),
            Column(name="revenue", **usd),
            Column(name="cost", **usd),
        ],
        [
            ["North", 2021, 100.0, 80.0],
            ["South", 2021, 50.0, 45.0],
            ["East", 2021, 70.0, 60.0],
            ["North", 2022, 120.0, 90.0],
            ["South", 2022, 80.0, 50.0],
            ["East", 2022, 60.0, 61.0],
        ],
        {(0, "revenue"): 2.0, (3, "revenue"): 3.0, (4, "cost"): None},
    )
    people = reading_of(
        "people",
        [Column(name="region"), Column(name="inhabitants", type="number", unit="persons", scale=1e3)],
        [["North", 10.0], ["South", 20.0], ["East", 30.0]],
    )
    wide = reading_of(
        "净利润",
        [
            Column(name="公司"),
            Column(name="2021年", type="number", unit="元"),
            Column(name="2022年", type="number", unit="元"),
        ],
        [["甲", 3.0, 5.0], ["乙", -2.0, None], ["丙", 8.0, 9.0]],
    )
    return {"sales": sales, "people": people, "净利润": wide}
