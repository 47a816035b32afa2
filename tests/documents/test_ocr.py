"""Text recognition on pictures of text that is set here with PyMuPDF's own fonts."""

from __future__ import annotations

import threading

import cv2
import numpy as np
import pymupdf
import pytest
from numpy.typing import NDArray

from gbi.documents.ocr import read_words, warm_up
from gbi.documents.ocr_lines import runs
from gbi.documents.ocr_models import Found, Read
from gbi.documents.ocr_spaces import pieces, spaced
from gbi.types import Word

Text = tuple[float, float, str]


def render(
    texts: list[Text], *, size: float = 9, width: float = 400, height: float = 240, rotate: int = 0
) -> NDArray[np.uint8]:
    page = pymupdf.open().new_page(width=width, height=height)
    for x, y, text in texts:
        font = "china-s" if any(ord(char) > 0x2E80 for char in text) else "helv"
        page.insert_text((x, y), text, fontsize=size, fontname=font, rotate=rotate)
    pixels = page.get_pixmap(dpi=96)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()


def texts_of(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in words]


def test_tick_labels_numbers_and_signs() -> None:
    labels = ["6 000", "0", "-4 274", "3.5", "12%", "$1,250", "409"]
    found = texts_of(read_words(render([(20, 30 + 26 * i, label) for i, label in enumerate(labels)])))
    assert [text.replace(" ", "") for text in found] == [label.replace(" ", "") for label in labels]


def test_boxes_are_tight_round_the_ink() -> None:
    image = render([(100, 100, "818"), (200, 100, "902"), (300, 100, "409")])
    ink = (image.min(axis=2) < 120).astype(np.uint8)
    for word in read_words(image):
        x0, y0, x1, y1 = (round(side) for side in word.box)
        rows, columns = np.nonzero(ink[y0 - 4 : y1 + 4, x0 - 4 : x1 + 4])
        assert abs(int(columns.min()) - 4) <= 1 and abs(int(rows.min()) - 4) <= 1
        assert abs(int(columns.max()) + 1 - (x1 - x0 + 4)) <= 1 and abs(int(rows.max()) + 1 - (y1 - y0 + 4)) <= 1


@pytest.mark.parametrize(("rotate", "angle"), [(90, 90), (270, 270)])
def test_an_axis_title_on_its_side(rotate: int, angle: int) -> None:
    y = 200 if rotate == 90 else 40
    (word,) = read_words(render([(60, y, "Net income in million U.S. dollars")], rotate=rotate))
    assert word.text == "Net income in million U.S. dollars"
    assert word.angle == angle


def test_long_lines_are_not_squeezed() -> None:
    line = "Number of foreign students newly enrolled in associate and bachelor programs"
    (word,) = read_words(render([(10, 50, line)]))
    assert word.text.replace(" ", "") == line.replace(" ", "")


def test_lone_letters_under_an_axis_are_found() -> None:
    image = render([(40 + 35 * i, 180, letter) for i, letter in enumerate("ABCDEFGH")], size=8)
    assert texts_of(read_words(image)) == list("ABCDEFGH")


def test_chinese() -> None:
    found = texts_of(
        read_words(render([(20, 40, "营业收入"), (20, 80, "净利润12.5亿元"), (20, 120, "2023年")], size=12))
    )
    assert [text.replace(" ", "") for text in found] == ["营业收入", "净利润12.5亿元", "2023年"]


def test_legend_entries_are_cut_at_their_swatches() -> None:
    image = render([(60, 100, "Internet"), (140, 100, "Radio"), (210, 100, "Television")])
    for x in (62, 169, 262):
        cv2.rectangle(image, (x, 125), (x + 11, 132), (40, 118, 221), -1)
    assert texts_of(read_words(image)) == ["Internet", "Radio", "Television"]


def test_a_bar_is_no_text() -> None:
    image = render([(100, 30, "55%"), (100, 220, "Yes")])
    cv2.rectangle(image, (100, 60), (180, 270), (40, 118, 221), -1)
    assert texts_of(read_words(image)) == ["55%", "Yes"]


def test_labels_that_climb_are_told_apart() -> None:
    image = render([(40 + 24 * i, 150 - 6 * i, str(1029 + 9 * i)) for i in range(6)], size=9)
    assert texts_of(read_words(image)) == [str(1029 + 9 * i) for i in range(5, -1, -1)]


def test_empty_and_tiny_pictures_have_no_words() -> None:
    assert read_words(np.full((200, 300, 3), 255, np.uint8)) == ()
    assert read_words(np.full((2, 2, 3), 255, np.uint8)) == ()


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    read_words(render([(20, 40, "quiet")]))
    assert capfd.readouterr() == ("", "")


def test_warm_up_runs_beside() -> None:
    thread = warm_up()
    assert isinstance(thread, threading.Thread) and thread.daemon
    thread.join(30)
    assert not thread.is_alive()


def test_spaces_follow_the_gaps() -> None:
    at = tuple((i + 0.5) / 10 for i in range(10))
    read = Read("Net incom "[:10], 0.99, at)
    assert spaced(read, ((29.0, 41.0),), 100.0, 12.0) == "Net incom "
    assert spaced(Read("incom e", 0.99, at[:7]), ((9.0, 10.0), (55.0, 56.0)), 100.0, 12.0) == "income"
    assert spaced(Read("3517", 0.99, at[:4]), ((9.0, 15.0),), 100.0, 12.0) == "3517"


def test_labels_run_together_are_cut_at_the_capital() -> None:
    at = tuple((i + 0.5) / 6 for i in range(6))
    gaps = ((9.0, 10.0), (19.0, 20.0), (28.0, 32.0), (39.0, 40.0))
    assert pieces(Read("MarApr", 0.99, at), gaps, 60.0, 12.0) == [(0, 3), (3, 6)]
    assert pieces(Read("PayPal", 0.99, at), ((9.0, 10.0), (29.0, 30.0)), 60.0, 12.0) == [(0, 6)]


def test_a_tilted_line_stays_whole() -> None:
    line = Found((50.0, 50.0), (60.0, 10.0), 42.0, 0.9)
    assert runs(np.full((100, 100, 3), 255, np.uint8), line) == [line]
