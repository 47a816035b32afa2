"""Where an edge runs between two flat colours, to a fraction of a pixel, from how far the seam's pixels are mixed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbi.types import Box

REACH = 3  # px on either side of a seam that may be mixed


def refine(image: NDArray[np.float32], box: tuple[int, int, int, int], colour: NDArray[np.float32]) -> Box:
    """The box (x0, y0, x1, y1; whole px, upper ends exclusive) of a flat rectangle with its four edges refined."""
    x0, y0, x1, y1 = box
    left = _side(_profile(image, x0, y0, y1, -1, axis=1), colour)
    right = _side(_profile(image, x1 - 1, y0, y1, 1, axis=1), colour)
    top = _side(_profile(image, y0, x0, x1, -1, axis=0), colour)
    bottom = _side(_profile(image, y1 - 1, x0, x1, 1, axis=0), colour)
    return (x0 - left, y0 - top, x1 + right, y1 + bottom)


def _profile(image: NDArray[np.float32], at: int, low: int, high: int, step: int, axis: int) -> NDArray[np.float32]:
    """Median colours of up to `REACH` rows (axis 0) or columns (axis 1) beyond `at` in direction `step`; the
    first row is `at` itself. Only the middle of the side is looked at: corners may be rounded."""
    trim = (high - low) // 5 if high - low >= 5 else 0
    low, high = low + trim, max(low + trim + 1, high - trim)
    size = image.shape[axis]
    rows = [at + step * k for k in range(REACH + 1) if 0 <= at + step * k < size]
    taken = [image[row, low:high] if axis == 0 else image[low:high, row] for row in rows]
    return np.array([np.median(line, axis=0) for line in taken], np.float32)


def _side(profile: NDArray[np.float32], colour: NDArray[np.float32]) -> float:
    """Px by which the edge lies beyond the outer border of the profile's first row (negative: inside it)."""
    if len(profile) < 2:
        return 0.0
    share = [_share(profile, 0, colour)]
    for k in range(1, len(profile)):
        share.append(min(share[-1], _share(profile, k, colour)))
        if share[-1] < 0.05:
            break
    return (share[0] - 1.0) * 1.0 + float(sum(share[1:3]))


def _share(profile: NDArray[np.float32], k: int, colour: NDArray[np.float32]) -> float:
    """How much of row k the colour covers, seen against the next row that has settled to another colour."""
    apart = [float(np.linalg.norm(row - colour)) for row in profile]
    settled = next((i for i in range(1, len(profile)) if apart[i] > 20 and _still(profile, i)), len(profile) - 1)
    if k >= settled:
        return 0.0
    other = profile[settled]
    axis = colour - other
    length = float(axis @ axis)
    if length < 100.0:
        return 1.0 if apart[k] < 10 else 0.0
    return float(np.clip((profile[k] - other) @ axis / length, 0.0, 1.0))


def _still(profile: NDArray[np.float32], i: int) -> bool:
    return i + 1 >= len(profile) or float(np.linalg.norm(profile[i + 1] - profile[i])) < 12
