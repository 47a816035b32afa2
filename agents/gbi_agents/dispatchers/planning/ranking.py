"""Rankings and filters: every row, column or cell of a pick with a label and a value, ordered, cut or tested."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlglot import exp

from gbi.types import Value
from gbi_agents.dispatchers.planning.expr import Address, Pick, compare, mixed_scale
from gbi_agents.dispatchers.planning.sqltree import (
    _function,
    arithmetic,
    condition,
    literal,
    measure,
    name,
    part,
    relation,
    table,
)

By = Literal["row", "column", "cell"]
Derive = Literal["one", "sum", "avg", "max", "min", "-", "+", "/", "change", "gap", "step", "stepchange"]
_PAIRED = ("-", "+", "/", "change", "gap")


@dataclass(frozen=True)
class Entry:
    """One thing that is ranked: its label, its value, and the cells that the value comes from."""

    label: Value
    value: float
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Ranking:
    """`by` rows: a value per row (one column, or derived from several). `by` columns: a value per column. `by`
    cells: every cell. "step" is the change from the row before in time. `test` keeps entries instead of cutting."""

    pick: Pick
    by: By = "row"
    derive: Derive = "one"
    direction: Literal["max", "min"] = "max"
    k: int | None = 1
    offset: int = 0
    test: tuple[str, float] | None = None
    label_column: int | None = None  # another column to name rows by; the key when None
    ends: tuple[int, int] | None = None  # by columns, derived from two rows: the later and the earlier

    def base(self) -> bool:
        """True when columns of different scale meet."""
        return mixed_scale((self.pick,))

    def entries(self) -> list[Entry]:
        """All entries in the table's order."""
        pick, grid = self.pick, self.pick.grid
        if not pick.columns:
            return []
        if self.by == "cell":
            return [Entry(self._label(r), pick.number(r, c, self.base()), ((r, c),)) for r, c in pick.cells()]
        if self.by == "column":
            rows = self.ends or pick.rows()
            groups = [[(r, c) for r in rows if grid.number(r, c) is not None] for c in pick.columns]
            labels: list[Value] = [grid.info.columns[c].name for c in pick.columns]
        elif self.derive in ("step", "stepchange"):
            pairs = self._steps()
            groups = [[(now, pick.columns[0]), (before, pick.columns[0])] for now, before in pairs]
            labels = [self._label(now) for now, _ in pairs]
        else:
            groups = [[(r, c) for c in pick.columns if grid.number(r, c) is not None] for r in pick.rows()]
            labels = [self._label(row) for row in pick.rows()]
        out = []
        for label, cells in zip(labels, groups, strict=True):
            value = self._derived([pick.number(r, c, self.base()) for r, c in cells])
            if value is not None and label not in (None, ""):
                out.append(Entry(label, value, tuple(cells)))
        return out

    def _label(self, row: int) -> Value:
        column = self.label_column if self.label_column is not None else self.pick.grid.key
        return None if column is None else self.pick.grid.value(row, column)

    def _derived(self, numbers: list[float]) -> float | None:
        paired = self.derive in _PAIRED or self.derive in ("step", "stepchange")
        if not numbers or (paired and len(numbers) != 2):
            return None
        a, b = numbers[0], numbers[-1]
        if self.derive in ("/", "change", "stepchange") and b == 0:
            return None
        results: dict[str, Callable[[], float | None]] = {
            "one": lambda: a if len(numbers) == 1 else None,
            "sum": lambda: sum(numbers),
            "avg": lambda: statistics.fmean(numbers),
            "max": lambda: max(numbers),
            "min": lambda: min(numbers),
            "+": lambda: a + b,
            "-": lambda: a - b,
            "step": lambda: a - b,
            "gap": lambda: abs(a - b),
            "/": lambda: a / b,
            "change": lambda: (a - b) / b * 100,
            "stepchange": lambda: (a - b) / b * 100,
        }
        return results[self.derive]()

    def _steps(self) -> list[tuple[int, int]]:
        """(row, the row before it in time) for rows that follow each other in the table."""
        step = -1 if descending(self.pick.grid.row_years) else 1
        rows = set(self.pick.rows())
        return [(row, row - step) for row in sorted(rows) if row - step in rows]

    def chosen(self) -> list[Entry]:
        """The entries that are the answer: those that pass the test, or the k best after `offset`."""
        entries = self.entries()
        if self.test is not None:
            return [e for e in entries if compare(e.value, self.test[0], self.test[1])]
        entries.sort(key=lambda e: e.value, reverse=self.direction == "max")
        return entries if self.k is None else entries[self.offset : self.offset + self.k]

    def with_ties(self) -> Ranking:
        """The same with `k` raised where the first place is shared, so that no winner is dropped."""
        if self.k != 1 or self.test is not None:
            return self
        best = self.chosen()
        ties = [e for e in self.entries() if best and e.value == best[0].value]
        several = len({e.label for e in ties}) == len(ties)
        return replace(self, k=len(ties)) if 1 < len(ties) <= 5 and several and not self.offset else self

    def addresses(self, entries: Sequence[Entry]) -> tuple[Address, ...]:
        """The cells of these entries, each once."""
        return tuple(dict.fromkeys(a for entry in entries for a in self.pick.addresses(entry.cells)))

    def query(self) -> exp.Query:
        """SELECT label, value: ordered and cut, or filtered."""
        value = name("value")
        query = exp.select(name("label"), value).from_(self._source().subquery("ranked"))
        if self.by == "row" and self.derive != "step" and self.derive != "stepchange":
            return self._row_query()
        return self._finish(query, value)

    def _finish(self, query: exp.Select, value: exp.Expr) -> exp.Select:
        if self.test is not None:
            return query.where(condition_of(value.copy(), *self.test))
        query = query.order_by(exp.Ordered(this=value.copy(), desc=self.direction == "max", nulls_first=False))
        if self.k is not None:
            query = query.limit(self.k)
        return query.offset(self.offset) if self.offset else query

    def _row_query(self) -> exp.Select:
        grid, value = self.pick.grid, self._row_value()
        column = self.label_column if self.label_column is not None else grid.key
        label = name(grid.info.sql_columns[column or 0])
        query = exp.select(exp.alias_(label, "label"), exp.alias_(value, "value")).from_(table(grid.name))
        wheres = [condition(grid, where) for where in self.pick.where]
        if self.test is None:
            wheres.append(exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null())))
        query = query.where(*wheres) if wheres else query
        query = self._finish(query, value if self.test is not None else name("value"))
        return (
            query.order_by(name("_row")) if self.k is None and self.test is None else query
        )  # ties: the table's order

    def _row_value(self, source: str | None = None) -> exp.Expr:
        grid, base = self.pick.grid, self.base()
        nodes = [measure(grid, column, base, source) for column in self.pick.columns]
        if self.derive == "one" or len(nodes) == 1:
            return nodes[0]
        if self.derive == "gap":
            return exp.Abs(this=arithmetic("-", nodes[0], nodes[1]))
        if self.derive in _PAIRED:
            return arithmetic(self.derive, nodes[0], nodes[1])
        if self.derive in ("max", "min"):
            kind = exp.Greatest if self.derive == "max" else exp.Least
            return kind(this=nodes[0], expressions=nodes[1:])
        total = nodes[0]
        for node in nodes[1:]:
            total = exp.Add(this=total, expression=node)
        return exp.Div(this=exp.paren(total), expression=literal(len(nodes))) if self.derive == "avg" else total

    def _source(self) -> exp.Query:
        if self.by == "cell":
            series = len(self.pick.columns) > 1
            return relation(self.pick, self.base(), label=True, series=series, label_column=self.label_column)
        if self.by == "column":
            parts: list[exp.Query] = [self._column_part(column) for column in self.pick.columns]
            query = parts[0]
            for other in parts[1:]:
                query = exp.union(query, other, distinct=False)
            return query
        return self._step_source()

    def _column_part(self, column: int) -> exp.Select:
        grid = self.pick.grid
        label = exp.alias_(exp.Literal.string(grid.info.columns[column].name), "label")
        if self.derive == "one":
            query = part(self.pick, column, self.base())
            return query.select(label, append=True)
        if self.ends is not None:
            return self._ends_part(column, label)
        value = _function(self.derive, measure(grid, column, self.base()))
        query = exp.select(label, exp.alias_(value, "value")).from_(table(grid.name))
        return query.where(*[condition(grid, where) for where in self.pick.where]) if self.pick.where else query

    def _ends_part(self, column: int, label: exp.Expr) -> exp.Select:
        """A column's change between two rows: the table joined with itself on these rows."""
        grid, (last, first) = self.pick.grid, self.ends or (0, 0)
        value = arithmetic(self.derive, measure(grid, column, False, "later"), measure(grid, column, False, "earlier"))
        query = exp.select(label, exp.alias_(value, "value")).from_(table(grid.name, "later"))
        query = query.join(table(grid.name, "earlier"), join_type="cross")
        rows = (("later", last), ("earlier", first))
        return query.where(*[exp.EQ(this=name("_row", side), expression=literal(row)) for side, row in rows])

    def _step_source(self) -> exp.Select:
        grid, column = self.pick.grid, self.pick.columns[0]
        now, before = measure(grid, column, False, "now"), measure(grid, column, False, "before")
        value = arithmetic("change" if self.derive == "stepchange" else "-", now, before)
        label = exp.alias_(name(grid.info.sql_columns[grid.key or 0], "now"), "label")
        step = -1 if descending(grid.row_years) else 1
        shift = exp.Sub(this=name("_row", "now"), expression=literal(step))
        on = exp.EQ(this=name("_row", "before"), expression=shift)
        query = exp.select(label, exp.alias_(value, "value")).from_(table(grid.name, "now"))
        query = query.join(table(grid.name, "before"), on=on)
        wheres = [condition(grid, where, side) for where in self.pick.where for side in ("now", "before")]
        missing = [exp.Not(this=exp.Is(this=node.copy(), expression=exp.Null())) for node in (now, before)]
        return query.where(*wheres, *missing)


def condition_of(node: exp.Expr, test: str, number: float) -> exp.Expr:
    """`node test number`; equality of measured or rounded numbers is left exact, as the table shows them."""
    kinds: dict[str, type[exp.Binary]] = {">": exp.GT, ">=": exp.GTE, "<": exp.LT, "<=": exp.LTE, "=": exp.EQ}
    return kinds[test](this=node, expression=literal(number))


def descending(years: dict[int, int]) -> bool:
    """True for a table whose years run from the latest down."""
    ordered = [years[row] for row in sorted(years)]
    return len(ordered) > 1 and ordered[0] > ordered[-1]
