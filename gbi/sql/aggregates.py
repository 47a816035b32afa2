"""Notes on aggregates and window functions.

SUM, AVG and the like take every cell that is not NULL; MAX, MIN and ARG_MAX take the winner's, with the compared ones
as support; COUNT(*) takes the cells that decided which rows count, else the rows' first cells. A window function takes
the cells its frame holds; a rank takes the row's own order keys, with those it was compared to as support.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from gbi.sql import units
from gbi.sql.functions import aggregates
from gbi.sql.nodes import call_name
from gbi.sql.note import Note, Unfollowed, all_or_nothing, call, is_set, joined, when
from gbi.sql.units import Measure

if TYPE_CHECKING:
    from gbi.sql.expressions import Expressions

RANKS = frozenset({"rank", "dense_rank", "rank_dense", "row_number", "ntile", "percent_rank", "cume_dist"})
NEIGHBOURS = frozenset({"lag", "lead", "first_value", "last_value", "nth_value"})
PICKS = frozenset({"first", "last", "any_value", "arbitrary"})
WINNERS = {"max": "arg_max", "min": "arg_min"}
BY_ANOTHER = {"arg_max": "arg_max", "argmax": "arg_max", "max_by": "arg_max"} | {
    "arg_min": "arg_min",
    "argmin": "arg_min",
    "min_by": "arg_min",
}
COUNTS = frozenset({"count", "count_if", "countif", "approx_count_distinct", "count_star"})
KEEPS_UNIT = frozenset(
    {"sum", "avg", "mean", "fsum", "favg", "kahan_sum", "median", "mode", "mad", "stddev", "stddev_pop", "stddev_samp"}
    | {"quantile", "quantile_cont", "quantile_disc", "approx_quantile", "max", "min"}
    | PICKS
    | NEIGHBOURS
    | BY_ANOTHER.keys()
)


def is_aggregate(node: exp.Expr) -> bool:
    """Whether the node is a call of an aggregate function, with or without FILTER and WITHIN GROUP."""
    if isinstance(node, (exp.Filter, exp.WithinGroup)):
        return True
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in aggregates()
    return isinstance(node, exp.AggFunc)


def widened(note: Note) -> Note:
    """The note of a grouping key: the cells of all rows of the group."""
    value = joined(note.value)
    support = joined(note.support)
    return replace(
        note,
        value=(_all(value),) if value is not None else (),
        support=(_all(support),) if support is not None else (),
        spread=call("max", note.spread) if note.spread is not None else None,
    )


def aggregate(node: exp.Expr, inner: Expressions, window: exp.Window | None = None) -> Note:
    """The note of an aggregate over the rows that `inner` looks at, in `window` if one is given."""
    kept: exp.Expr | None = None
    while isinstance(node, (exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)):
        if isinstance(node, exp.Filter):
            kept = node.expression.this
        node = node.this
    if not isinstance(node, exp.Func):
        raise Unfollowed(node.sql(dialect="duckdb"))
    return _Aggregate(node, inner, window, kept).note()


class _Aggregate:
    """One call. `kept` is its FILTER's condition; `mask` adds that the first argument is not NULL."""

    def __init__(self, node: exp.Func, inner: Expressions, window: exp.Window | None, kept: exp.Expr | None) -> None:
        self.node, self.inner, self.window, self.kept = node, inner, window, kept
        self.name = call_name(node) or ""
        self.arguments = _arguments(node)
        self.notes = [inner.note(argument) for argument in self.arguments]
        self.condition = inner.note(kept) if kept is not None else Note()
        self.mask = kept
        if self.arguments:
            given = is_set(self.arguments[0])
            self.mask = given if kept is None else exp.and_(kept.copy(), given)

    def note(self) -> Note:
        if self.name in COUNTS and not any(note.all for note in self.notes):
            return self._counted_rows()
        cells = joined(part for note in self.notes for part in note.value)
        support = joined(part for note in self.notes for part in note.support)
        conditions = joined(self.condition.all)
        behind = [self.gather(part, mask) for part, mask in ((support, self.mask), (conditions, self.kept)) if part]
        value = (self.gather(cells, self.mask),) if cells is not None else ()
        if cells is not None and self.name in WINNERS:
            behind += value
            value = (self.run(call(WINNERS[self.name], cells, self.arguments[0]), self.mask),)
        elif cells is not None and self.name in BY_ANOTHER and len(self.arguments) > 1:
            keys = joined(self.notes[1].value)
            behind += [self.gather(keys, self.mask)] if keys is not None else []
            value = (self.run(call(BY_ANOTHER[self.name], cells, self.arguments[1]), self.mask),)
        elif cells is not None and self.name in PICKS:
            value = (self.run(_with_argument(self.node, self.arguments[0], cells), self._pick_mask()),)
        return Note(value, tuple(behind), self._spread(), self._measure())

    def gather(self, part: exp.Expr, mask: exp.Expr | None) -> exp.Expr:
        """All cells in the lists `part` of the rows that pass `mask`."""
        return call("flatten", self.run(call("list", part), mask))

    def run(self, function: exp.Expr, mask: exp.Expr | None) -> exp.Expr:
        """`function` over the same rows as the aggregate itself."""
        if mask is not None:
            function = exp.Filter(this=function, expression=exp.Where(this=mask.copy()))
        return _over(self.window, function) if self.window is not None else function

    def _counted_rows(self) -> Note:
        parts = joined((*self.inner.scope.counted, *self.condition.all))
        value = (self.gather(parts, self.kept),) if parts is not None else ()
        return Note(value, measure=units.COUNT)

    def _pick_mask(self) -> exp.Expr | None:
        return self.mask if self.name in ("any_value", "arbitrary") else self.kept

    def _spread(self) -> exp.Expr | None:
        width = self.notes[0].spread if self.notes else None
        if width is None or self.name in COUNTS:
            return None
        value = self.arguments[0]
        if self.name in ("sum", "avg", "mean", "fsum", "favg", "kahan_sum") and self.node.find(exp.Distinct) is None:
            return self.run(call("avg" if self.name in ("avg", "mean", "favg") else "sum", width), self.mask)
        if self.name in WINNERS:
            best = self.run(self.node, self.kept)
            ends = [kind(this=exp.paren(value), expression=exp.paren(width)) for kind in (exp.Add, exp.Sub)]
            high, low = (self.run(call(self.name, end), self.mask) for end in ends)
            return call("greatest", exp.Sub(this=high, expression=best), exp.Sub(this=best.copy(), expression=low))
        if self.name in BY_ANOTHER:
            return self.run(call(BY_ANOTHER[self.name], width, self.arguments[1]), self.mask)
        if self.name in PICKS:
            return self.run(_with_argument(self.node, value, width), self._pick_mask())
        largest = self.run(call("max", width), self.mask)
        if self.name in ("median", "quantile", "quantile_cont", "quantile_disc"):
            return largest
        return all_or_nothing([largest])

    def _measure(self) -> Measure:
        if self.name in COUNTS:
            return units.COUNT
        return self.notes[0].measure if self.notes and self.name in KEEPS_UNIT else units.UNKNOWN


