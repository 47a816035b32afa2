"""Plans whose answer is a name: the highest, the third, the fastest growing, one of two, before and after, trends."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from gbi.types import Value
from gbi_agents.dispatchers.grammar.intent import Cue
from gbi_agents.dispatchers.planning.compute import scalar_plan, subjects_of
from gbi_agents.dispatchers.planning.expr import Agg, Pick, Where
from gbi_agents.dispatchers.planning.operands import function_of
from gbi_agents.dispatchers.planning.plan import Plan, measure_name, unit_of
from gbi_agents.dispatchers.planning.ranking import By, Derive, Ranking
from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.dispatchers.planning.selection import Linked, Selection, count_near, pick_of, select, year_before
from gbi_agents.language import year_of
from gbi_agents.linking import context_cover, words_alike

TIME = ("year", "month", "quarter", "date", "time", "decade", "年", "年份", "月", "季度")


def target(linked: Linked, selection: Selection) -> tuple[By, int | None]:
    """Along which axis the answer's name lies, and by which column rows are named when not by the key."""
    grid, noun = linked.grid, linked.intent.noun
    if noun and noun[0] in TIME:
        if grid.row_years and not (grid.column_years and any(w.column == grid.key for w in selection.rows)):
            return "row", None
        if grid.column_years:
            return "column", None
    for column in grid.texts:
        words = next((label.forms[0] for label in grid.column_labels if label.index == column and label.forms), ())
        if noun and any(words_alike(a, b, linked.synonyms) >= 0.75 for a in noun[-2:] for b in words):
            return "row", column if column != grid.key else None
    timed = bool(grid.row_years) or (grid.key is not None and grid.info.columns[grid.key].type == "date")
    if noun and timed and noun[0] not in TIME and len(grid.values) > 1 and len(selection.columns) != 1:
        return "column", None
    row_fixed = any(w.column == grid.key and w.test == "in" for w in selection.rows) or any(
        w.column == -1 for w in selection.rows
    )
    if row_fixed and len(grid.values) > 1 and len(selection.columns) != 1:
        return "column", None
    if row_fixed and len(grid.values) > 1 and len(pick_of(linked, selection).rows()) == 1:
        return "column", None
    return "row", None


def rank_plan(linked: Linked, ranking: Ranking, operation: str, fit: float = 1.0, test: str = "") -> Plan | None:
    """A plan for names: the entries that win or pass; None where there are none to choose from."""
    if not ranking.pick.columns:
        return None
    ranking = ranking.with_ties()
    chosen, entries = ranking.chosen(), ranking.entries()
    if not entries or any(_unfit(linked, entry.label) for entry in chosen) or (not chosen and ranking.test is None):
        return None
    unit, scale = unit_of((ranking.pick,))
    if ranking.derive in ("/", "change", "stepchange"):
        unit, scale = (None, 1.0) if ranking.derive == "/" else ("%", 0.01)
    single = len(chosen) == 1 and (ranking.test is not None or ranking.k == 1) and operation != "filter"
    labels = tuple(entry.label for entry in chosen)
    saying = Saying(
        operation=operation, shape="label" if single else "labels", measure=measure_name((ranking.pick,)),
        rank=ranking.offset + 1, unit=unit, value_scale=scale, noun=" ".join(linked.intent.noun), test=test,
        threshold=ranking.test[1] if ranking.test else None, subjects=scope_of(linked, ranking),
    )  # fmt: skip
    winners = ranking.addresses(chosen)
    support = tuple(a for a in ranking.addresses(entries) if a not in set(winners))
    return Plan(
        tree=ranking.query(), saying=saying, tables=(linked.grid.name,), value_cells=winners,
        support_cells=() if ranking.test else support, expected=labels[0] if single else labels, fit=fit,
        warnings=("several share the first place",) if single is False and ranking.test is None
        and ranking.k not in (None, 1) and count_asked(linked) is None else (),
    )  # fmt: skip


def unnamed(label: Value) -> bool:
    """True for a name that the reader made up because none is printed: it is no answer."""
    return bool(re.fullmatch(r"(?:series|slice) \d+", str(label), re.I))


def _unfit(linked: Linked, label: Value) -> bool:
    """A name that is made up, or a month where a year is asked for."""
    return unnamed(label) or (linked.intent.noun[:1] == ("year",) and year_of(str(label)) is None)


def scope_of(linked: Linked, ranking: Ranking) -> tuple[str, ...]:
    """What the ranking was restricted to: the row's name when columns compete, the column's when rows do."""
    grid = linked.grid
    if ranking.by == "column":
        rows = ranking.pick.rows()
        return (grid.row_name(rows[0]),) if len(rows) == 1 and grid.row_name(rows[0]) else ()
    if len(ranking.pick.columns) == 1 and len(grid.values) > 1:
        return (grid.info.columns[ranking.pick.columns[0]].name,)
    return ()


