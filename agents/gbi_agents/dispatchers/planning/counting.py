"""Plans that count, list by a condition, or find the name that has a given value."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from gbi.types import Value
from gbi_agents.colours import COLOUR_SCORE
from gbi_agents.dispatchers.grammar.lexicon_en import MEASURE_WORDS
from gbi_agents.dispatchers.planning.compute import scalar_plan
from gbi_agents.dispatchers.planning.expr import Agg, Pick, Where
from gbi_agents.dispatchers.planning.operands import function_of
from gbi_agents.dispatchers.planning.plan import Plan, measure_name, unit_of
from gbi_agents.dispatchers.planning.rank import TIME, rank_plan, target, unnamed
from gbi_agents.dispatchers.planning.ranking import Ranking, condition_of
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked, pick_of, select
from gbi_agents.dispatchers.planning.sqltree import condition, name, relation, table
from gbi_agents.dispatchers.planning.thresholds import average_test, in_shown, span_of, threshold
from gbi_agents.linking import words_alike

_MARKS = frozenset(
    ["bar", "line", "slice", "segment", "wedge", "dot", "point", "category", "group", "type", "item", "entry", "label"]
)


def counted_axis(linked: Linked) -> str | None:
    """What "how many X" counts: "row", "column", "cell", or None when X is what the values measure."""
    noun, grid = linked.intent.noun, linked.grid
    if not noun:
        return None
    last = noun[-1]
    if last in TIME or noun[0] in TIME:
        return "row" if grid.row_years else "column" if grid.column_years else None
    if last in ("bar", "dot", "point"):
        return "cell"
    if last in ("line", "colour", "color"):
        return "column" if len(grid.values) > 1 else "row"
    for label in grid.column_labels:
        named = label.index in grid.texts and label.forms
        if named and any(words_alike(word, last, linked.synonyms) >= 0.75 for word in label.forms[0]):
            return "row"
    if last in _MARKS:
        return "row"
    return "series" if len(noun) <= 2 and _asks_what_is_shown(linked) else None


def _asks_what_is_shown(linked: Linked) -> bool:
    """ "How many countries are shown", "... are there in the chart": the noun names what the chart compares."""
    words = {token.stem for token in linked.tokens}
    shown = {
        "shown",
        "show",
        "there",
        "represented",
        "compared",
        "depicted",
        "displayed",
        "included",
        "listed",
        "mentioned",
        "given",
    }
    return bool(words & shown or words & {"graph", "chart", "table"}) and not linked.mentions


def count_plan(linked: Linked) -> Plan | None:
    """ "How many years had more than 500", "how many countries are shown"."""
    intent = linked.intent
    if intent.ask != "count" or intent.has("difference", "ratio"):
        return None
    axis = counted_axis(linked)
    selection = select(linked)
    pick = spanned(linked, pick_of(linked, selection))
    test = threshold(linked) or average_test(linked, pick)
    if test is None:
        return _plain_count(linked, axis)
    years = linked.grid.row_years
    if intent.noun[:1] == ("year",) and len(set(years.values())) < len(years):
        return None  # its rows are months: they are not years
    if axis is None and linked.grid.key != 0:
        return None
    if not pick.columns:
        return None
    by, label_column = target(linked, selection)
    if axis == "cell" or (axis == "row" and by == "row" and len(pick.columns) > 1):
        by = "cell"
    if axis == "column":
        by = "column"
        pick = pick_of(linked, replace(selection, columns=() if len(selection.columns) == 1 else selection.columns))
    ranking = Ranking(
        pick,
        by if len(pick.columns) > 1 or by == "column" else "row",
        "one",
        k=None,
        test=test,
        label_column=label_column,
    )
    if ranking.by == "column" and len(pick.rows()) != 1:
        ranking = replace(ranking, by="cell")
    return _counted(linked, ranking, test)


def _counted(linked: Linked, ranking: Ranking, test: tuple[str, float]) -> Plan:
    chosen = ranking.chosen()
    labels = {entry.label for entry in chosen}
    distinct = ranking.by == "cell" and counted_axis(linked) == "row"
    number = len(labels) if distinct else len(chosen)
    inner = ranking.query().subquery("counted")
    what: exp.Expr = exp.Distinct(expressions=[name("label")]) if distinct else exp.Star()
    tree = exp.select(exp.alias_(exp.Count(this=what), "value")).from_(inner)
    if ranking.by == "row":
        tree = _flat_count(ranking)
    unit, scale = unit_of((ranking.pick,))
    saying = Saying(
        operation="count", shape="count", measure=measure_name((ranking.pick,)), test=test[0], threshold=test[1],
        noun=" ".join(linked.intent.noun), unit=unit, value_scale=scale,
        subjects=tuple(str(e.label) for e in chosen[:12]),
    )  # fmt: skip
    return Plan(
        tree=tree, saying=saying, tables=(linked.grid.name,), value_cells=ranking.addresses(chosen),
        expected=float(number),
    )  # fmt: skip


def _flat_count(ranking: Ranking) -> exp.Select:
    """SELECT count(*) FROM t WHERE ...: one level, so that the witness query finds the counted rows."""
    grid, pick = ranking.pick.grid, ranking.pick
    test, number = ranking.test or ("=", 0.0)
    value = name(grid.info.sql_columns[pick.columns[0]])
    query = exp.select(exp.alias_(exp.Count(this=value.copy()), "value")).from_(table(grid.name))
    return query.where(*[condition(grid, where) for where in pick.where], condition_of(value, test, number))


def _plain_count(linked: Linked, axis: str | None) -> Plan | None:
    """The number of rows, series or marks of the table itself, or of the rows that a label filter leaves."""
    intent, grid = linked.intent, linked.grid
    if grid.key is None or intent.has("max", "min", "average", "more", "less"):
        return None
    selection = select(linked)
    others = [w for w in selection.rows if w.column != grid.key or w.test == "between"]
    if (axis is None and (not others or len(grid.texts) < 2)) or (selection.rows and not others):
        return None
    rows = pick_of(linked, replace(selection, rows=tuple(others))).rows()
    labels = [grid.value(row, grid.key) for row in rows if grid.value(row, grid.key) is not None]
    timed = bool(grid.row_years) or grid.info.columns[grid.key].type == "date"
    if len(grid.values) > 1 and (axis == "column" or (axis == "series" and timed)):
        return _series_count(linked)
    pick = Pick(grid, selection.columns or grid.values, pick_of(linked, replace(selection, rows=tuple(others))).where)
    if axis == "cell":
        expr = Agg("count", pick)
        return scalar_plan(linked, expr, "count", (), 0.9)
    tree = exp.select(exp.alias_(exp.Count(this=name(grid.info.sql_columns[grid.key])), "value")).from_(
        table(grid.name)
    )
    tree = tree.where(*[condition(grid, where) for where in pick.where]) if pick.where else tree
    saying = Saying(
        operation="count", shape="count", noun=" ".join(intent.noun), subjects=tuple(str(x) for x in labels[:12])
    )
    cells = tuple((grid.name, row, grid.key) for row in rows)
    return Plan(tree=tree, saying=saying, tables=(grid.name,), value_cells=cells, expected=float(len(labels)), fit=0.9)


def _series_count(linked: Linked) -> Plan:
    grid = linked.grid
    pick = Pick(grid, tuple(c for c in grid.values if c not in grid.total_columns))
    inner = relation(pick, False, series=True).subquery("series_of_chart")
    tree = exp.select(exp.alias_(exp.Count(this=exp.Distinct(expressions=[name("series")])), "value")).from_(inner)
    names = tuple(grid.info.columns[c].name for c in pick.columns)
    saying = Saying(operation="count", shape="count", noun=" ".join(linked.intent.noun), subjects=names[:12])
    return Plan(
        tree=tree, saying=saying, tables=(grid.name,), value_cells=pick.addresses(), expected=float(len(names)), fit=0.8
    )


def spanned(linked: Linked, pick: Pick) -> Pick:
    """The pick with the upper bound of a span of values as a condition on its one column."""
    span = span_of(linked)
    if span is None or len(pick.columns) != 1:
        return pick
    return replace(pick, where=(*pick.where, Where(pick.columns[0], "<=", (span[1],))))


def filter_plan(linked: Linked) -> Plan | None:
    """ "Which countries have more than 500", "哪些地区超过500": every name that passes."""
    intent = linked.intent
    selection = select(linked)
    pick = spanned(linked, pick_of(linked, selection))
    mean = average_test(linked, pick)
    test = threshold(linked) or mean
    unfit = intent.has("difference", "ratio") or (function_of(intent) and mean is None)
    if test is None or intent.ask not in ("label", "list", "value") or unfit:
        return None
    if (intent.ask == "value" and not intent.noun) or (span_of(linked) and len(pick.columns) != 1):
        return None
    by, label_column = target(linked, selection)
    ranking = Ranking(pick, by, "one", k=None, test=test, label_column=label_column)
    if by == "row" and len(pick.columns) > 1:
        ranking = replace(ranking, by="cell")
    if by == "column" and len(pick.rows()) != 1:
        return None
    return rank_plan(linked, ranking, "filter", test=test[0]) if ranking.chosen() else None


def inverse_plan(linked: Linked) -> Plan | None:
    """ "Which country has an export value of 6.02 million": the name whose value is the number in the question."""
    intent = linked.intent
    if intent.ask not in ("label", "list"):
        return None
    numbers = [n for n in intent.numbers if n.kind in ("number", "percent")]
    selection = select(linked)
    by, label_column = target(linked, selection)
    pick = pick_of(linked, selection)
    for number in numbers:
        wanted = in_shown(linked, float(number.number or 0), number.end)
        ranking = Ranking(pick, by, "one", k=None, test=("=", wanted), label_column=label_column)
        if by == "row" and len(pick.columns) > 1:
            ranking = replace(ranking, by="cell")
        if ranking.chosen():
            return rank_plan(linked, ranking, "inverse", test="=")
    return text_lookup(linked) if not numbers else None


def meaning_plan(linked: Linked) -> Plan | None:
    """ "What does the blue bar represent": the series or row that the named colour belongs to."""
    grid, tokens = linked.grid, linked.tokens
    asks = {token.stem for token in tokens} & {
        "represent",
        "represented",
        "indicate",
        "indicated",
        "stand",
        "denote",
        "color",
        "colour",
        "表",
    }
    if not asks or len(linked.mentions) != 1 or linked.mentions[0].score != COLOUR_SCORE:
        return None
    label = linked.mentions[0].label
    if unnamed(label.text):
        return None
    named = linked.intent.noun and not set(linked.intent.noun) <= _MARKS | {"series"} and len(grid.values) == 1
    if label.axis == "column" and named:
        return None  # "which country": the one series of a chart is none
    if label.axis == "column":
        pick = Pick(grid, (label.index,))
        inner = relation(pick, False, series=len(grid.values) > 0).subquery("painted")
        tree = exp.select(exp.alias_(name("series"), "label")).distinct().from_(inner)
        cells = pick.addresses()
    else:
        tree = exp.select(exp.alias_(name(grid.info.sql_columns[label.column]), "label")).from_(table(grid.name))
        tree = tree.where(condition(grid, Where(label.column, "in", (grid.value(label.index, label.column),))))
        cells = tuple((grid.name, label.index, c) for c in grid.values if grid.number(label.index, c) is not None)
    value = label.text if label.axis == "column" else grid.value(label.index, label.column)
    saying = Saying(operation="name", shape="label", subjects=(label.text,))
    return Plan(tree=tree, saying=saying, tables=(grid.name,), value_cells=cells, expected=value, fit=0.9)


def text_lookup(linked: Linked) -> Plan | None:
    """A text cell of a named row ("which party does A belong to"), or the rows that a label in another column picks."""
    grid, intent = linked.grid, linked.intent
    selection = select(linked)
    if not selection.rows or len(grid.texts) < 2 or (intent.noun and intent.noun[-1] in MEASURE_WORDS):
        return None
    filtered = {w.column for w in selection.rows}
    by, label_column = target(linked, selection)
    column = label_column if label_column is not None else grid.key
    if column is None or column in filtered:
        column = next((c for c in grid.texts if c not in filtered), None)
        if column is None or by != "row":
            return None
    rows = Pick(grid, grid.values, selection.rows).rows()
    labels: tuple[Value, ...] = tuple(
        dict.fromkeys(grid.value(r, column) for r in rows if grid.value(r, column) is not None)
    )
    if not labels or len(labels) > 20 or any(unnamed(label) for label in labels):
        return None
    tree = exp.select(exp.alias_(name(grid.info.sql_columns[column]), "label")).from_(table(grid.name))
    tree = tree.where(*[condition(grid, where) for where in selection.rows])
    cells = tuple((grid.name, row, column) for row in rows)
    single = len(labels) == 1
    saying = Saying(
        operation="name", shape="label" if single else "labels", measure=grid.info.columns[column].name,
        subjects=selection.row_names, noun=" ".join(intent.noun),
    )  # fmt: skip
    return Plan(
        tree=tree, saying=saying, tables=(grid.name,), value_cells=cells, expected=labels[0] if single else labels,
        fit=0.9 if single else 0.7,
    )  # fmt: skip
