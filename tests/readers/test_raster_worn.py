"""Worn pictures of a chart that is drawn here: scaled, compressed, noisy, askew; the values stay the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest
from numpy.typing import NDArray

from gbi.documents import open_source
from gbi.readers.chart.scene import Bar, Line, Scene, Symbol
from gbi.readers.pixels.canvas import canvas_of
from gbi.readers.pixels.worn import without_debris
from gbi.readers.raster import RasterReader
from gbi.types import PageBox, Reading, Region

Pixels = NDArray[np.uint8]
VALUES = {"North": 12.0, "South": 31.0, "East": 22.5, "West": 7.0}
BLUE, GREY, PALE = (40, 117, 220), (110, 110, 110), (235, 238, 240)


def chart(dpi: int = 120) -> Pixels:
    page = pymupdf.open().new_page(width=480, height=320)
    for value in range(0, 41, 10):
        y = 260 - 5 * value
        page.draw_line((60, y), (460, y), color=(0.85, 0.85, 0.85), width=1)
        page.insert_text((38 if value else 44, y + 3), str(value), fontsize=9)
    for i, (name, value) in enumerate(VALUES.items()):
        x = 80 + 95 * i
        page.draw_rect((x, 260 - 5 * value, x + 50, 260), color=None, fill=(0.16, 0.46, 0.87))
        page.insert_text((x + 12, 276), name, fontsize=9)
        page.insert_text((x + 17, 254 - 5 * value), f"{value:g}", fontsize=9)
    pixels = page.get_pixmap(dpi=dpi)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()


def compressed(image: Pixels) -> Pixels:
    packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 30])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def askew(image: Pixels) -> Pixels:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 2.0, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def noisy(image: Pixels) -> Pixels:
    noise = np.random.default_rng(1).normal(0, 4, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


WEAR: dict[str, Callable[[Pixels], Pixels]] = {
    "scaled": lambda image: cv2.resize(image, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_LANCZOS4),
    "compressed": compressed,
    "askew": askew,
    "grey": lambda image: np.repeat(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2),
    "dark": lambda image: 255 - image,
    "scanned": lambda image: noisy(cv2.resize(image, None, fx=2.6, fy=2.6, interpolation=cv2.INTER_CUBIC)),
}


def read(path: Path, image: Pixels) -> Reading:
    cv2.imwrite(str(path), image[:, :, ::-1])
    source = open_source(path)
    try:
        place = PageBox(page=1, box=(0, 0, source.page(1).width, source.page(1).height))
        reading = RasterReader().read(source, Region.at(source.document.id, 1, place, "chart"))
    finally:
        source.close()
    assert reading is not None
    return reading


@pytest.mark.parametrize("wear", sorted(WEAR))
def test_the_same_values_from_a_worn_picture(tmp_path: Path, wear: str) -> None:
    reading = read(tmp_path / "chart.png", WEAR[wear](chart()))
    assert {row[0].value: row[1].value for row in reading.rows} == VALUES
    assert len(reading.columns) == 2


def test_boxes_of_an_askew_picture_stand_on_the_labels(tmp_path: Path) -> None:
    image = chart()
    matrix = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), 2.0, 1.0)
    reading = read(tmp_path / "chart.png", askew(image))
    assert any("askew" in warning for warning in reading.warnings)
    for i, row in enumerate(reading.rows):
        place = row[1].place
        assert isinstance(place, PageBox)
        value = list(VALUES.values())[i]
        middle = 80 + 95 * i + 17 + 2.5 * len(f"{value:g}")
        label = np.array([middle, 251 - 5 * value, 1.0]) * (120 / 72, 120 / 72, 1)
        x, y = matrix @ label
        assert place.box[0] - 3 < x < place.box[2] + 3 and place.box[1] - 3 < y < place.box[3] + 3


def scene(*, bars: tuple[Bar, ...] = (), lines: tuple[Line, ...] = (), symbols: tuple[Symbol, ...] = ()) -> Scene:
    return Scene(box=(0, 0, 800, 500), words=(), bars=bars, lines=lines, symbols=symbols)


def test_a_drawn_picture_is_not_worn() -> None:
    assert not canvas_of(chart()).worn
    assert canvas_of(WEAR["scaled"](chart())).worn and canvas_of(compressed(chart())).worn


def test_slivers_shreds_and_specks_go() -> None:
    bar, low = Bar((100, 100, 150, 400), BLUE), Bar((200, 397, 250, 400), BLUE)
    sliver = Bar((10, 300, 90, 303), PALE)
    edge = Line(((99, 101), (99, 300), (152, 300)), (20, 90, 190))
    shred, curve = Line(((300, 50), (330, 60)), GREY), Line(((60, 400), (400, 100), (700, 300)), GREY)
    orange = Line(((60, 300), (300, 200), (700, 250)), (230, 120, 20))
    specks = (Symbol((20, 20), 3, (90, 90, 90)), Symbol((300, 200), 6, orange.colour))
    kept = without_debris(scene(bars=(bar, low, sliver), lines=(edge, shred, curve, orange), symbols=specks))
    assert kept.bars == (bar, low)
    assert kept.lines == (curve, orange)
    assert kept.symbols == (specks[1],)


def test_a_bar_that_grain_cut_apart_is_one_bar_and_neighbours_stay_two() -> None:
    grey, box = (69, 73, 100), (0.0, 0.0, 400.0, 300.0)
    pieces = (
        Bar((100.0, 80.0, 110.0, 200.2), grey),
        Bar((109.4, 80.3, 140.0, 200.0), grey),
        Bar((200.0, 90.0, 240.0, 150.0), grey),
        Bar((200.2, 149.0, 240.0, 200.0), grey),
        Bar((241.0, 120.0, 280.0, 200.0), grey),
        Bar((280.5, 120.0, 320.0, 200.0), (200, 60, 60)),
    )
    bars = without_debris(Scene(box=box, words=(), bars=pieces)).bars
    assert sorted(tuple(round(edge) for edge in bar.box) for bar in bars) == [
        (100, 80, 140, 200),
        (200, 90, 240, 200),
        (241, 120, 280, 200),
        (280, 120, 320, 200),
    ]
