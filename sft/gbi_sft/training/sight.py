"""A picture as the patches that Qwen's vision towers take, made with numpy alone and kept as bytes until the device.

The library's own processors want torchvision, which not every training machine has, and their patches are eight times
as large: each value as a float, each picture as two frames alike. `widened` makes that of them where the model is.
Source of sizes and order: transformers, models/qwen2_vl/image_processing_qwen2_vl.py (smart_resize and _preprocess).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gbi.types import Frozen

if TYPE_CHECKING:
    import torch

Bytes = NDArray[np.uint8]
PIXELS = "pixel_values"
FRAMES = 2


class Sight(Frozen):
    """Of a processor: sides of a patch and of a token's patches in px, and the least and most pixels of a picture."""

    patch: int
    merge: int
    least: int
    most: int

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height that a picture of these is shown at: multiples of a token's side within the pixels.

        Raises `ValueError` for a picture more than 200 times as long as wide.
        """
        side = self.patch * self.merge
        if max(width, height) / min(width, height) > 200:
            raise ValueError(f"a picture of {width} x {height} px is too long")
        high, wide = round(height / side) * side, round(width / side) * side
        if high * wide > self.most:
            by = math.sqrt(height * width / self.most)
            high, wide = (max(side, math.floor(each / by / side) * side) for each in (height, width))
        elif high * wide < self.least:
            by = math.sqrt(self.least / (height * width))
            high, wide = (math.ceil(each * by / side) * side for each in (height, width))
        return wide, high

    def tokens(self, width: int, height: int) -> int:
        """How many tokens a picture of this size is."""
        wide, high = self.size(width, height)
        return wide * high // (self.patch * self.merge) ** 2

    def fitted(self, picture: Image.Image) -> Bytes:
        """The picture (height, width, 3) as large as it is shown."""
        size = self.size(*picture.size)
        return np.asarray(picture if size == picture.size else picture.resize(size, Image.Resampling.BICUBIC))

    def patches(self, pixels: Bytes) -> Bytes:
        """(patches, 3 x patch x patch) of a fitted picture (height, width, 3): a token's patches follow each other."""
        high, wide = (side // (self.patch * self.merge) for side in pixels.shape[:2])
        cut = pixels.reshape(high, self.merge, self.patch, wide, self.merge, self.patch, 3)
        return np.ascontiguousarray(cut.transpose(0, 3, 1, 4, 6, 2, 5)).reshape(-1, 3 * self.patch**2)

    def inputs(self, pictures: Sequence[Image.Image]) -> dict[str, Any]:
        """`pixel_values` as bytes and `image_grid_thw` of the pictures, one after the other."""
        import torch

        fitted = [self.fitted(picture) for picture in pictures]
        grids = [[1, one.shape[0] // self.patch, one.shape[1] // self.patch] for one in fitted]
        patches = np.concatenate([self.patches(one) for one in fitted])
        return {PIXELS: torch.from_numpy(patches), "image_grid_thw": torch.tensor(grids)}


def widened(inputs: dict[str, Any]) -> dict[str, Any]:
    """The inputs with patches that are bytes as the model takes them: (patches, 3 x 2 x patch x patch), -1 to 1."""
    patches: torch.Tensor | None = inputs.get(PIXELS)
    if patches is None or patches.is_floating_point():
        return inputs
    scaled = (patches.float() / 127.5 - 1.0).unflatten(1, (3, 1, -1)).expand(-1, -1, FRAMES, -1)
    return {**inputs, PIXELS: scaled.flatten(1)}
