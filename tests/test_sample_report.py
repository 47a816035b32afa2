"""The sample report, whole: every figure found on its page, every value as close as its kind allows."""

from __future__ import annotations

from typing import Any

import pytest

import gbi
from gbi.types import Basis, PageBox, Reading
from gbi_eval.figures import as_grid, as_rows
from gbi_eval.gold import grid
from gbi_eval.metrics.cells import Grid, match_cells

Truth = dict[str, Any]
VECTOR = 0.005
"""A value read from vector drawings is within this share of its axis range."""
SCANNED = 0.02


def best(ws: gbi.Workspace, truth: Truth) -> Reading:
    """The reading on the truth's page that holds most of its labels."""
    labels = {str(row[0]).casefold() for row in truth["rows"]}
    found = [r for r in ws.readings() if r.region.page == truth["page"]]
    assert found, f"no figure was found on page {truth['page']}"
    return max(found, key=lambda r: sum(str(row[0].value).casefold() in labels for row in r.rows if row))


TITLES = [
    "Figure 1", "Figure 2", "Figure 3", "Figure 4", "Figure 5", "Figure 6", "Figure 8", "Figure 10", "图11",
    "Table 1", "Table 2", "Table 3", "表4",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_every_value_is_read(
    title: str, sample_report: tuple[Any, list[Truth]], sample_workspace: gbi.Workspace
) -> None:
    truth = next(row for row in sample_report[1] if row["title"].split(":")[0].split("：")[0] == title)
    reading = best(sample_workspace, truth)
    gold = grid([truth["columns"], *([str(v) for v in row] for row in truth["rows"])])
    said = as_grid(reading)
    said = Grid(said.rows, tuple(name.split(" / ")[-1] for name in said.columns), said.values)
    matches = match_cells(said, gold)
    assert len(matches) == sum(isinstance(value, int | float) for row in truth["rows"] for value in row[1:])
    assert len(reading.rows) == len(truth["rows"]), "no row is invented"
    numbers = [n for row in gold.values for n in row if n is not None]
    axis = max(*numbers, 0) - min(*numbers, 0)
    limit = (SCANNED if truth.get("scanned") else VECTOR) * axis if truth["kind"] == "chart" else 0.0
    for match in matches:
        assert match.said == pytest.approx(match.gold, abs=limit, rel=1e-9), as_rows(reading)


def test_values_on_a_log_axis_are_within_the_tolerance_of_its_decades(
    sample_report: tuple[Any, list[Truth]], sample_workspace: gbi.Workspace
) -> None:
    truth = next(row for row in sample_report[1] if row["title"].startswith("Figure 7"))
    said = {str(row[0].value): row[1].value for row in best(sample_workspace, truth).rows}
    for year, users in truth["rows"]:
        assert said[year] == pytest.approx(users, rel=0.02)


def test_the_scatter_has_its_points(sample_report: tuple[Any, list[Truth]], sample_workspace: gbi.Workspace) -> None:
    truth = next(row for row in sample_report[1] if row["title"].startswith("Figure 9"))
    readings = [r for r in sample_workspace.readings() if r.region.page == truth["page"] and r.chart_type == "scatter"]
    assert len(readings) == 1
    points = sorted((float(row[-2].value), float(row[-1].value)) for row in readings[0].rows)
    gold = sorted((float(x), float(y)) for x, y in truth["rows"])
    assert len(points) == len(gold)
    for (x, y), (a, b) in zip(points, gold, strict=True):
        assert abs(x - a) < 0.005 * 420 and abs(y - b) < 0.005 * 9.3


def test_the_table_over_two_pages_is_one_with_each_cell_on_its_own_page(
    sample_report: tuple[Any, list[Truth]], sample_workspace: gbi.Workspace
) -> None:
    truth = next(row for row in sample_report[1] if row["title"] == "Table 3")
    reading = best(sample_workspace, truth)
    assert len(reading.rows) == len(truth["rows"])
    pages = {cell.place.page for row in reading.rows for cell in row if isinstance(cell.place, PageBox)}
    assert pages == {truth["page"], truth["page"] + 1}


def test_scale_and_unit_of_the_income_statement_and_the_chinese_table(sample_workspace: gbi.Workspace) -> None:
    by_page = {
        r.region.page: r for r in sample_workspace.readings() if r.region.kind == "table" and len(r.columns) == 4
    }
    english = next(
        r for r in sample_workspace.readings() if r.region.page == 6 and "Revenue" in str(r.rows[0][0].value)
    )
    assert {(c.unit, c.scale) for c in english.columns[1:]} == {("USD", 1000.0)}
    assert english.rows[1][1].value == -702300
    assert {c.scale for c in by_page[11].columns[1:]} == {1e4}


def test_measured_values_say_how_far_off_they_may_be(sample_workspace: gbi.Workspace) -> None:
    measured = [c for r in sample_workspace.readings() for row in r.rows for c in row if c.basis is Basis.MEASURED]
    assert measured
    assert all(cell.error is not None and cell.error > 0 for cell in measured)
    assert all(isinstance(cell.place, PageBox) for cell in measured)
