"""The two sides of a difference, ratio, change or comparison: found by splitting the question, the open axis shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gbi_agents.dispatchers.grammar.intent import Cue, Intent
from gbi_agents.dispatchers.planning.expr import Agg, Const, Expr, Function, Pick
from gbi_agents.dispatchers.planning.selection import Linked, Selection, count_near, pick_of, select

_FUNCTIONS: tuple[tuple[str, Function], ...] = (
    ("sum", "sum"),
    ("average", "avg"),
    ("median", "median"),
    ("mode", "mode"),
)
Pair = tuple[Expr, Expr]


def function_of(intent: Intent) -> Function | None:
    """The aggregate that the cues ask for; None for none."""
    return next((function for kind, function in _FUNCTIONS if intent.has(kind)), None)


def two_operands(linked: Linked, operation: Cue | None) -> Pair | None:
    """Both sides of the operation in the order they are said; None where the question does not give two."""
    whole = select(linked, ranges=True)
    extremes = _extremes(linked, whole)
    if extremes is not None:
        return extremes
    best: tuple[float, Pair] | None = None
    for start, cue, end in _splits(linked, operation):
        pair = _halves(linked, start, cue, end)
        if pair is not None:
            rating = _symmetry(linked, start, cue, end)
            if best is None or rating > best[0]:
                best = (rating, pair)
    return best[1] if best else _listed(linked)


def _extremes(linked: Linked, whole: Selection) -> Pair | None:
    """ "the highest and the lowest", "the two highest": both from one selection, or each from its own half."""
    intent = linked.intent
    high, low = intent.first("max"), intent.first("min")
    if high and low:
        first, second = sorted((high, low), key=lambda cue: cue.start)
        between = next(
            (
                c
                for c in intent.cues
                if first.end <= c.start and c.end <= second.start and c.kind in ("and", "to", "than")
            ),
            None,
        )
        if between is not None:
            left, right = select(linked, first.start, between.start), select(linked, second.start, linked.size)
            if (left.columns and right.columns and left.columns != right.columns) or (
                left.rows and right.rows and left.rows != right.rows
            ):
                outer = select(linked, 0, first.start)
                return (
                    _extreme(linked, left.or_else(outer), first, linked.intent),
                    _extreme(linked, right.or_else(outer), second, linked.intent),
                )
        return _extreme(linked, whole, first, intent), _extreme(linked, whole, second, intent)
    one = high or low
    if one is not None and (count_near(intent, one) == 2 or _ranked_pair(intent)):
        pick = pick_of(linked, whole)
        direction = one.kind
        offsets = _ranked_pair(intent) or (0, 1)
        return tuple(Agg("value", pick, 1, "max" if direction == "max" else "min", o) for o in offsets)  # type: ignore[return-value]
    return None


def _ranked_pair(intent: Intent) -> tuple[int, int] | None:
    """ "the highest and the second highest": ranks 1 and 2 from the same end."""
    ranks = [int(cue.number or 1) for cue in intent.cues if cue.kind == "rank"]
    supers = [cue for cue in intent.cues if cue.kind in ("max", "min")]
    if len(ranks) == 1 and len(supers) == 2 and supers[0].kind == supers[1].kind:
        return 0, ranks[0] - 1
    if len(ranks) == 2 and len(supers) >= 1:
        return ranks[0] - 1, ranks[1] - 1
    return None


def _extreme(linked: Linked, selection: Selection, cue: Cue, intent: Intent) -> Agg:
    rank = next((c for c in intent.cues if c.kind == "rank" and 0 <= cue.start - c.end <= 1), None)
    pick = pick_of(linked, selection)
    if rank is not None:
        return Agg("value", pick, 1, "max" if cue.kind == "max" else "min", int(rank.number or 1) - 1)
    return Agg("max" if cue.kind == "max" else "min", pick)


def _splits(linked: Linked, operation: Cue | None) -> Iterator[tuple[int, Cue, int]]:
    """(body start, splitting cue, body end): behind the operation's word first, then over the whole question."""
    starts = [operation.end] if operation is not None else []
    for start in (*starts, 0):
        end = operation.start if operation is not None and start == 0 and operation.start > 2 else linked.size
        for kind in ("than", "to", "and", "or", "from", "more", "less", "equal"):
            for cue in linked.intent.cues:
                if cue.kind == kind and start <= cue.start and cue.end <= end:
                    yield start, cue, end


