"""Per-cell F1 of a read table: how many numbers are within a share of the gold column's value range.

Rows and columns are assigned one to one by the similarity of their folded labels; a gold number without a partner
counts against recall, a predicted number without one against precision. The measure is this project's own: relative
error alone flatters large values and punishes zeros, while on a chart what can be known is a share of the axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gbi_eval.metrics.relaxed import fold
from gbi_eval.metrics.rms import Score, assign_labels

LABEL_CUT = 0.4
Number = float | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers with labels: `values[r][c]` stands at `rows[r]`, `columns[c]`; None where there is no number."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[Number, ...], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """One gold number and what was said of it; `position` is (row, column) in the prediction, None without a partner.
    `distance` is the error as a share of `spread`, the gold column's range (None where nothing was said)."""

    gold: float
    said: Number
    distance: float | None
    position: tuple[int, int] | None
    spread: float = 1.0


def match_cells(prediction: Grid, gold: Grid) -> tuple[Match, ...]:
    """Pairs every gold number with the predicted one at the assigned row and column."""
    row_of = assign(gold.rows, prediction.rows)
    column_of = assign(gold.columns, prediction.columns, lone=True)
    matches = []
    for c in range(len(gold.columns)):
        numbers = [row[c] for row in gold.values if row[c] is not None]
        spread = value_range([n for n in numbers if n is not None])
        for r, row in enumerate(gold.values):
            wanted = row[c]
            if wanted is None:
                continue
            position = (row_of[r], column_of[c]) if r in row_of and c in column_of else None
            said = prediction.values[position[0]][position[1]] if position else None
            distance = None if said is None else abs(said - wanted) / spread
            matches.append(Match(wanted, said, distance, position, spread))
    return tuple(matches)


def cell_f1(prediction: Grid, gold: Grid, tolerance: float) -> Score:
    """Precision, recall and F1 of numbers within `tolerance` (0.01, 0.03, 0.05) of the gold column's range."""
    matches = match_cells(prediction, gold)
    right = sum(m.distance is not None and m.distance <= tolerance + 1e-9 for m in matches)
    said = sum(value is not None for row in prediction.values for value in row)
    if not matches and not said:
        return Score(1.0, 1.0, 1.0)
    precision, recall = right / said if said else 0.0, right / len(matches) if matches else 0.0
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0)


def value_range(numbers: Sequence[float]) -> float:
    """Maximum less minimum; the size of the one value, else 1, where that is zero."""
    spread = max(numbers) - min(numbers) if numbers else 0.0
    return spread or abs(numbers[0] if numbers else 0.0) or 1.0


def assign(gold: Sequence[str], said: Sequence[str], *, lone: bool = False) -> dict[int, int]:
    """Index in `said` for indices in `gold`, one to one, the sum of label similarities greatest.

    Equal labels are taken in their order. With `lone`, a single gold label and a single said one belong together
    whatever they are called: a chart of one series often prints no name for it.
    """
    if lone and len(gold) == 1 and len(said) == 1:
        return {0: 0}
    if not gold or not said:
        return {}
    a, b = [fold(label) for label in gold], [fold(label) for label in said]
    return {r: c for r, c, _ in assign_labels(a, b, LABEL_CUT)}
