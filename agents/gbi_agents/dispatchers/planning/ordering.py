"""Everything in order ("rank the regions by revenue in 2023"), and all that rose or fell between two years."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from sqlglot import exp

from gbi_agents.dispatchers.planning.expr import Pick, Where
from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.rank import TIME, competing, count_asked, rank_plan, target
from gbi_agents.dispatchers.planning.ranking import Ranking
from gbi_agents.dispatchers.planning.selection import Linked, pick_of, select, year_before, year_points
from gbi_agents.language import fold
from gbi_agents.linking import words_alike

_UPWARDS = re.compile(
    r"\b(?:lowest|smallest|least)(?: (?:first|to))|\bascending\b|\bincreasing order\b|[从由][低小]到[高大]|升序"
)
_WHICH = re.compile(r"\bwhich\b|\bhow many\b|哪|谁|几[个家种类项款]|多少[个家种类项款]")
_CAUSE = re.compile(
    r"\b(?:dr[io]ven?|caus|contribut|due|because|reason|led to|result|offset|after)|导致|原因|推动|带动|影响"
)
_OTHER = (
    "max", "min", "fastest", "slowest", "fellmost", "overtake", "more", "less", "atleast", "atmost", "difference",
    "growth", "decline", "cagr", "ratio", "average", "sum", "median", "not", "rank", "equal", "than",
)  # fmt: skip


def order_plan(linked: Linked) -> Plan | None:
    """All names with their values in order of one column, or of one row where series compete."""
    intent, grid = linked.intent, linked.grid
    if not intent.has("order") or intent.has("rank", "up", "down", "change", "difference") or intent.ask == "count":
        return None
    cues = tuple(cue for cue in intent.cues if cue.kind not in ("first", "last", "middle"))
    open_ended = replace(linked, intent=intent.model_copy(update={"cues": cues}))
    selection = select(open_ended)
    by, label_column = target(open_ended, selection)
    pick = competing(open_ended, selection, by)
    if (by == "row" and len(pick.columns) != 1) or (by == "column" and len(pick.rows()) != 1):
        return None
    way: Literal["max", "min"] = "min" if _UPWARDS.search(fold(intent.question)) else "max"
    ranking = Ranking(pick, by, "one", way, count_asked(linked), label_column=label_column)
    values = [entry.value for entry in ranking.entries()]
    if len(values) < 2 or (grid.row_years and by == "row"):
        return None
    return rank_plan(open_ended, ranking, way)


def movers_plan(linked: Linked) -> Plan | None:
    """ "Which regions declined in 2022", "which vendor lost share between 2021 and 2023": the rows, or the series,
    whose value is lower than that of the year before, or of the earlier year that is named."""
    intent, grid = linked.intent, linked.grid
    moved, text = intent.first("up", "down"), fold(intent.question)
    if moved is None or not _WHICH.search(text) or _CAUSE.search(text) or intent.numbers or intent.has(*_OTHER):
        return None
    if (intent.noun and intent.noun[0] in TIME) or not _named_kind(linked):
        return None
    ends = _years(linked)
    test = (">" if moved.kind == "up" else "<", 0.0)
    ranking = None
    if ends is not None and grid.column_years:
        ranking = _rows(linked, ends, test)
    elif ends is not None and grid.row_years and grid.key is not None:
        ranking = _series(linked, ends, test)
    made = rank_plan(linked, ranking, "filter", test=test[0]) if ranking is not None else None
    return _counted(made) if made is not None and intent.ask == "count" else made


def _counted(made: Plan) -> Plan:
    """How many the list has, with their names."""
    labels = made.expected if isinstance(made.expected, tuple) else (made.expected,)
    tree = exp.select(exp.alias_(exp.Count(this=exp.Star()), "value")).from_(made.tree.subquery("counted"))
    names = tuple(str(label) for label in labels[:12])
    saying = made.saying.model_copy(update={"operation": "count", "shape": "count", "subjects": names})
    return replace(made, tree=tree, saying=saying, expected=float(len(labels)), support_cells=())


def _named_kind(linked: Linked) -> bool:
    """The noun after "which" is what the rows or the series of the table are."""
    grid, noun = linked.grid, linked.intent.noun
    if any(m.label.axis == "column" and m.label.index == grid.key for m in linked.mentions):
        return True
    heads = {word for label in grid.column_labels if label.index == grid.key for form in label.forms for word in form}
    heads |= grid.context
    if noun and any(words_alike(noun[0], head, linked.synonyms) >= 0.9 for head in heads):
        return True
    word = "".join(noun)
    rows = [label.text for label in grid.row_labels if label.column == grid.key]
    return linked.intent.language == "zh" and bool(word) and bool(rows) and all(row.endswith(word) for row in rows)


def _years(linked: Linked) -> tuple[int, int] | None:
    """(earlier, later): the two years named, the one named and the one before it, or the table's only two."""
    known = set(linked.grid.column_years.values()) or set(linked.grid.row_years.values())
    points = sorted({year for _, _, year in year_points(linked, 0, linked.size)})
    if len(points) == 1:
        points = [points[0] - 1, points[0]]
    elif not points and len(known) == 2 and not linked.intent.years:
        points = sorted(known)
    return (points[0], points[1]) if len(points) == 2 and set(points) <= known else None


def _rows(linked: Linked, ends: tuple[int, int], test: tuple[str, float]) -> Ranking | None:
    grid, selection = linked.grid, select(linked, ranges=False)
    if any(w.column == grid.key for w in selection.rows):
        return None
    later = [c for c, year in grid.column_years.items() if year == ends[1]]
    if len(later) > 1:
        later = [c for c in later if c in selection.columns]
    before = year_before(grid, later[0], ends[0]) if len(later) == 1 else None
    if before is None:
        return None
    pick = pick_of(linked, replace(selection, columns=(later[0], before)))
    return Ranking(pick, "row", "-", k=None, test=test)


def _series(linked: Linked, ends: tuple[int, int], test: tuple[str, float]) -> Ranking | None:
    grid = linked.grid
    rows = {year: row for row, year in grid.row_years.items()}
    columns = tuple(c for c in grid.values if c not in grid.total_columns)
    if len(rows) != len(grid.row_years) or len(columns) < 2 or grid.key is None:
        return None
    last, first = rows[ends[1]], rows[ends[0]]
    where = Where(grid.key, "in", (grid.value(last, grid.key), grid.value(first, grid.key)))
    return Ranking(Pick(grid, columns, (where,)), "column", "-", k=None, test=test, ends=(last, first))
