"""Measured values put on the grid of round numbers that they all lie on, when chance would not put them there.

Values counted in whole units (or in halves, hundreds, ...) were drawn at their exact places: ten readings that all
come within their error of an integer, while the errors are a tenth of a unit, are integers. Where the errors are not
much smaller than the step, or the readings few, nothing is changed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gbi.readers.chart.result import ChartTable
from gbi.types import Basis, Cell

MOST_ERROR = 0.2
"""The largest error, as a share of the step, that lets a value be put on the grid."""
CHANCE = 1e-3
"""The probability, were the values anywhere, that they all lie so near to the grid."""
MANTISSAS = (5.0, 2.0, 1.0)


def on_steps(table: ChartTable) -> ChartTable:
    """The table with the measured numbers of each column on the column's grid; errors stay as they were."""
    columns = [[row[c] for row in table.rows] for c in range(len(table.columns))]
    changed = [_column(cells) if table.columns[c].type == "number" else cells for c, cells in enumerate(columns)]
    rows = tuple(tuple(column[r] for column in changed) for r in range(len(table.rows)))
    return table.model_copy(update={"rows": rows})


def common_step(values: Sequence[float], errors: Sequence[float]) -> float | None:
    """The largest step of 1, 2 or 5 times a power of ten that all values are multiples of within their errors; None
    when there is none that chance would not explain. Raises `ValueError` when the lengths differ."""
    pairs = sorted(zip(values, errors, strict=True))
    distinct = [(v, e) for i, (v, e) in enumerate(pairs) if i == 0 or v - pairs[i - 1][0] > e]
    worst = max((e for _, e in distinct), default=0.0)
    if len(distinct) < 2 or worst <= 0.0 or not math.isfinite(worst):
        return None
    power = math.floor(math.log10(max(abs(v) for v, _ in distinct) or worst))
    lowest = math.floor(math.log10(worst))
    for exponent in range(power, lowest - 1, -1):
        for mantissa in MANTISSAS:
            step = mantissa * 10.0**exponent
            if worst <= MOST_ERROR * step and _explained(distinct, step):
                return step
    return None


def _explained(pairs: Sequence[tuple[float, float]], step: float) -> bool:
    if any(abs(v - round(v / step) * step) > e for v, e in pairs):
        return False
    chance = math.fsum(math.log(min(1.0, 2 * max(e, 1e-12) / step)) for _, e in pairs)
    return chance < math.log(CHANCE)


def _column(cells: Sequence[Cell]) -> Sequence[Cell]:
    measured = [c for c in cells if c.basis == Basis.MEASURED and isinstance(c.value, int | float) and c.error]
    step = common_step([float(c.value or 0) for c in measured], [c.error or 0.0 for c in measured])
    if step is None:
        return cells
    chosen = {id(c) for c in measured}
    return [_put(c, step) if id(c) in chosen else c for c in cells]


def _put(cell: Cell, step: float) -> Cell:
    whole = round(float(cell.value or 0) / step)
    value = round(whole * step, max(0, -math.floor(math.log10(step)))) + 0.0
    return cell.model_copy(update={"value": value, "text": f"{value:.12g}"})
