"""What does not fit together in a report, and what only looks as if."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import gbi
from gbi.types import Alternative, Basis, Cell, CitedCell
from gbi_agents.findings import Finding, disagreements, findings, repeats, shares, totals
from gbi_agents.findings.finding import Report, as_shown, rounding
from gbi_agents.tables import Grid
from support.grids import grid


class Cells:
    """The one thing that the checks ask of a workspace."""

    def cells(self, table: str, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
        return tuple(
            CitedCell(
                id=f"{table}.{row}.{column}", table=table, row=row, column=column, value=None, basis=Basis.PRINTED
            )
            for row in rows
            for column in columns
        )


def report(*grids: Grid) -> Report:
    return Report(Cells(), grids, {})  # type: ignore[arg-type]


REGIONS = [["Region", "2020", "2021", "2022"], ["North", 10, 20, 30], ["South", 5, 6, 7]]


def test_a_total_that_adds_up_is_no_finding() -> None:
    assert totals.check(report(grid([*REGIONS, ["Total", 15, 26, 37]]))) == []


def test_the_column_in_which_a_total_does_not_add_up_is_named_with_what_its_parts_make() -> None:
    (found,) = totals.check(report(grid([*REGIONS, ["Total", 15, 62, 37]])))
    assert (found.kind, found.found, found.expected) == ("total", 62, 26)
    assert found.text == "Total, 2021: 62 stands there, the 2 rows it sums up make 26"
    assert [cell.id for cell in found.cells] == ["t.2.2021", "t.0.2021", "t.1.2021"]


def test_rounding_of_the_parts_is_no_finding() -> None:
    rows = [["Region", "a", "b"], *([f"r{n}", 1.3, 2.4] for n in range(4)), ["Total", 5.4, 9.5]]
    assert totals.check(report(grid(rows))) == []  # 5.2 and 9.6, each of five numbers off by 0.05 at most


def test_a_table_whose_total_is_of_something_else_is_no_finding() -> None:
    assert totals.check(report(grid([*REGIONS, ["Total", 1500, 1700, 1900]]))) == []


def test_of_a_single_column_only_a_near_miss_is_told() -> None:
    one = [["Region", "Sales"], ["North", 100], ["South", 205]]
    assert [f.expected for f in totals.check(report(grid([*one, ["Total", 290]])))] == [305]
    assert totals.check(report(grid([*one, ["Total", 500]]))) == []


def test_subtotals_and_a_grand_total_each_add_up_their_own() -> None:
    rows: list[list[Any]] = [["Item", "x", "y", "z"], ["a", 1, 2, 3], ["b", 4, 5, 6], ["Subtotal", 5, 7, 9]]
    rows += [["c", 10, 20, 30], ["d", 1, 1, 1], ["Subtotal", 11, 21, 31], ["Grand total", 16, 28, 40]]
    assert totals.check(report(grid(rows))) == []
    rows[6] = ["Subtotal", 11, 12, 31]
    found = totals.check(report(grid(rows)))
    assert [(f.found, f.expected) for f in found if f.text.startswith("Subtotal")] == [(12, 21)]


def test_chinese_totals() -> None:
    rows = [["地区", "一季度", "二季度", "三季度"], ["华东", 1, 2, 3], ["华北", 4, 5, 6], ["合计", 5, 17, 9]]
    assert [(f.found, f.expected) for f in totals.check(report(grid(rows)))] == [(17, 7)]


def test_columns_of_percentages_are_not_added_up() -> None:
    rows = [["Region", "Sales", "Growth"], ["North", 10, 3.0], ["South", 20, 4.0], ["Total", 30, 3.5]]
    assert totals.check(report(grid(rows, units={"Growth": ("%", 0.01)}))) == []


PIE = [["Segment", "Share"], ["A", 50], ["B", 30], ["C", 27]]


def test_shares_that_make_more_than_the_whole() -> None:
    (found,) = shares.check(report(grid(PIE, chart_type="pie", units={"Share": ("%", 0.01)})))
    assert (found.found, found.expected) == (107, 100)
    assert found.text == "Share: 3 shares make 107 %, not 100 %"


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ([["Segment", "Share"], ["A", 50], ["B", 30], ["C", 21]], "%"),  # rounding: three times half a point
        ([["Segment", "Share"], ["A", 80], ["B", 70], ["C", 60]], "%"),  # several answers were possible
        (PIE, "USD"),
        ([["Year", "Share"], ["2019", 30], ["2020", 35], ["2021", 42]], "%"),
    ],
)
def test_what_only_looks_like_shares(rows: list[list[Any]], unit: str) -> None:
    assert shares.check(report(grid(rows, chart_type="bar", units={"Share": (unit, 1.0)}))) == []


def with_alternative(value: float, **rest: Any) -> Grid:
    made = grid([["Year", "Sales"], ["2020", 100.0], ["2021", 120.0]])
    other = Alternative(value=value, text=f"{value}", basis=Basis.PRINTED, reader="vlm")
    cell = made.cells[1][1].model_copy(update={"alternatives": (other,), **rest})
    return Grid(made.info, (made.cells[0], (made.cells[1][0], cell)), *_rest(made))


def _rest(made: Grid) -> tuple[Any, ...]:
    return made.key, made.texts, made.values, made.row_labels, made.column_labels


def test_two_witnesses_that_differ_are_told_with_both_numbers() -> None:
    (found,) = disagreements.check(report(with_alternative(210.0)))
    assert found.text == "2021, Sales: read as 120 and as 210"
    assert [cell.id for cell in found.cells] == ["t.1.sales"]


def test_witnesses_within_their_half_widths_or_settled_by_a_person_do_not_differ() -> None:
    assert disagreements.check(report(with_alternative(121.0, error=1.5))) == []
    assert disagreements.check(report(with_alternative(210.0, corrected_by="me"))) == []


YEARS = [["Year", "Revenue"], *([str(2015 + n), 100.0 + n] for n in range(6))]


def test_a_chart_and_a_table_of_the_same_figures_that_differ_in_one() -> None:
    wrong = [list(row) for row in YEARS]
    wrong[3][1] = 120.0
    (found,) = repeats.check(report(grid(YEARS, name="c", chart_type="bar", title="Revenue"), grid(wrong, name="t")))
    assert found.text == "2017: the chart 'Revenue' shows 102, the table on page 1 120"
    assert [cell.id for cell in found.cells] == ["c.2.revenue", "t.2.revenue"]


def test_figures_in_thousands_and_in_millions_are_compared_at_one_scale() -> None:
    thousands = [YEARS[0], *([year, value * 1000] for year, value in YEARS[1:])]
    chart = grid(YEARS, name="c", chart_type="bar", units={"Revenue": ("USD", 1e6)})
    assert repeats.check(report(chart, grid(thousands, units={"Revenue": ("USD", 1e3)}))) == []


def test_different_figures_under_the_same_labels_are_no_finding() -> None:
    other = [YEARS[0], *([year, value / 3] for year, value in YEARS[1:])]
    assert repeats.check(report(grid(YEARS, name="c", chart_type="bar"), grid(other))) == []


@pytest.mark.parametrize(
    ("text", "value", "error", "expected"),
    [("12", 12, None, 0.5), ("12.34", 12.34, None, 0.005), ("1,200", 1200, None, 0.5), ("12", 12, 3.0, 3.0)],
)
def test_rounding_is_half_of_the_last_digit_shown(
    text: str, value: float, error: float | None, expected: float
) -> None:
    assert rounding(Cell(value=value, text=text, basis=Basis.PRINTED, error=error)) == pytest.approx(expected)


def test_a_workspace_through_the_face(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("Region,2020,2021\nNorth,10,20\nSouth,5,6\nTotal,15,26\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_text("Region,2020,2021\nNorth,10,20\nSouth,5,6\nTotal,15,62\n", encoding="utf-8")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        good, bad = ws.add(tmp_path / "good.csv", tmp_path / "bad.csv")
        assert findings(ws, [good.id]) == ()
        (found,) = findings(ws)
        assert isinstance(found, Finding)
        assert (found.document, found.found, found.expected) == (bad.id, 62, 26)
        assert [cell.value for cell in found.cells] == [62, 20, 6]


PRICES = [
    ["Month", "Shares", "Price", "Left", "Sold"],
    ["May", 10, 201.0, 900, 3],
    ["June", 30, 204.0, 870, 4],
]


def test_columns_that_no_total_sums_up_are_not_added_up() -> None:
    one = [*PRICES, ["Total", 40, 203.25, 870, 7]]
    assert totals.check(report(grid(one))) == []
    more = [*one, ["July", 5, 190.0, 860, 1], ["August", 7, 199.0, 840, 2], ["Total", 12, 250.0, 840, 3]]
    assert totals.check(report(grid(more))) == []
    more[3][1] = 44
    assert [f.found for f in totals.check(report(grid(more)))] == [44]


def test_a_number_that_was_read_as_text_makes_a_sum_unknown() -> None:
    rows = [["Region", "a", "b"], ["North", 10, 20], ["South", "5 of class B", 6], ["East", 1, 1], ["Total", 16, 27]]
    made = grid(rows)
    made = dataclasses.replace(made, values=(1, 2))  # a column of numbers with one cell that is none
    assert totals.check(report(made)) == []


def test_rows_that_are_part_of_the_row_above_are_not_added_twice() -> None:
    rows = [["项目", "本期", "上期", "期初"], ["原料", 10, 20, 30], ["其中：进口", 4, 5, 6], ["人工", 5, 6, 7]]
    assert totals.check(report(grid([*rows, ["合计", 15, 26, 37]]))) == []
    assert [f.expected for f in totals.check(report(grid([*rows, ["合计", 15, 62, 37]])))] == [26]


def test_numbers_in_sentences_keep_their_decimals() -> None:
    assert as_shown(325423888.08) == "325,423,888.08"
    assert as_shown(0.1 + 0.2) == "0.3"


def chart(labels: Sequence[float], drawn: Sequence[float], error: float = 0.3) -> Grid:
    """A chart with printed numbers and what was measured of those that differ from it."""
    made = grid([["Year", "Sales"], *([str(2010 + n), value] for n, value in enumerate(labels))], chart_type="bar")
    cells = [list(row) for row in made.cells]
    for row, (label, length) in enumerate(zip(labels, drawn, strict=True)):
        if label != length:
            other = Alternative(value=length, text=f"{length}", basis=Basis.MEASURED, error=error)
            cells[row][1] = cells[row][1].model_copy(update={"alternatives": (other,), "error": 0.0})
    return dataclasses.replace(made, cells=tuple(map(tuple, cells)))


LABELS = [24, 33, 43, 52, 61, 70]


def test_one_bar_that_is_not_as_long_as_its_label_says_is_told() -> None:
    (found,) = disagreements.check(report(chart(LABELS, [24, 33, 34, 52, 61, 70])))
    assert (found.found, found.expected) == (43, 34)


def test_what_rounding_and_drawing_explain_is_no_finding() -> None:
    assert disagreements.check(report(chart(LABELS, [24.7, 34.1, 43, 52, 61.9, 69]))) == []


def test_a_figure_that_was_misread_as_a_whole_says_nothing_of_the_report() -> None:
    assert disagreements.check(report(chart(LABELS, [9, 12, 43, 13, 61, 20]))) == []
    assert len(disagreements.check(report(chart(LABELS, [9, 12, 43, 52, 61, 70])))) == 2
