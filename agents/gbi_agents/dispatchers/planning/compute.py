"""Plans whose answer is one number: lookups, sums, averages, shares; and what every plan of a number is made of."""

from __future__ import annotations

import re
from dataclasses import replace

from gbi_agents.dispatchers.planning.expr import Agg, Bin, Const, Expr, Pick, Where
from gbi_agents.dispatchers.planning.operands import function_of, measured, narrowed, two_operands
from gbi_agents.dispatchers.planning.plan import Plan, measure_name, tables_of, unit_of
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked, Selection, count_near, pick_of, select
from gbi_agents.dispatchers.planning.sqltree import scalar
from gbi_agents.dispatchers.planning.thresholds import threshold
from gbi_agents.linking import context_cover
from gbi_agents.wording import bare_measure


def scalar_plan(
    linked: Linked, expr: Expr, operation: str, subjects: tuple[str, ...] = (), fit: float = 1.0
) -> Plan | None:
    """A plan for one number; None where the expression has no value, or sets a cell against itself."""
    value = expr.value(_mixed(expr)) if expr.picks() and not _against_itself(expr) else None
    if value is None:
        return None
    unit, scale = unit_of(expr.picks())
    if operation in ("growth", "share", "cagr"):
        unit, scale = "%", 0.01
    elif operation == "ratio":
        unit, scale = None, 1.0
    saying = Saying(
        operation=operation,
        shape="scalar",
        measure=measure_name(expr.picks()),
        subjects=subjects,
        unit=unit,
        scale=scale,
    )
    return Plan(
        tree=scalar(expr), saying=saying, tables=tables_of(expr), value_cells=expr.addresses(),
        support_cells=tuple(a for a in support_of(expr) if a not in set(expr.addresses())), expected=value,
        fit=fit, expr=expr,
    )  # fmt: skip


def _against_itself(expr: Expr) -> bool:
    """ "Net income to total equity" where both sides were taken for one cell: a ratio of 1, a difference of 0."""
    if not isinstance(expr, Bin) or expr.operator not in ("-", "/", "change", "part"):
        return False
    return bool(expr.left.addresses()) and expr.left.addresses() == expr.right.addresses()


def _mixed(expr: Expr) -> bool:
    return len({pick.grid.info.columns[c].scale for pick in expr.picks() for c in pick.columns}) > 1


def support_of(expr: Expr) -> tuple[tuple[str, int, int], ...]:
    """The compared cells behind a maximum or minimum."""
    if isinstance(expr, Bin):
        return tuple(dict.fromkeys(support_of(expr.left) + support_of(expr.right)))
    if isinstance(expr, Agg) and (expr.function in ("max", "min") or expr.k is not None):
        own = set(expr.addresses())
        return tuple(address for address in expr.pick.addresses() if address not in own)
    return ()


def subjects_of(expr: Expr) -> str:
    """What an operand is called: its labels, its column where the table has several, or its function."""
    if isinstance(expr, Const):
        return f"{expr.number:g}"
    if isinstance(expr, Bin):
        return f"{subjects_of(expr.left)} {expr.operator} {subjects_of(expr.right)}"
    grid = expr.pick.grid
    cells = [(r, c) for _, r, c in expr.addresses()]
    names = list(dict.fromkeys(grid.row_name(r) for r, _ in cells if grid.row_name(r)))
    columns = (
        list(dict.fromkeys(bare_measure(grid.info.columns[c].name) for _, c in cells)) if len(grid.values) > 1 else []
    )
    parts = [", ".join(part) for part in (names[:4], columns[:3]) if part]
    return ", ".join(parts)


def aggregate_plan(linked: Linked) -> Plan | None:
    """Sum, average, median or mode of what the question names: all, a range, the k extreme, the last three years."""
    intent = linked.intent
    function = function_of(intent)
    if function is None or intent.ask in ("label", "list"):
        return None
    selection = select(linked)
    statement = bool(linked.grid.column_years) and not linked.grid.info.chart_type and not split_up(linked)
    if statement and not selection.rows and function == "sum" and not intent.has("max", "min") and _only_total(linked):
        return None
    named_total = function in ("sum", "avg") and linked.grid.total_rows and not selection.rows
    if named_total and function == "sum":
        values = tuple(linked.grid.value(r, linked.grid.key or 0) for r in sorted(linked.grid.total_rows))
        total = measured(linked, replace(selection, rows=(Where(linked.grid.key or 0, "in", values[:1]),)), None)
        if total is not None:
            return scalar_plan(linked, total, "lookup", (subjects_of(total),))
    pick = pick_of(linked, selection)
    cue = intent.first("max", "min")
    if cue is not None:
        return _extreme_aggregate(linked, pick, function)
    limit = threshold(linked)
    if limit is not None:
        pick = replace(pick, test=limit)
    if len(pick.cells()) < (1 if limit else 2) and function != "mode":
        return None
    expr = Agg(function, pick)
    return scalar_plan(linked, expr, function, _covered(selection))


