"""A picture on a page of text is read by OCR once, at the resolution that it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymupdf
import pytest

from gbi.documents import open_source
from gbi.documents.page_content import picture_scale
from gbi.documents.source import Source
from gbi.readers import region_words as module
from gbi.readers.region_words import region_words
from gbi.types import Page, PageBox, Word

BOX = (100.0, 100.0, 340.0, 220.0)


class FakePage:
    """A page of words, some on a picture, told by its `pymupdf.Page`."""

    def __init__(self, words: list[Word], *, picture: bool = True, ocr: bool = False) -> None:
        self._page = Page(number=1, width=400, height=400, words=tuple(words), ocr=ocr)
        self._drawn = pymupdf.open().new_page(width=400, height=400)
        if picture:
            pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 480, 240))
            pixels.clear_with(230)
            self._drawn.insert_image(BOX, pixmap=pixels)

    def page(self, number: int) -> Page:
        return self._page

    def vector_page(self, number: int) -> Any:
        return self._drawn


def words(confidence: float, count: int = 5) -> list[Word]:
    return [
        Word(text=str(10 + i), box=(110 + 20 * i, 120, 122 + 20 * i, 130), confidence=confidence) for i in range(count)
    ]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The pictures that were given to the OCR, which finds one word in each."""
    seen: list[object] = []

    def read(image: object) -> tuple[Word, ...]:
        seen.append(image)
        return (Word(text="seen", box=(200, 200, 220, 210), confidence=0.9),)

    monkeypatch.setattr(module, "read_words", read)
    return seen


def found(source: FakePage) -> list[str]:
    place = PageBox(page=1, box=BOX)
    return [word.text for word in region_words(source, place, None, 2.0)]  # type: ignore[arg-type]


def test_a_picture_that_was_read_with_its_page_is_not_read_again(asked: list[object]) -> None:
    assert found(FakePage(words(0.98))) == ["10", "11", "12", "13", "14"]
    assert not asked


def test_a_drawing_without_pictures_has_the_words_of_the_file(asked: list[object]) -> None:
    assert len(found(FakePage(words(1.0), picture=False))) == 5
    assert not asked


def test_a_picture_under_words_of_the_file_is_read(asked: list[object]) -> None:
    assert found(FakePage(words(1.0)))[-1] == "seen"
    assert len(asked) == 1


def test_a_picture_on_which_nothing_was_found_is_looked_at_again(asked: list[object]) -> None:
    outside = Word(text="12", box=(100, 96, 110, 104))
    assert "seen" in found(FakePage([outside]))
    assert "seen" in found(FakePage([]))


def test_the_words_of_a_scan_are_all_there_are(asked: list[object]) -> None:
    assert len(found(FakePage(words(0.9), ocr=True))) == 5
    assert not asked


@pytest.mark.parametrize(
    ("pixels", "width", "scale"),
    [(480, 240, 3.0), (1200, 240, 5.0), (3000, 240, 6.0), (4000, 500, 4.0), (300, 1000, 2.0)],
)
def test_the_scale_is_the_pictures_own_within_limits(pixels: int, width: int, scale: float) -> None:
    page = pymupdf.open().new_page(width=1200, height=1200)
    image = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, pixels, pixels // 2))
    image.clear_with(200)
    box = (50.0, 50.0, 50.0 + width, 50.0 + width / 2)
    page.insert_image(box, pixmap=image)
    assert picture_scale(page, box) == pytest.approx(scale, rel=0.01)


def test_a_chart_that_is_a_picture_is_read_once(tmp_path: Path, asked: list[object]) -> None:
    drawing = pymupdf.open().new_page(width=300, height=150)
    for index, text in enumerate(("Revenue", "North 12.5", "South 37.5", "East 50.0")):
        drawing.insert_text((20, 30 + 30 * index), text, fontsize=18)
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=400, height=400)
        page.insert_text((40, 40), "A page of text with a picture of a table on it.")
        page.insert_image(BOX, pixmap=drawing.get_pixmap(dpi=150))
        pdf.save(tmp_path / "one.pdf")
    source: Source = open_source(tmp_path / "one.pdf")
    try:
        place = PageBox(page=1, box=BOX)
        texts = " ".join(word.text for word in region_words(source, place, source.image(1, BOX), 2.0))
    finally:
        source.close()
    assert "37.5" in texts and "Revenue" in texts
    assert not asked
