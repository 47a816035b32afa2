"""How likely a value that was read is right: what is known when reading, weighed as it was found to matter.

"Right" is within 3 % of its column's range. The weights are a logistic regression over values of made charts and of
one half of a development sample. A value that another witness contradicts, or that was a guess, is never made surer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gbi.readers.chart.result import ChartTable
from gbi.types import Basis, Cell

LEAST, MOST = 0.03, 0.998
GUESS = 0.5  # a reader that is no surer guessed: a bar that is not there, a point behind another
FINE = 0.001  # of the column's range: a smaller half-width is as good as none
NEAR = 0.048  # of the column's range: of values with a w times wider half-width 1 in w is right (half a sample)
PRINTED_WEIGHTS = (1.73, -1.14, 0.0, -0.3, 0.0, 0.0)
MEASURED_WEIGHTS = (-1.72, -0.99, -0.43, -0.1, -4.79, -1.26)


def weighed(table: ChartTable) -> ChartTable:
    """The table with every number's confidence as a probability, and its own as their mean; values stay."""
    rows = [list(row) for row in table.rows]
    for c, column in enumerate(table.columns):
        if c == 0 or column.type != "number":
            continue
        spread = _spread([row[c] for row in table.rows])
        for row in rows:
            if row[c].value is not None:
                sure = min(_chance(features(table, row, row[c], spread), row[c].basis), _room(row[c], spread))
                known = min(sure, row[c].confidence) if row[c].alternatives or row[c].confidence <= GUESS else sure
                row[c] = row[c].model_copy(update={"confidence": round(known, 4)})
    found = [cell.confidence for row in rows for cell in row[1:] if cell.value is not None]
    mean = round(min(table.confidence, sum(found) / len(found)), 3) if found else table.confidence
    return table.model_copy(update={"rows": tuple(tuple(row) for row in rows), "confidence": mean})


def features(table: ChartTable, row: Sequence[Cell], cell: Cell, spread: float) -> tuple[float, ...]:
    """What speaks for and against a value, 6 numbers: one; the reader's own doubt (logarithm); the half-width against
    the column's range (logarithm); the share of labels that had to be inferred between printed ones, where this row's
    is of them; its label's doubt; whether there are doubts about the whole figure."""
    label = row[0]
    inferred = sum(r[0].basis is not Basis.PRINTED for r in table.rows) / len(table.rows)
    return (
        1.0,
        math.log(max(1.0 - cell.confidence, 0.002)),
        math.log(max((cell.error or 0.0) / spread, FINE)),
        inferred if label.basis is not Basis.PRINTED and inferred < 1.0 else 0.0,
        1.0 - label.confidence,
        float(len(table.warnings) > 0),
    )


def _spread(cells: Sequence[Cell]) -> float:
    """Largest less smallest of a column's numbers; the size of the one value, else 1, where that is zero."""
    numbers = [float(c.value) for c in cells if isinstance(c.value, int | float)]
    spread = max(numbers) - min(numbers) if numbers else 0.0
    return spread or abs(numbers[0] if numbers else 0.0) or 1.0


def _room(cell: Cell, spread: float) -> float:
    """The most that a value's half-width leaves to hope for: one as wide as much of the column is seldom right."""
    share = (cell.error or 0.0) / spread
    return MOST if cell.basis is Basis.PRINTED or share <= NEAR else max(LEAST, NEAR / share)


def _chance(found: Sequence[float], basis: Basis) -> float:
    weights = PRINTED_WEIGHTS if basis is Basis.PRINTED else MEASURED_WEIGHTS
    score = sum(w * x for w, x in zip(weights, found, strict=True))
    return min(MOST, max(LEAST, 1.0 / (1.0 + math.exp(-score))))
