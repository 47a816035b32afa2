"""Text around a chart: title, subtitle, axis titles; and the text that is none of the data's (sources, buttons)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.readers.chart.axis import Direction
from gbi.readers.chart.phrases import Phrase, overlap, stack
from gbi.types import Box

_NOTE = re.compile(
    r"(?:sources?|notes?|details?|footnotes?|data|copyright|downloaded|published|updated|via|graphic|chart|by)\s*[:：].*"
    r"|.*(?:©|\(c\) \d{4}|https?:|www\.|\bCC BY\b|all rights reserved|\.(?:com|org|net|gov|edu)(?:/|\s|\b)).*"
    r"|.*(?:zoomable statistic|select the range in the chart).*|select the range .*|\(?click (?:on|to|here)\b.*"
    r"|survey (?:conducted|of)\b.*"
    r"|\W*(?:show sources?|additional information|(?:collapse|expand) statistic|share|download"
    r"|embed|learn more|sources?|pew research center|our world(?: in data)?|in data)\W*"
    r"|(?:资料来源|数据来源|来源|注|备注|说明|单位)\s*[:：].*|notes?\..*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Titles:
    """The figure's title and subtitle, "" where it has none."""

    title: str = ""
    subtitle: str = ""


def is_note(text: str) -> bool:
    """True for what is about the figure instead of in it: sources, copyright, addresses, a page's buttons."""
    return bool(_NOTE.fullmatch(text.strip()))


def find_titles(phrases: Sequence[Phrase], plot: Box, taken: Sequence[Box]) -> Titles:
    """The level text above the plot that nothing else claims: the first block is the title, the next the subtitle."""
    above = [
        p
        for p in phrases
        if p.angle == 0 and p.centre[1] < plot[1] and not is_note(p.text) and _free(p.box, taken) and _wordy(p.text)
    ]
    blocks = [block for block in stack(above, 0.9) if block.box[2] - block.box[0] > 3 * block.size]
    if not blocks:
        return Titles()
    size = max(block.size for block in blocks)
    first = next((i for i, b in enumerate(blocks) if b.size > 0.85 * size), 0)
    rest = blocks[first + 1 :]
    return Titles(blocks[first].text, rest[0].text if rest else "")


def axis_title(phrases: Sequence[Phrase], direction: Direction, plot: Box, labels: Box, taken: Sequence[Box]) -> str:
    """The title beside an axis whose tick or category labels fill `labels`; "" when there is none.

    Along x it is a level line next beyond the labels; along y a rotated one, or failing that nothing.
    """
    free = [p for p in phrases if _free(p.box, taken) and not is_note(p.text) and _wordy(p.text)]
    found = _below(free, plot, labels) if direction == "x" else _beside(free, plot, labels)
    return " ".join(p.text for p in found)


def _below(free: Sequence[Phrase], plot: Box, labels: Box) -> list[Phrase]:
    under = labels[1] > (plot[1] + plot[3]) / 2
    candidates = []
    for phrase in free:
        gap = phrase.box[1] - labels[3] if under else labels[1] - phrase.box[3]
        shared = overlap(phrase.box[0], phrase.box[2], plot[0], plot[2])
        if phrase.angle == 0 and -0.5 * phrase.size < gap < 3.0 * phrase.size and shared > 0.6 * _width(phrase):
            candidates.append((gap, phrase))
    if not candidates:
        return []
    gap, nearest = min(candidates, key=lambda c: c[0])
    row = [p for _, p in candidates if overlap(p.box[1], p.box[3], nearest.box[1], nearest.box[3]) > 0.5 * p.size]
    middle = (plot[0] + plot[2]) / 2
    best = min(row, key=lambda p: abs(p.centre[0] - middle))
    block = next((b for b in stack([p for _, p in candidates], 0.5) if best.text in b.text), best)
    return [block]


def _beside(free: Sequence[Phrase], plot: Box, labels: Box) -> list[Phrase]:
    rotated = [p for p in free if p.angle in (90, 270)]
    left = labels[0] < (plot[0] + plot[2]) / 2
    candidates = []
    for phrase in rotated:
        gap = labels[0] - phrase.box[2] if left else phrase.box[0] - labels[2]
        inside = overlap(phrase.box[1], phrase.box[3], plot[1], plot[3])
        if -0.8 * phrase.size < gap < 8 * phrase.size and inside > 0.5 * (phrase.box[3] - phrase.box[1]):
            candidates.append((gap, phrase))
    if not candidates:
        return []
    nearest = min(candidates, key=lambda c: c[0])[1]
    lines = [p for _, p in candidates if abs(p.centre[0] - nearest.centre[0]) < 3.5 * nearest.size]
    upwards = nearest.angle == 90
    columns: list[list[Phrase]] = []
    for phrase in sorted(lines, key=lambda p: p.centre[0]):
        if columns and phrase.centre[0] - columns[-1][0].centre[0] < 0.6 * nearest.size:
            columns[-1].append(phrase)
        else:
            columns.append([phrase])
    ordered = columns if upwards else columns[::-1]
    return [p for column in ordered for p in sorted(column, key=lambda p: -p.box[3] if upwards else p.box[1])]


def _free(box: Box, taken: Sequence[Box]) -> bool:
    return not any(
        overlap(box[0], box[2], t[0], t[2]) > 0.3 * (box[2] - box[0])
        and overlap(box[1], box[3], t[1], t[3]) > 0.3 * (box[3] - box[1])
        for t in taken
    )


def _wordy(text: str) -> bool:
    return any(char.isalpha() for char in text) or "%" in text


def _width(phrase: Phrase) -> float:
    return phrase.box[2] - phrase.box[0]
