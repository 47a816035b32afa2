"""Pictures of pages with the cited boxes marked on them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import streamlit as st

from gbi.types import Box, Citation, PageBox, Role
from gbi.workspace import Workspace

if TYPE_CHECKING:
    from PIL import Image

COLOURS: dict[Role, tuple[int, int, int]] = {"value": (217, 45, 32), "support": (21, 112, 239)}
Frame = tuple[Box, tuple[int, int, int], int, int]
"""Edges in px, colour, width of the line in px, and how deep it is filled (0 to 255)."""
EDGE = (208, 208, 204)  # of a page, white on white otherwise
ROOM = 2.0  # points between a cell and the line round it
MOST_PIXELS = 1600  # of a picture's longer side: what a screen shows


def cited_pages(citations: Sequence[Citation]) -> dict[tuple[str, int], list[Citation]]:
    """The citations that stand on pages, by document and page, those with the values first."""
    pages: dict[tuple[str, int], list[Citation]] = {}
    for citation in sorted(citations, key=lambda citation: citation.role != "value"):
        if isinstance(citation.place, PageBox):
            pages.setdefault((citation.document, citation.place.page), []).append(citation)
    return pages


def boxes_of(citations: Sequence[Citation]) -> tuple[tuple[Box, Role], ...]:
    """Boxes in points with their roles, supports first, so that values are drawn over them."""
    found = [(c.place.box, c.role) for c in citations if isinstance(c.place, PageBox)]
    return tuple(sorted(found, key=lambda box: box[1] == "value"))


def marked_page(
    ws: Workspace, document: str, page: int, boxes: Sequence[tuple[Box, Role]], part: Box | None = None
) -> bytes:
    """The page as PNG, at most `MOST_PIXELS` long, with the boxes (in points) drawn on it; with `part` (in points)
    that part of it alone. Raises `GbiError`."""
    return _marked(str(ws.path), ws, document, page, tuple(boxes), part)


@st.cache_data(max_entries=64, show_spinner=False)
def _marked(
    path: str, _ws: Workspace, document: str, page: int, boxes: tuple[tuple[Box, Role], ...], part: Box | None
) -> bytes:
    size, picture = _ws.page(document, page), fitted(_ws.page_image(document, page))
    sx, sy = picture.width / size.width, picture.height / size.height
    frames = [
        (((x0 - ROOM) * sx, (y0 - ROOM) * sy, (x1 + ROOM) * sx, (y1 + ROOM) * sy), COLOURS[role], 2, 48)
        for (x0, y0, x1, y1), role in boxes
    ]
    # the edge first: a frame takes the place of what was drawn inside it
    frames.insert(0, ((0, 0, picture.width - 1, picture.height - 1), EDGE, 1, 0))
    return framed(picture, frames, part and (part[0] * sx, part[1] * sy, part[2] * sx, part[3] * sy))


def fitted(png: bytes) -> Image.Image:
    """The picture in RGB, no side longer than `MOST_PIXELS`."""
    from PIL import Image

    with Image.open(BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
    return picture


def framed(picture: Image.Image, frames: Sequence[Frame], part: Box | None = None) -> bytes:
    """The picture as PNG with the frames over it, the last one on top; with `part` (in px) that part of it alone."""
    from PIL import Image, ImageDraw

    glass = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(glass)
    for edges, colour, line, depth in frames:
        pen.rectangle(edges, fill=(*colour, depth), outline=(*colour, 255), width=line)
    out = BytesIO()
    whole = Image.alpha_composite(picture.convert("RGBA"), glass).convert("RGB")
    (whole.crop(part) if part else whole).save(out, "PNG")
    return out.getvalue()
