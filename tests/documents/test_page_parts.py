"""The small parts that page regions are made of: boxes, blocks, captions, marks, words, blocks of a sheet."""

from __future__ import annotations

import pymupdf
import pytest

from gbi.boxes import along, area, clipped, gaps, grown, inside, overlap, shared, union
from gbi.documents.captions import caption_of, heading_of
from gbi.documents.chart_boxes import Parts
from gbi.documents.layout import Block, is_numeric, numeric_share, with_whole_headings
from gbi.documents.marks import Mark, clusters, has_bars, marks_of
from gbi.documents.panels import split_panels
from gbi.documents.regions import Findings, continues, first_table, last_table
from gbi.documents.sheet_charts import range_of
from gbi.documents.sheet_grid import blocks, reference
from gbi.documents.words import clean, is_garbage, lines_of, page_text
from gbi.types import Box, Page, Word


def word(text: str, x: float, y: float, width: float = 40.0, angle: int = 0) -> Word:
    return Word(text=text, box=(x, y, x + width, y + 10), angle=angle)


def block(text: str, kind: str, box: Box) -> Block:
    step = (box[2] - box[0]) / max(1, len(text.split()))
    words = tuple(word(t, box[0] + i * step, box[1], step - 1) for i, t in enumerate(text.split()))
    return Block(box, kind, words)


def test_arithmetic_of_boxes() -> None:
    a, b = (0.0, 0.0, 10.0, 10.0), (5.0, 5.0, 25.0, 15.0)
    assert (area(a), area((5, 5, 1, 9))) == (100, 0)
    assert union((a, b)) == (0, 0, 25, 15)
    assert overlap(a, b) == 25
    assert shared(a, b) == 0.25
    assert shared(a, (3, 3, 3, 3)) == 0
    assert inside((1, 1, 3, 3), a)
    assert not inside((9, 9, 30, 30), a)
    assert grown(a, 2) == (-2, -2, 12, 12)
    assert clipped(b, a) == (5, 5, 10, 10)
    assert gaps(a, (15, 0, 20, 5)) == (5, -5)
    assert along(a, (5, 50, 25, 60), 0) == 0.5
    assert along(a, (5, 50, 25, 60), 1) == 0


def test_what_counts_as_a_number() -> None:
    assert all(map(is_numeric, ("12", "-3.4%", "(1,200)", "$5", "2019")))
    assert not any(map(is_numeric, ("North", "Q", "COVID-19restrictions")))
    assert numeric_share([word("1", 0, 0), word("a", 50, 0)]) == 0.5
    assert numeric_share([]) == 0


def test_prose_is_long_and_has_few_numbers() -> None:
    box = (0.0, 0.0, 300.0, 40.0)
    assert block("words " * 20, "text", box).prose
    assert not block("North South East", "text", box).prose
    assert not block("12 34 56 78 " * 10, "text", box).prose
    assert block("Notes", "footnote", box).prose
    assert not block("words " * 20, "picture", box).prose


FIGURE: Box = (100, 300, 400, 500)


def test_a_numbered_caption_goes_before_a_nearer_note() -> None:
    found = [
        block("Note: made up", "caption", (100, 505, 400, 515)),
        block("Figure 4: Sales by region", "caption", (100, 520, 400, 530)),
        block("Table 1: Items", "caption", (100, 285, 400, 295)),
    ]
    assert caption_of(FIGURE, "chart", found)[0] == "Figure 4: Sales by region"
    assert caption_of(FIGURE, "table", found)[0] == "Table 1: Items"


def test_the_heading_and_the_unit_line_above_are_the_title() -> None:
    found = [
        block("Chapter two", "section-header", (100, 100, 400, 115)),
        block("Most say things are better", "section-header", (100, 270, 400, 280)),
        block("% who say ...", "text", (100, 285, 200, 295)),
    ]
    text, title = caption_of(FIGURE, "chart", found)
    assert text == "Most say things are better % who say ..."
    assert heading_of(FIGURE, found, title) == "Chapter two"


