"""XLSX: a page per sheet; every block of cells is a table, every native chart a chart, both exact.

Not covered: pictures on sheets, pivot tables beyond the cells they show, chartex charts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from typing import Any

from gbi.documents.chart_figure import figure_of
from gbi.documents.chartxml import ChartData, read_chart
from gbi.documents.grids import GridCell, figure_of_grid
from gbi.documents.limits import SourceFile, check_pages, check_zip
from gbi.documents.sheet_charts import SheetChart, charts_of, range_of
from gbi.documents.sheet_grid import Area, blocks, filled_cells, grid_cell, grid_of, reference, with_merges
from gbi.documents.sheet_picture import draw_sheet
from gbi.documents.source import Image, NativeFigure
from gbi.errors import DocumentError, LimitError, PageError
from gbi.types import Box, Document, Page, Place, Region, SheetRange, Value

UNSTORED = re.compile(rb"<f[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v></v>|</c>)|<f[^>]*/>\s*</c>")


def open_file(file: SourceFile) -> XlsxSource:
    """The workbook. Raises `DocumentError` when it is damaged, `LimitError` for a zip bomb or over a limit."""
    check_zip(file)
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(file.path, data_only=True)
        for chart_sheet in book.chartsheets:
            at = book.sheetnames.index(chart_sheet.title)
            book.remove(chart_sheet)
            book.create_sheet(chart_sheet.title, at)  # a sheet without cells, which the chart covers
        with zipfile.ZipFile(file.path) as archive:
            charts = charts_of(archive)
            unstored = sum(
                len(UNSTORED.findall(archive.read(name)))
                for name in archive.namelist()
                if name.startswith("xl/worksheets/sheet")
            )
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, OSError) as error:
        raise DocumentError(f"{file.name} is damaged ({error}); open it in a spreadsheet program, save it") from error
    warnings = (
        (f"{unstored} formulas have no stored value; open and save the file in a spreadsheet program",)
        if unstored
        else ()
    )
    return XlsxSource(file, book, charts, warnings)


class XlsxSource:
    """An opened workbook; page n is the nth sheet, chart sheets included."""

    def __init__(
        self, file: SourceFile, book: Any, charts: dict[str, list[SheetChart]], warnings: tuple[str, ...] = ()
    ) -> None:
        self._file = file
        self._sheets = list(book.worksheets)
        self._book = book
        self._charts = charts
        self._areas: dict[int, tuple[list[Area], dict[tuple[int, int], Any]]] = {}
        check_pages(file.name, len(self._sheets), file.settings)
        cells = sum(len(sheet._cells) for sheet in self._sheets)
        if cells > file.settings.max_cells:
            raise LimitError(
                f"{file.name} has {cells:,} cells, the limit is {file.settings.max_cells:,}; "
                "keep the sheets and columns you need, or raise GBI_MAX_CELLS"
            )
        self._document = Document(id=file.id, name=file.name, kind="xlsx", pages=len(self._sheets), warnings=warnings)

    @property
    def document(self) -> Document:
        """Identity, name, kind "xlsx" and the number of sheets."""
        return self._document

    def page(self, number: int) -> Page:
        """The sheet's cells as tab-separated text; no words, since cells have ranges instead of boxes."""
        sheet = self._sheet(number)
        areas, anchors = self._blocks(number)
        lines = [sheet.title]
        for area in areas:
            lines += ["\t".join(cell.text for cell in row) for row in grid_of(sheet, area, anchors)]
        lines += [chart.title for _, chart in self._sheet_charts(number) if chart.title]
        return Page(number=number, width=0, height=0, text="\n".join(lines))

    def regions(self, number: int) -> tuple[Region, ...]:
        """Tables (blocks of at least 2 x 2 cells, or 3 in a row of a list) and charts of the sheet, top down."""
        sheet = self._sheet(number)
        areas, _ = self._blocks(number)
        found: list[tuple[tuple[int, int], Region]] = []
        for index, area in enumerate(areas):
            if not _is_table(area):
                continue
            place = SheetRange(sheet=sheet.title, ref=reference(area))
            caption = self._caption(number, areas[:index], area)
            region = Region.at(self._file.id, number, place, "table", caption=caption, heading=sheet.title)
            found.append(((area[0], area[1]), region))
        for chart_area, chart in self._sheet_charts(number):
            place = SheetRange(sheet=sheet.title, ref=reference(chart_area))
            region = Region.at(self._file.id, number, place, "chart", caption=chart.title, heading=sheet.title)
            found.append(((chart_area[0], chart_area[1]), region))
        return tuple(region for _, region in sorted(found, key=lambda item: item[0]))

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        """A drawing of the sheet's first rows and columns as a grid; boxes are points on it."""
        sheet = self._sheet(number)
        return draw_sheet(sheet, box, scale or 2.0, self._file.settings)

    def scale_of(self, number: int, box: Box | None = None) -> float:
        """2 px per pt."""
        return 2.0

    def vector_page(self, number: int) -> Any | None:
        """None: a sheet has cells, not drawings."""
        return None

    def native(self, region: Region) -> NativeFigure | None:
        """The block's cells, or the chart's stored values. Raises `PageError` for a sheet that is not there."""
        sheet = self._sheet(region.page)
        place = region.place
        if not isinstance(place, SheetRange):
            return None
        if region.kind == "chart":
            chart = next((c for area, c in self._sheet_charts(region.page) if reference(area) == place.ref), None)
            return figure_of(chart, lambda formula, i: _cell_place(formula, i, place)) if chart else None
        areas, anchors = self._blocks(region.page)
        area = next((a for a in areas if reference(a) == place.ref), None)
        return figure_of_grid(grid_of(sheet, area, anchors), region.caption) if area is not None else None

    def close(self) -> None:
        """Closes the workbook."""
        self._book.close()

    def _sheet(self, number: int) -> Any:
        if not 1 <= number <= len(self._sheets):
            raise PageError(f"{self._file.name} has sheets 1 to {len(self._sheets)}, there is no sheet {number}")
        return self._sheets[number - 1]

    def _blocks(self, number: int) -> tuple[list[Area], dict[tuple[int, int], Any]]:
        if number not in self._areas:
            sheet = self._sheet(number)
            cells, anchors = with_merges(sheet, filled_cells(sheet))
            self._areas[number] = (blocks(cells), anchors)
        return self._areas[number]

    def _sheet_charts(self, number: int) -> list[tuple[Area, ChartData]]:
        """The sheet's charts with the cells that they cover."""
        charts = self._charts.get(self._sheet(number).title, ())
        return [(chart.area, read_chart(chart.root, self._lookup)) for chart in charts]

    def _caption(self, number: int, before: Sequence[Area], area: Area) -> str:
        """The lone lines of text right above the block (at most three rows up)."""
        sheet, top = self._sheet(number), area[0]
        lines: list[str] = []
        for other in reversed(before):
            apart = other[1] > area[3] or other[3] < area[1]
            if _is_table(other) or apart or other[2] >= top or top - other[2] > 3:
                continue
            lines.insert(0, grid_cell(sheet, other[0], other[1]).text)
            top = other[0]
        return " ".join(lines)[:300]

    def _lookup(self, formula: str) -> list[Value]:
        """The values of a range of this workbook, for charts stored without a copy of their values."""
        found = range_of(formula)
        sheet = next((s for s in self._sheets if found and s.title == found[0]), None)
        if found is None or sheet is None:
            return []
        r0, c0, r1, c1 = found[1]
        r1, c1 = min(r1, sheet.max_row), min(c1, sheet.max_column)
        return [_raw(grid_cell(sheet, r, c), sheet.cell(r, c)) for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)]


def _raw(shown: GridCell, cell: Any) -> Value:
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return float(cell.value)
    return shown.value if shown.typed else (shown.text or None)


def _is_table(area: Area) -> bool:
    rows, columns = area[2] - area[0] + 1, area[3] - area[1] + 1
    return rows >= 2 and (columns >= 2 or rows >= 3)


def _cell_place(formula: str, index: int, figure: SheetRange) -> Place:
    """The cell that point `index` of a range comes from; the chart's own place when the formula is not plain."""
    found = range_of(formula)
    if found is None:
        return figure
    sheet, (r0, c0, r1, c1) = found
    width = c1 - c0 + 1
    row, column = r0 + index // width, c0 + index % width
    if row > r1:
        return figure
    return SheetRange(sheet=sheet, ref=reference((row, column, row, column)))
