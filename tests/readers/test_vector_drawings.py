"""From drawings to marks: shapes, wedges, strokes, fills, hatches, half-pixel shifts, words, limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gbi.readers.chart.scene import Area, Bar, Rule, Scene, Symbol
from gbi.readers.drawings import paths as paths_module
from gbi.readers.drawings.paths import Path as Drawn
from gbi.readers.drawings.paths import Subpath, paths_in
from gbi.readers.drawings.scene import build_scene
from gbi.readers.drawings.shapes import circle, marker, rectangle
from gbi.readers.drawings.snap import unsnapped
from gbi.readers.drawings.strokes import sort_strokes
from gbi.readers.drawings.wedges import fit_circle, sector, sector_on
from gbi.readers.drawings.words import words_in
from gbi.readers.vector import VectorReader, scene_of
from gbi.types import PageBox
from support.figures import opened, pdf_figure

BOX = (0.0, 0.0, 400.0, 300.0)


def outline(*points: tuple[float, float], closed: bool = True) -> Subpath:
    return Subpath(points, points, closed, False)


def arc(radius: float, start: float, sweep: float, steps: int = 24) -> list[tuple[float, float]]:
    angles = [math.radians(start + sweep * i / steps) for i in range(steps + 1)]
    return [(100 + radius * math.sin(a), 100 - radius * math.cos(a)) for a in angles]


def stroke(*points: tuple[float, float], colour: tuple[int, int, int] = (0, 0, 200)) -> Drawn:
    return Drawn((outline(*points, closed=False),), None, colour, 1.0, False, None, 0)


def drawn(tmp_path: Path, draw: Callable[[Any], None], rotation: int = 0) -> Any:
    """A saved and reopened page of 400 x 300 pt that `draw` drew on with PyMuPDF."""
    import pymupdf

    pdf = pymupdf.open()
    page = pdf.new_page(width=400, height=300)
    draw(page)
    page.set_rotation(rotation)
    pdf.save(tmp_path / "drawn.pdf")
    return pymupdf.open(tmp_path / "drawn.pdf")[0]


def test_rectangles_square_rounded_and_none() -> None:
    assert rectangle(outline((0, 0), (10, 0), (10, 40), (0, 40))) == (0, 0, 10, 40)
    assert rectangle(outline((0, 2), (2, 0), (8, 0), (10, 2), (10, 40), (0, 40))) == (0, 0, 10, 40)
    assert rectangle(outline((0, 0), (10, 0), (20, 40), (0, 40))) is None
    assert rectangle(outline(*arc(5, 0, 360))) is None
    assert rectangle(outline((0, 0), (10, 0), (10, 40), closed=False)) is None


def test_circles_and_markers() -> None:
    found = circle(outline(*arc(3, 0, 360)))
    assert found is not None and found[1] == pytest.approx(3, abs=0.05)
    assert circle(outline(*arc(3, 0, 300))) is None
    assert marker(outline((0, 0), (6, 0), (3, 6))) == "triangle"
    assert marker(outline((3, 0), (6, 3), (3, 6), (0, 3))) == "diamond"
    assert marker(outline((0, 0), (60, 0), (30, 60))) is None


@pytest.mark.parametrize("sweep", [12.0, 90.0, 180.0, 200.0, 340.0])
def test_slices_are_fitted_exactly(sweep: float) -> None:
    pie = sector(outline((100, 100), *arc(50, 30, sweep)))
    ring = sector(outline(*arc(50, 30, sweep), *reversed(arc(20, 30, sweep))))
    for found, inner in ((pie, 0.0), (ring, 20.0)):
        assert found is not None
        assert found.centre == pytest.approx((100, 100), abs=0.01)
        assert (found.inner, found.outer) == pytest.approx((inner, 50), abs=0.01)
        assert (found.start, found.sweep) == pytest.approx((30, sweep), abs=0.05)


def test_a_sliver_is_a_slice_of_its_neighbour_and_a_wave_is_none() -> None:
    known = sector(outline((100, 100), *arc(50, 0, 90)))
    assert known is not None
    thin = sector_on(outline((100, 100), *arc(50, 90, 0.8, 1)), known)
    assert thin is not None and thin.sweep == pytest.approx(0.8, abs=0.01)
    wave = [(float(x), 100 + 20 * math.sin(x / 15)) for x in range(0, 100, 4)]
    assert sector(outline(*wave, (96, 200), (0, 200))) is None
    assert fit_circle([(0, 0), (1, 1), (2, 2), (3, 3)]) is None


def test_segments_drawn_apart_are_one_line_and_axes_are_rules() -> None:
    pieces = [stroke((10 * i, 50 + i % 2), (10 * i + 10, 50 + (i + 1) % 2)) for i in range(5)]
    axis = stroke((0, 0), (0, 90), (90, 90), colour=(0, 0, 0))
    found = sort_strokes([axis, *pieces])
    assert [len(line.points) for line in found.lines] == [6]
    assert [rule.horizontal for rule in found.rules] == [False, True]


def test_stairs_are_a_line_and_a_cross_is_a_mark() -> None:
    stairs = stroke((0, 0), (10, 0), (10, 20), (20, 20), (20, 5), (30, 5))
    cross = Drawn((outline((0, 0), (6, 6), closed=False), outline((0, 6), (6, 0), closed=False)), None, (9, 9, 9), 1.0, False, None, 0)  # fmt: skip  # noqa: E501
    found = sort_strokes([stairs, cross])
    assert len(found.lines) == 1 and not found.rules
    assert [(s.shape, s.centre) for s in found.symbols] == [("cross", (3, 3))]


def test_vertices_outside_the_clip_are_not_seen() -> None:
    line = outline((0, 0), (50, 50), (90, 90), closed=False)
    clipped = Drawn((line,), None, (9, 9, 9), 1.0, False, (0, 0, 60, 60), 1)
    assert [line.points for line in sort_strokes([clipped]).lines] == [((0, 0), (50, 50))]


def test_fills_become_bars_areas_and_thin_rules(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        page.draw_rect((0, 0, 400, 300), fill=(0.95, 0.95, 1), color=None)
        for x, height in ((50, 100), (100, 40), (150, 0.5)):
            page.draw_rect((x, 250 - height, x + 30, 250), fill=(1, 0, 0), color=None)
        page.draw_rect((40, 249.9, 300, 250.1), fill=(0, 0, 0), color=None)
        page.draw_polyline([(200, 200), (230, 150), (260, 180), (260, 250), (200, 250)], fill=(0, 1, 0), color=None, closePath=True)  # fmt: skip  # noqa: E501
        page.draw_circle((330, 60), 3, fill=(0, 0, 1), color=None)

    scene = build_scene(drawn(tmp_path, draw), BOX, ())
    assert sorted(round(b.box[3] - b.box[1], 2) for b in scene.bars) == [0.5, 40, 100]
    assert {b.colour for b in scene.bars} == {(255, 0, 0)}
    assert [len(a.points) for a in scene.areas] in ([5], [6])
    assert [s.shape for s in scene.symbols] == ["circle"]
    assert any(r.horizontal and r.end[0] - r.start[0] == pytest.approx(260) for r in scene.rules)
    assert scene.background == (242, 242, 255)


def test_hatched_bars_keep_their_extent_and_first_colour(tmp_path: Path) -> None:
    def draw(axes: Any) -> None:
        axes.bar(["a", "b"], [3, 5], hatch="//", color="tab:green")

    source, region = opened(pdf_figure(tmp_path / "hatch.pdf", draw))
    assert isinstance(region.place, PageBox)
    scene = scene_of(source, region.place)
    assert scene is not None
    heights = sorted(b.box[3] - b.box[1] for b in scene.bars)
    assert len(heights) == 2 and heights[1] / heights[0] == pytest.approx(5 / 3, rel=1e-3)
    assert {b.colour for b in scene.bars} == {(44, 160, 44)}


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rotated_pages_are_read_as_displayed(tmp_path: Path, rotation: int) -> None:
    page = drawn(tmp_path, lambda p: p.draw_rect((10, 20, 60, 40), fill=(1, 0, 0), color=None), rotation)
    found = paths_in(page, tuple(page.rect)).paths
    wanted = {0: (10, 20, 60, 40), 90: (260, 10, 280, 60), 180: (340, 260, 390, 280), 270: (20, 340, 40, 390)}
    assert found[0].box == pytest.approx(wanted[rotation], abs=0.01)


def test_transparent_fills_look_as_they_do_on_paper(tmp_path: Path) -> None:
    page = drawn(tmp_path, lambda p: p.draw_rect((9, 9, 60, 40), fill=(1, 0, 0), color=None, fill_opacity=0.5))
    assert paths_in(page, BOX).paths[0].fill in ((255, 127, 127), (255, 128, 128))


def crisp(**marks: Any) -> Scene:
    level = tuple(Rule((40.5, y + 0.5), (340.5, y + 0.5), (9, 9, 9)) for y in range(10, 311, 30))
    upright = tuple(Rule((x + 0.5, 10.5), (x + 0.5, 310.5), (9, 9, 9)) for x in range(40, 341, 60))
    return Scene(box=(0, 0, 400, 400), words=(), rules=level + upright, tolerance=0.05, source="vector", **marks)


def test_bars_half_a_pixel_beside_the_base_line_are_put_on_it() -> None:
    bars = tuple(Bar((50 + 40 * i, 100 + 10 * i, 70 + 40 * i, 310), (9, 9, 200)) for i in range(4))
    moved = unsnapped(crisp(bars=bars))
    assert moved.bars[0].box == (50.5, 100.5, 70.5, 310.5)
    assert moved.tolerance == 0.05
    area = unsnapped(crisp(areas=(Area(((40, 310), (100, 50), (200, 310)), (9, 9, 200)),)))
    assert area.areas[0].points[1] == (100.5, 50.5)
    points = unsnapped(crisp(symbols=(Symbol((100, 100), 5, (9, 9, 9)),)))
    assert points.symbols[0].centre == (100.5, 100.5)


def test_bars_on_the_base_line_stay() -> None:
    bars = tuple(Bar((50 + 40 * i, 100 + 10 * i, 70 + 40 * i, 310.5), (9, 9, 200)) for i in range(4))
    assert unsnapped(crisp(bars=bars)).bars == bars


def test_words_are_the_shown_strings(tmp_path: Path) -> None:
    def draw(page: Any) -> None:
        page.insert_text((50, 280), "220", fontsize=10)
        page.insert_text((67, 280), "240", fontsize=10)  # touches its neighbour
        page.insert_text((20, 100), "10", fontsize=10)
        page.insert_text((31.3, 96), "4", fontsize=7)
        page.insert_text((15, 200), "Sales total", fontsize=10, rotate=90)

    drawn(tmp_path, draw)
    source, _ = opened(tmp_path / "drawn.pdf")
    words, marks = words_in(source, 1, BOX)
    assert sorted(w.text for w in words) == ["10000", "220", "240", "Sales", "total"]
    assert {w.angle for w in words if w.text in ("Sales", "total")} == {90}
    box = next(w.box for w in words if w.text == "220")
    assert (box[1], box[3]) == pytest.approx((271.5, 281.5), abs=0.01)
    assert marks == ()


def test_too_many_strokes_are_refused_with_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(page: Any) -> None:
        for i in range(60):
            page.draw_line((i, 10), (i + 5, 90))

    page = drawn(tmp_path, draw)
    assert len(build_scene(page, BOX, ()).lines) > 0
    monkeypatch.setattr(paths_module, "MOST_PATHS", 50)
    scene = build_scene(page, BOX, ())
    assert not scene.lines and "too many for a chart" in scene.warnings[0]
    source, region = opened(tmp_path / "drawn.pdf")
    assert VectorReader().read(source, region) is None


def test_too_many_vertices_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = [(i / 10, 50 + i % 7) for i in range(3000)]
    page = drawn(tmp_path, lambda p: p.draw_polyline(points))
    monkeypatch.setattr(paths_module, "MOST_VERTICES", 1000)
    assert build_scene(page, BOX, ()).warnings


def test_text_drawn_as_outlines_is_read_by_recognition(tmp_path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    with plt.rc_context({"svg.fonttype": "path"}):
        figure, axes = plt.subplots(figsize=(6.4, 4.0))
        axes.bar(["North", "South", "East"], [12.5, 30.1, 7.7])
        figure.savefig(tmp_path / "outlined.svg")
        plt.close(figure)
    source, region = opened(tmp_path / "outlined.svg")
    reading = VectorReader().read(source, region)
    assert reading is not None
    assert [row[0].value for row in reading.rows] == ["North", "South", "East"]
    assert [row[1].value for row in reading.rows] == pytest.approx([12.5, 30.1, 7.7], abs=0.15)
    assert any("outlines" in warning for warning in reading.warnings)


def test_a_sloping_area_is_neither_a_rectangle_nor_a_slice_of_an_endless_pie() -> None:
    slope = outline((50, 280), (50, 40), (190, 55.1), (330, 70.2), (470, 85.3), (470, 280), (330, 280), (190, 280))
    assert rectangle(slope) is None
    assert sector(slope) is None


def test_a_bar_with_rounded_top_corners_is_a_rectangle() -> None:
    corners = [(100.0, 60.0), (101.2, 55.0), (105.0, 51.2), (110.0, 50.0)]
    top = [*corners, *((240.0 - x, y) for x, y in reversed(corners))]
    assert rectangle(outline((100, 200), *top, (140, 200))) == pytest.approx((100, 50, 140, 200))