def _halves(linked: Linked, start: int, cue: Cue, end: int) -> Pair | None:
    left = select(linked, start, cue.start, ranges=False)
    right = select(linked, cue.end, end, ranges=False)
    outside = select(linked, 0, start, ranges=False).or_else(select(linked, end, linked.size, ranges=False))
    a = operand(linked, start, cue.start, left, right, outside)
    b = operand(linked, cue.end, end, right, left, outside)
    if a is None or b is None or a == b:
        return None
    return a, b


def _symmetry(linked: Linked, start: int, cue: Cue, end: int) -> float:
    """Higher where both halves name the same axes, and for splitting words that cannot mean a list."""
    left, right = select(linked, start, cue.start, ranges=False), select(linked, cue.end, end, ranges=False)
    same = (bool(left.rows) == bool(right.rows)) + (bool(left.columns) == bool(right.columns))
    balance = -abs(len(left.row_names) + len(left.column_names) - len(right.row_names) - len(right.column_names))
    return same + 0.5 * balance + (1.5 if cue.kind == "than" else 0.0) + (0.1 if start else 0.0)


def operand(linked: Linked, start: int, end: int, own: Selection, other: Selection, outside: Selection) -> Expr | None:
    """The value that the tokens `start..end` speak of; axes they leave open come from outside, then the other side."""
    intent = linked.intent.within(start, end)
    function = function_of(intent)
    superlative = intent.first("max", "min")
    if own.empty and function is None and superlative is None:
        number = next((n for n in intent.numbers if n.kind in ("number", "percent")), None)
        return Const(float(number.number or 0)) if number is not None else None
    if superlative is not None:
        return _extreme_or_top(linked, own.or_else(outside), superlative, function)
    merged = own.or_else(outside)
    if function is None or own.empty:
        merged = merged.or_else(other)
    return measured(linked, merged, function)


def _extreme_or_top(linked: Linked, selection: Selection, cue: Cue, function: Function | None) -> Expr:
    k = count_near(linked.intent, cue)
    if k is not None and function is not None:
        return Agg(function, pick_of(linked, selection), k, "max" if cue.kind == "max" else "min")
    return _extreme(linked, selection, cue, linked.intent)


def measured(linked: Linked, selection: Selection, function: Function | None) -> Expr | None:
    """The selection's one cell, or the function over its cells; None where several cells are left and no function."""
    pick = pick_of(linked, selection, totals=function is None)
    cells = pick.cells()
    if function is not None:
        return Agg(function, pick) if cells else None
    if not cells:
        return None
    if len({pick.number(*cell) for cell in cells}) > 1:
        pick = narrowed(linked, pick)
        cells = pick.cells()
    if len({pick.number(*cell) for cell in cells}) != 1:
        return None
    return Agg("value", pick)


def narrowed(linked: Linked, pick: Pick) -> Pick:
    """Of several columns the one that is the total, or, where columns are years, the latest."""
    grid = linked.grid
    if len(pick.columns) < 2:
        return pick
    totals = [c for c in pick.columns if c in grid.total_columns]
    if len(totals) == 1:
        return replace(pick, columns=(totals[0],))
    if all(c in grid.column_years for c in pick.columns) and len(pick.rows()) == 1:
        return replace(pick, columns=(max(pick.columns, key=lambda c: grid.column_years[c]),))
    return pick


def _listed(linked: Linked) -> Pair | None:
    """Two names on one axis anywhere in the question, the other axis shared: "A和B的差", "for A compared with B"."""
    whole = select(linked, ranges=False)
    mentions = [m for m in linked.mentions if m.label.axis == "row" or m.label.index in linked.grid.values]
    for axis in ("row", "column"):
        named = [m for m in mentions if m.label.axis == axis]
        if len(named) != 2:
            continue
        sides = []
        for mention in named:
            own = select(linked, mention.start, mention.end, ranges=False)
            other = (
                replace(whole, rows=(), row_names=()) if axis == "row" else replace(whole, columns=(), column_names=())
            )
            sides.append(measured(linked, own.or_else(other), None))
        if sides[0] is not None and sides[1] is not None and sides[0] != sides[1]:
            return sides[0], sides[1]
    return None
