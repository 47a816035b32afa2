"""Two series against each other in time: when one overtook the other, in which years it was above, how many those are.

A series is a column of a table whose rows are in time, or a row of one whose columns are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sqlglot import exp

from gbi.types import Value
from gbi_agents.dispatchers.planning.expr import Address
from gbi_agents.dispatchers.planning.plan import Plan, unit_of
from gbi_agents.dispatchers.planning.ranking import descending
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked, pick_of, select
from gbi_agents.dispatchers.planning.sqltree import literal, measure, name, table
from gbi_agents.linking import Mention
from gbi_agents.tables import Grid


@dataclass(frozen=True)
class Point:
    """A moment at which both series have a value: its label, the lead of the first, and the two cells."""

    label: Value
    lead: float
    cells: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Race:
    """Series `a` against series `b`: columns of a table with time on its rows, or rows where time is on the columns."""

    grid: Grid
    along: Literal["row", "column"]
    a: int
    b: int

    def points(self) -> list[Point]:
        """The moments in the order of time."""
        grid = self.grid
        if self.along == "row":
            order = sorted(grid.row_years, key=lambda row: grid.row_years[row])
            spots = [(grid.value(row, grid.key or 0), (row, self.a), (row, self.b)) for row in order]
        else:
            order = sorted(grid.column_years, key=lambda column: grid.column_years[column])
            spots = [(grid.info.columns[c].name, (self.a, c), (self.b, c)) for c in order]
        out = []
        for label, one, other in spots:
            left, right = self._base(*one), self._base(*other)
            if left is not None and right is not None:
                out.append(Point(label, left - right, (one, other)))
        return out

    def _base(self, row: int, column: int) -> float | None:
        number = self.grid.number(row, column)
        return None if number is None else number * (self.grid.info.columns[column].scale if self._mixed() else 1.0)

    def _mixed(self) -> bool:
        columns = (self.a, self.b) if self.along == "row" else tuple(self.grid.column_years)
        return len({self.grid.info.columns[c].scale for c in columns}) > 1

    def query(self, sign: int, first: bool) -> exp.Select:
        """SELECT label, value (the lead) of the moments at which the lead has this sign, in time; the first alone."""
        grid = self.grid
        if self.along == "row":
            lead = self._lead(measure(grid, self.a, self._mixed()), measure(grid, self.b, self._mixed()))
            label = exp.alias_(name(grid.info.sql_columns[grid.key or 0]), "label")
            query = exp.select(label, exp.alias_(lead, "value")).from_(table(grid.name))
            query = query.where(_signed(lead.copy(), sign))
            order = exp.Ordered(this=name("_row"), desc=descending(grid.row_years), nulls_first=False)
        else:
            query = exp.select(name("label"), name("value")).from_(self._turned(sign).subquery("moments"))
            order = exp.Ordered(this=name("moment"), desc=False, nulls_first=False)
        query = query.order_by(order)
        return query.limit(1) if first else query

    def _turned(self, sign: int) -> exp.Query:
        grid = self.grid
        parts: list[exp.Query] = []
        order = sorted(grid.column_years, key=lambda column: grid.column_years[column])
        for at, column in enumerate(order):
            lead = self._lead(
                measure(grid, column, self._mixed(), "one"), measure(grid, column, self._mixed(), "other")
            )
            label = exp.alias_(exp.Literal.string(grid.info.columns[column].name), "label")
            query = exp.select(label, exp.alias_(lead, "value"), exp.alias_(literal(at), "moment"))
            query = query.from_(table(grid.name, "one")).join(table(grid.name, "other"), join_type="cross")
            rows = [
                exp.EQ(this=name("_row", side), expression=literal(row))
                for side, row in (("one", self.a), ("other", self.b))
            ]
            parts.append(query.where(*rows, _signed(lead.copy(), sign)))
        query_all = parts[0]
        for part in parts[1:]:
            query_all = exp.union(query_all, part, distinct=False)
        return query_all

    def _lead(self, one: exp.Expr, other: exp.Expr) -> exp.Expr:
        return exp.Sub(this=one, expression=other)

    def addresses(self, points: Sequence[Point]) -> tuple[Address, ...]:
        """The cells of these moments."""
        return tuple((self.grid.name, row, column) for point in points for row, column in point.cells)


def _signed(lead: exp.Expr, sign: int) -> exp.Expr:
    kind = exp.GT if sign > 0 else exp.LT
    return kind(this=exp.paren(lead), expression=exp.Literal.number(0))


def race_of(linked: Linked) -> Race | None:
    """The two series that a question sets against each other; None where it does not name just two."""
    grid = linked.grid
    if grid.row_years and len(grid.row_years) > 1:
        named = _two([m for m in linked.mentions if m.label.axis == "column" and m.label.index in grid.values])
        return Race(grid, "row", *named) if named else None
    if len(grid.column_years) > 1:
        named = _two([m for m in linked.mentions if m.label.axis == "row" and m.label.column == grid.key])
        return Race(grid, "column", *named) if named else None
    return None


def _two(mentions: Sequence[Mention]) -> tuple[int, int] | None:
    indices = tuple(dict.fromkeys(m.label.index for m in mentions))
    return (indices[0], indices[1]) if len(indices) == 2 else None


def crossing_plan(linked: Linked) -> Plan | None:
    """ "When did A overtake B", "in which years was A above B", "in how many years": by the sign of the lead."""
    intent = linked.intent
    cue = intent.first("overtake", "more", "less")
    if cue is None or intent.ask not in ("label", "list", "count") or any(n.kind != "word" for n in intent.numbers):
        return None
    race = race_of(linked)
    if race is None or intent.has("difference", "ratio", "max", "min"):
        return None
    passive = "overtaken by" in " ".join(token.text for token in linked.tokens)
    sign = -1 if cue.kind == "less" or passive else 1
    zh, points = intent.language == "zh", race.points()
    above = [point for point in points if point.lead * sign > 0]
    turns = [b for a, b in pairwise(points) if a.lead * sign <= 0 < b.lead * sign]
    names = _names(race)
    once = intent.ask == "label" and (cue.kind == "overtake" or intent.has("first") or (zh and bool(turns)))
    if once:
        if not turns or points[0].lead * sign > 0 or turns[0] is not above[0]:
            return None  # it was ahead from the start, or never: there is no such moment
        warnings = ("it happened more than once; the first time is told",) if len(turns) > 1 else ()
        return _plan(linked, race, sign, above[:1], names, True, warnings)
    return _plan(linked, race, sign, above, names, False, ()) if above or intent.ask == "count" else None


def _names(race: Race) -> tuple[str, str]:
    grid = race.grid
    if race.along == "row":
        return grid.info.columns[race.a].name, grid.info.columns[race.b].name
    return grid.row_name(race.a), grid.row_name(race.b)


def _plan(
    linked: Linked, race: Race, sign: int, chosen: Sequence[Point], names: tuple[str, str], once: bool,
    warnings: tuple[str, ...],
) -> Plan:  # fmt: skip
    unit, scale = unit_of((pick_of(linked, select(linked, ranges=False)),))
    tree: exp.Query = race.query(sign, once)
    labels = tuple(point.label for point in chosen)
    single = once or (len(labels) == 1 and linked.intent.ask == "label")
    saying = Saying(
        operation="crossing", shape="label" if single else "labels", subjects=names, unit=unit, value_scale=scale,
        noun=" ".join(linked.intent.noun), test=">" if sign > 0 else "<",
    )  # fmt: skip
    expected: Value | tuple[Value, ...] = labels[0] if single else labels
    if linked.intent.ask == "count":
        tree = exp.select(exp.alias_(exp.Count(this=exp.Star()), "value")).from_(tree.subquery("counted"))
        saying = saying.model_copy(
            update={"operation": "count", "shape": "count", "subjects": tuple(map(str, labels[:12])), "test": ""}
        )
        expected = float(len(labels))
    return Plan(
        tree=tree, saying=saying, tables=(race.grid.name,), value_cells=race.addresses(chosen), expected=expected,
        warnings=warnings,
    )  # fmt: skip
