"""DOCX: one page with all the text; tables and native charts are regions with the part they stand in.

Pages are made when a document is printed, so there are no page boxes here; and pictures in it are not read.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import Any

from gbi.documents.chart_figure import figure_of
from gbi.documents.chartxml import read_chart
from gbi.documents.grids import GridCell, figure_of_grid
from gbi.documents.limits import SourceFile, check_zip
from gbi.documents.ooxml import children, find, local, parse_xml, related, value_of
from gbi.documents.source import Image, NativeFigure
from gbi.errors import DocumentError, PageError
from gbi.types import Box, DocPart, Document, Page, Region

BODY = "word/document.xml"
REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LABEL = re.compile(r"(?i)^\s*(?:figure|fig\.?|chart|table|exhibit|图表|图|表)\s*[\dA-Z一二三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the body in order: a paragraph's text, a heading, a caption, a table or a chart part."""

    kind: str  # "text", "heading", "caption", "table", "chart"
    text: str = ""
    node: Any = None
    path: str = ""


def open_file(file: SourceFile) -> DocxSource:
    """The document. Raises `DocumentError` when it is damaged, `LimitError` for a zip bomb."""
    check_zip(file)
    try:
        with zipfile.ZipFile(file.path) as archive:
            styles = _styles(archive)
            body = find(parse_xml(archive.read(BODY), BODY), "body")
            charts = related(archive, BODY, "chart")
            parts = {p: parse_xml(archive.read(p), p) for p in charts.values() if p in archive.namelist()}
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise DocumentError(f"{file.name} is damaged ({error}); open it in a word processor and save it") from error
    if body is None:
        raise DocumentError(f"{file.name} has no text body; open it in a word processor and save it again")
    return DocxSource(file, _items(body, styles, charts, parts))


class DocxSource:
    """An opened DOCX; it counts as one page."""

    def __init__(self, file: SourceFile, items: list[Item]) -> None:
        self._file = file
        self._items = items
        self._document = Document(id=file.id, name=file.name, kind="docx", pages=1)

    @property
    def document(self) -> Document:
        """Identity, name, kind "docx" and one page."""
        return self._document

    def page(self, number: int) -> Page:
        """All the text, tables as tab-separated lines; no words, since nothing has a place on paper yet."""
        self._check(number)
        lines = []
        for item in self._items:
            if item.kind == "table":
                lines += ["\t".join(cell.text for cell in row) for row in _grid(item.node, item.path)]
            elif item.text:
                lines.append(item.text)
        return Page(number=1, width=0, height=0, text="\n".join(lines))

    def regions(self, number: int) -> tuple[Region, ...]:
        """Tables of at least 2 x 2 cells and charts, in the document's order."""
        self._check(number)
        found, heading = [], ""
        for index, item in enumerate(self._items):
            if item.kind == "heading":
                heading = item.text
            if item.kind == "chart" or (item.kind == "table" and _is_data(item)):
                caption = self._caption(index) or (item.text if item.kind == "chart" else "")
                place = DocPart(path=item.path)
                kind = "chart" if item.kind == "chart" else "table"
                found.append(Region.at(self._file.id, 1, place, kind, caption=caption, heading=heading))  # type: ignore[arg-type]
        return tuple(found)

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        """Raises `PageError`: a DOCX has no pages until it is printed."""
        raise PageError(f"{self._file.name} has no page pictures; print it to PDF to see its places marked")

    def scale_of(self, number: int, box: Box | None = None) -> float:
        """1; there are no pixels."""
        return 1.0

    def vector_page(self, number: int) -> Any | None:
        """None: there are no drawings."""
        return None

    def native(self, region: Region) -> NativeFigure | None:
        """The table's cells or the chart's stored values; None for a part that is not there."""
        path = region.place.path if isinstance(region.place, DocPart) else ""
        item = next((i for i in self._items if i.path == path and i.kind in ("table", "chart")), None)
        if item is None:
            return None
        if item.kind == "chart":
            return figure_of(read_chart(item.node), lambda formula, i: DocPart(path=path), region.caption)
        return figure_of_grid(_grid(item.node, path), region.caption)

    def close(self) -> None:
        """Nothing is held open."""

    def _check(self, number: int) -> None:
        if number != 1:
            raise PageError(f"{self._file.name} counts as one page, there is no page {number}")

    def _caption(self, index: int) -> str:
        """The caption right before or after, else a short paragraph right before."""
        before = self._items[index - 1] if index else None
        after = self._items[index + 1] if index + 1 < len(self._items) else None
        for item in (before, after):
            if item is not None and item.kind == "caption":
                return item.text
        return before.text if before is not None and before.kind == "text" and len(before.text) < 120 else ""


