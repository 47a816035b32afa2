"""Images: orientation, transparency, depth, TIFF pages, panels, pictures of tables."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image as Pillow

from gbi.documents import open_source
from gbi.documents.image_panels import split_image, tick_columns
from gbi.documents.pixels import looks_drawn
from gbi.errors import PageError
from gbi.types import PageBox, Word
from support.documents_made import bar_page, png_bytes, put, table_page


def page_png(path: Path, *draw: tuple[object, ...], size: tuple[int, int] = (340, 280)) -> Path:
    with pymupdf.open() as doc:
        page = doc.new_page(width=size[0], height=size[1])
        for function, *arguments in draw:
            function(page, *arguments)  # type: ignore[operator]
        path.write_bytes(page.get_pixmap(dpi=150).tobytes("png"))
    return path


def test_exif_orientation_turns_the_page(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera was turned: show it a quarter clockwise
    source = open_source(put(tmp_path, "turned.jpg", png_bytes(120, 80, format="JPEG", exif=exif, quality=95)))
    pixels = source.image(1)
    assert pixels.shape == (120, 80, 3)
    assert pixels[10, 40, 0] > 200
    assert pixels[110, 40, 2] > 200


def test_transparency_is_white_and_deep_grey_is_stretched(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Pillow.new("RGBA", (20, 10), (255, 0, 0, 0)).save(stream, "PNG")
    assert open_source(put(tmp_path, "clear.png", stream.getvalue())).image(1).min() == 255
    deep = np.full((10, 20), 65535, np.uint16)
    deep[:, :10] = 0
    stream = io.BytesIO()
    Pillow.fromarray(deep).save(stream, "PNG")
    pixels = open_source(put(tmp_path, "deep.png", stream.getvalue())).image(1)
    assert (pixels[0, 0, 0], pixels[0, 19, 0]) == (0, 255)


def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    frames = [Pillow.new("RGB", (40 + 10 * i, 30), (i * 50, 0, 0)) for i in range(3)]
    stream = io.BytesIO()
    frames[0].save(stream, "TIFF", save_all=True, append_images=frames[1:])
    source = open_source(put(tmp_path, "three.tiff", stream.getvalue()))
    assert source.document.pages == 3
    assert [source.image(n).shape[1] for n in (3, 1, 2)] == [60, 40, 50]
    assert source.image(2)[0, 0, 0] == 50
    with pytest.raises(PageError, match="no page 4"):
        source.image(4)


def test_boxes_and_scales_of_an_image(tmp_path: Path) -> None:
    source = open_source(put(tmp_path, "a.png", png_bytes(120, 80)))
    assert source.image(1, box=(50, 10, 70, 20)).shape == (10, 20, 3)
    assert source.image(1, box=(50, 10, 70, 20), scale=2.5).shape == (25, 50, 3)
    assert source.image(1, box=(-5, -5, 10, 10)).shape == (10, 10, 3)
    assert source.scale_of(1) == 1.0
    with pytest.raises(PageError, match="outside"):
        source.image(1, box=(200, 10, 220, 20))


def test_a_chart_is_one_region_over_the_whole_image(tmp_path: Path) -> None:
    source = open_source(page_png(tmp_path / "chart.png", (bar_page,)))
    (region,) = source.regions(1)
    page = source.page(1)
    assert region.kind == "chart"
    assert isinstance(region.place, PageBox)
    assert region.place.box == (0, 0, page.width, page.height)
    assert page.ocr
    assert {"North", "South", "East"} <= {w.text for w in page.words}


def test_two_charts_in_one_image_are_two_regions(tmp_path: Path) -> None:
    path = page_png(tmp_path / "two.png", (bar_page, 60.0, 60.0), (bar_page, 360.0, 60.0), size=(640, 240))
    left, right = open_source(path).regions(1)
    assert isinstance(left.place, PageBox)
    assert isinstance(right.place, PageBox)
    assert left.place.box[2] == right.place.box[0]
    assert 300 / 72 * 150 < right.place.box[0] < 345 / 72 * 150


def test_a_picture_of_a_table_is_a_table(tmp_path: Path) -> None:
    path = page_png(tmp_path / "table.png", (table_page, 20.0, 20.0, 8), size=(440, 190))
    (region,) = open_source(path).regions(1)
    assert region.kind == "table"


def ticks(x: float, values: list[str], top: float = 40.0, step: float = 40.0) -> list[Word]:
    return [Word(text=v, box=(x - 20, top + i * step, x, top + 12 + i * step)) for i, v in enumerate(values)]


def test_columns_that_are_no_axes_do_not_cut_an_image() -> None:
    whole = (0.0, 0.0, 800.0, 400.0)
    axis = ticks(40, ["30", "20", "10", "0"])
    assert len(tick_columns(axis)) == 1
    years = ticks(440, ["2000", "2001", "2002", "2003"])
    uneven = ticks(440, ["34.6", "31.1", "29", "5"])
    dual = ticks(780, ["3", "2", "1", "0"])
    for other in (years, uneven, dual):
        assert split_image(whole, [*axis, *other]) == [whole]
    assert len(split_image(whole, [*axis, *ticks(440, ["3", "2", "1", "0"])])) == 2


def test_photos_do_not_look_drawn() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    flat = np.full((200, 300, 3), 255, np.uint8)
    flat[50:150, 60:90] = (20, 60, 200)
    assert looks_drawn(flat)
    assert not looks_drawn(noise)


def test_no_cut_goes_through_a_coloured_mark() -> None:
    whole = (0.0, 0.0, 800.0, 400.0)
    words = [*ticks(40, ["30", "20", "10", "0"]), *ticks(440, ["3", "2", "1", "0"])]
    pixels = np.full((400, 800, 3), 255, np.uint8)
    assert len(split_image(whole, words, pixels)) == 2
    pixels[200:203, 60:780] = (220, 40, 30)
    assert split_image(whole, words, pixels) == [whole]


def test_years_that_count_down_the_side_are_rows() -> None:
    assert not tick_columns(ticks(40, ["2018", "2017", "2016", "2015", "2014"]))
    assert len(tick_columns(ticks(40, ["2500", "2000", "1500", "1000"]))) == 1
