"""Measured values on the grid of round numbers."""

from __future__ import annotations

import pytest

from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.steps import common_step, on_steps
from gbi.types import Basis, Cell, Column


def test_integers_read_with_small_errors_are_integers() -> None:
    values = [28.03, 54.98, 43.01, 90.96, 81.02]
    assert common_step(values, [0.1] * 5) == 1.0


def test_a_coarser_grid_wins_when_all_lie_on_it() -> None:
    assert common_step([0.1001, 0.5999, 0.8998, 0.7001], [0.002] * 4) == pytest.approx(0.1)
    assert common_step([500.4, 1499.0, 2000.7, 3500.1], [3.0] * 4) == 500.0


def test_values_anywhere_stay_where_they_are() -> None:
    assert common_step([28.03, 54.48, 43.71, 90.26], [0.1] * 4) is None


def test_few_or_coarse_readings_are_not_put_on_a_grid() -> None:
    assert common_step([28.0], [0.1]) is None
    assert common_step([28.0, 55.0, 43.0], [0.4] * 3) is None


def test_equal_readings_count_once() -> None:
    assert common_step([3.01] * 20, [0.1] * 20) is None


def test_only_measured_numbers_change() -> None:
    def cell(value: float, basis: Basis) -> Cell:
        return Cell(value=value, basis=basis, error=0.1 if basis == Basis.MEASURED else 0.0)

    measured = [cell(v, Basis.MEASURED) for v in (28.03, 54.98, 43.01, 90.96, 81.02)]
    rows = tuple((c,) for c in (*measured, cell(7.25, Basis.PRINTED)))
    table = on_steps(ChartTable(chart_type="bar", columns=(Column(name="v", type="number"),), rows=rows))
    assert [row[0].value for row in table.rows] == [28.0, 55.0, 43.0, 91.0, 81.0, 7.25]
    assert table.rows[0][0].text == "28"
    assert table.rows[0][0].error == 0.1