def _covered(selection: Selection) -> tuple[str, ...]:
    """What an aggregate runs over, to be said: "Revenue (2016–2018)"."""
    columns = tuple(bare_measure(name) for name in selection.column_names)
    if columns and selection.row_names:
        return (f"{', '.join(columns)} ({', '.join(selection.row_names[:6])})",)
    return (*selection.row_names, *columns)


_KINDS = frozenset((
    "region", "segment", "product", "department", "division", "category", "channel", "store", "branch", "地区", "区域",
    "大区", "产品", "部门", "事业部", "业务", "板块", "类别", "渠道", "门店",
))  # fmt: skip
"""Heads of first columns that name the parts a business is split into."""


def split_up(linked: Linked) -> bool:
    """ "Revenue by region" over a first column "Region": the rows are parts of one thing, which may be added."""
    info, key = linked.grid.info, linked.grid.key
    kind = info.columns[key].name.strip().lower() if key is not None else ""
    if kind in _KINDS:
        return True
    said = f"{info.title} {info.caption} {info.heading}".lower()
    return bool(kind) and re.search(rf"\b(?:by|per) {re.escape(kind)}s?\b|[分各按]{re.escape(kind)}", said) is not None


def _only_total(linked: Linked) -> bool:
    """The sum is asked for by "total" alone: in a financial statement that names a line, not a sum of unlike lines."""
    cues = [cue for cue in linked.intent.cues if cue.kind == "sum"]
    return bool(cues) and all(linked.tokens[cue.start].stem in ("total", "总") for cue in cues)


def _extreme_aggregate(linked: Linked, pick: Pick, function: str) -> Plan | None:
    intent = linked.intent
    high, low = intent.first("max"), intent.first("min")
    operation = "sum" if function == "sum" else "avg"
    if high and low:
        tops = [(count_near(intent, cue), cue.kind) for cue in (high, low)]
        pair = two_operands(linked, None)
        if all(k is not None for k, _ in tops):
            pair = tuple(Agg("sum", pick, k, "max" if kind == "max" else "min") for k, kind in tops)  # type: ignore[assignment]
        if pair is None:
            return None
        both = Bin("+", *pair)
        expr: Expr = both if function == "sum" else Bin("/", both, Const(2))
        return scalar_plan(linked, expr, operation, (subjects_of(pair[0]), subjects_of(pair[1])))
    cue = high or low
    k = count_near(intent, cue) if cue else None
    if cue is None or k is None:
        return None
    expr = Agg(
        "sum" if function == "sum" else "avg" if function == "avg" else "median", pick, k, "max" if high else "min"
    )
    return scalar_plan(linked, expr, operation, (subjects_of(expr),))


def _unserved(linked: Linked) -> bool:
    """Whether the question names an operation that the table's own words do not explain ("ratio" in its title)."""
    cues = [c for c in linked.intent.cues if c.kind in ("difference", "ratio", "product", "growth", "cagr", "share")]
    words = [linked.tokens[at] for cue in cues for at in range(cue.start, min(cue.end, linked.size))]
    return bool(cues) and not any(context_cover(word, linked.grid, linked.synonyms) >= 0.55 for word in words)


def _has_unnamed(linked: Linked) -> bool:
    columns = linked.grid.info.columns
    return any(re.fullmatch(r"series \d+", columns[c].name, re.I) for c in linked.grid.values)


def _names_values(linked: Linked) -> bool:
    """Whether the noun of "which ..." is what a value column holds ("which rank", "what score")."""
    noun = linked.intent.noun
    heads = [label for label in linked.grid.column_labels if label.index in linked.grid.values and label.forms]
    return bool(noun) and any(noun[-1] in form for label in heads for form in label.forms)


def lookup_plan(linked: Linked) -> Plan | None:
    """One cell by its row and column; several cells only as a small table."""
    selection = select(linked)
    if linked.intent.ask == "colour" or (linked.intent.ask in ("label", "list") and not _names_values(linked)):
        return None
    if (not selection.rows and len(linked.grid.cells) > 1) or _unserved(linked):
        return None
    pick = pick_of(linked, selection, totals=True)
    fit = 1.0
    if not selection.columns and len(pick.cells()) > 1 and _has_unnamed(linked):
        return None  # the series that is meant may be one whose name was not read
    if len({pick.number(*cell) for cell in pick.cells()}) > 1:
        narrow = narrowed(linked, pick)
        fit = 0.8 if narrow != pick else 1.0
        pick = narrow
    if len({pick.number(*cell) for cell in pick.cells()}) > 1 and not selection.columns and len(pick.rows()) == 1:
        pick, fit = replace(pick, columns=pick.columns[:1]), 0.5
    if len(pick.cells()) > 1 and len({linked.grid.info.columns[c].unit for c in pick.columns}) > 1:
        return None  # "revenue share" of a table with revenue in dollars and shares in per cent: neither is the larger
    expr = Agg("value", pick)
    return scalar_plan(linked, expr, "lookup", (subjects_of(expr),) if pick.cells() else (), fit)
