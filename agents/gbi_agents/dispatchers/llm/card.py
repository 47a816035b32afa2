"""The catalogue card: what there is to ask, chosen by relevance to the question within a budget of tokens.

One line of JSON for each table, figure, glossary entry and document. The likeliest tables come with columns, units,
sample rows and the rows that the question names; the others by name; the same catalogue gives the same card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gbi.types import Column, Region
from gbi_agents.dispatchers.llm.bounds import Bounds, tokens_of
from gbi_agents.dispatchers.llm.data import as_data, clip, shown
from gbi_agents.dispatchers.llm.relevance import Ranked, ranked, touches
from gbi_agents.dispatchers.rules import synonyms_of
from gbi_agents.linking import Synonyms
from gbi_agents.state import State
from gbi_agents.tables import load_grids
from gbi_agents.workspace import Workspace

DETAIL: tuple[tuple[int, int, int], ...] = ((24, 3, 6), (12, 2, 3), (8, 1, 1))
"""Columns, sample rows and named rows of a table, by how much room there is."""
FULL_SHARE = 0.75
"""Of the budget, for tables in full; the rest is for names, figures and the glossary."""


@dataclass(frozen=True)
class Card:
    """The lines, and which region each short name ("r3") in them stands for."""

    text: str
    regions: dict[str, str]


class Cards:
    """The last cards made, so that the calls of one question make one; a figure that was read anew makes another.

    Usable from any thread: two that miss at once make the same card.
    """

    def __init__(self, most: int = 16) -> None:
        self._made: dict[tuple[Any, ...], Card] = {}
        self._most = most

    def card(self, ws: Workspace, state: State, budget: int, bounds: Bounds) -> Card:
        """As `make_card`. Raises as the workspace."""
        reads = sum(observation["kind"] == "read" for observation in state.get("observations", []))
        asked = (state["resolved"], tuple(state.get("documents") or ()), state["deadline"])
        key = (str(ws.path), *asked, budget, reads)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = make_card(ws, state, budget, bounds)
            for old in list(self._made)[: -self._most]:
                self._made.pop(old, None)
        return found


class _Lines:
    """Lines within a budget of tokens: one that does not fit is left out."""

    def __init__(self, budget: int) -> None:
        self.left = budget
        self.lines: list[str] = []

    def add(self, entry: dict[str, Any], keep: int = 0) -> bool:
        """Whether the entry went in with `keep` tokens to spare."""
        line = as_data(entry)
        cost = tokens_of(line)
        if cost > self.left - keep:
            return False
        self.lines.append(line)
        self.left -= cost
        return True


def make_card(ws: Workspace, state: State, budget: int, bounds: Bounds) -> Card:
    """The card for the state's question in at most `budget` tokens (as guessed by `tokens_of`)."""
    question, documents = state["resolved"], state.get("documents")
    synonyms = synonyms_of(ws)
    regions = [region for region in ws.regions() if documents is None or region.document in documents]
    aliases = {region.id: f"r{number}" for number, region in enumerate(regions, 1)}
    tables = ranked(question, load_grids(ws, documents), synonyms)
    lines = _Lines(budget)
    brief = _in_full(lines, tables, aliases, int(budget * (1 - FULL_SHARE)))
    _glossary(lines, ws, question)
    left = [one for one in brief if not lines.add(_named(one, aliases))]
    if left:
        lines.add({"more_tables": len(left), "find_them_with": "search"})
    with_table = [one.grid.info.region for one in tables]
    order = [*with_table, *_unread(regions, frozenset(with_table), question, synonyms)]
    names = {info.id: info.name for info in ws.documents()}
    unread = frozenset(order) - frozenset(with_table)
    for region in regions:
        if region.id in unread and len(lines.lines) < 2 * bounds.regions:
            lines.add(_figure(region, aliases[region.id], names.get(region.document, "")))
    known = [region for region in dict.fromkeys(order) if region in aliases][: bounds.regions]
    return Card("\n".join(lines.lines), {aliases[region]: region for region in known})


