"""The raster reader on a picture of a chart that is drawn here: pixels and words in, a table with places out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest

from gbi.documents import open_source
from gbi.readers.raster import RasterReader, raster_scene
from gbi.types import Basis, PageBox, Reading, Region

VALUES = {"North": 12.0, "South": 31.0, "East": 22.5, "West": 7.0}


def chart_png(path: Path, *, labelled: bool) -> Path:
    """A bar chart of `VALUES` on an axis from 0 to 40 over 200 px, values printed over the bars or not."""
    page = pymupdf.open().new_page(width=480, height=320)
    for value in range(0, 41, 10):
        y = 260 - 5 * value
        page.draw_line((60, y), (460, y), color=(0.85, 0.85, 0.85), width=1)
        page.insert_text((38 if value else 44, y + 3), str(value), fontsize=9)
    for i, (name, value) in enumerate(VALUES.items()):
        x = 80 + 95 * i
        page.draw_rect((x, 260 - 5 * value, x + 50, 260), color=None, fill=(0.16, 0.46, 0.87))
        page.insert_text((x + 12, 276), name, fontsize=9)
        if labelled:
            page.insert_text((x + 17, 254 - 5 * value), f"{value:g}", fontsize=9)
    pixels = page.get_pixmap()
    image = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)
    cv2.imwrite(str(path), image[:, :, ::-1])
    return path


def read(path: Path) -> Reading | None:
    source = open_source(path)
    try:
        place = PageBox(page=1, box=(0, 0, source.page(1).width, source.page(1).height))
        return RasterReader().read(source, Region.at(source.document.id, 1, place, "chart"))
    finally:
        source.close()


def numbers(reading: Reading) -> dict[object, float]:
    return {row[0].value: float(row[1].value or 0) for row in reading.rows}


def test_printed_values_are_preferred(tmp_path: Path) -> None:
    reading = read(chart_png(tmp_path / "chart.png", labelled=True))
    assert reading is not None and reading.reader == "raster"
    assert numbers(reading) == VALUES
    assert {row[1].basis for row in reading.rows} == {Basis.PRINTED}


def test_values_that_are_not_printed_are_measured_with_their_error(tmp_path: Path) -> None:
    reading = read(chart_png(tmp_path / "chart.png", labelled=False))
    assert reading is not None
    for name, value in numbers(reading).items():
        assert value == pytest.approx(VALUES[str(name)], abs=0.25)
    for row in reading.rows:
        assert row[1].basis is Basis.MEASURED
        assert row[1].error is not None and 0 < row[1].error < 1
        assert isinstance(row[1].place, PageBox) and row[1].place.page == 1


def test_a_table_region_and_a_blank_picture_are_not_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    cv2.imwrite(str(path), np.full((200, 300, 3), 255, np.uint8))
    assert read(path) is None
    source = open_source(chart_png(tmp_path / "chart.png", labelled=True))
    place = PageBox(page=1, box=(0, 0, 480, 320))
    assert RasterReader().read(source, Region.at(source.document.id, 1, place, "table")) is None
    assert raster_scene(source, PageBox(page=1, box=(0, 0, 10, 10))) is None
    source.close()
