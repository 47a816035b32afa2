"""Lines that begin a caption ("Figure 4: ...", "图3 ..."): two figures that one stands between are never one.

They are found among the words, because the layout model often lays one picture over both figures and the caption.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi.boxes import along, area, clipped, inside, overlap, union
from gbi.documents.layout import Block
from gbi.documents.words import lines_of
from gbi.types import Box, Word

BEGINS = re.compile(
    r"^(?:(?i:figure|fig\.?|chart|exhibit|graph|table)\s*(?:[A-Z]{0,2}[-.]?)\d+(?:[.\-–]\d+)*[a-z]?\s*(?:[:.|–—-]|$|(?=[A-Z(“\"]))"
    r"|(?:图表?|表)\s*[\d一二三四五六七八九十]+(?:[.\-–]\d+)*(?!\s*(?:所示|显示|中|可见|可以|表明|为)))"
)
PIECE = 1.5  # of a line's height: a wider gap parts the pieces of a line
LOWEST_PT = 35.0  # a part of a figure is at least that high
CAPTION_PT = 70.0  # blocks higher than that are more than a caption


def caption_blocks(words: Sequence[Word], blocks: Sequence[Block]) -> list[Block]:
    """The lines of `words` that begin a caption, each with the rest of its layout block where it opens one."""
    found = []
    for line in lines_of(words):
        for piece in _pieces(line):
            if BEGINS.match(" ".join(word.text for word in piece)):
                found.append(_whole(piece, blocks))
    return found


def cut_at(box: Box, captions: Sequence[Block], content: Sequence[Box]) -> list[Box]:
    """The parts of `box` above, between and below the captions that cross it, each drawn in to its `content`.

    The box itself where no caption has something drawn or printed on both sides of it.
    """
    inner = [c.box for c in captions if along(c.box, box, 0) > 0.5 and box[1] < c.box[1] and c.box[3] < box[3]]
    edges = [box[1], *(edge for c in sorted(inner, key=lambda c: c[1]) for edge in (c[1], c[3])), box[3]]
    parts = []
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        part = (box[0], top, box[2], bottom)
        own = [c for c in content if inside(c, part)]
        part = clipped(union(own), part) if own else part
        if bottom - top >= LOWEST_PT and (own or not content):
            parts.append(part)
    return parts if len(parts) > 1 else [box]


def parted(a: Box, b: Box, captions: Sequence[Block]) -> bool:
    """True when a caption stands between two boxes, one above the other."""
    low, high = sorted((a, b), key=lambda box: box[1])
    for caption in captions:
        middle = (caption.box[1] + caption.box[3]) / 2
        if low[3] - 4 <= middle <= high[1] + 4 and along(caption.box, union((a, b)), 0) > 0.5:
            return True
    return False


def _pieces(line: Sequence[Word]) -> list[list[Word]]:
    pieces = [[line[0]]]
    for word in line[1:]:
        last = pieces[-1][-1]
        if word.box[0] - last.box[2] > PIECE * (last.box[3] - last.box[1]):
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def _whole(piece: Sequence[Word], blocks: Sequence[Block]) -> Block:
    box = union([word.box for word in piece])
    for block in blocks:
        begins = block.kind not in ("picture", "table") and abs(block.box[1] - box[1]) < 0.6 * (box[3] - box[1])
        if begins and overlap(box, block.box) > 0.5 * area(box) and block.box[3] - block.box[1] < CAPTION_PT:
            return Block(union((box, block.box)), "caption", block.words)
    return Block(box, "caption", tuple(piece))
