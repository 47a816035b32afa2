"""Query: run guarded SQL and keep what came of it as JSON, the cells behind it as addresses."""

from __future__ import annotations

from typing import Any

from gbi.types import CitedCell
from gbi_agents.actions import Query
from gbi_agents.state import State
from gbi_agents.workspace import Workspace

MAX_ROWS = 200
"""Result rows that are kept in the state; an answer's table shows no more."""


def run(ws: Workspace, action: Query, state: State) -> dict[str, Any]:
    """Columns, rows, errors, the SQL that ran, and the witnesses' cells by output value.

    Raises `SqlError` when the guard refuses the query or the engine fails.
    """
    result = ws.sql(action.sql, limit=MAX_ROWS)
    tables = {info.name: [column.name for column in info.columns] for info in ws.table_infos()}
    return {
        "columns": [column.model_dump() for column in result.columns],
        "rows": [list(row) for row in result.rows],
        "errors": [list(row) for row in result.errors],
        "sql": result.sql,
        "truncated": result.truncated,
        "witnesses": [
            {
                "row": witness.row,
                "column": witness.column,
                "role": witness.role,
                "scope": witness.scope,
                "cells": [_address(cell, tables) for cell in witness.cells],
                "tables": list(witness.tables),
            }
            for witness in result.witnesses()
        ],
    }


def _address(cell: CitedCell, tables: dict[str, list[str]]) -> tuple[str, int, int]:
    """Table, row and column number of a cell; its id ends in them, its column's name tells where it has none."""
    tail = cell.id.rsplit(":", 2)
    if len(tail) == 3 and tail[2].isdigit():
        return cell.table, cell.row, int(tail[2])
    return cell.table, cell.row, tables[cell.table].index(cell.column)
