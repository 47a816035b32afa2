"""Tables found on real pages: recall and precision of regions against the gold boxes of a table competition."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from gbi.boxes import area, overlap
from gbi.documents import open_source
from gbi.types import Box, PageBox

DATA = os.environ.get("GBI_DATA")
pytestmark = [pytest.mark.data, pytest.mark.skipif(not DATA, reason="GBI_DATA is not set")]
EVERY = 4  # each fourth document: the whole set takes a minute
MATCH = 0.6  # intersection over union from which a region counts as found


def gold_boxes(path: Path) -> dict[int, list[Box]]:
    """Page -> table boxes in PDF coordinates (y upwards)."""
    found: dict[int, list[Box]] = {}
    for region in ET.parse(path).iter("region"):
        box = region.find("bounding-box")
        assert box is not None
        x1, y1, x2, y2 = (float(box.attrib[key]) for key in ("x1", "y1", "x2", "y2"))
        found.setdefault(int(region.attrib["page"]), []).append((x1, y1, x2, y2))
    return found


def table_boxes(path: Path) -> tuple[dict[int, list[Box]], dict[int, float]]:
    """Page -> boxes of tables as found (y downwards), and the pages' heights."""
    source = open_source(path)
    found: dict[int, list[Box]] = {}
    heights = {}
    for number in range(1, source.document.pages + 1):
        heights[number] = source.page(number).height
        for region in source.regions(number):
            for place in (region.place, *region.more) if region.kind == "table" else ():
                assert isinstance(place, PageBox)
                found.setdefault(place.page, []).append(place.box)
    return found, heights


def iou(a: Box, b: Box) -> float:
    common = overlap(a, b)
    return common / (area(a) + area(b) - common)


def test_tables_of_the_competition_are_found() -> None:
    assert DATA is not None
    hits = wanted = said = 0
    for path in sorted((Path(DATA) / "tables/icdar2013").glob("*.pdf"))[::EVERY]:
        found, heights = table_boxes(path)
        said += sum(map(len, found.values()))
        for page, boxes in gold_boxes(path.with_name(f"{path.stem}-reg.xml")).items():
            for x1, y1, x2, y2 in boxes:
                box = (x1, heights[page] - y2, x2, heights[page] - y1)
                wanted += 1
                hits += any(iou(box, other) >= MATCH for other in found.get(page, ()))
    assert hits >= 0.95 * wanted, f"{hits} of {wanted} tables were found"
    assert hits >= 0.95 * said, f"{said - hits} of {said} table regions are none"
