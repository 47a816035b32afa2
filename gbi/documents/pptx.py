"""PPTX: a page per slide; native tables and charts are exact regions, pictures of charts are read by OCR."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

from gbi.boxes import inside
from gbi.documents.chart_figure import figure_of
from gbi.documents.chartxml import ChartData, read_chart
from gbi.documents.grids import GridCell, figure_of_grid
from gbi.documents.layout import is_numeric
from gbi.documents.limits import Deadline, SourceFile, check_pages, check_pixels, check_zip
from gbi.documents.ooxml import parse_xml
from gbi.documents.page_content import read_page
from gbi.documents.pdf_pixels import pixels_of
from gbi.documents.slide_picture import draw_chart, draw_picture, draw_table, draw_text, table_cells
from gbi.documents.slide_shapes import EMU_PER_PT, Placed, placed_shapes
from gbi.documents.source import Image, NativeFigure
from gbi.errors import DocumentError, PageError
from gbi.types import Box, Document, Page, PageBox, Region, RegionKind

FIGURES: dict[str, RegionKind] = {"chart": "chart", "table": "table", "picture": "chart"}


def open_file(file: SourceFile) -> PptxSource:
    """The presentation. Raises `DocumentError` when it is damaged, `LimitError` for a zip bomb or too many slides."""
    check_zip(file)
    import pptx
    from lxml.etree import XMLSyntaxError
    from pptx.exc import PackageNotFoundError

    try:
        deck = pptx.Presentation(str(file.path))
        slides = list(deck.slides)
    except (PackageNotFoundError, XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, AttributeError) as error:
        raise DocumentError(f"{file.name} is damaged ({error}); open it in a presentation program, save it") from error
    size = ((deck.slide_width or 9144000) / EMU_PER_PT, (deck.slide_height or 6858000) / EMU_PER_PT)
    return PptxSource(file, slides, size)


class PptxSource:
    """An opened presentation; slides are drawn when they are first asked for."""

    def __init__(self, file: SourceFile, slides: list[Any], size: tuple[float, float]) -> None:
        import pymupdf

        check_pages(file.name, len(slides), file.settings)
        self._file = file
        self._slides = slides
        self._size = size
        self._doc = pymupdf.open()
        self._drawn: dict[int, int] = {}
        self._pages: dict[int, Page] = {}
        self._document = Document(id=file.id, name=file.name, kind="pptx", pages=len(slides))

    @property
    def document(self) -> Document:
        """Identity, name, kind "pptx" and the number of slides."""
        return self._document

    def page(self, number: int) -> Page:
        """Words placed in their shapes' boxes, with OCR of pictures, and the speaker's notes in the text."""
        if number not in self._pages:
            deadline = Deadline(f"slide {number} of {self._file.name}", self._file.settings.page_seconds)
            page = read_page(self._page(number), number, self._file.settings, deadline).page
            slide = self._slides[number - 1]
            notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
            text = f"{page.text}\n{notes.text}" if notes is not None and notes.text.strip() else page.text
            self._pages[number] = page.model_copy(update={"text": text})
        return self._pages[number]

    def regions(self, number: int) -> tuple[Region, ...]:
        """Native charts and tables, and pictures that show numbers; the slide's title is their heading."""
        page = self.page(number)
        title = self._title(number)
        found = []
        for placed in self._placed(number):
            kind = kind_of_shape(placed.shape)
            if kind not in FIGURES:
                continue
            numbers = sum(is_numeric(w.text) for w in page.words if inside(w.box, placed.box))
            if kind == "picture" and numbers < 3:
                continue
            caption = self._chart(placed).title if kind == "chart" else ""
            place = PageBox(page=number, box=_rounded(placed.box))
            found.append(
                Region.at(self._file.id, number, place, FIGURES[kind], caption=caption or title, heading=title)
            )
        return tuple(found)

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        """Pixels of the drawn slide or of a box on it. Raises `PageError`, `LimitError`."""
        scale = scale or self.scale_of(number, box)
        x0, y0, x1, y1 = box or (0.0, 0.0, *self._size)
        check_pixels(f"slide {number} of {self._file.name}", (x1 - x0) * scale, (y1 - y0) * scale, self._file.settings)
        if box is not None and (x1 <= 0 or y1 <= 0 or x0 >= self._size[0] or y0 >= self._size[1]):
            raise PageError(f"the box {box} is outside slide {number} of {self._file.name}")
        return pixels_of(self._page(number), box, scale)

    def scale_of(self, number: int, box: Box | None = None) -> float:
        """The resolution of the picture that stands in the box (1 to 6 px per pt), else 2."""
        for placed in self._placed(number):
            if box is not None and kind_of_shape(placed.shape) == "picture" and _rounded(placed.box) == _rounded(box):
                pixels = placed.shape.image.size[0]
                return float(min(max(pixels / max(1.0, box[2] - box[0]), 1.0), 6.0))
        return 2.0

    def vector_page(self, number: int) -> Any | None:
        """None: what is drawn here is not the slide's own drawing."""
        return None

    def native(self, region: Region) -> NativeFigure | None:
        """The chart's stored values or the table's cells; None for pictures."""
        place = region.place
        if not isinstance(place, PageBox):
            return None
        for placed in self._placed(place.page):
            kind = kind_of_shape(placed.shape)
            if _rounded(placed.box) != place.box or kind not in ("chart", "table"):
                continue
            if kind == "chart":
                return figure_of(self._chart(placed), lambda formula, i: place, region.heading)
            return figure_of_grid(_grid(placed, place.page), region.caption)
        return None

    def close(self) -> None:
        """Releases the drawn slides."""
        if not self._doc.is_closed:
            self._doc.close()

    def _placed(self, number: int) -> list[Placed]:
        if not 1 <= number <= len(self._slides):
            raise PageError(f"{self._file.name} has slides 1 to {len(self._slides)}, there is no slide {number}")
        try:
            return list(placed_shapes(self._slides[number - 1].shapes))
        except (KeyError, ValueError, AttributeError) as error:
            raise PageError(f"slide {number} of {self._file.name} is damaged ({error}); the others are read") from error

    def _page(self, number: int) -> Any:
        shapes = self._placed(number)
        if number not in self._drawn:
            page = self._doc.new_page(width=self._size[0], height=self._size[1])
            self._drawn[number] = page.number
            for placed in shapes:
                kind = kind_of_shape(placed.shape)
                draw = DRAW.get(kind)
                if kind == "chart":
                    draw_chart(page, placed.box, self._chart(placed))
                elif draw is not None:
                    draw(page, placed)
        return self._doc.load_page(self._drawn[number])

    def _chart(self, placed: Placed) -> ChartData:
        try:
            part = placed.shape.chart.part
            return read_chart(parse_xml(part.blob, str(part.partname)))
        except (KeyError, ValueError, DocumentError) as error:
            raise PageError(f"a chart of {self._file.name} is damaged ({error}); save the file again") from error

    def _title(self, number: int) -> str:
        shape = self._slides[number - 1].shapes.title
        return " ".join(shape.text_frame.text.split()) if shape is not None else ""


