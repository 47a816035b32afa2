"""The scale that lines and areas of a picture are read against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gbi.readers.chart.frame import GRID_PX, between_pixels
from support.scenes import number_axis, scene, value_axis


def test_a_ruled_scale_of_a_picture_is_moved_by_what_its_grid_lines_were() -> None:
    ruled = replace(value_axis(), ruled=True)
    picture = replace(scene(), source="raster", tolerance=0.5)
    moved = between_pixels(ruled, picture)
    assert moved.to_value(50.0) == pytest.approx(25.0 - 0.5 * GRID_PX)
    assert moved.slope == ruled.slope
    fine = between_pixels(ruled, replace(picture, tolerance=0.25))  # two px a point
    assert fine.to_value(50.0) == pytest.approx(25.0 - 0.25 * GRID_PX)


def test_drawings_level_axes_and_scales_from_text_stay() -> None:
    picture = replace(scene(), source="raster", tolerance=0.5)
    ruled = replace(value_axis(), ruled=True)
    assert between_pixels(ruled, scene()) is ruled
    assert between_pixels(value_axis(), picture).intercept == value_axis().intercept
    level = replace(number_axis(), ruled=True)
    assert between_pixels(level, picture) is level
