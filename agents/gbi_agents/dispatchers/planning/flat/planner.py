"""The plan for a question over a flat table: one GROUP BY or one aggregate, and the same computed from the cells."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from gbi.types import Value
from gbi_agents.dispatchers.planning.expr import Address, Pick, Where
from gbi_agents.dispatchers.planning.flat.moments import Unit, unit_name
from gbi_agents.dispatchers.planning.flat.question import Asked, take_apart
from gbi_agents.dispatchers.planning.flat.table import Flat, flat_of
from gbi_agents.dispatchers.planning.plan import Plan, unit_of
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked
from gbi_agents.dispatchers.planning.sqltree import condition, name, table
from gbi_agents.tables import shown
from gbi_agents.wording import bare_measure

MOST_GROUPS = 60
MOST_CITED = 2_000
"""Cells up to which an answer names each; beyond it the table is cited as a whole."""
_SQL: dict[str, type[exp.Func]] = {
    "sum": exp.Sum, "avg": exp.Avg, "median": exp.Median, "max": exp.Max, "min": exp.Min,
}  # fmt: skip
_COMPUTED: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": sum, "avg": statistics.fmean, "median": statistics.median, "max": max, "min": min,
}  # fmt: skip
_CURRENCY = re.compile(r"[_ ](usd|eur|gbp|cny|rmb|jpy|chf|hkd|inr|krw)$", re.I)
_TOTALS = {"sum": ("total {}", "{}合计"), "avg": ("average {}", "平均{}"), "median": ("median {}", "{}中位数")}


def flat_plan(linked: Linked) -> Plan | None:
    """The plan; None for another kind of table, a question that is not understood whole, or a tie at its end."""
    flat = flat_of(linked.grid)
    asked = take_apart(linked, flat) if flat is not None else None
    if flat is None or asked is None:
        return None
    rows = [row for row in _rows(flat, asked) if asked.measure is None or _number(flat, asked, row) is not None]
    if not rows and asked.function != "count":
        return None
    if asked.sides is not None or asked.distinct is not None or (asked.share and not asked.grouped):
        return set_beside(linked, flat, asked, rows)
    return _grouped(linked, flat, asked, rows) if asked.grouped else _single(linked, flat, asked, rows)


def set_beside(linked: Linked, flat: Flat, asked: Asked, rows: Sequence[int]) -> Plan | None:
    """One number of two: a difference between the sums of two labels, a label's share of all, or kinds counted.

    None for a side without rows and a whole of nothing.
    """
    grid, chinese = flat.grid, linked.intent.language == "zh"
    query = exp.select().from_(table(grid.name))
    unit, scale = _unit(flat, asked)
    if asked.distinct is not None:
        column = name(grid.info.sql_columns[asked.distinct])
        tree = _where(query, flat, asked).select(
            exp.alias_(exp.Count(this=exp.Distinct(expressions=[column])), "value")
        )
        labels = list(dict.fromkeys(v for row in rows if (v := grid.value(row, asked.distinct)) not in (None, "")))
        saying = Saying(operation="count", shape="count", noun=grid.info.columns[asked.distinct].name,
                        subjects=tuple(str(label) for label in labels[:12]))  # fmt: skip
        counted = replace(asked, where=(*asked.where, Where(asked.distinct, "in", tuple(labels))))
        tree = tree.where(_filled(column))
        return Plan(tree, saying, (grid.name,), _cells(flat, counted, rows), expected=float(len(labels)), fit=0.95)
    label = next((where for where in asked.where if where.column in flat.dimensions), None)
    sides = asked.sides or ((label,) if label is not None else ())
    whole = replace(asked, where=tuple(where for where in asked.where if asked.sides or where is not label))
    parts = [[row for row in _rows(flat, whole) if side.holds(grid.value(row, side.column))] for side in sides]
    parts = [[row for row in part if asked.measure is None or _number(flat, asked, row) is not None] for part in parts]
    every = [row for row in _rows(flat, whole) if asked.measure is None or _number(flat, asked, row) is not None]
    base = _computed(flat, asked, every) if every else 0.0
    if not all(parts) or not base:
        return None
    values = [_computed(flat, asked, part) for part in parts]
    nodes: list[exp.Expr] = [exp.Filter(this=_bare_value(flat, asked), expression=exp.Where(this=condition(grid, side)))
                             for side in sides]  # fmt: skip
    names = tuple(str(side.values[0]) for side in sides)
    measure = _measure(flat, asked, chinese)
    if asked.sides is not None:
        node: exp.Expr = exp.Sub(this=nodes[0], expression=nodes[1])
        saying = Saying(operation="difference", shape="scalar", measure=measure, subjects=names, unit=unit, scale=scale)
        value, cited = values[0] - values[1], [row for part in parts for row in part]
    else:
        top = exp.Mul(this=exp.Literal.number("100.0"), expression=nodes[0])
        node = exp.Div(this=top, expression=_bare_value(flat, asked))
        saying = Saying(operation="share", shape="scalar", measure=measure, subjects=names, unit="%", scale=0.01)
        value, cited = 100.0 * values[0] / base, every
    tree = _where(query, flat, whole).select(exp.alias_(node, "value"))
    return Plan(tree, saying, (grid.name,), _cells(flat, replace(whole, where=sides or whole.where), cited),
                expected=value, fit=0.95)  # fmt: skip


def _filled(node: exp.Expr) -> exp.Expr:
    return exp.NEQ(this=node.copy(), expression=exp.Literal.string(""))


def _rows(flat: Flat, asked: Asked) -> tuple[int, ...]:
    return Pick(flat.grid, (), asked.where).rows()


def _number(flat: Flat, asked: Asked, row: int) -> float | None:
    return flat.grid.number(row, asked.measure) if asked.measure is not None else None


def _computed(flat: Flat, asked: Asked, rows: Sequence[int]) -> float:
    if asked.measure is None:
        return float(len(rows))
    return float(_COMPUTED[asked.function]([flat.grid.number(row, asked.measure) or 0.0 for row in rows]))


def _value_of(flat: Flat, asked: Asked) -> exp.Expr:
    node = _bare_value(flat, asked)
    if asked.share:
        over = exp.Window(this=exp.Sum(this=node.copy()))
        node = exp.Div(this=exp.Mul(this=exp.Literal.number("100.0"), expression=node), expression=over)
    return exp.alias_(node, "value")


def _bare_value(flat: Flat, asked: Asked) -> exp.Expr:
    if asked.measure is None:
        return exp.Count(this=exp.Star())
    return _SQL[asked.function](this=name(flat.grid.info.sql_columns[asked.measure]))


def _where(query: exp.Select, flat: Flat, asked: Asked) -> exp.Select:
    nodes = [condition(flat.grid, where) for where in asked.where]
    return query.where(*nodes) if nodes else query


def _cells(flat: Flat, asked: Asked, rows: Sequence[int]) -> tuple[Address, ...]:
    """The cells that a value was computed from; the first group's or label's column where rows are counted."""
    columns: set[int | None] = {asked.measure}
    if asked.measure is None:
        columns = {where.column for where in asked.where}
    if asked.measure is None and asked.grouped:
        columns |= {asked.group if asked.group is not None else flat.time}
    known = sorted(column for column in columns if column is not None) or [0]
    cells = tuple((flat.grid.name, row, column) for row in rows for column in known)
    return cells if len(cells) <= MOST_CITED else ()


def _measure(flat: Flat, asked: Asked, chinese: bool) -> str:
    """What the numbers are: "total revenue"."""
    if asked.measure is None:
        return "行数" if chinese else "number of rows"
    said = _CURRENCY.sub("", bare_measure(flat.grid.info.columns[asked.measure].name)).replace("_", " ")
    return _TOTALS[asked.function][chinese].format(said) if asked.function in _TOTALS else said


def _scope(asked: Asked, chinese: bool) -> str:
    """Which rows are meant: "East, 2023-03"."""
    return "，".join(asked.names) if chinese else ", ".join(asked.names)


def _unit(flat: Flat, asked: Asked) -> tuple[str | None, float]:
    """The measure's unit and scale; a currency at the end of a head without another unit is one."""
    if asked.measure is None:
        return None, 1.0
    unit, scale = unit_of((Pick(flat.grid, (asked.measure,)),))
    found = _CURRENCY.search(flat.grid.info.columns[asked.measure].name)
    return (found.group(1).upper() if unit is None and found else unit), scale


