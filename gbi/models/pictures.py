"""Pictures of a request: opened, turned as a viewer shows them, and scaled down to the pixels they may have."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageOps, UnidentifiedImageError

from gbi.errors import ModelError
from gbi.models.model import Picture

SENT_AS_THEY_ARE = {"PNG": "image/png", "JPEG": "image/jpeg"}
ORIENTATION = 0x0112  # EXIF tag; 1 is upright


def opened(picture: Picture) -> Image.Image:
    """The picture as RGB on white, upright, with at most `max_pixels` pixels. Raises `ModelError` if it is none."""
    with _header(picture) as image:
        try:
            upright = ImageOps.exif_transpose(image)
            if upright.mode in ("RGBA", "LA", "P", "PA"):
                layers = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", layers.size, "white"), layers)
            whole = upright.convert("RGB")
        except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for damaged files
            raise ModelError(f"a picture for the model is damaged: {error}") from error
    size = fitting_size(whole.size, picture.max_pixels)
    return whole if size == whole.size else whole.resize(size, Image.Resampling.LANCZOS)


def encoded(picture: Picture) -> tuple[str, bytes]:
    """Media type and bytes to send: the picture's own where they will do. Raises `ModelError` if it is none."""
    kind = _kind_as_it_is(picture)
    if kind is not None:
        return kind, picture.png
    file = io.BytesIO()
    opened(picture).save(file, "PNG", compress_level=1)
    return "image/png", file.getvalue()


def is_sent_as_it_is(picture: Picture) -> bool:
    """Whether `encoded` takes next to no time. Raises `ModelError` if it is no picture."""
    return _kind_as_it_is(picture) is not None


def fitting_size(size: tuple[int, int], max_pixels: int | None) -> tuple[int, int]:
    """Width and height in pixels, scaled down alike until there are no more than `max_pixels`."""
    width, height = size
    if max_pixels is None or width * height <= max_pixels:
        return size
    scale = math.sqrt(max_pixels / (width * height))
    return max(1, math.floor(width * scale)), max(1, math.floor(height * scale))


def _kind_as_it_is(picture: Picture) -> str | None:
    with _header(picture) as image:
        kind = image.format or ""
        # Pillow would decode all of a PNG to look for EXIF data behind the pixels, where next to no PNG has any.
        upright = (kind == "PNG" and "exif" not in image.info) or image.getexif().get(ORIENTATION, 1) == 1
        small_enough = fitting_size(image.size, picture.max_pixels) == image.size
    return SENT_AS_THEY_ARE.get(kind) if upright and small_enough else None


def _header(picture: Picture) -> Image.Image:
    try:
        return Image.open(io.BytesIO(picture.png))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ModelError("a picture for the model cannot be opened: give it as the bytes of a PNG or JPEG") from error