def count_asked(linked: Linked) -> int | None:
    """How many the question wants ("top three"); None when it does not say."""
    for cue in linked.intent.cues:
        if cue.kind in ("max", "min", "fastest", "slowest", "fellmost") and (k := count_near(linked.intent, cue)):
            return k
    named = next((n for n in linked.intent.numbers if n.kind == "word" and n.end < linked.size), None)
    if named is not None and linked.intent.ask in ("label", "list") and linked.tokens[named.start - 1].text == "which":
        return int(named.number or 1)  # "which two years"
    return None


def rank_of(linked: Linked, cue: Cue) -> int:
    """1 for "highest", 3 for "third highest"."""
    ranks = [c for c in linked.intent.cues if c.kind == "rank"]
    near = next(
        (c for c in ranks if 0 <= cue.start - c.end <= 1 or 0 <= c.start - cue.end <= 1),
        ranks[0] if len(ranks) == 1 else None,
    )
    return int(near.number or 1) if near else 1


def competing(linked: Linked, selection: Selection, by: By) -> Pick:
    """The pick in which the names compete: the axis that competes is opened when the question named one thing on it."""
    grid = linked.grid
    if by == "column":
        columns = selection.columns if len(selection.columns) > 1 else ()
        fixed = replace(selection, columns=columns or tuple(c for c in grid.values if c not in grid.total_columns))
        return pick_of(linked, fixed)
    key_rows = [w for w in selection.rows if w.test == "in" and w.column == grid.key and len(w.values) == 1]
    if key_rows:
        selection = replace(selection, rows=tuple(w for w in selection.rows if w not in key_rows))
    return pick_of(linked, selection)


def superlative_plan(linked: Linked) -> Plan | None:
    """ "Which is highest", "the third largest", "top three", "what is the lowest value", "when did it peak"."""
    intent = linked.intent
    cue = intent.first("max", "min") or intent.first("rank")
    if cue is None:
        return None
    moved = intent.first("up", "down", "growth", "decline")
    if moved is not None and intent.ask in ("label", "list") and not _explained(linked, moved):
        return None
    direction: Literal["max", "min"] = "min" if cue.kind == "min" else "max"
    offset = rank_of(linked, cue) - 1
    selection = select(linked)
    k = count_asked(linked)
    if wants_value(linked):
        pick = pick_of(linked, selection)
        if len(pick.cells()) < 2 or (len(pick.columns) > 1 and _nothing_compared(linked)):
            return None
        if k is None:
            expr = Agg("value", pick, 1, direction, offset) if offset else Agg(direction, pick)
            return scalar_plan(linked, expr, direction, (subjects_of(expr),))
    by, label_column = target(linked, selection)
    pick = competing(linked, selection, by)
    if by == "row" and len(pick.columns) > 1 and _nothing_compared(linked):
        return None
    ordered = intent.ask == "list" and intent.has("max") and intent.has("min") and intent.has("to")
    ranking = _ranking(pick, by, label_column, direction, k or 1, offset)
    if ordered:
        first = min((c for c in intent.cues if c.kind in ("max", "min")), key=lambda c: c.start)
        ranking = replace(ranking, k=None, direction="max" if first.kind == "max" else "min")
    return rank_plan(linked, ranking, direction)


def _nothing_compared(linked: Linked) -> bool:
    """A superlative in a table of several figures that says of none of them: "the tallest player"."""
    grid = linked.grid
    return not grid.info.chart_type and len(grid.texts) > 1 and len(grid.column_years) < len(grid.values)


def _explained(linked: Linked, cue: Cue) -> bool:
    """Whether the table's own words are of what the cue says ("Growth in per cent")."""
    words = linked.tokens[cue.start : cue.end]
    return any(context_cover(word, linked.grid, linked.synonyms) >= 0.55 for word in words)


def wants_value(linked: Linked) -> bool:
    """Whether the answer is the number itself. "What is the most popular brand" wants a name, and so does a noun that
    is the name of the label column."""
    intent = linked.intent
    if intent.ask not in ("value", "count"):
        return False
    heads = [label for label in linked.grid.column_labels if label.index in linked.grid.texts and label.forms]
    noun = intent.noun
    if not noun:
        return True
    return not any(words_alike(noun[-1], word, linked.synonyms) >= 0.75 for head in heads for word in head.forms[0])


