"""TEDS: similarity of two tables as trees of rows and cells.

Source: Zhong, ShafieiBavani and Jimeno Yepes, "Image-based table recognition", 2020 (arXiv 1911.10683), section 5:
`1 - edit_distance / max(nodes)`, where inserting or deleting a node costs 1 and renaming one costs 1 when tag or spans
differ, else the normalised Levenshtein distance of the cells' texts. The tree edit distance is APTED's. All nodes
count, the root too, as in the paper (its published code leaves the root out); there are no nodes for header and body,
which the gold of the competition does not tell apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apted import APTED, Config
from rapidfuzz.distance import Levenshtein

from gbi_eval.metrics.adjacency import SpanCell


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a table's tree: "table", "tr" or "td"; cells have spans and text."""

    tag: str
    row_span: int = 1
    column_span: int = 1
    text: str = ""
    children: Sequence[Node] = field(default=())


class _Costs(Config):  # type: ignore[misc]  # apted has no types
    def rename(self, a: Node, b: Node) -> float:
        if (a.tag, a.row_span, a.column_span) != (b.tag, b.row_span, b.column_span):
            return 1.0
        return Levenshtein.normalized_distance(a.text, b.text) if a.tag == "td" else 0.0

    def children(self, node: Node) -> Sequence[Node]:
        return node.children


def tree(cells: Iterable[SpanCell]) -> Node:
    """The tree of a grid: its rows from the first to the last, in each the cells that start there, by column."""
    rows: dict[int, list[SpanCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    lines = []
    for number in range(max(rows, default=-1) + 1):
        found = sorted(rows.get(number, []), key=lambda cell: cell.column)
        lines.append(Node("tr", children=[Node("td", c.row_span, c.column_span, c.text.strip()) for c in found]))
    return Node("table", children=lines)


def teds(said: Iterable[SpanCell], gold: Iterable[SpanCell]) -> float:
    """0 to 1; two empty tables are alike."""
    a, b = tree(said), tree(gold)
    return 1.0 - float(APTED(a, b, _Costs()).compute_edit_distance()) / max(_size(a), _size(b))


def _size(node: Node) -> int:
    return 1 + sum(_size(child) for child in node.children)
