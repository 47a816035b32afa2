"""Measured values on the grid of round numbers that they were drawn from."""

from __future__ import annotations

import random

import pytest

from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.steps import find_grid, on_steps
from gbi.types import Axis, Basis, Cell, Column

WHOLE = [28.0, 55.0, 43.0, 91.0, 81.0, 66.0, 37.0, 12.0]


def noisy(values: list[float], error: float, seed: int = 1) -> list[float]:
    """Readings as pixels give them: normally spread by a quarter of the error."""
    draw = random.Random(seed)
    return [value + draw.gauss(0.0, 0.25 * error) for value in values]


def test_integers_read_with_small_errors_are_integers() -> None:
    grid = find_grid([28.03, 54.98, 43.01, 90.96, 81.02], [0.1] * 5)
    assert grid is not None
    assert grid.step == 1.0
    assert [grid.nearest(v) for v in (28.03, 90.96)] == [28.0, 91.0]


def test_a_coarser_grid_wins_when_all_lie_on_it() -> None:
    tenths = find_grid([0.1001, 0.5999, 0.8998, 0.7001], [0.002] * 4)
    assert tenths is not None and tenths.step == pytest.approx(0.1)
    hundreds = find_grid([500.4, 1499.0, 2000.7, 3500.1], [3.0] * 4)
    assert hundreds is not None and hundreds.step in (100.0, 500.0)
    assert hundreds.nearest(1499.0) == 1500.0


@pytest.mark.parametrize("shift", [-0.2, 0.0, 0.2])
def test_what_moved_all_readings_of_a_figure_is_taken_out(shift: float) -> None:
    grid = find_grid([v + shift for v in noisy(WHOLE, 0.4)], [0.4] * len(WHOLE))
    assert grid is not None
    assert grid.shift == pytest.approx(shift, abs=0.06)
    assert [grid.nearest(v + shift) for v in WHOLE] == WHOLE


def test_bars_on_both_sides_of_zero_are_all_drawn_too_long() -> None:
    values = [v if i % 2 else -v for i, v in enumerate(WHOLE)]
    read = [v + (0.2 if v > 0 else -0.2) for v in noisy(values, 0.4)]
    grid = find_grid(read, [0.4] * len(read), outwards=True)
    assert grid is not None and grid.outwards
    assert [grid.nearest(v) for v in read] == values


@pytest.mark.parametrize("seed", range(12))
def test_values_anywhere_stay_where_they_are(seed: int) -> None:
    draw = random.Random(seed)
    assert find_grid([draw.uniform(5, 90) for _ in range(9)], [0.3] * 9) is None


def test_few_or_coarse_readings_are_not_put_on_a_grid() -> None:
    assert find_grid([], []) is None
    assert find_grid([28.0], [0.1]) is None
    assert find_grid([28.0, 55.0, 43.0], [0.4] * 3) is None
    assert find_grid(WHOLE, [0.9] * len(WHOLE)) is None


def test_equal_readings_count_once() -> None:
    assert find_grid([3.01] * 20, [0.1] * 20) is None


def test_a_stray_reading_does_not_undo_the_grid() -> None:
    grid = find_grid([*noisy(WHOLE, 0.2), 47.43], [0.2] * 9)
    assert grid is not None and grid.step == 1.0


def cell(value: float, basis: Basis = Basis.MEASURED, error: float = 0.1) -> Cell:
    return Cell(value=value, basis=basis, error=error if basis == Basis.MEASURED else 0.0)


def chart(kind: str, *columns: list[Cell], axes: tuple[Axis, ...] = ()) -> ChartTable:
    names = tuple(Column(name=f"c{i}", type="number" if i else "text") for i in range(len(columns) + 1))
    rows = tuple((Cell(value="x", basis=Basis.PRINTED), *row) for row in zip(*columns, strict=True))
    return ChartTable(chart_type=kind, columns=names, rows=rows, axes=axes)


def test_only_measured_numbers_change() -> None:
    measured = [cell(v) for v in (28.03, 54.98, 43.01, 90.96, 81.02)]
    table = on_steps(chart("bar", [*measured, cell(7.25, Basis.PRINTED)]))
    assert [row[1].value for row in table.rows] == [28.0, 55.0, 43.0, 91.0, 81.0, 7.25]
    assert table.rows[0][1].text == "28"
    assert table.rows[0][1].error == 0.1


def test_an_error_wider_than_a_quarter_step_is_known_better_on_the_grid() -> None:
    table = on_steps(chart("line", [cell(v, error=0.4) for v in noisy(WHOLE, 0.4)]))
    assert [row[1].value for row in table.rows] == WHOLE
    assert {row[1].error for row in table.rows} == {0.25}


def test_a_reading_between_two_lines_of_the_grid_stays_there() -> None:
    table = on_steps(chart("bar", [cell(v) for v in (*WHOLE, 20.48)]))
    assert table.rows[-1][1].value == pytest.approx(20.48, abs=0.06)
    assert table.rows[-1][1].error == 0.1


def test_series_on_one_axis_are_judged_together_and_those_on_two_apart() -> None:
    few, other = [cell(v, error=0.3) for v in (28.0, 55.1, 43.0)], [cell(v, error=0.3) for v in (71.0, 12.9, 36.0)]
    left, right = Axis(name="a", direction="y", kind="linear"), Axis(name="b", direction="y", kind="linear")
    together, apart = on_steps(chart("line", few, other)), on_steps(chart("line", few, other, axes=(left, right)))
    assert [row[1].value for row in together.rows] == [28.0, 55.0, 43.0]
    assert [row[1].value for row in apart.rows] == [28.0, 55.1, 43.0]


def test_an_empty_cell_stays_empty() -> None:
    empty = Cell(value=None, basis=Basis.MEASURED)
    table = on_steps(chart("bar", [*(cell(v) for v in WHOLE), empty]))
    assert table.rows[-1][1].value is None
