"""Plots whose ground has a colour of its own, as in many styles: the panel is no mark."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gbi.readers.pixels.extract import scene_of
from gbi.readers.pixels.grounds import evened

WHITE, PANEL, RED = (255, 255, 255), (229, 229, 229), (226, 74, 51)
Picture = NDArray[np.uint8]


def styled(ground: tuple[int, int, int] = WHITE, panel: tuple[int, int, int] = PANEL) -> Picture:
    """A panel over 60..560 x 40..340 of 600 x 400 px with a grid in the figure's colour and three bars on its floor."""
    picture = np.full((400, 600, 3), ground, np.uint8)
    picture[40:340, 60:560] = panel
    for y in range(90, 340, 50):
        picture[y, 60:560] = ground
    for x in (120, 270, 420):
        picture[100 + x // 4 : 340, x : x + 100] = RED
    return picture


@pytest.mark.parametrize(("ground", "panel"), [(WHITE, PANEL), (WHITE, (234, 234, 242)), ((0, 0, 0), (30, 30, 34))])
def test_bars_on_a_panel_are_all_that_is_found(ground: tuple[int, int, int], panel: tuple[int, int, int]) -> None:
    scene = scene_of(styled(ground, panel), [], (0.0, 0.0, 600.0, 400.0), 1.0)
    assert not scene.areas
    boxes = sorted(bar.box for bar in scene.bars)
    assert [box[0] for box in boxes] == pytest.approx([120, 270, 420], abs=0.6)
    assert [box[1] for box in boxes] == pytest.approx([130, 167, 205], abs=0.6)


def test_a_picture_without_a_panel_stays_as_it_is() -> None:
    picture = np.full((300, 400, 3), 255, np.uint8)
    picture[100:280, 40:120] = PANEL  # a bar in a pale colour
    out, ground = evened(picture, WHITE)
    assert ground == WHITE
    assert (out == picture).all()


def test_a_vivid_panel_is_data() -> None:
    picture = np.full((300, 400, 3), 255, np.uint8)
    picture[20:280, 20:380] = (40, 118, 221)
    out, _ = evened(picture, WHITE)
    assert (out == picture).all()


def test_a_rim_of_many_colours_is_no_paper() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    out, ground = evened(picture, (9, 9, 9))
    assert ground == (9, 9, 9)
    assert (out == picture).all()


def test_pale_bars_side_by_side_are_no_panel() -> None:
    picture = np.full((300, 400, 3), 255, np.uint8)
    for x in range(30, 370, 50):
        picture[40:260, x : x + 40] = (225, 225, 225)
    out, _ = evened(picture, WHITE)
    assert (out == picture).all()


def test_what_stands_out_from_the_paper_is_data() -> None:
    picture = np.full((300, 400, 3), 255, np.uint8)
    picture[40:260, 30:370] = (186, 186, 186)
    out, _ = evened(picture, WHITE)
    assert (out == picture).all()
