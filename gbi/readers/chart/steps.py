"""Measured values put on the grid of round numbers that they were drawn from, when chance would not put them there.

Values counted in whole units (or in tenths, hundreds, ...) were drawn at their exact places, so their readings bunch at
the grid's steps. Renderers round marks and grid lines to whole pixels, each its own way, which moves all readings of
a figure by up to a pixel: where the bunches stand tells that shift too. A grid is believed when it explains the
readings far better than none does (a likelihood ratio over step and shift, with some readings allowed to be outliers).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.result import ChartTable
from gbi.types import Basis, Cell

NOISE = 0.3
"""A reading's standard deviation as a share of its stated error, the figure's common shift taken out."""
MOST_SHIFT = 0.8
"""The largest common shift, as a share of the typical error."""
STRAY = 0.03
"""The share of readings that may be anywhere: a hidden marker, a misread line."""
ODDS = math.log(30.0)
"""How much better (as a logarithm) a grid must explain the readings than values anywhere would."""
FINEST = 1.5
"""The least step in errors: finer grids cannot be told from none."""
SURE = 0.2
"""A reading further off its grid line, as a share of the step, stays where it is unless its error is as small."""
MANTISSAS = {5.0: math.log(0.25), 2.0: math.log(0.15), 1.0: math.log(0.6)}
"""Steps and how likely they are before anything is read: most data are whole numbers, tenths or thousands."""
APART = ("scatter", "bubble")
"""Kinds whose columns stand on different axes."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Values are multiples of `step`, read `shift` too high, or too far from zero when `outwards`."""

    step: float
    shift: float
    outwards: bool = False

    def unshifted(self, value: float) -> float:
        """The reading without the figure's common shift."""
        return value - self.shift * (math.copysign(1.0, value) if self.outwards else 1.0)

    def nearest(self, value: float) -> float:
        """The multiple of the step nearest to a reading."""
        return round(self.unshifted(value) / self.step) * self.step


def on_steps(table: ChartTable) -> ChartTable:
    """The table with its measured numbers on their common grid, their errors a quarter of a step where that is less;
    as it is where no grid shows."""
    numbers = [c for c, column in enumerate(table.columns) if column.type == "number" and c > 0]
    if table.chart_type in APART:
        numbers = [c for c, column in enumerate(table.columns) if column.type == "number"]
    units = {(table.columns[c].unit, table.columns[c].scale) for c in numbers}
    apart = table.chart_type in APART or len(units) > 1 or len([a for a in table.axes if a.direction == "y"]) > 1
    rows = [list(row) for row in table.rows]
    for group in [[c] for c in numbers] if apart else [numbers]:
        cells = [row[c] for row in rows for c in group]
        changed = dict(zip(map(id, cells), _settled(cells, outwards="bar" in table.chart_type), strict=True))
        for row in rows:
            for c in group:
                row[c] = changed[id(row[c])]
    return table.model_copy(update={"rows": tuple(tuple(row) for row in rows)})


def find_grid(values: Sequence[float], errors: Sequence[float], *, outwards: bool = False) -> Grid | None:
    """The grid of 1, 2 or 5 times a power of ten that explains the readings best, `errors` being their half-widths;
    None when none explains them far better than chance. With `outwards` a shift away from zero is tried as well.

    Readings that stand together count once. Raises `ValueError` when the lengths differ.
    """
    read, half = _bunches(values, errors)
    if len(read) < 2 or not np.isfinite(half).all():
        return None
    usual = float(np.median(half))
    tried = []
    for way in (False, True) if outwards and read.min() < 0 < read.max() else (outwards and read.max() < 0,):
        signs = np.sign(read) if way else np.ones(len(read))
        for step, likely in _steps(float(np.abs(read).max()), usual):
            odds, shift = _odds(read, signs, half, step, usual)
            tried.append((odds + likely, step, shift, way))
    best = max(tried, default=None)
    return Grid(*best[1:]) if best is not None and best[0] > ODDS else None


def _odds(
    read: NDArray[np.float64], signs: NDArray[np.float64], half: NDArray[np.float64], step: float, usual: float
) -> tuple[float, float]:
    """The logarithm of the likelihood ratio of a grid, averaged over the shifts, and the likeliest shift."""
    shifts = np.linspace(-MOST_SHIFT, MOST_SHIFT, 33) * usual
    off = read[None, :] - shifts[:, None] * signs[None, :]
    off = off - np.round(off / step) * step
    wide = NOISE * half[None, :]
    dense = np.exp(-0.5 * (off / wide) ** 2) / (wide * math.sqrt(2 * math.pi))
    dense += (np.exp(-0.5 * ((step - np.abs(off)) / wide) ** 2)) / (wide * math.sqrt(2 * math.pi))
    each = np.log((1 - STRAY) * dense * step + STRAY).sum(axis=1)
    top = float(each.max())
    return top + math.log(float(np.exp(each - top).mean())), float(shifts[int(each.argmax())])


def _steps(most: float, usual: float) -> list[tuple[float, float]]:
    """Steps from the size of the largest value down to the finest that the errors let be told, and how likely each
    is beforehand (as a logarithm)."""
    if most <= 0 or usual <= 0:
        return []
    powers = range(math.floor(math.log10(most)), math.floor(math.log10(FINEST * usual)) - 1, -1)
    steps = [(mantissa * 10.0**power, likely) for power in powers for mantissa, likely in MANTISSAS.items()]
    return [(step, likely) for step, likely in steps if FINEST * usual <= step <= most]


def _bunches(values: Sequence[float], errors: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middles and errors of the readings that stand apart: equal data are no evidence twice."""
    groups: list[list[tuple[float, float]]] = []
    for value, error in sorted(zip(values, errors, strict=True)):
        if value == 0.0 or error <= 0.0:
            continue
        if groups and value - groups[-1][-1][0] <= 0.35 * error:
            groups[-1].append((value, error))
        else:
            groups.append([(value, error)])
    middles = [sum(v for v, _ in group) / len(group) for group in groups]
    return np.array(middles), np.array([min(e for _, e in group) for group in groups])


def _settled(cells: Sequence[Cell], *, outwards: bool) -> Sequence[Cell]:
    measured = [c for c in cells if _is_measured(c)]
    values, errors = [float(c.value or 0) for c in measured], [c.error or 0.0 for c in measured]
    grid = find_grid(values, errors, outwards=outwards)
    return cells if grid is None else [_put(c, grid) if _is_measured(c) else c for c in cells]


def _is_measured(cell: Cell) -> bool:
    return cell.basis is Basis.MEASURED and isinstance(cell.value, int | float) and bool(cell.error)


def _put(cell: Cell, grid: Grid) -> Cell:
    """The cell on the grid; one that stands between two of its lines only loses the shift."""
    read, error = float(cell.value or 0), cell.error or 0.0
    plain, whole = grid.unshifted(read), grid.nearest(read)
    between = abs(plain - whole) > max(SURE * grid.step, 0.3 * error)
    if between or error > grid.step:
        value, half = plain if read else 0.0, error
    else:
        value, half = whole, min(error, grid.step / 4)
    value = round(value, max(0, 1 - math.floor(math.log10(min(half, grid.step))))) + 0.0
    return cell.model_copy(update={"value": value, "text": f"{value:.12g}", "error": half})
