"""What an answer over records is made of: SQL over the rows that are meant, with the cells that are its witnesses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlglot import exp

from gbi.types import Value
from gbi_agents.dispatchers.planning.expr import Pick, Where
from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.records.question import Question
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.sqltree import condition, name, table

Order = tuple[int, Literal["max", "min"]]


def names(
    question: Question, rows: Sequence[int], column: int, operation: str, order: Order | None = None
) -> Plan | None:
    """The values of a column in these rows, each once; None where there are none or a cell is empty."""
    records, grid = question.records, question.records.grid
    labels = tuple(dict.fromkeys(records.value(row, column) for row in rows))
    if not labels or any(label in (None, "") for label in labels) or len(labels) > 30:
        return None
    item = exp.alias_(name(grid.info.sql_columns[column]), "label")
    query = exp.select(item).from_(table(grid.name))
    wheres = question.wheres()
    plain = _rows_of(question, wheres)
    if (
        order is not None
        and order[0] in grid.values
        and len(rows) == 1
        and _first_by(question, plain, order) == rows[0]
    ):
        by = exp.Ordered(this=name(grid.info.sql_columns[order[0]]), desc=order[1] == "max", nulls_first=False)
        query = _where(query, question, wheres).order_by(by).limit(1)
    elif set(plain) == set(rows):
        query = _where(query, question, wheres)
    else:
        query = query.where(condition(grid, Where(-1, "in", tuple(rows))))
    single = len(labels) == 1
    saying = Saying(
        operation=operation, shape="label" if single else "labels", measure=grid.info.columns[column].name,
        noun=grid.info.columns[column].name,
    )  # fmt: skip
    cells = tuple((grid.name, row, column) for row in rows)
    support = () if order is None else tuple((grid.name, row, order[0]) for row in plain)[:60]
    return Plan(
        tree=query.distinct() if len(labels) < len(rows) else query, saying=saying, tables=(grid.name,),
        value_cells=cells, support_cells=tuple(a for a in support if a not in set(cells)),
        expected=labels[0] if single else labels, fit=0.95,
    )  # fmt: skip


def count(question: Question, rows: Sequence[int], distinct: int | None = None) -> Plan:
    """How many rows these are, or how many different values of a column they have."""
    records, grid = question.records, question.records.grid
    column = distinct if distinct is not None else records.entity if records.entity is not None else 0
    what: exp.Expr = exp.Star()
    number = len(rows)
    if distinct is not None:
        values = {records.value(row, distinct) for row in rows} - {None}
        what, number = exp.Distinct(expressions=[name(grid.info.sql_columns[distinct])]), len(values)
    query = exp.select(exp.alias_(exp.Count(this=what), "value")).from_(table(grid.name))
    wheres = question.wheres()
    if set(_rows_of(question, wheres)) == set(rows):
        query = _where(query, question, wheres)
    else:
        query = query.where(condition(grid, Where(-1, "in", tuple(rows) or (-1,))))
    subjects = tuple(dict.fromkeys(records.text(row, column) for row in rows))[:12]
    saying = Saying(operation="count", shape="count", subjects=subjects)
    cells = tuple((grid.name, row, column) for row in rows)
    return Plan(tree=query, saying=saying, tables=(grid.name,), value_cells=cells, expected=float(number), fit=0.95)


def most_frequent(question: Question, rows: Sequence[int], column: int, least: bool = False) -> Plan | None:
    """The value that most rows have in the column; None where two share the first place."""
    records, grid = question.records, question.records.grid
    counts: dict[Value, int] = {}
    for row in rows:
        value = records.value(row, column)
        if value not in (None, ""):
            counts[value] = counts.get(value, 0) + 1
    if len(counts) < 2:
        return None
    best = (min if least else max)(counts.values())
    winners = [value for value, number in counts.items() if number == best]
    if len(winners) != 1:
        return None
    label = name(grid.info.sql_columns[column])
    query = exp.select(exp.alias_(label, "label"), exp.alias_(exp.Count(this=exp.Star()), "value"))
    query = _where(query.from_(table(grid.name)), question, question.wheres())
    query = query.where(exp.Not(this=exp.Is(this=label.copy(), expression=exp.Null()))).group_by(label.copy())
    query = query.order_by(exp.Ordered(this=name("value"), desc=not least, nulls_first=False)).limit(1)
    saying = Saying(operation="name", shape="label", measure=grid.info.columns[column].name)
    cells = tuple((grid.name, row, column) for row in rows if records.value(row, column) == winners[0])
    return Plan(tree=query, saying=saying, tables=(grid.name,), value_cells=cells, expected=winners[0], fit=0.9)


def _rows_of(question: Question, wheres: tuple[Where, ...]) -> tuple[int, ...]:
    return Pick(question.records.grid, (), (*wheres, *_no_totals(question))).rows()


def _no_totals(question: Question) -> tuple[Where, ...]:
    totals = tuple(sorted(question.records.totals))
    return (Where(-1, "notin", totals),) if totals else ()


def _where(query: exp.Select, question: Question, wheres: tuple[Where, ...]) -> exp.Select:
    nodes = [condition(question.records.grid, where) for where in (*wheres, *_no_totals(question))]
    return query.where(*nodes) if nodes else query


def _first_by(question: Question, rows: Sequence[int], order: Order) -> int | None:
    known = [(number, row) for row in rows if (number := question.records.number(row, order[0])) is not None]
    if not known:
        return None
    best = (max if order[1] == "max" else min)(number for number, _ in known)
    winners = [row for number, row in known if number == best]
    return winners[0] if len(winners) == 1 else None
