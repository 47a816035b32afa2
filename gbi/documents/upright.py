"""Turns a PDF page so that words, drawings and pixels share the coordinates that a viewer shows."""

from __future__ import annotations

from typing import Any


def load_upright(doc: Any, index: int) -> Any:
    """The `pymupdf.Page` at `index` (from 0) without rotation, looking the same; changed in memory only.

    PyMuPDF gives words and drawings in unrotated coordinates, and its `remove_rotation` forgets the CropBox: so
    the rotation is written into the content as a matrix, and the boxes become the displayed rectangle. Raises
    MuPDF's own errors for a damaged page.
    """
    page = doc.load_page(index)
    if page.rotation == 0:
        return page
    if page.first_annot is not None or page.first_widget is not None:
        doc.bake()
        page = doc.load_page(index)
    shown = page.rect
    matrix = _matrix(page.rotation, _raw_crop(page))
    content = b"q %s cm\n" % matrix.encode() + page.read_contents() + b"\nQ"
    xref = doc.get_new_xref()
    doc.update_object(xref, "<<>>")
    doc.update_stream(xref, content)
    box = f"[0 0 {shown.width:g} {shown.height:g}]"
    for key, value in (("Contents", f"{xref} 0 R"), ("Rotate", "0"), ("MediaBox", box), ("CropBox", box)):
        doc.xref_set_key(page.xref, key, value)
    del page  # MuPDF hands an open page out again, with its old boxes
    return doc.load_page(index)


def _raw_crop(page: Any) -> Any:
    """The visible rectangle in PDF coordinates; PyMuPDF gives the CropBox measured from the MediaBox's top."""
    import pymupdf

    media, crop = page.mediabox, page.cropbox
    return pymupdf.Rect(crop.x0, media.y1 - crop.y1, crop.x1, media.y1 - crop.y0) & media


def _matrix(rotation: int, crop: Any) -> str:
    """The `cm` operands that turn the crop rectangle (PDF coordinates, y upwards) clockwise and to the origin."""
    low_x, low_y = min(crop.x0, crop.x1), min(crop.y0, crop.y1)
    high_x, high_y = max(crop.x0, crop.x1), max(crop.y0, crop.y1)
    numbers = {
        90: (0, -1, 1, 0, -low_y, high_x),
        180: (-1, 0, 0, -1, high_x, high_y),
        270: (0, 1, -1, 0, high_y, -low_x),
    }[rotation]
    return " ".join(f"{number:g}" for number in numbers)
