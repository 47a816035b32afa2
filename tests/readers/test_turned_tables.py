"""Scans that were put in sideways: the table is read as if upright, and each cell's place is where it lies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from gbi.documents import open_source
from gbi.documents.source import Source
from gbi.readers.grid.turned import turn_of
from gbi.readers.table import TableReader
from gbi.types import Box, PageBox, Reading, Region, Word

ENGLISH = [
    ["Segment", "Revenue 2022", "Revenue 2023", "Employees"],
    ["Storage", "352", "434", "702"], ["Licences", "265", "255", "388"], ["Services", "161", "170", "471"],
    ["Total", "778", "859", "1,561"],
]  # fmt: skip
CHINESE = [
    ["产品", "去年", "今年"],
    ["云服务", "15200", "21310"],
    ["软件许可", "17034", "15880"],
    ["咨询", "9120", "8020"],
]
WIDE, TALL, SCALE = 420.0, 200.0, 3.0


def drawn(rows: list[list[str]]) -> np.ndarray:
    """The table printed with rules between its rows, as pixels."""
    with pymupdf.open() as document:
        page = document.new_page(width=WIDE, height=TALL)
        for r, row in enumerate(rows):
            y = 40 + 28 * r
            for c, cell in enumerate(row):
                font = "helv" if cell.isascii() else "china-s"
                page.insert_text((24 + 100 * c, y), cell, fontsize=12, fontname=font)
            page.draw_line((18, y + 9), (WIDE - 12, y + 9), width=0.8)
        pixels = page.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), alpha=False)
        return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)


def scanned(rows: list[list[str]], quarters: int, path: Path) -> Source:
    """A PDF of one page that is a picture of the table, turned anticlockwise by so many quarters."""
    picture = path.with_suffix(".png")
    Image.fromarray(np.ascontiguousarray(np.rot90(drawn(rows), quarters))).save(picture)
    size = (WIDE, TALL) if quarters % 2 == 0 else (TALL, WIDE)
    with pymupdf.open() as document:
        page = document.new_page(width=size[0], height=size[1])
        page.insert_image(page.rect, filename=str(picture))
        document.save(path)
    return open_source(path)


def read(source: Source) -> Reading:
    page = source.page(1)
    region = Region.at(source.document.id, 1, PageBox(page=1, box=(0.0, 0.0, page.width, page.height)), "table")
    reading = TableReader().read(source, region)
    assert reading is not None
    return reading


def values(reading: Reading) -> list[list[object]]:
    return [[cell.value for cell in row] for row in reading.rows]


def turned(box: Box, quarters: int) -> Box:
    """Where a box of the upright page lies after the turn."""
    x0, y0, x1, y1 = box
    if quarters == 2:
        return (WIDE - x1, TALL - y1, WIDE - x0, TALL - y0)
    return (y0, WIDE - x1, y1, WIDE - x0) if quarters == 1 else (TALL - y1, x0, TALL - y0, x1)


@pytest.mark.parametrize("rows", [ENGLISH, CHINESE])
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_table_that_was_turned_is_the_upright_one(rows: list[list[str]], quarters: int, tmp_path: Path) -> None:
    upright = scanned(rows, 0, tmp_path / "upright.pdf")
    sideways = scanned(rows, quarters, tmp_path / "sideways.pdf")
    try:
        straight, found = read(upright), read(sideways)
    finally:
        upright.close()
        sideways.close()
    assert [column.name for column in found.columns] == [column.name for column in straight.columns] == rows[0]
    assert values(found) == values(straight)
    assert [row[0].text for row in found.rows] == [row[0] for row in rows[1:]]
    for straight_row, row in zip(straight.rows, found.rows, strict=True):
        for before, after in zip(straight_row, row, strict=True):
            assert isinstance(before.place, PageBox) and isinstance(after.place, PageBox)
            assert after.place.box == pytest.approx(turned(before.place.box, quarters), abs=2.5)


def test_labels_that_stand_do_not_turn_a_picture() -> None:
    box = (0.0, 0.0, 100.0, 80.0)
    level = [Word(text=f"{n}00", box=(10.0 * n, 0, 10.0 * n + 8, 8), confidence=0.9) for n in range(8)]
    stands = [Word(text="Region A", box=(10.0 * n, 40, 10.0 * n + 8, 78), confidence=0.9, angle=90) for n in range(4)]
    assert turn_of([*level, *stands], box) is None
    assert turn_of(level, box) is None and turn_of([], box) is None
    turn = turn_of([*stands, *level[:1]], box)
    assert turn is not None and turn.angle == 90 and turn.frame == (0.0, 0.0, 80.0, 100.0)
    assert turn.back((0.0, 0.0, 80.0, 100.0)) == box
    assert turn.back((0.0, 0.0, 10.0, 20.0)) == (0.0, 70.0, 20.0, 80.0)  # the top left of the text is low on the page
