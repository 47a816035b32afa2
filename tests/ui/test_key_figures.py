"""A report's key figures: the latest year of what was read surely, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gbi.types import Basis, CitedCell, Column
from gbi_agents.tables import Grid
from gbi_ui.batch import key_figures as module
from gbi_ui.batch.key_figures import MOST, MOST_OF_ONE, KeyFigure, key_figures
from support.grids import grid


class Cells:
    """The one thing that is asked of a workspace."""

    def cells(self, table: str, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
        return tuple(
            CitedCell(id=f"{row}.{column}", table=table, row=row, column=column, value=None, basis=Basis.PRINTED)
            for row in rows
            for column in columns
        )


def of(monkeypatch: pytest.MonkeyPatch, *grids: Grid) -> tuple[KeyFigure, ...]:
    monkeypatch.setattr(module, "load_grids", lambda ws, documents: grids)
    return key_figures(Cells(), "d")  # type: ignore[arg-type]


def told(figures: Sequence[KeyFigure]) -> list[tuple[str, int, float, int | None, float | None]]:
    return [(f.label, f.year, f.value, f.year_before, f.before) for f in figures]


def doubtful(given: Grid, row: int, column: int) -> Grid:
    """The same grid with one cell of which the reader is not sure."""
    cells = [list(line) for line in given.cells]
    cells[row][column] = cells[row][column].model_copy(update={"confidence": 0.5})
    return replace(given, cells=tuple(map(tuple, cells)))


DOWN = [["Year", "Revenue", "Profit"], [2021, 110, 11], [2023, 130, 9], [2022, 120, 12]]
ACROSS = [["", "2021", "2022", "2023"], ["Revenue", 110, 120, 130], ["Profit", 11, 12, 9]]


def test_the_latest_year_down_the_rows_whatever_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of(monkeypatch, grid(DOWN))
    assert told(found) == [("Revenue", 2023, 130, 2022, 120), ("Profit", 2023, 9, 2022, 12)]
    assert [figure.change for figure in found] == pytest.approx([10 / 120, -3 / 12])
    assert found[0].cells[0].row == 1


def test_the_latest_year_across_the_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of(monkeypatch, grid(ACROSS))
    assert told(found) == [("Revenue", 2023, 130, 2022, 120), ("Profit", 2023, 9, 2022, 12)]


def test_a_cell_that_was_not_read_surely_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(of(monkeypatch, doubtful(grid(DOWN), 1, 1))) == [("Profit", 2023, 9, 2022, 12)]


def test_a_doubtful_label_leaves_its_row_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert of(monkeypatch, doubtful(grid(DOWN), 1, 0)) == ()
    assert told(of(monkeypatch, doubtful(grid(ACROSS), 0, 0))) == [("Profit", 2023, 9, 2022, 12)]


def test_a_doubtful_year_before_is_not_compared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of(monkeypatch, doubtful(grid(DOWN), 2, 1))
    assert told(found)[0] == ("Revenue", 2023, 130, None, None)
    assert found[0].change is None


def test_a_loss_or_nothing_before_has_no_share_of_change(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of(monkeypatch, grid([["Year", "a", "b"], [2021, -5, 0], [2022, 5, 3]]))
    assert [(figure.before, figure.change) for figure in found] == [(-5, None), (0, None)]


def test_columns_in_different_units_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    given = grid(ACROSS)
    columns = list(given.info.columns)
    columns[3] = Column(name="2023", type="number", unit="%", scale=0.01)
    other = replace(given, info=given.info.model_copy(update={"columns": tuple(columns)}))
    assert [(f.unit, f.scale, f.before) for f in of(monkeypatch, other)] == [("%", 0.01, None)] * 2


@pytest.mark.parametrize(
    "rows",
    [
        [["Region", "Sales"], ["North", 3], ["South", 4]],  # no years
        [["Year", "Sales"], [2022, 3]],  # one year alone
        [["Year", "Sales"], [2021, 3], [2022, 4], [2022, 5]],  # which 2022?
        [["Year", "Sales"], [2021, 3], [2022, 4], ["Total", 7]],  # not years throughout
    ],
)
def test_a_table_that_has_no_latest_year_gives_none(
    monkeypatch: pytest.MonkeyPatch, rows: list[list[str | float]]
) -> None:
    assert of(monkeypatch, grid(rows)) == ()


def test_no_more_than_so_many_of_a_table_and_of_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = [["", "2021", "2022"], *([f"row {n}", n + 1, n + 2] for n in range(9))]
    assert len(of(monkeypatch, grid(wide))) == MOST_OF_ONE
    assert len(of(monkeypatch, *[grid(wide)] * 9)) == MOST
