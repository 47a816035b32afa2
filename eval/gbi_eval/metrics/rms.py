"""Relative mapping similarity (RMS) of two tables: precision, recall and F1.

Source: Liu et al., "DePlot", 2023 (arXiv 2212.10505), section 3.1, and its reference implementation: a table is a set
of entries (row label + column header -> value); entries are assigned one to one by the edit distance of their keys
(cut off at 0.5), a pair scores key similarity times value similarity, values within relative distance 0.1 (cut off
beyond), and the better of the prediction and its transpose counts. One thing differs: "45%" and "45" are the same
number here, for whether a table repeats the sign in each cell is a matter of style.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein
from scipy.optimize import linear_sum_assignment

from gbi_eval.metrics.relaxed import to_float

TEXT_CUT = 0.5
NUMBER_CUT = 0.1
Table = Sequence[Sequence[str]]
"""Rows of texts, the header first; the first column holds the row labels."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, each 0 to 1."""

    precision: float
    recall: float
    f1: float


def rms(prediction: Table, gold: Table) -> Score:
    """RMS of a predicted table against the gold one; the better of the prediction and its transpose."""
    wanted = _entries(gold)
    ways = (_entries(prediction), _entries(_transposed(prediction)))
    return max((_score(entries, wanted) for entries in ways), key=lambda score: score.f1)


def text_similarity(a: str, b: str, cut: float = TEXT_CUT) -> float:
    """1 less the Levenshtein distance over the longer length; 0 where that distance reaches `cut`."""
    if not a and not b:
        return 1.0
    distance = Levenshtein.normalized_distance(a, b)
    return 1.0 - distance if distance < cut else 0.0


def value_similarity(said: str, wanted: str) -> float:
    """1 less the relative distance for numbers (0 from `NUMBER_CUT` on); equality or text similarity for the rest."""
    a, b = to_float(said.rstrip("% ")), to_float(wanted.rstrip("% "))
    if a is not None and b:
        distance = abs((b - a) / b)
        return 1.0 - distance if distance < NUMBER_CUT else 0.0
    if said == wanted or (a is not None and a == b):
        return 1.0
    return text_similarity(said, wanted)


def _transposed(table: Table) -> list[list[str]]:
    width = max((len(row) for row in table), default=0)
    return [[row[c] if c < len(row) else "" for row in table] for c in range(width)]


def _entries(table: Table) -> list[tuple[str, str]]:
    """(key, value) of each cell. A repeated key replaces the earlier one, as in the reference."""
    if not table:
        return []
    header, *rows = [[cell.strip().lower() for cell in row] for row in table]
    return list(
        {
            f"{row[0]} {name}": cell for row in rows if row for name, cell in zip(header[1:], row[1:], strict=False)
        }.items()
    )


def _score(said: Sequence[tuple[str, str]], wanted: Sequence[tuple[str, str]]) -> Score:
    if not said and not wanted:
        return Score(1.0, 1.0, 1.0)
    if not said or not wanted:
        return Score(float(not said), float(not wanted), 0.0)
    keys = np.array([[text_similarity(key, other) for other, _ in said] for key, _ in wanted])
    rows, columns = linear_sum_assignment(1.0 - keys)
    total = sum(keys[r, c] * value_similarity(said[c][1], wanted[r][1]) for r, c in zip(rows, columns, strict=True))
    if not total:
        return Score(0.0, 0.0, 0.0)
    precision, recall = float(total / len(said)), float(total / len(wanted))
    return Score(precision, recall, 2 * precision * recall / (precision + recall))