def _in_full(lines: _Lines, tables: Sequence[Ranked], aliases: dict[str, str], keep: int) -> list[Ranked]:
    """Puts in the likeliest tables with as much detail as fits; returns those that are only to be named."""
    brief: list[Ranked] = []
    for at, one in enumerate(tables):
        likely = at == 0 or one.score >= 0.5 * tables[0].score
        levels = DETAIL if likely else DETAIL[1:]
        if not any(lines.add(_table(one, aliases, *level), keep) for level in levels):
            brief.append(one)
    return brief


def _table(one: Ranked, aliases: dict[str, str], columns: int, samples: int, named: int) -> dict[str, Any]:
    info, cells = one.grid.info, one.grid.cells
    wanted = dict.fromkeys((*one.columns, *(() if one.grid.key is None else (one.grid.key,))))
    rest = [at for at in range(len(info.columns)) if at not in wanted]
    chosen = sorted([*wanted, *rest][:columns])
    rows = list(dict.fromkeys((*one.rows[:named], *range(min(samples, len(cells))))))
    entry = _named(one, aliases) | {
        "columns": [_column(info.sql_columns[at], info.columns[at]) for at in chosen],
        "sample": [[shown(cells[row][at].value) for at in chosen] for row in sorted(rows)],
    }
    if info.mixed:
        entry["own_units_in_some_cells"] = [name for name in info.mixed if name in info.sql_columns][:columns]
    if len(chosen) < len(info.columns):
        entry["more_columns"] = [info.sql_columns[at] for at in range(len(info.columns)) if at not in chosen][:40]
    return entry


def _column(name: str, column: Column) -> dict[str, Any]:
    entry: dict[str, Any] = {"sql": name, "says": clip(column.name, 80), "type": column.type}
    if column.unit:
        entry["unit"] = clip(column.unit, 20)
    if column.scale != 1:
        entry["scale"] = shown(column.scale)
    return entry


def _named(one: Ranked, aliases: dict[str, str]) -> dict[str, Any]:
    info = one.grid.info
    entry: dict[str, Any] = {"table": info.name, "rows": info.rows}
    if info.region in aliases:
        entry["region"] = aliases[info.region]
    entry |= {"document": clip(info.document_name, 60), "page": info.page}
    if info.chart_type:
        entry["chart"] = info.chart_type
    for key, text in (("title", info.title), ("caption", info.caption), ("heading", info.heading)):
        if text and text not in entry.values():
            entry[key] = clip(text, 120)
    return entry


def _unread(regions: Sequence[Region], read: frozenset[str], question: str, synonyms: Synonyms) -> list[str]:
    """Figures without a table, those whose caption has the question's words first."""
    rest = [region for region in regions if region.id not in read]
    rest.sort(key=lambda region: -touches(question, f"{region.caption} {region.heading}", synonyms))
    return [region.id for region in rest]


def _figure(region: Region, alias: str, document: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"region": alias, "kind": region.kind, "document": clip(document, 60), "page": region.page}
    for key, text in (("caption", region.caption), ("heading", region.heading)):
        if text:
            entry[key] = clip(text, 120)
    return entry


def _glossary(lines: _Lines, ws: Workspace, question: str) -> None:
    """The workspace's own words and figures, those that the question touches first."""
    glossary = ws.glossary
    entries: list[tuple[int, dict[str, Any]]] = []
    for name, metric in glossary.metrics.items():
        entry = {"metric": clip(name, 60), "sql": clip(metric.sql, 200), "unit": metric.unit}
        entries.append((touches(question, f"{name} {metric.description}"), entry))
    for name, words in glossary.synonyms.items():
        also = {"term": clip(name, 60), "also": [clip(word, 40) for word in words[:8]]}
        entries.append((touches(question, " ".join((name, *words))), also))
    for _, entry in sorted(entries, key=lambda pair: -pair[0])[:12]:
        lines.add(entry)
