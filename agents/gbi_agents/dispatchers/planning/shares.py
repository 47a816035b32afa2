"""Shares: a printed share before one that is computed from the whole, and never an amount in place of either."""

from __future__ import annotations

import re
from dataclasses import replace

from gbi_agents.dispatchers.planning.compute import scalar_plan, split_up, subjects_of
from gbi_agents.dispatchers.planning.expr import Agg, Bin, Expr, Pick, Where
from gbi_agents.dispatchers.planning.operands import measured
from gbi_agents.dispatchers.planning.plan import Plan, unit_of
from gbi_agents.dispatchers.planning.selection import Linked, Selection, select
from gbi_agents.language import fold
from gbi_agents.linking import VAGUE, words_alike

_ASKED = re.compile(
    r"(?<!per )\bshare\b(?! (?:price|capital|based|repurchase|buyback|count|premium|option|award|issue|class))(?!-)"
    r"|\b(?:percentage|per ?cent|proportion|fraction|%) of\b|\b(?:what|which) (?:percentage|per ?cent|proportion|%)"
    r"|占比|比重|比例|占[^。？?]{0,12}(?:百分之几|几成|百分比)"
)
_MOVED = ("growth", "decline", "cagr", "up", "down", "change", "ratio", "difference", "fastest", "slowest", "fellmost")
_NAMED = re.compile(r"\bshares?\b|\bper ?cent(?:age)?\b|%|\bproportion\b|\bmix\b|占比|比重|比例|份额")
_PERCENT = re.compile(r"%|\bper ?cent(?:age)?\b|\bmarket shares?\b|(?<!per )\bshares? of\b|百分比|占比|份额")
_OF_CHANGE = re.compile(r"\b(?:change|growth|increase|decrease|margin|rate|yoy)\b|同比|环比|增|减|率")
_OF = re.compile(
    r"(?:\bshare|\bper ?cent(?:age)?|\bproportion|\bfraction|%) of (?:the |its |total |all )*$|占(?:了|总)?$"
)
_LINES = frozenset(("item", "items", "line item", "项目", "科目", "指标", "metric", "indicator"))
"""What the first column of a statement is called: its rows are unlike, and no whole is their sum."""


def asks_share(linked: Linked) -> bool:
    """ "占比", "share of", "what percentage of": said beside the labels of rows, and of no movement."""
    text = fold(linked.intent.question)
    rows = {at for m in linked.mentions if m.label.axis == "row" for at in m.used}
    for match in _ASKED.finditer(text):
        tokens = {at for at, t in enumerate(linked.tokens) if t.start < match.end() and t.end > match.start()}
        if not tokens <= rows:
            return not linked.intent.has(*_MOVED)
    return False


def amount(linked: Linked, column: int) -> bool:
    """Whether a column holds what is no share: it has another unit, or numbers beyond 100 and no word of shares."""
    info = linked.grid.info.columns[column]
    if _NAMED.search(fold(info.name)) or info.unit == "%":
        return False
    if info.unit is not None:
        return True
    numbers = (linked.grid.number(row, column) for row in range(len(linked.grid.cells)))
    return not _says_percent(linked) and any(abs(number) > 100 for number in numbers if number is not None)


def share_plan(linked: Linked) -> Plan | None:
    """ "What share of the total is A": the share that is printed, else a part of the whole."""
    cue = linked.intent.has("share")
    if not (cue or asks_share(linked)) or linked.intent.ask in ("label", "list") or linked.intent.has("max", "min"):
        return None
    printed = _printed(linked)
    if printed is not None:
        return printed
    other = _of_other(linked)
    if other is not None:
        return other
    selection = select(linked)
    if _share_columns(linked):  # the column of shares that the word named is not the one that this is a share of
        others = tuple(c for c in selection.columns if c not in _share_columns(linked))
        selection = replace(selection, columns=others)
    part = measured(linked, selection, None)
    if part is None or not selection.rows:
        return None
    pick = part.picks()[0]
    whole = _whole(linked, selection, pick)
    if whole is None or unit_of((pick,))[0] == "%" or _says_percent(linked):
        return None
    if not cue and not (_parts(linked) and all(amount(linked, column) for column in pick.columns)):
        return None
    return scalar_plan(linked, Bin("part", part, whole), "share", (subjects_of(part),))


