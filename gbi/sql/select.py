"""A qualified SELECT taken apart: what comes out, what it is grouped by, what rows must pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from gbi.sql.aggregates import is_aggregate
from gbi.sql.note import Unfollowed


@dataclass(frozen=True, slots=True)
class Parts:
    """`filters` are WHERE's conjuncts, `joins` the ON conditions whose two sides can both be seen, `late` what HAVING
    and QUALIFY ask."""

    outputs: tuple[tuple[str, exp.Expr], ...]
    keys: tuple[exp.Expr, ...]
    filters: tuple[exp.Expr, ...]
    joins: tuple[exp.Expr, ...]
    late: tuple[exp.Expr, ...]
    orders: tuple[exp.Expr, ...]
    distinct: bool


def parts_of(query: exp.Select) -> Parts:
    """The parts of a qualified SELECT. Raises `Unfollowed` for stars that were not expanded and for grouping sets."""
    outputs: dict[str, exp.Expr] = {}
    for item in query.expressions:
        if item.is_star or isinstance(item, exp.Columns) or item.find(exp.Columns):
            raise Unfollowed("*")
        name = item.alias_or_name or "column"
        while name in outputs:
            name += "~"
        outputs[name] = item.this if isinstance(item, exp.Alias) else item
    group = query.args.get("group")
    keys: tuple[exp.Expr, ...] = ()
    if group is not None:
        if any(group.args.get(name) for name in ("grouping_sets", "cube", "rollup", "totals")):
            raise Unfollowed("GROUPING SETS")
        keys = tuple(group.expressions)
        if group.args.get("all"):
            keys = tuple(
                part for part in outputs.values() if not has_aggregate(part) and not isinstance(part, exp.Literal)
            )
    joins = [join for join in query.args.get("joins") or () if join.kind not in ("SEMI", "ANTI")]
    late = [query.args[name].this for name in ("having", "qualify") if query.args.get(name)]
    order = query.args.get("order")
    return Parts(
        outputs=tuple(outputs.items()),
        keys=keys,
        filters=tuple(_conjuncts(query.args["where"].this)) if query.args.get("where") else (),
        joins=tuple(join.args["on"] for join in joins if join.args.get("on")),
        late=tuple(late),
        orders=tuple(part.this for part in order.expressions) if order else (),
        distinct=query.args.get("distinct") is not None,
    )


def is_aggregated(parts: Parts) -> bool:
    """Whether the block has one row per group rather than one per source row."""
    shown = [part for _, part in parts.outputs]
    return bool(parts.keys) or any(has_aggregate(part) for part in (*shown, *parts.late, *parts.orders))


def has_aggregate(expression: exp.Expr) -> bool:
    """Whether an aggregate stands in the expression itself: not in a subquery, not as a window's own function."""
    if isinstance(expression, exp.Query):
        return False
    if isinstance(expression, exp.Window):
        function = expression.this
        while isinstance(function, (exp.Filter, exp.IgnoreNulls, exp.RespectNulls)):
            function = function.this
        inner = list(function.iter_expressions())
        inner += [part for part in expression.iter_expressions() if part is not expression.this]
        return any(has_aggregate(part) for part in inner)
    return is_aggregate(expression) or any(has_aggregate(part) for part in expression.iter_expressions())


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    while isinstance(condition, exp.Paren):
        condition = condition.this
    if isinstance(condition, exp.And):
        yield from _conjuncts(condition.left)
        yield from _conjuncts(condition.right)
    else:
        yield condition
