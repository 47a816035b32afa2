"""How far apart two colours look: CIE L*a*b* distance (CIE 1976, D65 white), about 2.3 is just noticeable."""

from __future__ import annotations

import math

from gbi.readers.chart.scene import Colour

Lab = tuple[float, float, float]


def lab(colour: Colour) -> Lab:
    """L*a*b* of an sRGB colour with channels 0 to 255 (IEC 61966-2-1 linearisation, D65)."""
    red, green, blue = (_linear(channel / 255.0) for channel in colour)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = _cube_root(x), _cube_root(y), _cube_root(z)
    return 116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)


def distance(a: Colour, b: Colour) -> float:
    """The CIE76 difference of two sRGB colours."""
    return math.dist(lab(a), lab(b))


def is_grey(colour: Colour) -> bool:
    """True when a colour has next to no hue."""
    _, a, b = lab(colour)
    return math.hypot(a, b) < 8.0


def _linear(channel: float) -> float:
    return float(((channel + 0.055) / 1.055) ** 2.4) if channel > 0.04045 else channel / 12.92


def _cube_root(t: float) -> float:
    return float(t ** (1.0 / 3.0)) if t > 0.008856 else 7.787 * t + 16.0 / 116.0
