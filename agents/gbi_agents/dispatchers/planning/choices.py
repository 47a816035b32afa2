"""Which of two: names of one axis with "or" between them compete."""

from __future__ import annotations

from typing import Literal

from sqlglot import exp

from gbi_agents.dispatchers.planning.expr import Pick, Where, mixed_scale
from gbi_agents.dispatchers.planning.plan import Plan, measure_name, unit_of
from gbi_agents.dispatchers.planning.rank import rank_plan
from gbi_agents.dispatchers.planning.ranking import Derive, Ranking
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked, pick_of, select
from gbi_agents.dispatchers.planning.sqltree import name, part
from gbi_agents.dispatchers.planning.thresholds import test_of
from gbi_agents.linking import SURE


def choice_plan(linked: Linked) -> Plan | None:
    """ "Which is higher, A or B": two names on one axis compete."""
    intent = linked.intent
    if intent.ask not in ("label", "list") or not intent.has("more", "less", "max", "min", "or"):
        return None
    words = {token.text for token in linked.tokens}
    less = intent.has("less", "min") or bool(words & {"lower", "less", "smaller", "fewer", "lesser"})
    more = intent.has("more", "max") or bool(words & {"higher", "more", "larger", "greater", "bigger", "longer"})
    if not (less or more) or (test_of(linked) and intent.numbers):
        return None
    selection = select(linked, ranges=False)
    key_rows = [w for w in selection.rows if w.column == linked.grid.key and w.test == "in" and len(w.values) > 1]
    direction: Literal["max", "min"] = "min" if less else "max"
    pair = _pair_plan(linked, direction)
    if pair is not None:
        return pair
    if key_rows and intent.has("or", "and"):
        pick = pick_of(linked, selection)
        if len(pick.columns) == 1:
            return rank_plan(linked, Ranking(pick, "row", "one", direction), direction)
    if len(selection.columns) > 1 and intent.has("or"):
        pick = pick_of(linked, selection)
        derive: Derive = "one" if len(pick.rows()) == 1 else "sum"
        return rank_plan(linked, Ranking(pick, "column", derive, direction), direction)
    return None


def _pair_plan(linked: Linked, direction: Literal["max", "min"]) -> Plan | None:
    """ "Women under 30, or men over 65": each side of the "or" names one row and one column; the cells compete, and
    the answer is the side as it was said."""
    cue = linked.intent.first("or")
    if cue is None:
        return None
    spans = (0, cue.start), (cue.end, linked.size)
    sides = [_side(linked, start, end) for start, end in spans]
    if any(side is None for side in sides):
        return None
    (first, a), (second, b) = (side for side in sides if side is not None)
    if a.cells() == b.cells() or a.where == b.where or a.columns == b.columns:
        return None  # one axis is shared: the names on the other compete
    unit, scale = unit_of((a, b))
    one, other = a.numbers(mixed_scale((a, b)))[0], b.numbers(mixed_scale((a, b)))[0]
    wins = (one > other) == (direction == "max")
    won, lost, label = (a, b, first) if wins else (b, a, second)
    if one == other:
        return None
    parts = [_said(name_, pick, mixed_scale((a, b))) for name_, pick in ((first, a), (second, b))]
    ranked = exp.select(name("label"), name("value")).from_(exp.union(*parts, distinct=False).subquery("ranked"))
    order = exp.Ordered(this=name("value"), desc=direction == "max", nulls_first=False)
    saying = Saying(
        operation=direction, shape="label", measure=measure_name((a, b)), unit=unit, value_scale=scale,
        noun=" ".join(linked.intent.noun),
    )  # fmt: skip
    return Plan(
        tree=ranked.order_by(order).limit(1), saying=saying, tables=(linked.grid.name,), value_cells=won.addresses(),
        support_cells=lost.addresses(), expected=label,
    )  # fmt: skip


def _side(linked: Linked, start: int, end: int) -> tuple[str, Pick] | None:
    """One side of the "or" in its own words, and its one cell."""
    grid, there = linked.grid, linked.inside(start, end)
    rows = [m for m in there if m.label.axis == "row" and m.label.column == grid.key and m.score >= SURE]
    columns = [m for m in there if m.label.axis == "column" and m.label.index in grid.values and m.score >= SURE]
    if len(rows) != 1 or len(columns) != 1:
        return None
    pick = Pick(grid, (columns[0].label.index,), (Where(-1, "in", (rows[0].label.index,)),))
    first = min(rows[0].start, columns[0].start)
    words = [linked.tokens[at].text for at in range(first, max(rows[0].end, columns[0].end))]
    return (" ".join(words), pick) if len(pick.cells()) == 1 and not rows[0].twins else None


def _said(label: str, pick: Pick, base: bool) -> exp.Select:
    return part(pick, pick.columns[0], base).select(exp.alias_(exp.Literal.string(label), "label"), append=True)
