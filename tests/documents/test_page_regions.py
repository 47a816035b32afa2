"""Regions of PDF pages: charts with their labels, panels, tables over pages, captions; what is no figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from gbi.boxes import area, overlap
from gbi.documents import open_source
from gbi.types import PageBox, Region
from support.documents_made import bar_page, prose, put, table_page


def regions_of(tmp_path: Path, *pages: Callable[[Any], None]) -> list[tuple[Region, ...]]:
    """The regions of each of the pages, which are drawn by the functions."""
    with pymupdf.open() as doc:
        for draw in pages:
            draw(doc.new_page(width=595, height=842))
        path = put(tmp_path, "made.pdf", doc.tobytes())
    source = open_source(path)
    return [source.regions(number) for number in range(1, len(pages) + 1)]


def box_of(region: Region) -> tuple[float, float, float, float]:
    assert isinstance(region.place, PageBox)
    return region.place.box


def test_a_chart_between_paragraphs_has_its_labels_and_its_title(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        prose(page, (60, 60, 530, 200))
        bar_page(page, 150, 300, "Figure 3: Sales by region, in millions")
        prose(page, (60, 520, 530, 700))

    ((region,),) = regions_of(tmp_path, draw)
    assert region.kind == "chart"
    x0, y0, x1, y1 = box_of(region)
    assert x0 < 132
    assert y0 < 302
    assert 350 < x1 < 420
    assert 430 < y1 < 460
    assert "Figure 3" in region.caption


def test_side_by_side_charts_are_two_regions(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        prose(page, (60, 60, 530, 200))
        bar_page(page, 70, 300, "Left, in millions")
        bar_page(page, 330, 300, "Right, in millions")

    ((left, right),) = regions_of(tmp_path, draw)
    assert {left.kind, right.kind} == {"chart"}
    assert overlap(box_of(left), box_of(right)) < 0.05 * area(box_of(left))


def test_a_table_over_two_pages_is_one_region(tmp_path: Path) -> None:
    def first(page: Any) -> None:
        prose(page, (60, 60, 530, 300))
        page.insert_text((60, 480), "Table 1: Items, in thousands of USD")
        table_page(page, 90, 500, 16)

    def second(page: Any) -> None:
        table_page(page, 90, 60, 12, first=16)
        prose(page, (60, 320, 530, 500))

    start, rest = regions_of(tmp_path, first, second)
    (table,) = start
    assert table.kind == "table"
    assert "Table 1" in table.caption
    (more,) = table.more
    assert isinstance(more, PageBox)
    assert more.page == 2
    assert more.box[1] < 75
    assert more.box[3] == pytest.approx(60 + 12 * 18, abs=20)
    assert rest == ()


def test_tables_under_their_own_titles_stay_apart(tmp_path: Path) -> None:
    def first(page: Any) -> None:
        prose(page, (60, 60, 530, 300))
        table_page(page, 90, 500, 16)

    def second(page: Any) -> None:
        page.insert_text((90, 70), "Table 2: Something else altogether")
        table_page(page, 90, 90, 12)
        prose(page, (60, 350, 530, 500))

    start, rest = regions_of(tmp_path, first, second)
    assert [r.more for r in start] == [()]
    assert len(rest) == 1


def test_rules_logos_backgrounds_and_shaded_text_are_no_figures(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        page.draw_rect((0, 0, 595, 842), color=None, fill=(0.97, 0.97, 0.9))
        page.draw_rect((40, 30, 80, 60), color=None, fill=(0.8, 0.1, 0.1))
        page.draw_circle((60, 45), 10, color=None, fill=(1, 1, 0))
        page.draw_line((40, 70), (555, 70))
        page.draw_rect((60, 100, 530, 240), color=None, fill=(0.8, 0.9, 1))
        prose(page, (70, 110, 520, 230))
        prose(page, (60, 300, 530, 600), lines=14)
        page.draw_line((40, 800), (555, 800))

    assert regions_of(tmp_path, draw) == [()]


def test_a_page_of_text_is_not_shown_to_the_layout_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gbi.documents.regions.blocks_of", lambda *_: pytest.fail("the layout model was asked"))
    assert regions_of(tmp_path, lambda page: prose(page, (60, 60, 530, 700), lines=20)) == [()]


def test_a_borderless_table_is_found(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        prose(page, (60, 60, 530, 200))
        page.insert_text((80, 250), "Table 4. Output by year")
        for r, row in enumerate(
            (("Region", "2019", "2020"), *((f"Region {i}", f"{i}1.5", f"{i}2.5") for i in range(8)))
        ):
            for c, text in enumerate(row):
                page.insert_text((80 + c * 140, 280 + r * 16), text)
        prose(page, (60, 460, 530, 600))

    ((table,),) = regions_of(tmp_path, draw)
    assert table.kind == "table"
    assert "Table 4" in table.caption


def test_a_striped_table_is_no_bar_chart(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        page.insert_text((80, 90), "CONSOLIDATED BALANCE SHEETS (Amounts in millions)")
        for r in range(20):
            y = 110 + 16 * r
            spans = ((80, 300), (300, 400), (400, 500)) if r % 5 else ((80, 500),)
            for x0, x1 in spans if r % 2 == 0 else ():
                page.draw_rect((x0, y, x1, y + 16), color=None, fill=(0.8, 0.93, 1))
            cells = (f"Line {r} of the sheet", f"{r * 11}", f"{r * 12}") if r else ("", "2019", "2018")
            for c, text in enumerate(cells):
                page.insert_text(((84, 340, 440)[c], y + 12), text, fontsize=10)
        prose(page, (60, 480, 530, 600))

    ((region,),) = regions_of(tmp_path, draw)
    assert region.kind == "table"
    assert "in millions" in region.caption


def pie_at(page: Any, x: float, y: float, radius: float = 60.0) -> None:
    """A pie of three slices with a label each and no numbers."""
    start: Any = (x + radius, y)
    for share, colour, name, at in (
        (150.0, (0.8, 0.2, 0.2), "Hardware", (x + radius, y - 40)),
        (120.0, (0.2, 0.6, 0.2), "Services", (x - radius - 50, y)),
        (90.0, (0.2, 0.2, 0.8), "Other", (x + 30, y + radius)),
    ):
        start = page.draw_sector((x, y), start, share, color=None, fill=colour)
        page.insert_text(at, name, fontsize=9)


def test_a_caption_between_two_charts_parts_them(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        page.insert_text((60, 100), "Figure 4: Share of revenue by business", fontsize=11)
        pie_at(page, 200, 180)
        page.insert_text((60, 268), "Figure 5: Orders by channel, thousand", fontsize=11)
        bar_page(page, 80, 290, "")
        prose(page, (60, 520, 530, 700))

    ((pie, bars),) = regions_of(tmp_path, draw)
    assert {pie.kind, bars.kind} == {"chart"}
    assert pie.caption.startswith("Figure 4")
    assert bars.caption.startswith("Figure 5")
    assert box_of(pie)[3] < 268 < box_of(bars)[1] + 10


def test_captions_below_their_charts_go_to_the_chart_above(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        prose(page, (60, 60, 530, 90), lines=2)
        bar_page(page, 80, 120, "")
        page.insert_text((60, 276), "Figure 1: Sales of the first half", fontsize=11)
        bar_page(page, 80, 300, "")
        page.insert_text((60, 456), "Figure 2: Sales of the second half", fontsize=11)
        prose(page, (60, 520, 530, 700))

    ((first, second),) = regions_of(tmp_path, draw)
    assert first.caption.startswith("Figure 1")
    assert second.caption.startswith("Figure 2")


def test_one_stacked_bar_is_a_chart_and_no_table(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        prose(page, (60, 60, 530, 200))
        page.insert_text((60, 240), "Most name the first reason", fontsize=12)
        x = 60.0
        for i, (name, share) in enumerate((("A great deal", 51), ("A fair amount", 27), ("Not much", 14), ("None", 8))):
            page.insert_text((x, 262), name, fontsize=7)
            page.draw_rect((x, 268, x + 4 * share, 298), color=None, fill=(0.2 + 0.15 * i, 0.4, 0.7))
            page.insert_text((x + 2 * share - 4, 286), str(share), fontsize=9)
            x += 4 * share
        prose(page, (60, 340, 530, 500))

    ((region,),) = regions_of(tmp_path, draw)
    assert region.kind == "chart"


def figure_page(tmp_path: Path, draw: Callable[[Any], None]) -> tuple[Region, ...]:
    """The regions of a page as small as plotting programs make them."""
    with pymupdf.open() as doc:
        draw(doc.new_page(width=504, height=317))
        path = put(tmp_path, "figure.pdf", doc.tobytes())
    return open_source(path).regions(1)


def test_a_page_that_is_one_figure_is_one_chart_with_all_its_labels(tmp_path: Path) -> None:
    def area_chart(page: Any) -> None:
        tops = [(60 + 70 * i, 120 - 9 * i + 20 * (i % 2)) for i in range(7)]
        page.draw_polyline([(60, 280), *tops, (480, 280)], fill=(0.5, 0.7, 0.9), color=None, closePath=True)
        for y, text in ((280, "0"), (200, "10"), (120, "20"), (40, "30")):
            page.draw_line((50, y), (490, y), color=(0.8, 0.8, 0.8))
            page.insert_text((30, y + 4), text, fontsize=9)
        for i in range(7):
            page.insert_text((52 + 70 * i, 296), str(2014 + i), fontsize=9)

    (region,) = figure_page(tmp_path, area_chart)
    assert region.kind == "chart"
    assert box_of(region) == pytest.approx((0, 0, 504, 317), abs=1)


def test_a_pie_alone_on_its_page_is_a_chart(tmp_path: Path) -> None:
    def pie(page: Any) -> None:
        page.draw_sector((250, 160), (250, 60), 120, color=None, fill=(0.1, 0.4, 0.7))
        page.draw_sector((250, 160), (163.4, 210), 240, color=None, fill=(1.0, 0.5, 0.1))
        page.insert_text((360, 100), "one", fontsize=10)
        page.insert_text((120, 250), "two", fontsize=10)

    (region,) = figure_page(tmp_path, pie)
    assert region.kind == "chart"


def test_a_table_on_a_small_page_is_no_figure(tmp_path: Path) -> None:
    regions = figure_page(tmp_path, lambda page: table_page(page, 40.0, 40.0, 6))
    assert [region.kind for region in regions] != ["chart"]


@pytest.mark.parametrize("heights", [(150, 200), (90, 130, 180)])
def test_a_page_of_few_bars_is_one_chart_with_the_labels_at_its_rim(tmp_path: Path, heights: tuple[int, ...]) -> None:
    """Labels at a small page's rim look like headers and footers to a layout model."""

    def bars(page: Any) -> None:
        for i, high in enumerate(heights):
            page.draw_rect((80 + 130 * i, 280 - high, 170 + 130 * i, 280), fill=(0.1, 0.4, 0.7), color=None)
            page.insert_text((110 + 130 * i, 300), str(2021 + i), fontsize=10)
            page.insert_text((112 + 130 * i, 276 - high), str(high), fontsize=10)
        page.draw_line((60, 280), (480, 280), color=(0, 0, 0))
        page.insert_text((20, 220), "Revenue in million", fontsize=10, rotate=90)

    (region,) = figure_page(tmp_path, bars)
    assert region.kind == "chart"
    assert box_of(region) == pytest.approx((0, 0, 504, 317), abs=1)


