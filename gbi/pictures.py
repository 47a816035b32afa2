"""Pictures of kept documents, and one more reading of a region: what needs the file opened again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from gbi.documents.source import Image, Source
from gbi.errors import PageError, ReaderError, StoreError
from gbi.places import digest
from gbi.settings import Settings
from gbi.store.files import replace_file
from gbi.store.store import Store
from gbi.types import Box, PageBox, Reading, Region

Result = TypeVar("Result")


class Pictures:
    """Opens kept documents, one at a time, and keeps the pictures that were made of them in `images/`."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._lock = threading.RLock()  # a source is not made for two threads
        self._opened: tuple[str, Source] | None = None

    def close(self) -> None:
        """Releases the opened document."""
        with self._lock:
            if self._opened is not None:
                self._opened[1].close()
            self._opened = None

    def page(self, document: str, number: int, scale: float | None) -> bytes:
        """A page as PNG, `scale` in px per pt. Raises `PageError`, `LimitError`, `StoreError`."""
        pages = self._store.documents.get(document).pages
        if not 1 <= number <= pages:
            raise PageError(f"there is no page {number}: the document has {pages}")
        return self._kept(document, [(number, None)], scale)

    def region(self, region: Region, scale: float | None) -> bytes:
        """A region as PNG, the parts of one that runs over pages below each other. Raises `PageError`."""
        boxes: list[tuple[int, Box | None]] = [
            (place.page, place.box) for place in (region.place, *region.more) if isinstance(place, PageBox)
        ]
        if not boxes:
            raise PageError(f"a {region.place.kind} place has no picture; ws.reading shows what stands there")
        return self._kept(region.document, boxes, scale)

    def read(self, region: Region, reader: str) -> Reading:
        """Runs a reader on a region and keeps what it reads. Raises `ReaderError` when it reads nothing."""
        from gbi.readers import read_region

        # not the source that pictures are taken from: a model may take minutes, and pages are looked at meanwhile
        source = self._open(region.document)
        try:
            found = read_region(source, region, [reader], self._settings)
        finally:
            source.close()
        if not found:
            raise ReaderError(f"reader {reader!r} reads nothing here: this {region.kind} is not its kind of figure")
        for reading in found:
            self._store.readings.add(reading)
        return found[-1]

    def _kept(self, document: str, boxes: list[tuple[int, Box | None]], scale: float | None) -> bytes:
        path = self._store.path / "images" / f"{digest(document, repr(boxes), repr(scale))}.png"
        try:
            return path.read_bytes()
        except OSError:  # not made yet
            images = self._with(document, lambda source: [source.image(page, box, scale) for page, box in boxes])
            picture = _png(images)
            replace_file(path, lambda temporary: temporary.write_bytes(picture))
            return picture

    def _with(self, document: str, work: Callable[[Source], Result]) -> Result:
        with self._lock:
            if self._opened is None or self._opened[0] != document:
                self.close()
                self._opened = (document, self._open(document))
            return work(self._opened[1])

    def _open(self, document: str) -> Source:
        from gbi.documents import open_source

        path = self._store.documents.file(document)
        if not path.is_file():
            name = self._store.documents.get(document).name
            raise StoreError(f"the workspace's copy of {name} is gone; add that file again")
        return open_source(path, self._settings)


def _png(images: list[Image]) -> bytes:
    """The images below each other, white to the right of narrower ones."""
    import cv2
    import numpy as np

    width = max(image.shape[1] for image in images)
    padded = [np.pad(image, ((0, 0), (0, width - image.shape[1]), (0, 0)), constant_values=255) for image in images]
    made, data = cv2.imencode(".png", cv2.cvtColor(np.vstack(padded), cv2.COLOR_RGB2BGR))
    if not made:
        raise PageError("the picture cannot be written as PNG; ask for a smaller scale")
    return bytes(data)
