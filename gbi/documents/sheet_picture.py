"""A picture of a worksheet's first rows and columns, as evidence for the eye: a grid with its row and column names."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter

from gbi.documents.limits import check_pixels
from gbi.documents.sheet_grid import grid_cell
from gbi.documents.source import Image
from gbi.settings import Settings
from gbi.types import Box

ROWS, COLUMNS = 60, 16
ROW_PT, COLUMN_PT, EDGE_PT = 15.0, 84.0, 30.0


def draw_sheet(sheet: Any, box: Box | None, scale: float, settings: Settings) -> Image:
    """H x W x 3 RGB of the grid or of a box on it (points). Raises `LimitError` for too many pixels."""
    import pymupdf

    from gbi.documents.pdf_pixels import pixels_of

    rows, columns = min(ROWS, max(1, sheet.max_row)), min(COLUMNS, max(1, sheet.max_column))
    width, height = EDGE_PT + columns * COLUMN_PT, ROW_PT * (rows + 1)
    check_pixels(f"the picture of sheet {sheet.title}", width * scale, height * scale, settings)
    with pymupdf.open() as doc:
        page = doc.new_page(width=width, height=height)
        for r in range(rows + 1):
            y = r * ROW_PT
            page.draw_line((0, y), (width, y), color=(0.8, 0.8, 0.8), width=0.5)
            for c in range(columns + 1):
                x = 0.0 if c == 0 else EDGE_PT + (c - 1) * COLUMN_PT
                page.draw_line((x, y), (x, y + ROW_PT), color=(0.8, 0.8, 0.8), width=0.5)
                text = _text(sheet, r, c)
                if text:
                    limit = 5 if c == 0 else 18
                    font = "china-s" if any(ord(char) > 0x2E80 for char in text) else "helv"
                    page.insert_text((x + 2, y + ROW_PT - 4), text[:limit], fontsize=8.5, fontname=font)
        return pixels_of(page, box, scale)


def _text(sheet: Any, row: int, column: int) -> str:
    if row == 0 or column == 0:
        return "" if row == column else (get_column_letter(column) if row == 0 else str(row))
    return grid_cell(sheet, row, column).text.replace("\n", " ")
