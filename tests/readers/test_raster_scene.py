"""Scenes from pictures whose geometry is known: drawn here, so that every edge has a true place."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from gbi.readers.chart.scene import Scene
from gbi.readers.pixels.extract import scene_of
from gbi.types import Word

BLUE, ORANGE, GREY = (40, 118, 221), (245, 133, 24), (190, 190, 190)
WHITE, DARK = (255, 255, 255), (20, 24, 32)
FINE = 8  # pictures are drawn this much larger and averaged down: true anti-aliasing

Picture = NDArray[np.uint8]


def blank(width: int = 400, height: int = 300, ground: tuple[int, int, int] = WHITE) -> Picture:
    return np.full((height * FINE, width * FINE, 3), ground, np.uint8)


def box(picture: Picture, x0: float, y0: float, x1: float, y1: float, colour: tuple[int, int, int]) -> None:
    picture[round(y0 * FINE) : round(y1 * FINE), round(x0 * FINE) : round(x1 * FINE)] = colour


def line(picture: Picture, points: list[tuple[float, float]], colour: tuple[int, int, int], width: float = 2.0) -> None:
    curve = np.array([[round(x * FINE), round(y * FINE)] for x, y in points], np.int32)
    cv2.polylines(picture, [curve], False, colour, round(width * FINE))


def scene(picture: Picture, words: tuple[Word, ...] = (), *, quality: int | None = None, scale: float = 1.0) -> Scene:
    size = (picture.shape[1] // FINE, picture.shape[0] // FINE)
    small = cv2.resize(picture, (round(size[0] * scale), round(size[1] * scale)), interpolation=cv2.INTER_AREA)
    if quality is not None:
        packed = cv2.imencode(".jpg", small[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        small = np.ascontiguousarray(cv2.imdecode(packed, cv2.IMREAD_COLOR)[:, :, ::-1])
    return scene_of(small, words, (0.0, 0.0, float(size[0]), float(size[1])), scale)


def bars(ground: tuple[int, int, int] = WHITE) -> tuple[Picture, list[tuple[float, float, float, float]]]:
    picture = blank(ground=ground)
    tops = [60.3, 120.75, 200.5, 30.25, 246.0]
    truth = [(40.0 + 70 * i, top, 80.0 + 70 * i, 250.0) for i, top in enumerate(tops)]
    for place in truth:
        box(picture, *place, BLUE)
    box(picture, 20, 250, 390, 251, (90, 90, 90))
    return picture, truth


def assert_bars(found: Scene, truth: list[tuple[float, float, float, float]], slack: float) -> None:
    solid = sorted(bar.box for bar in found.bars if bar.colour[2] > bar.colour[0] + 60)
    assert len(solid) == len(truth)
    for seen, place in zip(solid, truth, strict=True):
        assert seen[:3] == pytest.approx(place[:3], abs=slack)


def test_bar_edges_are_found_to_a_fraction_of_a_pixel() -> None:
    picture, truth = bars()
    assert_bars(scene(picture), truth, 0.15)


@pytest.mark.parametrize(
    ("quality", "scale", "slack"), [(None, 0.75, 0.6), (None, 0.5, 0.8), (60, 1.0, 0.8), (30, 1.0, 1.0)]
)
def test_bars_survive_scaling_and_jpeg(quality: int | None, scale: float, slack: float) -> None:
    picture, truth = bars()
    found = scene(picture, quality=quality, scale=scale)
    low = 0 if quality is None else 12  # JPEG's blocks may swallow a bar of 4 px
    tall = [place for place in truth if place[3] - place[1] > low]
    kept = replace(found, bars=tuple(bar for bar in found.bars if bar.box[3] - bar.box[1] > low))
    assert_bars(kept, tall, slack)


def test_bars_on_a_dark_ground() -> None:
    picture, truth = bars(DARK)
    found = scene(picture)
    assert found.background == pytest.approx(DARK, abs=8)
    assert_bars(found, truth, 0.3)


def test_bars_with_a_pixel_between_them_stay_apart_and_the_gap_is_no_grid_line() -> None:
    picture = blank()
    for i, top in enumerate((100, 60, 140, 90, 200, 30)):
        box(picture, 50 + 20 * i, top, 69 + 20 * i, 250, BLUE)
    found = scene(picture)
    assert len(found.bars) == 6
    assert not [rule for rule in found.rules if not rule.horizontal]


def test_stacked_segments_share_their_edge() -> None:
    picture = blank()
    box(picture, 100, 150, 160, 250, BLUE)
    box(picture, 100, 80.5, 160, 150, ORANGE)
    found = {bar.colour[0] > 150: bar.box for bar in scene(picture).bars}
    assert found[False][1] == pytest.approx(150, abs=0.2)
    assert found[True][1] == pytest.approx(80.5, abs=0.2)
    assert found[True][3] == pytest.approx(150, abs=0.2)


def test_a_label_inside_a_bar_leaves_no_hole_and_a_label_on_top_does_not_raise_it() -> None:
    picture = blank()
    box(picture, 100, 80, 160, 250, BLUE)
    box(picture, 115, 150, 145, 160, WHITE)
    box(picture, 118, 66, 142, 76, (60, 60, 60))
    words = (Word(text="45", box=(115, 150, 145, 160)), Word(text="45", box=(118, 66, 142, 76)))
    found = scene(picture, words)
    assert [bar.box for bar in found.bars] == [pytest.approx((100, 80, 160, 250), abs=0.2)]
    assert found.words == words


def test_grid_lines_dotted_and_faint_on_a_banded_ground() -> None:
    picture = blank()
    box(picture, 100, 20, 200, 280, (250, 250, 250))
    for y in (50, 100, 150):
        for x in range(40, 380, 4):
            box(picture, x, y, x + 1, y + 1, (225, 225, 225))
    box(picture, 40, 200, 380, 201, (204, 214, 235))
    found = scene(picture)
    heights = sorted(round(rule.start[1], 1) for rule in found.rules if rule.horizontal)
    assert heights == [50.5, 100.5, 150.5, 200.5]
    assert not found.bars


def test_a_line_keeps_its_peaks_and_its_vertices() -> None:
    picture = blank()
    truth = [(40.0, 200.0), (100.0, 60.0), (160.0, 180.0), (240.0, 120.0), (360.0, 240.0)]
    line(picture, truth, ORANGE)
    (found,) = scene(picture).lines
    for x, y in truth[1:-1]:
        assert min(abs(a - x) + abs(b - y) for a, b in found.points) < 1.2
    assert found.width == pytest.approx(2.0, abs=0.5)


def test_two_crossing_lines_stay_two() -> None:
    picture = blank()
    line(picture, [(40, 60), (360, 240)], BLUE)
    line(picture, [(40, 240), (360, 60)], ORANGE)
    found = scene(picture).lines
    assert len(found) == 2
    for seen in found:
        assert seen.points[0][0] < 45 and seen.points[-1][0] > 355


def test_point_marks_on_a_line_are_symbols_and_its_vertices() -> None:
    picture = blank()
    truth = [(60.0, 200.0), (150.0, 90.0), (240.0, 160.0), (330.0, 70.0)]
    line(picture, truth, BLUE)
    for x, y in truth:
        cv2.circle(picture, (round(x * FINE), round(y * FINE)), 4 * FINE, BLUE, -1)
    found = scene(picture)
    assert len(found.symbols) == 4
    for symbol, place in zip(sorted(found.symbols, key=lambda s: s.centre), truth, strict=True):
        assert symbol.centre == pytest.approx(place, abs=0.6)
        assert any(abs(x - symbol.centre[0]) < 0.2 for x, _ in found.lines[0].points)


def test_the_wedges_of_a_donut() -> None:
    picture = blank()
    start = 0.0
    for share, colour in ((0.5, BLUE), (0.3, ORANGE), (0.2, (84, 162, 75))):
        sweep = 360 * share
        centre, size = (200 * FINE, 150 * FINE), (100 * FINE, 100 * FINE)
        cv2.ellipse(picture, centre, size, -90, start, start + sweep, colour, -1)
        start += sweep
    cv2.circle(picture, (200 * FINE, 150 * FINE), 50 * FINE, WHITE, -1)
    found = sorted(scene(picture).wedges, key=lambda wedge: wedge.start % 359.5)
    assert [wedge.sweep for wedge in found] == pytest.approx([180, 108, 72], abs=0.7)
    assert found[0].outer == pytest.approx(100, abs=1.0)
    assert found[0].inner == pytest.approx(50, abs=2.5)


def test_an_area_is_an_outline_of_few_vertices() -> None:
    picture = blank()
    curve = [(40, 250), (40, 180), (160, 90), (280, 140), (360, 60), (360, 250)]
    cv2.fillPoly(picture, [np.array(curve, np.int32) * FINE], BLUE)
    (found,) = scene(picture).areas
    assert len(found.points) <= 10
    for x, y in curve[2:4]:
        assert min(abs(a - x) + abs(b - y) for a, b in found.points) < 1.5


def test_buttons_of_a_screenshot_are_no_marks_but_tick_labels_on_the_rim_stay() -> None:
    picture = blank()
    box(picture, 100, 80, 160, 250, BLUE)
    for i in range(6):
        cv2.circle(picture, (380 * FINE, (30 + 40 * i) * FINE), 7 * FINE, GREY, -1)
    words = tuple(Word(text=str(i), box=(8, 20 + 40 * i, 20, 30 + 40 * i)) for i in range(5))
    for word in words:
        box(picture, *word.box, (60, 60, 60))
    found = scene(picture, words)
    assert len(found.bars) == 1
    assert not found.symbols
    assert found.words == words


def test_coordinates_are_page_points() -> None:
    picture, truth = bars()
    small = cv2.resize(picture, (400, 300), interpolation=cv2.INTER_AREA)
    found = scene_of(small, (), (50.0, 100.0, 250.0, 250.0), 2.0)
    assert found.tolerance == pytest.approx(0.25)
    first = min(bar.box for bar in found.bars)
    assert first[:2] == pytest.approx((50 + truth[0][0] / 2, 100 + truth[0][1] / 2), abs=0.2)
