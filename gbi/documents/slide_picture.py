"""Draws a slide on a PDF page, near enough to be evidence: text, pictures, tables, and charts as their data.

Not covered: backgrounds, effects, animations; pictures that MuPDF cannot draw (EMF, WMF) become empty frames.
"""

from __future__ import annotations

import html
from typing import Any

from gbi.documents.chartxml import ChartData
from gbi.documents.slide_shapes import Placed
from gbi.types import Box

GREY = (0.6, 0.6, 0.6)


def draw_text(page: Any, box: Box, frame: Any) -> None:
    """A text frame's paragraphs, shrunk to fit the box where they are too long."""
    lines = []
    for paragraph in frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size is not None]
        size = f"font-size:{max(sizes):g}pt;" if sizes else ""
        bold = "font-weight:bold;" if any(run.font.bold for run in paragraph.runs) else ""
        text = html.escape("".join(run.text for run in paragraph.runs))
        if text.strip():
            lines.append(f'<p style="margin:0;{size}{bold}">{text}</p>')
    put_html(page, box, "".join(lines))


def draw_picture(page: Any, box: Box, data: bytes) -> None:
    """The picture in its box, or an empty frame."""
    import pymupdf

    try:
        page.insert_image(pymupdf.Rect(box), stream=data, keep_proportion=False)
    except (RuntimeError, ValueError):
        page.draw_rect(pymupdf.Rect(box), color=GREY)


def draw_table(page: Any, placed: Placed) -> None:
    """The table's grid with its texts, by its own column widths and row heights."""
    import pymupdf

    for box, cell in table_cells(placed):
        if cell.is_spanned:
            continue
        page.draw_rect(pymupdf.Rect(box), color=GREY, width=0.5)
        put_html(page, box, f'<p style="margin:0;font-size:11pt">{html.escape(cell.text)}</p>')


def table_cells(placed: Placed) -> list[tuple[Box, Any]]:
    """Every cell of a table shape with its box (of its whole span), row by row."""
    table = placed.shape.table
    widths = [column.width or 0 for column in table.columns]
    heights = [row.height or 0 for row in table.rows]
    x0, y0, x1, y1 = placed.box
    sx = (x1 - x0) / max(1, sum(widths))
    sy = (y1 - y0) / max(1, sum(heights))
    found = []
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            right = c + (cell.span_width if cell.is_merge_origin else 1)
            under = r + (cell.span_height if cell.is_merge_origin else 1)
            left, top = x0 + sum(widths[:c]) * sx, y0 + sum(heights[:r]) * sy
            found.append(((left, top, x0 + sum(widths[:right]) * sx, y0 + sum(heights[:under]) * sy), cell))
    return found


def draw_chart(page: Any, box: Box, chart: ChartData) -> None:
    """The chart's frame with its title and its data as lines of text."""
    import pymupdf

    page.draw_rect(pymupdf.Rect(box), color=GREY, width=0.8)
    lines = [f'<p style="margin:0;font-size:12pt;font-weight:bold">{html.escape(chart.title)}</p>']
    for plot in chart.plots:
        for series in plot.series:
            labels = [*series.categories.values, *[""] * len(series.values.values)]
            pairs = [
                f"{label if label is not None else ''} {value:g}" if isinstance(value, float) else str(label or "")
                for label, value in zip(labels, series.values.values, strict=False)
            ]
            text = html.escape(f"{series.name}: {'; '.join(pairs[:60])}")
            lines.append(f'<p style="margin:2pt 0;font-size:9pt">{text}</p>')
    put_html(page, box, "".join(lines))


def put_html(page: Any, box: Box, content: str) -> None:
    """Text in a box, shrunk to fit; boxes too small for any text stay empty. Chinese comes from MuPDF's own font."""
    import pymupdf

    rect = pymupdf.Rect(box)
    if content and rect.width > 4 and rect.height > 4:
        page.insert_htmlbox(rect, content, css="* {font-family: sans-serif; font-size: 16pt;}", scale_low=0.1)
