"""Rows of labels at a slope: which strip they make, the way there and back, and what is read of them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFont

from gbi.documents.ocr import read_words
from gbi.documents.ocr_models import Found
from gbi.documents.ocr_slanted import find_strip, put_back
from gbi.types import Word

SHAPE = (300, 700, 3)


def piece(x: float, y: float, angle: float = 45.0, size: tuple[float, float] = (16.0, 20.0)) -> Found:
    return Found((x, y), size, angle, 0.9)


def test_pieces_in_a_row_make_a_strip_and_scattered_or_level_ones_none() -> None:
    row = [piece(60.0 + 40 * i, 250.0 + i % 2) for i in range(8)]
    strip = find_strip(row, SHAPE)
    assert strip is not None
    assert strip.holds((100, 245, 120, 255)) and not strip.holds((100, 100, 120, 110))
    assert find_strip([piece(60.0 + 40 * i, 30.0 * i) for i in range(8)], SHAPE) is None
    assert find_strip([piece(60.0 + 40 * i, 250.0, 0.0) for i in range(8)], SHAPE) is None
    assert find_strip(row[:3], SHAPE) is None


def test_labels_that_were_found_whole_are_not_read_again() -> None:
    assert find_strip([piece(60.0 + 40 * i, 250.0, -44.0, (60.0, 16.0)) for i in range(8)], SHAPE) is None


def test_what_stands_in_the_levelled_strip_is_told_where_it_is_in_the_image() -> None:
    image = np.full(SHAPE, 255, np.uint8)
    strip = find_strip([piece(60.0 + 40 * i, 250.0) for i in range(8)], SHAPE)
    assert strip is not None
    cv2.circle(image, (180, 250), 5, (0, 0, 0), -1)
    level = strip.level(image)
    rows, columns = np.nonzero(level.min(axis=2) < 100)
    box = strip.back((float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)))
    assert (box[0] + box[2]) / 2 == pytest.approx(180.5, abs=1)
    assert (box[1] + box[3]) / 2 == pytest.approx(250.5, abs=1)


def test_unsure_words_and_those_beside_the_strip_are_left_out() -> None:
    strip = find_strip([piece(60.0 + 40 * i, 250.0) for i in range(8)], SHAPE)
    assert strip is not None
    side = strip.level(np.full(SHAPE, 255, np.uint8)).shape[0]
    inside = (side / 2 - 20, side / 2 - 6, side / 2 + 20, side / 2 + 6)
    sure, unsure = Word(text="Q1 '20", box=inside, confidence=0.95), Word(text="Q1 '2O", box=inside, confidence=0.6)
    corner = Word(text="elsewhere", box=(0.0, 0.0, 9.0, 6.0), confidence=0.99)
    assert [w.text for w in put_back([sure, unsure, corner], strip)] == ["Q1 '20"]


def quarters(names: list[str]) -> NDArray[np.uint8]:
    """A picture with labels that rise to the right at 45 degrees, end by end along a line."""
    picture = Image.new("RGB", (80 + 34 * len(names), 140), "white")
    for i, name in enumerate(names):
        label = Image.new("RGB", (240, 240), "white")
        ImageDraw.Draw(label).text((120, 120), name, fill=(90, 90, 90), font=ImageFont.load_default(32), anchor="mm")
        turned = label.rotate(45, resample=Image.Resampling.BICUBIC, fillcolor="white").resize((80, 80))
        part = (10 + 34 * i, 30, 90 + 34 * i, 110)
        picture.paste(ImageChops.darker(picture.crop(part), turned), part)
    return np.asarray(picture)


def test_short_labels_at_a_slope_are_read_whole() -> None:
    names = [f"Q{q} {year}" for year in (17, 18, 19) for q in (1, 2, 3, 4)]
    read = [word.text.replace("'", "") for word in read_words(quarters(names))]
    assert sum(name in read for name in names) >= 10
