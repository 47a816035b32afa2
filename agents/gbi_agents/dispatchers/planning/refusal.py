"""A refusal that helps: what is missing by name, and questions that the tables at hand could answer."""

from __future__ import annotations

from collections.abc import Sequence

from gbi_agents.actions import Answer
from gbi_agents.dispatchers.planning.understand import Interpretation
from gbi_agents.state import State
from gbi_agents.values import are_years
from gbi_agents.wording import bare_measure


def refusal(state: State, found: Sequence[Interpretation]) -> Answer:
    """Unanswerable: the words that no table accounts for (every table's missing ones, else the nearest's)."""
    colour = next((i for i in found if i.linked.intent.ask == "colour"), None)
    zh = state["language"] == "zh"
    if colour is not None:
        return Answer(
            status="unanswerable", missing=("颜色" if zh else "colours",), suggestions=suggestions(state, found)
        )
    nearest = max(found, key=lambda i: i.score, default=None)
    missing: tuple[str, ...] = ()
    if nearest is not None:
        missing = nearest.missing or _joined(nearest.uncovered, zh)
    return Answer(status="unanswerable", missing=missing, suggestions=suggestions(state, found))


def _joined(words: Sequence[str], zh: bool) -> tuple[str, ...]:
    if not words:
        return ()
    return ("".join(words),) if zh else tuple(dict.fromkeys(words))


def suggestions(state: State, found: Sequence[Interpretation], most: int = 3) -> tuple[str, ...]:
    """Questions made of the labels of the nearest tables."""
    zh = state["language"] == "zh"
    out: list[str] = []
    for interpretation in sorted(found, key=lambda i: -i.score)[:most]:
        grid = interpretation.grid
        if not grid.values or not grid.cells or grid.key is None:
            continue
        rows = range(len(grid.cells))
        first = min(
            grid.values, key=lambda c: are_years(grid.value(row, c) for row in rows)
        )  # years are the last choice
        column = grid.info.columns[first]
        measure = bare_measure(column.name) or grid.info.title
        row = grid.row_name(len(grid.cells) // 2)
        if not measure or not row:
            continue
        out.append(f"{row}的{measure}是多少？" if zh else f"What is the {measure} for {row}?")
        what = grid.info.columns[grid.key].name
        if what:
            out.append(f"{measure}最高的是哪个{what}？" if zh else f"Which {what.lower()} has the highest {measure}?")
    return tuple(dict.fromkeys(out))[:most]
