"""Plans whose answer is yes or no: two values are compared."""

from __future__ import annotations

from dataclasses import replace

from gbi.types import Basis
from gbi_agents.dispatchers.planning.compute import subjects_of, support_of
from gbi_agents.dispatchers.planning.expr import Agg, Bin, Const, Expr, Test, compare
from gbi_agents.dispatchers.planning.moved import with_year_before
from gbi_agents.dispatchers.planning.operands import measured, operand, two_operands
from gbi_agents.dispatchers.planning.plan import Plan, measure_name, tables_of, unit_of
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked, Selection, pick_of, select, year_points
from gbi_agents.dispatchers.planning.sqltree import truth
from gbi_agents.dispatchers.planning.thresholds import in_shown, test_of

NEAR = 0.03
"""Share of a value by which a measured one may be off the number asked about: neither yes nor no is said."""


def truth_plan(linked: Linked) -> Plan | None:
    """ "Is A more than B", "did X exceed 500", "did it rise from 2014 to 2019": compares two values."""
    intent = linked.intent
    if intent.ask != "truth":
        return None
    found = test_of(linked)
    moved = intent.first("up", "down")
    pair: tuple[Expr, Expr] | None = None
    test: Test = ">"
    if found is not None:
        test, start, end = found
        than = next((c for c in intent.cues if c.kind == "than" and c.start >= end - 1), None)
        cut = than.end if than is not None else end
        left, right = select(linked, 0, start, ranges=False), select(linked, cut, linked.size, ranges=False)
        if left.empty and than is not None:
            left = select(linked, 0, than.start, ranges=False)
            start = than.start
        outside = Selection()
        a = operand(linked, 0, start, left, right, outside)
        b = operand(linked, cut, linked.size, right, left, outside)
        pair = (a, b) if a is not None and b is not None and a != b else None
    if pair is None and (found or moved):
        pair, points = two_operands(linked, moved), year_points(linked, 0, linked.size)
        if pair is None and moved is not None and found is None and len(points) == 1:
            pair = with_year_before(linked, points[0][2])
        if pair is not None and moved is not None and found is None:
            pair, test = (pair[1], pair[0]), ">" if moved.kind == "up" else "<"
    if pair is None and found is None and moved is None:
        pair, test = _said_value(linked), "="
    if pair is None:
        return None
    a_value, b_value = pair[0].value(), pair[1].value()
    if a_value is None or b_value is None:
        return None
    both = Bin("-", *pair)
    unit, scale = unit_of(both.picks())
    saying = Saying(
        operation="truth", shape="truth", measure=measure_name(both.picks()), test=test, unit=unit, scale=scale,
        subjects=(subjects_of(pair[0]), subjects_of(pair[1])),
    )  # fmt: skip
    cells = both.addresses()
    return Plan(
        tree=truth(pair[0], test, pair[1]), saying=saying, tables=tables_of(both), value_cells=cells,
        support_cells=tuple(a for a in support_of(both) if a not in set(cells)),
        expected=compare(_rounded(a_value, test), test, _rounded(b_value, test)),
    )  # fmt: skip


def _said_value(linked: Linked) -> tuple[Expr, Expr] | None:
    """ "Is the share of A 52?": the one cell against the one number said; None where a measured value is too near."""
    numbers = [n for n in linked.intent.numbers if n.kind in ("number", "percent")]
    if len(numbers) != 1 or linked.intent.has("max", "min", "sum", "average", "difference", "ratio", "first", "last"):
        return None
    own = measured(linked, select(linked, ranges=False), None)
    if own is None:
        return None
    said, value = in_shown(linked, float(numbers[0].number or 0), numbers[0].end), own.value()
    if value is None or (value != said and abs(value - said) <= NEAR * abs(said) and not _printed(linked, own)):
        return None
    return own, Const(said)


def _printed(linked: Linked, expr: Expr) -> bool:
    exact = (Basis.NATIVE, Basis.PRINTED)
    return all(linked.grid.basis(row, column) in exact for _, row, column in expr.addresses())


def is_extreme_plan(linked: Linked) -> Plan | None:
    """ "Is Italy the largest?": the named value against the extreme of all that compete with it."""
    intent = linked.intent
    cue = intent.first("max", "min")
    if intent.ask != "truth" or cue is None or intent.has("than", "more", "less", "rank", "up", "down"):
        return None
    selection = select(linked, ranges=False)
    own = measured(linked, selection, None)
    if own is None or not selection.rows:
        return None
    key = linked.grid.key
    rivals = pick_of(linked, replace(selection, rows=tuple(w for w in selection.rows if w.column != key)))
    if len(rivals.columns) != 1 or len(rivals.cells()) < 2:
        return None
    best = Agg("max" if cue.kind == "max" else "min", rivals)
    value, extreme = own.value(), best.value()
    if value is None or extreme is None:
        return None
    test: Test = ">=" if cue.kind == "max" else "<="
    unit, scale = unit_of((rivals,))
    saying = Saying(
        operation="truth", shape="truth", measure=measure_name((rivals,)), test=test, unit=unit, scale=scale,
        subjects=(subjects_of(own), subjects_of(best)),
    )  # fmt: skip
    cells = tuple(dict.fromkeys(own.addresses() + best.addresses()))
    return Plan(
        tree=truth(own, test, best), saying=saying, tables=(linked.grid.name,), value_cells=cells,
        support_cells=tuple(a for a in rivals.addresses() if a not in set(cells)),
        expected=compare(value, test, extreme),
    )  # fmt: skip


def _rounded(value: float, test: str) -> float:
    return round(value, 9) if test == "=" else value