def test_two_shaded_rows_on_a_small_page_are_no_bars(tmp_path: Path) -> None:
    def shaded(page: Any) -> None:
        page.draw_rect((40, 40, 460, 60), fill=(0.8, 0.8, 0.8), color=None)
        page.draw_rect((40, 80, 460, 100), fill=(0.8, 0.8, 0.8), color=None)
        table_page(page, 40.0, 40.0, 6)

    assert [region.kind for region in figure_page(tmp_path, shaded)] != ["chart"]


def test_a_small_page_of_points_on_a_grid_is_a_chart_and_no_table(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        for k in range(6):
            page.draw_line((60, 40 + 44 * k), (420, 40 + 44 * k), color=(0.8, 0.8, 0.8))
            page.draw_line((60 + 72 * k, 40), (60 + 72 * k, 260), color=(0.8, 0.8, 0.8))
            page.insert_text((55 + 72 * k, 275), str(10 * k), fontsize=9)
            page.insert_text((35, 263 - 44 * k), str(20 * k), fontsize=9)
        for k in range(20):
            page.draw_circle((70 + 17 * k, 50 + (67 * k) % 200), 3, color=(0, 0, 1), fill=(0, 0, 1))

    (region,) = figure_page(tmp_path, draw)
    assert region.kind == "chart"


def test_a_page_of_few_bubbles_can_be_read(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        for k in range(5):
            size = 7 + 2 * k
            page.draw_circle((80 + size, 30 + 50 * k), size, color=None, fill=(0.2, 0.5, 0.8))
            page.draw_circle((400 + size, 30 + 50 * k), size, color=None, fill=(0.2, 0.5, 0.8))

    assert all(region.kind == "chart" for region in figure_page(tmp_path, draw))


def test_bars_that_are_outlines_alone_are_a_chart(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        for k, high in enumerate((120, 60, 160, 90, 40)):
            page.draw_rect((80 + 80 * k, 270 - high, 130 + 80 * k, 270), color=(0, 0, 0))
            page.insert_text((90 + 80 * k, 285), f"20{10 + k}", fontsize=9)
        for k in range(5):
            page.insert_text((40, 272 - 40 * k), str(10 * k), fontsize=9)

    (region,) = figure_page(tmp_path, draw)
    assert region.kind == "chart"