def windowed(window: exp.Window, outer: Expressions) -> Note:
    """The note of a window function."""
    function = window.this
    bare = function.this if isinstance(function, (exp.IgnoreNulls, exp.RespectNulls)) else function
    partitions, orders = _window_keys(window, outer)
    name = call_name(bare) if isinstance(bare, exp.Func) else None
    if name in RANKS:
        own = tuple(part for key in orders for part in outer.note(key).all)
        everyone = joined(own)
        if everyone is None:
            return Note(measure=units.COUNT, ranked=True)
        block = exp.Window(this=call("list", everyone), partition_by=[part.copy() for part in partitions])
        return Note(own, (call("flatten", block),), None, units.COUNT, ranked=True)
    shared = joined(part for key in partitions for part in outer.note(key).all)
    behind = (call("flatten", _over(window, call("list", shared))),) if shared is not None else ()
    if name in NEIGHBOURS:
        return _neighbour(window, bare, outer)
    note = aggregate(function, outer, window)
    return replace(note, support=note.support + behind)


def _neighbour(window: exp.Window, function: exp.Func, outer: Expressions) -> Note:
    """LAG, LEAD, FIRST_VALUE ...: the same function over the cells instead of the values."""
    note = outer.note(function.this)
    skips = isinstance(window.this, exp.IgnoreNulls)

    def moved(part: exp.Expr) -> exp.Expr:
        copy = function.copy()
        copy.set("this", when(is_set(function.this), part) if skips else part.copy())
        copy.set("default", None)
        return _over(window, exp.IgnoreNulls(this=copy) if skips else copy)

    value, support = joined(note.value), joined(note.support)
    return replace(
        note,
        value=(moved(value),) if value is not None else (),
        support=(moved(support),) if support is not None else (),
        spread=moved(note.spread) if note.spread is not None else None,
        ranked=False,
    )


def _window_keys(window: exp.Window, outer: Expressions) -> tuple[list[exp.Expr], list[exp.Expr]]:
    named = outer.scope.windows.get(window.alias.lower()) if window.alias else None
    spec = named if named is not None and not window.args.get("order") else window
    order = spec.args.get("order")
    return list(spec.args.get("partition_by") or ()), [part.this for part in order.expressions] if order else []


def _over(window: exp.Window, function: exp.Expr) -> exp.Expr:
    copy = window.copy()
    copy.set("this", function.copy())
    return copy


def _all(part: exp.Expr) -> exp.Expr:
    return call("flatten", call("list", part))


def _arguments(node: exp.Func) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for part in node.iter_expressions():
        while isinstance(part, exp.Order):
            part = part.this
        found += part.expressions if isinstance(part, exp.Distinct) else [part]
    return [part for part in found if part is not None and not isinstance(part, (exp.Star, exp.Identifier))]


def _with_argument(node: exp.Expr, argument: exp.Expr, part: exp.Expr) -> exp.Expr:
    """The call with its first argument replaced, its ORDER BY kept."""
    copy = node.copy()
    for child in copy.walk():
        if child == argument:
            child.replace(part.copy())
            return copy
    raise Unfollowed(node.sql(dialect="duckdb"))
