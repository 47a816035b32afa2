"""The operations in the order in which they are recognised; the first that makes sense of the table is the plan."""

from __future__ import annotations

from collections.abc import Callable

from gbi_agents.dispatchers.planning import (
    changes,
    choices,
    compute,
    counting,
    crossing,
    moments,
    moved,
    ordering,
    rank,
    sequence,
    shares,
    truth,
)
from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.selection import Linked

Recogniser = Callable[[Linked], Plan | None]

RECOGNISERS: tuple[Recogniser, ...] = (
    counting.meaning_plan,
    truth.truth_plan,
    truth.is_extreme_plan,
    crossing.crossing_plan,
    moments.first_time_plan,
    moments.moves_plan,
    ordering.movers_plan,
    ordering.order_plan,
    rank.derived_rank,
    changes.growth_plan,
    moved.moved_plan,
    changes.widest_gap_plan,
    changes.difference_plan,
    changes.ratio_plan,
    changes.per_plan,
    changes.product_plan,
    counting.count_plan,
    shares.share_plan,
    compute.aggregate_plan,
    choices.choice_plan,
    counting.filter_plan,
    rank.superlative_plan,
    sequence.neighbour_plan,
    counting.inverse_plan,
    sequence.trend_plan,
    compute.lookup_plan,
)


def plan(linked: Linked) -> Plan | None:
    """The plan for a question over one table; None where the table cannot serve it."""
    if not linked.grid.cells:
        return None
    for recogniser in RECOGNISERS:
        made = recogniser(linked)
        if made is not None:
            return made
    return None
