"""Which of two: names of one axis with "or" between them compete."""

from __future__ import annotations

from typing import Literal

from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.rank import rank_plan
from gbi_agents.dispatchers.planning.ranking import Derive, Ranking
from gbi_agents.dispatchers.planning.selection import Linked, pick_of, select
from gbi_agents.dispatchers.planning.thresholds import test_of


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
    if key_rows and intent.has("or", "and"):
        pick = pick_of(linked, selection)
        if len(pick.columns) == 1:
            return rank_plan(linked, Ranking(pick, "row", "one", direction), direction)
    if len(selection.columns) > 1 and intent.has("or"):
        pick = pick_of(linked, selection)
        derive: Derive = "one" if len(pick.rows()) == 1 else "sum"
        return rank_plan(linked, Ranking(pick, "column", derive, direction), direction)
    return None
