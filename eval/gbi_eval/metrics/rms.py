"""Relative mapping similarity (RMS) of two tables: precision, recall and F1.

Source: Liu et al., "DePlot", 2023 (arXiv 2212.10505), section 3.1, and its reference implementation
(google-research/deplot/metrics.py): a table is a set of entries (row label + column header -> value); entries are
assigned one to one by the normalised edit distance of their keys (0.5 and more counts as 1), a pair scores
`(1 - key distance) * (1 - value distance)`, where the value distance of numbers is `|said - gold| / |gold|` (0.1 and
more counts as 1) and that of texts their edit distance; precision is the sum over the entries said, recall over the
gold ones, and the better of the prediction and its transpose counts. What differs: "45%" and "45" are the same number
here, as are "1,250" and "1250", for a table's style is not its content; tables have no title entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from scipy.optimize import linear_sum_assignment

from gbi_eval.metrics.relaxed import to_float

TEXT_CUT = 0.5
NUMBER_CUT = 0.1
LARGE = 360_000
HUGE = 9_000_000
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


def assign_labels(a: Sequence[str], b: Sequence[str], cut: float = TEXT_CUT) -> list[tuple[int, int, float]]:
    """Pairs (index in a, index in b, similarity), one to one, the sum of similarities greatest; only similar ones.

    Of equal labels the nearest in order go together. In large tables equal labels are taken first, for the exact
    algorithm takes the cube of the size; what is left of a table with more than `HUGE` pairs stays without partners.
    """
    pairs: list[tuple[int, int, float]] = []
    rows, columns = list(range(len(a))), list(range(len(b)))
    if len(a) * len(b) > LARGE:
        waiting: dict[str, list[int]] = {}
        for j in reversed(columns):
            waiting.setdefault(b[j], []).append(j)
        pairs = [(i, waiting[label].pop(), 1.0) for i, label in enumerate(a) if waiting.get(label)]
        rows, columns = sorted(set(rows) - {i for i, _, _ in pairs}), sorted(set(columns) - {j for _, j, _ in pairs})
    if not rows or not columns or len(rows) * len(columns) > HUGE:
        return pairs
    left, right = [a[i] for i in rows], [b[j] for j in columns]
    likeness = process.cdist(left, right, scorer=Levenshtein.normalized_similarity, dtype=np.float64)
    likeness = np.where(likeness > 1.0 - cut, likeness, 0.0)
    places = np.array(rows)[:, None] / len(a), np.array(columns)[None, :] / len(b)
    best = linear_sum_assignment(-(likeness - 1e-6 * np.abs(places[0] - places[1])))
    found = zip(*(index.tolist() for index in best), strict=True)
    return pairs + [(rows[r], columns[c], float(likeness[r, c])) for r, c in found if likeness[r, c] > 0]


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
    pairs = assign_labels([key for key, _ in wanted], [key for key, _ in said])
    total = sum(likeness * value_similarity(said[c][1], wanted[r][1]) for r, c, likeness in pairs)
    if not total:
        return Score(0.0, 0.0, 0.0)
    precision, recall = float(total / len(said)), float(total / len(wanted))
    return Score(precision, recall, 2 * precision * recall / (precision + recall))
