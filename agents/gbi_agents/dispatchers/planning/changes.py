"""Plans of two values: growth, difference, ratio, product."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from sqlglot import exp

from gbi_agents.dispatchers.planning.compute import scalar_plan, subjects_of
from gbi_agents.dispatchers.planning.expr import Bin, Expr
from gbi_agents.dispatchers.planning.moved import told_by_table, with_year_before
from gbi_agents.dispatchers.planning.operands import measured, two_operands
from gbi_agents.dispatchers.planning.plan import Plan, measure_name, unit_of
from gbi_agents.dispatchers.planning.ranking import Ranking
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked, pick_of, select, year_points
from gbi_agents.dispatchers.planning.sqltree import name

_TIMES_OF = re.compile(
    r"how many times (?!more|larger|higher|greater|bigger|as\b|bigger|did|was|is).+ (?:is|was|are|were) ", re.I
)
""" "How many times A is B" asks for B / A."""


def growth_plan(linked: Linked) -> Plan | None:
    """ "growth rate from 2014 to 2019", "percentage increase in 2019" (against the year before), CAGR."""
    cue = linked.intent.first("growth", "decline", "cagr")
    if cue is None or linked.intent.ask not in ("value", "count"):
        return None
    pair, points = two_operands(linked, cue), year_points(linked, 0, linked.size)
    if pair is None and len(points) == 1 and not told_by_table(linked):
        pair = with_year_before(linked, points[0][2])
    if pair is None:
        return None
    before, after = pair
    if cue.kind == "cagr":
        return _compound_plan(linked, before, after)
    expr = Bin("change", after, before) if cue.kind != "decline" else Bin("change", after, before, absolute=True)
    return scalar_plan(linked, expr, "growth", (subjects_of(after), subjects_of(before)))


def _compound_plan(linked: Linked, before: Expr, after: Expr) -> Plan | None:
    """The compound yearly rate between two values of different years; None where the years are not known."""
    first, last = (_year(linked, expr) for expr in (before, after))
    if first is None or last is None or first == last:
        return None
    if first > last:
        before, after, first, last = after, before, last, first
    expr = Bin("cagr", after, before, periods=last - first)
    return scalar_plan(linked, expr, "cagr", (subjects_of(after), subjects_of(before)))


def _year(linked: Linked, expr: Expr) -> int | None:
    grid = linked.grid
    years = {grid.row_years.get(row, grid.column_years.get(column)) for _, row, column in expr.addresses()}
    return years.pop() if len(years) == 1 else None


def difference_plan(linked: Linked) -> Plan | None:
    """ "difference between A and B", "how much more is A than B", "how much did it fall from 2014 to 2019"."""
    intent = linked.intent
    cue = intent.first("difference")
    moved = intent.first("up", "down", "change")
    if cue is None and (
        moved is None or intent.ask not in ("value", "count") or len(year_points(linked, 0, linked.size)) != 2
    ):
        return None
    if intent.ask in ("label", "list") and (intent.has("max", "min") and not (intent.has("max") and intent.has("min"))):
        return None
    pair = two_operands(linked, cue or moved)
    if pair is None:
        return None
    word = linked.intent.question.lower()
    signed = (
        any(token in word for token in ("how much", "how many", "多", "少", "高", "低", "grow", "increase", "decrease"))
        or moved
    )
    a, b = pair
    if moved is not None and moved.kind in ("up", "change") and intent.first("than") is None:
        a, b = b, a
    if any(t.text in ("subtract", "deduct") for t in linked.tokens) and intent.has("from"):
        a, b = b, a
    expr = Bin("-", a, b)
    value = expr.value()
    if value is not None and value < 0 and (not signed or (moved is None)):
        a, b = b, a
    relative = {"percentage", "%", "percent"} & {t.text for t in linked.tokens} and moved is not None
    if relative and unit_of(Bin("-", a, b).picks())[0] != "%":
        return scalar_plan(linked, Bin("change", a, b), "growth", (subjects_of(a), subjects_of(b)))
    return scalar_plan(linked, Bin("-", a, b), "difference", (subjects_of(a), subjects_of(b)))


def widest_gap_plan(linked: Linked) -> Plan | None:
    """ "The largest difference between A and B": of the gaps between two series, row by row, the greatest itself."""
    intent, grid = linked.intent, linked.grid
    extremes = [cue for cue in intent.cues if cue.kind in ("max", "min")]
    if intent.ask not in ("value", "count") or not intent.has("difference") or len(extremes) != 1 or intent.has("rank"):
        return None
    selection = select(linked, ranges=False)
    columns = selection.columns if len(selection.columns) == 2 else grid.values if not selection.columns else ()
    if len(columns) != 2 or selection.rows:
        return None
    pick = pick_of(linked, replace(selection, columns=tuple(columns)))
    ranking = Ranking(pick, "row", "gap", "max" if extremes[0].kind == "max" else "min")
    entries = ranking.chosen()
    if len(ranking.entries()) < 2 or not entries:
        return None
    unit, scale = unit_of((pick,))
    subjects = tuple(grid.info.columns[column].name for column in columns)
    saying = Saying(operation="difference", shape="scalar", measure=measure_name((pick,)), subjects=subjects, unit=unit,
                    scale=scale)  # fmt: skip
    tree = exp.select(name("value")).from_(ranking.query().subquery("gaps"))
    cells = ranking.addresses(entries[:1])
    return Plan(tree=tree, saying=saying, tables=(grid.name,), value_cells=cells, expected=entries[0].value)


def ratio_plan(linked: Linked) -> Plan | None:
    """ "ratio of A to B", "how many times more is A than B"; a column that is itself called ratio is looked up."""
    cue = linked.intent.first("ratio")
    if cue is None or (linked.intent.ask in ("label", "list") and linked.intent.has("max", "min")):
        return None
    pair = two_operands(linked, cue)
    if pair is None:
        return None
    if _TIMES_OF.search(linked.intent.question):
        pair = (pair[1], pair[0])
    return scalar_plan(linked, Bin("/", *pair), "ratio", (subjects_of(pair[0]), subjects_of(pair[1])))


def per_plan(linked: Linked) -> Plan | None:
    """ "Revenue per employee in 2022": one column by another of the same row, in the unit of the first.

    None where either is a rate already, or where more than one row is meant.
    """
    if linked.intent.ask not in ("value", "count") or linked.intent.has("max", "min", "growth", "up", "down", "sum"):
        return None
    grid = linked.grid
    named = [m for m in linked.mentions if m.label.axis == "column" and m.label.index in grid.values]
    for over, under in itertools.pairwise(named):
        between = [token.text for token in linked.tokens[over.end : under.start]]
        rates = any(grid.info.columns[m.label.index].unit == "%" for m in (over, under))
        if between != ["per"] or rates:
            continue
        whole = select(linked)
        top, bottom = (measured(linked, replace(whole, columns=(m.label.index,)), None) for m in (over, under))
        if top is None or bottom is None:
            return None
        made = scalar_plan(linked, Bin("/", top, bottom), "ratio", (subjects_of(top), subjects_of(bottom)))
        unit, _ = unit_of(top.picks())  # the quotient is in the unit itself: scales are worked into it
        return None if made is None else replace(made, saying=made.saying.model_copy(update={"unit": unit}))
    return None


def product_plan(linked: Linked) -> Plan | None:
    """ "the product of A and B"."""
    cue = linked.intent.first("product")
    pair = two_operands(linked, cue) if cue is not None else None
    if pair is None:
        return None
    return scalar_plan(linked, Bin("*", *pair), "product", (subjects_of(pair[0]), subjects_of(pair[1])))