def _ranking(
    pick: Pick, by: By, label_column: int | None, direction: Literal["max", "min"], k: int, offset: int
) -> Ranking:
    several = len(pick.columns) > 1
    if by == "row" and several:
        return Ranking(pick, "cell", "one", direction, k, offset, label_column=label_column)
    derive: Derive = "one"
    if by == "column" and len(pick.rows()) > 1:
        derive = direction
    return Ranking(pick, by, derive, direction, k, offset, label_column=label_column)


def derived_rank(linked: Linked) -> Plan | None:
    """ "Which country grew fastest", "which year saw the sharpest drop", "the largest difference between A and B"."""
    intent = linked.intent
    fast = intent.first("fastest", "slowest", "fellmost")
    superlative = intent.first("max", "min")
    if (intent.ask not in ("label", "list") and not (fast and not intent.has("max", "min"))) or not (
        fast or superlative
    ):
        return None
    moved = intent.first("growth", "decline", "up", "down", "change", "fastest", "slowest", "fellmost")
    direction: Literal["max", "min"] = "max"
    if (fast and fast.kind == "slowest") or (superlative and superlative.kind == "min"):
        direction = "min"
    falling = bool(intent.first("down", "decline", "fellmost"))
    if intent.has("difference", "ratio") and not moved:
        return _paired(linked, "gap" if intent.has("difference") else "/", direction)
    if moved is not None:
        relative = bool(fast and fast.kind != "fellmost") or moved.kind in ("growth", "decline")
        return _changes(linked, relative, direction, falling)
    function = function_of(intent)
    if function in ("sum", "avg"):
        return _summed(linked, "sum" if function == "sum" else "avg", direction)
    return None


def _paired(linked: Linked, derive: Derive, direction: Literal["max", "min"]) -> Plan | None:
    """Rows ranked by two of their columns: the two that are named, or the only two."""
    selection = select(linked, ranges=False)
    columns = selection.columns if len(selection.columns) == 2 else linked.grid.values
    if len(columns) != 2:
        return None
    pick = pick_of(linked, replace(selection, columns=columns))
    return rank_plan(linked, Ranking(pick, "row", derive, direction), "difference" if derive == "gap" else "ratio")


def _changes(linked: Linked, relative: bool, direction: Literal["max", "min"], falling: bool) -> Plan | None:
    grid = linked.grid
    selection = select(linked)
    years = [c for c in (selection.columns or grid.values) if c in grid.column_years]
    flip: Literal["max", "min"] = "min" if direction == "max" else "max"
    way = flip if falling else direction
    if len(years) == 1 and (before := year_before(grid, years[0], grid.column_years[years[0]] - 1)) is not None:
        years.append(before)
    if len(years) >= 2:
        ends = (max(years, key=lambda c: grid.column_years[c]), min(years, key=lambda c: grid.column_years[c]))
        pick = pick_of(linked, replace(selection, columns=ends))
        return rank_plan(linked, Ranking(pick, "row", "change" if relative else "-", way), "growth")
    by, _ = target(linked, selection)
    if grid.row_years and by == "row":
        pick = pick_of(linked, selection)
        if len(pick.columns) == 1 and len(pick.rows()) > 2:
            return rank_plan(linked, Ranking(pick, "row", "stepchange" if relative else "step", way), "growth")
    if grid.row_years and len(grid.values) > 1:
        return _series_change(linked, selection, relative, way)
    return None


def _series_change(linked: Linked, selection: Selection, relative: bool, way: Literal["max", "min"]) -> Plan | None:
    """Columns ranked by how they changed from the first to the last year of the selection."""
    grid = linked.grid
    rows = [r for r in pick_of(linked, replace(selection, columns=())).rows() if r in grid.row_years]
    if len(rows) < 2 or grid.key is None:
        return None
    first, last = min(rows, key=lambda r: grid.row_years[r]), max(rows, key=lambda r: grid.row_years[r])
    values = (grid.value(last, grid.key), grid.value(first, grid.key))
    columns = (
        selection.columns
        if len(selection.columns) > 1
        else tuple(c for c in grid.values if c not in grid.total_columns)
    )
    ordered = Pick(grid, columns, (Where(grid.key, "in", values),))
    ranking = Ranking(ordered, "column", "change" if relative else "-", way, ends=(last, first))
    return rank_plan(linked, ranking, "growth")


def _summed(linked: Linked, derive: Derive, direction: Literal["max", "min"]) -> Plan | None:
    """Rows ranked by the sum or mean of their columns, or columns by that of their rows."""
    selection = select(linked)
    by, label_column = target(linked, selection)
    pick = competing(linked, selection, by)
    if by == "row" and len(pick.columns) == 1:
        derive = "one"
    return rank_plan(linked, Ranking(pick, by, derive, direction, label_column=label_column), direction)
