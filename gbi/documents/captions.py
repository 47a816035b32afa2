"""What a figure is called: its caption or own title, and the heading of the section it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from gbi.boxes import along, gaps
from gbi.documents.layout import FURNITURE, HEADINGS, Block
from gbi.types import Box, RegionKind

Side = Literal["above", "below"]

FAR_PT, NEAR_PT = 90.0, 45.0  # from a figure to its title; to its caption
STEP_PT = 28.0  # between one line of a title and the next
FIRST_STEP_PT = 40.0  # between a figure and the title's last line
FIGURES = frozenset({"picture", "table"})
FIGURE_LABEL = re.compile(r"(?i)^\s*(?:figure|fig\.?|chart|graph|图表|图)\s*[\dA-Z一二三四五六七八九十]")
TABLE_LABEL = re.compile(r"(?i)^\s*(?:table|表)\s*[\dA-Z一二三四五六七八九十]")
LABEL = re.compile(r"(?i)^\s*(?:figure|fig\.?|chart|table|exhibit|graph|box|图表|图|表)\s*[\dA-Z一二三四五六七八九十]")
UNIT_LINE = re.compile(
    r"单位\s*[:：]|币种\s*[:：]|(?i:\b(?:in|unit)\b.{0,25}(?:thousand|million|billion|percent|%))|^\s*%"
)
ASIDE = re.compile(r"(?i)^\s*(?:notes?|sources?|n\.b\.|注|资料来源|数据来源|来源)\s*[:：.]|^\s*[*†‡]")
TICKS = re.compile(r"[√✓☑□☒]\s*(?:不?适用|是|否)")
SHORT = 30  # characters: a shorter caption without a number is a publisher's name, not what a title says
LONGEST = 300


def caption_side(figures: Sequence[tuple[Box, RegionKind]], kind: RegionKind, blocks: Sequence[Block]) -> Side | None:
    """On which side of the page's figures of a kind their numbered captions stand; None where that is open.

    It is the side on which more of them find one of their own: between two charts stands a caption of only one.
    """
    own = TABLE_LABEL if kind == "table" else FIGURE_LABEL
    numbered = [b for b in blocks if b.text and own.match(b.text)]
    found: dict[Side, set[Box]] = {"above": set(), "below": set()}
    for box in (box for box, its_kind in figures if its_kind == kind):
        for side, boxes in found.items():
            near = [b.box for b in numbered if _beside(box, b, FAR_PT) and _side(box, b) == side]
            boxes.update(sorted(near, key=lambda other: gaps(box, other)[1])[:1])
    above, below = len(found["above"]), len(found["below"])
    return None if above == below else "above" if above > below else "below"


def caption_of(box: Box, kind: RegionKind, blocks: Sequence[Block], side: Side | None = None) -> tuple[str, Box | None]:
    """The figure's caption (marked as such, or beginning like one, or the title right above) and the title's box.

    Lines between title and figure that tell the unit or the question belong to the caption. Of numbered captions
    above and below it takes the one on `side`.
    """
    own = TABLE_LABEL if kind == "table" else FIGURE_LABEL
    named = [b for b in blocks if b.text and b.kind not in FURNITURE | FIGURES and not ASIDE.match(b.text)]
    near = [b for b in named if _beside(box, b, FAR_PT if b.kind in HEADINGS or own.match(b.text) else NEAR_PT)]
    labelled = [b for b in near if LABEL.match(b.text)]
    title = _title_above(box, near)
    told = [b for b in near if b.kind == "caption" and (not title or len(b.text) >= SHORT)]
    numbered = [b for b in labelled if own.match(b.text)]
    marked = [b for b in numbered if _side(box, b) == side] or numbered or labelled or told
    if marked:
        best = min(marked, key=lambda b: max(gaps(box, b.box)[1], 0.0))
        if marked is told and best in title and title[0].kind in HEADINGS:
            return _joined([b.text for b in title]), title[0].box
        units = [b.text for b in title if b is not best and UNIT_LINE.search(b.text) and len(b.text) < 80]
        return _joined([best.text, *units]), best.box
    return _joined([b.text for b in title]), title[0].box if title else None


def _joined(texts: Sequence[str]) -> str:
    """One line of text without the tick boxes that Chinese filings print between title and table."""
    return " ".join(TICKS.sub(" ", " ".join(texts)).split())[:LONGEST]


def _title_above(box: Box, near: Sequence[Block]) -> list[Block]:
    """The heading right above the figure with the short lines under it, or a line alone that tells the unit."""
    top = box[1] + 0.12 * (box[3] - box[1])
    above = sorted((b for b in near if (b.box[1] + b.box[3]) / 2 < top), key=lambda b: -b.box[3])
    lines: list[Block] = []
    edge, crossed = box[1], False
    for block in above:
        unit = UNIT_LINE.search(block.text) is not None
        if len(block.text) > 200:
            crossed = True
            continue
        if not lines and not crossed and block.kind in HEADINGS:
            return [block]
        if edge - block.box[3] > (STEP_PT if lines else FIRST_STEP_PT) or len(lines) > 3:
            break
        if block.box[3] > box[1] + 6 and not unit and block.kind not in HEADINGS:
            continue
        lines.insert(0, block)
        edge = min(edge, block.box[1])
        if block.kind in HEADINGS:
            return lines
    told = next((i for i, b in enumerate(lines) if UNIT_LINE.search(b.text)), None)
    if told is None:
        return [b for b in lines[-1:] if len(b.text) < 100]
    name = [
        b for b in lines[max(0, told - 1) : told] if len(b.text) < 60 and not b.text.endswith(("。", ".", "；", ";"))
    ]
    return [*name, *lines[told:]]


def heading_of(box: Box, blocks: Sequence[Block], title: Box | None) -> str:
    """The last heading above the figure on its page that is not its own title; "" where there is none."""
    above = [b for b in blocks if b.kind in HEADINGS and b.box[3] <= box[1] + 2 and b.box != title and b.text]
    same = [b for b in above if along(b.box, box, 0) > 0.1] or above
    return max(same, key=lambda b: b.box[3]).text[:LONGEST] if same else ""


def _side(box: Box, block: Block) -> Side:
    return "above" if block.box[1] + block.box[3] < box[1] + box[3] else "below"


def _beside(box: Box, block: Block, far: float) -> bool:
    """True for a block above or below the figure, at most `far` away."""
    _, y_gap = gaps(box, block.box)
    return along(box, block.box, 0) > 0.3 and -0.5 * (block.box[3] - block.box[1]) - 6 < y_gap < far