def test_chinese_unit_lines_and_tick_boxes() -> None:
    found = [
        block("母公司资产负债表", "text", (200, 262, 300, 272)),
        block("√适用 □不适用 单位:元 币种:人民币", "text", (300, 285, 400, 295)),
    ]
    assert caption_of(FIGURE, "table", found)[0] == "母公司资产负债表 单位:元 币种:人民币"


def test_a_figure_alone_has_no_caption() -> None:
    assert caption_of(FIGURE, "chart", []) == ("", None)
    assert heading_of(FIGURE, [], None) == ""


def mark(box: Box, filled: bool = True) -> Mark:
    return Mark(box, filled, False, False)


def test_bars_start_on_one_line_and_differ_cells_do_not() -> None:
    box = (0.0, 0.0, 400.0, 200.0)
    bars = [mark((50, 20 * i, 50 + 37 * (i + 1), 20 * i + 12)) for i in range(6)]
    columns = [mark((40 * i, 180 - 21 * (i + 1), 40 * i + 20, 180)) for i in range(6)]
    stripes = [mark((x, 40 * r, x + 100, 40 * r + 20)) for r in range(5) for x in (0, 100, 200, 300)]
    tiles = [mark((x, 20 * r, x + w, 20 * r + 20)) for r in range(10) for x, w in ((0, 150), (150, 90), (240, 160))]
    assert has_bars(bars, box)
    assert has_bars(columns, box)
    assert not has_bars(stripes, box)
    assert not has_bars(tiles, box)


def test_marks_are_cut_to_clips_and_split_into_pieces() -> None:
    with pymupdf.open() as doc:
        page = doc.new_page(width=300, height=300)
        page.draw_rect((0, 0, 300, 300), color=None, fill=(0.9, 0.9, 0.9))
        shape = page.new_shape()
        for x in (20, 60, 100):
            shape.draw_rect((x, 100, x + 20, 200))
        shape.finish(color=None, fill=(1, 0, 0))
        shape.commit()
        page.draw_line((10, 250), (290, 250), width=0.5)
        found = marks_of(page)
        assert [m.filled for m in found] == [True, True, True, False]
        assert [m.rule for m in found] == [False, False, False, True]
        assert len(clusters(page, found)) == 3
        assert len(clusters(page, found, tolerance=25)) == 1


def page_with(table: Box | None, *others: Block) -> Findings:
    figures = ((table, "table"),) if table else ()
    parts = [*others, *([block("1 2 3 4 5", "table", table)] if table else [])]
    return Findings(Page(number=1, width=600, height=800), figures, tuple(parts))  # type: ignore[arg-type]


def test_a_table_goes_on_only_with_nothing_between_and_the_same_edges() -> None:
    header = block("Annual report", "page-header", (60, 20, 540, 30))
    end = page_with((60, 500, 540, 760), header, block("7", "page-footer", (300, 780, 310, 790)))
    start = page_with((62, 50, 538, 300), header, block("words " * 20, "text", (60, 320, 540, 400)))
    assert last_table(end) == (60, 500, 540, 760)
    assert first_table(start) == (62, 50, 538, 300)
    assert continues(end, start)
    assert not continues(end, page_with((62, 90, 538, 300), block("Table 2", "caption", (60, 60, 200, 70))))
    assert not continues(end, page_with((200, 50, 538, 300)))
    assert not continues(page_with((60, 100, 540, 300)), start)
    assert not continues(page_with(None), start)


def test_words_make_lines_and_text() -> None:
    words = [word("b", 60, 12), word("a", 10, 10), word("side", 0, 50, angle=90), word("c", 10, 30)]
    assert [[w.text for w in line] for line in lines_of(words)] == [["a", "b"], ["c"]]
    assert page_text(words) == "a b\nc\nside"
    assert clean("e\ufb03cient\u00ad\u200b") == "efficient"


def test_garbage_text_is_told() -> None:
    assert is_garbage([word("\ue001\ue002\ue003", 0, 0), word("(cid:12)", 0, 20)])
    assert not is_garbage([word("Total", 0, 0), word("资产", 0, 20)])
    assert not is_garbage([])


