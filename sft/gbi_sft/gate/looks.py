"""Whether two pictures are the same picture, however they were encoded, and the hash that finds such pairs fast.

A perceptual hash of 256 bits (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010: the
signs of the low frequencies round their median) names candidates; charts of one style lie close to each other, so each
candidate is then laid over the other square by square: where a bar ends elsewhere, one square is far off.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

HASH_SIDE = 16
NEAR_BITS = 56
"""Hashes of 256 bits that differ in more bits belong to different pictures; by chance half of them would differ."""
SIDE_PX, SQUARE_PX = 96, 6
MOST_OFF = 0.12
"""A square whose mean grey is off by more, of the range from black to white, shows something else."""

Bits = NDArray[np.uint8]


def look(data: bytes) -> Bits | None:
    """The hash of an encoded picture as 32 bytes; None where it is no picture that can be opened."""
    import imagehash

    try:
        with Image.open(io.BytesIO(data)) as picture:
            bits = imagehash.phash(picture.convert("RGB"), hash_size=HASH_SIDE).hash
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return np.packbits(np.asarray(bits, bool).ravel())


def near(held: NDArray[np.uint8], known: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Pairs (row of `held`, row of `known`) whose hashes differ in at most `NEAR_BITS` bits; both are N x 32."""
    pairs = []
    for row, bits in enumerate(held):
        apart = np.bitwise_count(known ^ bits).sum(axis=1)
        pairs += [(row, int(found)) for found in np.flatnonzero(apart <= NEAR_BITS)]
    return pairs


def same_picture(one: bytes, other: bytes) -> bool:
    """Whether two encoded pictures show the same, square by square, at 96 x 96 px; False where one cannot be opened."""
    try:
        a, b = _squares(one), _squares(other)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return False
    return bool(np.abs(a - b).max() <= MOST_OFF)


def _squares(data: bytes) -> NDArray[np.float64]:
    """Mean grey of each square, 0 to 1."""
    with Image.open(io.BytesIO(data)) as picture:
        grey = picture.convert("RGB").convert("L").resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX)
    count = SIDE_PX // SQUARE_PX
    squares: NDArray[np.float64] = np.asarray(grey, float).reshape(count, SQUARE_PX, count, SQUARE_PX).mean(axis=(1, 3))
    return squares / 255.0
