"""What PyMuPDF's layout model makes of a page: blocks with a kind. A scan is shown to it with its OCR words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gbi.boxes import inside, union
from gbi.documents.layout_model import use_quick_models
from gbi.documents.source import Image
from gbi.documents.words import lines_of
from gbi.types import Box, Word

NUMERIC = re.compile(r"[\d][\d.,%]*")
HEADINGS = frozenset({"section-header", "title"})
FURNITURE = frozenset({"page-header", "page-footer"})


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the page: `kind` as the layout model names it (table, picture, text, caption, ...), its words."""

    box: Box
    kind: str
    words: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        """The block's words, line by line, joined by blanks."""
        return " ".join(word.text for line in lines_of(self.words) for word in line)

    @property
    def prose(self) -> bool:
        """True for running text: what stands in it belongs to no figure."""
        if self.kind in HEADINGS | FURNITURE | {"caption", "footnote", "list-item"}:
            return True
        if self.kind != "text":
            return False
        letters = sum(len(word.text) for word in self.words)
        return letters >= 60 and numeric_share(self.words) < 0.25


def numeric_share(words: Sequence[Word]) -> float:
    """The share of words that begin with a digit (after a sign, bracket or currency)."""
    return sum(is_numeric(word.text) for word in words) / len(words) if words else 0.0


def is_numeric(text: str) -> bool:
    """True for "12", "-3.4%", "(1,200)", "$5", "约12万": a word that shows a number."""
    return bool(NUMERIC.search(text)) and sum(c.isdigit() for c in text) >= 0.3 * len(text)


def blocks_of(page: Any, words: Sequence[Word]) -> list[Block]:
    """The blocks of a `pymupdf.Page`, in the model's reading order, each with the `words` in it.

    The model's raw findings stay at the page: the table reader goes on from them without asking it again.
    """
    use_quick_models()
    page.get_layout(return_raw=True)
    blocks = []
    for group in page.layout_information or ():
        x0, y0, x1, y1 = (float(v) for v in group["group_bbox"])
        box = (x0, y0, x1, y1)
        blocks.append(Block(box, str(group["class_name"]), tuple(w for w in words if inside(w.box, box))))
    return with_whole_headings(blocks)


def with_whole_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with a heading that the model cut between two lines put together: the second runs on in small
    letters, close under the first and from the same edge."""
    whole: list[Block] = []
    for block in blocks:
        above = whole[-1] if whole else None
        if above is not None and _runs_on(above, block):
            whole[-1] = Block(union((above.box, block.box)), above.kind, (*above.words, *block.words))
        else:
            whole.append(block)
    return whole


def _runs_on(above: Block, block: Block) -> bool:
    if above.kind not in HEADINGS or block.kind not in HEADINGS or not (above.words and block.words):
        return False
    height = max(word.box[3] - word.box[1] for word in above.words)
    near = -0.5 * height < block.box[1] - above.box[3] < 0.6 * height and abs(block.box[0] - above.box[0]) < height
    return near and block.text[:1].islower() and not above.text.endswith((".", ":", "?", "!"))


def scan_blocks(pixels: Image, scale: float, words: Sequence[Word]) -> list[Block]:
    """The blocks of a picture of a page (H x W x 3, `scale` px per pt) whose words were read by OCR.

    The model looks at text and drawings of a PDF page: one is made of the picture and invisible words.
    """
    import cv2
    import pymupdf

    height, width = pixels.shape[:2]
    done, data = cv2.imencode(".png", np.ascontiguousarray(pixels[:, :, ::-1]))
    with pymupdf.open() as doc:
        page = doc.new_page(width=width / scale, height=height / scale)
        if done:
            page.insert_image(page.rect, stream=data.tobytes())
        fonts = {False: pymupdf.Font("helv"), True: pymupdf.Font("china-s")}
        writer = pymupdf.TextWriter(page.rect)
        for word in words:
            if word.angle == 0:
                _write(writer, word, fonts)
        writer.write_text(page, render_mode=3)
        return blocks_of(page, words)


def _write(writer: Any, word: Word, fonts: dict[bool, Any]) -> None:
    """Puts an OCR line on the page so that it fills its box."""
    x0, y0, x1, y1 = word.box
    font = fonts[any(ord(c) > 0x2E80 for c in word.text)]
    length = font.text_length(word.text, fontsize=1.0)
    size = min((y1 - y0) * 0.9, (x1 - x0) / length) if length > 0 else 0.0
    if size >= 2:
        writer.append((x0, y1 - 0.2 * (y1 - y0)), word.text, font=font, fontsize=size)
