"""PDF, born digital or scanned: words, drawings and pixels in the coordinates a reader of the page sees."""

from __future__ import annotations

import math
from typing import Any

from gbi.documents.limits import Deadline, SourceFile, check_pages, check_pixels
from gbi.documents.page_content import PageContent, read_page
from gbi.documents.pdf_pixels import pixels_of
from gbi.documents.regions import Findings, find, find_whole, regions_of
from gbi.documents.source import Image, NativeFigure
from gbi.documents.upright import load_upright
from gbi.errors import DocumentError, PageError
from gbi.types import Box, Document, Page, Region

VECTOR_SCALE = 2.0
SCALE_RANGE = (1.0, 6.0)


def open_file(file: SourceFile) -> PdfSource:
    """The PDF file. Raises `DocumentError` when it is broken, encrypted or empty, `LimitError` over the page limit."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        doc = pymupdf.open(file.path, filetype="pdf")
    except (pymupdf.FileDataError, pymupdf.EmptyFileError, RuntimeError, ValueError) as error:
        raise DocumentError(
            f"{file.name} is called a PDF but cannot be opened as one: it is broken or cut short; "
            "save or download it again"
        ) from error
    if doc.needs_pass:
        raise DocumentError(f"{file.name} is encrypted; open it with its password and save it without one")
    return PdfSource(file, doc)


class PdfSource:
    """An opened PDF, or what was converted to one (`kind` then names the original's format)."""

    def __init__(self, file: SourceFile, doc: Any, kind: str = "pdf", warnings: tuple[str, ...] = ()) -> None:
        self._file = file
        self._doc = doc
        self._contents: dict[int, PageContent] = {}
        self._loaded: dict[int, Any] = {}
        self._findings: dict[int, Findings] = {}
        self._regions: dict[int, tuple[Region, ...]] = {}
        self._warnings = list(warnings)
        if doc.is_repaired and kind == "pdf":
            self._check_cut_off()
        check_pages(file.name, doc.page_count, file.settings)
        self._document = Document(id=file.id, name=file.name, kind=kind, pages=doc.page_count)

    @property
    def document(self) -> Document:
        """Identity, name, kind and pages; `warnings` grows with what was met while reading."""
        return self._document.model_copy(update={"warnings": tuple(dict.fromkeys(self._warnings))})

    def page(self, number: int) -> Page:
        """Words with boxes and text; OCR for scans, for garbage text and inside pictures of charts.

        Raises `PageError` for a page that is missing or damaged.
        """
        return self._content(number).page

    def regions(self, number: int) -> tuple[Region, ...]:
        """Charts and tables that start on this page, in reading order. Raises `PageError`, `LimitError`."""
        if number not in self._regions:
            self._load(number)
            self._regions[number] = regions_of(self._file.id, number, self._document.pages, self._found)
        return self._regions[number]

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        """Pixels of the page or of a box (points). Raises `PageError`, `LimitError` (too many pixels)."""
        import pymupdf

        page = self._load(number)
        scale = scale or self.scale_of(number, box)
        clip = pymupdf.Rect(box) & page.rect if box is not None else page.rect
        if clip.is_empty:
            raise PageError(f"the box {box} is outside page {number} of {self._file.name}")
        check_pixels(
            f"page {number} of {self._file.name}", clip.width * scale, clip.height * scale, self._file.settings
        )
        with _page_failure(self._file.name, number):
            return pixels_of(page, tuple(clip), scale)

    def scale_of(self, number: int, box: Box | None = None) -> float:
        """The resolution of the embedded image that fills the box (1 to 6 px per pt), else 2."""
        page = self._load(number)
        outer = box or tuple(page.rect)
        area = (outer[2] - outer[0]) * (outer[3] - outer[1])
        best, scale = 0.5 * area, VECTOR_SCALE
        with _page_failure(self._file.name, number):
            for info in page.get_image_info():
                x0, y0, x1, y1 = info["bbox"]
                shared = max(0.0, min(x1, outer[2]) - max(x0, outer[0])) * max(
                    0.0, min(y1, outer[3]) - max(y0, outer[1])
                )
                if shared > best:
                    best = shared
                    scale = max(info["width"] / (x1 - x0), info["height"] / (y1 - y0))
        ceiling = math.sqrt(self._file.settings.max_pixels / max(area, 1.0))
        return min(max(scale, SCALE_RANGE[0]), SCALE_RANGE[1], ceiling)

    def vector_page(self, number: int) -> Any | None:
        """The upright `pymupdf.Page`; None for a scan."""
        return None if self._content(number).scanned else self._load(number)

    def native(self, region: Region) -> NativeFigure | None:
        """None: a PDF holds no chart data."""
        return None

    def close(self) -> None:
        """Closes the file."""
        self._loaded.clear()
        if not self._doc.is_closed:
            self._doc.close()

    def _content(self, number: int) -> PageContent:
        if number not in self._contents:
            deadline = Deadline(f"page {number} of {self._file.name}", self._file.settings.page_seconds)
            page = self._load(number)
            with _page_failure(self._file.name, number):
                self._contents[number] = read_page(page, number, self._file.settings, deadline)
            self._warnings.extend(self._contents[number].warnings)
        return self._contents[number]

    def _found(self, number: int) -> Findings:
        if number not in self._findings:
            content = self._content(number)
            with _page_failure(self._file.name, number):
                search = find_whole if self._document.kind == "svg" else find
                self._findings[number] = search(content, self._load(number))
        return self._findings[number]

    def _load(self, number: int) -> Any:
        if not 1 <= number <= self._document.pages:
            raise PageError(f"{self._file.name} has pages 1 to {self._document.pages}, there is no page {number}")
        if number not in self._loaded:
            with _page_failure(self._file.name, number):
                page = load_upright(self._doc, number - 1)
                if page.rect.is_empty or page.rect.is_infinite:
                    raise PageError(f"page {number} of {self._file.name} has no size; print the file to PDF again")
                self._loaded[number] = page
        return self._loaded[number]

    def _check_cut_off(self) -> None:
        """A repaired file without its end mark was cut off: its last pages are missing."""
        with self._file.path.open("rb") as stream:
            stream.seek(max(0, self._file.size - 2048))
            if b"%%EOF" not in stream.read():
                raise DocumentError(f"{self._file.name} is cut off (its end is missing); save or download it again")
        self._warnings.append("the file is damaged and was repaired; pages may be missing")


class _page_failure:
    """Turns MuPDF's errors on one page into `PageError`, so that the other pages stay readable."""

    def __init__(self, name: str, number: int) -> None:
        self._what = f"page {number} of {name}"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RuntimeError | ValueError | IndexError | KeyError | ZeroDivisionError):
            raise PageError(f"{self._what} cannot be read ({error}); the other pages can") from error
