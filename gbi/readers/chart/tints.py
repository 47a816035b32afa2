"""Which legend colours translucent fills are tints of: charts draw the area under a solid line at part of its ink.

Not covered: translucent areas that overlap, whose colours mix with each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gbi.readers.chart.colours import distance
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.scene import Colour

OPACITIES = tuple(k / 20 for k in range(3, 21))
NEAR = 8.0  # CIE76: a tint as near to what its opacity makes is that colour's


def solid_colours(fills: Sequence[Colour], legend: Legend, background: Colour) -> list[Colour]:
    """For each fill the legend colour that makes it at one opacity common to all; the fills themselves when none
    does, or when two fills would be one series."""
    inks = list(dict.fromkeys(entry.colour for entry in legend.entries))
    best: tuple[float, list[Colour]] | None = None
    for opacity in OPACITIES if inks else ():
        tints = [_over(ink, background, opacity) for ink in inks]
        nearest = [min(range(len(inks)), key=lambda i: distance(tints[i], fill)) for fill in fills]
        off = max(distance(tints[i], fill) for i, fill in zip(nearest, fills, strict=True))
        if off <= NEAR and len(set(nearest)) == len(fills) and (best is None or off < best[0]):
            best = off, [inks[i] for i in nearest]
    return best[1] if best else list(fills)


def _over(ink: Colour, background: Colour, opacity: float) -> Colour:
    mixed = opacity * np.array(ink, float) + (1 - opacity) * np.array(background, float)
    red, green, blue = (round(float(part)) for part in mixed)
    return red, green, blue
