"""Pictures of borderless tables on a dark ground: the ground between letters was once taken for rules."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from gbi.readers.grid.retype import rules_in

WHITE, DARK, GREY = (255, 255, 255), (16, 32, 48), (120, 130, 140)
ROWS = ["North 1,203 1,400", "South 980 1,011", "East 2,210 1,999", "Total 6,595 6,774"]


def table(ground: tuple[int, int, int], ink: tuple[int, int, int], *, ruled: bool = False) -> NDArray[np.uint8]:
    picture: NDArray[np.uint8] = np.full((200, 500, 3), ground, np.uint8)
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row.split()):
            cv2.putText(picture, text, (30 + 150 * c, 40 + 40 * r), cv2.FONT_HERSHEY_SIMPLEX, 0.6, ink, 1, cv2.LINE_AA)
        if ruled:
            cv2.line(picture, (20, 52 + 40 * r), (480, 52 + 40 * r), ink, 1)
    return picture


@pytest.mark.parametrize(("ground", "ink"), [(WHITE, DARK), (DARK, WHITE), ((0, 0, 0), (255, 220, 120))])
def test_letters_make_no_rules_on_any_ground(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> None:
    assert rules_in(table(ground, ink), 14.0) == ()


@pytest.mark.parametrize(("ground", "ink"), [(WHITE, DARK), (DARK, WHITE)])
def test_drawn_rules_are_found_on_any_ground(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> None:
    found = sorted(rules_in(table(ground, ink, ruled=True), 14.0), key=lambda box: box[1])
    level = [box for box in found if box[2] - box[0] > 400]
    assert [round(box[1]) for box in level] == pytest.approx([52, 92, 132, 172], abs=2)
