"""Cell adjacency of table structures: precision, recall and F1 over neighbouring pairs of texts.

Source: Göbel, Hassan, Oro and Orsi, "ICDAR 2013 Table Competition", section IV, after "A Methodology for Evaluating
Algorithms for Table Understanding in PDF Documents", DocEng 2012: each non-empty cell is linked to its nearest
non-empty neighbour to the right and below; a relation is (text, text, direction); texts are compared without white
space. Spanned cells link once to each neighbour.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gbi_eval.metrics.rms import Score

Relation = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class SpanCell:
    """A cell of a grid with spans; `row` and `column` count from 0."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


def relations(cells: Iterable[SpanCell]) -> Counter[Relation]:
    """The adjacency relations of one table."""
    filled = [cell for cell in cells if _fold(cell.text)]
    grid = {
        (r, c): i
        for i, cell in enumerate(filled)
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    }
    height, width = (max((key[axis] for key in grid), default=-1) + 1 for axis in (0, 1))
    rows = [[grid[r, c] for c in range(width) if (r, c) in grid] for r in range(height)]
    columns = [[grid[r, c] for r in range(height) if (r, c) in grid] for c in range(width)]
    links = {(*pair, "right") for line in rows for pair in _neighbours(line)}
    links |= {(*pair, "below") for line in columns for pair in _neighbours(line)}
    return Counter((_fold(filled[a].text), _fold(filled[b].text), way) for a, b, way in links)


def adjacency(said: Counter[Relation], gold: Counter[Relation]) -> Score:
    """Precision, recall and F1 of the relations as multisets; add up a document's tables first."""
    right = (said & gold).total()
    if not said.total() and not gold.total():
        return Score(1.0, 1.0, 1.0)
    precision = right / said.total() if said else 0.0
    recall = right / gold.total() if gold else 0.0
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0)


def _neighbours(line: list[int]) -> Iterator[tuple[int, int]]:
    return ((a, b) for a, b in itertools.pairwise(line) if a != b)


def _fold(text: str) -> str:
    """Without white space, in Unicode's compatibility form; dashes and quotes of one kind."""
    folded = unicodedata.normalize("NFKC", text).translate(str.maketrans("–—−‐‑’‘“”", "-----''\"\""))
    return "".join(folded.split())
