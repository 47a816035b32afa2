"""A label that hangs right under a bar as wide as itself is read: the bar is not taken for the ground."""

from __future__ import annotations

import cv2
import numpy as np

from gbi.documents.ocr import read_words


def test_a_label_under_the_end_of_a_bar_as_wide_as_itself() -> None:
    image = np.full((160, 300, 3), 255, np.uint8)
    image[10:90, 120:182] = (40, 118, 221)
    cv2.putText(image, "-412", (124, 106), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (0, 0, 0), 1, cv2.LINE_AA)
    cv2.putText(image, "2019", (128, 145), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (0, 0, 0), 1, cv2.LINE_AA)
    assert [word.text for word in read_words(image)] == ["-412", "2019"]