def _single(linked: Linked, flat: Flat, asked: Asked, rows: Sequence[int]) -> Plan:
    query = _where(exp.select(_value_of(flat, asked)).from_(table(flat.grid.name)), flat, asked)
    unit, scale = _unit(flat, asked)
    chinese = linked.intent.language == "zh"
    counted = asked.function == "count"
    measure, scope = _measure(flat, asked, chinese), _scope(asked, chinese)
    extreme = asked.function in ("max", "min")
    named = ("，" if chinese else ", ").join(part for part in (measure, scope) if part) if extreme else scope
    saying = Saying(
        operation="count" if counted else asked.function if extreme else "lookup",
        shape="count" if counted else "scalar", unit=unit, scale=scale, measure="" if counted else measure,
        subjects=(named,) if named and not counted else (),
    )  # fmt: skip
    value = _computed(flat, asked, rows)
    chosen = [row for row in rows if asked.function not in ("max", "min") or _number(flat, asked, row) == value]
    return Plan(query, saying, (flat.grid.name,), _cells(flat, asked, chosen), expected=value, fit=0.95)


def _grouped(linked: Linked, flat: Flat, asked: Asked, rows: Sequence[int]) -> Plan | None:
    groups: dict[Value, list[int]] = {}
    for row in rows:
        groups.setdefault(_group_of(flat, asked, row), []).append(row)
    groups.pop(None, None)
    groups.pop("", None)
    if len(groups) < (1 if asked.top is not None and asked.unit else 2):
        return None
    values = {group: _computed(flat, asked, there) for group, there in groups.items()}
    order = sorted(values, key=shown) if asked.unit else sorted(values, key=lambda group: -values[group])
    if asked.top is not None:
        ranked = sorted(values, key=lambda group: values[group], reverse=asked.top[0] == "max")
        order, after = ranked[: asked.top[1]], ranked[asked.top[1] : asked.top[1] + 1]
        if after and values[after[0]] == values[order[-1]]:
            return None  # two share the last place that is asked for
    elif len(order) > MOST_GROUPS:
        return None
    chinese, single = linked.intent.language == "zh", asked.top is not None and asked.top[1] == 1
    unit, scale = ("%", 0.01) if asked.share else _unit(flat, asked)
    measure, scope = _measure(flat, asked, chinese), _scope(asked, chinese)
    named = (f"{measure}（{scope}）" if chinese else f"{measure} ({scope})") if scope else measure
    saying = Saying(
        operation=asked.top[0] if asked.top else "trend" if asked.unit else asked.function, measure=measure,
        shape="label" if single else "labels", unit=unit, value_scale=scale, noun=_noun(flat, asked),
        subjects=(named,),
    )  # fmt: skip
    chosen = [row for group in order for row in groups[group]]
    return Plan(
        tree=_query(flat, asked), saying=saying, tables=(flat.grid.name,), value_cells=_cells(flat, asked, chosen),
        expected=order[0] if single else tuple(order), fit=0.95,
    )  # fmt: skip


