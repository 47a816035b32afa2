"""Confidence as a probability: what it must obey whatever its weights are."""

from __future__ import annotations

import pytest

from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.sureness import LEAST, MOST, weighed
from gbi.types import Alternative, Basis, Cell, Column


def chart(cells: list[Cell], *, label: float = 1.0, printed: bool = True, warnings: tuple[str, ...] = ()) -> ChartTable:
    basis = Basis.PRINTED if printed else Basis.MEASURED
    labels = [Cell(value=f"r{i}", text=f"r{i}", basis=basis, confidence=label) for i in range(len(cells))]
    columns = (Column(name="Category"), Column(name="v", type="number"))
    return ChartTable(chart_type="bar", columns=columns, rows=tuple(zip(labels, cells, strict=True)), warnings=warnings)


def measured(value: float, error: float = 0.5, confidence: float = 0.93) -> Cell:
    return Cell(value=value, basis=Basis.MEASURED, error=error, confidence=confidence)


def sure(table: ChartTable, row: int = 0) -> float:
    return weighed(table).rows[row][1].confidence


VALUES = [10.0, 40.0, 90.0]


def test_a_finer_measurement_is_surer() -> None:
    assert sure(chart([measured(v, 0.1) for v in VALUES])) > sure(chart([measured(v, 4.0) for v in VALUES])) + 0.05


def test_a_surer_reader_gives_a_surer_value() -> None:
    low, high = (chart([measured(v, confidence=c) for v in VALUES]) for c in (0.5, 0.95))
    assert sure(high) > sure(low)


def test_a_doubtful_label_or_figure_makes_its_values_doubtful() -> None:
    plain = sure(chart([measured(v) for v in VALUES]))
    assert sure(chart([measured(v) for v in VALUES], label=0.6)) < plain
    assert sure(chart([measured(v) for v in VALUES], warnings=("several panels",))) < plain


def test_printed_values_are_surer_than_measured_ones() -> None:
    printed = [Cell(value=v, basis=Basis.PRINTED, error=0.0, confidence=0.98) for v in VALUES]
    assert sure(chart(printed)) > sure(chart([measured(v) for v in VALUES]))
    assert sure(chart(printed)) > 0.95


def test_a_value_that_another_witness_contradicts_is_never_made_surer() -> None:
    other = Alternative(value=31.0, text="31", basis=Basis.PRINTED, error=0.0, confidence=0.3)
    cells = [measured(v, 0.01) for v in VALUES]
    cells[0] = cells[0].model_copy(update={"confidence": 0.4, "alternatives": (other,)})
    assert sure(chart(cells)) <= 0.4


@pytest.mark.parametrize("error", [0.0, 1e-9, 1e9])
def test_probabilities_stay_within_bounds_and_values_as_they_are(error: float) -> None:
    table = weighed(chart([measured(v, error) for v in VALUES]))
    assert all(LEAST <= row[1].confidence <= MOST for row in table.rows)
    assert [row[1].value for row in table.rows] == VALUES
    assert table.confidence <= 1.0


def test_labels_and_empty_cells_are_left_alone() -> None:
    empty = Cell(value=None, basis=Basis.MEASURED, confidence=0.3)
    table = weighed(chart([empty, measured(3.0)], label=0.77))
    assert table.rows[0][1] == empty
    assert table.rows[0][0].confidence == 0.77


def test_a_column_of_one_value_has_a_probability() -> None:
    assert 0.0 < sure(chart([measured(5.0)])) < 1.0


def test_a_guess_stays_a_guess() -> None:
    cells = [measured(v, 0.01) for v in VALUES]
    cells[1] = cells[1].model_copy(update={"confidence": 0.4})
    assert sure(chart(cells), 1) <= 0.4


def test_a_half_width_as_wide_as_much_of_the_column_leaves_little_to_hope_for() -> None:
    chances = [sure(chart([measured(v, share * 80.0) for v in VALUES])) for share in (0.02, 0.1, 0.2)]
    assert chances[0] > 0.5 > chances[1]
    assert chances[1] == pytest.approx(2 * chances[2], abs=1e-3)
    printed = [Cell(value=v, basis=Basis.PRINTED, error=40.0, confidence=0.98) for v in VALUES]
    assert sure(chart(printed)) > 0.9  # a printed value is as it stands
