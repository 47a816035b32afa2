"""ICDAR-2013's measure of table structure: F1 of adjacency relations (Göbel et al., DocEng 2012).

Every non-empty cell relates to its nearest non-empty neighbour on the right and below; text is compared without case,
space and punctuation. A relation counts once, however many rows or columns the two cells share.
"""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

Span = tuple[int, int, int, int, str]
"""First row, first column, last row, last column, text."""
Relations = Counter[tuple[str, str, str]]


def fold(text: str) -> str:
    """Letters and digits alone; where there are none, the text without space."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\W_]+", "", text).lower() or re.sub(r"\s+", "", text)


def relations(cells: Sequence[Span]) -> Relations:
    """The table's relations, each with the number of pairs of cells that have it."""
    held = {
        (r, c): index
        for index, (r0, c0, r1, c1, text) in reversed(list(enumerate(cells)))
        if fold(text)
        for r in range(r0, r1 + 1)
        for c in range(c0, c1 + 1)
    }
    height = max((r for r, _ in held), default=-1) + 1
    width = max((c for _, c in held), default=-1) + 1
    found: set[tuple[int, int, str]] = set()
    for (r, c), index in held.items():
        right = next((held[r, k] for k in range(c + 1, width) if (r, k) in held), None)
        below = next((held[k, c] for k in range(r + 1, height) if (k, c) in held), None)
        found |= {(index, other, way) for other, way in ((right, "h"), (below, "v")) if other not in (None, index)}
    return Counter((fold(cells[a][4]), fold(cells[b][4]), way) for a, b, way in found)


def gold(path: Path) -> list[Relations]:
    """The relations of each table of a `*-str.xml` file."""
    tables: list[Relations] = []
    for table in ET.parse(path).getroot().findall("table"):
        merged: Relations = Counter()
        for region in table.findall("region"):
            merged += relations([_span(cell) for cell in region.findall("cell")])
        tables.append(merged)
    return tables


def _span(cell: ET.Element) -> Span:
    row, col = int(cell.get("start-row", "0")), int(cell.get("start-col", "0"))
    content = cell.find("content")
    text = "".join(content.itertext()) if content is not None else ""
    return row, col, int(cell.get("end-row") or row), int(cell.get("end-col") or col), text


def f1(expected: Sequence[Relations], found: Sequence[Relations]) -> float:
    """F1 over a document's tables, each gold table paired with the found one that shares most with it."""
    left = list(found)
    hits = 0
    for table in expected:
        best = max(left, key=lambda other: (table & other).total(), default=None)
        if best is not None and (table & best).total():
            hits += (table & best).total()
            left.remove(best)
    total = sum(t.total() for t in expected) + sum(t.total() for t in found)
    return 2 * hits / total if total else 1.0