def test_blank_lines_cut_a_sheet_into_blocks() -> None:
    cells = {(r, c) for r in range(1, 4) for c in range(1, 3)} | {(r, c) for r in range(1, 4) for c in range(4, 6)}
    cells |= {(6, c) for c in range(1, 6)}
    assert [reference(area) for area in blocks(cells)] == ["A1:B3", "D1:E3", "A6:E6"]
    assert blocks(set()) == []


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Sheet1!$B$2:$B$7", ("Sheet1", (2, 2, 7, 2))),
        ("'My ''own'' sheet'!$A$1", ("My 'own' sheet", (1, 1, 1, 1))),
        ("表!B2:C3", ("表", (2, 2, 3, 3))),
        ("SUM(A1:A3)", None),
        ("[1]Sheet1!$A$1", ("[1]Sheet1", (1, 1, 1, 1))),
        ("(S!$A$1,S!$B$1)", None),
    ],
)
def test_references(formula: str, expected: object) -> None:
    assert range_of(formula) == expected


def test_the_words_of_another_figure_are_no_title() -> None:
    found = [
        block("Views of the two parties", "section-header", (100, 100, 400, 115)),
        block("12 30 40 and more labels", "picture", (100, 150, 400, 280)),
        block("% who say they agree", "text", (100, 302, 300, 312)),
    ]
    assert caption_of(FIGURE, "chart", found)[0] == "% who say they agree"


def test_a_heading_far_above_is_the_title_where_nothing_stands_between() -> None:
    heading = block("Views of the two parties", "section-header", (100, 215, 400, 230))
    assert caption_of(FIGURE, "chart", [heading])[0] == "Views of the two parties"
    between = block("words " * 60, "text", (100, 235, 400, 290))
    assert caption_of(FIGURE, "chart", [heading, between])[0] == ""


def test_a_marked_subtitle_goes_with_the_heading_above_it() -> None:
    found = [
        block("Most say things are better", "section-header", (100, 260, 400, 270)),
        block("% who say that things are better than last year", "caption", (100, 280, 400, 290)),
    ]
    assert caption_of(FIGURE, "chart", found)[0].startswith("Most say things are better % who say")


def test_a_heading_cut_between_its_lines_is_one() -> None:
    first = block("Public increasingly seeking tougher", "section-header", (60, 100, 300, 110))
    second = block("stance toward trade", "section-header", (60, 114, 200, 124))
    (whole,) = with_whole_headings([first, second])
    assert whole.text == "Public increasingly seeking tougher stance toward trade"
    assert whole.kind == "section-header" and whole.box == (60, 100, 300, 124)
    other = block("Stance toward trade", "section-header", (60, 114, 200, 124))
    assert with_whole_headings([first, other]) == [first, other]  # a heading of its own
    below = block("stance toward trade", "section-header", (60, 140, 200, 150))
    assert with_whole_headings([first, below]) == [first, below]
    text = block("stance toward trade", "text", (60, 114, 200, 124))
    assert with_whole_headings([first, text]) == [first, text]
    ended = block("Public seeks a tougher line.", "section-header", (60, 100, 300, 110))
    assert with_whole_headings([ended, second]) == [ended, second]


def two_lines(foot_of_upper: str) -> Parts:
    """Two lines of one chart that run far apart, or of two charts when the upper has labels under it too."""
    upper, lower = (100.0, 100.0, 300.0, 120.0), (100.0, 150.0, 300.0, 190.0)
    marks = [Mark(upper, False, True, False), Mark(lower, False, True, False)] * 4
    years = [word(year, 95 + 90 * i, 200, 20) for i, year in enumerate(("2011", "2014", "2017"))]
    labels = [word(text, 95 + 90 * i, 126, 20) for i, text in enumerate(foot_of_upper.split())]
    values = [word(str(50 + i), 95 + 90 * i, y, 20) for i in range(3) for y in (105, 140)]
    return Parts((0, 0, 600, 800), (), [*years, *labels, *values], marks, (upper, lower), (), ())


def test_lines_far_apart_over_one_axis_are_one_chart() -> None:
    figure = (90.0, 90.0, 320.0, 215.0)
    assert split_panels(figure, two_lines("")) == [figure]
    assert split_panels(figure, two_lines("51 54 66")) == [figure]  # values, not an axis
    assert len(split_panels(figure, two_lines("2011 2014 2017"))) == 2
    assert len(split_panels(figure, two_lines("North South West"))) == 2
