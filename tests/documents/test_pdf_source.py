"""PDF pages: displayed coordinates, words with direction, OCR where there is no text, one broken page alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pymupdf
import pytest

from gbi.documents import open_source
from gbi.documents.upright import load_upright
from gbi.errors import LimitError, PageError
from gbi.settings import Settings
from support.documents_made import bar_page, pdf_bytes, png_bytes, put


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("media", ["[0 0 600 800]", "[-30 20 570 840]"])
def test_words_drawings_and_pixels_share_displayed_coordinates(tmp_path: Path, rotation: int, media: str) -> None:
    with pymupdf.open() as doc:
        page = doc.new_page(width=600, height=800)
        page.draw_rect((150, 300, 250, 500), color=None, fill=(1, 0, 0))
        page.insert_text((160, 400), "Inside", fontsize=20)
        doc.xref_set_key(page.xref, "MediaBox", media)
        doc.xref_set_key(page.xref, "CropBox", "[50 60 540 700]")
        page.set_rotation(rotation)
        data = doc.tobytes()
    with pymupdf.open(stream=data) as doc:
        shown = doc[0].get_pixmap(alpha=False)
        expected = np.frombuffer(shown.samples, np.uint8).reshape(shown.height, shown.width, 3)
    source = open_source(put(tmp_path, "turned.pdf", data))
    page, pixels = source.page(1), source.image(1, scale=1.0)
    assert (page.width, page.height) == (expected.shape[1], expected.shape[0])
    assert np.abs(pixels.astype(int) - expected).mean() < 0.5
    (rect,) = (d["rect"] for d in source.vector_page(1).get_drawings() if d["fill"] == (1.0, 0.0, 0.0))
    red = np.argwhere((pixels[..., 0] > 200) & (pixels[..., 1] < 60))
    assert np.allclose((rect.x0, rect.y0), red.min(axis=0)[::-1], atol=1.5)
    (word,) = page.words
    assert word.text == "Inside"
    assert word.angle == {0: 0, 90: 270, 180: 180, 270: 90}[rotation]
    assert rect.contains(pymupdf.Rect(word.box))


def test_an_unturned_page_is_left_as_it_is(tmp_path: Path) -> None:
    with pymupdf.open(stream=pdf_bytes()) as doc:
        page = load_upright(doc, 0)
        assert page.read_contents() == doc[0].read_contents()


def test_turned_and_touching_labels_are_separate_words(tmp_path: Path) -> None:
    with pymupdf.open() as doc:
        page = doc.new_page(width=300, height=300)
        page.insert_text((40, 200), "Net income", rotate=90)
        page.insert_text((100, 100), "20,000")
        page.insert_text((130, 100), "40,000")
        data = doc.tobytes()
    words = {w.text: w.angle for w in open_source(put(tmp_path, "a.pdf", data)).page(1).words}
    assert words == {"Net": 90, "income": 90, "20,000": 0, "40,000": 0}


def test_a_scanned_page_is_read_by_ocr(tmp_path: Path) -> None:
    with pymupdf.open() as doc:
        page = doc.new_page(width=300, height=200)
        page.insert_text((30, 60), "Total assets 1,234", fontsize=20)
        picture = page.get_pixmap(dpi=150).tobytes("png")
    with pymupdf.open() as doc:
        doc.new_page(width=300, height=200).insert_image((0, 0, 300, 200), stream=picture)
        data = doc.tobytes()
    source = open_source(put(tmp_path, "scan.pdf", data))
    page = source.page(1)
    assert page.ocr
    assert "1,234" in page.text
    assert all(0 <= w.box[0] < w.box[2] <= 300 for w in page.words)
    assert source.vector_page(1) is None
    assert source.scale_of(1) == pytest.approx(625 / 300, abs=0.01)


def test_words_inside_a_picture_of_a_chart_are_read(tmp_path: Path) -> None:
    with pymupdf.open() as doc:
        chart = doc.new_page(width=320, height=260)
        bar_page(chart)
        picture = chart.get_pixmap(dpi=200).tobytes("png")
    with pymupdf.open() as doc:
        page = doc.new_page(width=500, height=700)
        page.insert_text((50, 50), "A page with text of its own and a picture below it.")
        page.insert_image((90, 200, 410, 460), stream=picture)
        data = doc.tobytes()
    source = open_source(put(tmp_path, "picture.pdf", data))
    page = source.page(1)
    inside = {w.text: w for w in page.words if w.confidence < 1}
    assert {"North", "South", "East"} <= set(inside)
    north = inside["North"].box
    assert 90 + 80 < north[0] < 90 + 125
    assert 200 + 220 < north[1] < 200 + 240
    assert not page.ocr
    assert "North" in page.text
    (region,) = source.regions(1)
    assert region.kind == "chart"


def test_one_broken_page_leaves_the_others(tmp_path: Path) -> None:
    with pymupdf.open() as doc:
        for number in range(3):
            doc.new_page(width=300, height=300).insert_text((50, 50), f"page {number + 1}")
        doc.xref_set_key(doc[1].xref, "MediaBox", "[0 0 0 0]")
        doc.xref_set_key(doc[1].xref, "Contents", "(broken)")
        data = doc.tobytes()
    source = open_source(put(tmp_path, "half.pdf", data))
    assert "page 1" in source.page(1).text
    assert "page 3" in source.page(3).text
    for wrong in (0, 4, -1):
        with pytest.raises(PageError, match="pages 1 to 3"):
            source.page(wrong)


def test_a_page_has_its_time_and_a_picture_its_pixels(tmp_path: Path) -> None:
    with pymupdf.open() as doc:
        doc.new_page(width=300, height=200).insert_image((0, 0, 300, 200), stream=png_bytes(600, 400))
        path = put(tmp_path, "scan.pdf", doc.tobytes())
    with pytest.raises(LimitError, match="GBI_PAGE_SECONDS"):
        open_source(path, Settings(page_seconds=1e-9)).page(1)
    with pytest.raises(LimitError, match="GBI_MAX_PIXELS"):
        open_source(path, Settings(max_pixels=10_000)).image(1, scale=2.0)
    with pytest.raises(PageError, match="outside"):
        open_source(path).image(1, box=(400, 400, 500, 500))


def test_a_box_of_the_page_has_the_size_that_was_asked_for(tmp_path: Path) -> None:
    source = open_source(put(tmp_path, "a.pdf", pdf_bytes()))
    assert source.image(1, box=(10, 20, 110, 70), scale=3.0).shape == (150, 300, 3)
    assert source.image(1).shape == (800, 600, 3)
    assert source.native(source.regions(1)[0]) is None if source.regions(1) else True
