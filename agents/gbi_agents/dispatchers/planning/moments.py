"""Moments of one series: when it first passed a threshold, in which years it rose or fell, and how many those are."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.rank import rank_plan, target
from gbi_agents.dispatchers.planning.ranking import Ranking, descending
from gbi_agents.dispatchers.planning.selection import Linked, Selection, pick_of, select
from gbi_agents.dispatchers.planning.sqltree import name
from gbi_agents.dispatchers.planning.thresholds import threshold


def first_time_plan(linked: Linked) -> Plan | None:
    """ "When did revenue first exceed 1,000": of the years that pass the earliest, or the latest for "last"."""
    intent, grid = linked.intent, linked.grid
    cue, test = intent.first("first", "last"), threshold(linked)
    if cue is None or test is None or intent.ask != "label" or not grid.row_years or grid.key is None:
        return None
    selection = _open(linked)
    pick = pick_of(linked, selection)
    if target(linked, selection)[0] != "row" or len(pick.columns) != 1:
        return None
    every = Ranking(pick, "row", "one", k=None, test=test)
    passing = sorted(every.chosen(), key=lambda entry: grid.row_years.get(entry.cells[0][0], 0))
    if not passing:
        return None
    entry = passing[0 if cue.kind == "first" else -1]
    made = rank_plan(linked, every, "filter", test=test[0])
    if made is None or not isinstance(made.tree, exp.Select):
        return None
    late = descending(grid.row_years) != (cue.kind == "last")
    order = exp.Ordered(this=name("_row"), desc=late, nulls_first=False)
    saying = made.saying.model_copy(update={"shape": "label", "operation": "inverse"})
    return replace(
        made, tree=made.tree.order_by(order).limit(1), saying=saying, expected=entry.label,
        value_cells=every.addresses([entry]), support_cells=(),
    )  # fmt: skip


def _open(linked: Linked) -> Selection:
    """The selection without the position that "first" would otherwise mean."""
    cues = tuple(cue for cue in linked.intent.cues if cue.kind not in ("first", "last"))
    return select(replace(linked, intent=linked.intent.model_copy(update={"cues": cues})))


def moves_plan(linked: Linked) -> Plan | None:
    """ "In which years did revenue fall", "how many times did it rise": the years whose step has that sign."""
    intent, grid = linked.intent, linked.grid
    moved = intent.first("up", "down", "decline")
    counted = intent.ask == "count" and bool(intent.noun) and intent.noun[-1] in ("year", "time", "年", "次")
    listed = intent.ask in ("label", "list") and bool(intent.noun) and intent.noun[0] in ("year", "年")
    if moved is None or not (counted or listed) or intent.numbers or not grid.row_years:
        return None
    if intent.has("max", "min", "fastest", "slowest", "fellmost", "overtake", "more", "less", "difference", "share"):
        return None
    pick = pick_of(linked, select(linked))
    if len(pick.columns) != 1 or len(pick.rows()) < 3:
        return None
    ranking = Ranking(pick, "row", "step", k=None, test=(">" if moved.kind == "up" else "<", 0.0))
    made = rank_plan(linked, ranking, "filter", test=ranking.test[0] if ranking.test else "")
    if made is None or not counted:
        return made
    tree = exp.select(exp.alias_(exp.Count(this=exp.Star()), "value")).from_(made.tree.subquery("counted"))
    labels = tuple(str(entry.label) for entry in ranking.chosen())
    saying = made.saying.model_copy(update={"operation": "count", "shape": "count", "subjects": labels[:12]})
    return replace(made, tree=tree, saying=saying, expected=float(len(labels)), support_cells=())