def kind_of_shape(shape: Any) -> str:
    """ "chart", "table", "picture", "text", or "" for what shows nothing that is read."""
    if getattr(shape, "has_chart", False):
        return "chart"
    if getattr(shape, "has_table", False):
        return "table"
    if hasattr(shape, "image"):
        return "picture" if shape._element.blip_rId is not None else ""
    return "text" if getattr(shape, "has_text_frame", False) and shape.text_frame.text.strip() else ""


DRAW: dict[str, Callable[[Any, Placed], None]] = {
    "table": draw_table,
    "picture": lambda page, placed: draw_picture(page, placed.box, placed.shape.image.blob),
    "text": lambda page, placed: draw_text(page, placed.box, placed.shape.text_frame),
}


def _grid(placed: Placed, number: int) -> list[list[GridCell]]:
    """The table's cells, R x C, each with its box; merged cells filled with their first cell."""
    width = len(placed.shape.table.columns)
    cells = table_cells(placed)
    grid: list[list[GridCell]] = []
    origins: dict[tuple[int, int], GridCell] = {}
    for index, (box, cell) in enumerate(cells):
        r, c = divmod(index, width)
        if c == 0:
            grid.append([])
        shown = GridCell(" ".join(cell.text.split()), PageBox(page=number, box=_rounded(box)))
        if cell.is_merge_origin:
            for dr in range(cell.span_height):
                for dc in range(cell.span_width):
                    origins[(r + dr, c + dc)] = shown
        elif cell.is_spanned and (r, c) in origins:
            shown = GridCell(origins[(r, c)].text, origins[(r, c)].place, spanned=True)
        grid[-1].append(shown)
    return grid


def _rounded(box: Box) -> Box:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
