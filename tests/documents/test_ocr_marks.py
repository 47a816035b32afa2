"""What is read but is no text, labels that run together, and the closer look at crowds."""

from __future__ import annotations

import cv2
import numpy as np
import pymupdf
import pytest

from gbi.documents.ocr import read_words
from gbi.documents.ocr_crowds import parted
from gbi.documents.ocr_marks import bullet_end, is_shape, of_one_script
from gbi.documents.ocr_models import Found, Read
from gbi.documents.ocr_spaces import pieces, spaced
from gbi.types import Word


def word(text: str) -> Word:
    return Word(text=text, box=(0, 0, 10, 10))


LATIN = [word(text) for text in ("Number of employees", "2018", "2019", "2020", "Germany", "France")]


@pytest.mark.parametrize(
    ("read", "kept"), [("0萬", "0"), ("車", None), ("à", None), ("€", "€"), ("–", "–"), ("B", "B")]
)
def test_stray_signs_in_a_latin_picture(read: str, kept: str | None) -> None:
    texts = [w.text for w in of_one_script([*LATIN, word(read)])]
    assert texts == [w.text for w in LATIN] + ([kept] if kept else [])


def test_chinese_pictures_keep_their_signs() -> None:
    words = [word(text) for text in ("2018年", "2019年", "12万", "Number of employees")]
    assert of_one_script(words) == words
    mixed = [*LATIN, word("营业收入"), word("元")]
    assert of_one_script(mixed) == mixed


def test_bullets_and_shapes() -> None:
    assert bullet_end("• Taiwan") == 2
    assert bullet_end("Taiwan •") == 0
    assert bullet_end("  x") == 0
    assert is_shape("■ ●") and not is_shape("■ A")


def at(text: str) -> tuple[float, ...]:
    return tuple((i + 0.5) / len(text) for i in range(len(text)))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("81.2%81.4% 81.5%", ["81.2%", "81.4% ", "81.5%"]),
        ("39.6 39.5 39.3", ["39.6 ", "39.5 ", "39.3"]),
        ("4.044.084.13", ["4.04", "4.08", "4.13"]),
        ("1.234.567", ["1.234.567"]),
        ("98 99 00", ["98 ", "99 ", "00"]),
        ("50% of 2", ["50% of 2"]),
        ("2 358 102", ["2 358 102"]),
    ],
)
def test_numbers_that_run_on_are_cut(text: str, labels: list[str]) -> None:
    assert [text[a:b] for a, b in pieces(Read(text, 0.9, at(text)), (), 100.0, 10.0)] == labels


def test_ticks_with_thousands_are_cut_at_the_wider_gaps() -> None:
    text = "100 000 150 000"
    gaps = ((30.0, 34.0), (70.0, 79.0), (110.0, 114.0))
    read = Read(text, 0.9, at(text))
    assert [text[a:b].strip() for a, b in pieces(read, gaps, 150.0, 10.0)] == ["100 000", "150 000"]
    even = ((30.0, 34.0), (70.0, 74.0), (110.0, 114.0))
    assert len(pieces(read, even, 150.0, 10.0)) == 1
    one = Read("109 651 018", 0.9, at("109 651 018"))
    assert len(pieces(one, ((32.0, 36.0), (70.0, 78.0)), 110.0, 10.0)) == 1


@pytest.mark.parametrize(("torn", "shown"), [(2.0, "Number of cases"), (5.0, "Numbe r of cases")])
def test_gaps_of_two_kinds_say_which_spaces_are_true(torn: float, shown: str) -> None:
    text = "Numbe r of cases"
    width = {5: torn, 7: 5.0, 10: 5.0}
    gaps = [(10.0 * i + 5 - w / 2, 10.0 * i + 5 + w / 2) for i, w in width.items()]
    gaps += [(10.0 * i + 9.3, 10.0 * i + 10.7) for i in range(15) if " " not in text[i : i + 2]]
    assert spaced(Read(text, 0.9, at(text)), tuple(sorted(gaps)), 160.0, 10.0) == shown


def label_in_a_low_bar() -> np.ndarray:
    page = pymupdf.open().new_page(width=300, height=200)
    for i, label in enumerate(("0.43", "0.51", "0.68", "0.95")):
        page.draw_rect((20 + 70 * i, 90, 52 + 70 * i, 105), fill=(0.05, 0.14, 0.22), color=None)
        page.draw_rect((20 + 70 * i, 106, 52 + 70 * i, 190), fill=(0.16, 0.46, 0.87), color=None)
        page.insert_text((26 + 70 * i, 100.5), label, fontsize=8.5, color=(1, 1, 1))
    pixels = page.get_pixmap(dpi=96)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()


def test_white_labels_in_low_dark_bars_are_read() -> None:
    assert [w.text for w in read_words(label_in_a_low_bar())] == ["0.43", "0.51", "0.68", "0.95"]


def test_rows_found_as_one_line_are_parted() -> None:
    image = np.full((300, 400, 3), 255, np.uint8)
    for i, text in enumerate(("24%", "26%")):
        cv2.putText(image, text, (100, 100 + 18 * i), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    usual = [Found((200.0, 200.0 + 20 * i), (60.0, 16.0), 0.0, 0.9) for i in range(4)]
    crowd = Found((117.0, 104.0), (44.0, 36.0), 0.0, 0.8)
    found = parted(image, [*usual, crowd], 1.5)
    assert crowd not in found and len(found) == 6
    title = Found((200.0, 20.0), (300.0, 40.0), 0.0, 0.9)
    assert title in parted(image, [*usual, title], 1.5)
