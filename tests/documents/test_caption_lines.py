"""Lines that begin captions, and figures cut at them."""

from __future__ import annotations

import pytest

from gbi.documents.caption_lines import BEGINS, caption_blocks, cut_at, parted
from gbi.types import Box, Word


def line(text: str, x: float, y: float) -> list[Word]:
    return [Word(text=part, box=(x + 40 * i, y, x + 40 * i + 36, y + 10)) for i, part in enumerate(text.split())]


@pytest.mark.parametrize(
    "text",
    ["Figure 4: Sales", "Fig. 2. Sales", "FIGURE 3 Sales", "Chart 1", "Exhibit 12 – Costs", "Table A-1: x", "图3 收入",
     "图表12：收入", "表4：主要数据", "图 2-1 结构"],
)  # fmt: skip
def test_captions_begin_with_a_label_and_a_number(text: str) -> None:
    assert BEGINS.match(text)


@pytest.mark.parametrize(
    "text",
    ["Figure 4 shows the sales", "As Figure 4: x", "Charts", "Table of contents", "图3所示的收入", "Figures 1 and 2"],
)
def test_sentences_that_speak_of_a_figure_are_no_captions(text: str) -> None:
    assert not BEGINS.match(text)


def test_captions_side_by_side_are_two() -> None:
    words = [*line("Figure 1: Left", 50, 100), *line("Figure 2: Right", 320, 100)]
    assert [block.text for block in caption_blocks(words, [])] == ["Figure 1: Left", "Figure 2: Right"]


def test_a_figure_is_cut_at_a_caption_with_content_on_both_sides() -> None:
    captions = caption_blocks(line("Figure 5: Orders by channel", 60, 300), [])
    upper: Box = (80, 120, 300, 250)
    lower: Box = (70, 330, 310, 500)
    assert cut_at((50, 100, 400, 520), captions, [upper, lower]) == [upper, lower]
    assert cut_at((50, 280, 400, 520), captions, [lower]) == [(50, 280, 400, 520)]
    assert parted(upper, lower, captions)
    assert not parted(upper, (320, 120, 500, 250), captions)
