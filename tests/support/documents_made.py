"""Small files made in code for the tests of documents: PDFs, images, office files with known content."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow


def pdf_bytes(pages: int = 1, text: str = "Hello world", **save: Any) -> bytes:
    """A PDF whose pages hold `text` and their number."""
    import pymupdf

    with pymupdf.open() as doc:
        for number in range(1, pages + 1):
            doc.new_page(width=300, height=400).insert_text((50, 60), f"{text} {number}")
        return bytes(doc.tobytes(**save))


def bar_page(page: Any, left: float = 60.0, top: float = 100.0, title: str = "Sales by region, in millions") -> None:
    """Draws a bar chart of 240 x 160 pt with axes, ticks and a title on a `pymupdf.Page`."""
    page.insert_text((left, top - 8), title, fontsize=11)
    page.draw_line((left, top), (left, top + 120))
    page.draw_line((left, top + 120), (left + 220, top + 120))
    for i, (name, value) in enumerate((("North", 30), ("South", 90), ("East", 60))):
        x = left + 20 + i * 65
        page.draw_rect((x, top + 120 - value, x + 40, top + 120), color=None, fill=(0.1, 0.3, 0.8))
        page.insert_text((x + 4, top + 134), name, fontsize=9)
        page.insert_text((x + 10, top + 116 - value), str(value), fontsize=9)
    for value in (0, 50, 100):
        page.insert_text((left - 22, top + 123 - value), str(value), fontsize=9)


def table_page(page: Any, left: float, top: float, rows: int, *, first: int = 0, width: float = 400.0) -> None:
    """Draws a ruled table of four columns: a label and three numbers a row, 18 pt high."""
    for r in range(rows + 1):
        page.draw_line((left, top + 18 * r), (left + width, top + 18 * r), width=0.7)
    for c in range(5):
        x = left + c * width / 4
        page.draw_line((x, top), (x, top + 18 * rows), width=0.7)
    for r in range(rows):
        n = first + r
        cells = ("Item", "2019", "2020", "2021") if n == 0 else (f"Row {n}", f"{n * 11}.5", f"{n * 7:,}", f"{n}%")
        for c, text in enumerate(cells):
            page.insert_text((left + 4 + c * width / 4, top + 13 + 18 * r), text, fontsize=9)


def prose(page: Any, box: tuple[float, float, float, float], lines: int = 6) -> None:
    """Running text in a box."""
    sentence = "The committee met again in the spring and found that little had changed since the last report. "
    page.insert_textbox(box, sentence * lines, fontsize=10)


def png_bytes(width: int = 120, height: int = 80, **save: Any) -> bytes:
    """A PNG with a red left and a blue right half."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[:, : width // 2, 0] = 255
    pixels[:, width // 2 :, 2] = 255
    stream = io.BytesIO()
    Pillow.fromarray(pixels).save(stream, **{"format": "PNG", **save})
    return stream.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG that declares `width` x `height` pixels and holds none of them."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def zip_bytes(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def put(folder: Path, name: str, data: bytes | str) -> Path:
    """Writes the file and gives its path."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
