"""Expressions as sqlglot trees. Nothing here joins text into SQL: names and values enter as nodes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from gbi.types import Value
from gbi_agents.dispatchers.planning.expr import Agg, Const, Expr, Pick, Where, mixed_scale
from gbi_agents.tables import Grid

_TESTS: dict[str, type[exp.Binary]] = {
    ">": exp.GT, ">=": exp.GTE, "<": exp.LT, "<=": exp.LTE, "=": exp.EQ, "!=": exp.NEQ,
}  # fmt: skip


def name(identifier: str, table: str | None = None) -> exp.Column:
    """A quoted column reference."""
    return exp.column(exp.to_identifier(identifier, quoted=True), table=table)


def table(identifier: str, alias: str | None = None) -> exp.Expr:
    """A quoted table reference."""
    node = exp.Table(this=exp.to_identifier(identifier, quoted=True))
    return exp.alias_(node, alias, table=True) if alias else node


def literal(value: Value) -> exp.Expr:
    """A value as a literal; whole floats as integers."""
    if isinstance(value, bool) or value is None:
        return exp.convert(value)
    if isinstance(value, str):
        return exp.Literal.string(value)
    number = int(value) if float(value).is_integer() and abs(value) < 1e15 else value
    return exp.Literal.number(number) if number >= 0 else exp.Neg(this=exp.Literal.number(abs(number)))


def condition(grid: Grid, where: Where, source: str | None = None) -> exp.Expr:
    """One condition on a column of the table (or on `_row`)."""
    column = name("_row" if where.column < 0 else grid.info.sql_columns[where.column], source)
    if where.test in ("in", "notin"):
        if len(where.values) == 1:
            kind = exp.EQ if where.test == "in" else exp.NEQ
            return kind(this=column, expression=literal(where.values[0]))
        inside = exp.In(this=column, expressions=[literal(value) for value in where.values])
        return inside if where.test == "in" else exp.Not(this=inside)
    if where.test == "between":
        return exp.Between(this=column, low=literal(where.values[0]), high=literal(where.values[1]))
    return _TESTS[where.test](this=column, expression=literal(where.values[0]))


def conditions(pick: Pick, column: int) -> list[exp.Expr]:
    """The pick's conditions on rows, and its test on the values of one column."""
    nodes = [condition(pick.grid, where) for where in pick.where]
    if pick.test is not None:
        nodes.append(condition(pick.grid, Where(column, pick.test[0], (pick.test[1],))))
    return nodes


def measure(grid: Grid, column: int, base: bool, source: str | None = None) -> exp.Expr:
    """A value column, times its scale when `base`."""
    node = name(grid.info.sql_columns[column], source)
    scale = grid.info.columns[column].scale
    return exp.Mul(this=node, expression=literal(scale)) if base and scale != 1 else node


def part(
    pick: Pick, column: int, base: bool, *, label: bool = False, series: bool = False, label_column: int | None = None
) -> exp.Select:
    """SELECT [label,] [series,] value FROM the pick's table for one of its columns, empty cells left out."""
    grid = pick.grid
    items: list[exp.Expr] = []
    named_by = grid.key if label_column is None else label_column
    if label and named_by is not None:
        items.append(exp.alias_(name(grid.info.sql_columns[named_by]), "label"))
    if series:
        items.append(exp.alias_(exp.Literal.string(grid.info.columns[column].name), "series"))
    items.append(exp.alias_(measure(grid, column, base), "value"))
    query = exp.select(*items).from_(table(grid.name))
    query = query.where(*conditions(pick, column)) if pick.where or pick.test else query
    return query.where(exp.Not(this=exp.Is(this=name(grid.info.sql_columns[column]), expression=exp.Null())))


def relation(
    pick: Pick, base: bool, *, label: bool = False, series: bool = False, label_column: int | None = None
) -> exp.Query:
    """All cells of the pick as rows (label, series, value): the table turned long where it has several columns."""
    parts: list[exp.Query] = [
        part(pick, column, base, label=label, series=series, label_column=label_column) for column in pick.columns
    ]
    query = parts[0]
    for other in parts[1:]:
        query = exp.union(query, other, distinct=False)
    return query


def _function(function: str, node: exp.Expr) -> exp.Expr:
    kinds: dict[str, type[exp.Func]] = {
        "sum": exp.Sum, "avg": exp.Avg, "median": exp.Median, "max": exp.Max, "min": exp.Min, "count": exp.Count,
    }  # fmt: skip
    if function == "mode":
        return exp.Anonymous(this="mode", expressions=[node])
    return node if function == "value" else kinds[function](this=node)


def aggregate(agg: Agg, base: bool) -> exp.Select:
    """SELECT f(value) AS value for an aggregate; a plain lookup is the cell's own row."""
    pick = agg.pick
    if agg.k is None and len(pick.columns) == 1:
        value = _function(agg.function, measure(pick.grid, pick.columns[0], base))
        query = exp.select(exp.alias_(value, "value")).from_(table(pick.grid.name))
        query = query.where(*conditions(pick, pick.columns[0])) if pick.where or pick.test else query
        return query.limit(1) if agg.function == "value" and len(pick.rows()) > 1 else query
    rows: exp.Query = relation(pick, base)
    if agg.k is not None:
        rows = _extreme(agg, base)
    value = _function("max" if agg.function == "value" else agg.function, name("value"))
    return exp.select(exp.alias_(value, "value")).from_(rows.subquery("cells_of_interest"))


