"""Which nodes of a syntax tree may stand in a query. An allow-list: a node nobody thought of is refused.

Not covered here: names of tables and columns (`guard`), and what a call costs (the engine's limits).
"""

from __future__ import annotations

import difflib
import re

from sqlglot import exp

from gbi.errors import SqlError
from gbi.sql.functions import TABLE_FUNCTIONS, allowed

ROOTS = (exp.Select, exp.SetOperation, exp.Values, exp.Pivot, exp.Subquery)

_QUERY = (
    exp.Select, exp.SetOperation, exp.Values, exp.Pivot, exp.UnpivotColumns, exp.PivotAlias, exp.With, exp.CTE,
    exp.Subquery, exp.From, exp.Join, exp.Lateral, exp.Table, exp.TableAlias, exp.Unnest, exp.Where, exp.Group,
    exp.Cube, exp.Rollup, exp.GroupingSets, exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit,
    exp.LimitOptions, exp.Fetch, exp.Offset, exp.Distinct, exp.Window, exp.WindowSpec, exp.Filter, exp.WithinGroup,
    exp.IgnoreNulls, exp.RespectNulls,
)  # fmt: skip

_VALUE = (
    exp.Star, exp.Column, exp.Identifier, exp.Alias, exp.Literal, exp.RawString, exp.Null, exp.Boolean, exp.Tuple,
    exp.Bracket, exp.Slice, exp.DataType, exp.DataTypeParam, exp.Interval, exp.IntervalSpan, exp.Var, exp.In,
    exp.Between, exp.Any, exp.All, exp.Exists, exp.Lambda, exp.Columns, exp.AtTimeZone, exp.Unary, exp.Add, exp.Sub,
    exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is,
    exp.NullSafeEQ, exp.NullSafeNEQ, exp.Like, exp.ILike, exp.SimilarTo, exp.Glob, exp.Escape, exp.Connector,
    exp.Dot, exp.PropertyEQ, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor, exp.BitwiseLeftShift,
    exp.BitwiseRightShift, exp.Comprehension,
)  # fmt: skip

_SYNTAX = (
    exp.Case, exp.If, exp.Cast, exp.TryCast, exp.Extract, exp.And, exp.Or, exp.Xor, exp.Collate, exp.Array,
    exp.Struct, exp.Map, exp.ToMap, exp.VarMap, exp.ArrayContainsAll, exp.ArrayOverlaps, exp.JSONExtract,
    exp.JSONExtractScalar, exp.Pow, exp.Exists, exp.TsOrDsToDate, exp.Try,
)  # fmt: skip
"""Functions in sqlglot's eyes that DuckDB writes as syntax: they have no name of their own to look up."""

_KEYWORDS = frozenset(
    {"case", "cast", "try_cast", "extract", "exists", "array", "map", "row", "struct", "try", "in"}
    | {"coalesce", "grouping", "grouping_id", "columns"}
)
_TABLE_FUNCTION_NODES = (exp.Unnest, exp.GenerateSeries, exp.Explode)


def check_node(node: exp.Expr) -> None:
    """Passes a node that may stand in a query; its children are looked at on their own.

    Raises `SqlError` that names what was refused.
    """
    if isinstance(node, exp.Func) and not isinstance(node, (exp.Connector, exp.Exists)):
        _check_call(node)
    elif not isinstance(node, _QUERY + _VALUE):
        raise SqlError(f"{_written(node)} is not allowed here; only reading queries (SELECT) may run")
    if isinstance(node, exp.Select) and (node.args.get("into") or node.args.get("locks")):
        raise SqlError("SELECT INTO and FOR UPDATE are not allowed; a query only reads")
    if isinstance(node, exp.Select) and not node.expressions:
        raise SqlError("SELECT without anything selected; name the columns or write *")
    if isinstance(node, exp.Table) and (node.args.get("sample") or node.args.get("version") or node.args.get("when")):
        raise SqlError("sampling and time travel are not allowed; a query must give the same answer twice")


def _check_call(node: exp.Func) -> None:
    if isinstance(node, _TABLE_FUNCTION_NODES):
        return
    name = call_name(node)
    if name is None:
        if not isinstance(node, _SYNTAX) and not isinstance(node, exp.Binary):
            raise SqlError(f"{_written(node)} is not allowed here")
        return
    known = allowed()
    if name in known or name in _KEYWORDS or (name in TABLE_FUNCTIONS and isinstance(node.parent, exp.Table)):
        return
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]}()?" if near else ""
    raise SqlError(f"Function {name}() is not allowed{hint}")


def call_name(node: exp.Func) -> str | None:
    """The lower-case name under which DuckDB will see this call; None where it is written as an operator."""
    if isinstance(node, (exp.Anonymous, exp.AnonymousAggFunc)):
        return str(node.name).lower()
    if isinstance(node, (exp.CurrentDate, exp.CurrentTimestamp)):
        return "now"
    match = re.match(r'\s*"?(\w+)"?\s*\(', node.sql(dialect="duckdb"))
    return match.group(1).lower() if match else None


def _written(node: exp.Expr) -> str:
    text = node.sql(dialect="duckdb")
    return text if len(text) <= 60 else text[:57] + "..."
