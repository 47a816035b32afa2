"""How much one thing moved in one year: its value against that of the year before, or of the two latest years."""

from __future__ import annotations

import re
from dataclasses import replace

from gbi_agents.dispatchers.planning.compute import scalar_plan, subjects_of
from gbi_agents.dispatchers.planning.expr import Bin, Expr, Where
from gbi_agents.dispatchers.planning.operands import function_of, measured
from gbi_agents.dispatchers.planning.plan import Plan, unit_of
from gbi_agents.dispatchers.planning.selection import Linked, Selection, select, year_before, year_points
from gbi_agents.language import fold, stems
from gbi_agents.linking import context_cover, words_alike

_VERB = r"(?:increas|gr[oe]w|ris[ei]|rose|gain|jump|climb|surg|decreas|drop|f[ae]ll|declin|shr[aiu]nk|reduc|lost|chang)"
_HOW = re.compile(
    rf"\bhow much\b.*\b(?:did|has|have)\b.*\b{_VERB}|\bby how (?:much|many)\b.*\b{_VERB}"
    rf"|\bhow (?:did|has|have)\b.*\b{_VERB}|\b(?:increase|decrease|decline|drop|rise|change|fall) in\b"
    r"|(?:增长|增加|上升|上涨|提高|下降|减少|下跌|降低|变化)了?(?:多少|几)"
)
_RATE = re.compile(
    r"\bhow (?:fast|quickly|strongly)\b|\bgrowth\b|\bby what (?:%|per ?cent(?:age)?)"
    r"|增长率|增速|增幅|降幅|涨幅|跌幅|同比"
)
_PERCENT = re.compile(r"%|\bper ?cent(?:age)?\b|百分之")
_YEAR_ON_YEAR = re.compile(r"同比|\byear[- ](?:on|over)[- ]year\b|\byoy\b|\bthan (?:the year before|last year)\b")
_OTHERS = (
    "max", "min", "fastest", "slowest", "fellmost", "overtake", "more", "less", "atleast", "atmost", "cagr", "ratio",
    "product", "share", "mode", "median", "than", "between", "after", "before", "first", "last", "except", "not",
)  # fmt: skip
_DOWN = ("down", "decline")
_MOVES = ("up", "down", "change", "growth", "decline", "difference")


def asks_movement(linked: Linked) -> bool:
    """ "How much did it grow", "下降了多少", "growth in 2023": a movement, which a cell is only where it says so."""
    text = fold(linked.intent.question)
    return _HOW.search(text) is not None or (
        linked.intent.has("up", "growth", "decline") and _RATE.search(text) is not None
    )


def told_by_table(linked: Linked) -> bool:
    """The words of movement are the table's own: in "GDP growth by year" each cell is a growth already."""
    cues = [cue for cue in linked.intent.cues if cue.kind in ("up", "down", "change", "growth", "decline")]
    words = [linked.tokens[at] for cue in cues for at in range(cue.start, min(cue.end, linked.size))]
    grid, named = linked.grid, select(linked, ranges=False).columns
    other = {w for la in grid.column_labels if named and la.index not in named for form in la.forms for w in form}
    own = {w for la in grid.column_labels if la.index in named for form in la.forms for w in form}
    said = {*stems(f"{grid.info.title} {grid.info.caption} {grid.info.heading}"), *own}
    for word in words:
        beside = any(words_alike(word.stem, w, linked.synonyms) >= 0.75 for w in other)  # "Growth" beside "Employees"
        of_these = any(words_alike(word.stem, w, linked.synonyms) >= 0.75 for w in said)
        if of_these or (not beside and context_cover(word, grid, linked.synonyms) >= 0.55):
            return True
    return False


def moved_plan(linked: Linked) -> Plan | None:
    """ "How much did Europe grow in 2023": the difference to 2022, or the change in per cent where that is asked for.

    None where the table does not hold the year before, or where more than one value is left of either year.
    """
    intent, text = linked.intent, fold(linked.intent.question)
    if intent.ask not in ("value", "count") or intent.numbers or intent.has(*_OTHERS) or not asks_movement(linked):
        return None
    if not intent.has(*_MOVES) or told_by_table(linked):
        return None
    pair = _pair(linked)
    if pair is None:
        return None
    before, after = pair
    down = intent.has(*_DOWN) or re.search("减少|下降|下跌|降低|降幅|跌幅", text) is not None
    relative = intent.has("growth", "decline") or any(way.search(text) for way in (_RATE, _PERCENT))
    if relative and unit_of((*before.picks(), *after.picks()))[0] != "%":
        change = Bin("change", after, before, absolute=intent.has("decline"))
        return scalar_plan(linked, change, "growth", (subjects_of(after), subjects_of(before)))
    moved = Bin("-", before, after) if down else Bin("-", after, before)
    made = scalar_plan(linked, moved, "trend", (subjects_of(after), subjects_of(before)))
    return replace(made, saying=made.saying.model_copy(update={"test": "<"})) if made is not None and down else made


def _pair(linked: Linked) -> tuple[Expr, Expr] | None:
    grid, points = linked.grid, {year for _, _, year in year_points(linked, 0, linked.size)}
    if len(points) == 1:
        return with_year_before(linked, points.pop())
    named = [c for c in select(linked, ranges=False).columns if c in grid.column_years]
    if not points and len(named) == 1:
        return with_year_before(linked, grid.column_years[named[0]])  # "Revenue 2023" is one label
    known = set(grid.column_years.values()) or set(grid.row_years.values())
    if points or linked.intent.years or not known or not _YEAR_ON_YEAR.search(fold(linked.intent.question)):
        return None
    return with_year_before(linked, max(known))


def with_year_before(linked: Linked, year: int) -> tuple[Expr, Expr] | None:
    """The value of the year before and that of the year; None where the table lacks either or holds several."""
    selection, function = select(linked, ranges=False), function_of(linked.intent)
    ends = _columns(linked, selection, year) if linked.grid.column_years else _rows(linked, selection, year)
    if ends is None:
        return None
    before, after = (measured(linked, each, function) for each in ends)
    return None if after is None or before is None or after == before else (before, after)


def _columns(linked: Linked, selection: Selection, year: int) -> tuple[Selection, Selection] | None:
    grid = linked.grid
    later = [c for c, of in grid.column_years.items() if of == year]
    if len(later) > 1:
        later = [c for c in later if c in selection.columns]
    before = year_before(grid, later[0], year - 1) if len(later) == 1 else None
    if before is None:
        return None
    return replace(selection, columns=(before,)), replace(selection, columns=(later[0],))


def _rows(linked: Linked, selection: Selection, year: int) -> tuple[Selection, Selection] | None:
    grid = linked.grid
    first, last = ([row for row, of in grid.row_years.items() if of == each] for each in (year - 1, year))
    if grid.key is None or not first or len(first) != len(last):
        return None  # months of a year that has just begun are no year
    others = tuple(w for w in selection.rows if w.column != grid.key)
    key = grid.key
    wheres = (Where(key, "in", tuple(grid.value(row, key) for row in rows)) for rows in (first, last))
    before, after = (replace(selection, rows=(*others, where)) for where in wheres)
    return before, after