def _items(body: Any, styles: dict[str, str], charts: dict[str, str], parts: dict[str, Any]) -> list[Item]:
    found: list[Item] = []
    tables = 0
    for node in _flow(body):
        if local(node) == "tbl":
            tables += 1
            found.append(Item("table", node=node, path=f"table/{tables}"))
            continue
        text = _text(node)
        style = styles.get(value_of(find(node, "pPr"), "pStyle"), "").lower()
        kind = "text"
        if style.startswith(("heading", "title", "标题")):
            kind = "heading"
        elif style in ("caption", "题注") or LABEL.match(text):
            kind = "caption"
        if text:
            found.append(Item(kind, text))
        for chart in (n for n in node.iter() if local(n) == "chart" and n.get(REL_ID) in charts):
            part = charts[chart.get(REL_ID)]
            if part in parts:
                found.append(Item("chart", read_chart(parts[part]).title, parts[part], part))
    return found


def _flow(body: Any) -> list[Any]:
    """Paragraphs and tables in order, those inside content controls too."""
    found = []
    for node in body:
        if local(node) in ("p", "tbl"):
            found.append(node)
        elif local(node) == "sdt":
            content = find(node, "sdtContent")
            found += _flow(content) if content is not None else []
    return found


def _grid(table: Any, path: str) -> list[list[GridCell]]:
    """The table's cells, R x C, spans filled with their first cell; rows and columns of places count from 1."""
    rows: list[list[GridCell]] = []
    for r, row in enumerate(children(table, "tr")):
        cells: list[GridCell] = []
        for cell in children(row, "tc"):
            properties = find(cell, "tcPr")
            span = max(1, min(int(value_of(properties, "gridSpan", default="1") or 1), 1000))
            merge = find(properties, "vMerge") if properties is not None else None
            goes_on = merge is not None and value_of(properties, "vMerge", default="continue") == "continue"
            above = rows[r - 1][len(cells)] if goes_on and r and len(cells) < len(rows[r - 1]) else None
            place = DocPart(path=f"{path}/row/{r + 1}/col/{len(cells) + 1}")
            text = _text(cell)
            first = GridCell(above.text, above.place, spanned=True) if above is not None else GridCell(text, place)
            cells += [first, *[GridCell(first.text, first.place, spanned=True)] * (span - 1)]
        rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    empty = [DocPart(path=f"{path}/row/{r + 1}") for r in range(len(rows))]
    return [[*row, *[GridCell("", empty[r])] * (width - len(row))] for r, row in enumerate(rows) if row]


def _is_data(item: Item) -> bool:
    grid = _grid(item.node, item.path)
    return len(grid) >= 2 and len(grid[0]) >= 2


def _text(node: Any) -> str:
    """The node's text; paragraphs and breaks become blanks, deleted text is left out."""
    pieces = []
    for part in node.iter():
        name = local(part)
        if name == "t":
            pieces.append(part.text or "")
        elif name in ("tab", "br", "cr", "p"):
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def _styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Style id -> its name, such as "heading 1"."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    root = parse_xml(archive.read("word/styles.xml"), "word/styles.xml")
    found = {}
    for style in children(root, "style"):
        key = next((v for k, v in style.attrib.items() if k.endswith("}styleId")), "")
        name = find(style, "name")
        if name is not None:
            found[key] = next((v for k, v in name.attrib.items() if k.endswith("}val")), "")
    return found
