"""PNG, JPEG, WebP, TIFF (many pages), GIF and BMP: a page of 1 px = 1 pt after EXIF orientation.

PyMuPDF is not loaded here: a chart image costs its decoding and the OCR, nothing else.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from gbi.documents import figures
from gbi.documents.limits import Deadline, SourceFile, check_pages, check_pixels
from gbi.documents.pixels import crop
from gbi.documents.source import Image, NativeFigure
from gbi.documents.words import page_text
from gbi.errors import DocumentError, LimitError, PageError
from gbi.types import Box, Document, Page, Region

BROKEN = (OSError, SyntaxError, ValueError, EOFError, Pillow.DecompressionBombError, MemoryError)
DECODERS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "MPO")


def open_file(file: SourceFile) -> ImageSource:
    """The image file. Raises `DocumentError` when it cannot be decoded, `LimitError` before decoding one too large."""
    return ImageSource(file)


class ImageSource:
    """An image as a document; TIFF frames are its pages, an animation gives its first frame."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._pixels: dict[int, Image] = {}
        self._pages: dict[int, Page] = {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
                self._image = Pillow.open(file.path, formats=DECODERS)
            check_pixels(file.name, *self._image.size, file.settings)
            pages = getattr(self._image, "n_frames", 1) if self._image.format == "TIFF" else 1
        except LimitError:
            raise
        except UnidentifiedImageError as error:
            raise DocumentError(f"{file.name} is not an image that can be read; save it again as PNG") from error
        except Pillow.DecompressionBombError as error:
            most = min(file.settings.max_pixels, 2 * (Pillow.MAX_IMAGE_PIXELS or file.settings.max_pixels))
            raise LimitError(
                f"{file.name} has more than {most:,} pixels, the limit (GBI_MAX_PIXELS); scale it down"
            ) from error
        except BROKEN as error:
            raise DocumentError(f"{file.name} is damaged or cut off ({error}); save or download it again") from error
        check_pages(file.name, pages, file.settings)
        self._document = Document(id=file.id, name=file.name, kind="image", pages=pages)
        if pages == 1:
            self._decode(1, DocumentError)

    @property
    def document(self) -> Document:
        """Identity, name, kind "image" and the number of frames."""
        return self._document

    def page(self, number: int) -> Page:
        """Words by OCR, in pixels. Raises `PageError` for a frame that is missing or damaged."""
        if number not in self._pages:
            from gbi.documents.ocr import read_words

            deadline = Deadline(f"page {number} of {self._file.name}", self._file.settings.page_seconds)
            pixels = self._decode(number, PageError)
            deadline.check()
            words = read_words(pixels)
            height, width = pixels.shape[:2]
            self._pages[number] = Page(
                number=number, width=width, height=height, words=words, text=page_text(words), ocr=True
            )
        return self._pages[number]

    def regions(self, number: int) -> tuple[Region, ...]:
        """The whole image as one chart, or its panels, or the tables and charts of a scanned page."""
        return figures.of_image(self._document.id, self.page(number), self._decode(number, PageError))

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        """Pixels of the frame or of a box on it; `scale` 1 by default. Raises `PageError`, `LimitError`."""
        return crop(self._decode(number, PageError), box, scale or 1.0, self._file.settings)

    def scale_of(self, number: int, box: Box | None = None) -> float:
        """1: an image is its own resolution."""
        return 1.0

    def vector_page(self, number: int) -> Any | None:
        """None: pixels have no drawings."""
        return None

    def native(self, region: Region) -> NativeFigure | None:
        """None: an image holds only the picture."""
        return None

    def close(self) -> None:
        """Closes the file and forgets the pixels."""
        self._image.close()
        self._pixels.clear()

    def _decode(self, number: int, failure: type[DocumentError] | type[PageError]) -> Image:
        if number in self._pixels:
            return self._pixels[number]
        if not 1 <= number <= self._document.pages:
            raise PageError(f"{self._file.name} has pages 1 to {self._document.pages}, there is no page {number}")
        try:
            self._image.seek(number - 1)
            check_pixels(f"page {number} of {self._file.name}", *self._image.size, self._file.settings)
            frame = ImageOps.exif_transpose(self._image)
            pixels = to_rgb(frame)
        except LimitError:
            raise
        except BROKEN as error:
            raise failure(
                f"page {number} of {self._file.name} is damaged or cut off ({error}); save or download it again"
            ) from error
        if self._document.pages > 1:
            self._pixels.clear()  # one frame at a time: a long TIFF would fill the memory
        self._pixels[number] = pixels
        return pixels


def to_rgb(frame: Pillow.Image) -> Image:
    """The frame as H x W x 3 RGB: transparency on white, 16-bit grey and float pixels stretched to 8 bits."""
    if frame.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        grey = np.asarray(frame, dtype=np.float64)
        top = 65535.0 if frame.mode != "F" and grey.max(initial=0) > 255 else max(1.0, float(grey.max(initial=0)))
        flat = np.clip(grey * (255.0 / top), 0, 255).astype(np.uint8)
        return np.ascontiguousarray(np.repeat(flat[:, :, None], 3, axis=2))
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        rgba = frame.convert("RGBA")
        white = Pillow.new("RGBA", rgba.size, (255, 255, 255, 255))
        frame = Pillow.alpha_composite(white, rgba)
    return np.asarray(frame.convert("RGB"), dtype=np.uint8).copy()
