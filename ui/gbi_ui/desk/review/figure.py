"""A figure's picture with cells marked on it: the one being looked at, and the doubtful ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from gbi.types import Box, PageBox, Region
from gbi.workspace import Workspace
from gbi_ui.desk.marked import Frame, fitted, framed

Mark = Literal["here", "doubt", "corrected"]
COLOURS: dict[Mark, tuple[int, int, int]] = {"here": (217, 45, 32), "doubt": (247, 144, 9), "corrected": (18, 183, 106)}
ROOM_PX = 3


def marked_figure(ws: Workspace, region: Region, marks: Sequence[tuple[PageBox, Mark]]) -> bytes:
    """The region as PNG with the marks that stand in it, the last one on top. Raises `PageError` where it has none."""
    return _marked(str(ws.path), ws, region, tuple(marks))


@st.cache_data(max_entries=64, show_spinner=False)
def _marked(path: str, _ws: Workspace, region: Region, marks: tuple[tuple[PageBox, Mark], ...]) -> bytes:
    picture = fitted(_ws.region_image(region.id))
    frames: list[Frame] = []
    for place, mark in marks:
        box = pixels(region, place, picture.size)
        if box is not None:
            x0, y0, x1, y1 = box
            line, depth = (3, 36) if mark == "here" else (2, 20)
            room = ROOM_PX + line  # the line stands round the number, not on it
            frames.append(((x0 - room, y0 - room, x1 + room, y1 + room), COLOURS[mark], line, depth))
    return framed(picture, frames)


def pixels(region: Region, place: PageBox, size: tuple[int, int]) -> Box | None:
    """Where a place of a page is on the region's picture of `size` (width, height), in px; None where it is not on it.

    The picture has the region's places below each other, all in one scale, the narrower ones to the left.
    """
    parts = [part for part in (region.place, *region.more) if isinstance(part, PageBox)]
    if not parts:
        return None
    width = max(part.box[2] - part.box[0] for part in parts)
    height = sum(part.box[3] - part.box[1] for part in parts)
    if width <= 0 or height <= 0:
        return None
    sx, sy = size[0] / width, size[1] / height
    x, y = (place.box[0] + place.box[2]) / 2, (place.box[1] + place.box[3]) / 2
    above = 0.0
    for part in parts:
        x0, y0, x1, y1 = part.box
        if part.page == place.page and x0 <= x <= x1 and y0 <= y <= y1:
            left, top, right, bottom = place.box
            return (left - x0) * sx, (top - y0 + above) * sy, (right - x0) * sx, (bottom - y0 + above) * sy
        above += y1 - y0
    return None