def _group_of(flat: Flat, asked: Asked, row: int) -> Value:
    if asked.group is not None:
        return flat.grid.value(row, asked.group)
    day = flat.days[row]
    return unit_name(str(day), asked.unit or "month") if day else None


def _noun(flat: Flat, asked: Asked) -> str:
    return flat.grid.info.columns[asked.group].name if asked.group is not None else str(asked.unit)


def _query(flat: Flat, asked: Asked) -> exp.Select:
    grid = flat.grid
    if asked.group is not None:
        label: exp.Expr = name(grid.info.sql_columns[asked.group])
    else:
        label = _period(name(grid.info.sql_columns[flat.time or 0]), asked.unit or "month")
    query = exp.select(exp.alias_(label, "label"), _value_of(flat, asked)).from_(table(grid.name))
    query = _where(query, flat, asked).where(_there(label))
    if asked.measure is not None:
        query = query.where(_there(name(grid.info.sql_columns[asked.measure])))
    query = query.group_by(label.copy())
    if asked.top is not None:
        down = asked.top[0] == "max"
        return query.order_by(exp.Ordered(this=name("value"), desc=down, nulls_first=False)).limit(asked.top[1])
    by = exp.Ordered(this=name("label" if asked.unit else "value"), desc=not asked.unit, nulls_first=False)
    return query.order_by(by)


def _there(node: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Is(this=node.copy(), expression=exp.Null()))


def _period(day: exp.Expr, unit: Unit) -> exp.Expr:
    """The month, quarter or year of a column of days, as `unit_name` writes it."""
    text = exp.cast(day.copy(), exp.DType.VARCHAR)
    if unit != "quarter":
        return exp.Left(this=text, expression=exp.Literal.number(7 if unit == "month" else 4))
    month = exp.cast(
        exp.Substring(this=text.copy(), start=exp.Literal.number(6), length=exp.Literal.number(2)), exp.DType.INT
    )
    number = exp.cast(exp.Ceil(this=exp.Div(this=month, expression=exp.Literal.number("3.0"))), exp.DType.INT)
    year = exp.Left(this=text.copy(), expression=exp.Literal.number(4))
    return exp.DPipe(
        this=exp.DPipe(this=year, expression=exp.Literal.string("-Q")), expression=exp.cast(number, exp.DType.VARCHAR)
    )
