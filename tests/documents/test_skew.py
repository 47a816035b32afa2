"""Pictures that lie askew: how far is found, boxes go there and back, level ones are left alone."""

from __future__ import annotations

import cv2
import numpy as np
import pymupdf
import pytest
from numpy.typing import NDArray

from gbi.documents.ocr import read_words
from gbi.documents.skew import Turn, turn_of

LABELS = ("818", "902", "409")


def chart() -> NDArray[np.uint8]:
    page = pymupdf.open().new_page(width=420, height=300)
    for step in range(5):
        page.insert_text((20, 250 - 50 * step), str(250 * step), fontsize=9)
        page.draw_line((50, 247 - 50 * step), (400, 247 - 50 * step), color=(0.8, 0.8, 0.8))
    for i, label in enumerate(LABELS):
        height = int(label) / 5
        page.draw_rect((80 + 100 * i, 247 - height, 130 + 100 * i, 247), fill=(0.1, 0.4, 0.8), color=None)
        page.insert_text((95 + 100 * i, 243 - height), label, fontsize=9)
        page.insert_text((92 + 100 * i, 262), str(2018 + i), fontsize=9)
    pixels = page.get_pixmap(dpi=110)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()


def turned(image: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def test_a_level_picture_is_left_alone() -> None:
    assert turn_of(chart()) is None
    assert turn_of(np.full((300, 300, 3), 255, np.uint8)) is None
    assert turn_of(np.zeros((8, 900, 3), np.uint8)) is None


def test_a_slope_in_a_level_chart_is_no_turn() -> None:
    image = chart()
    for step in range(6):
        cv2.line(image, (70, 200 - 20 * step), (600, 180 - 20 * step), (200, 40, 40), 2, cv2.LINE_AA)
    assert turn_of(image) is None


@pytest.mark.parametrize("degrees", [-4.0, -1.5, 2.0, 5.0])
def test_the_angle_is_found(degrees: float) -> None:
    turn = turn_of(turned(chart(), degrees))
    assert turn is not None and turn.angle == pytest.approx(-degrees, abs=0.25)


def test_boxes_go_there_and_back() -> None:
    turn = Turn(3.0, (600, 400))
    box = (100.0, 50.0, 180.0, 62.0)
    assert turn.forth(turn.back(box)) == pytest.approx(box, abs=1e-6)
    around = turn.back(box)
    assert around[2] - around[0] > 80 and around[3] - around[1] > 12


def test_words_of_an_askew_picture_stand_where_they_do() -> None:
    image = chart()
    level = {word.text: word.box for word in read_words(image)}
    found = {word.text: word.box for word in read_words(turned(image, 2.0))}
    matrix = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), 2.0, 1.0)
    for label in LABELS:
        x, y = matrix @ np.array([(level[label][0] + level[label][2]) / 2, (level[label][1] + level[label][3]) / 2, 1])
        x0, y0, x1, y1 = found[label]
        assert x0 < x < x1 and y0 < y < y1
        assert abs((x0 + x1) / 2 - x) < 2 and abs((y0 + y1) / 2 - y) < 2