def _extreme(agg: Agg, base: bool) -> exp.Query:
    """The k highest, lowest, first or last cells."""
    source = exp.select("*").from_(relation(agg.pick, base).subquery("all_cells"))
    if agg.direction in ("max", "min"):
        source = source.order_by(exp.Ordered(this=name("value"), desc=agg.direction == "max"))
    else:
        ids = tuple(sorted({row for row, _ in agg.chosen()}))
        inside = Pick(agg.pick.grid, agg.pick.columns, (*agg.pick.where, Where(-1, "in", ids)))
        return relation(inside, base)
    return source.limit(agg.k or 1).offset(agg.offset) if agg.offset else source.limit(agg.k or 1)


def scalar(expr: Expr, base: bool | None = None) -> exp.Select:
    """One row, one column "value"."""
    base = mixed_scale(expr.picks()) if base is None else base
    if isinstance(expr, Agg):
        return aggregate(expr, base)
    leaves = _leaves(expr)
    if _one_source(leaves):
        pick = leaves[0].pick
        value = _arithmetic(
            expr, {id(a): _function(a.function, measure(a.pick.grid, a.pick.columns[0], base)) for a in leaves}
        )
        query = exp.select(exp.alias_(value, "value")).from_(table(pick.grid.name))
        return query.where(*conditions(pick, pick.columns[0])) if pick.where or pick.test else query
    return (
        exp.select(exp.alias_(_arithmetic(expr, _named(leaves)), "value")).from_(*[])
        if not leaves
        else _cross([exp.alias_(_arithmetic(expr, _named(leaves)), "value")], leaves, base)
    )


def truth(left: Expr, test: str, right: Expr) -> exp.Select:
    """One row: left, right and whether `left test right`."""
    base = mixed_scale(left.picks() + right.picks())
    leaves = _leaves(left) + _leaves(right)
    named = _named(leaves)
    a, b = _arithmetic(left, named), _arithmetic(right, named)
    answer = _TESTS[test](this=a.copy(), expression=b.copy())
    items = [exp.alias_(answer, "answer"), exp.alias_(a, "left_value"), exp.alias_(b, "right_value")]
    return _cross(items, leaves, base)


def _cross(items: Sequence[exp.Expr], leaves: Sequence[Agg], base: bool) -> exp.Select:
    query = exp.select(*items)
    for at, leaf in enumerate(leaves):
        source = aggregate(leaf, base).subquery(f"part_{at + 1}")
        query = query.from_(source) if at == 0 else query.join(source, join_type="cross")
    return query


def _named(leaves: Sequence[Agg]) -> dict[int, exp.Expr]:
    return {id(leaf): name("value", f"part_{at + 1}") for at, leaf in enumerate(leaves)}


def _leaves(expr: Expr) -> list[Agg]:
    if isinstance(expr, Agg):
        return [expr]
    return [] if isinstance(expr, Const) else _leaves(expr.left) + _leaves(expr.right)


def _one_source(leaves: Sequence[Agg]) -> bool:
    """True when one SELECT over one table serves all: the same rows, one column each, no cut, one kind of function."""
    sources = {(leaf.pick.grid.name, leaf.pick.where, leaf.pick.test) for leaf in leaves}
    plain = all(leaf.k is None and len(leaf.pick.columns) == 1 for leaf in leaves)
    kinds = {leaf.function == "value" for leaf in leaves}
    return len(sources) == 1 and plain and len(kinds) == 1


def _arithmetic(expr: Expr, values: dict[int, exp.Expr]) -> exp.Expr:
    if isinstance(expr, Agg):
        return values[id(expr)].copy()
    if isinstance(expr, Const):
        return literal(expr.number)
    left, right = _arithmetic(expr.left, values), _arithmetic(expr.right, values)
    if expr.operator == "cagr":
        return _compound(left, right, expr.periods)
    return arithmetic(expr.operator, left, right, expr.absolute)


def _compound(last: exp.Expr, first: exp.Expr, periods: int) -> exp.Expr:
    """(POWER(last / first, 1.0 / periods) - 1) * 100."""
    quotient = exp.Div(this=last, expression=exp.Nullif(this=first, expression=exp.Literal.number(0)))
    root = exp.Div(this=exp.Literal.number("1.0"), expression=exp.Literal.number(periods))
    rate = exp.Sub(this=exp.Pow(this=quotient, expression=root), expression=exp.Literal.number(1))
    return exp.Mul(this=exp.paren(rate), expression=exp.Literal.number(100))


def arithmetic(operator: str, a: exp.Expr, b: exp.Expr, absolute: bool = False) -> exp.Expr:
    """The node for `a operator b`; a division by zero gives NULL."""
    safe = exp.Nullif(this=b.copy(), expression=exp.Literal.number(0))
    if operator == "change":
        node: exp.Expr = exp.Div(this=exp.paren(exp.Sub(this=a, expression=b)), expression=safe)
    elif operator in ("/", "part"):
        node = exp.Div(this=_grouped(a), expression=safe)
    else:
        kinds = {"-": exp.Sub, "+": exp.Add, "*": exp.Mul}
        node = kinds[operator](this=_grouped(a), expression=_grouped(b))
    if operator in ("change", "part"):
        node = exp.Mul(this=node, expression=exp.Literal.number(100))
    return exp.Abs(this=node) if absolute else node


def _grouped(node: exp.Expr) -> exp.Expr:
    return exp.paren(node) if isinstance(node, exp.Binary) else node
