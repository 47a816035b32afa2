"""The worker's own look at a query: what DuckDB's parser sees in it must be tables and functions that may be used.

It does not trust the guard: it knows nothing of sqlglot, only the names that the guard said the query reads.
A PIVOT over values not listed is several statements to DuckDB and cannot be written as JSON: there the guard alone
decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from gbi.sql.functions import TABLE_FUNCTIONS, allowed

_UNSERIALISABLE = "Only SELECT statements can be serialized"
_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_SYSTEM = ("sqlite_", "duckdb_", "pragma_", "pg_", "information_schema")
_RENAMED = frozenset({"count_star", "list_value", "trunc", "get_current_date"})
"""Names that DuckDB's parser puts in place of what was written."""


def refusal(serialised: str, tables: Iterable[str], pivots: bool) -> str | None:
    """Why a query, as `json_serialize_sql` wrote it, may not run; None when it may. `tables` may be read; `pivots`
    when the guard saw a PIVOT in it."""
    tree = json.loads(serialised)
    if tree.get("error"):
        message = str(tree.get("error_message", ""))
        return None if pivots and message.startswith(_UNSERIALISABLE) else message
    if len(tree["statements"]) != 1:
        return "more than one statement"
    names = {name.lower() for name in tables}
    ctes = {str(entry["key"]).lower() for node in _nodes(tree) for entry in (node.get("cte_map") or {}).get("map", ())}
    if any(name.startswith(_SYSTEM) for name in ctes):
        return "a CTE has the name of a system table"
    for node in _nodes(tree):
        why = _why_not(node, names | ctes)
        if why:
            return why
    return None


def _why_not(node: dict[str, Any], tables: set[str]) -> str | None:
    kind = str(node.get("type", ""))
    if kind.endswith("_NODE") and kind not in _NODES:
        return f"{kind} is not a reading query"
    if kind in ("SHOW_REF", "PARAMETER", "VALUE_PARAMETER"):
        return f"{kind} is not allowed"
    if kind == "BASE_TABLE":
        name = str(node.get("table_name", ""))
        if node.get("schema_name") or node.get("catalog_name") or name.lower() not in tables:
            return f"table {name!r} is not one that the query may read"
    if "function_name" in node and not node.get("is_operator"):
        name = str(node["function_name"]).lower()
        if name.isidentifier() and name not in allowed() | TABLE_FUNCTIONS | _RENAMED:
            return f"function {name}() is not allowed"
    return None


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