def _of_other(linked: Linked) -> Plan | None:
    """ "What percentage of revenue were costs", "costs as a share of revenue", "成本占收入的比例": one named thing by
    another of the same axis and unit; None where the question names no two, or does not say which is the whole."""
    for axis in ("column", "row"):
        named = [m for m in linked.mentions if m.label.axis == axis and m.score >= VAGUE and not m.label.year]
        named = [m for m in named if axis == "row" or m.label.index in linked.grid.values]
        wholes = [m for m in named if _OF.search(fold(linked.intent.question)[: linked.tokens[m.start].start])]
        if len(named) != 2 or len(wholes) != 1:
            continue
        part = next(m for m in named if m is not wholes[0])
        selection = select(linked, ranges=False)
        sides = []
        for mention in (part, wholes[0]):
            own = select(linked, mention.start, mention.end, ranges=False)
            kept = selection if axis == "row" else replace(selection, columns=own.columns)
            if axis == "row":
                rows = tuple(w for w in selection.rows if w.column != mention.label.column)
                kept = replace(selection, rows=(*rows, *own.rows))
            sides.append(measured(linked, kept, None))
        top, bottom = sides
        if top is None or bottom is None or not bottom.value():
            return None
        units = {unit_of(side.picks())[0] for side in (top, bottom)}
        if len(units) != 1 or "%" in units:
            return None
        return scalar_plan(linked, Bin("part", top, bottom), "share", (subjects_of(top), subjects_of(bottom)))
    return None


def _printed(linked: Linked) -> Plan | None:
    """The row's cell in the one column of shares that is meant; None where there is none, or several are left."""
    grid, selection = linked.grid, select(linked)
    shares = _share_columns(linked)
    amounts = any(amount(linked, c) for c in grid.values)
    if not shares or not amounts or not selection.rows:
        return None
    years = {int(cue.number or 0) for cue in linked.intent.years}
    years |= {m.label.year for m in linked.mentions if m.label.axis == "column" and m.label.year}
    timed = [c for c in shares if grid.column_years.get(c) in years]
    if years and not timed and len(set(grid.column_years.values())) > 1:
        return None  # of which of the years it is the share, nothing says
    shares = timed or shares
    if len(shares) > 1:
        shares = [c for c in shares if c in selection.columns] or shares
        shares = _most_said(linked, shares)
    value = measured(linked, replace(selection, columns=tuple(shares)), None) if len(shares) == 1 else None
    return None if value is None else scalar_plan(linked, value, "lookup", (subjects_of(value),))


def _share_columns(linked: Linked) -> list[int]:
    """Columns in per cent whose name says that they are shares, and of no change."""
    columns = linked.grid.info.columns
    shares = [c for c in linked.grid.values if columns[c].unit == "%" and _NAMED.search(fold(columns[c].name))]
    return [c for c in shares if not _OF_CHANGE.search(fold(columns[c].name))]


def _most_said(linked: Linked, columns: list[int]) -> list[int]:
    """Of several columns of shares those whose words the question says most of."""
    forms = {label.index: label.forms[0] for label in linked.grid.column_labels if label.forms}
    said = {
        column: sum(
            max((words_alike(t.stem, word, linked.synonyms) for t in linked.tokens), default=0.0) >= 0.75
            for word in forms.get(column, ())
        )
        for column in columns
    }
    return [column for column in columns if said[column] == max(said.values())]


def _whole(linked: Linked, selection: Selection, pick: Pick) -> Expr | None:
    """What the parts add up to: the printed total, else the sum of the rows; None for the unlike lines of a table."""
    grid = linked.grid
    total_rows = tuple(grid.value(row, grid.key) for row in sorted(grid.total_rows)) if grid.key is not None else ()
    others = tuple(w for w in selection.rows if w.column != grid.key and w.column >= 0)
    if total_rows:
        return Agg("value", Pick(grid, pick.columns, (*others, Where(grid.key or 0, "in", total_rows[:1]))))
    head = fold(grid.info.columns[grid.key].name).strip() if grid.key is not None else ""
    return None if head in _LINES else Agg("sum", Pick(grid, pick.columns, others))


def _parts(linked: Linked) -> bool:
    """Whether the table says that its rows are parts of one whole: by a total, or by what it is split by."""
    return bool(linked.grid.total_rows) or split_up(linked)


def _says_percent(linked: Linked) -> bool:
    """ "% who say ..." over a table whose columns have no unit of their own: its numbers are shares already."""
    info = linked.grid.info
    return _PERCENT.search(f"{info.title} {info.caption}".lower()) is not None


def amount_for_share(linked: Linked, made: Plan) -> bool:
    """One number that is an amount where the question asks for a share."""
    if made.saying.shape != "scalar" or made.saying.operation in ("share", "ratio", "count") or made.saying.unit == "%":
        return False
    columns = {column for name, _, column in made.value_cells if name == linked.grid.name}
    return asks_share(linked) and any(amount(linked, column) for column in columns)
