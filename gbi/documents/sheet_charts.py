"""The native charts of a workbook: which sheet they are on, which cells they cover, and their XML."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import column_index_from_string

from gbi.documents.ooxml import children, find, local, parse_xml, related

RANGE = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")
REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetChart:
    """A chart: the cells that it covers (rows and columns from 1, inclusive) and its XML root."""

    area: tuple[int, int, int, int]
    root: Any


def charts_of(archive: zipfile.ZipFile) -> dict[str, list[SheetChart]]:
    """Sheet name -> its charts, in the order of the drawing. Raises `DocumentError` for damaged parts."""
    names = set(archive.namelist())
    book = parse_xml(archive.read("xl/workbook.xml"), "xl/workbook.xml")
    sheets = related(archive, "xl/workbook.xml", "worksheet") | related(archive, "xl/workbook.xml", "chartsheet")
    found: dict[str, list[SheetChart]] = {}
    listed = find(book, "sheets")
    for sheet in listed if listed is not None else ():
        part = sheets.get(sheet.get(REL_ID, ""), "")
        for drawing in related(archive, part, "drawing").values() if part in names else ():
            if drawing in names:
                found.setdefault(sheet.get("name", ""), []).extend(_of_drawing(archive, drawing, names))
    return found


def _of_drawing(archive: zipfile.ZipFile, drawing: str, names: set[str]) -> list[SheetChart]:
    charts = related(archive, drawing, "chart")
    found = []
    for anchor in parse_xml(archive.read(drawing), drawing):
        for node in anchor.iter():
            if local(node) != "chart" or charts.get(node.get(REL_ID, "")) not in names:
                continue
            part = charts[node.get(REL_ID)]
            found.append(SheetChart(_area(anchor), parse_xml(archive.read(part), part)))
    return found


def _area(anchor: Any) -> tuple[int, int, int, int]:
    first = _marker(find(anchor, "from")) or (1, 1)
    last = _marker(find(anchor, "to")) or (first[0] + 14, first[1] + 7)
    return (*first, max(last[0], first[0]), max(last[1], first[1]))


def _marker(element: Any | None) -> tuple[int, int] | None:
    if element is None or not children(element, "row"):
        return None
    row, column = (int(str(getattr(find(element, name), "text", "0") or "0")) for name in ("row", "col"))
    return row + 1, column + 1


def range_of(formula: str) -> tuple[str, tuple[int, int, int, int]] | None:
    """The sheet and area of a plain reference such as "'My Sheet'!$B$2:$B$7"; None for anything else."""
    match = RANGE.match(formula.strip())
    if match is None:
        return None
    sheet = (match[1] or match[2]).replace("''", "'")
    r0, c0 = int(match[4]), column_index_from_string(match[3])
    r1, c1 = (int(match[6]), column_index_from_string(match[5])) if match[5] else (r0, c0)
    return sheet, (min(r0, r1), min(c0, c1), max(r0, r1), max(c0, c1))
