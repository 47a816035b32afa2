"""Charts of every type that matplotlib drew into PDFs, read back: the data are known, the drawing is not ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gbi.readers.vector import VectorReader
from gbi.types import Basis, PageBox, Reading
from support.figures import opened, pdf_figure

PLACES = ["North", "South", "East", "West", "Centre"]
FIRST = [12.5, 30.1, 7.7, 22.4, 18.9]
SECOND = [5.2, 9.9, 14.1, 3.3, 8.8]
THIRD = [2.0, 4.4, 1.2, 6.6, 3.1]
SIGNED = [5.0, -3.3, 2.0, -7.1, 4.0]
YEARS = [2015, 2016, 2017, 2018, 2019]

Draw = Callable[[Any], None]


def read(path: Path, draw: Draw, **style: Any) -> Reading:
    source, region = opened(pdf_figure(path / "figure.pdf", draw, **style))
    reading = VectorReader().read(source, region)
    source.close()
    assert reading is not None
    return reading


def column(reading: Reading, name: str) -> list[Any]:
    index = [c.name for c in reading.columns].index(name)
    return [row[index].value for row in reading.rows]


def near(wanted: list[float], spread: float | None = None) -> Any:
    """Within half a per cent of the values' range: what the project promises for vector charts."""
    return pytest.approx(wanted, abs=0.005 * (spread or max(wanted) - min(0.0, *wanted)))


def plain_bars(axes: Any) -> None:
    axes.bar(PLACES, FIRST, edgecolor="white")
    axes.set_ylabel("Sales (USD million)")


def grouped_bars(axes: Any) -> None:
    for n, (values, name) in enumerate(((FIRST, "A"), (SECOND, "B"), (THIRD, "C"))):
        axes.bar([i + (n - 1) * 0.27 for i in range(5)], values, 0.27, label=name)
    axes.set_xticks(range(5), PLACES)
    axes.legend()


def stacked_bars(axes: Any) -> None:
    axes.bar(PLACES, FIRST, label="A")
    axes.bar(PLACES, SECOND, bottom=FIRST, label="B")
    axes.legend()


def hatched_bars(axes: Any) -> None:
    axes.bar(PLACES, FIRST, hatch="//", label="A", width=0.4, align="edge")
    axes.bar(PLACES, SECOND, hatch="xx", label="B", width=-0.4, align="edge")
    axes.legend()


def several_lines(axes: Any) -> None:
    for values, name in ((FIRST, "A"), (SECOND, "B"), (THIRD, "C")):
        axes.plot(PLACES, values, label=name)
    axes.legend()


def marked_lines(axes: Any) -> None:
    axes.plot(YEARS, FIRST, "o-", label="A")
    axes.plot(YEARS, SECOND, "s--", label="B")
    axes.set_xticks(YEARS)
    axes.grid()
    axes.legend()


def labelled_at_the_ends(axes: Any) -> None:
    for values, name, colour in ((FIRST, "A", "red"), (SECOND, "B", "green")):
        axes.plot(YEARS, values, color=colour)
        axes.text(2019.1, values[-1], name, color=colour, va="center")
    axes.set_xticks(YEARS)
    axes.spines[["top", "right"]].set_visible(False)


def stacked_areas(axes: Any) -> None:
    axes.stackplot(YEARS, FIRST, SECOND, labels=["A", "B"])
    axes.set_xticks(YEARS)
    axes.legend(loc="upper left")


@pytest.mark.parametrize(
    "draw", [grouped_bars, stacked_bars, hatched_bars, several_lines, marked_lines, labelled_at_the_ends, stacked_areas]
)
@pytest.mark.parametrize("style", [{}, {"pdf.fonttype": 42, "axes.facecolor": "#eaeaf2", "lines.linewidth": 2.5}])
def test_series_are_read_by_name(tmp_path: Path, draw: Draw, style: dict[str, Any]) -> None:
    reading = read(tmp_path, draw, **style)
    assert column(reading, "A") == near(FIRST)
    assert column(reading, "B") == near(SECOND, 30.0)
    assert len(reading.rows) == 5


def test_bars_have_unit_scale_error_and_box(tmp_path: Path) -> None:
    reading = read(tmp_path, plain_bars)
    assert column(reading, "Sales (USD million)") == near(FIRST)
    assert [row[0].value for row in reading.rows] == PLACES
    assert (reading.columns[1].unit, reading.columns[1].scale) == ("USD", 1e6)
    for row, value in zip(reading.rows, FIRST, strict=True):
        cell = row[1]
        assert cell.basis == Basis.MEASURED
        assert cell.error is not None and 0 < cell.error < 0.1
        assert isinstance(cell.value, float) and abs(cell.value - value) <= cell.error
        assert isinstance(cell.place, PageBox) and cell.place.box[3] > cell.place.box[1]


def test_negative_bars_keep_their_sign(tmp_path: Path) -> None:
    def upright(axes: Any) -> None:
        axes.bar(PLACES, SIGNED)
        axes.axhline(0, color="black")

    def level(axes: Any) -> None:
        axes.barh(PLACES, SIGNED)

    for draw in (upright, level):
        reading = read(tmp_path, draw)
        found = {row[0].value: row[1].value for row in reading.rows}
        assert [found[place] for place in PLACES] == near(SIGNED, 12.0)


def test_a_log_axis_with_powers_of_ten(tmp_path: Path) -> None:
    values = [10, 150, 1200, 9000, 70000]

    def draw(axes: Any) -> None:
        axes.plot([1, 2, 3, 4, 5], values, "o-")
        axes.set_yscale("log")

    reading = read(tmp_path, draw)
    assert reading.axes[1].kind == "log"
    assert [row[1].value for row in reading.rows] == pytest.approx(values, rel=0.005)


