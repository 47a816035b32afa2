"""Plans whose answer is one number or yes/no: lookups, sums, averages, differences, ratios, changes, shares."""

from __future__ import annotations

from dataclasses import replace

from gbi_agents.dispatchers.planning.expr import Agg, Bin, Const, Expr, Pick, Test, Where, compare
from gbi_agents.dispatchers.planning.operands import function_of, measured, narrowed, operand, two_operands
from gbi_agents.dispatchers.planning.plan import Plan, measure_name, tables_of, unit_of
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked, Selection, count_near, pick_of, select, year_points
from gbi_agents.dispatchers.planning.sqltree import scalar, truth
from gbi_agents.linking import context_cover

_TESTS: tuple[tuple[str, Test], ...] = (
    ("atleast", ">="),
    ("atmost", "<="),
    ("more", ">"),
    ("less", "<"),
    ("equal", "="),
)


def test_of(linked: Linked, start: int = 0, end: int | None = None) -> tuple[Test, int, int] | None:
    """The comparison that the cues name, and its tokens."""
    intent = linked.intent.within(start, linked.size if end is None else end)
    for kind, test in _TESTS:
        cue = intent.first(kind)
        if cue is not None:
            return test, cue.start, cue.end
    return None


def threshold(linked: Linked) -> tuple[Test, float] | None:
    """The comparison with a number that the question makes: (">", 500), in shown units. "How many ... 10" with no
    word of comparison means "=" where the table holds that very number."""
    found = test_of(linked)
    numbers = [n for n in linked.intent.numbers if n.kind in ("number", "percent")]
    if found is not None:
        test, start, end = found
        years = [y for y in linked.intent.years if y.start >= end]
        near = [n for n in (*numbers, *years) if 0 <= n.start - end <= 3 or 0 <= start - n.end <= 2]
        near += [n for n in linked.intent.numbers if n.kind == "word" and 0 <= n.start - end <= 1]
        if near:
            return test, in_shown(linked, float(near[0].number or 0), near[0].end)
    words = {token.text for token in linked.tokens}
    if words & {"negative", "负", "positive"} and linked.intent.ask != "truth":
        return (">", 0.0) if "positive" in words else ("<", 0.0)
    if linked.intent.ask == "count" and len(numbers) == 1 and _values_hold(linked, float(numbers[0].number or 0)):
        return "=", in_shown(linked, float(numbers[0].number or 0), numbers[0].end)
    return None


def _values_hold(linked: Linked, number: float) -> bool:
    grid = linked.grid
    return any(grid.number(r, c) == number for r in range(len(grid.cells)) for c in grid.values)


def in_shown(linked: Linked, number: float, at: int) -> float:
    """A number said with "million" or "billion" (token `at`) in the column's shown units."""
    words = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
    word = linked.tokens[at].stem if at < linked.size else ""
    scales = {linked.grid.info.columns[c].scale for c in linked.grid.values}
    scale = scales.pop() if len(scales) == 1 else 1.0
    if word in words:
        factor = words[word] / scale
        return number * factor if factor >= 1 or scale > 1 else number
    return number


def scalar_plan(
    linked: Linked, expr: Expr, operation: str, subjects: tuple[str, ...] = (), fit: float = 1.0
) -> Plan | None:
    """A plan for one number; None where the expression has no value."""
    value = expr.value(_mixed(expr)) if expr.picks() else None
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
        support_cells=tuple(a for a in _support(expr) if a not in set(expr.addresses())), expected=value, fit=fit, expr=expr,
    )  # fmt: skip


def _mixed(expr: Expr) -> bool:
    return len({pick.grid.info.columns[c].scale for pick in expr.picks() for c in pick.columns}) > 1


def _support(expr: Expr) -> tuple[tuple[str, int, int], ...]:
    """The compared cells behind a maximum or minimum."""
    if isinstance(expr, Bin):
        return tuple(dict.fromkeys(_support(expr.left) + _support(expr.right)))
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
    columns = list(dict.fromkeys(grid.info.columns[c].name for _, c in cells)) if len(grid.values) > 1 else []
    parts = [", ".join(part) for part in (names[:4], columns[:3]) if part]
    return ", ".join(parts)


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
        pair = two_operands(linked, moved)
        if pair is not None and moved is not None and found is None:
            pair, test = (pair[1], pair[0]), ">" if moved.kind == "up" else "<"
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
        support_cells=tuple(a for a in _support(both) if a not in set(cells)),
        expected=compare(_rounded(a_value, test), test, _rounded(b_value, test)),
    )  # fmt: skip


def _rounded(value: float, test: str) -> float:
    return round(value, 9) if test == "=" else value


