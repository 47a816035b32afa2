"""Areas that nearly fill their box, and keys no longer than their mark."""

from __future__ import annotations

import numpy as np

from gbi.readers.chart.scene import Symbol
from gbi.readers.pixels.joins import anchored, vertices
from gbi.readers.pixels.solids import slanted


def test_a_gentle_slope_is_an_area_and_a_rounded_bar_is_none() -> None:
    area = np.ones((180, 400), np.uint8)
    for x in range(400):
        area[: max(0, 16 - x // 25), x] = 0
    assert slanted(area)
    bar = np.ones((40, 400), np.uint8)
    for k in range(5):
        bar[k, : 5 - k] = bar[k, 395 + k :] = 0
    assert not slanted(bar)
    steps = np.ones((180, 400), np.uint8)
    steps[:30, 200:] = 0
    assert not slanted(steps)


def test_a_key_keeps_both_ends_of_its_dash() -> None:
    mark = Symbol((10.0, 5.0), 8.0, (0, 0, 0))
    track = np.column_stack([np.arange(2.5, 18.0), np.full(16, 5.0), np.full(16, 2.0)])
    assert len(vertices(anchored(track, [mark]), [mark])) >= 2