def test_months_between_the_labels_of_a_date_axis(tmp_path: Path) -> None:
    days = [dt.date(2020, month, 1) for month in range(1, 13)]
    reading = read(tmp_path, lambda axes: axes.plot(days, [3 + 1.5 * i for i in range(12)]))
    assert [row[0].value for row in reading.rows] == [f"2020-{month:02d}" for month in range(1, 13)]
    assert [row[1].value for row in reading.rows] == near([3 + 1.5 * i for i in range(12)])


@pytest.mark.parametrize("where", ["pre", "post", "mid"])
def test_stairs_are_the_values_that_they_hold(tmp_path: Path, where: str) -> None:
    reading = read(tmp_path, lambda axes: axes.step([1, 2, 3, 4, 5], FIRST, where=where))
    assert [row[0].value for row in reading.rows] == pytest.approx([1, 2, 3, 4, 5], abs=0.02)
    assert [row[1].value for row in reading.rows] == near(FIRST)


def test_pies_by_printed_and_by_measured_share(tmp_path: Path) -> None:
    shares = [100 * v / sum(FIRST) for v in FIRST]
    printed = read(tmp_path, lambda axes: axes.pie(FIRST, labels=PLACES, autopct="%.1f%%"))
    ring = {"width": 0.4, "edgecolor": "white"}
    measured = read(tmp_path, lambda axes: axes.pie(FIRST, labels=PLACES, wedgeprops=ring))
    for reading, basis, kind in ((printed, Basis.PRINTED, "pie"), (measured, Basis.MEASURED, "donut")):
        found = {row[0].value: row[-1].value for row in reading.rows}
        assert [found[place] for place in PLACES] == pytest.approx(shares, abs=0.06)
        assert {row[-1].basis for row in reading.rows} == {basis}
        assert reading.chart_type == kind


def test_an_exploded_pie_with_a_legend(tmp_path: Path) -> None:
    def draw(axes: Any) -> None:
        wedges, _ = axes.pie(FIRST, startangle=90, counterclock=False, explode=[0, 0.1, 0, 0, 0])
        axes.legend(wedges, PLACES, loc="center left", bbox_to_anchor=(1, 0.5))

    found = {row[0].value: row[-1].value for row in read(tmp_path, draw).rows}
    assert [found[place] for place in PLACES] == pytest.approx([100 * v / sum(FIRST) for v in FIRST], abs=0.1)


def test_scatter_with_several_series_and_shapes(tmp_path: Path) -> None:
    def draw(axes: Any) -> None:
        for values, name, shape in ((FIRST, "A", "o"), (THIRD, "B", "^")):
            axes.scatter(SECOND, values, label=name, marker=shape)
        axes.set_xlabel("width")
        axes.set_ylabel("height")
        axes.legend()

    reading = read(tmp_path, draw)
    assert [c.name for c in reading.columns] == ["series", "width", "height"]
    points = [(str(row[0].value), row[1].value, row[2].value) for row in reading.rows]
    for name, values in (("A", FIRST), ("B", THIRD)):
        mine = [p for p in points if p[0] == name]
        assert [p[1] for p in mine] == near(SECOND)
        assert [p[2] for p in mine] == near(values, 30.0)


@pytest.mark.parametrize("shape", ["x", "+", "s", "D", "*"])
def test_scatter_of_any_marker(tmp_path: Path, shape: str) -> None:
    reading = read(tmp_path, lambda axes: axes.scatter(FIRST, SECOND, marker=shape))
    assert [row[0].value for row in reading.rows] == near(FIRST)
    assert [row[1].value for row in reading.rows] == near(SECOND)


def test_error_bars_are_no_data_lines(tmp_path: Path) -> None:
    reading = read(tmp_path, lambda axes: axes.errorbar([1, 2, 3, 4, 5], FIRST, yerr=2, fmt="o-"))
    assert [row[1].value for row in reading.rows] == near(FIRST)
    assert len(reading.columns) == 2


def test_a_page_of_text_is_no_chart(tmp_path: Path) -> None:
    import pymupdf

    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 72), "Nothing was drawn here, 12 of 30 words.")
        pdf.save(tmp_path / "text.pdf")
    source, region = opened(tmp_path / "text.pdf")
    assert VectorReader().read(source, region) is None


def test_a_line_over_bars_against_its_own_axis(tmp_path: Path) -> None:
    totals = [100, 300, 250, 400, 120]

    def draw(axes: Any) -> None:
        axes.bar(PLACES, FIRST)
        axes.twinx().plot(PLACES, totals, "r-o")

    reading = read(tmp_path, draw)
    assert reading.chart_type == "bar and line"
    assert [row[1].value for row in reading.rows] == near(FIRST)
    assert [row[2].value for row in reading.rows] == near([float(t) for t in totals])


def test_numbers_at_the_points_make_a_scale_where_no_axis_is_drawn(tmp_path: Path) -> None:
    def draw(axes: Any) -> None:
        axes.plot(YEARS, FIRST, "o-")
        for year, value in zip(YEARS, FIRST, strict=True):
            axes.annotate(f"{value}", (year, value), textcoords="offset points", xytext=(0, 6), ha="center")
        axes.set_yticks([])
        axes.set_xticks(YEARS)

    reading = read(tmp_path, draw)
    assert [row[1].value for row in reading.rows] == FIRST
    assert {row[1].basis for row in reading.rows} == {Basis.PRINTED}