def growth_plan(linked: Linked) -> Plan | None:
    """ "growth rate from 2014 to 2019", "percentage increase in 2019" (against the year before), CAGR."""
    cue = linked.intent.first("growth", "decline", "cagr")
    if cue is None or linked.intent.ask not in ("value", "count"):
        return None
    pair = two_operands(linked, cue)
    if pair is None:
        pair = _with_year_before(linked)
    if pair is None:
        return None
    before, after = pair
    expr = Bin("change", after, before) if cue.kind != "decline" else Bin("change", after, before, absolute=True)
    return scalar_plan(linked, expr, "growth", (subjects_of(after), subjects_of(before)))


def _with_year_before(linked: Linked) -> tuple[Expr, Expr] | None:
    points = year_points(linked, 0, linked.size)
    if len(points) != 1:
        return None
    selection = select(linked, ranges=False)
    after = measured(linked, selection, None)
    before = measured(linked, shifted(linked, selection, points[0][2] - 1), None)
    return None if after is None or before is None else (before, after)


def shifted(linked: Linked, selection: Selection, year: int) -> Selection:
    """The same selection in another year; nothing on that axis when the table has no such year."""
    grid = linked.grid
    if grid.row_years and grid.key is not None:
        values = tuple(grid.value(row, grid.key) for row, y in grid.row_years.items() if y == year)
        others = tuple(w for w in selection.rows if w.column != grid.key)
        return replace(selection, rows=(*others, Where(grid.key, "in", values)), row_names=(str(year),))
    return replace(selection, columns=tuple(c for c, y in grid.column_years.items() if y == year))


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


def ratio_plan(linked: Linked) -> Plan | None:
    """ "ratio of A to B", "how many times more is A than B"; a column that is itself called ratio is looked up."""
    cue = linked.intent.first("ratio")
    if cue is None or (linked.intent.ask in ("label", "list") and linked.intent.has("max", "min")):
        return None
    pair = two_operands(linked, cue)
    if pair is None:
        return None
    return scalar_plan(linked, Bin("/", *pair), "ratio", (subjects_of(pair[0]), subjects_of(pair[1])))


def product_plan(linked: Linked) -> Plan | None:
    """ "the product of A and B"."""
    cue = linked.intent.first("product")
    pair = two_operands(linked, cue) if cue is not None else None
    if pair is None:
        return None
    return scalar_plan(linked, Bin("*", *pair), "product", (subjects_of(pair[0]), subjects_of(pair[1])))


def share_plan(linked: Linked) -> Plan | None:
    """ "what share of the total is A": a part of the sum, unless the table already speaks in per cent."""
    if not linked.intent.has("share") or linked.intent.ask in ("label", "list"):
        return None
    selection = select(linked)
    part = measured(linked, selection, None)
    if part is None or not selection.rows:
        return None
    pick = part.picks()[0]
    if unit_of((pick,))[0] == "%":
        return None
    grid = linked.grid
    total_rows = tuple(grid.value(row, grid.key) for row in sorted(grid.total_rows)) if grid.key is not None else ()
    others = tuple(w for w in selection.rows if w.column != grid.key and w.column >= 0)
    whole: Expr
    if total_rows:
        whole = Agg("value", Pick(grid, pick.columns, (*others, Where(grid.key or 0, "in", total_rows[:1]))))
    else:
        whole = Agg("sum", Pick(grid, pick.columns, others))
    return scalar_plan(linked, Bin("part", part, whole), "share", (subjects_of(part),))


def aggregate_plan(linked: Linked) -> Plan | None:
    """Sum, average, median or mode of what the question names: all, a range, the k extreme, the last three years."""
    intent = linked.intent
    function = function_of(intent)
    if function is None or intent.ask in ("label", "list"):
        return None
    selection = select(linked)
    statement = bool(linked.grid.column_years) and not linked.grid.info.chart_type
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
    return scalar_plan(linked, expr, function, (*selection.row_names, *selection.column_names))


def _only_total(linked: Linked) -> bool:
    """The sum is asked for by "total" alone: in a financial statement that names a line, not a sum of unlike lines."""
    cues = [cue for cue in linked.intent.cues if cue.kind == "sum"]
    return bool(cues) and all(linked.tokens[cue.start].stem == "total" for cue in cues)


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
    if len({pick.number(*cell) for cell in pick.cells()}) > 1:
        narrow = narrowed(linked, pick)
        fit = 0.8 if narrow != pick else 1.0
        pick = narrow
    if len({pick.number(*cell) for cell in pick.cells()}) > 1 and not selection.columns and len(pick.rows()) == 1:
        pick, fit = replace(pick, columns=pick.columns[:1]), 0.5
    expr = Agg("value", pick)
    return scalar_plan(linked, expr, "lookup", (subjects_of(expr),) if pick.cells() else (), fit)
